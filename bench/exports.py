"""`python -m bench exports`: features of a collection in each form, against COPY of the same rows.

A million narrow points and 5,000 polygons of 400 corners, in a database of its own. Each form is
written by a process of its own, without HTTP; told are features a second, the peak of its memory
with a tenth of the features and with all, and the ratio to the plain statement that copies the same
columns out (`COPY (SELECT …) TO STDOUT`), taken in the same process before and after. Database and
process share the machine: read ratios.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace

import psycopg
from sqlalchemy import Engine, text

from bench.tiles import machine, say
from deploy.database import Database
from spatial.access.declaration import DataClass, Grade
from spatial.db import open_engine
from spatial.features.collection import Collection, GeometryType, Property, PropertyType
from spatial.features.formats.export import Export
from spatial.features.formats.form import Form
from spatial.features.formats.writing import written
from spatial.features.selection import ALWAYS, Selection

NAME = "shikong_bench_exports"
POINTS, POLYGONS = 1_000_000, 5_000

_TABLE = """
CREATE TABLE exported AS
SELECT i AS id, '地点' || i AS name, i % 100 AS beds, i / 7.0::float8 AS share, i % 3 = 0 AS open,
    timestamptz '2020-01-01Z' + i * interval '1 minute' AS seen,
    daterange('2020-01-01', NULL) AS valid, {geometry} AS geom
FROM generate_series(1, {count}) AS i
"""
_POINT = "ST_SetSRID(ST_MakePoint(75 + (i % 60000) / 1000.0, 20 + (i % 30011) / 1000.0), 4490)"
_POLYGON = "ST_Multi(ST_Buffer(ST_SetSRID(ST_MakePoint(75 + i % 60, 20 + i % 30), 4490), 0.3, 100))"
_PLAIN = (
    "COPY (SELECT id, name, beds, share, open, seen, lower(valid), upper(valid), geom "
    "FROM exported ORDER BY id) TO STDOUT"
)


def _collection(kind: GeometryType) -> Collection:
    return Collection(
        id="exported",
        title="导出",
        description="",
        data_class=DataClass.PLATFORM,
        grade=Grade.OPEN,
        relation="exported",
        key=("f.id",),
        properties=(
            Property("name", "名称", PropertyType.TEXT, "f.name"),
            Property("beds", "床位", PropertyType.INTEGER, "f.beds"),
            Property("share", "份额", PropertyType.NUMBER, "f.share"),
            Property("open", "开放", PropertyType.BOOLEAN, "f.open"),
            Property("seen", "查看时刻", PropertyType.INSTANT, "f.seen"),
        ),
        geometry_type=kind,
        valid="f.valid",
    )


def run(database: Database) -> None:
    """Runs all and prints a table for each kind of geometry."""
    if database.cluster is None:
        raise RuntimeError("this benchmark needs the private cluster: it makes its own database")
    database.cluster.drop_database(NAME)
    database.cluster.create_database(NAME)
    engine = open_engine(database.cluster.url(NAME), pool=2)
    try:
        with engine.begin() as connection:
            connection.execute(text("CREATE EXTENSION postgis"))
        with engine.connect() as connection:
            say(machine(connection))
        for kind, shape, count in (
            (GeometryType.POINT, _POINT, POINTS),
            (GeometryType.POLYGONS, _POLYGON, POLYGONS),
        ):
            _fill(engine, shape, count)
            _measure(engine, kind, count)
    finally:
        engine.dispose()
        database.cluster.drop_database(NAME)


def _fill(engine: Engine, shape: str, count: int) -> None:
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS exported"))
        connection.execute(text(_TABLE.format(geometry=shape, count=count)))
        connection.execute(text("ALTER TABLE exported ADD PRIMARY KEY (id)"))
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(
            text("VACUUM ANALYZE exported")
        )


def _measure(engine: Engine, kind: GeometryType, count: int) -> None:
    say(f"\n{count:,} features with {kind}:")
    say(f"{'form':<12}{'features/s':>12}{'of COPY':>9}{'MB':>8}{'MiB at a tenth':>16}{'at all':>8}")
    url = engine.url.render_as_string(hide_password=False)
    for form in Form:
        done = subprocess.run(
            [sys.executable, "-m", "bench.exports", url, kind, form, str(count)],
            capture_output=True,
            text=True,
            check=True,
        )
        told = json.loads(done.stdout)
        say(
            f"{form:<12}{count / told['seconds']:>12,.0f}{told['plain'] / told['seconds']:>8.0%}"
            f"{told['bytes'] / 1e6:>9.0f}{told['before']:>16.0f}{told['after']:>8.0f}"
        )


def _written(url: str, kind: str, form: str, count: int) -> dict[str, float]:
    """One form, in a process of its own: seconds of it and of the plain statement, bytes, peaks."""
    engine = open_engine(url)
    export = Export(_collection(GeometryType(kind)), Selection(when=ALWAYS))
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        told: dict[str, float] = {"plain": _plain(driver)}
        for name, limit in (("before", count // 10), ("after", count)):
            began = time.perf_counter()
            asked = replace(export, limit=limit)
            told["bytes"] = sum(len(piece) for piece in written(connection, asked, Form(form)))
            told["seconds"] = time.perf_counter() - began
            told[name] = _peak_mib()
        told["plain"] = min(told["plain"], _plain(driver))
    engine.dispose()
    return told


def _plain(driver: psycopg.Connection) -> float:
    began = time.perf_counter()
    with driver.cursor() as cursor, cursor.copy(_PLAIN) as rows:
        for _ in rows:
            pass
    return time.perf_counter() - began


def _peak_mib() -> float:
    with open("/proc/self/status", encoding="ascii") as told:
        return int(told.read().split("VmHWM:")[1].split()[0]) / 1024


if __name__ == "__main__":
    print(json.dumps(_written(*sys.argv[1:4], int(sys.argv[4]))))  # noqa: T201
