"""Points in divisions: a million with dates of their own in one request, against the plain way.

Random points in the counties of the base coverage. Ours: one POST of a CSV to a uvicorn process
on loopback, answered as CSV, all levels, after one warming request that loads the index. Plain:
for each point one ST_Covers join in SQL, on a sample. Client and server share the machine. Single:
the statement of one point, median of some hundred.
"""

from __future__ import annotations

import http.client
import statistics
import time
from datetime import date, timedelta

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Engine, text

from bench.tiles import say, served
from spatial.divisions.answers.place_of_point import levels_at
from spatial.divisions.footing import footing_of
from spatial.errors import BadParameter

Floats = NDArray[np.float64]

POINTS = 1_000_000
PLAIN_POINTS = 500
SINGLE_POINTS = 300
FIRST, LAST = date(1981, 12, 31), date(2024, 12, 31)
WEST, EAST, SOUTH, NORTH = 73.5, 135.1, 18.1, 53.6


def run(engine: Engine) -> None:
    """Runs all and prints the figures."""
    dice = np.random.default_rng(20241231)
    lon, lat = _on_land(engine, dice)
    offsets = dice.integers(0, (LAST - FIRST).days, POINTS)
    days = [FIRST + timedelta(days=int(offset)) for offset in offsets]
    table = "lon,lat,date\n" + "".join(
        f"{x},{y},{day}\n" for x, y, day in zip(lon.tolist(), lat.tolist(), days, strict=True)
    )
    url = engine.url.render_as_string(hide_password=False)
    with served("division_points", url) as port:
        loading, _ = _ask(port, "lon,lat\n116,40\n")
        seconds, rows = _ask(port, table)
    if rows != POINTS + 1:
        raise RuntimeError(f"{rows} lines came back for {POINTS} points")
    some = list(zip(lon.tolist(), lat.tolist(), days, strict=True))
    plain = _plain(engine, some[:PLAIN_POINTS])
    single = _single(engine, some[:SINGLE_POINTS])
    say(f"\npoints in divisions: {POINTS} with dates of {FIRST.year} to {LAST.year}\n")
    say("| way | points | per second | against plain |")
    say("|---|---|---|---|")
    rate, plain_rate = POINTS / seconds, PLAIN_POINTS / plain
    say(f"| ours, one request over HTTP | {POINTS} | {rate:.0f} | {rate / plain_rate:.0f} |")
    say(f"| plain, one ST_Covers join a point | {PLAIN_POINTS} | {plain_rate:.0f} | 1 |")
    say(f"\nfirst request (loads the index): {loading:.1f} s; single point: median {single:.2f} ms")


def _on_land(engine: Engine, dice: np.random.Generator) -> tuple[Floats, Floats]:
    """Longitudes and latitudes of random points in the atoms: those at sea cost nothing."""
    with engine.connect() as connection:
        shapes = shapely.from_wkb(
            connection.execute(
                text(
                    "SELECT ST_AsBinary(geom) FROM division_atom"
                    " WHERE level = 'county' AND upper_inf(known)"
                )
            )
            .scalars()
            .all()
        )
    if not len(shapes):
        raise BadParameter("there are no areas of counties: load data first")
    shapely.prepare(shapes)
    tree = shapely.STRtree(shapes)
    found: list[Floats] = []
    while sum(len(points) for points in found) < POINTS:
        tried = np.column_stack(
            (dice.uniform(WEST, EAST, POINTS), dice.uniform(SOUTH, NORTH, POINTS))
        ).round(6)
        held, atoms = tree.query(shapely.points(tried))
        inside = shapely.intersects_xy(shapes[atoms], *tried[held].T)
        found.append(tried[np.unique(held[inside])])
    lon, lat = np.concatenate(found)[:POINTS].T
    return lon, lat


def _ask(port: int, table: str) -> tuple[float, int]:
    """Seconds until the whole answer is there, and its lines."""
    body = table.encode()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    begun = time.perf_counter()
    connection.request("POST", "/v1/divisions/at", body, {"Content-Type": "text/csv"})
    answer = connection.getresponse()
    if answer.status != 200:
        raise RuntimeError(f"the server answered {answer.status}: {answer.read(500)!r}")
    lines = 0
    while piece := answer.read(1 << 20):
        lines += piece.count(b"\n")
    connection.close()
    return time.perf_counter() - begun, lines


def _plain(engine: Engine, points: list[tuple[float, float, date]]) -> float:
    """Seconds of the plain way."""
    statement = text(
        "SELECT level, code, name, grade FROM division_area WHERE valid @> CAST(:day AS date)"
        " AND upper_inf(known)"
        " AND ST_Covers(geom, ST_SetSRID(ST_MakePoint(:lon, :lat), 4490))"
    )
    with engine.connect() as connection:
        begun = time.perf_counter()
        for lon, lat, day in points:
            connection.execute(statement, {"lon": lon, "lat": lat, "day": day}).all()
        return time.perf_counter() - begun


def _single(engine: Engine, points: list[tuple[float, float, date]]) -> float:
    """Milliseconds of one point with all its reasons, the median."""
    taken = []
    with engine.connect() as connection:
        footing = footing_of(connection)
        for lon, lat, day in points:
            begun = time.perf_counter()
            levels_at(connection, footing, lon, lat, day)
            taken.append((time.perf_counter() - begun) * 1e3)
    return statistics.median(taken)
