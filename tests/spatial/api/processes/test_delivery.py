"""Results of any kind and size leave as they were wished for, part by part."""

from __future__ import annotations

import asyncio
import base64
import json
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes
from uuid import UUID

import pytest
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from spatial.api.processes.delivery import delivered, results_of
from spatial.jobs.acceptance import accept
from spatial.jobs.contents import PART_BYTES
from spatial.jobs.job import Response, Transmission, Wish, Wishes
from spatial.jobs.outputs import Made, Outcome
from spatial.jobs.processes.echo import ECHO
from spatial.jobs.store import begin, fail, finish, job_of
from tests.spatial.api.processes.conftest import application_of

BYTES = bytes(range(256)) * (PART_BYTES // 256 + 1_000) + b"\x01"
WORDS = '甲"乙\\\n' * (PART_BYTES // 9 + 100)


@pytest.fixture
def client(engine: Engine) -> TestClient:
    """A server without a worker."""
    return TestClient(application_of(engine))


def done(engine: Engine, wishes: Wishes, **outputs: Made) -> str:
    """The address of a job that made these outputs."""
    with engine.begin() as connection:
        job: UUID = accept(connection, ECHO, {}, wishes, {}, most_waiting=9)
        number = begin(connection, job, 3)
        assert number is not None
        finish(connection, job, number, Outcome(outputs), results_hours=1)
    return f"/ogc/jobs/{job}"


def test_a_file_of_several_parts_comes_raw_as_a_file(client: TestClient, engine: Engine) -> None:
    job = done(engine, Wishes(), table=Made("application/vnd.apache.parquet", BYTES))
    answer = client.get(f"{job}/results")
    assert answer.content == BYTES
    assert answer.headers["content-type"] == "application/vnd.apache.parquet"
    assert answer.headers["content-disposition"].endswith('filename="echo-table.parquet"')
    assert answer.headers["content-length"] == str(len(BYTES))


def test_within_a_document_bytes_are_base64_and_texts_are_texts(
    client: TestClient, engine: Engine
) -> None:
    assert len(WORDS.encode()) > PART_BYTES
    job = done(
        engine,
        Wishes(response=Response.DOCUMENT),
        answer=Made.of_json({"甲": 1}),
        table=Made("application/octet-stream", BYTES),
        words=Made("text/csv", WORDS.encode()),
    )
    found = client.get(f"{job}/results").json()
    assert found["answer"] == {"甲": 1}
    assert found["table"]["encoding"] == "base64"
    assert base64.b64decode(found["table"]["value"]) == BYTES
    assert found["words"] == {"mediaType": "text/csv", "value": WORDS}


def test_parts_hold_values_and_references_as_they_were_wished(
    client: TestClient, engine: Engine
) -> None:
    reference = Wish(transmission=Transmission.REFERENCE)
    wishes = Wishes({"here": Wish(), "there": reference, "none": Wish()})
    job = done(engine, wishes, here=Made("text/csv", b"a\n"), there=Made("text/csv", b"b\n"))
    answer = client.get(f"{job}/results")
    head = b"Content-Type: " + answer.headers["content-type"].encode() + b"\r\n\r\n"
    parts = message_from_bytes(head + answer.content)
    found = {one["Content-ID"]: one for one in parts.walk() if not one.is_multipart()}
    assert found["<here>"].get_payload(decode=True) == b"a\n"
    assert client.get(found["<there>"]["Content-Location"]).content == b"b\n"
    assert json.loads(found["<none>"].get_payload(decode=True)) is None


def test_an_output_that_there_is_not_is_told(client: TestClient, engine: Engine) -> None:
    job = done(engine, Wishes(), here=Made.of_json(1))
    assert client.get(f"{job}/results/there").status_code == 404


@pytest.mark.parametrize(
    ("kind", "status", "told"),
    [
        ("UnknownDataset", 404, "unknown-dataset"),
        ("BadParameter", 400, "bad-parameter"),
        ("TooLong", 500, "too-long"),
        ("WorkerLost", 500, "worker-lost"),
        ("ShikongError", 500, "shikong-error"),
        ("__doc__", 500, "__doc__"),
    ],
)
def test_the_results_of_a_failed_job_are_the_problem_that_it_met(
    client: TestClient, engine: Engine, kind: str, status: int, told: str
) -> None:
    with engine.begin() as connection:
        job = accept(connection, ECHO, {}, Wishes(), {}, most_waiting=9)
        failure = {"kind": kind, "detail": "没有", "members": {"known": [1], "status": 7}}
        fail(connection, job, None, failure, results_hours=1)
    answer = client.get(f"/ogc/jobs/{job}/results")
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:shikong:problem:{told}")
    assert answer.json()["known"] == [1]
    assert answer.json()["status"] == status
    stood = client.get(f"/ogc/jobs/{job}").json()
    assert (stood["status"], stood["message"]) == ("failed", "没有")


def test_a_slow_reader_holds_nothing_of_the_database(engine: Engine) -> None:
    address = done(engine, Wishes(), table=Made("application/octet-stream", BYTES))
    with engine.connect() as connection:
        found = results_of(connection, job_of(connection, address.rsplit("/", 1)[-1]))
    response = delivered(engine, "", found)
    assert isinstance(response, StreamingResponse)

    async def begun() -> int:
        async for piece in response.body_iterator:
            assert piece == BYTES[:PART_BYTES]
            break
        return int(engine.pool.checkedout())  # type: ignore[attr-defined]

    # In a thread of its own: a browser of other tests may have its loop in this one.
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, begun()).result() == 0
