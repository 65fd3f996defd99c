"""Events over HTTP: what happened in a place between two days, and one decision whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from registry_rows import EVENTS, VERSIONS, store_registry
from sqlalchemy import Engine

from spatial.api.divisions import router


@pytest.fixture
def client(engine: Engine, client_of: Callable[..., TestClient]) -> TestClient:
    store_registry(engine)
    return client_of(engine, router)


def events(client: TestClient, query: str) -> list[dict[str, Any]]:
    answer = client.get(f"/v1/divisions/events?{query}")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["events"]
    return found


def documents(client: TestClient, query: str) -> list[str]:
    return [no for event in events(client, query) for no in event["document_nos"]]


XINGTAI, HANGZHOU, CHANGCHUN = "国函〔2020〕78号", "浙政发〔2021〕7号", "国函〔2020〕84号"


def test_what_happened_in_a_province_between_two_days(client: TestClient) -> None:
    assert documents(client, "within=330000") == [HANGZHOU]
    assert documents(client, "within=130000&from=2019-12-31&to=2020-12-31") == [XINGTAI]
    assert documents(client, "within=13&from=2020-06-05") == []
    assert documents(client, "within=130521&to=2020-06-05") == [XINGTAI]
    assert documents(client, "to=2020-06-04") == []


def test_a_unit_that_left_is_found_where_it_was_and_where_it_went(client: TestClient) -> None:
    assert documents(client, "within=220300") == [CHANGCHUN]
    assert documents(client, "within=220100") == [CHANGCHUN]


def test_events_are_found_by_kind_and_level(client: TestClient) -> None:
    assert documents(client, "kind=rename") == [XINGTAI]
    assert documents(client, "kind=seat") == []
    assert documents(client, "level=county&kind=merge") == [HANGZHOU]
    assert documents(client, "level=province") == []


def test_pages_of_events_are_all_events_in_order_of_time(client: TestClient) -> None:
    path, seen = "/v1/divisions/events?limit=1", []
    while path:
        page = client.get(path).json()
        assert page["total"] == len(EVENTS)
        seen += [event["on"] for event in page["events"]]
        path = page["next"]
    assert seen == ["2020-06-05", "2020-06-05", "2021-03-11"]
    assert client.get("/v1/divisions/events?offset=99").json()["total"] == len(EVENTS)


def test_the_day_of_an_event_is_that_of_the_basis(client: TestClient) -> None:
    assert documents(client, "within=330000&from=2021-04-08") == []
    [event] = events(client, "within=330000&from=2021-04-08&basis=announced")
    assert (event["on"], event["approved_on"]) == ("2021-04-09", "2021-03-11")


def test_r1_9_one_decision_is_told_whole(client: TestClient) -> None:
    [listed] = events(client, "within=130000")
    whole = client.get(f"/v1/divisions/events/{listed['id']}").json()
    assert whole["wording"] == f"批复 {XINGTAI}"
    assert [one["kind"] for one in whole["effects"]] == ["transfer", "transfer", "rename", "rename"]
    first = whole["effects"][0]
    assert (first["predecessor"]["name"], first["successor"]["name"]) == ("邢台县", "襄都区")
    assert first["moved"] == ["东汪镇", "王快镇"]
    assert (whole["announced_on"], whole["list_date"]) == (None, "2020-12-31")
    assert whole["known_to"] is None


def test_a_corrected_event_says_what_is_held_instead(client: TestClient, engine: Engine) -> None:
    [old] = events(client, "within=330000")
    before = client.get(f"/v1/divisions/events/{old['id']}").json()
    corrected = [event for event in EVENTS if not event.key.startswith("mca/2021")]
    store_registry(engine, VERSIONS, corrected)
    gone = client.get(f"/v1/divisions/events/{old['id']}")
    assert (gone.status_code, gone.json()["reason"]) == (404, "corrected")
    assert gone.json()["instead"] is None
    again = client.get(f"/v1/divisions/events/{old['id']}?known_at={before['known_at']}").json()
    assert again["effects"] == before["effects"]
    assert client.get("/v1/divisions/events/999999").json()["reason"] == "unknown"


def test_geojson_has_a_feature_for_each_effect(client: TestClient) -> None:
    answer = client.get("/v1/divisions/events?format=geojson&within=330000")
    assert answer.headers["content-type"] == "application/geo+json"
    found = answer.json()
    assert (found["type"], found["total"]) == ("FeatureCollection", 1)
    assert len(found["features"]) == 4
    first = found["features"][0]
    assert (first["geometry"], first["properties"]["document_nos"]) == (None, [HANGZHOU])


def test_events_of_an_unknown_unit_or_kind_are_an_error(client: TestClient) -> None:
    unknown = client.get("/v1/divisions/events?within=880000")
    assert (unknown.status_code, unknown.json()["reason"]) == (404, "unknown")
    assert client.get("/v1/divisions/events?kind=war").status_code == 400
    assert client.get("/v1/divisions/events/first").status_code == 400
