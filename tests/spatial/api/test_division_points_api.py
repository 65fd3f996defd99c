"""Points and shapes over HTTP, on drawn units: what a place was, how much moved, what changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from area_rows import store_areas
from fastapi.testclient import TestClient
from registry_rows import HANGZHOU, LAST, XINGTAI, store_registry, version
from sqlalchemy import Engine, text

from spatial.api.divisions import router

OLD = date(2000, 1, 1)


@pytest.fixture
def drawn(engine: Engine) -> Engine:
    """邢台's county gave one square of four to one district and three to the other."""
    store_registry(engine)
    store_areas(
        engine,
        {"east": (110, 30), "west": (111, 30), "a": (110, 31), "b": (111, 31), "c": (112, 31)}
        | {"d": (113, 31), "hang": (120, 30)},
        [
            ("130502", OLD, ["east"]),
            ("130503", OLD, ["west"]),
            ("130521", OLD, ["a", "b", "c", "d"]),
            ("130502", LAST, ["east", "a"]),
            ("130503", LAST, ["west", "b", "c", "d"]),
            ("330102", OLD, ["hang"]),
            ("330102", LAST, ["hang"]),
        ],
    )
    return engine


@pytest.fixture
def client(drawn: Engine, client_of: Callable[..., TestClient]) -> TestClient:
    return client_of(drawn, router)


def at(client: TestClient, lon: float, lat: float, query: str) -> dict[str, Any]:
    answer = client.get(f"/v1/divisions/at?lon={lon}&lat={lat}&{query}")
    assert answer.status_code == 200, answer.text
    [county] = answer.json()["levels"]
    found: dict[str, Any] = county
    return found


def test_r1_8_a_point_lies_in_one_unit_on_each_day(client: TestClient) -> None:
    before = at(client, 110.5, 31.5, f"date={XINGTAI.replace(day=4)}")
    after = at(client, 110.5, 31.5, f"date={XINGTAI}")
    assert (before["division"]["name"], before["division"]["identity"]) == (
        "邢台县",
        "mca:130521:1981",
    )
    assert (after["division"]["name"], after["division"]["identity"]) == (
        "襄都区",
        "mca:130502:1981",
    )
    assert (after["grade"], after["reason"]) == ("held", None)


def test_r1_8_a_point_outside_all_units_lies_in_the_sea(client: TestClient) -> None:
    assert at(client, 130.0, 20.0, "date=2020-12-31")["reason"] == "sea"


def test_a_point_on_a_limit_belongs_to_the_smallest_code(client: TestClient) -> None:
    edge = at(client, 111.0, 30.5, "date=2024-12-31")
    assert edge["division"]["code"] == "130502"
    assert [one["code"] for one in edge["candidates"]] == ["130503"]


def test_a_point_is_answered_on_the_basis_asked_for(client: TestClient) -> None:
    identity = {
        basis: at(client, 120.5, 30.5, f"date=2021-03-20&basis={basis}")["division"]["identity"]
        for basis in ("list", "announced")
    }
    assert identity == {"list": "mca:330102:2021", "announced": "mca:330102:1981"}


def test_a_portion_that_no_source_gives_is_measured_on_the_atoms(client: TestClient) -> None:
    found = client.get("/v1/divisions/130521/lineage?direction=forward").json()
    said, measured = found["edges"]
    assert (said["portion"], said["portion_basis"]) == (0.25, "source")
    assert measured["portion_basis"] == "atoms"
    assert measured["portion"] == pytest.approx(0.75, abs=1e-4)


def test_a_comparison_draws_what_changed(client: TestClient) -> None:
    path = "/v1/divisions/compare?from=2019-12-31&to=2020-12-31&within=130000&format=geojson"
    drawn = client.get(path).json()
    extent = {
        one["properties"]["identity"]: (one["properties"]["change"], one["geometry"]["type"])
        for one in drawn["features"]
    }
    assert extent == {
        "mca:130502:1981": (["name", "shape"], "MultiPolygon"),
        "mca:130503:1981": (["name", "shape"], "MultiPolygon"),
        "mca:130521:1981": (["gone"], "MultiPolygon"),
    }


def test_a_unit_whose_atoms_are_others_changed_its_shape_without_any_event(
    client: TestClient, drawn: Engine
) -> None:
    with drawn.begin() as connection:
        connection.execute(text("DELETE FROM division_effect"))
    path = "/v1/divisions/compare?from=2019-12-31&to=2020-12-31&within=130502"
    [unit] = client.get(path).json()["changes"]
    assert unit["change"] == ["name", "shape"]


def test_an_event_is_drawn_where_its_successor_lies(client: TestClient) -> None:
    path = "/v1/divisions/events?format=geojson&within=130000"
    first = client.get(path).json()["features"][0]
    assert first["properties"]["successor"]["name"] == "襄都区"
    longitudes = [lon for part in first["geometry"]["coordinates"] for lon, _ in part[0]]
    assert (min(longitudes), max(longitudes)) == (110, 111)


def test_a_list_has_shapes_when_asked_for_geojson(client: TestClient) -> None:
    path = f"/v1/divisions?date={HANGZHOU}&within=130500&format=geojson"
    found = client.get(path).json()
    shapes = {one["properties"]["code"]: one["geometry"] for one in found["features"]}
    assert list(shapes) == ["130500", "130502", "130503"]
    assert shapes["130500"] is None
    assert shapes["130502"]["type"] == "MultiPolygon"
    assert found["total"] == 3


@pytest.fixture
def counted(drawn: Engine) -> Engine:
    """The statistics bureau's list of 2023 with two districts, one of them mapped."""
    versions = [
        version("130502", "襄都区", date(2023, 12, 31), identity="nbs:130502:2023"),
    ]
    store_registry(drawn, versions, [], lists=[date(2023, 12, 31)], scheme="nbs")
    with drawn.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO division_mapping VALUES"
                " ('mca', '130502', 'nbs', '130502', '[2023-12-31,)', '代码、名称相同'),"
                " ('mca', '130503', 'nbs', NULL, '[2023-12-31,)', '统计未列')"
            )
        )
    return drawn


def test_r1_10_a_point_is_answered_in_the_codes_of_statistics_or_with_the_reason(
    counted: Engine, client_of: Callable[..., TestClient]
) -> None:
    client = client_of(counted, router)
    east = at(client, 110.5, 30.5, "date=2024-06-01&scheme=nbs")
    assert east["division"]["identity"] == "nbs:130502:2023"
    west = at(client, 111.5, 30.5, "date=2024-06-01&scheme=nbs")
    assert (west["division"], west["reason"], west["note"]) == (None, "no_counterpart", "统计未列")
    early = at(client, 110.5, 30.5, "date=2020-06-01&scheme=nbs")
    assert early["reason"] == "before_the_record"
