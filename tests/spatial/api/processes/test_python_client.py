"""Our own Python client asks our processes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from live_server import serving

from spatial.client import Shikong
from spatial.client.errors import BadRequest, JobFailed
from spatial.jobs.processes import PROCESSES


@pytest.fixture(scope="module")
def shikong(application: FastAPI) -> Iterator[Shikong]:
    """A client of a server with a worker."""
    with serving(application) as address, Shikong(address) as client:
        yield client


def test_the_client_runs_a_process_and_sees_its_progress(shikong: Shikong) -> None:
    assert list(shikong.jobs.processes()["id"]) == list(PROCESSES)
    told: list[tuple[str, int | None]] = []
    found = shikong.jobs.run(
        "echo",
        {"thing": {"名": "值"}, "seconds": 1},
        progress=lambda status, percent, _message: told.append((status, percent)),
    )
    assert found == {"名": "值"}
    assert told[-1] == ("successful", 100)


def test_the_client_cancels_and_is_told_of_faults(shikong: Shikong) -> None:
    job = shikong.jobs.submit("echo", {"seconds": 600})
    assert job.cancel().status == "dismissed"
    with pytest.raises(JobFailed, match="dismissed"):
        job.wait()
    with pytest.raises(BadRequest, match="/inputs/seconds"):
        shikong.jobs.submit("echo", {"seconds": -1})
