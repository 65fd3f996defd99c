"""`python -m bench tiles`: built and dynamic tiles of detailed counties against peers, in one run.

Peers: the plain query (full detail, ST_Transform at query time, as pg_tileserv, Martin and tipg
shape it), and tipg itself over HTTP where it is installed. Ceiling: constant bytes by the same
server. Client, server and database share the machine, so read ratios.
"""

from __future__ import annotations

import asyncio
import gzip
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import quote

import mapbox_vector_tile
from sqlalchemy import Connection, Engine, TextClause, make_url, text

from bench.borders import NOTHING, borders_of, polygons_of
from bench.detailed_database import DAY, detailed_database
from bench.tiles import Tile, free_port, machine, say, some_tiles, wait_for
from deploy.database import Database
from deploy.preparation import ask_health
from deploy.proxy.nginx import Nginx, Proxy, find_nginx, give
from deploy.proxy.workers import Workers
from spatial.db import read_sql
from spatial.temporal import Basis
from spatial.tile_grids import WEB_MERCATOR
from tileserver.cutting import Place, cut_tile
from tileserver.editions import Edition
from tileserver.layers import layer_named
from tileserver.sight import Sight
from tileserver.store.building import DEEPEST, Sheet, build_sheet
from tileserver.store.reading import LoopStore

COUNTY = layer_named("county")
ON = date.fromisoformat(DAY)
ZOOMS = (3, 5, 7, 9, 10, 11, 12, 13, 14)
SINGLE = (date(1990, 12, 31), date(2005, 12, 31), ON)
CLIENTS = 16
WRK_SECONDS = 6
PANNING_CLIENTS = 64


def run(database: Database, seconds: float) -> None:
    """Runs all and prints tables. seconds: how long 64 clients pan about."""
    with detailed_database(database) as engine:
        with engine.connect() as connection:
            say(machine(connection))
        _yearly(engine)
        chosen = _chosen(engine)
        _build(engine)
        _sql(engine, chosen)
        _borders(engine, chosen)
        url = engine.url.render_as_string(hide_password=False)
        _http(url, chosen)
        _proxied(url, chosen)
        _panning(url, chosen, seconds)


def _yearly(engine: Engine) -> None:
    """Leaves the yearly editions: each area from one 31 December to another."""
    with engine.begin() as connection:
        if connection.execute(text("SELECT to_regclass('bench_valid')")).scalar_one() is not None:
            return
        for name in connection.execute(
            text(
                "SELECT conname FROM pg_constraint WHERE conrelid = 'division_area'::regclass"
                " AND contype = 'c' AND pg_get_constraintdef(oid) LIKE '%isempty(valid)%'"
            )
        ).scalars():
            connection.execute(text(f'ALTER TABLE division_area DROP CONSTRAINT "{name}"'))
        connection.execute(
            text(
                "CREATE TABLE bench_valid AS SELECT id, daterange("
                " make_date(extract(year FROM lower(valid))::int, 12, 31),"
                " make_date(extract(year FROM upper(valid))::int, 12, 31)) AS valid"
                " FROM division_area WHERE level = 'county' AND upper_inf(known)"
            )
        )
        _restore(connection)


def _restore(connection: Connection) -> None:
    connection.execute(
        text(
            "UPDATE division_area AS area SET valid = kept.valid FROM bench_valid AS kept"
            " WHERE kept.id = area.id"
        )
    )


def _build(engine: Engine) -> None:
    """Building: 44 yearly editions together against editions one by one."""
    alone = []
    for day in SINGLE:
        with engine.begin() as connection:
            connection.execute(
                text(
                    "UPDATE division_area AS area SET valid = CASE WHEN kept.valid @> :day"
                    " THEN daterange(NULL, NULL) ELSE 'empty' END FROM bench_valid AS kept"
                    " WHERE kept.id = area.id"
                ),
                {"day": day},
            )
        alone.append(_built(engine))
    with engine.begin() as connection:
        _restore(connection)
        editions = connection.execute(
            text("SELECT count(DISTINCT lower(valid)) FROM bench_valid WHERE NOT isempty(valid)")
        ).scalar_one()
    together = _built(engine)
    seconds = statistics.mean(one.seconds for one in alone) * editions
    size = statistics.mean(one.bytes for one in alone) * editions
    say(f"\nbuilding z0-z{DEEPEST}, {editions} yearly editions\n")
    say("| way | contents | seconds | MB | of separate s | of separate MB |")
    say("|---|---|---|---|---|---|")
    for day, one in zip(SINGLE, alone, strict=True):
        said = f"{one.contents} | {one.seconds:.1f} | {one.bytes / 1e6:.1f}"
        say(f"| one edition, {day} | {said} | | |")
    said = f"{seconds:.0f} | {size / 1e6:.0f}"
    say(f"| {editions} of them, separate: the mean, {editions} times | | {said} | | |")
    say(
        f"| {editions} together | {together.contents} | {together.seconds:.0f} "
        f"| {together.bytes / 1e6:.0f} | {together.seconds / seconds:.2f} "
        f"| {together.bytes / size:.2f} |"
    )


@dataclass(frozen=True, slots=True)
class _Cost:
    contents: int
    seconds: float
    bytes: int


def _built(engine: Engine) -> _Cost:
    with engine.begin() as connection:
        connection.execute(text("TRUNCATE tile_built, tile_body"))
    begun = time.perf_counter()
    cut = sum(
        build_sheet(engine, Sheet(COUNTY, Basis.LIST, WEB_MERCATOR, z)).cut
        for z in range(DEEPEST + 1)
    )
    seconds = time.perf_counter() - begun
    with engine.connect() as connection:
        size = connection.execute(text("SELECT sum(length(body)) FROM tile_body")).scalar_one()
    return _Cost(cut, seconds, int(size))


def _chosen(engine: Engine) -> dict[int, list[Tile]]:
    with engine.connect() as connection:
        edition = Edition(ON, None)
        return {z: some_tiles(connection, COUNTY, edition, z, 12) for z in ZOOMS}


def _sql(engine: Engine, chosen: dict[int, list[Tile]]) -> None:
    """One tile after the other from the database: plain, cut from drawings, read from the store."""
    plain = text(
        read_sql("bench", "plain_division_tile")
        .replace("division_area", "county_detailed")
        .replace("AND valid @> CAST(:day AS date)", "")
        .replace("AND upper_inf(known)", "")
    )
    say("\none tile from the database, median ms; gzip -6 bytes of ours against the plain way's\n")
    say("| z | plain | cut | built | plain/cut | plain/built | kB plain | kB ours | of plain |")
    say("|---|---|---|---|---|---|---|---|---|")
    with engine.connect() as connection, engine.connect() as plainly:
        for one in (connection, plainly):
            one.execute(text("SET jit = off"))
        for z, tiles in chosen.items():
            places = [Place(WEB_MERCATOR, *tile) for tile in tiles]
            plain_ms, plain_size = _timed(places, lambda at: _plainly(plainly, plain, at))
            cut_ms, cut_size = _timed(
                places,
                lambda at: cut_tile(connection, COUNTY, Sight(ON), Edition(ON, None), at)[1],
            )
            built = ratio = ""
            if z <= DEEPEST:
                built_ms = asyncio.run(_read(engine, places))
                built, ratio = f"{built_ms:.2f}", f"{plain_ms / built_ms:.0f}"
            say(
                f"| {z} | {plain_ms:.2f} | {cut_ms:.2f} | {built} "
                f"| {plain_ms / cut_ms:.1f} | {ratio} "
                f"| {plain_size / 1e3:.1f} | {cut_size / 1e3:.1f} | {cut_size / plain_size:.2f} |"
            )


ROUNDS = 7
"""Times that each way answers all tiles; the first two are not counted."""


def _timed(places: Sequence[Place], way: Callable[[Place], bytes]) -> tuple[float, float]:
    """Median milliseconds, and bytes a tile of gzip -6."""
    took, size = [], 0
    for round_number in range(ROUNDS):
        for place in places:
            begun = time.perf_counter()
            body = way(place)
            if round_number >= 2:
                took.append((time.perf_counter() - begun) * 1e3)
            elif round_number == 0:
                size += len(gzip.compress(body, 6))
    return statistics.median(took), size / len(places)


def _plainly(connection: Connection, statement: TextClause, place: Place) -> bytes:
    asked = {"z": place.z, "x": place.x, "y": place.y, "level": "county", "layer": "county"}
    return bytes(connection.execute(statement, asked).scalar_one() or b"")


async def _read(engine: Engine, places: Sequence[Place]) -> float:
    """Median milliseconds of a tile from the store, read as a server reads it: on its loop."""
    store = LoopStore(engine.url, 1)
    took = []
    for round_number in range(ROUNDS):
        for place in places:
            begun = time.perf_counter()
            await _stored(store, place)
            if round_number >= 2:
                took.append((time.perf_counter() - begun) * 1e3)
    await store.close()
    return statistics.median(took)


async def _stored(store: LoopStore, place: Place) -> bytes:
    """Read as a server reads it: on its event loop."""
    found = (await store.tile(COUNTY, Sight(ON), ON, place)).content
    if found is None:
        raise RuntimeError(f"{place} is not built")
    return found.body


def _borders(engine: Engine, chosen: dict[int, list[Tile]]) -> None:
    say("\nborders that differ from the neighbour's, decoded tiles\n")
    say("| z | features | parted | share |")
    say("|---|---|---|---|")
    with engine.connect() as connection:
        for z, tiles in chosen.items():
            found = NOTHING
            for tile in tiles:
                place = Place(WEB_MERCATOR, *tile)
                _, body = cut_tile(connection, COUNTY, Sight(ON), Edition(ON, None), place)
                decoded = mapbox_vector_tile.decode(body, default_options={"y_coord_down": True})
                found += borders_of(polygons_of(decoded["county"]["features"]))
            say(f"| {z} | {found.features} | {found.parted} "
                f"| {found.parted / max(found.features, 1):.1%} |")  # fmt: skip


def _http(url: str, chosen: dict[int, list[Tile]]) -> None:
    """wrk, 16 clients, one worker process: memory, store, tipg and a ceiling."""
    ours = [f"/tiles/county/{DAY}/WebMercatorQuad/{z}/{x}/{y}.mvt" for z, x, y in chosen[7]]
    peers = [
        f"/collections/public.county_detailed/tiles/WebMercatorQuad/{z}/{x}/{y}"
        for z, x, y in chosen[7]
    ]
    say(f"\nHTTP, {CLIENTS} clients, one worker, the {len(ours)} tiles of z7, gzip accepted\n")
    say("| way | per second | p99 ms | errors |")
    say("|---|---|---|---|")
    rows: list[tuple[str, Callable[[], object], list[str]]] = [
        ("built, memory off", lambda: _worker(url, cache_mb=0), ours),
        ("from memory", lambda: _worker(url, cache_mb=64), ours),
        ("ceiling: constant 15 kB", lambda: _granian("bench.served:rsgi_ceiling", {}), ["/"]),
    ]
    if shutil.which("tipg") or _importable("tipg"):
        rows.append(("tipg 1.6, plain", lambda: _tipg(url), peers))
    for name, server, paths in rows:
        with server() as port:  # type: ignore[attr-defined]
            per_second, p99, errors = _wrk(port, paths)
        say(f"| {name} | {per_second:.0f} | {p99} | {errors} |")


_STATIC = """daemon off;
pid @FOLDER@/nginx.pid;
worker_processes 2;
error_log stderr crit;
events { worker_connections 4096; }
http {
    access_log off;
    client_body_temp_path @FOLDER@/temp; proxy_temp_path @FOLDER@/temp;
    fastcgi_temp_path @FOLDER@/temp; uwsgi_temp_path @FOLDER@/temp; scgi_temp_path @FOLDER@/temp;
    sendfile on; tcp_nopush on; keepalive_requests 100000;
    server { listen 127.0.0.1:@PORT@; root @FOLDER@/files; }
}
"""
"""The least that nginx can do: the same bytes from files."""


def _proxied(url: str, chosen: dict[int, list[Tile]]) -> None:
    """nginx with its cache against its own static files, in turn, the same bytes."""
    paths = [f"/tiles/county/{DAY}/WebMercatorQuad/{z}/{x}/{y}.mvt" for z, x, y in chosen[7]]
    say(f"\nnginx, {CLIENTS} clients, 2 processes, the same tiles: in turn, medians of 3\n")
    say("| way | per second | of static |")
    say("|---|---|---|")
    with tempfile.TemporaryDirectory() as name, tempfile.TemporaryDirectory() as static_name:
        folder, static = give(Path(name) / "nginx"), give(Path(static_name) / "nginx")
        for place in (folder.parent, static.parent, static):
            place.chmod(0o755)
        listening = folder / "socket"
        ports = free_port(), free_port()
        with (
            Workers(url, listening, 1, "unused"),
            _when(listening.is_socket),
            Nginx(Proxy(folder, folder / "cache", listening, [f"127.0.0.1:{ports[0]}"], 100, 2)),
            _when(lambda: ask_health(f"http://127.0.0.1:{ports[0]}") is None),
        ):
            for number, path in enumerate(paths):
                asked = urllib.request.Request(
                    f"http://127.0.0.1:{ports[0]}{path}", headers={"Accept-Encoding": "gzip"}
                )
                opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
                with opener.open(asked) as answer:
                    _put(static / "files" / f"{number}.mvt", answer.read())
            configuration = _STATIC.replace("@FOLDER@", str(static)).replace(
                "@PORT@", str(ports[1])
            )
            (static / "nginx.conf").write_text(configuration)
            with _process(
                [str(find_nginx()), "-e", "stderr", "-p", str(static),
                 "-c", str(static / "nginx.conf")], {}, ports[1],
            ):  # fmt: skip
                files = [f"/{number}.mvt" for number in range(len(paths))]
                rows = [
                    (_faultless(ports[0], paths), _faultless(ports[1], files)) for _ in range(3)
                ]
    cached, plain = (statistics.median(column) for column in zip(*rows, strict=True))
    say(f"| nginx's static files | {plain:.0f} | 1 |")
    say(f"| nginx's cache of our tiles | {cached:.0f} | {cached / plain:.2f} |")


def _faultless(port: int, paths: Sequence[str]) -> float:
    per_second, _, errors = _wrk(port, paths)
    if errors:
        raise RuntimeError(f"{errors} answers were not 2xx")
    return per_second


def _put(file: Path, body: bytes) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(body)


@contextmanager
def _when(done: Callable[[], bool]) -> Iterator[None]:
    deadline = time.monotonic() + 60
    while not done():
        if time.monotonic() > deadline:
            raise RuntimeError("a server did not start")
        time.sleep(0.1)
    yield


def _importable(name: str) -> bool:
    return subprocess.run([sys.executable, "-c", f"import {name}"], capture_output=True,
                          check=False).returncode == 0  # fmt: skip


@contextmanager
def _process(command: Sequence[str], more: dict[str, str], port: int) -> Iterator[int]:
    """A server in a process group of its own, ended at the end with all that it started."""
    process = subprocess.Popen(
        command, env={**os.environ, **more}, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(port, process)
        yield port
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=20)


def _granian(target: str, more: dict[str, str]):  # type: ignore[no-untyped-def]
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "rsgi", "--factory", target]
    command += ["--port", str(port), "--workers", "1", "--no-access-log"]
    return _process(command, more, port)


def _worker(url: str, *, cache_mb: int):  # type: ignore[no-untyped-def]
    more = {"SHIKONG_DATABASE_URL": url, "SHIKONG_TILE_CACHE_MB": str(cache_mb)}
    return _granian("deploy.worker:application", more)


def _tipg(url: str):  # type: ignore[no-untyped-def]
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "tipg.main:app", "--port", str(port)]
    # It reads no address without a host, so the folder of the socket stands for one.
    at = make_url(url)
    folder = quote(str(at.query.get("host", at.host)), safe="")
    plain = f"postgresql://{at.username}@{folder}:{at.port or 5432}/{at.database}"
    more = {"DATABASE_URL": plain, "TIPG_DB_SCHEMAS": '["public"]'}
    return _process([*command, "--no-access-log"], more, port)


def _wrk(port: int, paths: Sequence[str]) -> tuple[float, str, int]:
    program = shutil.which("wrk")
    if program is None:
        raise RuntimeError("the benchmark of tiles needs wrk (Debian's package of that name)")
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "rotate.lua"
        listed = ",".join(
            f"wrk.format('GET', '{path}', {{['Accept-Encoding']='gzip'}})" for path in paths
        )
        script.write_text(
            f"local made, at\ninit = function() made = {{{listed}}}; at = 0 end\n"
            "request = function() at = at + 1; return made[at % #made + 1] end\n"
        )
        command = [program, "-c", str(CLIENTS), "-t", "1", "--latency", "-s", str(script)]
        address = f"http://127.0.0.1:{port}"
        # The first tile of each address, and a second of warming.
        subprocess.run([*command, "-d", "2", address], capture_output=True, check=True, timeout=60)
        done = subprocess.run(
            [*command, "-d", str(WRK_SECONDS), address],
            capture_output=True, text=True, check=True, timeout=120,
        ).stdout  # fmt: skip
    lines = dict((line.split()[0], line.split()[-1]) for line in done.splitlines() if line.strip())
    errors = sum(int(word) for line in done.splitlines() if "Non-2xx" in line
                 for word in line.split() if word.isdigit())  # fmt: skip
    return float(lines["Requests/sec:"]), lines.get("99%", "?"), errors


def _panning(url: str, chosen: dict[int, list[Tile]], seconds: float) -> None:
    """64 clients that pan about over dates and zooms, from a cold start."""
    dice = random.Random(64)  # noqa: S311
    starts = [tile for tiles in chosen.values() for tile in tiles]
    with _worker(url, cache_mb=64) as port:
        taken, errors = asyncio.run(_pan_all(port, starts, dice, seconds))
        memory = _resident_mb(port)
    taken.sort()
    say(f"\n{PANNING_CLIENTS} clients panning about for {seconds:.0f} s, memory cold at first\n")
    say("| tiles | per second | median ms | p99 ms | errors | worker MB |")
    say("|---|---|---|---|---|---|")
    say(
        f"| {len(taken)} | {len(taken) / seconds:.0f} | {statistics.median(taken) * 1e3:.1f} "
        f"| {taken[int(len(taken) * 0.99)] * 1e3:.0f} | {errors} | {memory:.0f} |"
    )


async def _pan_all(
    port: int, starts: Sequence[Tile], dice: random.Random, seconds: float
) -> tuple[list[float], int]:
    taken: list[float] = []
    errors = 0
    until = time.monotonic() + seconds

    async def pan() -> None:
        nonlocal errors
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        z, x, y = dice.choice(starts)
        year = dice.randint(1981, 2024)
        while time.monotonic() < until:
            move = dice.random()
            if move < 0.1:
                z, x, y = dice.choice(starts)
            elif move < 0.2:
                year = dice.randint(1981, 2024)
            else:
                x, y = x + dice.choice((-1, 0, 1)), y + dice.choice((-1, 0, 1))
                x, y = max(0, min(x, (1 << z) - 1)), max(0, min(y, (1 << z) - 1))
            path = f"/tiles/county/{year}-12-31/WebMercatorQuad/{z}/{x}/{y}.mvt"
            begun = time.perf_counter()
            writer.write(
                f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n".encode()
            )
            head = await reader.readuntil(b"\r\n\r\n")
            if int(head[9:12]) not in (200, 204):
                errors += 1
            for line in head.split(b"\r\n"):
                if line.lower().startswith(b"content-length:"):
                    await reader.readexactly(int(line.partition(b":")[2]))
            taken.append(time.perf_counter() - begun)
            # A person looks before moving on.
            await asyncio.sleep(dice.uniform(0, 0.2))
        writer.close()
        await writer.wait_closed()

    await asyncio.gather(*(pan() for _ in range(PANNING_CLIENTS)))
    return taken, errors


def _resident_mb(port: int) -> float:
    """Megabytes of the largest process that serves a port: the worker of granian."""
    found = 0.0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            command = (status.parent / "cmdline").read_bytes()
            if str(port).encode() in command.split(b"\0"):
                line = next(one for one in status.read_text().splitlines() if "VmRSS" in one)
                found = max(found, int(line.split()[1]) / 1e3)
        except (OSError, StopIteration):
            continue
    return found
