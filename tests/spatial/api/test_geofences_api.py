"""Geofences over HTTP: made, listed, ended, and what happened there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from area_rows import store_areas
from fastapi.testclient import TestClient
from fix_rows import store_track
from registry_rows import LAST, store_registry
from sqlalchemy import Engine

from ingest.beidou.registry import register_device
from spatial.api.geofences import router
from spatial.locations.geofence_work import FenceWork
from tests.conftest import TOKEN

pytestmark = pytest.mark.usefixtures("alone_in_the_cluster")

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[116, 39], [116.04, 39], [116.04, 39.04], [116, 39.04], [116, 39]]],
}
DAY = {"from": "2024-05-01T00:00:00Z", "to": "2024-05-02T00:00:00Z"}
WRITING = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def client(engine: Engine, client_of: Callable[..., TestClient]) -> TestClient:
    return client_of(engine, router)


def row(minute: int, lon: float, lat: float = 39.02) -> tuple[str, float, float]:
    return f"2024-05-01T{1 + minute // 60:02}:{minute % 60:02}:00Z", lon, lat


def made(client: TestClient, **body: Any) -> dict[str, Any]:
    answer = client.post("/v1/geofences", json=body, headers=WRITING)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    assert answer.headers["location"] == f"/v1/geofences/{found['id']}"
    return found


def test_a_drawn_fence_and_what_happened_there(client: TestClient, engine: Engine) -> None:
    way = [row(0, 115.99), row(2, 116.01), row(12, 116.01), row(22, 116.01), row(24, 115.99)]
    store_track(engine, "band", way, device_class="personal")
    fence = made(
        client,
        name=" 安全区 ",
        polygon=SQUARE,
        overstay_s=900,
        devices=["band", "band"],
        device_class="personal",
        **{"from": "2024-05-01"},
    )
    created = fence.pop("created")
    assert created.endswith("Z")
    assert fence == {
        "id": 1,
        "name": "安全区",
        "from": "2024-04-30T16:00:00Z",
        "to": None,
        "overstay_s": 900,
        "devices": ["band"],
        "device_class": "personal",
        "owner_code": None,
        "division": None,
        "device_count": 1,
        "geometry": {"type": "MultiPolygon", "coordinates": [SQUARE["coordinates"]]},
    }
    FenceWork(engine).all()
    answer = client.get("/v1/geofences/1/events", params=DAY)
    assert answer.status_code == 200
    events = answer.json()["events"]
    computed = {one.pop("computed") for one in events}
    assert len(computed) == 1
    told = {
        "geofence": 1,
        "name": "安全区",
        "device": "band",
        "device_class": "personal",
        "known": True,
        "withdrawn": None,
    }
    hour = "2024-05-01T01"
    assert [{k: v for k, v in one.items() if k != "id"} for one in events] == [
        told
        | {
            "kind": "enter",
            "at": f"{hour}:01:00Z",
            "fixed_before": f"{hour}:00:00Z",
            "fixed_after": f"{hour}:02:00Z",
        },
        told
        | {
            "kind": "overstay",
            "at": f"{hour}:16:00Z",
            "fixed_before": f"{hour}:00:00Z",
            "fixed_after": f"{hour}:22:00Z",
        },
        told
        | {
            "kind": "leave",
            "at": f"{hour}:23:00Z",
            "fixed_before": f"{hour}:22:00Z",
            "fixed_after": f"{hour}:24:00Z",
        },
    ]


def test_events_come_in_pages_of_one_device_and_withdrawn_ones_on_request(
    client: TestClient, engine: Engine
) -> None:
    for name in ("a", "b"):
        store_track(engine, name, [row(0, 115.99), row(2, 116.01), row(4, 115.99)])
    fence = made(client, name="x", polygon=SQUARE, device_class="patrol", **{"from": "2024-01-01"})
    work = FenceWork(engine)
    work.all()
    path: str | None = f"/v1/geofences/{fence['id']}/events?from={DAY['from']}&to={DAY['to']}"
    seen: list[tuple[str, str]] = []
    next_: str | None = f"{path}&limit=3"
    pages = 0
    while next_:
        answer = client.get(next_)
        seen += [(one["device"], one["kind"]) for one in answer.json()["events"]]
        next_ = answer.links.get("next", {}).get("url")
        pages += 1
    assert pages == 2
    assert sorted(seen) == [("a", "enter"), ("a", "leave"), ("b", "enter"), ("b", "leave")]
    store_track(engine, "a", [row(1, 115.99)])
    work.all()
    of_a = client.get(f"{path}&device=a").json()["events"]
    assert [(one["kind"], one["at"][14:19]) for one in of_a] == [
        ("enter", "01:30"),
        ("leave", "03:00"),
    ]
    all_of_a = client.get(f"{path}&device=a&withdrawn=true").json()["events"]
    assert [one["withdrawn"] is not None for one in all_of_a] == [True, False, False]
    assert client.get(f"{path}&device=nobody").status_code == 404
    assert client.get(f"{path}&after=x").status_code == 400
    assert client.get(f"{path}&after=2024-05-01,x").status_code == 400


def test_the_limits_of_a_division_on_a_day(client: TestClient, engine: Engine) -> None:
    store_registry(engine)
    store_areas(
        engine,
        {"east": (110, 30), "a": (110, 31)},
        [("130502", date(2000, 1, 1), ["east"]), ("130502", LAST, ["east", "a"])],
    )
    with engine.begin() as connection:
        register_device(
            connection, "car", device_class="vehicle", protocol="jt808", identifier="1",
            owner_code="130500",
        )  # fmt: skip
    old = made(
        client,
        name="before",
        division={"code": "130502", "date": "2000-01-01"},
        owner_code="130500",
        to="2030-01-01",
        **{"from": "2024-01-01"},
    )
    new = made(
        client,
        name="after",
        division={"code": "130502", "date": LAST.isoformat()},
        device_class="vehicle",
        **{"from": "2024-01-01"},
    )
    assert old["division"] == {"scheme": "mca", "code": "130502", "date": "2000-01-01"}
    store_track(engine, "car", [row(0, 110.5, 31.5)], device_class="vehicle")
    FenceWork(engine).all()
    found = {
        one["id"]: len(client.get(f"/v1/geofences/{one['id']}/events", params=DAY).json()["events"])
        for one in (old, new)
    }
    assert found == {old["id"]: 0, new["id"]: 1}
    refused = client.post(
        "/v1/geofences",
        json={
            "name": "x",
            "division": {"code": "110228", "date": "2000-01-01"},
            "device_class": "vehicle",
        },
        headers=WRITING,
    )
    assert refused.status_code in (400, 404)


def test_fences_are_listed_also_those_of_a_device_and_ended(
    client: TestClient, engine: Engine
) -> None:
    for name in ("a", "b"):
        store_track(engine, name, [row(0, 116.01)])
    made(client, name="one", polygon=SQUARE, devices=["a"])
    made(client, name="two", polygon=SQUARE, device_class="patrol")
    page = client.get("/v1/geofences", params={"limit": 1}).json()
    assert [one["name"] for one in page["geofences"]] == ["one"]
    assert "geometry" not in page["geofences"][0]
    of_b = client.get("/v1/geofences", params={"device": "b"}).json()["geofences"]
    assert [one["name"] for one in of_b] == ["two"]
    ended = client.post("/v1/geofences/1/end", json={"at": "2100-01-01"}, headers=WRITING)
    assert ended.json()["to"] == "2099-12-31T16:00:00Z"
    assert client.post("/v1/geofences/1/end", json={}, headers=WRITING).status_code == 200
    again = client.post("/v1/geofences/1/end", json={}, headers=WRITING)
    assert (again.status_code, again.json()["type"]) == (400, "urn:shikong:problem:bad-parameter")
    assert client.get("/v1/geofences/1").json()["to"] is not None


def test_writing_needs_the_token(client: TestClient) -> None:
    body = {"name": "x", "polygon": SQUARE, "device_class": "patrol"}
    assert client.post("/v1/geofences", json=body).status_code == 403
    assert client.post("/v1/geofences/1/end", json={}).status_code == 403
    assert client.get("/v1/geofences").json()["geofences"] == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"name": "x", "device_class": "patrol"}, 400),
        ({"name": "x", "polygon": SQUARE}, 400),
        ({"name": "", "polygon": SQUARE, "device_class": "patrol"}, 400),
        ({"name": "\0", "polygon": SQUARE, "device_class": "patrol"}, 400),
        ({"name": "x", "polygon": SQUARE, "devices": ["nobody"]}, 404),
        ({"name": "x", "polygon": SQUARE, "devices": []}, 400),
        ({"name": "x", "polygon": SQUARE, "device_class": "plane"}, 400),
        ({"name": "x", "polygon": SQUARE, "device_class": "patrol", "overstay_s": 0}, 400),
        ({"name": "x", "polygon": SQUARE, "device_class": "patrol", "from": "soon"}, 400),
        ({"name": "x", "polygon": SQUARE, "device_class": "patrol", "to": "2001-01-01"}, 400),
        ({"name": "x", "polygon": {"type": "Point"}, "device_class": "patrol"}, 400),
        ({"name": "x", "polygon": SQUARE, "device_class": "patrol", "colour": "red"}, 400),
        (
            {
                "name": "x",
                "polygon": SQUARE,
                "division": {"code": "1", "date": "2020-01-01"},
                "device_class": "patrol",
            },
            400,
        ),
    ],
)
def test_a_fence_that_cannot_be_is_a_problem(
    client: TestClient, body: dict[str, Any], status: int
) -> None:
    answer = client.post("/v1/geofences", json=body, headers=WRITING)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/v1/geofences/7", "/v1/geofences/7/events?from=2024&to=2025"])
def test_a_fence_that_nobody_made_is_not_found(client: TestClient, path: str) -> None:
    answer = client.get(path.replace("2024", "2024-01-01").replace("2025", "2025-01-01"))
    assert answer.status_code == 404
    assert answer.json()["type"] == "urn:shikong:problem:unknown-geofence"
    assert client.post("/v1/geofences/7/end", json={}, headers=WRITING).status_code == 404
