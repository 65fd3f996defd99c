"""Features of datasets are created, replaced, changed and removed, and nothing is overwritten."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from record_rows import FIELDS, store_dataset, store_world
from sqlalchemy import Engine, text

from spatial.api import features
from spatial.api.business import pushes
from spatial.api.features.face import FEATURES_FACE
from spatial.api.standard import routes
from spatial.db import open_engine

CASES = "/ogc/collections/warnings/items"
HOMES = "/ogc/collections/homes/items"
SIGNED = {"Authorization": "Bearer test-token"}
POINT = {"type": "Point", "coordinates": [110.5, 30.5]}


@pytest.fixture
def client(engine: Engine, client_of: Callable[..., TestClient]) -> TestClient:
    """A client over the changing counties and two empty datasets."""
    store_world(engine)
    with engine.begin() as connection:
        store_dataset(connection, "warnings", "cases")
        store_dataset(connection, "homes", "facilities", grade="open")
    return client_of(engine, features.router, routes.router, pushes.router, faces=(FEATURES_FACE,))


def feature(geometry: Any = POINT, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def send(
    client: TestClient,
    method: str,
    address: str,
    body: Any = None,
    *,
    kind: str = "application/geo+json",
    **headers: str,
) -> Response:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    if body is not None:
        told["Content-Type"] = kind
    return client.request(method, address, json=body, headers=SIGNED | told)


def patch(client: TestClient, address: str, body: Any, **headers: str) -> Response:
    return send(client, "PATCH", address, body, kind="application/merge-patch+json", **headers)


def created(client: TestClient, address: str, body: Any) -> str:
    answer = send(client, "POST", address, body)
    assert answer.status_code == 201, answer.text
    return answer.headers["location"]


def test_a_feature_is_created_and_told_where_it_is(client: TestClient) -> None:
    body = feature(key="w1", happened="2024-03-02", reason="因病", members=3)
    answer = send(client, "POST", CASES, body)
    assert answer.status_code == 201
    assert answer.headers["location"] == f"http://testserver{CASES}/w1"
    read = client.get(answer.headers["location"])
    assert read.json() == answer.json()
    assert read.headers["etag"] == answer.headers["etag"]
    assert read.json()["geometry"] == POINT
    told = read.json()["properties"]
    assert {name: told[name] for name in ("key", "happened", "reason", "members")} == {
        "key": "w1", "happened": "2024-03-02", "reason": "因病", "members": 3,
    }  # fmt: skip
    # The division is found by the point, as for every record.
    assert told["division_code"] == "990101"


def test_a_key_is_made_where_none_is_told(client: TestClient) -> None:
    first = created(client, CASES, feature(happened="2024-03-02"))
    second = created(client, CASES, feature(happened="2024-03-02"))
    assert first != second


def test_a_feature_of_a_period_has_its_first_day_in_its_id(client: TestClient) -> None:
    location = created(client, HOMES, feature(key="a/b 甲", valid_from="2020-01-01"))
    assert client.get(location).json()["id"] == "a/b 甲.2020-01-01"
    taken = send(client, "POST", HOMES, feature(key="a/b 甲", valid_from="2020-01-01"))
    assert taken.status_code == 409
    assert taken.json()["feature"] == "a/b 甲.2020-01-01"
    overlapping = send(client, "POST", HOMES, feature(key="a/b 甲", valid_from="2021-01-01"))
    assert overlapping.status_code == 422
    assert "时段重叠" in overlapping.json()["detail"]


def test_the_same_request_again_gives_the_first_feature(client: TestClient) -> None:
    body = feature(happened="2024-03-02")
    first = send(client, "POST", CASES, body, Idempotency_Key="one")
    again = send(client, "POST", CASES, body, Idempotency_Key="one")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["location"] == first.headers["location"]
    other = send(client, "POST", CASES, feature(happened="2024-03-03"), Idempotency_Key="one")
    assert other.status_code == 409


def test_put_replaces_and_what_was_stays_known(client: TestClient, engine: Engine) -> None:
    location = created(client, CASES, feature(key="w1", happened="2024-03-02", members=3))
    before = client.get(location)
    then = engine_now(engine)
    moved = {"type": "Point", "coordinates": [110.5, 31.5]}
    answer = send(
        client, "PUT", location, feature(moved, happened="2024-03-03"),
        If_Match=before.headers["etag"],
    )  # fmt: skip
    assert answer.status_code == 200
    assert answer.headers["etag"] != before.headers["etag"]
    now = client.get(location)
    assert now.json() == answer.json()
    assert now.json()["geometry"] == moved
    assert now.json()["properties"]["members"] is None
    assert now.json()["properties"]["division_code"] == "990102"
    known = client.get(location, params={"known_at": then}).json()
    assert known["properties"] == before.json()["properties"]


def engine_now(engine: Engine) -> str:
    with engine.connect() as connection:
        return str(connection.execute(text("SELECT now()")).scalar_one().isoformat())


def test_put_of_what_was_read_changes_nothing(client: TestClient, engine: Engine) -> None:
    rows = [{"key": "w1", "day": "2024-03-02", "lon": 110.123456789123, "lat": 30.5,
             "division_name": "甲县", "members": 3, "person": "甲", "income": 1.25}]  # fmt: skip
    pushed = client.post("/v1/datasets/warnings/records", json=rows, headers=SIGNED)
    assert pushed.status_code == 201, pushed.text
    read = client.get(f"{CASES}/w1")
    body = {name: read.json()[name] for name in ("type", "id", "geometry", "properties")}
    answer = send(client, "PUT", f"{CASES}/w1", body, If_Match=read.headers["etag"])
    assert answer.status_code == 200, answer.text
    assert answer.headers["etag"] == read.headers["etag"]
    assert stored(engine, "w1") == [{"members": 3, "person": "甲", "income": 1.25}]


def stored(engine: Engine, key: str) -> list[Any]:
    """The attributes of all rows of a record, the oldest first."""
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT attributes FROM record WHERE key = :key ORDER BY id"), {"key": key}
        )
        return list(rows.scalars())


def test_fields_that_are_not_told_are_kept_and_can_be_written(
    client: TestClient, engine: Engine
) -> None:
    body = feature(key="w1", happened="2024-03-02", person="甲", income=10)
    location = created(client, CASES, body)
    assert "person" not in client.get(location).text
    send(client, "PUT", location, feature(happened="2024-03-02", members=2), If_Match="*")
    patch(client, location, {"properties": {"income": None, "closed": True}}, If_Match="*")
    assert stored(engine, "w1") == [
        {"person": "甲", "income": 10},
        {"person": "甲", "income": 10, "members": 2},
        {"person": "甲", "members": 2, "closed": True},
    ]


def test_patch_changes_a_part(client: TestClient) -> None:
    location = created(client, HOMES, feature(key="h", valid_from="2020-01-01", members=3))
    tag = client.get(location).headers["etag"]
    closed = patch(client, location, {"properties": {"valid_to": "2024-01-01"}}, If_Match=tag)
    assert closed.status_code == 200
    told = closed.json()["properties"]
    assert (told["valid_from"], told["valid_to"], told["members"]) == (
        "2020-01-01",
        "2024-01-01",
        3,
    )
    east = {"type": "Point", "coordinates": [111.5, 31.5]}
    moved = patch(client, location, {"geometry": east}, If_Match=closed.headers["etag"])
    assert moved.json()["geometry"] == east
    assert moved.json()["properties"]["division_code"] == "990102"
    assert moved.json()["properties"]["members"] == 3


def test_delete_takes_back_one_version_and_history_stays(
    client: TestClient, engine: Engine
) -> None:
    old = created(client, HOMES, feature(key="h", valid_from="2010-01-01", valid_to="2015-01-01"))
    new = created(client, HOMES, feature(key="h", valid_from="2015-01-01"))
    then = engine_now(engine)
    answer = send(client, "DELETE", old, If_Match=client.get(old).headers["etag"])
    assert answer.status_code == 204
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200
    assert client.get(old, params={"known_at": then}).status_code == 200
    assert send(client, "DELETE", old, If_Match="*").status_code == 404


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_change_says_which_state_it_was_made_from(client: TestClient, method: str) -> None:
    location = created(client, CASES, feature(key="w1", happened="2024-03-02"))
    stale = client.get(location).headers["etag"]
    patch(client, location, {"properties": {"members": 1}}, If_Match=stale)
    kind = "application/merge-patch+json" if method == "PATCH" else "application/geo+json"
    body = None if method == "DELETE" else feature(happened="2024-03-04")
    before = client.get(location)
    for match, status in ((None, 428), (stale, 412), ('"0"', 412), (f"W/{stale}", 412)):
        headers = {} if match is None else {"If_Match": match}
        assert send(client, method, location, body, kind=kind, **headers).status_code == status
    assert send(client, method, location, body, kind=kind, If_Match="none").status_code == 400
    assert client.get(location).json() == before.json()
    found = send(client, method, location, body, kind=kind, If_Match=before.headers["etag"])
    assert found.is_success


def test_the_tag_of_any_form_and_system_will_do(client: TestClient) -> None:
    location = created(client, CASES, feature(key="w1", happened="2024-03-02"))
    crs = "http://www.opengis.net/def/crs/EPSG/0/4490"
    tag = client.get(location, params={"crs": crs}).headers["etag"]
    assert tag != client.get(location).headers["etag"]
    assert patch(client, location, {"properties": {"members": 1}}, If_Match=tag).is_success


def test_coordinates_are_in_the_system_that_is_told(client: TestClient) -> None:
    uri = "http://www.opengis.net/def/crs/EPSG/0/{}"
    swapped = {"type": "Point", "coordinates": [30.5, 110.5]}
    body = feature(swapped, key="w1", happened="2024-03-02")
    answer = send(client, "POST", CASES, body, Content_Crs=f"<{uri.format(4490)}>")
    assert client.get(answer.headers["location"]).json()["geometry"] == POINT
    projected = client.get(f"{CASES}/w1", params={"crs": uri.format(4546)}).json()["geometry"]
    body = feature(projected, key="w2", happened="2024-03-02")
    answer = send(client, "POST", CASES, body, Content_Crs=f"<{uri.format(4546)}>")
    again = client.get(answer.headers["location"]).json()["geometry"]["coordinates"]
    assert again == pytest.approx(POINT["coordinates"], abs=1e-7)
    # What was read in another system and is sent back in it is the same place.
    tag = client.get(f"{CASES}/w1").headers["etag"]
    body = feature(projected, happened="2024-03-02")
    same = send(client, "PUT", f"{CASES}/w1", body, If_Match=tag, Content_Crs=uri.format(4546))
    assert same.headers["etag"] == tag
    wrong = send(client, "POST", CASES, body, Content_Crs="<http://www.opengis.net/def/crs/X>")
    assert wrong.status_code == 400


def test_every_fault_of_a_feature_is_told(client: TestClient) -> None:
    body = feature(
        {"type": "Point", "coordinates": [30.5, 110.5]},
        key=7, happened="2024-02-30", members="3", closed="是", reason="其他", seen=1, nothing=1,
    )  # fmt: skip
    body["extra"] = 1
    answer = send(client, "POST", CASES, body)
    assert answer.status_code == 422
    faults = {one["pointer"]: one["reason"] for one in answer.json()["faults"]}
    assert set(faults) == {
        "/extra", "/properties/key", "/properties/happened", "/properties/members",
        "/properties/closed", "/properties/reason", "/properties/seen", "/properties/nothing",
    }  # fmt: skip
    assert "members" in faults["/properties/nothing"]
    assert "因病、失业、因灾" in faults["/properties/reason"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (feature({"type": "Point", "coordinates": [30.5, 110.5]}, happened="2024-03-02"), "颠倒"),
        (feature({"type": "Point", "coordinates": [1]}, happened="2024-03-02"), "coordinates"),
        (feature({"type": "Polygon", "coordinates": []}, happened="2024-03-02"), "polygon"),
        (feature(None, happened="2024-03-02"), "没有区划"),
        (feature(None, happened="2024-03-02", division_code="123456"), "123456"),
        (feature(), "必填"),
        ({"type": "FeatureCollection", "features": []}, "一次写一个要素"),
        ([], "GeoJSON 要素"),
        (feature(happened="2024-03-02", members=1e30), "64 位"),
    ],
)
def test_what_cannot_be_a_feature_is_refused(client: TestClient, body: Any, said: str) -> None:
    answer = send(client, "POST", CASES, body)
    assert answer.status_code == 422
    assert said in answer.json()["detail"]
    assert client.get(CASES).json()["features"] == []


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/geo+json", 400),
        (b'{"a": NaN}', "application/json", 400),
        (b"[" * 100_000, "application/geo+json", 400),
        (b'{"type": "Feature", "properties": {"key": "\\ud800"}}', "application/json", 400),
        (b"\xff\xfe", "application/geo+json", 400),
        (b"{}", "text/plain", 415),
        (b"{}", None, 400),
    ],
)
def test_a_body_that_is_no_json_is_refused(
    client: TestClient, content: bytes, kind: str | None, status: int
) -> None:
    headers = SIGNED | ({} if kind is None else {"Content-Type": kind})
    assert client.post(CASES, content=content, headers=headers).status_code == status


def test_the_id_of_a_feature_cannot_be_changed(client: TestClient) -> None:
    location = created(client, HOMES, feature(key="h", valid_from="2020-01-01"))
    other = send(client, "PUT", location, feature(key="x", valid_from="2021-01-01"), If_Match="*")
    assert other.status_code == 422
    assert {one["pointer"] for one in other.json()["faults"]} == {
        "/properties/key", "/properties/valid_from",
    }  # fmt: skip
    ignored = feature(key="h", valid_from="2020-01-01") | {"id": "another"}
    assert send(client, "PUT", location, ignored, If_Match="*").json()["id"] == "h.2020-01-01"


def test_only_features_of_datasets_are_edited_and_only_with_the_token(client: TestClient) -> None:
    county = "/ogc/collections/county/items"
    for method, address in (("POST", county), ("PUT", f"{county}/1"), ("DELETE", f"{county}/1")):
        answer = send(client, method, address, feature(), If_Match="*")
        assert answer.status_code == 405
        assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
        assert answer.json()["status"] == 405
    assert client.post(CASES, json=feature(happened="2024-03-02")).status_code == 403
    assert send(client, "POST", f"{CASES}?x=1", feature(happened="2024-03-02")).status_code == 400


def test_options_tell_what_may_be_done(client: TestClient) -> None:
    of_items, of_item = client.options(CASES), client.options(f"{CASES}/w1")
    assert of_items.headers["allow"] == "GET, HEAD, OPTIONS, POST"
    assert "application/geo+json" in of_items.headers["accept-post"]
    assert of_item.headers["allow"] == "GET, HEAD, OPTIONS, PUT, PATCH, DELETE"
    assert of_item.headers["accept-patch"] == "application/merge-patch+json"
    assert client.options("/ogc/collections/county/items").headers["allow"] == "GET, HEAD, OPTIONS"


def test_put_creates_nothing(client: TestClient) -> None:
    for headers in ({}, {"If_Match": '"xyz"'}):
        answer = send(client, "PUT", f"{CASES}/new", feature(happened="2024-03-02"), **headers)
        assert answer.status_code == 404
    assert client.get(f"{CASES}/new").status_code == 404


def test_an_edit_is_known_as_a_push(client: TestClient, engine: Engine) -> None:
    created(client, CASES, feature(key="w1", happened="2024-03-02"))
    with engine.connect() as connection:
        number = connection.execute(text("SELECT push_id FROM record")).scalar_one()
    told = client.get(f"/v1/pushes/{number}").json()
    assert (told["collection"], told["feature"]) == ("warnings", "w1")
    assert told["counts"] == {"accepted": 1, "new": 1, "replaced": 0, "unchanged": 0}


def test_of_changes_at_once_from_one_state_one_is_made(client: TestClient, engine: Engine) -> None:
    location = created(client, CASES, feature(key="w1", happened="2024-03-02"))
    tag = client.get(location).headers["etag"]

    def change(members: int) -> int:
        return patch(
            client, location, {"properties": {"members": members}}, If_Match=tag
        ).status_code

    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(pool.map(change, range(1, 5)))
    assert statuses == [200, 412, 412, 412]
    assert len(stored(engine, "w1")) == 2


def test_a_change_holds_one_connection_at_a_time(
    engine: Engine, client: TestClient, client_of: Callable[..., TestClient]
) -> None:
    narrow = open_engine(engine.url, pool=1)
    try:
        alone = client_of(narrow, features.router)
        location = created(alone, CASES, feature(key="w1", happened="2024-03-02"))
        assert patch(alone, location, {"properties": {"members": 1}}, If_Match="*").is_success
        assert send(alone, "DELETE", location, If_Match="*").is_success
    finally:
        narrow.dispose()


def test_the_schema_is_what_may_be_written(client: TestClient) -> None:
    told = client.get("/ogc/collections/homes/schema").json()["properties"]
    values = {
        "string": "x", "integer": 1, "number": 1.5, "boolean": True, "date": "2020-01-01",
    }  # fmt: skip
    body = feature(
        **{
            name: one.get("enum", [values[one.get("format", one["type"])]])[0]
            for name, one in told.items()
            if not one.get("readOnly") and name not in ("geometry", "valid_to", "division_code")
        }
    )
    location = created(client, HOMES, body)
    read = client.get(location).json()["properties"]
    hidden = {name for name, one in told.items() if one.get("writeOnly")}
    assert hidden == {"person", "income"}
    kept = {name: value for name, value in body["properties"].items() if name not in hidden}
    assert {name: read[name] for name in kept} == kept


def test_the_fields_of_these_tests_are_those_of_the_dataset() -> None:
    assert {"person", "income"} <= {one["name"] for one in FIELDS}
