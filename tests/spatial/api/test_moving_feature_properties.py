"""OGC API – Moving Features: altitude, speed and course of a device over time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from fix_rows import columns
from sqlalchemy import Engine

from ingest.beidou.store import FixStaging, register_devices
from spatial.api.moving_feature_face import MOVING_FEATURES_FACE
from spatial.api.moving_feature_items import router
from spatial.api.standard.routes import router as standard_router

CAR = "/ogc/collections/vehicle/items/car%201/tproperties"
DAY = "2024-05-01T00:"
NAN = np.nan


@pytest.fixture
def client(engine: Engine, client_of: Any) -> TestClient:
    with engine.begin() as connection:
        ids = register_devices(connection, ["car 1"], device_class="vehicle", source="test")
        rows = [
            (f"{DAY}{minute}Z", 116 + place / 1000, 39.5)
            for place, minute in enumerate(["00:00", "01:00", "02:00", "20:00"])
        ]
        fixes = replace(
            columns(ids["car 1"], rows),
            speed_kmh=np.array([10, NAN, 30, 5], np.float32),
            course=np.array([350, 0, 10, 90], np.float32),
        )
        staging = FixStaging(connection)
        staging.add(fixes)
        staging.store()
    made: TestClient = client_of(engine, router, standard_router, faces=(MOVING_FEATURES_FACE,))
    return made


def ask(client: TestClient, path: str, **query: str) -> Any:
    answer = client.get(path, params=query or None)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_properties_are_listed_with_their_units(client: TestClient) -> None:
    listed = ask(client, CAR)
    told = {one["name"]: one["form"] for one in listed["temporalProperties"]}
    assert told == {
        "altitude": "MTR",
        "speed": "KMH",
        "course": "http://qudt.org/vocab/unit/DEG",
    }
    assert listed["numberMatched"] == 3
    for one in listed["temporalProperties"]:
        assert ask(client, one["links"][0]["href"])["name"] == one["name"]


def test_a_gap_parts_the_numbers_and_what_is_not_told_is_left_out(client: TestClient) -> None:
    speed = ask(client, f"{CAR}/speed")
    assert speed["type"] == "TReal"
    assert speed["valueSequence"] == [
        {
            "datetimes": [f"{DAY}00:00Z", f"{DAY}02:00Z"],
            "values": [10, 30],
            "interpolation": "Linear",
        },
        {"datetimes": [f"{DAY}20:00Z"], "values": [5], "interpolation": "Discrete"},
    ]
    assert ask(client, f"{CAR}/altitude")["valueSequence"] == []
    course = ask(client, f"{CAR}/course", datetime=f"{DAY}00:30Z/{DAY}02:00Z")
    assert course["valueSequence"] == [
        {"datetimes": [f"{DAY}01:00Z", f"{DAY}02:00Z"], "values": [0, 10]}
        | {"interpolation": "Discrete"}
    ]


def test_numbers_at_instants_are_in_proportion_where_the_property_is(client: TestClient) -> None:
    asked = f"{DAY}00:30Z,{DAY}02:00Z,{DAY}10:00Z"
    speed = ask(client, f"{CAR}/speed", leaf=asked)
    assert [one["values"] for one in speed["valueSequence"]] == [[15, 30]]
    course = ask(client, f"{CAR}/course", leaf=asked)
    assert [one["values"] for one in course["valueSequence"]] == [[10]]
    at = ask(client, f"{CAR}/speed", datetime=f"{DAY}00:30Z")
    assert [one["values"] for one in at["valueSequence"]] == [[15]]
    assert ask(client, f"{CAR}/speed", datetime=f"{DAY}11:00Z")["valueSequence"] == []


def test_a_long_time_comes_in_pages(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spatial.api.moving_feature_properties.MOST_FIXES", 2)
    values, address = [], f"{CAR}/course?datetime=2024-05-01T00:00:00Z/.."
    while address:
        page = ask(client, address)
        values += [value for one in page["valueSequence"] for value in one["values"]]
        address = next((one["href"] for one in page["links"] if one["rel"] == "next"), "")
    assert values == [350, 0, 10, 90]


def test_what_there_is_not_is_refused(client: TestClient) -> None:
    for path, status in (
        (f"{CAR}/mood", 400),
        ("/ogc/collections/patrol/items/car%201/tproperties", 404),
        ("/ogc/collections/boats/items/car%201/tproperties/speed", 404),
    ):
        answer = client.get(path)
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
