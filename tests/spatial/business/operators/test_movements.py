"""Tracks, visits and coverage as answers that can be asked again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from fix_rows import store_track
from sqlalchemy import Engine, text

from spatial.api import business
from tests.spatial.boundaries.walked_lines import register_line, store_walk, walked

WINDOW = {"from": "2024-05-13T00:00:00Z", "to": "2024-05-14T00:00:00Z"}
NUMBER = "4142001Q"


@pytest.fixture
def client(engine: Engine, client_of: Callable[..., TestClient]) -> TestClient:
    """A line of which the left side walked a half, and the right one a quarter."""
    register_line(engine, markers=[(NUMBER, 10_000, 0)])
    at_marker = [(11_000.0 + 20 * n, 10_000.0, 1.0) for n in range(20)]
    store_walk(engine, "left-1", [*walked(0, 20_000), *at_marker])
    store_walk(engine, "right-1", walked(10_000, 20_000))
    with engine.begin() as connection:
        for device, owner in (("left-1", "410100"), ("right-1", "420000")):
            connection.execute(
                text("UPDATE device SET owner_code = :owner WHERE name = :name"),
                {"owner": owner, "name": device},
            )
    return client_of(engine, business.router)


def test_coverage_is_an_answer_r8_1(client: TestClient) -> None:
    answer = client.get("/v1/operators/coverage", params={"boundary": "4142"} | WINDOW)
    body = answer.json()
    assert {one["side"]: round(one["share"], 2) for one in body["items"]} == {
        "left": 0.5, "right": 0.25, "both": 0.25, "either": 0.5,
    }  # fmt: skip
    assert body["data"]["datasets"] == ["positions"]
    assert client.get(f"/v1/answers/{body['id']}").content == answer.content


def test_an_office_sees_its_own_side_also_when_it_asks_again_r3_10(client: TestClient) -> None:
    asked = {"boundary": "4142", "office": "410000"} | WINDOW
    body = client.get("/v1/operators/coverage", params=asked).json()
    told = {one["side"]: "parts" in one for one in body["items"]}
    assert told == {"left": True, "both": False}
    again = client.get(f"/v1/answers/{body['id']}").json()
    assert again["items"] == body["items"]
    other = client.get("/v1/operators/coverage", params=asked | {"office": "110000"})
    assert other.status_code == 403


def test_visits_are_an_answer(client: TestClient) -> None:
    answer = client.get("/v1/operators/visits", params={"boundary": "4142"} | WINDOW)
    states = {(one["side"], one["number"]): one["state"] for one in answer.json()["items"]}
    assert states["left", NUMBER] == "visited"
    assert client.get(f"/v1/answers/{answer.json()['id']}").content == answer.content


def test_tracks_are_an_answer_and_late_fixes_are_told(client: TestClient, engine: Engine) -> None:
    store_track(engine, "car", [("2024-05-01T00:00:00Z", 116.0, 39.5),
                                ("2024-05-01T00:05:00Z", 116.01, 39.5),
                                ("2024-05-01T02:00:00Z", 116.2, 39.5)])  # fmt: skip
    asked = {"device": "car", "from": "2024-05-01", "to": "2024-05-02"}
    answer = client.get("/v1/operators/tracks", params=asked)
    parts = answer.json()["items"]
    assert [(one["part"], one["fixes"]) for one in parts] == [(0, 2), (1, 1)]
    assert parts[0]["lon_lat"][0] == [116.0, 39.5]
    path = f"/v1/answers/{answer.json()['id']}"
    assert client.get(path).content == answer.content
    store_track(engine, "car", [("2024-05-01T00:02:00Z", 116.005, 39.5)])
    late = client.get(path)
    assert late.status_code == 409
    assert late.json()["type"].endswith("answer-differs")


def test_a_long_window_and_unknown_things_are_refused(client: TestClient) -> None:
    long = {"boundary": "4142", "from": "2024-01-01", "to": "2024-12-31"}
    assert "ask in parts" in client.get("/v1/operators/visits", params=long).json()["detail"]
    nobody = {"device": "nobody", "from": "2024-05-01", "to": "2024-05-02"}
    assert client.get("/v1/operators/tracks", params=nobody).status_code == 404
    typo = client.get("/v1/operators/tracks", params=nobody | {"tolerance": 5})
    assert typo.json()["unknown"] == ["tolerance"]
