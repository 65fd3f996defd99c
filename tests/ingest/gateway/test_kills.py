"""A gateway and a PostgreSQL that are killed again and again: what was answered is there, once."""

from __future__ import annotations

import os
import random
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from fix_rows import held_fixes
from terminals import SECRET, Terminal, location

from deploy.cluster import Cluster, private_cluster
from ingest.beidou.gateway.keys import Keys
from ingest.beidou.jt808.layouts import encode_body
from ingest.beidou.jt808.location import Location, encode_batch
from ingest.beidou.registry import register_device
from spatial.db import open_engine
from spatial.migrations import migrate
from spatial.temporal import CHINA_TIME

KILLS = 100
TERMINALS = 4
HERE = Path(__file__).parent
ROOT = HERE.parent.parent.parent


@pytest.fixture
def killed_cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A PostgreSQL of its own. Without fsync: its machine does not lose power."""
    own = private_cluster(tmp_path / "home")
    own.create()
    try:
        own.start({"fsync": "off", "full_page_writes": "off"})
        yield own
    finally:
        own.remove()


class Sender(threading.Thread):
    """A terminal that goes on whatever happens: it connects again and sends again what was not
    answered. sent, answered: positions by instant and longitude."""

    def __init__(self, port: int, phone: str, ended: threading.Event) -> None:
        super().__init__(daemon=True)
        self.sent: set[tuple[datetime, int]] = set()
        self.answered: set[tuple[datetime, int]] = set()
        self.cut_off = 0
        self._port, self._phone, self._ended = port, phone, ended
        self._key = Keys(SECRET).key("jt808", phone, 0)
        self._open: dict[tuple[datetime, int], Location] = {}
        # The last hours: what is hot, and what goes into chunks at once.
        self._when = datetime.now(CHINA_TIME).replace(microsecond=0) - timedelta(hours=6)

    def run(self) -> None:
        while not self._ended.is_set() or self._open:
            try:
                with Terminal(self._port, self._phone) as terminal:
                    self._speak(terminal)
            except OSError:
                self.cut_off += 1
                time.sleep(0.02)

    def _speak(self, terminal: Terminal) -> None:
        terminal.say(0x0102, encode_body(0x0102, {"code": self._key}, 2013))
        if terminal.result()[2] != 0:
            return
        waiting: dict[int, list[tuple[datetime, int]]] = {}
        if self._open:
            again = list(self._open.items())[:30]
            frames = terminal.frames(0x0704, encode_batch([one for _, one in again]))
            terminal.send(b"".join(frames))
            for frame in range(len(frames)):
                waiting[terminal.serial - len(frames) + frame] = [key for key, _ in again]
        while not self._ended.is_set() or waiting:
            while len(waiting) < 20 and not self._ended.is_set():
                self._when += timedelta(seconds=7)
                if self._when > datetime.now(CHINA_TIME):
                    self._when -= timedelta(hours=6)
                lon = 120_000_000 + len(self.sent)
                key = (self._when, lon)
                self.sent.add(key)
                self._open[key] = location(self._when, lon)
                serial = terminal.report(self._open[key])
                waiting[serial] = [key]
            serial, _, result = terminal.result()
            keys = waiting.pop(serial)
            assert result == 0
            if serial not in waiting:
                for key in keys:
                    self.answered.add(key)
                    self._open.pop(key, None)


class Starter:
    """Starts gateways by the program that has everything loaded."""

    def __init__(self, url: str, spool: Path, port: int) -> None:
        self._line = f"{url} {spool} {port}\n"
        self._process = subprocess.Popen(
            [sys.executable, HERE / "killable_gateway.py"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": f"{ROOT}:{HERE}"},
        )

    def start(self) -> int:
        """The process number of a gateway that listens."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(self._line)
        self._process.stdin.flush()
        told, _, _ = select.select([self._process.stdout], [], [], 60)
        assert told, "the gateway does not start: its reason is in the output"
        return int(self._process.stdout.readline())

    def end(self) -> None:
        """Ends all of it."""
        with self._process:
            pass


def _own_port() -> int:
    """A free port below those that clients get: one that asks while nobody listens would else be
    connected with itself at times, and hold the port."""
    for port in random.sample(range(20_000, 32_000), 100):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


def _kill_a_backend(cluster: Cluster, name: str) -> None:
    """PostgreSQL ends all sessions and recovers by itself."""
    try:
        with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
            found = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = %s", [name]
            ).fetchall()
        for [number] in found[:1]:
            os.kill(number, signal.SIGKILL)
    except (psycopg.OperationalError, ProcessLookupError):
        # It is not back yet from the kill before.
        pass


def _kill_postgresql(cluster: Cluster) -> None:
    number = int((cluster.data / "postmaster.pid").read_text().split("\n", 1)[0])
    os.kill(number, signal.SIGKILL)


def test_every_answered_fix_is_in_the_history_once(killed_cluster: Cluster, tmp_path: Path) -> None:
    name = "killed"
    killed_cluster.create_database(name)
    engine = open_engine(killed_cluster.url(name), pool=2)
    migrate(engine)
    phones = [f"1380000000{number}" for number in range(TERMINALS)]
    with engine.begin() as connection:
        for phone in phones:
            register_device(
                connection, phone, device_class="patrol", protocol="jt808", identifier=phone
            )
    engine.dispose()
    port = _own_port()
    starter = Starter(killed_cluster.url(name), tmp_path / "spool", port)
    ended = threading.Event()
    senders = [Sender(port, phone, ended) for phone in phones]
    dice = random.Random(808)
    done: Counter[str] = Counter()
    settings = {"fsync": "off", "full_page_writes": "off"}
    try:
        gateway = starter.start()
        for sender in senders:
            sender.start()
        for kill in range(KILLS):
            time.sleep(dice.uniform(0.02, 0.5))
            if kill % 20 == 13:
                _kill_postgresql(killed_cluster)
                time.sleep(dice.uniform(0, 0.5))
                killed_cluster.start(settings)
                done["PostgreSQL"] += 1
            elif kill % 4 == 1:
                _kill_a_backend(killed_cluster, name)
                done["backend"] += 1
            else:
                os.kill(gateway, signal.SIGKILL)
                gateway = starter.start()
                done["gateway"] += 1
        ended.set()
        for sender in senders:
            sender.join(60)
            assert not sender.is_alive()
        _wait_for_empty_spool(tmp_path / "spool")
    finally:
        ended.set()
        starter.end()
    held = Counter((fix.device, fix.at, fix.lon_e7 // 10) for fix in held_fixes(engine))
    engine.dispose()
    answered = {(one._phone, *key) for one in senders for key in one.answered}
    sent = {(one._phone, *key) for one in senders for key in one.sent}
    assert sum(done.values()) == KILLS
    assert sum(sender.cut_off for sender in senders) >= done["gateway"]
    assert len(answered) > 5 * KILLS
    assert {key: count for key, count in held.items() if count != 1} == {}
    assert answered - held.keys() == set()
    assert held.keys() - sent == set()
    assert _frames_of(killed_cluster, name) >= len(answered)


def _wait_for_empty_spool(folder: Path) -> None:
    deadline = time.monotonic() + 60
    while list(folder.glob("*.spool")):
        assert time.monotonic() < deadline, "the spool is not emptied"
        time.sleep(0.1)


def _frames_of(cluster: Cluster, name: str) -> int:
    """How many fixes the kept frames tell, each once."""
    with psycopg.connect(cluster.url(name)) as connection:
        row = connection.execute(
            "SELECT count(DISTINCT (device_id, told)) FROM frame, unnest(fix_keys) AS told"
        ).fetchone()
    assert row is not None
    return int(row[0])
