"""Points counted by the counties of a date: 10 million, against plain SQL in the same run.

`python -m bench operators` makes a database of its own with 3,000 square counties, of which every
tenth gave half of its land to its neighbour, and puts points of ten years into them. Ours: the
operator `aggregate` for all counties of a date, first, again (stored), and again after one more
record. Plain: GROUP BY of the code that stands in each row, which knows one date alone, and
ST_Contains of a sample of the points, per point. Client and database share the machine: read
ratios.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, text

from bench.tiles import machine, say
from deploy.database import Database
from spatial.business.answering.answer import Answer
from spatial.business.operators.aggregate import aggregate
from spatial.business.operators.filters import Filter
from spatial.business.operators.questions import Question
from spatial.business.operators.standing import Asked
from spatial.business.operators.times import By
from spatial.db import open_engine, read_sql
from spatial.division_codes import Level
from spatial.migrations import migrate

NAME = "shikong_bench_operators"
SAMPLE = 100_000
ROUNDS = 5
DAY, BEFORE = date(2024, 1, 1), date(2016, 1, 1)


def run(database: Database, points: int) -> None:
    """Runs all and prints tables. points: of the dataset."""
    if database.cluster is None:
        raise RuntimeError("this benchmark needs the private cluster: it makes its own database")
    database.cluster.drop_database(NAME)
    database.cluster.create_database(NAME)
    engine = open_engine(database.cluster.url(NAME), pool=4)
    try:
        migrate(engine)
        with engine.connect() as connection:
            say(machine(connection))
        _fill(engine, points)
        measure(engine, points)
    finally:
        engine.dispose()
        database.cluster.drop_database(NAME)


def _fill(engine: Engine, points: int) -> None:
    begun = time.perf_counter()
    _run(engine, "operators_divisions", points)
    with engine.begin() as connection:
        indexes = [one for table in ("record", "record_place") for one in _bare(connection, table)]
    _run(engine, "operators_records", points)
    _run(engine, "operators_places", points)
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL maintenance_work_mem = '512MB'"))
        for index in indexes:
            connection.exec_driver_sql(index)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    say(f"\n{points:,} points filled in {time.perf_counter() - begun:.0f} s\n")


def _run(engine: Engine, name: str, points: int) -> None:
    """The statements of a file, one transaction; references are not checked row by row."""
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in read_sql("bench", name).split(";\n"):
            if statement.strip():
                connection.execute(text(statement), {"points": points})


def _bare(connection: Connection, table: str) -> list[str]:
    """Takes the indexes off a table that no constraint needs; returns how they are made again."""
    rows = connection.execute(
        text(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = :table"
            " AND indexname NOT IN (SELECT conname FROM pg_constraint)"
        ),
        {"table": table},
    ).all()
    for row in rows:
        connection.exec_driver_sql(f"DROP INDEX {row.indexname}")
    return [row.indexdef for row in rows]


def measure(engine: Engine, points: int) -> None:
    """Prints what is measured on a filled database."""
    with engine.connect() as connection:
        grouped = _seconds(lambda: _by_code(connection), 2)
        contained = _seconds(lambda: _contained(connection), 1) / SAMPLE
    rows: list[tuple[str, float]] = [("GROUP BY division_code alone (one date)", grouped)]
    with engine.connect() as connection:
        begun = time.perf_counter()
        answer = _ask(connection)
        rows.append(("ours, counties of a date, first", time.perf_counter() - begun))
        if answer.summary["placed"] != points:
            raise RuntimeError(f"{answer.summary} of {points} points")
        rows.append(("ours, the same again", _seconds(lambda: _ask(connection), ROUNDS)))
        begun = time.perf_counter()
        _ask(connection, BEFORE)
        rows.append(("ours, counties of another date", time.perf_counter() - begun))
    with engine.begin() as connection:
        connection.execute(text(read_sql("bench", "operators_one_more")))
    with engine.connect() as connection:
        begun = time.perf_counter()
        if _ask(connection).summary["records"] != points + 1:
            raise RuntimeError("what is stored was not made anew after a change")
        rows.append(("ours, after one more record", time.perf_counter() - begun))
        for said, more in (
            ("ours, by year", {"by": By.YEAR}),
            ("ours, one year", {"first": date(2020, 1, 1), "until": date(2021, 1, 1)}),
            ("ours, with a condition on a field", {"filters": (Filter("n", "<", ("5",)),)}),
        ):
            rows.append((said, _seconds(lambda more=more: _ask(connection, **more), 1)))
    with engine.begin() as connection:
        connection.execute(text("UPDATE dataset SET minimum_cell = 10"))
    with engine.connect() as connection:
        begun = time.perf_counter()
        answer = _ask(connection)
        rows.append(("ours, perturbed by cell keys, first", time.perf_counter() - begun))
        if answer.perturbation is None:
            raise RuntimeError("small cells are not protected")
        rows.append(("ours, perturbed, the same again", _seconds(lambda: _ask(connection), ROUNDS)))
        begun = time.perf_counter()
        _ask(connection, BEFORE)
        rows.append(("ours, perturbed, counties of another date", time.perf_counter() - begun))
        few = {"filters": (Filter("n", "<", ("5",)),)}
        rows.append(
            ("ours, perturbed, with a condition", _seconds(lambda: _ask(connection, **few), 1))
        )
    say("| what | seconds | times GROUP BY |")
    say("|---|---|---|")
    for name, seconds in rows:
        say(f"| {name} | {seconds:.3f} | {seconds / grouped:.2f} |")
    whole = contained * points
    say(f"| ST_Contains join, {SAMPLE:,} points, as if all | {whole:.0f} | {whole / grouped:.0f} |")


def _ask(connection: Connection, day: date = DAY, **more: Any) -> Answer:
    return aggregate(connection, Question(Asked(day, Level.COUNTY), "points", **more))


def _by_code(connection: Connection) -> None:
    connection.execute(
        text(
            "SELECT division_code, count(*) FROM record WHERE dataset_id = 'points'"
            " AND known_until = 'infinity' GROUP BY 1"
        )
    ).all()


def _contained(connection: Connection) -> None:
    connection.execute(
        text(
            "SELECT area.code, count(*) FROM (SELECT geom FROM record WHERE dataset_id = 'points'"
            " LIMIT :sample) AS r JOIN division_area AS area ON area.level = 'county'"
            " AND area.valid @> CAST(:day AS date) AND ST_Contains(area.geom, r.geom) GROUP BY 1"
        ),
        {"sample": SAMPLE, "day": DAY},
    ).all()


def _seconds(ask: Callable[[], object], rounds: int) -> float:
    """The median of some rounds."""
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        ask()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)
