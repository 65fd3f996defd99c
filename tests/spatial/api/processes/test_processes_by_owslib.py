"""A client that we did not write: OWSLib."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from job_workers import until
from live_server import serving
from owslib.ogcapi.processes import Processes

from spatial.jobs.processes import PROCESSES


@pytest.fixture(scope="module")
def address(application: FastAPI) -> Iterator[str]:
    """The address of a server with a worker."""
    with serving(application) as found:
        yield f"{found}/ogc"


def test_owslib_lists_describes_and_asks(address: str) -> None:
    client = Processes(address)
    assert [one["id"] for one in client.processes()] == list(PROCESSES)
    told = client.process("echo")
    assert told["inputs"]["text"]["schema"]["type"] == "string"
    found = client.execute("echo", {"text": "你好", "numbers": [1]}, response="document")
    assert found == {"text": "你好", "numbers": [1.0]}


def test_owslib_gets_a_job_where_it_asks_for_one(address: str) -> None:
    client = Processes(address)
    job = client.execute("echo", {"text": "慢", "seconds": 1}, async_=True, response="document")
    assert job["status"] == "accepted"

    def over() -> bool:
        status = client._request(path=f"jobs/{job['jobID']}")
        return bool(status["status"] == "successful")

    until(over)
    assert client._request(path=f"jobs/{job['jobID']}/results") == {"text": "慢"}
