"""Times of vector tiles: ours against the plain way, and over HTTP against a ceiling.

SQL: for each zoom N different tiles that hold divisions, ours (pre-generalised, EPSG:3857) and the
plain way (full detail, ST_Transform at query time) in turn, in the same connection, each tile once
before and three times measured; the median of each. Ours hold the label points as well.

HTTP: one uvicorn process on loopback, a client with 8 connections; cold (memory empty, each tile
asked once), warm (the same tiles again and again), and the ceiling: an ASGI endpoint in the same
kind of process that returns constant bytes.
Client and server share the machine, so the ceiling bounds what the client can ask for, too.
"""

from __future__ import annotations

import asyncio
import os
import platform
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, text

from spatial.db import read_sql
from spatial.errors import BadParameter
from spatial.tile_grids import WEB_MERCATOR
from tileserver.cutting import Place, cut_tile, source_of
from tileserver.editions import Edition, parse_edition_day, read_edition_state
from tileserver.layers import Layer, layer_named
from tileserver.sight import Sight

ZOOMS = (3, 5, 7, 9, 11)
ROUNDS = 3
CONNECTIONS = 8
WARM_SECONDS = 4.0
SQL_SECONDS_PER_ZOOM = 12.0
CEILING_BYTES = 15_000

Tile = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class SqlRow:
    """Medians of one zoom: milliseconds and bytes, ours and plain."""

    zoom: int
    tiles: int
    ours_ms: float
    plain_ms: float
    ours_bytes: float
    plain_bytes: float


@dataclass(frozen=True, slots=True)
class HttpRow:
    """One way of asking over HTTP: requests, per second, and milliseconds per request."""

    name: str
    requests: int
    per_second: float
    median_ms: float
    p99_ms: float


def run(engine: Engine, layer_name: str, date: str, tiles_per_zoom: int) -> None:
    """Runs all and prints tables. Raises BadParameter when the layer holds nothing on the date."""
    layer = layer_named(layer_name)
    if source_of(layer) != "division":
        raise BadParameter(f"the benchmark draws division layers, not {layer_name}")
    with engine.connect() as connection:
        edition = read_edition_state(connection).edition(layer.id, parse_edition_day(date))
        chosen = {
            zoom: some_tiles(connection, layer, edition, zoom, tiles_per_zoom) for zoom in ZOOMS
        }
        if not any(chosen.values()):
            raise BadParameter(f"layer {layer_name} holds nothing on {date}: load data first")
        say(machine(connection))
        say(f"layer {layer.id} as of {date} (edition {edition.name})\n")
        say("| z | tiles | ours ms | plain ms | plain/ours | ours kB | plain kB | plain/ours |")
        say("|---|---|---|---|---|---|---|---|")
        for zoom, tiles in chosen.items():
            if tiles:
                row = sql_row(connection, layer, edition, zoom, tiles)
                say(
                    f"| {row.zoom} | {row.tiles} | {row.ours_ms:.2f} | {row.plain_ms:.2f} "
                    f"| {row.plain_ms / row.ours_ms:.1f} | {row.ours_bytes / 1e3:.1f} "
                    f"| {row.plain_bytes / 1e3:.1f} | {row.plain_bytes / row.ours_bytes:.1f} |"
                )
    paths = [
        f"/tiles/{layer.id}/{edition.name}/WebMercatorQuad/{z}/{x}/{y}.mvt"
        for tiles in chosen.values()
        for z, x, y in tiles
    ]
    rows = http_rows(engine, paths)
    ceiling = rows[-1].per_second
    say(f"\n{len(paths)} tiles over HTTP, {CONNECTIONS} connections, one process, gzip accepted\n")
    say("| way | requests | per second | of the ceiling | median ms | p99 ms |")
    say("|---|---|---|---|---|---|")
    for http in rows:
        say(
            f"| {http.name} | {http.requests} | {http.per_second:.0f} "
            f"| {http.per_second / ceiling:.2f} | {http.median_ms:.2f} | {http.p99_ms:.2f} |"
        )


def say(line: str) -> None:
    """One line on standard output, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def machine(connection: Connection) -> str:
    """What the figures were taken on."""
    row = connection.execute(
        text("SELECT current_setting('server_version') AS server, postgis_lib_version() AS postgis")
    ).one()
    return (
        f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, PostgreSQL {row.server}, PostGIS {row.postgis}"
    )


def some_tiles(
    connection: Connection, layer: Layer, edition: Edition, zoom: int, count: int
) -> list[Tile]:
    """Up to `count` tiles of a zoom that hold label points, spread evenly by their address."""
    rows = connection.execute(
        text(
            "SELECT DISTINCT floor((ST_X(p) / :world + 0.5) * 2 ^ :z)::int AS x,"
            " floor((0.5 - ST_Y(p) / :world) * 2 ^ :z)::int AS y"
            " FROM (SELECT ST_Transform(label_point, 3857) AS p FROM division_area"
            " WHERE level = :level AND valid @> CAST(:day AS date)) AS labels ORDER BY x, y"
        ),
        {"z": zoom, "level": layer.id, "day": edition.sql_day, "world": 40075016.68557849},
    ).all()
    chosen = rows[:: max(1, -(-len(rows) // count))]
    return [(zoom, row.x, row.y) for row in chosen]


def sql_row(
    connection: Connection, layer: Layer, edition: Edition, zoom: int, tiles: Sequence[Tile]
) -> SqlRow:
    """Ours and the plain way in turn over the tiles, within a bounded time."""
    plain = text(read_sql("bench", "plain_division_tile"))
    sight = Sight(edition.starts)
    ours_ms: list[float] = []
    plain_ms: list[float] = []
    ours_bytes: dict[Tile, int] = {}
    plain_bytes: dict[Tile, int] = {}
    deadline = time.monotonic() + SQL_SECONDS_PER_ZOOM
    for round_number in range(ROUNDS + 1):
        for tile in tiles:
            if time.monotonic() > deadline and ours_ms:
                break
            begun = time.perf_counter()
            _, body = cut_tile(connection, layer, sight, edition, Place(WEB_MERCATOR, *tile))
            between = time.perf_counter()
            other = connection.execute(plain, plain_parameters(layer, edition, tile)).scalar_one()
            ended = time.perf_counter()
            if round_number > 0:  # the first round brings the pages into memory
                ours_ms.append((between - begun) * 1e3)
                plain_ms.append((ended - between) * 1e3)
            ours_bytes[tile], plain_bytes[tile] = len(body), len(other)
    return SqlRow(
        zoom,
        len(ours_bytes),
        statistics.median(ours_ms),
        statistics.median(plain_ms),
        statistics.median(ours_bytes.values()),
        statistics.median(plain_bytes.values()),
    )


def plain_parameters(layer: Layer, edition: Edition, tile: Tile) -> dict[str, object]:
    """What the statement of the plain way takes."""
    z, x, y = tile
    return {"z": z, "x": x, "y": y, "level": layer.id, "day": edition.sql_day, "layer": layer.id}


def http_rows(engine: Engine, paths: Sequence[str]) -> list[HttpRow]:
    """Cold, warm, and the ceiling."""
    rows = []
    url = engine.url.render_as_string(hide_password=False)
    with served("tiles", url) as port:
        rows.append(asyncio.run(ask("cold: memory empty", port, paths, seconds=None)))
        rows.append(asyncio.run(ask("warm: from memory", port, paths, seconds=WARM_SECONDS)))
    with served("ceiling", url) as port:
        rows.append(asyncio.run(ask("ceiling: constant bytes", port, ["/"], seconds=WARM_SECONDS)))
    return rows


@contextmanager
def served(what: str, database_url: str) -> Iterator[int]:
    """One uvicorn process on a free loopback port, ended at the end."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "--factory", f"bench.served:{what}", "--host"]
        + ["127.0.0.1", "--port", str(port), "--no-access-log", "--log-level", "warning"],
        env={**os.environ, "SHIKONG_DATABASE_URL": database_url},
    )
    try:
        wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def free_port() -> int:
    """A port of loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Returns when the port answers; RuntimeError when the process ends first."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with code {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server did not answer within 30 seconds")


async def ask(name: str, port: int, paths: Sequence[str], *, seconds: float | None) -> HttpRow:
    """Asks the paths in turn: each once when `seconds` is None, else round and round that long."""
    taken: list[float] = []
    deadline = None if seconds is None else time.monotonic() + seconds
    position = 0

    def next_path() -> str | None:
        nonlocal position
        if deadline is None:
            if position >= len(paths):
                return None
        elif time.monotonic() > deadline:
            return None
        position += 1
        return paths[(position - 1) % len(paths)]

    begun = time.perf_counter()
    await asyncio.gather(*(one_connection(port, next_path, taken) for _ in range(CONNECTIONS)))
    elapsed = time.perf_counter() - begun
    taken.sort()
    return HttpRow(
        name,
        len(taken),
        len(taken) / elapsed,
        statistics.median(taken) * 1e3,
        taken[min(len(taken) - 1, int(len(taken) * 0.99))] * 1e3,
    )


async def one_connection(
    port: int, next_path: Callable[[], str | None], taken: list[float]
) -> None:
    """Asks over one kept connection until there is no path left; notes the seconds of each."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while (path := next_path()) is not None:
        begun = time.perf_counter()
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n".encode()
        )
        head = await reader.readuntil(b"\r\n\r\n")
        status = int(head[9:12])
        if status not in (200, 204):
            raise RuntimeError(f"{path} answered {status}")
        length = next(
            (
                int(line.partition(b":")[2])
                for line in head.split(b"\r\n")
                if line.lower().startswith(b"content-length:")
            ),
            0,
        )
        if length:
            await reader.readexactly(length)
        taken.append(time.perf_counter() - begun)
    writer.close()
    await writer.wait_closed()
