"""`python -m bench coverage`: how much of a line was walked, against a plain table of PostGIS.

A seeded line of 600 km and 40 devices, half of them of each side, that patrol it for a month: eight
hours a day, on foot and in cars, within some tens of metres of the line, but for a tenth of it, to
which they come no nearer than a hundred. All four sides together are asked, with visits of the
markers and remarks about the devices. The plain way (a buffer around the lines of each side's
fixes, intersected with the line) is asked about the first days, and ours too; then ours grows with
the days and with the length. Client and database share the machine: read ratios.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray
from shapely import LineString
from sqlalchemy import Connection, Engine, text

from bench.tiles import machine, say
from deploy.database import Database
from ingest.beidou.positions import load_positions
from spatial.boundaries.course import Course
from spatial.boundaries.register import Marker
from spatial.boundaries.walked.survey import Rules, Survey, Walk, survey
from spatial.db import open_engine
from spatial.locations.geodesic import metres_per_degree
from spatial.migrations import migrate

NAME = "shikong_bench_coverage"
START = datetime(2024, 5, 1, tzinfo=UTC)
DEVICES = 40
DAYS = 30
PLAIN_DAYS = (1, 2)
SHIFT_S = 8 * 3600
LENGTH_M = 600_000.0
RULES = Rules(within_m=50, radius_m=50, dwell_s=120, gap_s=600)
ROUNDS = 5

_UNTOLD = ("altitude_m", "speed_kmh", "course")

Columns = dict[str, NDArray[Any]]


def run(database: Database, fixes: int) -> None:
    """Runs all and prints tables. fixes: of all devices together in the month."""
    if database.cluster is None:
        raise RuntimeError("this benchmark needs the private cluster: it makes its own database")
    database.cluster.drop_database(NAME)
    database.cluster.create_database(NAME)
    engine = open_engine(database.cluster.url(NAME), pool=4)
    try:
        migrate(engine)
        with engine.connect() as connection:
            say(machine(connection))
        measure(engine, fixes)
    finally:
        engine.dispose()
        database.cluster.drop_database(NAME)


def measure(engine: Engine, fixes: int) -> None:
    """Fills an empty database and prints what is measured on it."""
    course = Course.of(line(LENGTH_M))
    fleet = patrols(course, fixes)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "patrols.parquet"
        _as_file(fleet, file)
        report = load_positions(engine, file, device_class="patrol")
    if report.accepted != len(fleet["device"]):
        raise RuntimeError(f"{report.accepted} of {len(fleet['device'])} fixes were accepted")
    _plain_table(engine, fleet)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    say(f"\n{len(fleet['device']):,} fixes of {DEVICES} devices, {course.length_m / 1000:.0f} km\n")
    with engine.connect() as connection:
        _against_plain(connection, course)
        _growth(connection, course)


def line(length_m: float) -> LineString:
    """A seeded line that winds as a river does: a vertex each 50 m, geodesic to 1 in 1,000."""
    dice = np.random.default_rng(17796)
    steps = int(length_m / 50)
    heading = np.cumsum(dice.normal(0, 0.08, steps)) * 0.5
    heading = 0.9 * np.sin(heading)
    north = np.cumsum(50 * np.sin(heading))
    lat = 33 + north / 110_900
    east = 50 * np.cos(heading) / metres_per_degree(lat)[0]
    return LineString(np.stack([112 + np.cumsum(east), lat], axis=1))


def patrols(course: Course, fixes: int) -> Columns:
    """All fixes in order of time: each day each device goes along some of its part of the line."""
    dice = np.random.default_rng(353)
    shifts = DAYS * DEVICES
    each = fixes // shifts
    beat = SHIFT_S / each
    lon, lat, device, seconds = [], [], [], []
    home = course.length_m / DEVICES
    for day in range(DAYS):
        for number in range(DEVICES):
            # On foot for four days, by car on the fifth.
            pace = 1.2 if day % 5 else 6.0
            begin = home * number + dice.uniform(-home, home)
            gone = begin + np.cumsum(np.abs(dice.normal(pace, pace / 3, each))) * beat
            # There and back at the ends of the line.
            at = np.abs(gone)
            at = course.length_m - np.abs(course.length_m - at % (2 * course.length_m))
            here_lat = np.interp(at, course.chainage, course.lat)
            drift = np.cumsum(dice.normal(0, 1.2, (2, each)), axis=1)
            drift = 25 * np.sin(drift / 25) + dice.normal(0, 4, (2, each))
            lon.append(
                np.interp(at, course.chainage, course.lon)
                + drift[0] / metres_per_degree(here_lat)[0]
            )
            # A tenth of the line lies in a river: they keep to the bank.
            bank = np.where(at % 60_000 < 6_000, 130.0, 0.0)
            lat.append(here_lat + (drift[1] + bank) / 110_900)
            device.append(np.full(each, number))
            seconds.append(day * 86_400 + np.round(np.arange(each) * beat))
    time_s = np.concatenate(seconds).astype(np.int64)
    order = np.argsort(time_s, kind="stable")
    return {
        "device": np.concatenate(device)[order].astype(np.int32),
        "time_us": ((round(START.timestamp()) + time_s) * 1_000_000)[order],
        "lon": np.round(np.concatenate(lon)[order], 7),
        "lat": np.round(np.concatenate(lat)[order], 7),
    }


def _as_file(fleet: Columns, file: Path) -> None:
    names = pa.array([f"p{number:02}" for number in range(DEVICES)])
    pq.write_table(
        pa.table(
            {
                "device": pa.DictionaryArray.from_arrays(pa.array(fleet["device"]), names),
                "time": pa.array(fleet["time_us"], pa.timestamp("us", "UTC")),
                "lon": fleet["lon"],
                "lat": fleet["lat"],
                **{name: np.zeros(len(fleet["lon"])) for name in _UNTOLD},
            }
        ),
        file,
    )


def _plain_table(engine: Engine, fleet: Columns) -> None:
    """The first days only: for more of it nobody wants to wait."""
    day = fleet["time_us"] < (START + timedelta(days=PLAIN_DAYS[-1])).timestamp() * 1e6
    rows = zip(
        *(fleet[name][day].tolist() for name in ("device", "time_us", "lon", "lat")), strict=True
    )
    raw = engine.raw_connection()
    try:
        connection = raw.driver_connection
        assert isinstance(connection, psycopg.Connection)
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE plain (device integer, t timestamptz, geom geometry)")
            cursor.execute("CREATE TEMP TABLE come (device int, us bigint, x float8, y float8)")
            with cursor.copy("COPY come FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute(
                "INSERT INTO plain SELECT device, to_timestamp(us / 1e6),"
                " ST_SetSRID(ST_MakePoint(x, y), 4326) FROM come"
            )
            cursor.execute("CREATE INDEX ON plain (device, t)")
            cursor.execute("CREATE INDEX ON plain USING gist (geom)")
        connection.commit()
    finally:
        raw.close()


_PLAIN = """
WITH track AS (
    SELECT device, ST_MakeLine(geom ORDER BY t) AS way FROM plain
    WHERE t >= :a AND t < :b AND (device % 2 = :side OR :side < 0) GROUP BY device
), near AS (
    SELECT ST_Union(ST_Buffer(way::geography, 50)::geometry) AS area FROM track
)
SELECT ST_Length(ST_Intersection(ST_GeomFromWKB(:line, 4326), area)::geography) FROM near
"""


def _against_plain(connection: Connection, course: Course) -> None:
    say("the first days, seconds, warm\n")
    say("| days | way | left | right | either | seconds | plain/this |")
    say("|---|---|---|---|---|---|---|")
    for days in PLAIN_DAYS:
        end = START + timedelta(days=days)
        wanted, plain_s = timed(lambda: _plainly(connection, course, end), 1)  # noqa: B023
        found, ours_s = timed(lambda: _asked(connection, course, START, end), ROUNDS)  # noqa: B023
        shares = [found.coverage[side].share for side in ("left", "right", "either")]
        told = [
            ("plain: a buffer a side", [metres / course.length_m for metres in wanted], plain_s),
            ("ours", shares, ours_s),
        ]
        for way, (left, right, either), took in told:
            ratio = plain_s / took
            say(
                f"| {days} | {way} | {left:.2%} | {right:.2%} | {either:.2%} | {took:.2f}"
                f" | {ratio:.1f} |"
            )


def _plainly(connection: Connection, course: Course, end: datetime) -> list[float]:
    """Metres that the left, the right and either side walked."""
    found = []
    for side in (0, 1, -1):
        asked = {"a": START, "b": end, "side": side, "line": shapely.to_wkb(course.line)}
        found.append(float(connection.execute(text(_PLAIN), asked).scalar_one() or 0))
    return found


def _growth(connection: Connection, course: Course) -> None:
    say("\nours, all four sides, visits and remarks, median seconds, warm\n")
    say("| days | km | fixes | left | both | seconds |")
    say("|---|---|---|---|---|---|")
    for days, km in ((1, 600), (7, 600), (30, 600), (30, 300), (30, 150)):
        of_line = min(km * 1000.0, course.length_m - 1)
        part = course if km == 600 else Course.of(course.part(0, of_line))
        end = START + timedelta(days=days)
        found, took = timed(lambda: _asked(connection, part, START, end), ROUNDS)  # noqa: B023
        count = sum(source.fixes for source in found.sources)
        left, both = found.coverage["left"].share, found.coverage["both"].share
        say(f"| {days} | {km} | {count:,} | {left:.1%} | {both:.1%} | {took:.2f} |")


def _asked(connection: Connection, course: Course, start: datetime, end: datetime) -> Survey:
    devices = connection.execute(text("SELECT id, name FROM device ORDER BY name")).all()
    walks = [
        Walk(row.id, row.name, "right" if number % 2 else "left", start, end)
        for number, row in enumerate(devices)
    ]
    return survey(connection, course, _markers(course), walks, RULES)


def _markers(course: Course) -> list[Marker]:
    """One each 20 km."""
    found = []
    for number in range(int(course.length_m // 20_000)):
        lon, lat = course.at(number * 20_000.0)
        found.append(
            Marker(
                number + 1, f"4142{number + 1:03}Q", "", number + 1, "Q", "intact", None, None,
                None, None, "EPSG:4490", date(2020, 1, 1), None, lon, lat,
            )
        )  # fmt: skip
    return found


def timed(ask: Callable[[], Any], rounds: int) -> tuple[Any, float]:
    """The answer, and the median of how many seconds it took."""
    took = []
    answer = None
    for _ in range(rounds):
        begun = time.perf_counter()
        answer = ask()
        took.append(time.perf_counter() - begun)
    return answer, statistics.median(took)
