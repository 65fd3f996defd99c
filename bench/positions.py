"""`python -m bench positions`: loading, bytes and questions of the history against a plain table.

A seeded fleet: 500 devices that stop and go, a report every 10 s, in one region of some 300 km. In
one run: the ceiling (binary COPY into an unlogged table without an index), the plain table as users
build it (logged, btree on device and time, GiST on the point), and ours, end to end from a Parquet
file through all checks. Then the history grows to ten times that (`--history`), and the same
questions are asked again. Client and database share the machine, so read ratios.
"""

from __future__ import annotations

import os
import statistics
import struct
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
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
from spatial.db import open_engine
from spatial.locations.fixes import E7, Places
from spatial.locations.geodesic import step_metres
from spatial.locations.history import places_of
from spatial.locations.line_share import line_share
from spatial.locations.moments import nearest
from spatial.locations.queries import devices_within
from spatial.migrations import migrate

NAME = "shikong_bench_positions"
DEVICES = 500
START = datetime(2024, 5, 13, tzinfo=UTC)
ROUNDS = 11
BATCH = 20_000
MANY = 10_000
"""Devices of which the latest position is asked for."""
SQUARE = shapely.box(103.85, 30.86, 104.16, 31.13)
DAY = "a device, a day"
WITHIN = "who was in 30 km, six hours"
LATEST = "latest of 10,000"
NEAREST = "the five nearest at an instant"
SHARE = "share of a 50 km line, six hours"

Columns = dict[str, NDArray[Any]]


def run(database: Database, fixes: int, history: int) -> None:
    """Runs all and prints tables. fixes: of the fleet that is compared. history: so many times that
    are held in the end."""
    if database.cluster is None:
        raise RuntimeError("this benchmark needs the private cluster: it makes its own database")
    database.cluster.drop_database(NAME)
    database.cluster.create_database(NAME)
    engine = open_engine(database.cluster.url(NAME), pool=4)
    try:
        migrate(engine)
        with engine.connect() as connection:
            say(machine(connection))
        with tempfile.TemporaryDirectory() as folder:
            _loading(engine, _fleet(fixes), Path(folder))
            _sizes(engine, fixes)
            _many_devices(engine, Path(folder))
            asked = _questions(engine, fixes)
            _real_fixes(engine)
            if history > 1:
                _growth(engine, fixes, history, Path(folder))
                _questions_again(engine, fixes, history, asked)
    finally:
        engine.dispose()
        database.cluster.drop_database(NAME)


def _fleet(fixes: int, part: int = 0) -> Columns:
    """All fixes in order of arrival: by time. part: which one of fleets that follow each other."""
    dice = np.random.default_rng(20240513 + part)
    steps = fixes // DEVICES
    shape = (steps, DEVICES)
    # Minutes of driving and of standing, one after the other.
    going = (np.arange(steps)[:, None] // 60 + dice.integers(0, 5, DEVICES)) % 5 > 1
    speed = np.where(going, np.abs(dice.normal(13, 4, shape)), 0)
    heading = np.cumsum(dice.normal(0, 0.12, shape), axis=0) + dice.uniform(0, 6.3, DEVICES)
    noise = dice.normal(0, 8e-6, shape)
    lat = 31 + dice.uniform(-1.3, 1.3, DEVICES) + np.cumsum(speed * 10 * np.cos(heading), 0) / 111e3
    lon = 104 + dice.uniform(-1.5, 1.5, DEVICES) + np.cumsum(speed * 10 * np.sin(heading), 0) / 95e3
    seconds = np.broadcast_to((part * steps + np.arange(steps)[:, None]) * 10, shape)
    return {
        "device": np.broadcast_to(np.arange(DEVICES), shape).ravel().astype(np.int32),
        "time_us": (round(START.timestamp()) + seconds.ravel().astype(np.int64)) * 1_000_000,
        "lon": np.round((lon + noise).ravel(), 7),
        "lat": np.round((lat + noise[::-1]).ravel(), 7),
        "altitude": np.round(500 + np.cumsum(dice.normal(0, 0.4, shape), axis=0)).ravel(),
        "speed": np.round(speed * 3.6, 1).ravel(),
        "course": np.round(np.degrees(heading) % 360).ravel() % 360,
    }


def _loading(engine: Engine, fleet: Columns, folder: Path) -> None:
    count = len(fleet["device"])
    file = folder / "fleet.parquet"
    _as_file(fleet, file)
    say(f"\n{count:,} fixes of {DEVICES} devices, one connection\n")
    say("| way | seconds | fixes a second | of plain |")
    say("|---|---|---|---|")
    with engine.begin() as connection:
        for name, kind, keys in (("ceiling", "UNLOGGED", False), ("plain", "", True)):
            connection.execute(text(_TABLE.format(name=name, kind=kind)))
            if keys:
                connection.execute(text(f"CREATE INDEX ON {name} (device, t)"))
                connection.execute(text(f"CREATE INDEX ON {name} USING gist (geom)"))
    ceiling_s = _copied(engine, "ceiling", fleet)
    plain_s = _copied(engine, "plain", fleet)
    begun = time.perf_counter()
    report = load_positions(engine, file, device_class="vehicle")
    ours_s = time.perf_counter() - begun
    if report.accepted != count:
        raise RuntimeError(f"{report.accepted} of {count} fixes were accepted")
    for name, took in (
        ("ceiling: COPY, unlogged, no index, from memory", ceiling_s),
        ("plain: COPY, btree and GiST, from memory", plain_s),
        ("ours: a Parquet file, checked, each once, sealed", ours_s),
    ):
        say(f"| {name} | {took:.1f} | {count / took:,.0f} | {plain_s / took:.1f} |")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _as_file(fleet: Columns, file: Path) -> None:
    names = pa.array([f"v{number:03}" for number in range(fleet["device"].max() + 1)])
    pq.write_table(
        pa.table(
            {
                "device": pa.DictionaryArray.from_arrays(pa.array(fleet["device"]), names),
                "time": pa.array(fleet["time_us"], pa.timestamp("us", "UTC")),
                "lon": fleet["lon"],
                "lat": fleet["lat"],
                "altitude_m": fleet["altitude"],
                "speed_kmh": fleet["speed"],
                "course": fleet["course"],
            }
        ),
        file,
    )


_TABLE = (
    "CREATE {kind} TABLE {name} (device integer, t timestamptz, geom geometry(Point, 4326),"
    " altitude real, speed real, course real, flags integer)"
)


def _many_devices(engine: Engine, folder: Path) -> None:
    """Devices beside the fleet, far away and two days before it: a position each."""
    fleet: Columns = {
        "device": np.arange(DEVICES, DEVICES + MANY, dtype=np.int32),
        "time_us": np.full(MANY, (round(START.timestamp()) - 172_800) * 1_000_000),
        "lon": np.round(90 + np.arange(MANY) / 1e4, 7),
        "lat": np.full(MANY, 40.0),
    } | {name: np.zeros(MANY) for name in ("altitude", "speed", "course")}
    _copied(engine, "plain", fleet)
    file = folder / "many.parquet"
    _as_file(fleet, file)
    report = load_positions(engine, file, device_class="marker")
    if report.accepted != MANY:
        raise RuntimeError(f"{report.accepted} of {MANY} fixes were accepted")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _copied(engine: Engine, table: str, fleet: Columns) -> float:
    count = len(fleet["device"])
    layout = [("n", ">i2")]
    layout += [("device_w", ">i4"), ("device", ">i4"), ("t_w", ">i4"), ("t", ">i8")]
    layout += [("geom_w", ">i4"), ("order", "u1"), ("kind", "<u4"), ("srid", "<u4")]
    layout += [("lon", "<f8"), ("lat", "<f8")]
    for name in ("altitude", "speed", "course", "flags"):
        layout += [(f"{name}_w", ">i4"), (name, ">i4" if name == "flags" else ">f4")]
    rows = np.zeros(count, dtype=layout)
    rows["n"], rows["device_w"], rows["t_w"], rows["geom_w"] = 7, 4, 8, 25
    rows["order"], rows["kind"], rows["srid"] = 1, 0x20000001, 4326
    rows["device"] = fleet["device"]
    rows["t"] = fleet["time_us"] - 946_684_800_000_000
    for name in ("lon", "lat", "altitude", "speed", "course"):
        rows[name] = fleet[name]
    for name in ("altitude", "speed", "course", "flags"):
        rows[f"{name}_w"] = 4
    begun = time.perf_counter()
    raw = engine.raw_connection()
    try:
        connection = raw.driver_connection
        assert isinstance(connection, psycopg.Connection)
        for begin in range(0, count, BATCH):
            with (
                connection.cursor() as cursor,
                cursor.copy(f"COPY {table} FROM STDIN (FORMAT BINARY)") as copy,
            ):
                copy.write(b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0))
                copy.write(rows[begin : begin + BATCH].tobytes() + struct.pack(">h", -1))
            connection.commit()
    finally:
        raw.close()
    return time.perf_counter() - begun


def _sizes(engine: Engine, fixes: int) -> None:
    say("\nbytes a fix on the disk, indexes and TOAST included\n")
    say("| way | bytes |")
    say("|---|---|")
    with engine.connect() as connection:
        plain = connection.execute(text("SELECT pg_total_relation_size('plain')")).scalar_one()
    say(f"| plain | {plain / fixes:.1f} |")
    say(f"| sealed | {_sealed_bytes(engine) / fixes:.2f} |")


def _sealed_bytes(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(
            connection.execute(
                text(
                    "SELECT sum(pg_total_relation_size(relid))"
                    " FROM pg_partition_tree('position_chunk')"
                )
            ).scalar_one()
        )


def _questions(engine: Engine, fixes: int) -> dict[str, float]:
    """Asks both, and prints. Returns how many ms ours took of each question."""
    hours = fixes // DEVICES // 360
    day = START, START + timedelta(hours=min(24, hours))
    six = START + timedelta(hours=min(6, hours)), START + timedelta(hours=min(12, hours * 2))
    at, minute = START + timedelta(hours=min(6, hours), seconds=5), timedelta(seconds=60)
    say("\nquestions, warm, median ms of 11, in Python\n")
    say("| question | plain | ours | plain/ours |")
    say("|---|---|---|---|")
    took: dict[str, float] = {}
    with engine.connect() as connection:
        ours = _our_questions(connection, fixes)

        def plain_day() -> int:
            rows = connection.execute(
                text(
                    "SELECT t, ST_X(geom), ST_Y(geom) FROM plain WHERE device = 42"
                    " AND t >= :a AND t < :b ORDER BY t"
                ),
                {"a": day[0], "b": day[1]},
            ).all()
            return len(rows)

        def plain_within() -> dict[str, int]:
            rows = connection.execute(
                text(
                    "SELECT device, min(t), max(t), count(*) AS n FROM plain"
                    " WHERE geom && ST_GeomFromWKB(:square, 4326)"
                    " AND ST_Covers(ST_GeomFromWKB(:square, 4326), geom)"
                    " AND t >= :a AND t < :b GROUP BY device"
                ),
                {"square": shapely.to_wkb(SQUARE), "a": six[0], "b": six[1]},
            )
            return {f"v{row.device:03}": row.n for row in rows}

        def plain_latest() -> int:
            return len(
                connection.execute(
                    text(
                        "SELECT id, l.t, ST_X(l.geom), ST_Y(l.geom) FROM"
                        " generate_series(CAST(:a AS integer), CAST(:b AS integer)) AS id,"
                        " LATERAL (SELECT t, geom FROM plain WHERE device = id"
                        " ORDER BY t DESC LIMIT 1) AS l"
                    ),
                    {"a": DEVICES, "b": DEVICES + MANY - 1},
                ).all()
            )

        def plain_nearest() -> list[str]:
            rows = connection.execute(
                text(
                    "SELECT device, min(geom::geography"
                    " <-> ST_SetSRID(ST_MakePoint(104, 31), 4326)::geography) AS metres FROM plain"
                    " WHERE device IN (SELECT generate_series(0, 499)) AND t >= :a AND t <= :b"
                    " GROUP BY device ORDER BY metres LIMIT 5"
                ),
                {"a": at - minute, "b": at + minute},
            )
            return [f"v{row.device:03}" for row in rows]

        line = _walked_line(connection, fixes)

        def plain_share() -> float:
            """As people do it: the fixes near the line, one buffer, one intersection."""
            return float(
                connection.execute(
                    text(
                        "SELECT coalesce(ST_Length(ST_Intersection(line, ST_Union(ST_Buffer("
                        "geom::geography, 50)::geometry))::geography) / ST_Length(line::geography),"
                        " 0) FROM plain, (SELECT ST_GeomFromWKB(:line, 4326) AS line) AS asked"
                        " WHERE geom && ST_Expand(line, 0.001) AND t >= :a AND t < :b"
                        " AND ST_DWithin(geom::geography, line::geography, 50) GROUP BY line"
                    ),
                    {"line": shapely.to_wkb(line), "a": six[0], "b": six[1]},
                ).scalar_one_or_none()
                or 0.0
            )

        for name, plain in (
            (DAY, plain_day),
            (WITHIN, plain_within),
            (LATEST, plain_latest),
            (NEAREST, plain_nearest),
            (SHARE, plain_share),
        ):
            wanted, plain_ms = _timed(plain)
            found, took[name] = _timed(ours[name])
            told = name
            if name == SHARE:
                # Not equal: the plain one knows no ways between fixes.
                told = f"{name} ({wanted:.0%} by fixes, {found:.0%} by ways)"
            elif wanted != found:
                raise RuntimeError(f"{name}: {wanted} and {found}")
            say(f"| {told} | {plain_ms:.1f} | {took[name]:.1f} | {plain_ms / took[name]:.1f} |")
    return took


def _our_questions(connection: Connection, fixes: int) -> dict[str, Callable[[], Any]]:
    hours = fixes // DEVICES // 360
    day = START, START + timedelta(hours=min(24, hours))
    six = START + timedelta(hours=min(6, hours)), START + timedelta(hours=min(12, hours * 2))
    at = START + timedelta(hours=min(6, hours), seconds=5)
    device = connection.execute(text("SELECT id FROM device WHERE name = 'v042'")).scalar_one()
    line = _walked_line(connection, fixes)

    def latest() -> int:
        return len(
            connection.execute(
                text(
                    "SELECT device_id, fixed_at, lon_e7, lat_e7 FROM device_latest"
                    " JOIN device ON device.id = device_id WHERE device_class = 'marker'"
                )
            ).all()
        )

    def nearest_five() -> list[str]:
        found = nearest(connection, 104, 31, at, within=timedelta(seconds=60), limit=5)
        return [one.device for one in found]

    return {
        DAY: lambda: len(places_of(connection, device, *day, most=1_000_000)),
        WITHIN: lambda: {o.id: o.count for o in devices_within(connection, SQUARE, *six)},
        LATEST: latest,
        NEAREST: nearest_five,
        SHARE: lambda: line_share(connection, line, *six, within_m=50).share,
    }


def _growth(engine: Engine, fixes: int, history: int, folder: Path) -> None:
    """The same load again and again, into ours alone."""
    say(f"\nthe history grows to {fixes * history:,} fixes\n")
    say("| held | fixes a second | bytes a fix |")
    say("|---|---|---|")
    for part in range(1, history):
        file = folder / f"part{part}.parquet"
        _as_file(_fleet(fixes, part), file)
        begun = time.perf_counter()
        load_positions(engine, file, device_class="vehicle")
        took = time.perf_counter() - begun
        file.unlink()
        held = fixes * (part + 1)
        say(f"| {held:,} | {fixes / took:,.0f} | {_sealed_bytes(engine) / held:.2f} |")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _questions_again(engine: Engine, fixes: int, history: int, asked: dict[str, float]) -> None:
    say(f"\nthe same questions of {fixes * history:,} fixes\n")
    say("| question | ms | to before |")
    say("|---|---|---|")
    with engine.connect() as connection:
        for name, ask in _our_questions(connection, fixes).items():
            took = _timed(ask)[1]
            say(f"| {name} | {took:.1f} | {took / asked[name]:.2f} |")


def _real_fixes(engine: Engine) -> None:
    """GeoLife, where it is: bytes a fix."""
    source = Path(os.environ.get("SHIKONG_TEST_DATA", "../shared/data"))
    source /= "gnss_geolife_sample.parquet"
    if not source.is_file():
        return
    before = _sealed_bytes(engine)
    begun = time.perf_counter()
    report = load_positions(engine, source, device_class="patrol")
    took = time.perf_counter() - begun
    grown = _sealed_bytes(engine) - before
    rate = report.accepted / took
    say(
        f"\nGeoLife: {report.accepted:,} fixes, {rate:,.0f} a second,"
        f" {grown / report.accepted:.2f} bytes a fix"
    )


def _walked_line(connection: Connection, fixes: int) -> LineString:
    hours = fixes // DEVICES // 360
    six = START + timedelta(hours=min(6, hours)), START + timedelta(hours=min(12, hours * 2))
    device = connection.execute(text("SELECT id FROM device WHERE name = 'v042'")).scalar_one()
    return _line_along(places_of(connection, device, *six, most=1_000_000))


def _line_along(places: Places) -> LineString:
    """50 km of where a device drove."""
    lon, lat = places.lon_e7[::20] / E7, places.lat_e7[::20] / E7
    gone = np.append(0, np.cumsum(step_metres(lon, lat)))
    return LineString(np.stack([lon, lat], axis=1)[gone <= 50_000])


def _timed(ask: Callable[[], Any]) -> tuple[Any, float]:
    took = []
    answer = None
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        answer = ask()
        took.append((time.perf_counter() - begun) * 1e3)
    return answer, statistics.median(took)
