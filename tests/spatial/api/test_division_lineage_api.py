"""Lineage over HTTP: both ways, over any span, with documents and shares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from registry_rows import store_registry
from sqlalchemy import Engine

from spatial.api.divisions import router


@pytest.fixture
def client(engine: Engine, client_of: Callable[..., TestClient]) -> TestClient:
    store_registry(engine)
    return client_of(engine, router)


def lineage(client: TestClient, code: str, query: str = "") -> dict[str, Any]:
    answer = client.get(f"/v1/divisions/{code}/lineage?{query}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def codes(end: dict[str, Any]) -> list[str]:
    return [unit["code"] for unit in end["units"]]


def test_r1_6_what_became_of_a_county_that_went_to_two_districts(client: TestClient) -> None:
    found = lineage(client, "130521", "direction=forward")
    assert codes(found["forward"]) == ["130502", "130503"]
    assert found["backward"] is None
    first, second = found["edges"]
    assert first["document_nos"] == ["国函〔2020〕78号"]
    assert (first["approved_on"], first["on"]) == ("2020-06-05", "2020-06-05")
    assert first["moved"] == ["东汪镇", "王快镇"]
    assert (first["portion"], first["portion_basis"]) == (0.25, "source")
    assert (second["share"], second["portion"]) == ("part", None)
    names = {node["id"]: node["name"] for node in found["nodes"]}
    assert [names[edge["to"]] for edge in found["edges"]] == ["襄都区", "信都区"]
    assert {names[edge["from"]] for edge in found["edges"]} == {"邢台县"}


def test_r1_6_what_a_new_district_came_from(client: TestClient) -> None:
    found = lineage(client, "330114", "direction=backward")
    assert codes(found["backward"]) == ["330104", "330109"]
    assert {unit["share"] for unit in found["backward"]["units"]} == {"part"}
    assert {edge["announced_on"] for edge in found["edges"]} == {"2021-04-09"}


def test_r1_6_a_walk_back_follows_a_name_through_its_changes(client: TestClient) -> None:
    found = lineage(client, "130502", "direction=backward")
    assert codes(found["backward"]) == ["130502", "130521"]
    renamed = next(edge for edge in found["edges"] if edge["kind"] == "rename")
    assert (renamed["continues"], renamed["portion"], renamed["portion_basis"]) == (
        True,
        1.0,
        "whole",
    )


def test_a_span_leaves_out_what_happened_before_and_after(client: TestClient) -> None:
    assert lineage(client, "130521", "to=2020-06-04")["edges"] == []
    assert len(lineage(client, "130521", "to=2020-06-05")["edges"]) == 2
    assert lineage(client, "130502", "from=2020-06-05")["edges"] == []


def test_the_day_on_which_a_code_is_meant_tells_its_units_apart(client: TestClient) -> None:
    assert lineage(client, "419001", "date=1988-06-01")["unit"]["name"] == "义马市"
    assert lineage(client, "419001")["unit"]["name"] == "济源市"
    before = lineage(client, "130502", "date=2010-01-01")
    assert (before["unit"]["name"], codes(before["forward"])) == ("桥东区", ["130502"])
    nothing = client.get("/v1/divisions/419001/lineage?date=1993-01-01")
    assert (nothing.status_code, nothing.json()["reason"]) == (404, "retired")


def test_a_basis_moves_the_day_of_a_change(client: TestClient) -> None:
    assert lineage(client, "330114", "basis=announced")["edges"][0]["on"] == "2021-04-09"
    early = client.get("/v1/divisions/330114/lineage?basis=announced&date=2021-03-31")
    assert early.json()["reason"] == "not_yet"


def test_an_identity_is_as_good_as_a_code(client: TestClient) -> None:
    found = lineage(client, "mca:220381:1985", "direction=backward")
    assert (found["unit"]["code"], codes(found["backward"])) == ("220184", [])
    [moved] = found["edges"]
    assert (moved["kind"], moved["continues"]) == ("subordination", True)


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("from=2021-01-01&to=2020-01-01", "bad-period"),
        ("date=2010-01-01&from=2015-01-01", "bad-parameter"),
        ("direction=sideways", "bad-parameter"),
        ("from=2021", "bad-date"),
        ("scheme=moon", "bad-parameter"),
        ("known_at=2999-01-01", "bad-parameter"),
    ],
)
def test_a_lineage_question_without_sense_is_a_bad_request(
    client: TestClient, query: str, kind: str
) -> None:
    answer = client.get(f"/v1/divisions/130521/lineage?{query}")
    assert answer.status_code == 400
    assert answer.json()["type"] == f"urn:shikong:problem:{kind}"
