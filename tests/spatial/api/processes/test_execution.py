"""Questions over HTTP: raw and as a document, waited for and as jobs."""

from __future__ import annotations

import json
from email import message_from_bytes
from typing import Any

from fastapi.testclient import TestClient
from job_workers import until

ECHO = "/ogc/processes/echo/execution"
ASYNC = {"Prefer": "respond-async"}


def asked(client: TestClient, inputs: dict[str, Any], **more: Any) -> str:
    """The address of a job that a question became."""
    answer = client.post(ECHO, json={"inputs": inputs, **more}, headers=ASYNC)
    assert answer.status_code == 201, answer.text
    return str(answer.headers["Location"])


def ended(client: TestClient, job: str) -> dict[str, Any]:
    """The status of a job once it is over."""

    def look() -> dict[str, Any] | None:
        status: dict[str, Any] = client.get(job).json()
        return status if status["status"] in ("successful", "failed", "dismissed") else None

    return until(look)


def test_one_output_comes_raw_and_links_to_its_job(client: TestClient) -> None:
    answer = client.post(
        ECHO, json={"inputs": {"text": "你好"}, "outputs": {"text": {}}, "response": "raw"}
    )
    assert answer.status_code == 200, answer.text
    assert answer.json() == "你好"
    assert 'rel="monitor"' in answer.headers["Link"]


def test_all_outputs_come_as_one_document(client: TestClient) -> None:
    inputs = {"text": "一", "numbers": [1, 2.5], "box": {"bbox": [1, 2, 3, 4]}}
    answer = client.post(ECHO, json={"inputs": inputs, "response": "document"})
    found = answer.json()
    assert found["text"] == "一"
    assert found["numbers"] == [1.0, 2.5]
    assert found["box"]["bbox"] == [1, 2, 3, 4]
    assert "thing" not in found


def test_several_raw_outputs_come_as_parts(client: TestClient) -> None:
    answer = client.post(ECHO, json={"inputs": {"text": "一", "numbers": [7]}})
    kind = answer.headers["content-type"]
    assert kind.startswith("multipart/related")
    parts = message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + answer.content)
    found = {
        one["Content-ID"]: json.loads(one.get_payload(decode=True))
        for one in parts.walk()
        if not one.is_multipart()
    }
    assert found == {"<text>": "一", "<numbers>": [7.0]}


def test_an_output_that_was_not_made_is_null(client: TestClient) -> None:
    wished = {"outputs": {"text": {}, "choice": {}}, "response": "document"}
    answer = client.post(ECHO, json={"inputs": {"choice": "east"}, **wished})
    assert answer.json() == {"text": None, "choice": "east"}


def test_by_reference_an_output_is_a_link(client: TestClient) -> None:
    wished = {"text": {"transmissionMode": "reference"}}
    answer = client.post(ECHO, json={"inputs": {"text": "一"}, "outputs": wished})
    assert answer.status_code == 204
    href = answer.headers["Link"].split(">")[0].removeprefix("<")
    assert client.get(href).json() == "一"
    document = client.post(
        ECHO, json={"inputs": {"text": "一"}, "outputs": wished, "response": "document"}
    ).json()
    assert client.get(document["text"]["href"]).json() == "一"


def test_a_job_tells_how_far_it_is_and_keeps_its_results(client: TestClient) -> None:
    job = asked(client, {"text": "慢", "seconds": 1.5}, outputs={"text": {}})
    running = until(
        lambda: (
            (found := client.get(job).json())["status"] == "running"
            and found["progress"] > 0
            and found
        )
    )
    assert running["message"] == "等待"
    assert client.get(f"{job}/results").status_code == 404
    over = ended(client, job)
    assert (over["status"], over["progress"]) == ("successful", 100)
    assert over["created"] <= over["started"] <= over["finished"] < over["expires"]
    assert client.get(f"{job}/results").json() == "慢"
    assert client.get(f"{job}/results").json() == "慢"


def test_values_may_be_qualified(client: TestClient) -> None:
    inputs = {"text": {"value": "甲", "mediaType": "text/plain"}, "thing": {"value": "乙"}}
    answer = client.post(ECHO, json={"inputs": inputs, "response": "document"})
    assert answer.json() == {"text": "甲", "thing": {"value": "乙"}}


def test_what_waits_too_long_goes_on_as_a_job(client: TestClient) -> None:
    answer = client.post(
        ECHO,
        json={"inputs": {"text": "久", "seconds": 2.5}, "outputs": {"text": {}}},
        headers={"Prefer": "wait=1"},
    )
    assert answer.status_code == 504
    problem = answer.json()
    assert problem["type"] == "urn:shikong:problem:still-running"
    assert ended(client, problem["href"])["status"] == "successful"
    assert client.get(f"{problem['href']}/results").json() == "久"
