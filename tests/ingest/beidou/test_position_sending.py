from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from fix_rows import held_fixes
from sqlalchemy import Engine, text

from ingest.beidou.http import MOST_FIXES, router
from spatial.api.app import create_app
from spatial.api.settings import MapSettings

TOKEN = {"Authorization": "Bearer secret"}
FIX = {"time": "2024-05-01T08:00:00+08:00", "lon": 116.5, "lat": 39.9}


@pytest.fixture
def client(engine: Engine) -> TestClient:
    app = create_app(engine, [router], write_token="secret", map_settings=MapSettings())
    return TestClient(app)


def send(client: TestClient, *fixes: dict[str, Any], **more: Any) -> Any:
    body = {"device": "bike-1", "device_class": "patrol", "fixes": list(fixes)} | more
    return client.post("/v1/positions", json=body, headers=TOKEN)


def count(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_sent_fixes_are_stored_once_and_the_answer_counts_them(
    client: TestClient, engine: Engine
) -> None:
    other = FIX | {"lon": 116.6, "altitude_m": 50, "speed_kmh": 20, "course": 360}
    answer = send(client, FIX, other, FIX)
    assert answer.status_code == 201
    assert answer.json() == {"accepted": 2, "repeated": 1, "refused": []}
    assert send(client, FIX).json() == {"accepted": 0, "repeated": 1, "refused": []}
    assert len(held_fixes(engine)) == 2
    assert count(engine, "ingest_run") == 0


def test_one_bad_fix_does_not_lose_the_others_and_is_kept_in_the_log(
    client: TestClient, engine: Engine
) -> None:
    swapped = FIX | {"lon": 39.9, "lat": 116.5}
    no_zone = FIX | {"time": "2024-05-01T08:00:00"}
    day = FIX | {"time": "2024-05-01"}
    answer = send(client, swapped, FIX, no_zone, day).json()
    assert answer["accepted"] == 1
    assert [(refused["index"]) for refused in answer["refused"]] == [0, 2, 3]
    assert "swapped" in answer["refused"][0]["reason"]
    assert "time zone" in answer["refused"][1]["reason"]
    assert "time of day" in answer["refused"][2]["reason"]
    with engine.connect() as connection:
        run = connection.execute(text("SELECT kind, accepted, refused FROM ingest_run")).one()
        raw = connection.execute(text("SELECT raw FROM ingest_remark LIMIT 1")).scalar_one()
    assert tuple(run) == ("positions-http", 1, 3)
    assert raw["lat"] == 116.5
    # The same body again is a run of its own.
    assert send(client, swapped, FIX, no_zone, day).status_code == 201
    assert count(engine, "ingest_run") == 2


def test_what_no_database_can_hold_is_refused_and_kept_as_its_escape(
    client: TestClient, engine: Engine
) -> None:
    answer = send(client, FIX, FIX | {"time": "2024-05-01\0T08:00:00Z"})
    assert answer.status_code == 201, answer.text
    assert answer.json()["accepted"] == 1
    with engine.connect() as connection:
        raw = connection.execute(text("SELECT raw FROM ingest_remark")).scalar_one()
    assert raw["time"] == "2024-05-01\\u0000T08:00:00Z"


def test_a_new_device_needs_its_class_and_a_known_one_does_not(
    client: TestClient, engine: Engine
) -> None:
    refused = send(client, FIX, device_class=None)
    assert refused.status_code == 400
    assert "device_class" in refused.json()["detail"]
    assert count(engine, "device") == 0
    send(client, FIX)
    assert send(client, FIX | {"lon": 117}, device_class=None).json()["accepted"] == 1


def test_another_class_is_a_conflict(client: TestClient) -> None:
    send(client, FIX)
    answer = send(client, FIX, device_class="personal")
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"


def test_without_the_token_nothing_is_written(client: TestClient, engine: Engine) -> None:
    body = {"device": "bike-1", "device_class": "patrol", "fixes": [FIX]}
    for headers in ({}, {"Authorization": "Bearer other"}):
        assert client.post("/v1/positions", json=body, headers=headers).status_code == 403
    assert count(engine, "device") == 0


@pytest.mark.parametrize(
    "change",
    [
        {"fixes": []},
        {"fixes": [FIX] * (MOST_FIXES + 1)},
        {"fixes": [{"time": "2024-05-01T08:00:00Z", "lon": 116}]},
        {"fixes": [FIX | {"lon": "east"}]},
        {"fixes": [FIX | {"fuel": 3}]},
        {"device": "a/b"},
        {"device": "a\x00"},
        {"device": ""},
        {"device_class": "car"},
        {"extra": 1},
    ],
)
def test_a_bad_body_is_a_problem_with_a_reason(
    client: TestClient, engine: Engine, change: dict[str, Any]
) -> None:
    answer = send(client, FIX, **change) if "fixes" not in change else send(client, **change)
    assert answer.status_code == 400
    assert answer.json()["detail"]
    assert count(engine, "device") == 0


def test_not_a_number_is_refused(client: TestClient) -> None:
    fix = '{"time":"2024-05-01T08:00Z","lon":NaN,"lat":1}'
    body = f'{{"device":"a","device_class":"patrol","fixes":[{fix}]}}'
    headers = TOKEN | {"Content-Type": "application/json"}
    assert client.post("/v1/positions", content=body, headers=headers).status_code == 400
