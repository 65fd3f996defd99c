"""`python -m bench cameras`: which cameras see a point, beside plain SQL.

30,000 cameras over four degrees, half of them in 400 towns, with reaches of 50 to 500 m. The peers
ask the same table: ST_DWithin with the reach of each camera and ST_Azimuth, which is exact and uses
no index; and ST_Covers of the drawn sector, which uses one and is off at the edge of arcs. Ours
tells states, sensitive ones and unknown views too. Read ratios: machines differ.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import numpy as np
from sqlalchemy import Connection, Engine, text

from bench.tiles import machine, say
from deploy.database import Database
from spatial.business.intake.rows import SourceRow
from spatial.cameras.columns import columns_of
from spatial.cameras.registering import Table, begin_registering, register_table
from spatial.cameras.rows import RowReader
from spatial.cameras.seeing import cameras_near, cameras_seeing
from spatial.db import open_engine
from spatial.migrations import migrate

NAME = "shikong_bench_cameras"
DAY = date(2024, 6, 1)
CAMERAS, TOWNS, ASKED, PLAINLY = 30_000, 400, 200, 5
WEST, SOUTH, SIDE = 110.0, 30.0, 4.0

_POINT = "geography(ST_SetSRID(ST_MakePoint(:lon, :lat), 4490))"
_EXACT = f"""
SELECT number FROM camera
WHERE valid @> CAST(:day AS date) AND upper_inf(known)
  AND ST_DWithin(geography(geom), {_POINT}, reach_m)
  AND (angle_deg = 360 OR abs((degrees(ST_Azimuth(geography(geom), {_POINT})) - bearing_deg
    + 540)::numeric % 360 - 180) <= angle_deg / 2)
ORDER BY ST_Distance(geography(geom), {_POINT})
"""  # noqa: S608
_DRAWN = """
SELECT number FROM camera
WHERE valid @> CAST(:day AS date) AND upper_inf(known)
  AND ST_Covers(sector, ST_SetSRID(ST_MakePoint(:lon, :lat), 4490))
"""

Place = tuple[float, float]


def run(database: Database) -> None:
    """Runs all and prints the table."""
    if database.cluster is None:
        raise RuntimeError("this benchmark needs the private cluster: it makes its own database")
    database.cluster.drop_database(NAME)
    database.cluster.create_database(NAME)
    engine = open_engine(database.cluster.url(NAME), pool=2)
    try:
        migrate(engine)
        with engine.connect() as connection:
            say(machine(connection))
        dice = np.random.default_rng(28181)
        rows = list(_rows(dice))
        seconds = _stored(engine, rows)
        say(f"{CAMERAS:,} cameras registered: {seconds:.1f} s, {CAMERAS / seconds:,.0f} a second")
        seconds = _stored(engine, rows)
        say(f"the same again: {seconds:.1f} s, {CAMERAS / seconds:,.0f} a second")
        _compare(engine, _places(rows, dice))
    finally:
        engine.dispose()
        database.cluster.drop_database(NAME)


def _compare(engine: Engine, places: list[Place]) -> None:
    with engine.connect() as connection:
        seen = _told(connection, places, _ours)
        exact = _told(connection, places[:PLAINLY], _plain(_EXACT))
        drawn = _told(connection, places, _plain(_DRAWN))
        around = _told(connection, places, _near)
        for place in places[:PLAINLY]:
            same = sorted(_ours(connection, place)) == sorted(_plain(_EXACT)(connection, place))
            if not same:
                raise RuntimeError(f"ours and the exact peer differ at {place}")
    say(f"seeing a point: {seen * 1000:.2f} ms")
    say(f"  exact without index: {exact * 1000:.1f} ms, {exact / seen:.0f} times ours")
    say(f"  drawn sectors by index: {drawn * 1000:.2f} ms, {drawn / seen:.2f} times ours")
    say(f"within 500 m: {around * 1000:.2f} ms")


def _told(
    connection: Connection, places: list[Place], ask: Callable[[Connection, Place], list[str]]
) -> float:
    """The median of the seconds that one answer takes."""
    ask(connection, places[0])
    took = []
    for place in places:
        begun = time.perf_counter()
        ask(connection, place)
        took.append(time.perf_counter() - begun)
    return statistics.median(took)


def _ours(connection: Connection, place: Place) -> list[str]:
    found = cameras_seeing(connection, *place, DAY)
    return [one.standing.camera.number for one in found.cameras]


def _near(connection: Connection, place: Place) -> list[str]:
    found = cameras_near(connection, *place, 500.0, DAY)
    return [one.standing.camera.number for one in found.cameras]


def _plain(sql: str) -> Callable[[Connection, Place], list[str]]:
    def ask(connection: Connection, place: Place) -> list[str]:
        lon, lat = place
        return list(connection.execute(text(sql), {"lon": lon, "lat": lat, "day": DAY}).scalars())

    return ask


def _stored(engine: Engine, rows: list[SourceRow]) -> float:
    begun = time.perf_counter()
    reader = RowReader(columns_of(rows[0].values), "EPSG:4490")
    with engine.begin() as connection:
        table = Table(reader, datetime.now(UTC).date(), as_of_now=True)
        done = register_table(
            connection, rows, table, lambda *_: None, begin_registering(connection)
        )
    if done.accepted != CAMERAS:
        raise RuntimeError(f"only {done.accepted} cameras were stored")
    took = time.perf_counter() - begun
    with engine.begin() as connection:
        connection.execute(text("ANALYZE camera"))
        connection.execute(text("ANALYZE camera_state"))
    return took


def _rows(dice: np.random.Generator) -> Iterator[SourceRow]:
    """Half in towns of some kilometres, half anywhere."""
    towns = dice.uniform(0, SIDE, (TOWNS, 2))
    for serial in range(CAMERAS):
        if serial % 2:
            x, y = towns[serial % TOWNS] + dice.normal(0, 0.02, 2)
        else:
            x, y = dice.uniform(0, SIDE, 2)
        yield SourceRow(
            f"line {serial}",
            {
                "number": f"4201000000132{serial:07}",
                "name": f"点位{serial}",
                "lon": f"{WEST + x:.7f}",
                "lat": f"{SOUTH + y:.7f}",
                "bearing": str(int(dice.integers(0, 360))),
                "angle": str((40, 60, 90, 360)[serial % 4]),
                "reach": str(int(dice.integers(50, 500))),
                "state": "ON" if serial % 5 else "OFF",
                "valid_from": "2020-01-01",
            },
        )


def _places(rows: list[SourceRow], dice: np.random.Generator) -> list[Place]:
    """Places beside cameras of towns."""
    chosen = dice.choice(len(rows) // 2, ASKED) * 2 + 1
    return [
        (
            float(str(rows[one].values["lon"])) + float(dice.normal(0, 0.001)),
            float(str(rows[one].values["lat"])) + float(dice.normal(0, 0.001)),
        )
        for one in chosen
    ]
