"""Questions that cannot be asked: each fault is told with its place."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from spatial.api.processes.execution import job_settings
from spatial.jobs.settings import JobSettings
from tests.spatial.api.processes.conftest import application_of

ECHO = "/ogc/processes/echo/execution"
ASYNC = {"Prefer": "respond-async"}


@pytest.fixture
def client(engine: Engine) -> TestClient:
    """A server without a worker."""
    return TestClient(application_of(engine))


def faults(client: TestClient, process: str, body: Any) -> dict[str, str]:
    """The faults of a request by their pointers."""
    answer = client.post(f"/ogc/processes/{process}/execution", json=body, headers=ASYNC)
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return {one["pointer"]: one["what"] for one in answer.json()["faults"]}


def test_every_fault_of_the_inputs_is_told_with_its_pointer(client: TestClient) -> None:
    inputs = {"numbers": [1, "zwei"], "box": {"bbox": [1, 2]}, "seconds": -1, "wrong/name": 1}
    found = faults(client, "echo", {"inputs": inputs, "outputs": {"none": {}}, "response": "x"})
    assert set(found) == {
        "/response", "/outputs/none", "/inputs/numbers/1", "/inputs/box/bbox", "/inputs/seconds",
        "/inputs/wrong~1name",
    }  # fmt: skip


def test_what_makes_no_sense_together_is_refused_before_it_waits(client: TestClient) -> None:
    both = {"facilities": "care", "metres": 100, "minutes": 5}
    assert "either metres or minutes" in faults(client, "gaps", {"inputs": both})["/inputs"]
    neither = {"date": "2020-01-01"}
    assert "dataset" in faults(client, "aggregate", {"inputs": neither})["/inputs"]
    backwards = {"boundary": "1", "from": "2024-02-01", "to": "2024-01-01"}
    assert "/inputs" in faults(client, "boundary-coverage", {"inputs": backwards})
    no_day = {"indicator": "x", "date": "2020-02-30"}
    assert "2020-02-30" in faults(client, "harmonise", {"inputs": no_day})["/inputs"]


def test_addresses_of_others_are_never_fetched_or_called(client: TestClient) -> None:
    href = {"href": "http://169.254.169.254/latest/meta-data"}
    assert "by reference" in faults(client, "echo", {"inputs": {"text": href}})["/inputs/text"]
    called = {"inputs": {}, "subscriber": {"successUri": "http://127.0.0.1/"}}
    assert "callbacks" in faults(client, "echo", called)["/subscriber"]


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b'{"inputs": {"seconds": NaN}}', b"\xff", b"[" * 100_000],
    ids=["empty", "list", "broken", "nan", "latin", "deep"],
)
def test_what_is_no_json_object_is_refused(client: TestClient, body: bytes) -> None:
    answer = client.post(ECHO, content=body, headers={"Content-Type": "application/json", **ASYNC})
    assert answer.status_code == 400, answer.text


@pytest.mark.parametrize(
    "inputs",
    ['{"text": "a\\u0000b"}', '{"text": "\\ud800"}', '{"thing": {"a": 1e999}}'],
    ids=["nul", "surrogate", "infinite"],
)
def test_what_the_database_cannot_keep_is_refused(client: TestClient, inputs: str) -> None:
    answer = client.post(
        ECHO,
        content=f'{{"inputs": {inputs}}}',
        headers={"Content-Type": "application/json", **ASYNC},
    )
    assert answer.status_code == 400, answer.text


def test_an_unknown_process_and_an_unknown_job_are_named_as_the_standard_does(
    client: TestClient,
) -> None:
    standard = "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0"
    for method, path in (("GET", ""), ("POST", "/execution")):
        answer = client.request(method, f"/ogc/processes/none{path}", json={})
        assert answer.status_code == 404
        assert answer.json()["type"] == f"{standard}/no-such-process"
        assert "echo" in answer.json()["detail"]
    for job in ("none", "00000000-0000-0000-0000-000000000000", "%00"):
        for method, path in (("GET", ""), ("GET", "/results"), ("DELETE", "")):
            answer = client.request(method, f"/ogc/jobs/{job}{path}")
            assert answer.status_code == 404, job
            assert answer.json()["type"] == f"{standard}/no-such-job"


def test_results_that_are_not_there_yet_say_so(client: TestClient) -> None:
    job = client.post(ECHO, json={"inputs": {}}, headers=ASYNC).headers["Location"]
    answer = client.get(f"{job}/results")
    assert answer.status_code == 404
    assert answer.json()["type"].endswith("/result-not-ready")


def test_results_past_their_time_are_gone(client: TestClient, engine: Engine) -> None:
    job = client.post(ECHO, json={"inputs": {}}, headers=ASYNC).headers["Location"]
    with engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE job SET status = 'successful', finished_at = now(),"
                " expires_at = now() - interval '1 hour'"
            )
        )
    answer = client.get(f"{job}/results")
    assert answer.status_code == 410
    assert answer.json()["type"] == "urn:shikong:problem:result-gone"
    assert "results" not in [one["rel"].split("/")[-1] for one in client.get(job).json()["links"]]


def test_a_dismissed_job_stays_dismissed_and_has_no_results(client: TestClient) -> None:
    job = client.post(ECHO, json={"inputs": {}}, headers=ASYNC).headers["Location"]
    for _ in range(2):
        answer = client.delete(job)
        assert (answer.status_code, answer.json()["status"]) == (200, "dismissed")
    assert client.get(job).json()["status"] == "dismissed"
    assert client.get(f"{job}/results").status_code == 410


def test_without_a_worker_nobody_waits_in_vain(client: TestClient) -> None:
    answer = client.post(ECHO, json={"inputs": {}})
    assert answer.status_code == 503
    assert "respond-async" in answer.json()["detail"]


def test_only_so_many_questions_wait(engine: Engine) -> None:
    application = application_of(engine)
    application.dependency_overrides[job_settings] = lambda: JobSettings(most_waiting=2)
    client = TestClient(application)
    for _ in range(2):
        assert client.post(ECHO, json={"inputs": {}}, headers=ASYNC).status_code == 201
    refused = client.post(ECHO, json={"inputs": {}}, headers=ASYNC)
    assert refused.status_code == 503
    assert refused.json()["type"] == "urn:shikong:problem:too-many-jobs"
    assert refused.headers["Retry-After"] == "60"


def test_tables_are_read_inline_or_refused_with_the_place(client: TestClient) -> None:
    def table(value: object) -> Callable[[], dict[str, str]]:
        return lambda: faults(client, "which-division", {"inputs": {"table": value}})

    assert set(faults(client, "which-division", {"inputs": {}})) == {"/inputs/table"}
    assert set(table(7)()) == {"/inputs/table"}
    assert set(table({"value": "x", "mediaType": "image/png"})()) == {"/inputs/table/mediaType"}
    assert set(table({"value": "!", "encoding": "base64"})()) == {"/inputs/table/value"}
    parquet = {"value": "PAR1", "mediaType": "application/vnd.apache.parquet"}
    assert set(table(parquet)()) == {"/inputs/table/encoding"}
    good = {"value": base64.b64encode(b"lon,lat\n1,2\n").decode(), "encoding": "base64"}
    answer = client.post(
        "/ogc/processes/which-division/execution",
        json={"inputs": {"table": good | {"mediaType": "text/csv"}}},
        headers=ASYNC,
    )
    assert answer.status_code == 201


def test_a_body_of_another_kind_is_refused_with_those_that_are_read(client: TestClient) -> None:
    answer = client.post(ECHO, content=b"lon,lat", headers={"Content-Type": "text/csv"})
    assert answer.status_code == 415
    assert "application/json" in answer.json()["detail"]
    answer = client.post(f"{ECHO}?text=x", json={"inputs": {}}, headers=ASYNC)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=-1", "limit=x", "status=done", "after=x", "datetime=2020", "minDuration=-1",
     "maxDuration=nan", "type=job", "wrong=1", "datetime=2021-01-01/2020-01-01"],
)  # fmt: skip
def test_a_wrong_parameter_of_the_list_is_refused(client: TestClient, query: str) -> None:
    assert client.get(f"/ogc/jobs?{query}").status_code == 400


def test_a_wrong_parameter_of_the_processes_is_refused(client: TestClient) -> None:
    for query in ("limit=0", "after=none", "wrong=1"):
        assert client.get(f"/ogc/processes?{query}").status_code == 400
    assert client.get("/ogc/processes?limit=1000000").status_code == 200
