"""Two days compared over HTTP: what is gone, new or other, and by what events."""

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


def compared(client: TestClient, query: str) -> dict[str, dict[str, Any]]:
    answer = client.get(f"/v1/divisions/compare?{query}")
    assert answer.status_code == 200, answer.text
    return {one["identity"]: one for one in answer.json()["changes"]}


def test_what_one_decision_changed_is_told_unit_by_unit(client: TestClient) -> None:
    found = compared(client, "from=2019-12-31&to=2020-12-31&within=130000")
    assert list(found) == ["mca:130502:1981", "mca:130503:1981", "mca:130521:1981"]
    east = found["mca:130502:1981"]
    assert east["change"] == ["name", "shape"]
    assert (east["before"]["name"], east["after"]["name"]) == ("桥东区", "襄都区")
    [event] = east["events"]
    assert (event["document_nos"], event["kinds"]) == (["国函〔2020〕78号"], ["transfer", "rename"])
    county = found["mca:130521:1981"]
    assert (county["change"], county["after"]) == (["gone"], None)
    assert [(kin["code"], kin["share"]) for kin in county["kin"]] == [
        ("130502", "part"),
        ("130503", "part"),
    ]


def test_a_unit_of_another_code_and_parent_is_the_same_unit(client: TestClient) -> None:
    for within in ("220100", "220300"):
        found = compared(client, f"from=2019-12-31&to=2020-12-31&within={within}")
        city = found["mca:220381:1985"]
        assert city["change"] == ["code", "parent"]
        assert (city["before"]["code"], city["after"]["code"]) == ("220381", "220184")


def test_a_new_unit_of_an_old_code_is_told_as_gone_and_new(client: TestClient) -> None:
    found = compared(client, "from=2020-12-31&to=2021-12-31&within=330000&level=county")
    assert found["mca:330102:1981"]["change"] == ["gone"]
    new = found["mca:330102:2021"]
    assert new["change"] == ["new"]
    assert [(kin["code"], kin["share"]) for kin in new["kin"]] == [
        ("330102", "whole"),
        ("330104", "part"),
    ]
    assert found["mca:330109:1981"]["change"] == ["shape"]
    assert [kin["code"] for kin in found["mca:330114:2021"]["kin"]] == ["330104", "330109"]


def test_between_two_days_without_events_nothing_changed(client: TestClient) -> None:
    assert compared(client, "from=2021-12-31&to=2024-12-31") == {}
    assert compared(client, "from=2020-12-31&to=2021-03-31&basis=announced") == {}
    assert compared(client, "from=2020-12-31&to=2021-03-31") != {}


def test_functional_areas_and_townships_are_no_part_of_an_official_comparison(
    client: TestClient,
) -> None:
    found = compared(client, "from=2020-12-31&to=2021-12-31")
    assert "mca:330114001:2021" not in found
    towns = compared(client, "from=2020-12-31&to=2021-12-31&level=township")
    assert list(towns) == ["mca:330114001:2021"]


def test_the_map_of_changes_has_a_feature_for_each_unit(client: TestClient) -> None:
    path = "/v1/divisions/compare?from=2019-12-31&to=2021-12-31"
    listed = client.get(path).json()
    answer = client.get(f"{path}&format=geojson")
    assert answer.headers["content-type"] == "application/geo+json"
    drawn = answer.json()
    assert drawn["counts"] == listed["counts"]
    assert [one["properties"]["identity"] for one in drawn["features"]] == [
        one["identity"] for one in listed["changes"]
    ]
    assert {one["geometry"] for one in drawn["features"]} == {None}


@pytest.mark.parametrize(
    ("query", "status", "kind"),
    [
        ("from=2021-01-01&to=2020-01-01", 400, "bad-period"),
        ("from=2021-01-01&to=2021-01-01", 400, "bad-period"),
        ("from=2021-01-01", 400, "bad-parameter"),
        ("from=1970-01-01&to=2020-01-01", 404, "before-the-record"),
        ("from=2019-01-01&to=2020-01-01&within=880000", 404, "unknown-division"),
    ],
)
def test_days_that_cannot_be_compared_are_an_error(
    client: TestClient, query: str, status: int, kind: str
) -> None:
    answer = client.get(f"/v1/divisions/compare?{query}")
    assert answer.status_code == status
    assert answer.json()["type"] == f"urn:shikong:problem:{kind}"
