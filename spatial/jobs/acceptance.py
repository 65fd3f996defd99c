"""How a question is taken into the queue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO
from uuid import UUID

from sqlalchemy import Connection, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from spatial.errors import TooManyJobs
from spatial.jobs.contents import store
from spatial.jobs.job import Wishes
from spatial.jobs.process import AnyProcess
from spatial.jobs.store import QUEUE, TASK

AT_ONCE, BY_THE_WAY = 10, 0
"""Priorities in the queue: of a question that somebody waits for, and of others."""

_ACCEPT = text(
    "INSERT INTO job (process, inputs, wishes, grade)"
    " VALUES (:process, :inputs, :wishes, :grade) RETURNING id"
).bindparams(bindparam("inputs", type_=JSONB), bindparam("wishes", type_=JSONB))

_QUEUE = text(
    "UPDATE job SET queue_id = (procrastinate_defer_jobs_v1(ARRAY[ROW("
    ":queue, :task, :priority, NULL, NULL, jsonb_build_object('job', id), NULL"
    ")::procrastinate_job_to_defer_v1]))[1] WHERE id = :id"
)


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file that comes with a question."""

    media_type: str
    file: BinaryIO


def accept(
    connection: Connection,
    process: AnyProcess,
    inputs: Mapping[str, Any],
    wishes: Wishes,
    files: Mapping[str, GivenFile],
    *,
    most_waiting: int,
    priority: int = BY_THE_WAY,
) -> UUID:
    """Takes a question into the queue; it is there with the commit. Raises TooManyJobs."""
    waiting = connection.execute(
        text("SELECT count(*) FROM job WHERE status = 'accepted'")
    ).scalar_one()
    if waiting >= most_waiting:
        raise TooManyJobs(
            f"{waiting} questions wait already, and no more are taken: ask again in some minutes",
            waiting=waiting,
        )
    job: UUID = connection.execute(
        _ACCEPT,
        {
            "process": process.id,
            "inputs": dict(inputs),
            "wishes": wishes.as_json(),
            "grade": process.grade,
        },
    ).scalar_one()
    for name, given in files.items():
        store(connection, job, "input", name, given.media_type, given.file)
    connection.execute(_QUEUE, {"queue": QUEUE, "task": TASK, "priority": priority, "id": job})
    return job
