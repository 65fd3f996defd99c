"""The registered lines as a layer of any date, and markers of which a newer source spoke."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from register_files import line, lines_file, table_file
from sqlalchemy import Engine, text

from ingest.boundaries.lines import load_boundary_register
from ingest.boundaries.markers import load_boundary_markers
from spatial.api.app import create_app
from spatial.api.settings import MapSettings
from tests.tileserver.tile_builders import decode, tile_at
from tileserver import public_routes, routes
from tileserver.settings import TileSettings
from tileserver.vector_tiles import VectorTiles


@pytest.fixture
def client(three_counties: Engine, tmp_path: Path) -> TestClient:
    first = line([(110.0, 30.0), (110.1, 30.0)], valid_to="2010-01-01")
    later = line([(110.0, 30.0), (110.1, 30.05)], name="新虚彼线", valid_from="2010-01-01")
    load_boundary_register(three_counties, lines_file(tmp_path, first, later), crs="EPSG:4490")
    app = create_app(
        three_counties,
        [routes.router, public_routes.router],
        write_token="unused",
        map_settings=MapSettings(),
    )
    app.state.vector_tiles = VectorTiles(three_counties, TileSettings(look_s=0, published_s=0))
    return TestClient(app, headers={"Accept-Encoding": "identity"})


def drawn(client: TestClient, day: str, layer: str = "registered_boundary") -> list[dict[str, Any]]:
    x, y = tile_at(110.05, 30.01, 10)
    answer = client.get(f"/tiles/{layer}/{day}/WebMercatorQuad/10/{x}/{y}.mvt")
    if answer.status_code == 204:
        return []
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = decode(answer.content)[layer]["features"]
    return found


def test_registered_lines_are_drawn_as_of_any_day_r3_1(client: TestClient) -> None:
    [first] = drawn(client, "2009-12-31")
    [later] = drawn(client, "2010-01-01")
    assert first["properties"] == {
        "number": "9899", "name": "虚彼线", "level": "province", "left_code": "980000",
        "right_code": "990000", "ordinal": 1,
    }  # fmt: skip
    assert later["properties"]["name"] == "新虚彼线"
    assert first["geometry"]["coordinates"] != later["geometry"]["coordinates"]
    assert drawn(client, "1995-05-31") == []


def test_line_that_is_held_no_longer_is_drawn_no_longer_r3_1(
    client: TestClient, three_counties: Engine, tmp_path: Path
) -> None:
    corrected = line([(110.0, 30.0), (110.1, 30.02)], name="改正", valid_from="2010-01-01")
    load_boundary_register(
        three_counties, lines_file(tmp_path, corrected, name="corrected.geojson"), crs="EPSG:4490"
    )
    [now] = drawn(client, "2020-01-01")
    assert now["properties"]["name"] == "改正"


def test_registered_lines_are_not_of_the_public_profile_r3_1(client: TestClient) -> None:
    internal = {one["id"] for one in client.get("/tiles").json()["layers"]}
    assert "registered_boundary" in internal
    x, y = tile_at(110.05, 30.01, 10)
    path = f"registered_boundary/2010-01-01/WebMercatorQuad/10/{x}/{y}.mvt"
    assert client.get(f"/public/tiles/{path}").status_code == 404


def test_markers_that_are_held_no_longer_are_drawn_no_longer_r3_1(
    client: TestClient, three_counties: Engine, tmp_path: Path
) -> None:
    header = "number,line_name,lon,lat,valid_from,valid_to,state"
    for lat, name in ((30.01, "old.csv"), (30.02, "new.csv")):
        row = f"T9,改正线,110.05,{lat},2005-06-01,,完好"
        load_boundary_markers(three_counties, table_file(tmp_path, header, row, name=name))
    with three_counties.connect() as connection:
        held = connection.execute(
            text("SELECT count(*) FROM boundary_marker WHERE number = 'T9'")
        ).scalar_one()
    assert held == 2
    found = [one for one in drawn(client, "2007-01-01", "boundary_marker")
             if one["properties"]["number"] == "T9"]  # fmt: skip
    assert len(found) == 1
