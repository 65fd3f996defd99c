"""The list of jobs that everybody may see: those of open grades, without what was asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, text

from spatial.db import read_sql
from spatial.jobs.job import Job, Status
from spatial.jobs.store import job_from


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the list, newest first: after the job that was created then, of that id."""

    created_at: datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class Choice:
    """Which jobs: all where nothing is said. Times of creation are closed at both ends; durations
    in seconds, of those that run up to now.
    """

    processes: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()
    first: datetime | None = None
    last: datetime | None = None
    shortest_s: float | None = None
    longest_s: float | None = None


def listed(
    connection: Connection, choice: Choice, after: Place | None, limit: int
) -> tuple[list[Job], Place | None]:
    """So many jobs after a place, and the place of the next ones where there are more."""
    rows = connection.execute(
        text(read_sql("spatial.jobs", "listed_jobs")),
        {
            "processes": list(choice.processes) or None,
            "statuses": [str(one) for one in choice.statuses] or None,
            "first": choice.first,
            "last": choice.last,
            "shortest": choice.shortest_s,
            "longest": choice.longest_s,
            "before_at": after and after.created_at,
            "before_id": after and after.id,
            "most": limit + 1,
        },
    ).all()
    jobs = [job_from(row) for row in rows[:limit]]
    more = len(rows) > limit
    return jobs, Place(jobs[-1].created_at, jobs[-1].id) if more else None
