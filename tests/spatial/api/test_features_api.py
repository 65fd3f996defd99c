"""The routes of OGC API - Features over a small world."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from record_rows import (
    Case,
    Facility,
    store_cases,
    store_dataset,
    store_facilities,
    store_world,
    take_back,
)
from sqlalchemy import Engine

from spatial.api import features
from spatial.api.features.face import FEATURES_FACE
from spatial.api.standard import routes
from spatial.temporal import Period

SOUTH, NORTH, EAST = (110.5, 30.5), (110.5, 31.5), (111.5, 31.5)
TOLD = {"reason": "因病", "members": 3, "person": "甲"}
ITEMS = "/ogc/collections/{}/items"


@pytest.fixture
def client(engine: Engine, client_of: Callable[..., TestClient]) -> TestClient:
    """A client over the changing counties, a dataset of cases and one of facilities."""
    store_world(engine)
    with engine.begin() as connection:
        store_dataset(connection, "warnings", "cases")
        store_dataset(connection, "homes", "facilities", grade="open")
        store_dataset(connection, "people", "cases", grade="sensitive")
        store_dataset(connection, "counted", "cases", minimum_cell=10)
    store_cases(
        engine,
        "warnings",
        [
            Case("1", date(2015, 3, 2), SOUTH, said=TOLD),
            Case("2", date(2015, 3, 9), NORTH, said={"reason": "失业"}),
            Case("3", date(2016, 3, 9), EAST, at="2016-03-09T10:00:00+08:00"),
            Case("4", date(2016, 5, 1), code="990101"),
        ],
    )
    store_cases(engine, "people", [Case("9", date(2015, 3, 2), SOUTH)])
    store_facilities(
        engine,
        "homes",
        [
            Facility("h1", SOUTH, Period(date(2012, 1, 1), date(2018, 1, 1))),
            Facility("h2", NORTH, Period(date(2014, 1, 1), None)),
            Facility("a/b.c 甲", EAST, Period(date(2014, 1, 1), None)),
        ],
    )
    return client_of(engine, features.router, routes.router, faces=(FEATURES_FACE,))


def items(client: TestClient, collection: str, **asked: Any) -> list[dict[str, Any]]:
    """The features of one page."""
    answer = client.get(ITEMS.format(collection), params=asked)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["type"] == "FeatureCollection"
    assert body["numberReturned"] == len(body["features"])
    return list(body["features"])


def ids(client: TestClient, collection: str, **asked: Any) -> list[str]:
    """The ids of one page."""
    return [one["id"] for one in items(client, collection, **asked)]


def test_a_collection_shows_what_stands_today(client: TestClient) -> None:
    found = items(client, "county")
    assert [one["properties"]["code"] for one in found] == ["990101", "990102", "990202"]
    assert found[0]["properties"] == {
        "code": "990101", "name": "甲县", "level": "county", "parent_code": "990100",
        "grade": "held", "flag": None, "valid_from": "2018-06-01", "valid_to": None,
    }  # fmt: skip
    assert found[0]["geometry"]["type"] == "MultiPolygon"


def test_date_tells_another_day_and_datetime_the_whole_history(client: TestClient) -> None:
    old = items(client, "county", date="2015-01-01")
    assert [one["properties"]["code"] for one in old] == ["990101", "990102", "990201"]
    assert len(items(client, "county", datetime="../..")) == 6


def test_cases_and_facilities_of_a_dataset_are_features(client: TestClient) -> None:
    found = items(client, "warnings")
    assert [one["id"] for one in found] == ["1", "2", "3", "4"]
    assert found[0]["geometry"] == {"type": "Point", "coordinates": [110.5, 30.5]}
    assert found[0]["properties"] == {
        "key": "1", "division_code": None, "at": None, "reason": "因病", "members": 3,
        "seen": None, "closed": None, "happened": "2015-03-02",
    }  # fmt: skip
    assert found[3]["geometry"] is None
    assert ids(client, "homes") == ["a/b.c 甲.2014-01-01", "h2.2014-01-01"]


def test_sensitive_and_counted_records_and_closed_fields_are_nowhere_r8_5(
    client: TestClient,
) -> None:
    assert client.get(ITEMS.format("people")).status_code == 404
    listed = client.get("/ogc/collections").json()["collections"]
    assert {"people", "counted"}.isdisjoint({one["id"] for one in listed})
    assert client.get(ITEMS.format("warnings"), params={"person": "甲"}).status_code == 400


def test_one_feature_has_links_and_an_etag(client: TestClient) -> None:
    path = ITEMS.format("homes") + "/a%2Fb.c%20%E7%94%B2.2014-01-01"
    answer = client.get(path)
    assert answer.status_code == 200
    body = answer.json()
    assert body["id"] == "a/b.c 甲.2014-01-01"
    assert [one["rel"] for one in body["links"]] == ["self", "collection"]
    assert client.get(body["links"][0]["href"]).json() == body
    again = client.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_pages_lead_to_each_other_and_to_an_end(client: TestClient) -> None:
    found, address = [], ITEMS.format("warnings") + "?limit=3"
    while address:
        body = client.get(address).json()
        assert body["numberMatched"] == 4
        found += [one["id"] for one in body["features"]]
        address = next((one["href"] for one in body["links"] if one["rel"] == "next"), "")
    assert found == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    "asked",
    [
        {"limit": "0"}, {"limit": "-1"}, {"limit": "x"}, {"bbox": "1,2,3"}, {"bbox": "1,5,3,2"},
        {"bbox": "a,b,c,d"}, {"bbox": "1,2,3,nan"}, {"bbox": "170,0,190,1"}, {"nothing": "1"},
        {"datetime": ""}, {"datetime": "2020-01-01/2019-01-01"}, {"datetime": "yesterday"},
        {"datetime": "2020-01-01T00:00:00"}, {"date": "2020-02-30"}, {"known_at": "then"},
        {"crs": "EPSG:2000"}, {"bbox-crs": "EPSG:2000"}, {"after": "AAAA"}, {"after": "%"},
        {"properties": "nothing"}, {"members": "three"}, {"closed": "yes"}, {"seen": "2020"},
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(client: TestClient, asked: dict[str, str]) -> None:
    answer = client.get(ITEMS.format("warnings"), params=asked)
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_limit_of_a_million_is_the_most(client: TestClient) -> None:
    assert len(items(client, "warnings", limit=1_000_000)) == 4


def test_properties_are_parameters(client: TestClient) -> None:
    assert ids(client, "warnings", reason="失业") == ["2"]
    assert ids(client, "warnings", members="3") == ["1"]
    assert ids(client, "warnings", members="3", reason="失业") == []


def test_parts_of_features_are_left_out_where_asked(client: TestClient) -> None:
    [one] = items(client, "warnings", key="1", properties="reason,happened", skipGeometry="true")
    assert one["properties"] == {"reason": "因病", "happened": "2015-03-02"}
    assert one["geometry"] is None


def test_the_collections_tell_their_extent(client: TestClient) -> None:
    answer = client.get("/ogc/collections/warnings").json()
    assert answer["extent"]["spatial"]["bbox"] == [[110.5, 30.5, 111.5, 31.5]]
    assert answer["extent"]["temporal"]["interval"] == [
        ["2015-03-01T16:00:00Z", "2016-05-01T16:00:00Z"]
    ]
    assert answer["storageCrs"] == "http://www.opengis.net/def/crs/EPSG/0/4490"
    assert answer["storageCrs"] in answer["crs"]
    county = client.get("/ogc/collections/county").json()
    assert county["extent"]["temporal"]["interval"] == [["2010-12-30T16:00:00Z", None]]


@pytest.mark.parametrize(
    "path",
    ["%00", "nothing", "warnings-cases", "warnings%2F", "甲", "county/items/%00",
     "county/items/x", "county/items/99999999999999999999", "county/items/1.2",
     "homes/items/h1.2012-13-01", "homes/items/h1", "homes/items/h1.2012-01-02"],
)  # fmt: skip
def test_what_there_is_not_is_not_found(client: TestClient, path: str) -> None:
    address = path if "/items" in path else f"{path}/items"
    answer = client.get(f"/ogc/collections/{address}")
    assert answer.status_code == 404, answer.text


def test_a_place_that_a_system_has_not_is_told(engine: Engine, client: TestClient) -> None:
    store_facilities(
        engine, "homes", [Facility("far", (29.0, 0.0), Period(date(2014, 1, 1), None))]
    )
    answer = client.get(ITEMS.format("homes"), params={"crs": "EPSG:4549"})
    assert answer.status_code == 400
    assert "bbox" in answer.json()["detail"]
    near = items(client, "homes", crs="EPSG:4549", bbox="110,30,112,32")
    assert len(near) == 2


def test_a_box_over_180_degrees_meets_both_sides(engine: Engine, client: TestClient) -> None:
    period = Period(date(2014, 1, 1), None)
    places = {"east": (179.5, 1.0), "west": (-179.5, 1.0), "line": (180.0, 1.0)}
    store_facilities(
        engine, "homes", [Facility(key, place, period) for key, place in places.items()]
    )
    for asked in ({"bbox": "179,0,-179,2"}, {"bbox": "0,179,2,-179", "bbox-crs": "EPSG:4490"},
                  {"bbox": "179,0,-99,-179,2,99"}):  # fmt: skip
        assert ids(client, "homes", **asked) == [f"{key}.2014-01-01" for key in sorted(places)]


def test_answers_name_their_system_and_keep_its_order_of_axes(client: TestClient) -> None:
    asked = {"crs": "http://www.opengis.net/def/crs/EPSG/0/4490", "key": "1"}
    answer = client.get(ITEMS.format("warnings"), params=asked)
    assert answer.headers["content-crs"] == "<http://www.opengis.net/def/crs/EPSG/0/4490>"
    assert answer.json()["features"][0]["geometry"]["coordinates"] == [30.5, 110.5]
    plain = client.get(ITEMS.format("warnings"))
    assert plain.headers["content-crs"] == "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"


def test_an_earlier_knowledge_is_told(engine: Engine, client: TestClient) -> None:
    before = datetime.now(UTC)
    take_back(engine, "warnings", "2")
    assert ids(client, "warnings") == ["1", "3", "4"]
    assert ids(client, "warnings", known_at=before.isoformat()) == ["1", "2", "3", "4"]
    path = ITEMS.format("warnings") + "/2"
    assert client.get(path).status_code == 404
    assert client.get(path, params={"known_at": before.isoformat()}).status_code == 200
    assert (
        client.get(ITEMS.format("boundary_line"), params={"known_at": "2020-01-01"})
        .json()["detail"]
        .startswith("the collection boundary_line")
    )
