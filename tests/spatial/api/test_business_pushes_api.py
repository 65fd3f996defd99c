"""Pushes of records and figures: taken once, whole or not at all, and taken back."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from declared_rows import declare, standing_figures, standing_records
from division_rows import store_divisions
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from spatial.api import business

WRITE = {"Authorization": "Bearer test-token"}
GOOD = {"key": "A1", "day": "2016-05-03", "division": "990101", "reason": "走失"}
LATE = {"key": "A2", "day": "2016-05-03", "division": "990121", "reason": "走失"}


@pytest.fixture
def client(engine: Engine, client_of: Callable[..., TestClient]) -> TestClient:
    """A client over a database with lists and declared datasets."""
    store_divisions(engine)
    declare(engine)
    return client_of(engine, business.router)


def push(
    client: TestClient, rows: Any, *, key: str | None = None, of: str = "records", query: str = ""
) -> Any:
    headers = WRITE | ({} if key is None else {"Idempotency-Key": key})
    return client.post(f"/v1/datasets/rescues/{of}{query}", json=rows, headers=headers)


def test_a_push_is_taken_and_says_what_became_of_its_rows(
    client: TestClient, engine: Engine
) -> None:
    answer = push(client, [GOOD, GOOD | {"key": "A3"}])
    assert answer.status_code == 201
    told = answer.json()
    assert told["counts"] == {
        "accepted": 2, "new": 2, "replaced": 0, "unchanged": 0, "refused": 0, "empty": 0,
    }  # fmt: skip
    assert answer.headers["Location"] == f"/v1/pushes/{told['id']}"
    assert client.get(f"/v1/pushes/{told['id']}").json() == told
    assert [row[0] for row in standing_records(engine, "rescues")] == ["A1", "A3"]


@pytest.mark.parametrize("key", ["monthly-2016-05", None])
def test_a_push_sent_twice_is_answered_as_the_first_time(
    client: TestClient, engine: Engine, key: str | None
) -> None:
    first = push(client, [GOOD], key=key)
    again = push(client, [GOOD], key=key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.json() == first.json()
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM record")).scalar_one() == 1


def test_a_push_sent_many_times_at_once_is_taken_once(client: TestClient, engine: Engine) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: push(client, [GOOD], key="k"), range(4)))
    assert sorted(one.status_code for one in answers) == [200, 200, 200, 201]
    assert len({one.text for one in answers}) == 1
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM record")).scalar_one() == 1


def test_a_key_with_another_body_is_a_conflict(client: TestClient, engine: Engine) -> None:
    push(client, [GOOD], key="k")
    other = push(client, [GOOD | {"reason": "其他"}], key="k")
    assert (other.status_code, other.json()["type"][-13:]) == (409, "push-conflict")
    assert push(client, [GOOD], key="k", query="?partial=true").status_code == 409
    assert standing_records(engine, "rescues")[0][4] == {"reason": "走失"}


def test_a_push_with_a_bad_row_stores_nothing_and_names_it_r1_11(
    client: TestClient, engine: Engine
) -> None:
    answer = push(client, [GOOD, LATE], key="k")
    assert answer.status_code == 422
    told = answer.json()
    assert told["type"] == "urn:shikong:problem:push-refused"
    assert told["counts"]["refused"] == 1
    [refusal] = told["refusals"]
    assert refusal["place"] == "item 2"
    assert "候选：990101 东区" in refusal["reason"]
    assert standing_records(engine, "rescues") == []
    # Nothing is left of it: the mended push may bear its key.
    assert push(client, [GOOD], key="k").status_code == 201


def test_a_partial_push_stores_the_good_rows(client: TestClient, engine: Engine) -> None:
    answer = push(client, [GOOD, LATE], query="?partial=true")
    assert answer.status_code == 201
    assert answer.json()["counts"]["accepted"] == 1
    assert len(answer.json()["refusals"]) == 1
    assert [row[0] for row in standing_records(engine, "rescues")] == ["A1"]
    assert push(client, [LATE], query="?partial=true").status_code == 422


def test_a_later_push_replaces_and_keeps_what_was_known(client: TestClient, engine: Engine) -> None:
    first = push(client, [GOOD]).json()["id"]
    second = push(client, [GOOD | {"reason": "其他"}]).json()
    assert second["counts"]["replaced"] == 1
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT push_id, attributes ->> 'reason', known_until = 'infinity',"
                " lead(known_from) OVER (ORDER BY known_from) = known_until FROM record"
                " ORDER BY known_from"
            )
        ).all()
    assert [tuple(row) for row in rows] == [
        (first, "走失", False, True),
        (second["id"], "其他", True, None),
    ]


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("application/x-ndjson", json.dumps(GOOD)),
        ("text/csv", "编号,日期,区划代码,求助原因\r\nA1,2016/5/3,990101,走失\r\n"),
        ("text/csv; charset=utf-8", "key,day,division,reason\nA1,2016-05-03,990101,走失"),
    ],
)
def test_lines_and_tables_are_pushes_too(
    client: TestClient, engine: Engine, media_type: str, body: str
) -> None:
    answer = client.post(
        "/v1/datasets/rescues/records",
        content=body.encode(),
        headers=WRITE | {"Content-Type": media_type},
    )
    assert answer.status_code == 201, answer.text
    assert standing_records(engine, "rescues")[0][4] == {"reason": "走失"}


def test_figures_come_in_both_forms_and_may_be_corrected(
    client: TestClient, engine: Engine
) -> None:
    long = [{"indicator": "helped", "division": "990101", "period": "2016-05", "value": 12}]
    wide = [{"division": "990101", "period": "2016-05", "helped": 13, "spent": 12.25}]
    assert push(client, long, of="figures").status_code == 201
    assert push(client, wide, of="figures").json()["counts"] == {
        "accepted": 2, "new": 1, "replaced": 1, "unchanged": 0, "refused": 0, "empty": 0,
    }  # fmt: skip
    assert standing_figures(engine) == [
        ("helped", "990101", "2016-05-01", "13"),
        ("spent", "990101", "2016-05-01", "12.25"),
    ]


def test_what_is_taken_back_stands_no_longer_and_keeps_its_row(
    client: TestClient, engine: Engine
) -> None:
    push(client, [GOOD | {"key": "区/A 1"}])
    push(client, [{"division": "990101", "period": "2016-05", "helped": 13}], of="figures")
    gone = client.delete("/v1/datasets/rescues/records/区/A 1", headers=WRITE)
    assert gone.json() == {"dataset": "rescues", "taken_back": ["区/A 1"]}
    again = client.delete("/v1/datasets/rescues/records/区/A 1", headers=WRITE)
    assert again.json()["taken_back"] == []
    query = "indicator=helped&division=990101&period=2016-05"
    figure = client.delete(f"/v1/datasets/rescues/figures?{query}", headers=WRITE)
    assert figure.json()["taken_back"] == 1
    assert standing_records(engine, "rescues") == []
    assert standing_figures(engine) == []
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM record")).scalar_one() == 1
        assert connection.execute(text("SELECT count(*) FROM observation")).scalar_one() == 1


@pytest.mark.parametrize(
    ("path", "headers", "body", "status", "kind"),
    [
        ("rescues/records", {}, b"[]", 403, "not-permitted"),
        ("horoscopes/records", WRITE, b"[]", 404, "unknown-dataset"),
        ("rescues/records", WRITE | {"Content-Type": "application/xml"}, b"", 415,
         "unsupported-upload"),
        ("rescues/records", WRITE, b"{", 422, "source-refused"),
        ("rescues/records", WRITE, b"{}", 422, "source-refused"),
        ("rescues/records?crs=GCJ-02", WRITE, b"[]", 400, "bad-parameter"),
        ("rescues/records?crs=EPSG:1", WRITE, b"[]", 400, "bad-parameter"),
        ("rescues/records?scheme=moon", WRITE, b"[]", 400, "bad-parameter"),
        ("rescues/records?column=day", WRITE, b"[]", 400, "bad-parameter"),
        ("homes/figures", WRITE, b"[]", 400, "bad-parameter"),
        ("rescues/records", WRITE, b"[1]", 422, "push-refused"),
        ("rescues/records", WRITE | {"Idempotency-Key": "x" * 201}, b"[]", 400, "bad-parameter"),
    ],
)  # fmt: skip
def test_a_push_that_cannot_be_taken_is_a_problem(
    client: TestClient, path: str, headers: dict[str, str], body: bytes, status: int, kind: str
) -> None:
    answer = client.post(
        f"/v1/datasets/{path}",
        content=body,
        headers={"Content-Type": "application/json"} | headers,
    )
    assert answer.status_code == status, answer.text
    assert answer.json()["type"] == f"urn:shikong:problem:{kind}"


def test_more_rows_than_a_push_takes_are_refused(
    client: TestClient, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spatial.business.intake.pushes.MOST_ROWS", 2)
    answer = push(client, [GOOD | {"key": f"A{n}"} for n in range(3)])
    assert (answer.status_code, answer.json()["most_rows"]) == (413, 2)
    assert standing_records(engine, "rescues") == []


def test_a_push_that_nobody_made_is_unknown(client: TestClient) -> None:
    assert client.get("/v1/pushes/7").status_code == 404
    assert client.get("/v1/pushes/0").status_code == 400


def test_writing_asks_for_the_token(client: TestClient) -> None:
    for path in ("records/A1", "figures?indicator=helped&division=990101&period=2016-05"):
        assert client.delete(f"/v1/datasets/rescues/{path}").status_code == 403
