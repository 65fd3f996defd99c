"""The store of jobs: each step from the begin of an answer to the end of its results.

Each step is one transaction of the caller. Who answers names the attempt; a step of an attempt that
is not the last one any more changes nothing and says so: a worker that was taken for dead may wake.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from spatial.access.declaration import Grade
from spatial.errors import JobDismissed, NoSuchJob
from spatial.jobs.contents import drop, store_made
from spatial.jobs.job import Job, Status, Wishes
from spatial.jobs.outputs import Outcome

QUEUE = "questions"
TASK = "answer"

_JOB = text(
    "SELECT id, process, wishes, grade, status, progress, message, failure, answer, attempts,"
    " created_at, started_at, updated_at, finished_at, expires_at FROM job WHERE id = :id"
)


def job_of(connection: Connection, identifier: str | UUID) -> Job:
    """The job of an id. Raises NoSuchJob."""
    row = None
    key = _uuid(identifier)
    if key is not None:
        row = connection.execute(_JOB, {"id": key}).one_or_none()
    if row is None:
        raise NoSuchJob(
            f"there is no job {identifier}: it was never made, or it is over so long that nothing "
            "is known of it any more"
        )
    return job_from(row)


def _uuid(said: str | UUID) -> UUID | None:
    if isinstance(said, UUID):
        return said
    try:
        return UUID(said)
    except ValueError:
        return None


def job_from(row: Row[Any]) -> Job:
    """The job of a row with the columns of the table."""
    return Job(
        id=row.id,
        process=row.process,
        wishes=Wishes.of_json(row.wishes),
        grade=Grade(row.grade),
        status=Status(row.status),
        progress=row.progress,
        message=row.message,
        failure=row.failure,
        answer=row.answer,
        attempts=row.attempts,
        created_at=row.created_at,
        started_at=row.started_at,
        updated_at=row.updated_at,
        finished_at=row.finished_at,
        expires_at=row.expires_at,
    )


def begin(connection: Connection, job: UUID, most: int) -> int | None:
    """Begins an attempt and returns its number; None where there is nothing to do (any more).

    A job that was begun `most` times already ends as failed.
    """
    attempt: int | None = connection.execute(
        text(
            "UPDATE job SET status = 'running', attempts = attempts + 1, progress = 0,"
            " message = NULL, started_at = coalesce(started_at, now()), updated_at = now()"
            " WHERE id = :id AND status IN ('accepted', 'running') AND attempts < :most"
            " RETURNING attempts"
        ),
        {"id": job, "most": most},
    ).scalar_one_or_none()
    if attempt is None:
        failure = {
            "kind": "WorkerLost",
            "detail": f"the worker was lost {most} times while it answered: the question is not "
            "tried again",
        }
        fail(connection, job, None, failure, results_hours=1)
    return attempt


def inputs_of(connection: Connection, job: UUID) -> tuple[str, dict[str, Any], Wishes]:
    """The process of a job, its inputs and the wishes. Raises NoSuchJob."""
    row = connection.execute(
        text("SELECT process, inputs, wishes FROM job WHERE id = :id"), {"id": job}
    ).one_or_none()
    if row is None:
        raise NoSuchJob(f"there is no job {job}")
    return row.process, row.inputs, Wishes.of_json(row.wishes)


def tell(
    connection: Connection, job: UUID, attempt: int, progress: int, message: str | None
) -> None:
    """Says how far an attempt is. Raises JobDismissed where it is to stop."""
    told = connection.execute(
        text(
            "UPDATE job SET progress = :progress, message = coalesce(:message, message),"
            " updated_at = now() WHERE id = :id AND attempts = :attempt AND status = 'running'"
        ),
        {"id": job, "attempt": attempt, "progress": progress, "message": message},
    )
    if told.rowcount == 0:
        raise JobDismissed(f"job {job} was dismissed or taken over")


_END = text(
    "UPDATE job SET status = :status, progress = coalesce(:progress, progress),"
    " message = :message, answer = :answer, failure = :failure, updated_at = now(),"
    " finished_at = now(), expires_at = now() + make_interval(hours => :hours),"
    # What closed questions held is nobody's business once they are answered.
    " inputs = CASE WHEN grade = ANY(:closed) THEN '{}' ELSE inputs END"
    " WHERE id = :id AND status = ANY(:standing)"
    " AND attempts = coalesce(CAST(:attempt AS smallint), attempts)"
).bindparams(bindparam("failure", type_=JSONB(none_as_null=True)))


def finish(
    connection: Connection, job: UUID, attempt: int, outcome: Outcome, *, results_hours: int
) -> None:
    """Stores what an attempt made together with its success. Raises JobDismissed."""
    ended = _end(
        connection, job, Status.SUCCESSFUL, attempt, outcome.answer, None, results_hours, 100
    )
    if not ended:
        raise JobDismissed(f"job {job} was dismissed or taken over")
    drop(connection, job, "input")
    for name, made in outcome.outputs.items():
        store_made(connection, job, name, made)


def fail(
    connection: Connection,
    job: UUID,
    attempt: int | None,
    failure: Mapping[str, Any],
    *,
    results_hours: int,
) -> None:
    """Ends a job as failed: kind, detail and members of what went wrong.

    attempt: None for whichever; a job that is over, or of another attempt, stays as it is.
    """
    if _end(connection, job, Status.FAILED, attempt, None, failure, results_hours, None):
        drop(connection, job, "input")


def _end(
    connection: Connection,
    job: UUID,
    status: Status,
    attempt: int | None,
    answer: str | None,
    failure: Mapping[str, Any] | None,
    results_hours: int,
    progress: int | None,
) -> bool:
    ended = connection.execute(
        _END,
        {
            "id": job,
            "status": status,
            "attempt": attempt,
            "answer": answer,
            "failure": None if failure is None else dict(failure),
            "message": None if failure is None else failure.get("detail"),
            "hours": results_hours,
            "progress": progress,
            "closed": [grade for grade in Grade if grade.closed],
            "standing": [Status.ACCEPTED, Status.RUNNING],
        },
    )
    return ended.rowcount == 1


def release(connection: Connection, job: UUID, attempt: int) -> None:
    """Gives back what an attempt did not finish because its worker stops: it does not count."""
    connection.execute(
        text(
            "UPDATE job SET status = 'accepted', attempts = attempts - 1, progress = 0,"
            " message = NULL, updated_at = now()"
            " WHERE id = :id AND attempts = :attempt AND status = 'running'"
        ),
        {"id": job, "attempt": attempt},
    )


def dismiss(connection: Connection, identifier: str) -> Job:
    """Cancels a job that waits or runs, or drops the results of one that is over.

    Who runs it is told by the queue. Dismissed twice is dismissed. Raises NoSuchJob.
    """
    job = job_of(connection, identifier)
    row = connection.execute(
        text(
            "UPDATE job SET status = 'dismissed', failure = NULL, message = NULL, inputs = '{}',"
            " updated_at = now(), finished_at = coalesce(finished_at, now()), expires_at = now()"
            " WHERE id = :id AND status <> 'dismissed' RETURNING queue_id"
        ),
        {"id": job.id},
    ).one_or_none()
    if row is not None:
        drop(connection, job.id, "input")
        drop(connection, job.id, "output")
        connection.execute(
            text("SELECT procrastinate_cancel_job_v1(:id, true, true)"), {"id": row.queue_id}
        )
    return job_of(connection, job.id)
