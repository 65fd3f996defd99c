"""A polygon is divided among the units of a day, with geodesic areas, and nothing is left over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import shapely
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from spatial.api import division_batches
from tests.spatial.divisions.point_worlds import store_point_world


@pytest.fixture
def client(engine: Engine, client_of: Callable[..., TestClient]) -> TestClient:
    store_point_world(engine)
    return client_of(engine, division_batches.router)


def ask(client: TestClient, shape: shapely.Geometry, **query: str) -> Any:
    answer = client.post("/v1/divisions/within", params=query, json=shapely.geometry.mapping(shape))
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_units_come_with_shares_and_the_rest_with_its_reason(client: TestClient) -> None:
    found = ask(client, shapely.box(115.5, 30, 118.5, 31), date="2012-01-01")
    shares = {one["code"]: one for one in found["divisions"]}
    assert shares["990101"]["share_of_polygon"] == pytest.approx(1 / 3, rel=1e-3)
    assert shares["990101"]["share_of_unit"] == pytest.approx(1, rel=1e-3)
    rest = {one["reason"]: one["share_of_polygon"] for one in found["uncovered"]}
    assert rest["sea"] == pytest.approx(1 / 6, rel=1e-2)
    assert rest["no_geometry"] == pytest.approx(1 / 6, rel=1e-3)
    assert sum(one["share_of_polygon"] for one in found["divisions"]) + sum(
        rest.values()
    ) == pytest.approx(1, abs=1e-6)


def test_areas_are_geodesic(engine: Engine, client: TestClient) -> None:
    found = ask(client, shapely.box(116.25, 30.25, 116.5, 30.5), date="2012-01-01")
    with engine.connect() as connection:
        expected = connection.execute(
            text(
                "SELECT ST_Area(CAST(ST_Segmentize("
                "ST_MakeEnvelope(116.25, 30.25, 116.5, 30.5, 4490), 0.01) AS geography))"
            )
        ).scalar_one()
    assert found["divisions"][0]["area_m2"] == pytest.approx(expected, rel=1e-5)
    assert found["uncovered"] == []


def test_before_the_record_and_at_sea_a_reason_is_given(client: TestClient) -> None:
    early = ask(client, shapely.box(116.2, 30.2, 116.4, 30.4), date="2000-01-01")
    assert [one["reason"] for one in early["uncovered"]] == ["before_the_record"]
    sea = ask(client, shapely.box(1, 1, 2, 2), date="2012-01-01")
    assert [one["reason"] for one in sea["uncovered"]] == ["sea"]


def test_a_polygon_that_crosses_itself_is_refused(client: TestClient) -> None:
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    assert client.post("/v1/divisions/within", json=bow).status_code == 400
