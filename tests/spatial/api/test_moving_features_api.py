"""OGC API – Moving Features: golden answers, pages, filters, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from fix_rows import Row, store_track
from sqlalchemy import Engine

from spatial.api.moving_feature_face import CONFORMANCE, MOVING_FEATURES_FACE
from spatial.api.moving_feature_items import router
from spatial.api.standard.routes import router as standard_router

START = datetime(2024, 5, 1, tzinfo=UTC)
CRS84 = {"type": "Name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
ISO_TIME = {"type": "Name", "properties": {"name": "urn:ogc:data:time:iso8601"}}
SERVER = "http://testserver"
CAR = "/ogc/collections/vehicle/items/car%201"
SEQUENCE = f"{CAR}/tgsequence"


def at(seconds: float, lon: float, lat: float = 39.5) -> Row:
    return ((START + timedelta(seconds=seconds)).isoformat(), lon, lat)


@pytest.fixture
def client(engine: Engine, client_of: Any) -> TestClient:
    store_track(
        engine,
        "car 1",
        [
            at(0, 116.0), at(60, 116.01), at(120, 116.01, 39.51),
            at(4_000, 116.5),
            at(7_200, 117.0), at(7_260, 117.001),
            at(9_000, 117.5),
            at(86_390, 118.0), at(86_410, 118.001), at(86_500, 118.002),
        ],
        device_class="vehicle",
    )  # fmt: skip
    store_track(engine, "car-2", [at(0, 110.0), at(60, 110.01)], device_class="vehicle")
    store_track(engine, "band", [at(0, 116.0), at(60, 116.01)], device_class="personal")
    made: TestClient = client_of(engine, router, standard_router, faces=(MOVING_FEATURES_FACE,))
    return made


def ask(client: TestClient, path: str, **query: Any) -> Any:
    # An empty mapping would take the query out of the path.
    answer = client.get(path, params=query or None)
    assert answer.status_code == 200, answer.text
    return answer.json()


def refused(client: TestClient, path: str, status: int, **query: Any) -> str:
    answer = client.get(path, params=query)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return str(answer.json()["detail"])


def hrefs(document: dict[str, Any], rel: str) -> list[str]:
    return [link["href"] for link in document["links"] if link["rel"] == rel]


def test_every_link_of_the_documents_leads_somewhere(client: TestClient) -> None:
    """From the landing page on, following each link below /ogc."""
    seen: set[str] = set()
    waiting = [f"{SERVER}/ogc"]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        document = ask(client, path)
        parts = [document, *document.get("collections", []), *document.get("features", [])]
        waiting += [
            link["href"]
            for part in parts
            for link in part.get("links", [])
            if link["href"].startswith(f"{SERVER}/ogc") and link["type"] != "text/html"
        ]
    assert {
        f"{SERVER}{path}" for path in ("/ogc/conformance", "/ogc/collections", SEQUENCE)
    } <= seen


def test_only_classes_that_reading_alone_can_meet_are_claimed(client: TestClient) -> None:
    claimed = ask(client, "/ogc/conformance")["conformsTo"]
    assert set(CONFORMANCE) <= set(claimed)
    # Both of these ask for POST, PUT and DELETE.
    assert not [one for one in claimed if one.endswith(("mf-collection", "movingfeatures"))]
    assert "http://www.opengis.net/spec/ogcapi-movingfeatures-1/1.0/conf/common" in claimed


def test_each_class_of_devices_is_a_collection(client: TestClient) -> None:
    found = ask(client, "/ogc/collections")["collections"]
    assert [one["id"] for one in found] == ["vehicle", "patrol", "personal", "marker"]
    assert found[0] == ask(client, "/ogc/collections/vehicle")
    links = {one["rel"]: one["href"] for one in found[0].pop("links")}
    assert links["self"] == f"{SERVER}/ogc/collections/vehicle"
    assert links["items"] == f"{SERVER}/ogc/collections/vehicle/items"
    assert found[0] == {
        "id": "vehicle",
        "title": "车辆",
        "description": "轨迹 (OGC API – Moving Features，只读)",
        "itemType": "movingfeature",
        "updateFrequency": 600_000,
        "crs": ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"],
        "extent": {
            "temporal": {
                "interval": [["2024-05-01T00:00:00Z", "2024-05-02T00:01:40Z"]],
                "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian",
            }
        },
    }
    assert "extent" not in found[1]
    # A person carries them: their own route alone tells of them.
    assert "extent" not in found[2]


def test_a_device_is_a_feature_of_its_own_collection_only(client: TestClient) -> None:
    found = ask(client, CAR)
    assert found == {
        "type": "Feature",
        "id": "car 1",
        "geometry": None,
        "properties": {"device": "car 1", "device_class": "vehicle"},
        "time": ["2024-05-01T00:00:00Z", "2024-05-02T00:01:40Z"],
        "links": [
            {"rel": "self", "type": "application/geo+json", "href": f"{SERVER}{CAR}"},
            {
                "rel": "collection",
                "type": "application/json",
                "href": f"{SERVER}/ogc/collections/vehicle",
            },
            {"rel": "tgsequence", "type": "application/json", "href": f"{SERVER}{SEQUENCE}"},
            {
                "rel": "tproperties",
                "type": "application/json",
                "href": f"{SERVER}{CAR}/tproperties",
            },
        ],
        "crs": CRS84,
        "trs": ISO_TIME,
    }
    for path in ("", "/tgsequence", "/tgsequence/2024-05-01T00:00:00Z/distance"):
        assert "holds no device" in refused(
            client, f"/ogc/collections/vehicle/items/band{path}", 404
        )


def test_pages_of_devices_lead_on_to_all_of_them(client: TestClient) -> None:
    path, found = "/ogc/collections/vehicle/items?limit=1", []
    while path:
        answer = client.get(path)
        page = answer.json()
        assert (page["numberMatched"], page["numberReturned"]) == (2, 1)
        found += [one["id"] for one in page["features"]]
        following = hrefs(page, "next")
        assert [
            f'<{one}>; rel="next"; type="application/geo+json"' in answer.headers["link"]
            for one in following
        ] in (
            [True],
            [],
        )
        path = following[0] if following else ""
    assert found == ["car 1", "car-2"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"bbox": "115,39,116.5,40"}, ["car 1"]),
        ({"bbox": "115,39,0,116.5,40,100"}, ["car 1"]),
        # Between two fixes, neither of which lies in it.
        ({"bbox": "116.004,39.4,116.006,39.6"}, ["car 1"]),
        # West of east: over the antimeridian.
        ({"bbox": "117.9,39,110.5,40"}, ["car 1", "car-2"]),
        ({"datetime": "2024-05-01T00:00:30Z"}, ["car 1", "car-2"]),
        ({"datetime": "2024-05-01T02:00:00Z/.."}, ["car 1"]),
        ({"datetime": "../2024-05-01T08:00:10%2B08:00".replace("%2B", "+")}, ["car 1", "car-2"]),
        ({"datetime": "/2024-04-30T00:00:00Z"}, []),
        # In a gap nobody knows where it was.
        ({"datetime": "2024-05-01T00:30:00Z/2024-05-01T00:40:00Z"}, []),
        ({"bbox": "115,39,116.5,40", "datetime": "2024-05-01T02:00:00Z/.."}, []),
    ],
)
def test_devices_are_those_that_moved_in_the_box_and_the_time(
    client: TestClient, query: dict[str, str], names: list[str]
) -> None:
    found = ask(client, "/ogc/collections/vehicle/items", **query)
    assert [one["id"] for one in found["features"]] == names
    assert found["numberMatched"] == len(names)


def test_the_movement_of_a_device_is_parted_at_gaps_and_at_midnight(client: TestClient) -> None:
    found = ask(client, SEQUENCE)
    assert (found["type"], found["crs"], found["trs"], found["numberReturned"]) == (
        "TemporalGeometrySequence", CRS84, ISO_TIME, 5,
    )  # fmt: skip
    assert found["geometrySequence"] == [
        {
            "id": "2024-05-01T00:00:00Z",
            "type": "MovingPoint",
            "datetimes": ["2024-05-01T00:00:00Z", "2024-05-01T00:01:00Z", "2024-05-01T00:02:00Z"],
            "coordinates": [[116.0, 39.5], [116.01, 39.5], [116.01, 39.51]],
            "interpolation": "Linear",
        },
        {
            "id": "2024-05-01T01:06:40Z",
            "type": "MovingPoint",
            "datetimes": ["2024-05-01T01:06:40Z", "2024-05-01T02:30:00Z"],
            "coordinates": [[116.5, 39.5], [117.5, 39.5]],
            "interpolation": "Discrete",
        },
        {
            "id": "2024-05-01T02:00:00Z",
            "type": "MovingPoint",
            "datetimes": ["2024-05-01T02:00:00Z", "2024-05-01T02:01:00Z"],
            "coordinates": [[117.0, 39.5], [117.001, 39.5]],
            "interpolation": "Linear",
        },
        {
            "id": "2024-05-01T23:59:50Z",
            "type": "MovingPoint",
            "datetimes": ["2024-05-01T23:59:50Z", "2024-05-02T00:00:10Z"],
            "coordinates": [[118.0, 39.5], [118.001, 39.5]],
            "interpolation": "Linear",
        },
        {
            "id": "2024-05-02T00:00:10Z",
            "type": "MovingPoint",
            "datetimes": ["2024-05-02T00:00:10Z", "2024-05-02T00:01:40Z"],
            "coordinates": [[118.001, 39.5], [118.002, 39.5]],
            "interpolation": "Linear",
        },
    ]


def ids(found: dict[str, Any]) -> list[str]:
    return [one["id"][8:16] for one in found["geometrySequence"]]


@pytest.mark.parametrize("limit", [1, 2, 4, 5])
def test_pages_of_movement_lead_on_to_all_of_it(client: TestClient, limit: int) -> None:
    path, pages = f"{SEQUENCE}?limit={limit}", []
    while path:
        page = client.get(path).json()
        assert page["numberReturned"] == len(page["geometrySequence"])
        pages.append(page["geometrySequence"])
        path = next(iter(hrefs(page, "next")), "")
    assert [len(page) for page in pages[:-1]] == [limit] * (len(pages) - 1)
    assert [one for page in pages for one in page] == ask(client, SEQUENCE)["geometrySequence"]


@pytest.mark.parametrize(
    ("query", "begins"),
    [
        ({"datetime": "2024-05-01T00:01:30Z"}, ["01T00:00"]),
        ({"datetime": "2024-05-01T00:01:30Z/2024-05-01T02:00:00Z"},
         ["01T00:00", "01T01:06", "01T02:00"]),
        # What began yesterday and ends with the first fix of today.
        ({"datetime": "2024-05-02T00:00:05Z"}, ["01T23:59"]),
        ({"datetime": "2024-05-02T00:00:05Z/.."}, ["01T23:59", "02T00:00"]),
        ({"bbox": "116.004,39.4,116.006,39.6"}, ["01T00:00"]),
        ({"bbox": "116.4,39,116.6,40"}, ["01T01:06"]),
        ({"bbox": "116.6,39,116.7,40"}, []),
    ],
)  # fmt: skip
def test_parts_are_those_that_lie_in_the_box_and_the_time(
    client: TestClient, query: dict[str, str], begins: list[str]
) -> None:
    assert ids(ask(client, SEQUENCE, **query)) == begins


def test_a_sub_trajectory_is_cut_on_the_way(client: TestClient) -> None:
    query = {"datetime": "2024-05-01T00:00:30Z/2024-05-01T02:00:15Z", "subTrajectory": "true"}
    first, alone, last = ask(client, SEQUENCE, **query)["geometrySequence"]
    assert first["datetimes"] == [
        "2024-05-01T00:00:30Z", "2024-05-01T00:01:00Z", "2024-05-01T00:02:00Z",
    ]  # fmt: skip
    assert first["coordinates"] == [[116.005, 39.5], [116.01, 39.5], [116.01, 39.51]]
    assert (first["id"], first["interpolation"]) == ("2024-05-01T00:00:00Z", "Linear")
    assert (alone["datetimes"], alone["interpolation"]) == (["2024-05-01T01:06:40Z"], "Discrete")
    assert last["coordinates"] == [[117.0, 39.5], [117.00025, 39.5]]
    [car, _] = ask(client, "/ogc/collections/vehicle/items", **query)["features"]
    assert car["temporalGeometry"] == {
        "type": "MovingGeometryCollection",
        "prisms": [
            {name: value for name, value in one.items() if name != "id"}
            for one in (first, alone, last)
        ],
    }


def test_a_leaf_is_where_it_was_at_these_instants(client: TestClient) -> None:
    leaf = "2024-05-01T00:00:15Z,2024-05-01T00:30:00Z,2024-05-01T01:06:40Z,2024-05-01T02:00:30Z"
    found = ask(client, SEQUENCE, leaf=leaf)["geometrySequence"]
    assert [(one["datetimes"], one["coordinates"]) for one in found] == [
        (["2024-05-01T00:00:15Z"], [[116.0025, 39.5]]),
        (["2024-05-01T01:06:40Z"], [[116.5, 39.5]]),
        (["2024-05-01T02:00:30Z"], [[117.0005, 39.5]]),
    ]
    assert {one["interpolation"] for one in found} == {"Discrete"}


def test_distance_velocity_and_acceleration_of_a_part(client: TestClient) -> None:
    part = f"{SEQUENCE}/2024-05-01T00:00:00Z"
    way = ask(client, f"{part}/distance")
    # 0.01 degree on GRS 80 at 39.5 north: 860.28 m along the parallel, 1,110.29 m along the
    # meridian (a cos φ / √(1 − e² sin² φ) and a (1 − e²) / √(1 − e² sin² φ)³).
    assert (way["name"], way["type"], way["form"]) == ("distance", "TReal", "MTR")
    [values] = way["valueSequence"]
    assert values["values"] == [0, pytest.approx(860.3, abs=0.2), pytest.approx(1970.6, abs=0.3)]
    assert values["interpolation"] == "Linear"
    [speed] = ask(client, f"{part}/velocity")["valueSequence"]
    fast = [pytest.approx(51.6, abs=0.05), pytest.approx(66.6, abs=0.05)]
    assert speed["values"] == [*fast, fast[1]]
    assert speed["interpolation"] == "Step"
    [change] = ask(client, f"{part}/acceleration")["valueSequence"]
    assert (change["datetimes"], change["interpolation"]) == (
        ["2024-05-01T00:01:00Z"], "Discrete",
    )  # fmt: skip
    assert change["values"] == [pytest.approx((66.6 - 51.6) / 3.6 / 60, abs=0.001)]
    half = {"datetime": "2024-05-01T00:00:30Z"}
    [one] = ask(client, f"{part}/distance", **half)["valueSequence"]
    assert one["values"] == [pytest.approx(430.1, abs=0.1)]
    during = {"datetime": "2024-05-01T00:00:30Z/2024-05-01T00:01:30Z"}
    [cut] = ask(client, f"{part}/velocity", subTemporalValue="true", **during)["valueSequence"]
    assert cut["datetimes"] == [f"2024-05-01T00:0{time}Z" for time in ("0:30", "1:00", "1:30")]
    [whole] = ask(client, f"{part}/velocity", **during)["valueSequence"]
    assert whole == speed
    [leaf] = ask(client, f"{part}/velocity", leaf="2024-05-01T00:00:10Z")["valueSequence"]
    assert (leaf["values"], leaf["interpolation"]) == ([fast[0]], "Discrete")
    assert ask(client, f"{part}/distance", datetime="2025-01-01/..")["valueSequence"] == []
    alone = f"{SEQUENCE}/2024-05-01T01:06:40Z/distance"
    assert ask(client, alone)["valueSequence"] == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"bbox": "1,2,3"}, "four or six numbers"),
        ({"bbox": "1,2,3,x"}, "no number"),
        ({"bbox": "nan,2,3,4"}, "four or six"),
        ({"bbox": "1,5,3,4"}, "is not west,south,east,north"),
        ({"bbox": "1,2,300,4"}, "is not west,south,east,north"),
        ({"datetime": "yesterday"}, "is no date-time"),
        ({"datetime": "2024-05-01T00:00:00"}, "no time zone"),
        ({"datetime": "2024-05-02/2024-05-01"}, "ends before it starts"),
        ({"datetime": "a/b/c"}, "is no instant and no interval"),
        ({"subTrajectory": "true"}, "needs a datetime with both ends"),
        ({"subTrajectory": "true", "datetime": "2024-05-01T00:00:00Z"}, "with both ends"),
        ({"subTrajectory": "true", "datetime": "2024-05-01/.."}, "with both ends"),
        ({"limit": "0"}, "limit"),
        ({"limit": "-1"}, "limit"),
    ],
)
def test_a_bad_parameter_is_refused_with_its_reason(
    client: TestClient, query: dict[str, str], said: str
) -> None:
    for path in ("/ogc/collections/vehicle/items", SEQUENCE):
        assert said in refused(client, path, 400, **query)


def test_what_the_standard_excludes_is_refused(client: TestClient) -> None:
    during = "2024-05-01/2024-05-02"
    both = {"leaf": "2024-05-01T00:00:00Z", "datetime": during}
    assert "exclude each other" in refused(client, SEQUENCE, 400, subTrajectory="true", **both)
    part = f"{SEQUENCE}/2024-05-01T00:00:00Z/distance"
    assert "exclude each other" in refused(client, part, 400, subTemporalValue="true", **both)
    assert "with both ends" in refused(client, part, 400, subTemporalValue="true")
    falling = "2024-05-01T00:00:01Z,2024-05-01T00:00:00Z"
    assert "do not rise" in refused(client, SEQUENCE, 400, leaf=falling)
    many = ",".join(
        (START + timedelta(seconds=one)).isoformat().replace("+00:00", "Z") for one in range(1_001)
    )
    assert "are the most" in refused(client, SEQUENCE, 400, leaf=many)
    for name in ("2024-05-01T00:00:01Z", "first"):
        assert "no part" in refused(client, f"{SEQUENCE}/{name}/distance", 404)
    refused(client, f"{SEQUENCE}/2024-05-01T00:00:00Z/jerk", 400)


def test_movement_of_too_many_instants_ends_its_page_or_is_refused(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spatial.api.moving_feature_sequences.MOST_INSTANTS", 4)
    page = ask(client, SEQUENCE)
    assert ids(page) == ["01T00:00", "01T01:06"]
    assert ids(ask(client, hrefs(page, "next")[0]))[0] == "01T02:00"
    monkeypatch.setattr("spatial.api.moving_feature_items.MOST_INSTANTS", 4)
    during = {"datetime": "2024-05-01/2024-05-03", "subTrajectory": "true"}
    assert "shorter datetime" in refused(client, "/ogc/collections/vehicle/items", 400, **during)


def test_a_limit_above_the_most_is_the_most(client: TestClient) -> None:
    assert ask(client, "/ogc/collections/vehicle/items", limit=1_000_000)["numberReturned"] == 2
