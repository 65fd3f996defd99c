"""Cameras as layers of any date: points and what they see; nothing of them in public."""

from __future__ import annotations

from typing import Any

import pytest
from camera_rows import HOME, aside, camera, number_of, store_cameras
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from spatial.api.app import create_app
from spatial.api.settings import MapSettings
from tests.tileserver.tile_builders import decode, tile_at
from tileserver import public_routes, routes
from tileserver.settings import TileSettings
from tileserver.vector_tiles import VectorTiles


@pytest.fixture
def client(three_counties: Engine) -> TestClient:
    store_cameras(
        three_counties,
        camera(1, valid_to="2023-01-01"),
        camera(1, valid_from="2023-01-01", bearing=270),
        camera(2, grade="敏感"),
        camera(3, reach=None, valid_to="2022-01-01"),
    )
    app = create_app(
        three_counties,
        [routes.router, public_routes.router],
        write_token="unused",
        map_settings=MapSettings(),
    )
    app.state.vector_tiles = VectorTiles(three_counties, TileSettings(look_s=0, published_s=0))
    return TestClient(app, headers={"Accept-Encoding": "identity"})


def drawn(client: TestClient, layer: str, day: str) -> list[dict[str, Any]]:
    x, y = tile_at(*HOME, 14)
    answer = client.get(f"/tiles/{layer}/{day}/WebMercatorQuad/14/{x}/{y}.mvt")
    if answer.status_code == 204:
        return []
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = decode(answer.content)[layer]["features"]
    return found


def test_cameras_and_their_sectors_are_drawn_as_of_any_day_r7_2(client: TestClient) -> None:
    points = {one["properties"]["number"]: one for one in drawn(client, "camera", "2021-12-31")}
    assert sorted(points) == [number_of(1), number_of(3)]
    assert points[number_of(1)]["properties"]["bearing_deg"] == 90
    assert points[number_of(3)]["properties"]["sector_known"] is False
    [before] = drawn(client, "camera_sector", "2022-12-31")
    [after] = drawn(client, "camera_sector", "2023-01-01")
    assert before["geometry"]["type"] == after["geometry"]["type"] == "Polygon"
    assert before["geometry"]["coordinates"] != after["geometry"]["coordinates"]
    assert drawn(client, "camera", "2019-12-31") == []


def test_sensitive_cameras_are_never_tiles_r7_4(client: TestClient) -> None:
    for layer in ("camera", "camera_sector"):
        numbers = [one["properties"]["number"] for one in drawn(client, layer, "2024-01-01")]
        assert numbers == [number_of(1)]


def test_the_public_profile_shows_nothing_of_the_register_r7_4(client: TestClient) -> None:
    assert {"camera", "camera_sector"} <= {
        one["id"] for one in client.get("/tiles").json()["layers"]
    }
    assert "camera" not in client.get("/public/tiles").text
    x, y = tile_at(*aside(90, 10), 10)
    for layer in ("camera", "camera_sector"):
        path = f"/public/tiles/{layer}/2024-01-01/WebMercatorQuad/10/{x}/{y}.mvt"
        assert client.get(path).status_code == 404
        assert client.get(f"/public/tiles/{layer}/tilejson.json").status_code == 404
