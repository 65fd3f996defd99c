"""A database that goes away, a spool that is full, clients that are slow or silent."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fix_rows import held_fixes
from sqlalchemy import Engine, text
from terminals import SECRET, RunningGateway, Terminal, just_now, location, start_gateway

from deploy.cluster import Cluster
from ingest.beidou.gateway.keys import Keys
from ingest.beidou.gateway.settings import GatewaySettings
from spatial.db import open_engine


@contextmanager
def running(engine: Engine, spool: Path, **settings: object) -> Iterator[RunningGateway]:
    own = open_engine(engine.url, pool=2, give_up_s=5)
    made = start_gateway(own, spool, GatewaySettings.model_validate({"gather_ms": 1, **settings}))
    try:
        yield made
    finally:
        made.stop()
        own.dispose()


@contextmanager
def away(cluster: Cluster, engine: Engine) -> Iterator[None]:
    """Nobody may connect to the database, and those who are connected are cut off."""
    name = engine.url.database
    admin = open_engine(cluster.url("postgres"), pool=1)
    try:
        with admin.begin() as connection:
            connection.execute(text(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false'))
            connection.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :n"),
                {"n": name},
            )
        engine.dispose()
        yield
        with admin.begin() as connection:
            connection.execute(text(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true'))
    finally:
        admin.dispose()


def wait_for(met: Callable[[], bool], for_s: float = 20) -> None:
    deadline = time.monotonic() + for_s
    while not met():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_what_comes_while_the_database_is_away_is_answered_and_stored_later(
    cluster: Cluster, registered: Engine, tmp_path: Path
) -> None:
    spool = tmp_path / "spool"
    with running(registered, spool) as gateway, Terminal(gateway.port, "13800000002") as terminal:
        terminal.enter()
        with away(cluster, registered):
            for number in range(30):
                terminal.report(location(just_now(100 - number)))
                assert terminal.result()[2] == 0
            assert sum(path.stat().st_size for path in spool.glob("*.spool")) > 30 * 60
            # Who comes meanwhile is known by the key of its number.
            with Terminal(gateway.port, "13800000002") as another:
                assert another.authenticate(Keys(SECRET).key("jt808", "13800000002", 0)) == 0
                another.report(location(just_now(200)))
                assert another.result()[2] == 0
        wait_for(lambda: not list(spool.glob("*.spool")))
        terminal.report(location(just_now(1)))
        assert terminal.result()[2] == 0
    assert len(held_fixes(registered)) == 32
    with registered.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM frame")).scalar_one() == 32


def test_a_spool_that_is_full_holds_senders_back_and_drops_nothing_r4_10(
    cluster: Cluster, registered: Engine, tmp_path: Path
) -> None:
    spool = tmp_path / "spool"
    more = tuple((0xE0 + number, bytes(250)) for number in range(3))
    sent = answered = 0
    with (
        running(registered, spool, spool_mb=1) as gateway,
        Terminal(gateway.port, "13800000001") as terminal,
    ):
        terminal.enter()
        with away(cluster, registered):
            while True:
                for _ in range(20):
                    terminal.report(location(just_now(3000 - sent), extras=more))
                    sent += 1
                if terminal.hears_nothing(1.5):
                    break
                while answered < sent and not terminal.hears_nothing(0.3):
                    assert terminal.result()[2] == 0
                    answered += 1
            assert 500 < answered < sent
            assert sum(path.stat().st_size for path in spool.glob("*.spool")) <= 1 << 20
        while answered < sent:
            assert terminal.result()[2] == 0
            answered += 1
        wait_for(lambda: not list(spool.glob("*.spool")))
    assert len(held_fixes(registered)) == sent


def test_silent_and_half_open_clients_are_closed(registered: Engine, tmp_path: Path) -> None:
    with running(registered, tmp_path, silence_s=1, half_frame_s=0.5) as gateway:
        begun = time.monotonic()
        with Terminal(gateway.port, "13800000001") as silent, pytest.raises(ConnectionError):
            silent.heard()
        with Terminal(gateway.port, "13800000001") as half, pytest.raises(ConnectionError):
            _say_half(half)
        assert time.monotonic() - begun < 10


def _say_half(terminal: Terminal) -> None:
    terminal.send(b"\x7e\x02\x00")
    terminal.heard()


def test_a_client_that_drips_bytes_of_one_frame_is_closed(
    registered: Engine, tmp_path: Path
) -> None:
    def drip(terminal: Terminal) -> None:
        terminal.send(b"\x7e")
        for _ in range(200):
            terminal.send(b"\x02")
            time.sleep(0.05)

    with (
        running(registered, tmp_path, half_frame_s=0.5) as gateway,
        Terminal(gateway.port, "13800000001") as terminal,
        pytest.raises(ConnectionError),
    ):
        drip(terminal)


def test_connections_beyond_the_limit_are_closed_and_others_go_on(
    registered: Engine, tmp_path: Path
) -> None:
    with (
        running(registered, tmp_path, connections=1) as gateway,
        Terminal(gateway.port, "13800000001") as first,
    ):
        first.enter()
        with Terminal(gateway.port, "13800000002") as second, pytest.raises(ConnectionError):
            second.enter()
        first.report(location(just_now(1)))
        assert first.result()[2] == 0


def test_a_slow_reader_does_not_stall_others_r4_10(registered: Engine, tmp_path: Path) -> None:
    with (
        running(registered, tmp_path) as gateway,
        Terminal(gateway.port, "13800000001") as slow,
        Terminal(gateway.port, "13800000003") as quick,
    ):
        slow.enter()
        quick.enter()
        beats = b"".join(slow.frames(0x0002, b"")[0] for _ in range(50_000))
        # It never reads what it is answered: at last nothing more is taken from it.
        with pytest.raises(TimeoutError):
            slow.pour(beats, times=100, patience_s=2)
        quick.report(location(just_now(1)))
        assert quick.result()[2] == 0
