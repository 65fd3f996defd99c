"""One attempt at one question, in the process that answers it: from its inputs to its result."""

from __future__ import annotations

import tempfile
import traceback
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from uuid import UUID

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import InterfaceError, OperationalError

from spatial.errors import JobDismissed, NoSuchJob, NoSuchProcess, ShikongError
from spatial.jobs.process import AnyProcess
from spatial.jobs.store import fail, finish, inputs_of
from spatial.jobs.work import Work

log = structlog.get_logger(__name__)

_FRAMES_LOGGED = 12


class End(StrEnum):
    """How an attempt ended. lost: the database was away, so that nothing could be stored."""

    SUCCESSFUL = "successful"
    FAILED = "failed"
    DISMISSED = "dismissed"
    LOST = "lost"


def attempt(
    engine: Engine,
    processes: Mapping[str, AnyProcess],
    job: UUID,
    number: int,
    results_hours: int,
) -> End:
    """Answers the question of a job and stores its end: all in one transaction, or nothing."""
    try:
        return _attempted(engine, processes, job, number, results_hours)
    except (OperationalError, InterfaceError) as error:
        log.warning("the database went away from a job", job=str(job), error=type(error).__name__)
        return End.LOST


def _attempted(
    engine: Engine,
    processes: Mapping[str, AnyProcess],
    job: UUID,
    number: int,
    results_hours: int,
) -> End:
    try:
        with tempfile.TemporaryDirectory(prefix="shikong-job-") as folder:
            _answer(engine, processes, job, number, results_hours, Path(folder))
        return End.SUCCESSFUL
    except (JobDismissed, NoSuchJob):
        return End.DISMISSED
    except (OperationalError, InterfaceError):
        raise
    except ShikongError as error:
        failure = {
            "kind": type(error).__name__,
            "detail": str(error),
            "members": storable(error.members),
        }
    except Exception as error:
        # Whatever a process raises ends its question, not its worker. Only the kind is logged, and
        # the way to it: the text of an unexpected error may hold a person's data.
        frames = traceback.extract_tb(error.__traceback__)[-_FRAMES_LOGGED:]
        log.error(
            "unexpected error in a job",
            job=str(job),
            error=type(error).__name__,
            frames=[f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
        )
        failure = {"kind": "Internal", "detail": "the server failed on this question"}
    with engine.begin() as connection:
        fail(connection, job, number, failure, results_hours=results_hours)
    return End.FAILED


def _answer(
    engine: Engine,
    processes: Mapping[str, AnyProcess],
    job: UUID,
    number: int,
    results_hours: int,
    folder: Path,
) -> None:
    with engine.connect() as connection:
        name, said, wishes = inputs_of(connection, job)
    if name not in processes:
        raise NoSuchProcess(f"the process {name} is not there any more")
    process = processes[name]
    work = Work(engine, process.outputs, job, number, wishes, folder)
    outcome = process.run(work, process.inputs.model_validate(said))
    with engine.begin() as connection:
        finish(connection, job, number, outcome, results_hours=results_hours)


def storable(members: Mapping[str, object]) -> dict[str, object]:
    """Members of an error as JSON keeps them: what is neither text, number nor list becomes text.

    >>> storable({"line": 3, "known": ("a", "b"), "day": None})
    {'line': 3, 'known': ['a', 'b'], 'day': None}
    """
    return {name: _plain(value) for name, value in members.items()}


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    return str(value)
