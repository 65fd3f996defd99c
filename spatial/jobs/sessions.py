"""The database sessions of who answers a job: named after it, so that others can end them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import Connection, Engine, event, text


def session_name(job: UUID) -> str:
    """The name of the sessions that work for a job."""
    return f"shikong job {job}"


class NamedSessions:
    """Names the sessions that an engine hands out after the job that is worked at now."""

    def __init__(self, engine: Engine) -> None:
        self._name = "shikong job"
        event.listen(engine, "checkout", self._checkout)

    def work_for(self, job: UUID) -> None:
        """From now on they are those of this job."""
        self._name = session_name(job)

    def _checkout(self, driver: psycopg.Connection[Any], record: Any, _proxy: object) -> None:
        if record.info.get("name") != self._name:
            driver.execute("SELECT set_config('application_name', %s, false)", [self._name])
            driver.commit()
            record.info["name"] = self._name


def end_sessions(connection: Connection, job: UUID) -> int:
    """Ends statements of somebody who answered a job and is gone; returns how many sessions.

    A statement does not notice by itself that nobody waits for it any more.
    """
    return len(
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = :name AND pid <> pg_backend_pid()"
            ),
            {"name": session_name(job)},
        ).all()
    )
