from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from fix_rows import store_track
from sqlalchemy import Engine

from spatial.api.app import create_app
from spatial.api.positions import router
from spatial.api.settings import MapSettings

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[116, 39], [117, 39], [117, 40], [116, 40], [116, 39]]],
}
DAY = {"from": "2024-05-01", "to": "2024-05-02"}


def clock(hour_utc: float) -> str:
    minutes = round(hour_utc * 60)
    return f"2024-05-01T{minutes // 60:02}:{minutes % 60:02}:00Z"


@pytest.fixture
def client(engine: Engine) -> TestClient:
    app = create_app(engine, [router], write_token="unused", map_settings=MapSettings())
    return TestClient(app)


def test_devices_come_in_pages_by_identifier(client: TestClient, engine: Engine) -> None:
    store_track(engine, "b", [(clock(1), 116.5, 39.5), (clock(2.5), 116.5, 39.5)])
    store_track(engine, "a", [("2024-05-01T01:00:00.500Z", 1, 1)], device_class="personal")
    store_track(engine, "c", [(clock(1), 1, 1)])
    page = client.get("/v1/devices", params={"limit": 2}).json()
    assert page == {
        "total": 3,
        "limit": 2,
        "offset": 0,
        "devices": [
            {
                "id": "a",
                "device_class": "personal",
                "name": "a",
                "first": "2024-05-01T01:00:00.500Z",
                "last": "2024-05-01T01:00:00.500Z",
                "fixes": 1,
            },
            {
                "id": "b",
                "device_class": "patrol",
                "name": "b",
                "first": "2024-05-01T01:00:00Z",
                "last": "2024-05-01T02:30:00Z",
                "fixes": 2,
            },
        ],
    }
    second = client.get("/v1/devices", params={"limit": 2, "offset": 2}).json()
    assert [device["id"] for device in second["devices"]] == ["c"]


def test_an_empty_register_is_an_empty_page(client: TestClient) -> None:
    assert client.get("/v1/devices").json()["devices"] == []


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 1001}, {"offset": -1}, {"limit": "x"}])
def test_a_page_that_cannot_be_is_a_problem(client: TestClient, query: dict[str, Any]) -> None:
    assert client.get("/v1/devices", params=query).status_code == 400


def test_a_track_is_lines_and_points_split_at_gaps(client: TestClient, engine: Engine) -> None:
    rows = [
        (clock(1), 116.5, 39.5),
        (clock(1.1), 116.5000001, 39.5),
        (clock(3), 116.6, 39.6),
    ]
    store_track(engine, "car", rows)
    answer = client.get("/v1/devices/car/track", params=DAY)
    assert answer.headers["content-type"] == "application/geo+json"
    track = answer.json()
    assert track["type"] == "FeatureCollection"
    assert (track["from"], track["to"]) == ("2024-04-30T16:00:00Z", "2024-05-01T16:00:00Z")
    assert (track["count"], track["truncated"], track["next"]) == (3, False, None)
    line, point = track["features"]
    assert line["geometry"] == {
        "type": "LineString",
        "coordinates": [[116.5, 39.5], [116.5000001, 39.5]],
    }
    assert line["properties"] == {
        "device": "car",
        "first": "2024-05-01T01:00:00Z",
        "last": "2024-05-01T01:06:00Z",
        "fixes": 2,
        "times": ["2024-05-01T01:00:00Z", "2024-05-01T01:06:00Z"],
    }
    assert point["geometry"] == {"type": "Point", "coordinates": [116.6, 39.6]}


def test_the_window_holds_its_start_and_not_its_end(client: TestClient, engine: Engine) -> None:
    store_track(engine, "car", [(clock(1), 116.5, 39.5), (clock(2), 116.5, 39.5)])
    window = {"from": clock(1), "to": clock(2)}
    track = client.get("/v1/devices/car/track", params=window).json()
    assert [feature["properties"]["first"] for feature in track["features"]] == [clock(1)]
    within = client.post("/v1/positions/within", json=window | {"polygon": SQUARE}).json()
    assert within["devices"][0]["count"] == 1


def test_a_long_track_is_given_in_parts_that_lose_nothing(
    client: TestClient, engine: Engine
) -> None:
    # Two positions share each minute: they are never parted.
    rows = [(clock(1 + n / 60), 116.5 + i / 100, 39.5) for n in range(5) for i in range(2)]
    store_track(engine, "car", rows)
    window: dict[str, Any] = dict(DAY) | {"limit": 3}
    times: list[str] = []
    counts = []
    while window["from"] is not None:
        part = client.get("/v1/devices/car/track", params=window).json()
        counts.append(part["count"])
        times += [time for feature in part["features"] for time in feature["properties"]["times"]]
        assert part["truncated"] == (part["next"] is not None)
        window["from"] = part["next"]
    assert counts == [2, 2, 2, 2, 2]
    assert times == [time for time, _, _ in rows]


def test_a_page_of_one_instant_alone_does_not_stand_still(
    client: TestClient, engine: Engine
) -> None:
    store_track(engine, "car", [(clock(1), 116.5 + n / 1000, 39.5) for n in range(4)])
    part = client.get("/v1/devices/car/track", params=DAY | {"limit": 2}).json()
    assert part["count"] == 2
    assert part["next"] == "2024-05-01T01:00:00.000001Z"


@pytest.mark.parametrize("device", ["nobody", "a%00b", "%F0%9F%98%80"])
def test_an_unknown_device_is_not_found(client: TestClient, device: str) -> None:
    answer = client.get(f"/v1/devices/{device}/track", params=DAY)
    assert answer.status_code == 404
    assert answer.json()["type"] == "urn:shikong:problem:unknown-device"


@pytest.mark.parametrize(
    "window",
    [
        {"from": "2024-05-02", "to": "2024-05-01"},
        {"from": "2024-05-01", "to": "2024-05-01"},
        {"from": "2024-02-30", "to": "2024-05-01"},
        {"from": "2024-05-01T08:00:00", "to": "2024-05-02"},
        {"from": "2024-05-01"},
    ],
)
def test_a_bad_window_is_a_problem_in_both_questions(
    client: TestClient, engine: Engine, window: dict[str, str]
) -> None:
    store_track(engine, "car", [(clock(1), 116.5, 39.5)])
    body = window | {"polygon": SQUARE}
    for answer in (
        client.get("/v1/devices/car/track", params=window),
        client.post("/v1/positions/within", json=body),
    ):
        assert answer.status_code == 400
        assert answer.headers["content-type"] == "application/problem+json"


def test_devices_within_a_polygon_with_first_last_and_count(
    client: TestClient, engine: Engine
) -> None:
    inside = [(clock(hour), 116.5, 39.5) for hour in (1, 2, 3)]
    store_track(engine, "walker", [*inside, (clock(4), 118, 39.5)], device_class="personal")
    store_track(engine, "edge", [(clock(1), 116, 39.5)])
    store_track(engine, "near", [(clock(1), 117.0000001, 39.5)])
    answer = client.post("/v1/positions/within", json=DAY | {"polygon": SQUARE})
    assert answer.status_code == 200
    assert answer.json() == {
        "from": "2024-04-30T16:00:00Z",
        "to": "2024-05-01T16:00:00Z",
        "devices": [
            {
                "id": "edge",
                "device_class": "patrol",
                "first": clock(1),
                "last": clock(1),
                "count": 1,
                "seconds": 0.0,
                "known": {"seconds": 0.0, "share": 0.0, "gap_count": 2},
            },
            {
                "id": "walker",
                "device_class": "personal",
                "first": clock(1),
                "last": clock(3),
                "count": 3,
                "seconds": 0.0,
                "known": {"seconds": 0.0, "share": 0.0, "gap_count": 5},
            },
        ],
    }


def test_time_in_a_polygon_is_what_lies_between_two_fixes_in_it_without_a_gap(
    client: TestClient, engine: Engine
) -> None:
    minutes = [
        (0, 116.5),
        (5, 116.5),
        (9.5, 116.6),
        (12, 118),
        (15, 116.5),
        (40, 116.5),
        (41, 116.5),
    ]
    store_track(
        engine,
        "walker",
        [(f"2024-05-01T01:{int(at):02}:{at % 1 * 60:02.0f}Z", lon, 39.5) for at, lon in minutes],
    )
    found = client.post("/v1/positions/within", json=DAY | {"polygon": SQUARE}).json()
    # Minutes 0 to 9.5 and 40 to 41: neither the way out and back, nor the silence of 25 minutes.
    assert [(device["count"], device["seconds"]) for device in found["devices"]] == [(6, 630.0)]
    # Known is also the way out and back; before, after and in the silence the device is unknown.
    known = {"seconds": 960.0, "share": round(960 / 86400, 6), "gap_count": 3}
    assert found["devices"][0]["known"] == known
    question = DAY | {"polygon": SQUARE, "known": False}
    quick = client.post("/v1/positions/within", json=question).json()
    assert quick["devices"] == [
        {name: value for name, value in found["devices"][0].items() if name != "known"}
    ]


def test_a_hole_is_outside_and_two_positions_of_one_instant_count_twice(
    client: TestClient, engine: Engine
) -> None:
    hole = [[116.4, 39.4], [116.6, 39.4], [116.6, 39.6], [116.4, 39.6], [116.4, 39.4]]
    polygon = {"type": "Polygon", "coordinates": [*SQUARE["coordinates"], hole]}
    store_track(engine, "in-hole", [(clock(1), 116.5, 39.5)])
    # 27 km apart in one second: two pieces of track, each fix is counted once.
    store_track(engine, "jumps", [(clock(1), 116.1, 39.5), (clock(1), 116.3, 39.3)])
    found = client.post("/v1/positions/within", json=DAY | {"polygon": polygon}).json()
    assert [(device["id"], device["count"]) for device in found["devices"]] == [("jumps", 2)]


def test_fixes_beyond_web_mercator_are_found_too(client: TestClient, engine: Engine) -> None:
    store_track(engine, "pole", [(clock(1), 10, 89.9), (clock(1.01), 10.1, -90)])
    cap = [[-180, 86], [0, 86], [180, 86], [180, 90], [0, 90], [-180, 90], [-180, 86]]
    polygon = {"type": "Polygon", "coordinates": [cap]}
    found = client.post("/v1/positions/within", json=DAY | {"polygon": polygon}).json()
    assert [(device["id"], device["count"]) for device in found["devices"]] == [("pole", 1)]


def test_a_polygon_that_crosses_itself_is_a_problem_with_the_place(client: TestClient) -> None:
    bow_tie = [[116, 39], [118, 41], [118, 39], [116, 41], [116, 39]]
    polygon = {"type": "Polygon", "coordinates": [bow_tie]}
    answer = client.post("/v1/positions/within", json=DAY | {"polygon": polygon})
    assert answer.status_code == 400
    assert answer.json()["type"] == "urn:shikong:problem:bad-geometry"
    assert "[117, 40]" in answer.json()["detail"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        DAY,
        DAY | {"polygon": "here"},
        DAY | {"polygon": None},
        DAY | {"polygon": {"type": "Point", "coordinates": [1, 2]}},
        DAY | {"polygon": SQUARE, "buffer": 5},
    ],
)
def test_a_bad_question_is_a_problem(client: TestClient, body: dict[str, Any]) -> None:
    answer = client.post("/v1/positions/within", json=body)
    assert answer.status_code == 400
    assert answer.json()["detail"]


def features(answer: Any) -> list[tuple[str, list[float]]]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/geo+json"
    return [
        (one["properties"]["device"], one["geometry"]["coordinates"])
        for one in answer.json()["features"]
    ]


def test_the_latest_fix_of_chosen_devices_or_classes(client: TestClient, engine: Engine) -> None:
    store_track(engine, "car", [(clock(1), 116.1, 39.5), (clock(2), 116.2, 39.5)])
    store_track(engine, "post", [(clock(3), 117, 39.5)], device_class="marker")
    assert features(client.get("/v1/positions/latest")) == [
        ("car", [116.2, 39.5]), ("post", [117.0, 39.5]),
    ]  # fmt: skip
    assert features(client.get("/v1/positions/latest?class=marker")) == [("post", [117.0, 39.5])]
    assert features(client.get("/v1/positions/latest?device=car&device=none")) == [
        ("car", [116.2, 39.5])
    ]
    assert client.get("/v1/positions/latest?class=plane").status_code == 400
    assert client.get("/v1/positions/latest?device=%00").status_code == 400


def test_where_everybody_was_at_an_instant_and_how_that_is_known(
    client: TestClient, engine: Engine
) -> None:
    store_track(
        engine, "car", [("2024-05-01T01:00:00Z", 116, 39.5), ("2024-05-01T01:04:00Z", 116.04, 39.5)]
    )
    answer = client.get("/v1/positions/at", params={"time": "2024-05-01T01:01:00Z"})
    assert features(answer) == [("car", [116.01, 39.5])]
    [found] = answer.json()["features"]
    assert found["properties"]["certainty"] == "between"
    assert found["properties"]["fixed_at"] == "2024-05-01T01:00:00Z"
    assert found["properties"]["seconds"] == 60
    after = client.get("/v1/positions/at", params={"time": "2024-05-01T01:15:00Z"})
    assert features(after) == []
    assert client.get("/v1/positions/at", params={"time": "yesterday"}).status_code == 400


def test_the_nearest_devices_about_an_instant(client: TestClient, engine: Engine) -> None:
    for number in range(5):
        store_track(engine, f"car-{number}", [(clock(1), 116 + number / 100, 39.5)])
    asked = {"lon": 116.021, "lat": 39.5, "time": clock(1), "limit": 2}
    answer = client.get("/v1/positions/nearest", params=asked)
    assert [name for name, _ in features(answer)] == ["car-2", "car-3"]
    assert answer.json()["features"][0]["properties"]["metres"] == pytest.approx(86.0, abs=0.5)
    later = asked | {"time": "2024-05-01T01:05:00Z"}
    assert features(client.get("/v1/positions/nearest", params=later)) == []
    wider = later | {"within_s": 600}
    assert len(features(client.get("/v1/positions/nearest", params=wider))) == 2
    assert client.get("/v1/positions/nearest", params=asked | {"lat": 91}).status_code == 400


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"])
def test_the_ends_of_the_calendar_are_instants_as_well(client: TestClient, time: str) -> None:
    assert features(client.get("/v1/positions/at", params={"time": time})) == []
    asked = {"lon": 116, "lat": 39.5, "time": time}
    assert features(client.get("/v1/positions/nearest", params=asked)) == []
