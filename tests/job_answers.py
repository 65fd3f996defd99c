"""Questions answered here and now, as a hand of a worker answers them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine

from spatial.jobs.acceptance import GivenFile, accept
from spatial.jobs.attempt import attempt
from spatial.jobs.contents import contents, parts
from spatial.jobs.job import Job, Wish, Wishes
from spatial.jobs.processes import PROCESSES
from spatial.jobs.store import begin, job_of


def answered(
    engine: Engine,
    process: str,
    inputs: Mapping[str, Any],
    files: Mapping[str, tuple[str, bytes]] | None = None,
    **formats: str,
) -> tuple[Job, dict[str, bytes]]:
    """The job of a question once it is over, and what it made. formats: media types by output."""
    wishes = Wishes({name: Wish(kind) for name, kind in formats.items()})
    given = {
        name: GivenFile(kind, io.BytesIO(body)) for name, (kind, body) in (files or {}).items()
    }
    model = PROCESSES[process].inputs.model_validate(dict(inputs))
    said = model.model_dump(mode="json", by_alias=True, exclude_unset=True)
    with engine.begin() as connection:
        key = accept(connection, PROCESSES[process], said, wishes, given, most_waiting=99)
    with engine.begin() as connection:
        number = begin(connection, key, 3)
    assert number is not None
    attempt(engine, PROCESSES, key, number, results_hours=1)
    with engine.connect() as connection:
        made = {
            name: b"".join(parts(connection, one))
            for name, one in contents(connection, key, "output").items()
        }
        return job_of(connection, key), made
