"""Filters, queryables and schemas of collections over HTTP."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import cql2
import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator
from record_rows import Case, Facility, store_cases, store_dataset, store_facilities, store_world
from sqlalchemy import Engine

from spatial.api import features
from spatial.api.app import create_app
from spatial.api.features.face import FEATURES_FACE
from spatial.api.features.filter_conformance import CONFORMANCE
from spatial.api.settings import MapSettings
from spatial.api.standard import routes
from spatial.temporal import Period

SOUTH, NORTH, EAST = (110.5, 30.5), (110.5, 31.5), (111.5, 31.5)
COUNTIES = "/ogc/collections/county"


@pytest.fixture(scope="module")
def client(module_engine: Engine) -> TestClient:
    """A client over the changing counties, a dataset of cases and one of facilities.

    Not to be written to.
    """
    _store(module_engine)
    app = create_app(
        module_engine,
        (features.router, routes.router),
        write_token="none",
        map_settings=MapSettings(),
        standard_faces=(FEATURES_FACE,),
    )
    return TestClient(app)


def _store(engine: Engine) -> None:
    store_world(engine)
    with engine.begin() as connection:
        store_dataset(connection, "warnings", "cases")
        store_dataset(connection, "homes", "facilities", grade="open")
    store_cases(
        engine,
        "warnings",
        [
            Case("1", date(2015, 3, 2), SOUTH, said={"reason": "因病", "members": 3}),
            Case("2", date(2015, 3, 9), NORTH, said={"reason": "失业"}),
            Case("3", date(2016, 3, 9), EAST, at="2016-03-09T10:00:00+08:00"),
            Case("4", date(2016, 5, 1), code="990101"),
        ],
    )
    store_facilities(
        engine,
        "homes",
        [
            Facility("h1", SOUTH, Period(date(2012, 1, 1), date(2018, 1, 1))),
            Facility("h2", NORTH, Period(date(2014, 1, 1), None)),
        ],
    )


def found(client: TestClient, collection: str, filter_: str, **asked: Any) -> list[str]:
    answer = client.get(f"/ogc/collections/{collection}/items", params={"filter": filter_, **asked})
    assert answer.status_code == 200, answer.text
    key = "code" if collection == "county" else "key"
    return [one["properties"][key] for one in answer.json()["features"]]


def test_a_filter_finds_features_in_both_encodings(client: TestClient) -> None:
    assert found(client, "county", "name = '甲县'") == ["990101"]
    document = {"op": "=", "args": [{"property": "name"}, "甲县"]}
    assert found(client, "county", json.dumps(document)) == ["990101"]
    asked = {"filter-lang": "cql2-json"}
    assert found(client, "county", json.dumps(document), **asked) == ["990101"]
    assert found(client, "county", "name LIKE '%县' AND NOT code = '990101'") == ["990102"]


def test_a_filter_goes_with_everything_else_that_is_asked(client: TestClient) -> None:
    assert found(client, "county", "name LIKE '%县'", date="2015-01-01") == [
        "990101", "990102", "990201",
    ]  # fmt: skip
    assert found(client, "county", "name LIKE '%县'", bbox="110.1,30.1,110.2,30.2") == ["990101"]
    assert found(client, "county", "TRUE", code="990102") == ["990102"]


def test_a_filter_knows_the_time_of_features(client: TestClient) -> None:
    history = {"datetime": "../.."}
    until = "T_BEFORE(datetime, DATE('2018-01-01'))"
    assert found(client, "homes", until, **history) == ["h1"]
    assert found(client, "homes", "valid_to IS NULL", **history) == ["h2"]
    assert found(client, "homes", "T_INTERSECTS(datetime, DATE('2017-12-31'))", **history) == [
        "h1", "h2",
    ]  # fmt: skip
    assert found(client, "warnings", "T_AFTER(datetime, DATE('2015-03-02'))") == ["2", "3", "4"]
    # Where only the day is known, the whole day is meant; else the instant.
    assert found(client, "warnings", "T_AFTER(datetime, TIMESTAMP('2016-03-09T01:59:59Z'))") == [
        "3", "4",
    ]  # fmt: skip
    assert found(client, "warnings", "T_AFTER(datetime, TIMESTAMP('2016-03-09T02:00:00Z'))") == [
        "4",
    ]  # fmt: skip


def test_filter_crs_tells_the_order_of_axes(client: TestClient) -> None:
    inside = "S_WITHIN(geometry, BBOX({}, {}, {}, {}))"
    assert found(client, "warnings", inside.format(110, 31, 112, 32)) == ["2", "3"]
    crs = {"filter-crs": "http://www.opengis.net/def/crs/EPSG/0/4490"}
    assert found(client, "warnings", inside.format(31, 110, 32, 112), **crs) == ["2", "3"]
    crs = {"filter-crs": "http://www.opengis.net/def/crs/EPSG/0/3857"}
    metres = (12245143.9, 3632749.1, 12467782.0, 3763310.6)
    assert found(client, "warnings", inside.format(*metres), **crs) == ["2", "3"]
    # Gauss-Krüger of the zone around 111°: northing before easting.
    crs = {"filter-crs": "http://www.opengis.net/def/crs/EPSG/0/4546"}
    near = "S_INTERSECTS(geometry, BBOX(3480000, 440000, 3500000, 460000))"
    assert found(client, "warnings", near, **crs) == ["2"]


def test_the_pages_of_a_filter_lead_to_each_other(client: TestClient) -> None:
    address: str | None = (
        "/ogc/collections/warnings/items?limit=1&filter=happened%20%3C%20DATE('2016-05-01')"
    )
    keys = []
    while address:
        page = client.get(address).json()
        keys += [one["id"] for one in page["features"]]
        following = [one["href"] for one in page["links"] if one["rel"] == "next"]
        address = following[0] if following else None
    assert keys == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("asked", "kind", "said"),
    [
        ({"filter": "naem = 'x'"}, "bad-filter", "是否想写 name"),
        ({"filter": "name ="}, "bad-filter", "第 7 个字符"),
        ({"filter": "{", "filter-lang": "cql2-json"}, "bad-filter", "不是 JSON"),
        ({"filter": "name = 'x'", "filter-lang": "ecql"}, "bad-parameter", "filter-lang"),
        ({"filter-lang": "cql2-text"}, "bad-parameter", "without filter"),
        ({"filter": "name = 'x'", "filter-crs": "EPSG:1"}, "unknown-crs", "EPSG:1"),
    ],
)
def test_a_wrong_filter_is_a_problem_with_its_place(
    client: TestClient, asked: dict[str, str], kind: str, said: str
) -> None:
    answer = client.get(f"{COUNTIES}/items", params=asked)
    assert answer.status_code == 400
    problem = answer.json()
    assert problem["type"] == f"urn:shikong:problem:{kind}"
    assert said in problem["detail"]


def test_the_problem_of_a_filter_holds_place_and_names(client: TestClient) -> None:
    problem = client.get(f"{COUNTIES}/items", params={"filter": "TRUE AND wrong = 1"}).json()
    assert problem["position"] == {"offset": 9, "line": 1, "column": 10}
    assert problem["excerpt"] == "TRUE AND ▶wrong = 1"
    assert "code" in problem["queryables"]


def test_queryables_are_what_a_filter_knows(client: TestClient) -> None:
    answer = client.get(f"{COUNTIES}/queryables")
    assert answer.headers["content-type"] == "application/schema+json"
    document = answer.json()
    Draft202012Validator.check_schema(document)
    assert document["$id"] == f"http://testserver{COUNTIES}/queryables"
    told = document["properties"]
    assert told["code"] == {"title": told["code"]["title"], "type": "string"}
    assert told["geometry"]["format"] == "geometry-multipolygon"
    assert {"datetime", "valid_from", "valid_to"} <= set(told)
    for name in told:
        assert client.get(
            f"{COUNTIES}/items", params={"filter": f"{name} IS NULL", "datetime": "../.."}
        ).is_success


def test_the_schema_tells_what_features_have_and_their_roles(client: TestClient) -> None:
    document = client.get(f"{COUNTIES}/schema").json()
    Draft202012Validator.check_schema(document)
    [feature] = client.get(f"{COUNTIES}/items", params={"limit": 1}).json()["features"]
    told = document["properties"]
    assert set(told) == {"id", "geometry", *feature["properties"]}
    roles = {one["x-ogc-role"]: name for name, one in told.items() if "x-ogc-role" in one}
    assert roles == {
        "id": "id",
        "primary-geometry": "geometry",
        "primary-interval-start": "valid_from",
        "primary-interval-end": "valid_to",
    }
    cases = client.get("/ogc/collections/warnings/schema").json()["properties"]
    assert cases["happened"]["x-ogc-role"] == "primary-instant"
    assert cases["reason"]["enum"]
    assert "writeOnly" not in cases["reason"]
    assert cases["person"]["writeOnly"] is True


def test_collections_lead_to_both_and_the_face_declares_filtering(client: TestClient) -> None:
    links = client.get(COUNTIES).json()["links"]
    for name in ("queryables", "schema"):
        [one] = [one for one in links if one["rel"].endswith(f"/ogc/1.0/{name}")]
        assert client.get(one["href"]).json()["$id"] == one["href"]
    assert set(CONFORMANCE) <= set(client.get("/ogc/conformance").json()["conformsTo"])


@pytest.mark.parametrize(
    "written",
    [
        "name = '甲县' OR code > '990102'",
        "name LIKE '%县' AND NOT code IN ('990102')",
        "CASEI(level) = CASEI('COUNTY')",
        "ACCENTI(level) = ACCENTI('coúnty')",
        "code = grade OR parent_code <> code",
        "2 + 2 = 4 AND NOT 7 % 4 = 2",
        "S_INTERSECTS(geometry, POINT(110.5 30.5))",
        "S_INTERSECTS(geometry, BBOX(110.2, 30.2, 110.8, 30.8))",
        "S_WITHIN(geometry, POLYGON((109 29, 111.5 29, 111.5 33, 109 33, 109 29)))",
        "S_DISJOINT(geometry, LINESTRING(110.5 30.5, 110.6 30.6))",
        "T_AFTER(valid_from, DATE('2017-01-01'))",
        "T_BEFORE(valid_from, DATE('2017-01-01'))",
        "flag IS NULL",
    ],
)
def test_another_implementation_of_cql2_agrees_on_features(
    client: TestClient, written: str
) -> None:
    every = client.get(f"{COUNTIES}/items").json()["features"]
    judge = cql2.parse_text(written)
    flat = [
        {**one["properties"], "geometry": one["geometry"], "code": one["properties"]["code"]}
        for one in every
    ]
    expected = [one["code"] for one in flat if judge.matches(one)]
    assert found(client, "county", written) == expected


def test_a_long_filter_is_the_body_of_a_search(client: TestClient) -> None:
    corners = ", ".join(f"{110 + n / 10_000} 31" for n in range(10_000))
    around = f"S_INTERSECTS(geometry, POLYGON(({corners}, 111 30, 110 30, 110 31)))"
    address: str | None = "/ogc/collections/warnings/search?limit=1&datetime=2015-01-01/.."
    keys = []
    while address:
        answer = client.post(address, content=around, headers={"Content-Type": "text/plain"})
        assert answer.status_code == 200, answer.text
        page = answer.json()
        keys += [one["id"] for one in page["features"]]
        following = [one["href"] for one in page["links"] if one["rel"] == "next"]
        address = following[0] if following else None
    assert keys == ["1"]
    document = {"op": "=", "args": [{"property": "name"}, "甲县"]}
    [one] = client.post(f"{COUNTIES}/search", json=document).json()["features"]
    assert one["properties"]["code"] == "990101"


@pytest.mark.parametrize(
    ("content", "kind", "query", "status"),
    [
        (b"name =", "text/plain", "", 400),
        (b"\xff", "text/plain", "", 400),
        (b"TRUE", "text/html", "", 415),
        (b"TRUE", "text/plain", "?filter=TRUE", 400),
        (b"TRUE", "text/plain", "?nothing=1", 400),
        (b" " * 4_000_001, "text/plain", "", 413),
    ],
)
def test_a_wrong_search_is_refused(
    client: TestClient, content: bytes, kind: str, query: str, status: int
) -> None:
    answer = client.post(
        f"{COUNTIES}/search{query}", content=content, headers={"Content-Type": kind}
    )
    assert answer.status_code == status
