"""What the queue of long questions costs, and a million points as a job, against doing it outright.

`python -m bench jobs` makes a database of its own with the 3,000 square counties of `operators` and
starts a worker. Plain: one committed row; and the same points placed in this process, from file to
file. Ours: a question taken in, the shortest one from asking to its result, and the table as a job:
stored, taken by a worker, placed in another process, stored again, read back. Client, worker and
database share the machine: read ratios.
"""

from __future__ import annotations

import io
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Engine, text

from bench.tiles import machine, say
from deploy.database import Database
from deploy.job_worker import JobWorker
from spatial.db import open_engine, read_sql
from spatial.divisions.bulk.bulk_points import PointQuestion, answer_schema
from spatial.divisions.bulk.point_answers import answered
from spatial.divisions.bulk.point_index_loading import index_of
from spatial.divisions.bulk.point_parquet import open_parquet
from spatial.divisions.bulk.point_writing import written
from spatial.divisions.bulk.table_forms import TableForm
from spatial.divisions.footing import footing_of
from spatial.divisions.viewpoint import NOW
from spatial.jobs.acceptance import AT_ONCE, GivenFile, accept
from spatial.jobs.contents import contents, parts
from spatial.jobs.job import Status, Wish, Wishes
from spatial.jobs.processes import PROCESSES
from spatial.jobs.settings import JobSettings
from spatial.jobs.store import job_of
from spatial.jobs.tending import worker_alive
from spatial.migrations import migrate

NAME = "shikong_bench_jobs"
POINTS = 1_000_000
ROUNDS = 30
DAY = date(2024, 1, 1)
PARQUET = "application/vnd.apache.parquet"


def run(database: Database) -> None:
    """Runs all and prints tables."""
    if database.cluster is None:
        raise RuntimeError("this benchmark needs the private cluster: it makes its own database")
    database.cluster.drop_database(NAME)
    database.cluster.create_database(NAME)
    url = database.cluster.url(NAME)
    engine = open_engine(url, pool=4)
    try:
        migrate(engine)
        with engine.begin() as connection:
            say(machine(connection))
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            for statement in read_sql("bench", "operators_divisions").split(";\n"):
                if statement.strip():
                    connection.execute(text(statement))
        settings = JobSettings()
        with JobWorker(url, settings):
            _until(lambda: _alive(engine, settings))
            measure(engine)
    finally:
        engine.dispose()
        database.cluster.drop_database(NAME)


def measure(engine: Engine) -> None:
    """Prints what is measured on a filled database with a worker."""
    plain = _median(lambda: _commit(engine))
    taken = _median(lambda: _ask(engine, "echo", {}))
    _until(lambda: _waiting(engine) == 0)
    whole = _median(lambda: _over(engine, _ask(engine, "echo", {"text": "一"})))
    say("\n| a question | milliseconds | times a commit |")
    say("|---|---|---|")
    for name, seconds in (
        ("plain: one row committed", plain),
        ("ours: taken into the queue", taken),
        ("ours: the shortest, from asking to its result", whole),
    ):
        say(f"| {name} | {seconds * 1000:.1f} | {seconds / plain:.1f} |")
    table = _points()
    with tempfile.TemporaryDirectory() as folder:
        outright = _seconds(lambda: _outright(engine, table, Path(folder) / "made"))
    job = _seconds(lambda: _as_job(engine, table))
    say(f"\n| {POINTS:,} points, {len(table) / 1e6:.0f} MB | seconds | times outright |")
    say("|---|---|---|")
    say(f"| outright, from file to file | {outright:.2f} | 1.00 |")
    say(f"| as a job, with storing and reading | {job:.2f} | {job / outright:.2f} |")


def _points() -> bytes:
    dice = np.random.default_rng(20260101)
    lon, lat = dice.uniform(100, 112, POINTS), dice.uniform(25, 35, POINTS)
    sink = io.BytesIO()
    pq.write_table(pa.table({"id": np.arange(POINTS), "lon": lon, "lat": lat}), sink)
    return sink.getvalue()


def _outright(engine: Engine, table: bytes, made: Path) -> None:
    with engine.connect() as connection:
        footing = footing_of(connection, NOW)
    index = index_of(engine, footing.viewpoint)
    source: BinaryIO = io.BytesIO(table)
    points = open_parquet(source)
    levels = list(index.levels)
    question = PointQuestion(index, levels, DAY, footing.record.first)
    schema = answer_schema(points.schema, levels)
    with made.open("wb") as file:
        file.writelines(written(schema, answered(points, question), TableForm.PARQUET))


def _as_job(engine: Engine, table: bytes) -> None:
    files = {"table": GivenFile(PARQUET, io.BytesIO(table))}
    wishes = Wishes({"table": Wish(PARQUET)})
    said = {"date": DAY.isoformat()}
    with engine.begin() as connection:
        key = accept(
            connection, PROCESSES["which-division"], said, wishes, files, most_waiting=1_000
        )
    _over(engine, key)
    with engine.connect() as connection:
        made = contents(connection, key, "output")["table"]
        if sum(len(part) for part in parts(connection, made)) != made.size:
            raise RuntimeError("the result is not whole")


def _commit(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO job (process, inputs, wishes, grade, status, finished_at, expires_at)"
                " VALUES ('plain', '{}', '{}', 'open', 'dismissed', now(), now())"
            )
        )


def _ask(engine: Engine, process: str, inputs: dict[str, object]) -> UUID:
    with engine.begin() as connection:
        return accept(
            connection,
            PROCESSES[process],
            inputs,
            Wishes(),
            {},
            most_waiting=1_000,
            priority=AT_ONCE,
        )


def _over(engine: Engine, key: UUID) -> None:
    def look() -> bool:
        with engine.connect() as connection:
            job = job_of(connection, key)
        if job.status.over and job.status is not Status.SUCCESSFUL:
            raise RuntimeError(f"the job {key} is {job.status}: {job.failure}")
        return job.status.over

    _until(look)


def _alive(engine: Engine, settings: JobSettings) -> bool:
    with engine.connect() as connection:
        return worker_alive(connection, settings.stalled_s)


def _waiting(engine: Engine) -> int:
    with engine.connect() as connection:
        waiting = text("SELECT count(*) FROM procrastinate_jobs")
        return int(connection.execute(waiting).scalar_one())


def _until(look: Callable[[], bool]) -> None:
    while not look():
        time.sleep(0.003)


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _median(work: Callable[[], object]) -> float:
    return statistics.median(_seconds(work) for _ in range(ROUNDS))
