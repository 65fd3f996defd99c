"""What a queue needs beside answers: jobs of dead workers, results past their time."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, text

from spatial.jobs.store import QUEUE


@dataclass(frozen=True, slots=True)
class Purged:
    """How many went: files past their time, and jobs that nobody has to know of any more."""

    results: int
    jobs: int


def require_again(connection: Connection, stalled_s: float) -> int:
    """Puts jobs of workers without a sign of life back into the queue; returns how many.

    Several workers may do so at the same time.
    """
    return len(
        connection.execute(
            text(
                "WITH stalled AS ("
                " SELECT job.id FROM procrastinate_jobs job"
                " LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id"
                " WHERE job.status = 'doing' AND job.queue_name = :queue AND ("
                "  worker.id IS NULL"
                "  OR worker.last_heartbeat < now() - make_interval(secs => :stalled_s))"
                " FOR UPDATE OF job SKIP LOCKED)"
                " SELECT procrastinate_retry_job_v2(id, now(), NULL, NULL, NULL) FROM stalled"
            ),
            {"queue": QUEUE, "stalled_s": stalled_s},
        ).all()
    )


def purge(connection: Connection, kept_days: int) -> Purged:
    """Deletes results past their time, jobs that are over for long, and what the queue has of them.

    It is kept for so many days that there was a job, and how it ended.
    """
    results = connection.execute(
        text(
            "DELETE FROM job_content USING job"
            " WHERE job.id = job_content.job_id AND job.expires_at <= now()"
        )
    ).rowcount
    jobs = connection.execute(
        text("DELETE FROM job WHERE finished_at < now() - make_interval(days => :days)"),
        {"days": kept_days},
    ).rowcount
    connection.execute(
        text(
            "DELETE FROM procrastinate_jobs"
            " WHERE queue_name = :queue AND status NOT IN ('todo', 'doing')"
        ),
        {"queue": QUEUE},
    )
    return Purged(results, jobs)


def worker_alive(connection: Connection, stalled_s: float) -> bool:
    """Whether a worker gave a sign of life within so many seconds."""
    return bool(
        connection.execute(
            text(
                "SELECT EXISTS (SELECT FROM procrastinate_workers"
                " WHERE last_heartbeat > now() - make_interval(secs => :stalled_s))"
            ),
            {"stalled_s": stalled_s},
        ).scalar_one()
    )
