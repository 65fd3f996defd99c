"""OWSLib asks our long questions by OGC API - Processes, at once and as jobs."""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx
import pytest
from job_workers import working
from owslib.ogcapi.processes import Processes
from sqlalchemy import Engine
from watched_server import Watched, watched_server


@pytest.fixture
def asked(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    """A server over an empty database, with a worker of long questions beside it."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with working(engine), watched_server(engine) as server:
        yield server


def test_owslib_finds_and_asks_a_process(asked: Watched) -> None:
    client = Processes(f"{asked.address}/ogc")
    assert {"aggregate", "which-division", "echo"} <= {one["id"] for one in client.processes()}
    description = client.process("echo")
    assert description["inputs"]["text"]["schema"]["type"] == "string"
    told = client.execute("echo", {"text": "虚甲区", "numbers": [1, 2.5]})
    assert told["text"] == "虚甲区"
    assert told["numbers"] == [1, 2.5]


def test_owslib_asks_a_job_whose_result_is_there_later(asked: Watched) -> None:
    client = Processes(f"{asked.address}/ogc")
    job = client.execute("echo", {"text": "稍后"}, async_=True)
    assert job["status"] in ("accepted", "running", "successful")
    address = f"{asked.address}/ogc/jobs/{job['jobID']}"
    with httpx.Client(trust_env=False) as plain:
        deadline = time.monotonic() + 60
        while plain.get(address).json()["status"] != "successful":
            assert time.monotonic() < deadline
            time.sleep(0.2)
        assert plain.get(f"{address}/results").json()["text"] == "稍后"
        listed = plain.get(f"{asked.address}/ogc/jobs").json()["jobs"]
        assert job["jobID"] in {one["jobID"] for one in listed}
        assert plain.delete(address).json()["status"] == "dismissed"
