"""Pages stay true under writes: nothing that was there all the time is lost or told twice."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from record_rows import Facility, store_dataset, store_facilities
from sqlalchemy import Connection, Engine, text

from spatial.api import features
from spatial.business.intake.knowledge import lock_dataset
from spatial.temporal import Period

ITEMS = "/ogc/collections/homes/items"


@pytest.fixture
def client(engine: Engine, client_of: Callable[..., TestClient]) -> TestClient:
    """A client over an empty dataset of facilities."""
    with engine.begin() as connection:
        store_dataset(connection, "homes", "facilities", grade="open")
    return client_of(engine, features.router)


def add(connection: Connection, key: str, reason: str) -> None:
    """A facility that is learned of now."""
    at = lock_dataset(connection, "homes")
    connection.execute(
        text(
            "INSERT INTO record (dataset_id, holds, key, valid, geom, attributes, known_from)"
            " VALUES ('homes', 'facilities', :key, daterange('2012-01-01', NULL),"
            " ST_Point(110, 30, 4490), jsonb_build_object('reason', CAST(:reason AS text)), :at)"
            " ON CONFLICT DO NOTHING"
        ),
        {"key": key, "reason": reason, "at": at},
    )


def take_back(connection: Connection, key: str) -> None:
    """A facility that is no longer held for true."""
    at = lock_dataset(connection, "homes")
    connection.execute(
        text(
            "UPDATE record SET known_until = :at WHERE dataset_id = 'homes' AND key = :key"
            " AND known_until = 'infinity'"
        ),
        {"key": key, "at": at},
    )


Write = tuple[str, int]

WRITES = st.lists(
    st.lists(st.tuples(st.sampled_from(["add", "correct", "take back"]), st.integers(0, 30)),
             max_size=4),
    max_size=12,
)  # fmt: skip


def write(engine: Engine, what: str, number: int) -> None:
    """One transaction of another client."""
    key = f"{number:03d}"
    with engine.begin() as connection:
        if what != "add":
            take_back(connection, key)
        if what != "take back":
            add(connection, key, "因灾")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    stored=st.sets(st.integers(0, 30)),
    writes=WRITES,
    limit=st.integers(1, 7),
)
def test_pages_are_those_of_the_first_moment_whatever_is_written_between(
    engine: Engine,
    client: TestClient,
    stored: set[int],
    writes: list[list[Write]],
    limit: int,
) -> None:
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM record"))
        for number in sorted(stored):
            add(connection, f"{number:03d}", "因病")
    found: list[dict[str, Any]] = []
    address, rest = f"{ITEMS}?limit={limit}", list(writes)
    while address:
        body = client.get(address).json()
        found += body["features"]
        assert body["numberMatched"] == len(stored)
        address = next((one["href"] for one in body["links"] if one["rel"] == "next"), "")
        for what, number in rest.pop(0) if rest else []:
            write(engine, what, number)
    assert [one["properties"]["key"] for one in found] == [f"{one:03d}" for one in sorted(stored)]
    # What was corrected in the meantime is told as it was at first: one state of knowledge.
    assert {one["properties"]["reason"] for one in found} <= {"因病"}


def _facilities(engine: Engine, number: int) -> None:
    store_facilities(
        engine,
        "homes",
        [Facility(f"{n:03d}", (110, 30), Period(date(2012, 1, 1), None)) for n in range(number)],
    )


def _next(body: dict[str, Any]) -> str:
    return next(str(one["href"]) for one in body["links"] if one["rel"] == "next")


def test_a_writer_who_is_not_done_yet_does_not_reach_into_pages(
    engine: Engine, client: TestClient
) -> None:
    _facilities(engine, 6)
    with engine.begin() as writer:
        # The instant of this change is before the first page; nobody sees it before it is stored.
        take_back(writer, "001")
        add(writer, "001", "因灾")
        take_back(writer, "005")
        first = client.get(ITEMS, params={"limit": 3}).json()
    second = client.get(_next(first)).json()
    keys = [one["properties"]["key"] for one in first["features"] + second["features"]]
    assert keys == [f"{n:03d}" for n in range(6)]


def test_a_token_serves_its_own_question_alone(engine: Engine, client: TestClient) -> None:
    _facilities(engine, 6)
    address = _next(client.get(ITEMS, params={"limit": 2}).json())
    assert client.get(address).status_code == 200
    assert client.get(f"{address}&bbox=100,20,120,40").status_code == 400
    token = address.partition("after=")[2].partition("&")[0]
    assert client.get(ITEMS, params={"after": token, "limit": 1000}).status_code == 200
    raw = bytearray(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    for place in range(len(raw)):
        forged = raw.copy()
        forged[place] ^= 1
        answer = client.get(
            ITEMS, params={"after": base64.urlsafe_b64encode(forged).decode().rstrip("=")}
        )
        assert answer.status_code == 400
        assert answer.json()["type"] == "urn:shikong:problem:bad-page-token"
