"""The public profile: open layers and fields only, coarser, and as announced (R5.6, R5.7)."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from spatial.access.declaration import Grade
from spatial.api.app import create_app
from spatial.api.settings import MapSettings
from tests.tileserver.tile_builders import RENAMED, decode, tile_at
from tileserver import public_routes, routes
from tileserver.layers import declared_layers
from tileserver.settings import TileSettings
from tileserver.sight import Profile
from tileserver.vector_tiles import VectorTiles

HERE = (110.32, 30.16)


@pytest.fixture
def client(three_counties: Engine) -> TestClient:
    """Both profiles over a country whose renaming was announced half a year after its list."""
    with three_counties.begin() as connection:
        connection.execute(
            text(
                "UPDATE division_area SET note = '内部说明', valid_announced ="
                " CASE name WHEN '乙县' THEN CAST('{[2000-12-31,2011-06-30)}' AS datemultirange)"
                " WHEN '乙市' THEN CAST('{[2011-06-30,)}' AS datemultirange)"
                " ELSE datemultirange(valid) END"
            )
        )
    app = create_app(
        three_counties,
        [routes.router, public_routes.router],
        write_token="unused",
        map_settings=MapSettings(),
    )
    app.state.vector_tiles = VectorTiles(three_counties, TileSettings(look_s=0))
    return TestClient(app, headers={"Accept-Encoding": "identity"})


def features(client: TestClient, url: str, layer: str) -> list[dict[str, Any]]:
    answer = client.get(url)
    assert answer.status_code == 200, answer.text
    found = decode(answer.content)[layer]["features"]
    assert isinstance(found, list)
    return found


def tile(layer: str, day: str, z: int) -> str:
    x, y = tile_at(*HERE, z)
    return f"/tiles/{layer}/{day}/WebMercatorQuad/{z}/{x}/{y}.mvt"


@pytest.mark.parametrize(("layer", "z"), [("county", 7), ("boundary_marker", 10)])
def test_r5_6_a_public_tile_has_no_field_above_its_grade(
    client: TestClient, layer: str, z: int
) -> None:
    [part] = [one for one in declared_layers()[layer].parts if one.id == layer]
    assert part.internal
    url = tile(layer, "2020-01-01", z)
    inside = {name for one in features(client, url, layer) for name in one["properties"]}
    outside = {
        name for one in features(client, f"/public{url}", layer) for name in one["properties"]
    }
    assert part.internal <= inside
    assert not part.internal & outside
    assert outside <= set(part.fields_for(Profile.PUBLIC))


def test_r5_6_public_tiles_end_at_the_zoom_of_the_setting(client: TestClient) -> None:
    assert client.get(f"/public{tile('county', RENAMED, 10)}").status_code == 200
    beyond = client.get(f"/public{tile('county', RENAMED, 11)}")
    assert beyond.status_code == 404
    assert beyond.json()["type"] == "urn:shikong:problem:unknown-tile"
    assert client.get(tile("county", RENAMED, 11)).status_code == 200
    document = client.get("/public/tiles/county/tilejson.json?date=2020-01-01").json()
    assert document["maxzoom"] == 10
    assert {part["maxzoom"] for part in document["vector_layers"]} == {10}
    assert "note" not in document["vector_layers"][0]["fields"]


def test_r5_6_layers_that_are_not_open_are_unknown_to_the_public(client: TestClient) -> None:
    listed = {one["id"] for one in client.get("/public/tiles").json()["layers"]}
    assert listed == {
        *("province", "prefecture", "county", "township", "village"),
        *("boundary_line", "boundary_marker"),
    }
    for layer in declared_layers().values():
        if layer.grade is not Grade.OPEN:
            answer = client.get(f"/public{tile(layer.id, '2020-01-01', 7)}")
            assert answer.status_code == 404
            assert answer.json()["type"] == "urn:shikong:problem:unknown-layer"


def test_r5_7_a_public_tile_shows_the_divisions_announced_by_its_day(client: TestClient) -> None:
    def names(url: str) -> set[str]:
        return {one["properties"]["name"] for one in features(client, url, "county")}

    between = tile("county", "2011-01-31", 7)
    assert "乙市" in names(between)
    assert "乙县" in names(f"/public{between}")
    assert "乙市" in names(f"/public{tile('county', '2011-06-30', 7)}")
    document = client.get("/public/tiles/county/tilejson.json?date=2011-01-31").json()
    assert document["changes"] == ["2000-12-31", "2011-06-30"]
    [template] = document["tiles"]
    x, y = tile_at(*HERE, 7)
    assert "/public/tiles/county/2000-12-31/" in template
    assert client.get(template.format(z=7, x=x, y=y)).status_code == 200


def test_the_profile_is_part_of_what_a_tile_is_kept_under(client: TestClient) -> None:
    url = tile("county", RENAMED, 7)
    first = client.get(url).content
    public = client.get(f"/public{url}").content
    assert first != public
    assert client.get(url).content == first
