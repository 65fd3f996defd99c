"""Parameters of requests: days, places, windows, the read-only connection."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from fastapi import APIRouter
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import AsOf, Lat, Lon, Reading, Window
from spatial.temporal import today_in_china

router = APIRouter()
READS = declared(DataClass.PLATFORM, Grade.OPEN)


@router.get("/day")
@READS
def day(date: AsOf) -> str:
    return date.isoformat()


@router.get("/place")
@READS
def place(lon: Lon, lat: Lat) -> list[float]:
    return [lon, lat]


@router.get("/window")
@READS
def window(window: Window) -> list[str]:
    return [instant.isoformat() for instant in window]


@router.get("/session")
@READS
def session(reading: Reading) -> dict[str, str]:
    return {
        name: reading.execute(text(f"SHOW {name}")).scalar_one()
        for name in ("transaction_read_only", "timezone")
    }


@pytest.fixture
def client(engine: Engine, client_of: Callable[..., TestClient]) -> TestClient:
    """A client of those routes."""
    return client_of(engine, router)


def test_a_day_is_the_one_asked_for(client: TestClient) -> None:
    assert client.get("/day?date=1996-12-31").json() == "1996-12-31"


def test_without_a_day_it_is_today_in_beijing(client: TestClient) -> None:
    before = today_in_china(datetime.now(UTC)).isoformat()
    got = client.get("/day").json()
    assert before <= got <= today_in_china(datetime.now(UTC)).isoformat()


@pytest.mark.parametrize("date", ["2021-02-30", "20210203", "2021-02-03T00:00:00Z", ""])
def test_a_day_that_is_none_is_a_bad_date(client: TestClient, date: str) -> None:
    answer = client.get("/day", params={"date": date})
    assert answer.status_code == 400
    assert answer.json()["type"] == "urn:shikong:problem:bad-date"


def test_the_corners_of_the_earth_are_places(client: TestClient) -> None:
    assert client.get("/place?lon=-180&lat=-90").json() == [-180, -90]
    assert client.get("/place?lon=180&lat=90").json() == [180, 90]


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("lon=180.0001&lat=0", "lon=180.0001 is no longitude: -180 to 180 degrees"),
        ("lon=0&lat=90.5", "lat=90.5 is no latitude: -90 to 90 degrees (are lon and lat swapped?)"),
        ("lon=0&lat=181", "lat=181.0 is no latitude: -90 to 90 degrees"),
        ("lon=nan&lat=0", "lon=nan is no longitude: -180 to 180 degrees"),
        ("lon=0&lat=inf", "lat=inf is no latitude: -90 to 90 degrees"),
    ],
)
def test_what_is_no_place_on_the_earth_is_refused(
    client: TestClient, query: str, detail: str
) -> None:
    answer = client.get(f"/place?{query}")
    assert answer.status_code == 400
    assert answer.json()["detail"] == detail


@pytest.mark.parametrize("query", ["lon=110", "lat=30", "lon=east&lat=30", "lon=&lat=30"])
def test_a_place_needs_two_numbers(client: TestClient, query: str) -> None:
    answer = client.get(f"/place?{query}")
    assert answer.status_code == 400
    assert answer.json()["type"] == "urn:shikong:problem:bad-parameter"


def test_days_of_a_window_begin_at_midnight_in_beijing(client: TestClient) -> None:
    assert client.get("/window?from=2008-10-24&to=2008-10-25").json() == [
        "2008-10-23T16:00:00+00:00",
        "2008-10-24T16:00:00+00:00",
    ]


def test_instants_of_a_window_are_turned_to_utc(client: TestClient) -> None:
    got = client.get(
        "/window", params={"from": "2008-10-24T08:00:00+08:00", "to": "2008-10-24T00:00:01Z"}
    )
    assert got.json() == ["2008-10-24T00:00:00+00:00", "2008-10-24T00:00:01+00:00"]


@pytest.mark.parametrize(
    ("start", "end", "kind"),
    [
        ("2008-10-24", "2008-10-24", "bad-parameter"),
        ("2008-10-25", "2008-10-24", "bad-parameter"),
        ("2008-10-24T08:00:00", "2008-10-25", "bad-date"),
        ("2008-10-24", "tomorrow", "bad-date"),
        ("0001-01-01", "2008-10-25", "bad-date"),
    ],
)
def test_a_window_that_holds_no_instant_is_refused(
    client: TestClient, start: str, end: str, kind: str
) -> None:
    answer = client.get("/window", params={"from": start, "to": end})
    assert answer.status_code == 400
    assert answer.json()["type"] == f"urn:shikong:problem:{kind}"


def test_a_plus_sign_that_became_a_space_is_no_silent_other_time(client: TestClient) -> None:
    # In a query string an unescaped + is a space: the zone is then unreadable, not dropped.
    answer = client.get("/window?from=2008-10-24T08:00:00+08:00&to=2008-10-25")
    assert answer.status_code == 400


def test_a_request_reads_in_a_read_only_transaction(client: TestClient) -> None:
    assert client.get("/session").json() == {"transaction_read_only": "on", "timezone": "UTC"}


def test_a_connection_that_read_can_write_for_the_next_owner(
    engine: Engine, client: TestClient
) -> None:
    client.get("/session")
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO division_list VALUES ('2020-12-31')"))
        assert connection.execute(text("SHOW transaction_read_only")).scalar_one() == "off"
