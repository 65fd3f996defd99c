"""`python -m bench business_intake`: records of a CSV and their places, against plain SQL.

A seeded country of squares (counties of half a degree, townships of a tenth, with some hundred
vertices each) and cases with points. First a CSV with division codes is loaded by our intake, and
by a plain COPY into a table of the same columns with the same indexes, unjudged. Then cases that
were put into the store as they are get their places, against the plain join of points and parts of
polygons that only counts. Client and database share the machine: read ratios.
"""

from __future__ import annotations

import csv
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import date
from importlib import resources
from pathlib import Path

import numpy as np
import psycopg
from sqlalchemy import Engine, text

from bench.tiles import machine, say
from deploy.database import Database
from ingest.business.taking import load_records
from spatial.business.declarations.model import DatasetDeclaration
from spatial.business.declarations.store import declare_all
from spatial.business.intake.knowledge import lock_dataset
from spatial.business.intake.placement import place
from spatial.db import open_engine
from spatial.migrations import migrate

NAME = "shikong_bench_business_intake"
COUNTIES_EAST, COUNTIES_NORTH = 40, 25
WEST, SOUTH = 100.0, 25.0

_DECLARED = {
    "id": "bench_cases",
    "title": "个案",
    "line": "社会救助",
    "owner": "基准测试",
    "holds": ["cases"],
    "grade": "sensitive",
    "minimum_cell": 10,
    "fields": [
        {"name": "reason", "title": "原因", "type": "text", "grade": "internal"},
        {"name": "members", "title": "人口", "type": "integer", "grade": "internal"},
    ],
}


def run(database: Database, cases: int) -> None:
    """Runs all and prints a table. cases: that are placed; a tenth of them comes as CSV."""
    if database.cluster is None:
        raise RuntimeError("this benchmark needs the private cluster: it makes its own database")
    database.cluster.drop_database(NAME)
    database.cluster.create_database(NAME)
    engine = open_engine(database.cluster.url(NAME), pool=4)
    try:
        migrate(engine)
        with engine.connect() as connection:
            say(machine(connection))
        measure(engine, cases)
    finally:
        engine.dispose()
        database.cluster.drop_database(NAME)


def measure(engine: Engine, cases: int) -> None:
    """Fills an empty database and prints what is measured on it."""
    make_country(engine)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cases.csv"
        _write_csv(file, cases // 10)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        ours = _seconds(lambda: _load(engine, file, cases // 10))
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        plain = _seconds(lambda: _plain_copy(engine, file))
    say(
        f"\n{cases // 10:,} cases of a CSV, matched by code: {ours:.1f} s,"
        f" {cases // 10 / ours:,.0f}/s, memory of the client +{grown:.0f} MiB;"
        f" plain COPY with the same indexes {plain:.1f} s; ratio {ours / plain:.1f}"
    )
    _store_plainly(engine, cases)
    placed = _seconds(lambda: _place(engine, cases))
    joined = _seconds(lambda: _plain_join(engine, cases))
    say(
        f"{cases:,} points placed in counties and townships: {placed:.1f} s,"
        f" {cases / placed:,.0f}/s; the plain join that only counts {joined:.1f} s;"
        f" ratio {placed / joined:.1f}"
    )


def make_country(engine: Engine) -> None:
    """A province of squares in the tables of divisions: counties, townships, atoms and areas."""
    with engine.begin() as connection:
        size = {"east": COUNTIES_EAST, "north": COUNTIES_NORTH, "west": WEST, "south": SOUTH}
        first, *others = _statements()
        connection.execute(text(first), size)
        for statement in others:
            connection.execute(text(statement))
        declare_all(connection, [DatasetDeclaration.model_validate(_DECLARED)], "bench")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _statements() -> list[str]:
    """Those of the SQL file, which makes the country step by step."""
    whole = resources.files("bench").joinpath("business_country.sql").read_text(encoding="utf-8")
    return whole.split("\n----\n")


def county_codes() -> list[str]:
    """The codes of the counties of the country."""
    return [f"98{n // 50 + 1:02}{n % 50 + 21:02}" for n in range(COUNTIES_EAST * COUNTIES_NORTH)]


def _write_csv(path: Path, cases: int) -> None:
    dice = np.random.default_rng(9)
    codes = county_codes()
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["编号", "日期", "区划代码", "经度", "纬度", "原因", "人口"])
        for n in range(cases):
            county = int(dice.integers(len(codes)))
            lon = WEST + county % COUNTIES_EAST * 0.5 + dice.uniform(0, 0.5)
            lat = SOUTH + county // COUNTIES_EAST * 0.5 + dice.uniform(0, 0.5)
            day = date(2023, 1 + n % 12, 1 + n % 28)
            writer.writerow(
                [f"C{n}", day, codes[county], f"{lon:.6f}", f"{lat:.6f}", "因病", n % 7 + 1]
            )


def _load(engine: Engine, file: Path, cases: int) -> None:
    done = load_records(engine, file, dataset="bench_cases")
    if done.accepted != cases:
        raise RuntimeError(f"{done.accepted} of {cases} cases were accepted")


def _plain_copy(engine: Engine, file: Path) -> None:
    with engine.begin() as connection:
        connection.execute(
            text(
                "CREATE TABLE plain_case (key text PRIMARY KEY, day date, code text, lon float8,"
                " lat float8, reason text, members integer, geom geometry(Point, 4490)"
                " GENERATED ALWAYS AS (ST_SetSRID(ST_MakePoint(lon, lat), 4490)) STORED);"
                "CREATE INDEX ON plain_case (day); CREATE INDEX ON plain_case (code)"
            )
        )
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        with (
            driver.cursor() as cursor,
            cursor.copy(
                "COPY plain_case (key, day, code, lon, lat, reason, members) FROM STDIN"
                " (FORMAT csv, HEADER)"
            ) as copy,
            file.open("rb") as source,
        ):
            while piece := source.read(1 << 20):
                copy.write(piece)


def _store_plainly(engine: Engine, cases: int) -> None:
    """Cases in the store, nobody has placed them yet."""
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO record (dataset_id, holds, key, day, geom, division_code, division_by)"
                " SELECT 'bench_cases', 'cases', 'P' || n, DATE '2023-01-01' + n % 365,"
                " ST_SetSRID(ST_MakePoint(:west + random() * :east * 0.5,"
                " :south + random() * :north * 0.5), 4490), '980000', 'code'"
                " FROM generate_series(1, :cases) AS n"
            ),
            {"west": WEST, "south": SOUTH, "east": COUNTIES_EAST, "north": COUNTIES_NORTH}
            | {"cases": cases},
        )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE record"))


def _place(engine: Engine, cases: int) -> None:
    with engine.begin() as connection:
        lock_dataset(connection, "bench_cases")
        placed = place(connection, "bench_cases")
    if placed < cases * 2:
        raise RuntimeError(f"{placed} places of {cases} cases on two levels")


def _plain_join(engine: Engine, cases: int) -> None:
    with engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT count(*) FROM record AS r JOIN division_atom_part AS p"
                " ON ST_Intersects(p.geom, r.geom) WHERE r.key LIKE 'P%'"
            )
        ).scalar_one()
    if found < cases * 2:
        raise RuntimeError(f"{found} atoms of {cases} cases")


def _seconds(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
