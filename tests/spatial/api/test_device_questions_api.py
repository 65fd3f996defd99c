"""Stays, trips, profile and meetings over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from fix_rows import Row, store_track
from sqlalchemy import Engine

from spatial.api.positions import router
from spatial.locations import device_window

START = datetime(2024, 5, 1, tzinfo=UTC)
HOUR = {"from": "2024-05-01T00:00:00Z", "to": "2024-05-01T01:00:00Z"}
DEGREE_M = 111_319.49
"""A degree of the equator."""


@pytest.fixture
def client(engine: Engine, client_of: Any) -> TestClient:
    made: TestClient = client_of(engine, router)
    return made


def at(seconds: float, metres: float, base: datetime = START) -> Row:
    """Metres east of 116° on the equator."""
    return ((base + timedelta(seconds=seconds)).isoformat(), 116 + metres / DEGREE_M, 0.0)


def round_trip(base: datetime = START) -> list[Row]:
    """Ten minutes at 0 m, 10 m/s to 3,000 m in five minutes, there to minute 30; a fix each 30 s.

    One fix on the way is a spike.
    """
    return [
        at(s, min(max(s - 600, 0) * 10, 3000) + (20_000 if s == 750 else 0), base)
        for s in range(0, 1801, 30)
    ]


def ask(client: TestClient, address: str, **query: Any) -> dict[str, Any]:
    answer = client.get(address, params=HOUR | query)
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


def test_stays_with_place_arrival_departure_and_what_is_unknown(
    client: TestClient, engine: Engine
) -> None:
    store_track(engine, "car", round_trip())
    found = ask(client, "/v1/devices/car/stays")
    assert (found["device"], found["fixes"], found["removed"]) == ("car", 60, 1)
    assert found["known"] == {
        "seconds": 1800.0,
        "share": 0.5,
        "gap_count": 1,
        "gaps": [{"from": "2024-05-01T00:30:00Z", "to": "2024-05-01T01:00:00Z"}],
    }
    first, second = (one["properties"] for one in found["features"])
    # A circle of 100 m also holds the first fixes of the way: 10 m/s for less than 20 s.
    assert (first["arrival"], first["departure"]) == (
        "2024-05-01T00:00:00Z",
        "2024-05-01T00:10:00Z",
    )
    assert (second["arrival"], second["seconds"]) == ("2024-05-01T00:15:00Z", 900)
    assert (first["fixes"], first["radius_m"], first["unknown_s"]) == (21, 0, 0)
    assert (first["came"], first["left"], second["came"], second["left"]) == (
        False, True, True, False,
    )  # fmt: skip
    place = found["features"][1]["geometry"]["coordinates"]
    assert place == pytest.approx([116 + 3000 / DEGREE_M, 0], abs=1e-6)
    assert ask(client, "/v1/devices/car/stays", least_s=901)["features"] == []
    wide = ask(client, "/v1/devices/car/stays", radius_m=2000)
    assert [one["properties"]["fixes"] for one in wide["features"]] == [60]


def test_a_stay_goes_over_a_gap_only_when_asked(client: TestClient, engine: Engine) -> None:
    minutes = [*range(0, 11), *range(40, 51)]
    store_track(engine, "car", [at(60 * minute, 0) for minute in minutes])
    assert len(ask(client, "/v1/devices/car/stays")["features"]) == 2
    [whole] = ask(client, "/v1/devices/car/stays", over_gaps=True)["features"]
    assert (whole["properties"]["seconds"], whole["properties"]["unknown_s"]) == (3000, 1800)


def test_trips_lie_between_stays(client: TestClient, engine: Engine) -> None:
    store_track(engine, "car", round_trip())
    [trip] = ask(client, "/v1/devices/car/trips")["trips"]
    assert trip["from"] == {
        "time": "2024-05-01T00:10:00Z", "coordinates": [116, 0], "with": "stay",
    }  # fmt: skip
    assert (trip["to"]["time"], trip["to"]["with"]) == ("2024-05-01T00:15:00Z", "stay")
    assert (trip["seconds"], trip["fixes"], trip["jumps"]) == (300, 10, 0)
    assert trip["metres"] == pytest.approx(3000, abs=0.1)
    assert trip["mean_speed_kmh"] == pytest.approx(36, abs=0.01)
    assert trip["max_speed_kmh"] == pytest.approx(36, abs=0.1)
    [raw] = ask(client, "/v1/devices/car/trips", clean=False)["trips"]
    assert (raw["jumps"], raw["fixes"]) == (2, 11)
    assert raw["metres"] == pytest.approx(2400, abs=0.1)


def test_the_profile_of_a_window_by_hour_and_day(client: TestClient, engine: Engine) -> None:
    store_track(engine, "car", round_trip())
    window = {"from": "2024-05-01", "to": "2024-05-02"}
    found = ask(client, "/v1/devices/car/profile", **window)
    [day] = found["rows"]
    assert found["metres"] == day["metres"] == pytest.approx(3000, abs=0.1)
    assert (found["moving_s"], day["known_s"], day["jumps"]) == (300, 1800, 0)
    assert found["max_speed_kmh"] == pytest.approx(36, abs=0.1)
    hours = ask(client, "/v1/devices/car/profile", **window, per="hour")["rows"]
    assert len(hours) == 24
    assert hours[8]["from"] == "2024-05-01T00:00:00Z"
    assert hours[8]["metres"] == day["metres"]
    assert {hour["metres"] for hour in hours[:8] + hours[9:]} == {None}
    assert hours[23]["cumulative_m"] == day["metres"]


@pytest.mark.parametrize("hot", [False, True], ids=["sealed", "hot"])
def test_meetings_are_told_with_what_both_are_known_for(
    client: TestClient, engine: Engine, hot: bool
) -> None:
    base = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=59) if hot else START
    # Fixes before and after the window make its edges known.
    store_track(engine, "a", [at(s, 0, base) for s in range(-300, 4000, 300)])
    rows = [at(s, abs(s - 1500) - 10, base) for s in range(-300, 2101, 300)]
    store_track(engine, "b", rows, device_class="personal")
    window = {"from": base.isoformat(), "to": (base + timedelta(hours=1)).isoformat()}
    found = ask(client, "/v1/positions/meetings", **window, device=["a", "b"])
    assert [(one["id"], one["known"]["share"]) for one in found["devices"]] == [
        ("a", 1.0), ("b", round(2100 / 3600, 6)),
    ]  # fmt: skip
    assert (found["known"]["seconds"], found["known"]["gap_count"]) == (2100, 1)
    [meeting] = found["features"]
    told = meeting["properties"]
    # b comes at 1 m/s to 50 m, is at -10 m at second 1500, and goes again.
    assert told["seconds"] == pytest.approx(120, abs=0.1)
    start = datetime.fromisoformat(told["start"]) - base
    assert start.total_seconds() == pytest.approx(1440, abs=0.1)
    assert told["metres"] == 0
    assert (told["began"], told["ended"]) == (True, True)
    near = ask(client, "/v1/positions/meetings", **window, device=["a", "b"], least_s=121)
    assert near["features"] == []


@pytest.mark.parametrize(
    ("address", "query"),
    [
        ("/v1/devices/car/stays", {"radius_m": 0}),
        ("/v1/devices/car/stays", {"radius_m": 10_001}),
        ("/v1/devices/car/stays", {"radius_m": "nan"}),
        ("/v1/devices/car/stays", {"least_s": -1}),
        ("/v1/devices/car/stays", {"least_s": "inf"}),
        ("/v1/devices/car/trips", {"to": "2024-04-01"}),
        ("/v1/devices/car/profile", {"per": "week"}),
        ("/v1/devices/car/profile", {"per": "hour", "to": "2034-05-01"}),
        ("/v1/positions/meetings", {}),
        ("/v1/positions/meetings", {"device": ["car"]}),
        ("/v1/positions/meetings", {"device": ["car", "car"]}),
        ("/v1/positions/meetings", {"device": ["car", "van", "bus"]}),
        ("/v1/positions/meetings", {"device": ["car", "van"], "distance_m": 0}),
        ("/v1/positions/meetings", {"device": ["car", "van"], "distance_m": "nan"}),
    ],
)
def test_a_bad_question_about_a_device_is_a_problem(
    client: TestClient, engine: Engine, address: str, query: dict[str, Any]
) -> None:
    store_track(engine, "car", [at(0, 0)])
    answer = client.get(address, params=HOUR | query)
    assert answer.status_code == 400, answer.text
    assert answer.json()["type"] == "urn:shikong:problem:bad-parameter"


def test_an_unknown_device_is_not_found_by_any_question(client: TestClient, engine: Engine) -> None:
    store_track(engine, "car", [at(0, 0)])
    for address in ("/v1/devices/no/stays", "/v1/devices/no/trips", "/v1/devices/a%00/profile"):
        assert client.get(address, params=HOUR).status_code == 404
    query = HOUR | {"device": ["car", "no"]}
    assert client.get("/v1/positions/meetings", params=query).status_code == 404


def test_a_device_without_a_fix_in_the_window_is_unknown_not_absent(
    client: TestClient, engine: Engine
) -> None:
    store_track(engine, "car", [at(-90_000, 0)])
    store_track(engine, "van", [at(0, 0)])
    assert ask(client, "/v1/devices/car/stays")["known"]["share"] == 0
    assert ask(client, "/v1/devices/car/trips")["trips"] == []
    profile = ask(client, "/v1/devices/car/profile")
    assert (profile["max_speed_kmh"], profile["rows"][0]["metres"]) == (None, None)
    met = ask(client, "/v1/positions/meetings", device=["car", "van"])
    assert (met["known"]["share"], met["features"]) == (0, [])


def test_more_fixes_than_a_question_looks_at_are_refused(
    client: TestClient, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device_window, "FIXES_MOST", 60)
    store_track(engine, "car", round_trip())
    answer = client.get("/v1/devices/car/stays", params=HOUR)
    assert answer.status_code == 400
    assert "shorter window" in answer.json()["detail"]


def test_r4_5_a_late_batch_changes_what_is_derived_of_its_window(
    client: TestClient, engine: Engine
) -> None:
    rows = round_trip()
    store_track(engine, "car", rows[:10] + rows[45:])
    assert ask(client, "/v1/devices/car/trips")["trips"] == []
    store_track(engine, "car", rows[5:50])
    assert len(ask(client, "/v1/devices/car/trips")["trips"]) == 1
    assert ask(client, "/v1/devices/car/stays")["known"]["gap_count"] == 1
