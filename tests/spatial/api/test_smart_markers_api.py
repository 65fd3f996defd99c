"""Which device stands at which marker, over HTTP (R3.11)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from spatial.api.boundaries.alerts import router as alert_router
from spatial.api.boundaries.smart_markers import router
from spatial.boundaries.displacement import MarkerWatch
from tests.conftest import TOKEN
from tests.spatial.boundaries.walked_lines import register_line, store_walk

HEAD = {"Authorization": f"Bearer {TOKEN}"}
ADDRESS = "/v1/boundaries/4142/marker-devices"
BODY = {"marker": "4142001Q", "device": "bd-1", "person": "王", "from": "2024-05-13T00:00:00Z"}


@pytest.fixture
def client(engine: Engine, client_of: Callable[..., TestClient]) -> TestClient:
    register_line(engine, markers=[("4142001Q", 5_000, 0)])
    moved = [(600.0 * step, 5_060.0, 0.0) for step in range(30)]
    store_walk(engine, "bd-1", moved, device_class="marker")
    store_walk(engine, "walker", [(0.0, 5_000.0, 0.0)])
    return client_of(engine, router, alert_router)


def test_a_device_that_is_bound_tells_of_a_moved_marker_r3_11(
    client: TestClient, engine: Engine
) -> None:
    made = client.post(ADDRESS, json=BODY, headers=HEAD)
    assert made.status_code == 201, made.text
    told = client.get(ADDRESS).json()
    assert told["rules"] == {"fixes": 21, "displaced_m": 25.0, "silent_s": 259_200.0}
    [device] = told["devices"]
    assert (device["id"], device["marker"], device["fixes"]) == (made.json()["id"], "4142001Q", 30)
    MarkerWatch(engine).look(now=datetime(2024, 5, 13, 6, tzinfo=UTC))
    [alert] = client.get("/v1/boundary-alerts").json()["alerts"]
    assert (alert["kind"], alert["marker"]) == ("marker_displaced", "4142001Q")
    gone = client.post(f"{ADDRESS}/{device['id']}/withdrawal", json={"person": "李"}, headers=HEAD)
    assert gone.status_code == 201, gone.text
    assert client.get(ADDRESS).json()["devices"] == []
    again = client.post(f"{ADDRESS}/{device['id']}/withdrawal", json={"person": "李"}, headers=HEAD)
    assert again.status_code == 404


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"marker": "4142009Q"}, 404),
        ({"device": "nobody"}, 404),
        ({"device": "walker"}, 400),
        ({"person": " "}, 400),
        ({"person": "\0"}, 400),
        ({"from": "yesterday"}, 400),
        ({"to": "2024-05-12T00:00:00Z"}, 400),
        ({"more": 1}, 400),
    ],
)
def test_a_binding_that_cannot_be_is_refused(
    client: TestClient, changed: dict[str, Any], status: int
) -> None:
    answer = client.post(ADDRESS, json=BODY | changed, headers=HEAD)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert client.get(ADDRESS).json()["devices"] == []


def test_an_office_without_a_part_in_the_line_does_not_see_it_r3_10(client: TestClient) -> None:
    assert client.get(ADDRESS, params={"office": "410000"}).status_code == 200
    assert client.get(ADDRESS, params={"office": "110000"}).status_code == 404
    refused = client.post(ADDRESS, json=BODY, headers=HEAD, params={"office": "110000"})
    assert refused.status_code == 404
    assert client.post(ADDRESS, json=BODY).status_code == 403
