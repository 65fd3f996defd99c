"""What phones send: the forms of OsmAnd and Traccar Client, read, refused, and through the route.

The queries and bodies are those that traccar/traccar (Apache-2.0) tests its decoder with.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import structlog
from fastapi.testclient import TestClient
from fix_rows import held_fixes
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from ingest.beidou.checks import judge
from ingest.beidou.osmand import (
    MOST_PARAMETERS,
    MOST_POSITIONS,
    PhoneReport,
    read_json,
    read_query,
    without,
)
from ingest.beidou.osmand_http import MOST_BYTES, router
from ingest.beidou.sightings import Sighting, candidates
from ingest.jsonb import storable
from spatial.api.app import create_app
from spatial.api.settings import MapSettings
from spatial.errors import BadParameter

NOW = datetime(2026, 11, 25, tzinfo=UTC)
BEIJING = timezone(timedelta(hours=8))

QUERY = "id=123456789012345&timestamp=1504763810&lat=40.7232948571&lon=-74.0061408571&bearing=7.19889788244&speed=40&ignition=true&rpm=933&fuel=24"  # noqa: E501
CLIENT = {
    "location": {
        "event": "motionchange",
        "is_moving": False,
        "uuid": "0e9a2473-a9a7-4c00-997b-fb97d2154e75",
        "timestamp": "2021-07-21T08:06:34.444Z",
        "odometer": 0,
        "coords": {
            "latitude": -6.1148096,
            "longitude": 106.6837015,
            "accuracy": 3.8,
            "speed": 18.67,
            "speed_accuracy": 0.26,
            "heading": 63,
            "heading_accuracy": 0.28,
            "altitude": 35.7,
            "altitude_accuracy": 3.8,
        },
        "activity": {"type": "still", "confidence": 100},
        "battery": {"is_charging": False, "level": 0.79},
        "extras": {},
    },
    "device_id": "8737767034",
}


def only(report: PhoneReport) -> Sighting:
    [sighting] = report.sightings
    return sighting


def refused(sighting: Sighting) -> str | None:
    return judge(candidates([sighting], [sighting.device]), NOW).refused.get(0)


def location(**change: Any) -> bytes:
    inner: dict[str, Any] = json.loads(json.dumps(CLIENT["location"]))
    coords = change.pop("coords", {})
    if isinstance(coords, dict):
        inner["coords"] |= coords
    else:
        inner["coords"] = coords
    return json.dumps({"location": inner | change, "device_id": "8737767034"}).encode()


def test_a_query_tells_a_position_with_its_speed_in_knots() -> None:
    sighting = only(read_query(QUERY))
    assert sighting.device == "123456789012345"
    assert sighting.time == datetime(2017, 9, 7, 5, 56, 50, tzinfo=UTC)
    assert (sighting.lon, sighting.lat) == (-74.0061408571, 40.7232948571)
    assert sighting.speed_kmh == pytest.approx(74.08)
    assert sighting.course == 7.19889788244
    assert json.loads(sighting.extras) == {"ignition": "true", "rpm": 933, "fuel": 24}
    assert sighting.raw is not None
    assert sighting.raw["speed"] == 40
    assert refused(sighting) is None


@pytest.mark.parametrize(("unit", "kmh"), [("kn", 18.52), ("kmh", 10), ("ms", 36)])
def test_another_unit_of_speed_is_said_in_the_address(unit: str, kmh: float) -> None:
    query = f"id=1&lat=1&lon=2&timestamp=1377177267&speed=10&speed_unit={unit}"
    assert only(read_query(query)).speed_kmh == pytest.approx(kmh)
    with pytest.raises(BadParameter, match="speed_unit 'mph'"):
        read_query("id=1&lat=1&lon=2&timestamp=1&speed_unit=mph")


@pytest.mark.parametrize(
    ("timestamp", "expected"),
    [
        ("1377177267", datetime(2013, 8, 22, 13, 14, 27, tzinfo=UTC)),
        ("1442068686579", datetime(2015, 9, 12, 14, 38, 6, 579_000, tzinfo=UTC)),
        ("1442068686.25", datetime(2015, 9, 12, 14, 38, 6, 250_000, tzinfo=UTC)),
        ("2016-01-27T18%3A55%3A47Z", datetime(2016, 1, 27, 18, 55, 47, tzinfo=UTC)),
        ("2016-01-27T18%3A55%3A47%2B08%3A00", datetime(2016, 1, 27, 18, 55, 47, tzinfo=BEIJING)),
        # Without a zone: Beijing time, that of our servers.
        ("2014-06-04+09%3A10%3A11", datetime(2014, 6, 4, 9, 10, 11, tzinfo=BEIJING)),
    ],
)
def test_every_form_of_a_timestamp_is_read(timestamp: str, expected: datetime) -> None:
    sighting = only(read_query(f"id=902064&lat=42.06288&lon=-88.23412&timestamp={timestamp}"))
    assert sighting.time == expected
    assert sighting.fault is None


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("id=1&timestamp=1377177267&cell=257,02,16,2224&cell=257,02,16,2223,-90", "is missing"),
        ("lat=60.0&lon=30.0&speed=0.0&heading=0.0&altitude=0&deviceid=1", "timestamp is missing"),
        ("id=1&lat=60&lon=30&timestamp=soon", "no time of day"),
        ("id=1&lat=60&lon=30&timestamp=9999999999999999", "outside the years"),
        ("id=1&lat=60&lon=30&timestamp=2024-02-31 10:00:00", "not in the calendar"),
        ("id=1&lat=60&lon=30&timestamp=2024-02-01T10:00:00", "time zone"),
        ("id=1&lat=60&lon=east&timestamp=1377177267", "is no number"),
        ("id=1&lat=nan&lon=30&timestamp=1377177267", "is no number"),
        ("id=1&lat=1_0&lon=30&timestamp=1377177267", "is no number"),
        ("id=1&location=60.0;30.0&timestamp=1377177267", "is missing"),
        ("id=1&lat=60&lon=30&timestamp=1377177267&valid=0", "not valid"),
        ("id=1&lat=60&lon=30&timestamp=1377177267&mock=true", "simulated"),
        ("id=1&lat=116.5&lon=39.9&timestamp=1377177267", "swapped"),
        ("id=1&lat=0&lon=0&timestamp=1377177267", "both 0"),
        ("id=1&lat=60&lon=30&timestamp=4102444800", "in the future"),
        ("id=1&lat=60&lon=30&timestamp=7", "before 2000"),
    ],
)
def test_what_is_no_position_has_a_reason_and_what_came(query: str, reason: str) -> None:
    sighting = only(read_query(query))
    assert reason in (refused(sighting) or "")
    assert sighting.raw is not None
    assert ("lat" in sighting.raw) is ("lat=" in query)


def test_a_place_in_one_parameter_and_values_that_cannot_be_read_beside_it() -> None:
    sighting = only(
        read_query("deviceid=a&timestamp=1377177267&location=60.0,30.0&altitude=high&wifi=a&wifi=b")
    )
    assert (sighting.lon, sighting.lat, sighting.altitude_m) == (30, 60, None)
    assert json.loads(sighting.extras) == {"altitude": "high", "wifi": ["a", "b"]}


def test_the_key_is_in_nothing_that_is_kept() -> None:
    sighting = only(read_query("key=secret&id=1&lat=1&lon=2&timestamp=1377177267"))
    assert b"secret" not in sighting.extras
    assert "secret" not in str(sighting.raw)
    assert without("a=1&key=%41&key=B&b=2&key", "key") == ("a=1&b=2", "A")
    assert without("", "key") == ("", None)


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("timestamp=1377177267&lat=60.0&lon=30.0", "no device"),
        ("", "no device"),
        ("id=&lat=1", "no device"),
        ("id=1&" + "a=1&" * MOST_PARAMETERS, "parameters"),
    ],
)
def test_a_query_of_nobody_is_no_report(query: str, reason: str) -> None:
    with pytest.raises(BadParameter, match=reason):
        read_query(query)


def test_the_body_of_the_client_tells_a_position_with_its_speed_in_metres_a_second() -> None:
    report = read_json(json.dumps(CLIENT).encode())
    sighting = only(report)
    assert (report.device, report.device_class) == ("8737767034", None)
    assert sighting.time == datetime(2021, 7, 21, 8, 6, 34, 444_000, tzinfo=UTC)
    assert (sighting.lon, sighting.lat, sighting.altitude_m) == (106.6837015, -6.1148096, 35.7)
    assert sighting.speed_kmh == pytest.approx(67.212)
    assert sighting.course == 63
    told = json.loads(sighting.extras)
    assert told["battery"] == {"is_charging": False, "level": 0.79}
    assert told["accuracy"] == 3.8
    assert refused(sighting) is None


def test_what_a_phone_does_not_know_is_below_zero() -> None:
    sighting = only(read_json(location(coords={"speed": -1, "heading": -1, "speed_accuracy": -1})))
    assert (sighting.speed_kmh, sighting.course, sighting.fault) == (None, None, None)
    assert "speed_accuracy" not in json.loads(sighting.extras)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"mock": True}, "simulated"),
        ({"timestamp": None}, "timestamp is missing"),
        ({"timestamp": "2021-07-21T08:06:34"}, "time zone"),
        ({"timestamp": 1e300}, "no time of day"),
        ({"coords": None}, "is missing"),
        ({"coords": {"latitude": "x"}}, "is missing"),
        ({"coords": {"latitude": True}}, "is missing"),
        ({"coords": {"latitude": 10**400}}, "is missing"),
        ({"coords": {"latitude": 106.6, "longitude": 6.1}}, "swapped"),
    ],
)
def test_a_bad_location_has_a_reason(change: dict[str, Any], reason: str) -> None:
    sighting = only(read_json(location(**change)))
    assert reason in (refused(sighting) or "")
    assert sighting.raw is not None


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "no JSON"),
        (b"\xff", "no JSON"),
        (b"[]", "no JSON object"),
        (b'{"location":{}}', "no device"),
        (b'{"device_id":true,"location":{}}', "no device"),
        (b'{"device_id":"a","location":[]}', "0 locations"),
        (b'{"device_id":"a","device_class":7,"location":{}}', "device_class"),
        (b'{"device_id":"a","location":{"x":NaN}}', "no JSON"),
        (b'{"device_id":"a","location":' + b"[" * 100_000, "no JSON"),
    ],
)
def test_a_body_of_another_kind_is_no_report(body: bytes, reason: str) -> None:
    with pytest.raises(BadParameter, match=reason):
        read_json(body)


def test_a_list_of_locations_is_one_report() -> None:
    body = json.dumps({"device_id": 7, "location": [CLIENT["location"], 5]}).encode()
    report = read_json(body)
    assert report.device == "7"
    assert [one.fault for one in report.sightings] == [None, "location is no object"]
    many = json.dumps({"device_id": 7, "location": [1] * (MOST_POSITIONS + 1)}).encode()
    with pytest.raises(BadParameter, match="10001 locations"):
        read_json(many)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["coords", "latitude", "longitude", "timestamp", "speed", "mock", "x"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["id", "deviceid", "lat", "lon", "location", "timestamp", "speed", "altitude"]
                + ["bearing", "speed_unit", "valid", "key", "batt", "\0"]
            ),
            st.text(max_size=12) | st.floats().map(str) | st.integers().map(str),
        ),
        max_size=12,
    )
)
@example([("id", "0\x1f")])
def test_no_query_stops_the_reader(pairs: list[tuple[str, str]]) -> None:
    query = urlencode(pairs, errors="replace", quote_via=quote)
    try:
        report = read_query(query)
    except BadParameter:
        return
    judge(candidates(report.sightings, [report.device]), NOW)
    stored = json.dumps(storable([one.raw for one in report.sightings]), allow_nan=False)
    assert "\\u0000" not in stored.replace("\\\\u0000", "")


@settings(max_examples=300, deadline=None)
@given(
    JSON, st.lists(st.tuples(st.integers(0, 900), st.integers(0, 255)), max_size=4), st.booleans()
)
def test_no_body_stops_the_reader(
    document: Any, changes: list[tuple[int, int]], whole: bool
) -> None:
    body = bytearray(
        json.dumps(CLIENT if whole else {"device_id": "a", "location": document}).encode()
    )
    for place, byte in changes:
        body[place % len(body)] = byte
    try:
        report = read_json(bytes(body))
    except BadParameter:
        return
    judge(candidates(report.sightings, [report.device]), NOW)
    stored = json.dumps(storable([one.raw for one in report.sightings]), allow_nan=False)
    assert "\\u0000" not in stored.replace("\\\\u0000", "")


# The route


@pytest.fixture
def client(engine: Engine) -> TestClient:
    app = create_app(engine, [router], write_token="secret", map_settings=MapSettings())
    return TestClient(app)


ROUTE = "/v1/positions/osmand"


def runs(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        return list(
            connection.execute(
                text("SELECT kind, refused, raw FROM ingest_run JOIN ingest_remark ON id = run_id")
            )
        )


def test_a_phone_sends_its_position_with_the_key_in_the_address(
    client: TestClient, engine: Engine
) -> None:
    address = f"{ROUTE}?key=secret&device_class=patrol&{QUERY}"
    answer = client.get(address)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.status_code == 201, answer.text
    assert answer.json() == {"accepted": 1, "repeated": 0, "refused": []}
    assert client.post(address).json()["repeated"] == 1
    [fix] = held_fixes(engine)
    assert (fix.device, fix.device_class) == ("123456789012345", "patrol")
    assert fix.speed_kmh == pytest.approx(74.08)
    assert json.loads(fix.extras)["rpm"] == 933
    # A form of the same kind, and a device that is known.
    form = "id=123456789012345&timestamp=1504763820&lat=40.7&lon=-74"
    sent = client.post(
        f"{ROUTE}?key=secret",
        content=form,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert sent.json()["accepted"] == 1


def test_the_client_sends_json(client: TestClient, engine: Engine) -> None:
    body = CLIENT | {"device_class": "personal"}
    answer = client.post(ROUTE, json=body, headers={"Authorization": "Bearer secret"})
    assert answer.json() == {"accepted": 1, "repeated": 0, "refused": []}
    assert [fix.device_class for fix in held_fixes(engine)] == ["personal"]


def test_a_refused_position_is_answered_and_kept_without_the_key(
    client: TestClient, engine: Engine
) -> None:
    query = "id=a&device_class=patrol&lat=116.5&lon=39.9&timestamp=1377177267&note=%00"
    with structlog.testing.capture_logs() as logs:
        answer = client.post(f"{ROUTE}?{query}&key=secret")
    assert answer.status_code == 201
    assert "swapped" in answer.json()["refused"][0]["reason"]
    [(kind, count, raw)] = runs(engine)
    assert (kind, count, raw["lat"]) == ("positions-osmand", 1, 116.5)
    assert "secret" not in json.dumps(raw) + str(logs) + answer.text
    with engine.connect() as connection:
        told = connection.execute(text("SELECT ingest_run::text FROM ingest_run")).scalar_one()
    assert "secret" not in told


@pytest.mark.parametrize("key", ["", "key=other&", "key=%E4%BD%A0&", "key=secret%20&"])
def test_without_the_key_nothing_is_written(client: TestClient, engine: Engine, key: str) -> None:
    answer = client.post(f"{ROUTE}?{key}device_class=patrol&{QUERY}")
    assert answer.status_code == 403
    assert held_fixes(engine) == []
    # The key of an address is not heard where a header came.
    headers = {"Authorization": "Bearer other"}
    assert client.post(f"{ROUTE}?key=secret&{QUERY}", headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("query", "status", "reason"),
    [
        ("id=new&lat=1&lon=2&timestamp=1377177267", 400, "send device_class"),
        ("id=new&device_class=car&lat=1&lon=2&timestamp=1377177267", 400, "device class"),
        ("id=new&device_class=%00&lat=1&lon=2&timestamp=1377177267", 400, "device class"),
        ("id=a%2Fb&device_class=patrol&lat=1&lon=2&timestamp=1377177267", 400, "64 letters"),
        ("id=%00&device_class=patrol&lat=1&lon=2&timestamp=1377177267", 400, "64 letters"),
        ("lat=1&lon=2", 400, "no device"),
    ],
)
def test_a_report_that_cannot_be_taken_is_a_problem(
    client: TestClient, query: str, status: int, reason: str
) -> None:
    answer = client.post(f"{ROUTE}?key=secret&{query}")
    assert answer.status_code == status
    assert reason in answer.json()["detail"]


def test_a_body_that_is_too_large_is_not_taken(client: TestClient) -> None:
    answer = client.post(f"{ROUTE}?key=secret", content=b"x" * (MOST_BYTES + 1))
    assert answer.status_code == 413


def test_an_address_without_the_key_writes_nothing(client: TestClient, engine: Engine) -> None:
    """Whoever only looks at a link has no key."""
    for method in ("GET", "HEAD"):
        address = f"{ROUTE}?device_class=patrol&{QUERY}"
        assert client.request(method, address).status_code == 403
    assert held_fixes(engine) == []
