"""The lists of processes and of jobs, page by page; what they tell, and what they do not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from spatial.jobs.processes import PROCESSES
from tests.spatial.api.processes.conftest import application_of


@pytest.fixture
def client(engine: Engine) -> TestClient:
    """A server without a worker."""
    return TestClient(application_of(engine))


def following(document: dict[str, Any]) -> str | None:
    """The address of the next page."""
    return next((one["href"] for one in document["links"] if one["rel"] == "next"), None)


def put(engine: Engine, number: int, **values: object) -> None:
    """A job that was made so many minutes ago."""
    at = datetime(2026, 1, 2, tzinfo=UTC) - timedelta(minutes=number)
    said = {"process": "echo", "grade": "internal", "status": "accepted", "ran": None} | values
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO job (process, inputs, wishes, grade, status, created_at, started_at,"
                ' finished_at, expires_at) VALUES (:process, \'{"text": "秘"}\','
                ' \'{"response": "raw", "outputs": {}}\', :grade, :status, :at, :at,'
                " CASE WHEN :status IN ('successful', 'dismissed')"
                " THEN CAST(:at AS timestamptz) + make_interval(secs => :ran) END,"
                " CASE WHEN :status IN ('successful', 'dismissed')"
                " THEN CAST(:at AS timestamptz) + interval '9 years' END)"
            ),
            said | {"at": at},
        )


def test_the_list_of_processes_is_walked_page_by_page(client: TestClient) -> None:
    found, address = [], "/ogc/processes?limit=4"
    while address:
        page = client.get(address).json()
        assert len(page["processes"]) <= 4
        found += [one["id"] for one in page["processes"]]
        address = following(page) or ""
    assert found == list(PROCESSES)


@pytest.mark.parametrize("process", PROCESSES)
def test_every_input_of_a_process_has_a_chinese_title_and_a_whole_schema(
    client: TestClient, process: str
) -> None:
    told = client.get(f"/ogc/processes/{process}").json()
    assert told["inputs"]
    for name, one in {**told["inputs"], **told["outputs"]}.items():
        assert any("\u4e00" <= letter <= "\u9fff" for letter in one["title"]), name
        assert "$ref" not in str(one["schema"])
        assert one["schema"], name
    assert set(told["jobControlOptions"]) == {"sync-execute", "async-execute", "dismiss"}


def test_the_list_of_jobs_is_walked_page_by_page_the_newest_first(
    client: TestClient, engine: Engine
) -> None:
    for number in range(25):
        put(engine, number // 2)
    found: list[str] = []
    created: list[str] = []
    address = "/ogc/jobs?limit=10"
    while address:
        page = client.get(address).json()
        found += [one["jobID"] for one in page["jobs"]]
        created += [one["created"] for one in page["jobs"]]
        address = following(page) or ""
    assert len(found) == len(set(found)) == 25
    assert created == sorted(created, reverse=True)


def test_the_list_tells_neither_what_was_asked_nor_of_closed_grades(
    client: TestClient, engine: Engine
) -> None:
    for grade in ("open", "internal", "personal", "sensitive"):
        put(engine, 1, grade=grade, process=f"p-{grade}")
    page = client.get("/ogc/jobs")
    assert {one["processID"] for one in page.json()["jobs"]} == {"p-open", "p-internal"}
    assert "秘" not in page.text


def test_the_list_is_filtered_as_the_standard_says(client: TestClient, engine: Engine) -> None:
    put(engine, 0, process="a", status="successful", ran=5)
    put(engine, 10, process="b", status="successful", ran=500)
    put(engine, 2_000, process="c")

    def processes(query: str) -> set[str]:
        return {one["processID"] for one in client.get(f"/ogc/jobs?{query}").json()["jobs"]}

    assert processes("type=process") == {"a", "b", "c"}
    assert processes("processID=a,c") == processes("processID=a&processID=c") == {"a", "c"}
    assert processes("status=successful&status=failed") == {"a", "b"}
    assert processes("minDuration=5&maxDuration=499") == {"a"}
    assert processes("minDuration=6&maxDuration=600") == {"b"}
    assert processes("datetime=2026-01-02T00:00:00Z") == {"a"}
    assert processes("datetime=2026-01-01T23:50:00Z/..") == {"a", "b"}
    assert processes("datetime=/2026-01-01T00:00:00%2B08:00") == {"c"}
    assert processes("datetime=2026-01-02") == {"a", "b"}


def test_the_faces_tell_of_the_processes(client: TestClient) -> None:
    links = {one["rel"].split("/")[-1]: one["href"] for one in client.get("/ogc").json()["links"]}
    assert client.get(links["processes"]).status_code == 200
    assert client.get(links["job-list"]).status_code == 200
    classes = client.get("/ogc/conformance").json()["conformsTo"]
    of_ours = [one.split("/")[-1] for one in classes if "ogcapi-processes-1/1.0" in one]
    assert of_ours == ["core", "ogc-process-description", "json", "oas30", "job-list", "dismiss"]
