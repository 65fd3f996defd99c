"""`python -m bench gateway`: what a gateway takes over real sockets, each answer durable.

500 terminals on loopback. The ceiling of the same run is a server of asyncio that answers each
frame at once and keeps nothing. Terminals, gateway and database share the machine; the share of the
processor that the terminals took is told, so read ratios.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, text

from bench.terminal_load import FIRST_PHONE, SECRET
from bench.tiles import machine, say
from deploy.database import Database
from ingest.beidou.jt808.frame import SegmentReader
from ingest.beidou.registry import register_device
from spatial.db import open_engine
from spatial.migrations import migrate

NAME = "shikong_bench_gateway"
TERMINALS = 500


def run(database: Database, seconds: float, processes: int) -> None:
    """Runs all and prints a table. seconds: of each load."""
    if database.cluster is None:
        raise RuntimeError("this benchmark needs the private cluster: it makes its own database")
    database.cluster.drop_database(NAME)
    database.cluster.create_database(NAME)
    url = database.cluster.url(NAME)
    engine = open_engine(url, pool=4)
    try:
        migrate(engine)
        _register(engine)
        with engine.connect() as connection:
            say(machine(connection))
        say(f"\n{TERMINALS} connections, {seconds:.0f} s each, {processes} gateway process(es)\n")
        say("| load | fixes a second | p50 | p99 | longest | terminals' processor | gateway's |")
        say("|---|---|---|---|---|---|---|")
        with _ceiling() as port:
            _row("ceiling: answered at once, single", port, [], 10_000, 1, seconds)
        with TemporaryDirectory() as folder, _gateways(url, Path(folder), processes) as served:
            port, gateways = served
            for rate in (10_000, 15_000, 20_000):
                _row(f"single, {rate:,}/s asked", port, gateways, rate, 1, seconds)
            for rate in (2_000, 3_000):
                _row(f"batches of 20, {20 * rate:,}/s asked", port, gateways, rate, 20, seconds)
        with engine.connect() as connection:
            held = connection.execute(text("SELECT sum(fixes) FROM device_latest")).scalar_one()
        say(f"\n{held:,} fixes in the history\n")
    finally:
        engine.dispose()
        database.cluster.drop_database(NAME)


def soak(database: Database, seconds: float, rate: float) -> None:
    """A steady load in rounds of a minute; prints memory, waits and the spool after each."""
    if database.cluster is None:
        raise RuntimeError("this benchmark needs the private cluster: it makes its own database")
    database.cluster.drop_database(NAME)
    database.cluster.create_database(NAME)
    url = database.cluster.url(NAME)
    engine = open_engine(url, pool=4)
    try:
        migrate(engine)
        _register(engine)
        with engine.connect() as connection:
            say(machine(connection))
        say(f"\n{rate:,.0f} single reports a second from {TERMINALS} connections\n")
        say("| minute | fixes a second | p50 | p99 | longest | memory of the gateway | spool |")
        say("|---|---|---|---|---|---|---|")
        with TemporaryDirectory() as folder, _gateways(url, Path(folder), 1) as served:
            port, [gateway] = served
            for minute in range(1, round(seconds / 60) + 1):
                seen, _ = _loaded(port, [gateway], rate, 1, 60)
                spooled = sum(file.stat().st_size for file in Path(folder).rglob("*.spool"))
                say(
                    f"| {minute} | {seen['fixes'] / seen['seconds']:,.0f}"
                    f" | {seen['p50_ms']:.0f} ms | {seen['p99_ms']:.0f} ms"
                    f" | {seen['longest_ms']:.0f} ms | {_resident_mb(gateway):.0f} MB"
                    f" | {spooled} bytes |"
                )
    finally:
        engine.dispose()
        database.cluster.drop_database(NAME)


def _resident_mb(number: int) -> float:
    pages = int(Path(f"/proc/{number}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _register(engine: Engine) -> None:
    with engine.begin() as connection:
        for terminal in range(TERMINALS):
            phone = str(FIRST_PHONE + terminal)
            register_device(
                connection, phone, device_class="vehicle", protocol="jt808", identifier=phone
            )


def _row(
    name: str, port: int, gateways: list[int], rate: float, together: int, seconds: float
) -> None:
    seen, used = _loaded(port, gateways, rate, together, seconds)
    say(
        f"| {name} | {seen['fixes'] / seen['seconds']:,.0f} | {seen['p50_ms']:.0f} ms"
        f" | {seen['p99_ms']:.0f} ms | {seen['longest_ms']:.0f} ms"
        f" | {100 * seen['processor']:.0f} % | {100 * used:.0f} % |"
    )


def _loaded(
    port: int, gateways: list[int], rate: float, together: int, seconds: float
) -> tuple[dict[str, float], float]:
    """What terminals saw of a load, and the gateways' share of a core meanwhile."""
    load = subprocess.Popen(
        [sys.executable, "-m", "bench.terminal_load", "--port", str(port)]
        + ["--terminals", str(TERMINALS), "--rate", str(rate)]
        + ["--together", str(together), "--seconds", str(seconds)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with load:
        assert load.stdin is not None
        assert load.stdout is not None
        if load.stdout.readline() != "ready\n":
            raise RuntimeError("the terminals did not get in")
        before = sum(map(_processor_s, gateways))
        load.stdin.write("\n")
        load.stdin.flush()
        seen: dict[str, float] = json.loads(load.stdout.readline())
        used = (sum(map(_processor_s, gateways)) - before) / seen["seconds"]
    return seen, used


def _processor_s(number: int) -> float:
    parts = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _gateways(url: str, folder: Path, processes: int) -> Iterator[tuple[int, list[int]]]:
    """Gateways as a person starts them, at one port."""
    port, started = 0, []
    try:
        for number in range(processes):
            one = subprocess.Popen(
                [sys.executable, "-c", "from deploy.cli import main; main()", "gateway"]
                + ["--host", "127.0.0.1", "--port", str(port), "--stop-with-parent"],
                stdout=subprocess.PIPE,
                text=True,
                env=os.environ
                | {
                    "SHIKONG_DATABASE_URL": url,
                    "SHIKONG_GATEWAY_SECRET": SECRET.decode(),
                    "SHIKONG_GATEWAY_SPOOL": str(folder / str(number)),
                },
            )
            started.append(one)
            assert one.stdout is not None
            port = int(one.stdout.readline().split("port ")[1].split()[0])
        yield port, [one.pid for one in started]
    finally:
        for one in started:
            one.terminate()
            one.wait(30)
            if one.stdout is not None:
                one.stdout.close()


class _AtOnce(asyncio.Protocol):
    """Answers as many frames as come."""

    _ANSWER = bytes.fromhex("7e8001000501390000000000000000020000a27e")

    def __init__(self) -> None:
        self._segments = SegmentReader()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keeps the transport."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Cuts frames, and answers them."""
        assert self._transport is not None
        self._transport.write(self._ANSWER * sum(1 for _ in self._segments.feed(data)))


@contextmanager
def _ceiling() -> Iterator[int]:
    ready = threading.Event()
    state: dict[str, object] = {}

    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(_AtOnce, "127.0.0.1", 0)
        state["port"] = server.sockets[0].getsockname()[1]
        state["stop"] = stop = asyncio.Event()
        state["loop"] = asyncio.get_running_loop()
        ready.set()
        await stop.wait()
        server.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    ready.wait(10)
    yield int(str(state["port"]))
    loop, stop = state["loop"], state["stop"]
    assert isinstance(loop, asyncio.AbstractEventLoop)
    assert isinstance(stop, asyncio.Event)
    loop.call_soon_threadsafe(stop.set)
    thread.join(10)
