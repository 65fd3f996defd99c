"""The grids as other programs read them: OGC's documents, and the same tiles by another library."""

from __future__ import annotations

import math

import morecantile
import numpy as np
import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from spatial.api.app import create_app
from spatial.api.settings import MapSettings
from spatial.errors import UnknownTile
from spatial.tile_grids import CGCS2000, EXTENT, GRIDS, WEB_MERCATOR, TileGrid
from tileserver import matrix_set_routes
from tileserver.tile_matrix_sets import document


@pytest.fixture(scope="module")
def sets() -> dict[str, morecantile.TileMatrixSet]:
    return {
        grid.id: morecantile.TileMatrixSet.model_validate(document(grid, 24))
        for grid in GRIDS.values()
    }


def test_r5_1_the_document_of_web_mercator_is_that_of_ogc(
    sets: dict[str, morecantile.TileMatrixSet],
) -> None:
    registered = morecantile.tms.get("WebMercatorQuad")
    for z in range(25):
        ours, theirs = sets["WebMercatorQuad"].matrix(z), registered.matrix(z)
        assert ours.scaleDenominator == pytest.approx(theirs.scaleDenominator, rel=1e-9)
        assert ours.pointOfOrigin == pytest.approx(theirs.pointOfOrigin)
        assert (ours.matrixWidth, ours.matrixHeight) == (theirs.matrixWidth, theirs.matrixHeight)


def test_r5_1_the_document_of_cgcs2000_has_latitude_first_and_two_tiles_at_its_top(
    sets: dict[str, morecantile.TileMatrixSet],
) -> None:
    described = document(CGCS2000, 24)
    assert described["crs"] == "http://www.opengis.net/def/crs/EPSG/0/4490"
    assert described["orderedAxes"] == ["Lat", "Lon"]
    top = sets["CGCS2000Quad"].matrix(0)
    assert (top.matrixWidth, top.matrixHeight) == (2, 1)
    assert list(top.pointOfOrigin) == [90.0, -180.0]
    # As WorldCRS84Quad (OGC 17-083r4, annex D.2), whose ellipsoid is as large.
    assert top.scaleDenominator == pytest.approx(279541132.0143589, rel=1e-9)


@given(
    st.floats(-179.9, 179.9),
    st.floats(-85, 85),
    st.integers(0, 16),
    st.sampled_from([WEB_MERCATOR, CGCS2000]),
)
def test_r5_1_another_library_finds_a_place_in_the_same_tile(
    lon: float, lat: float, z: int, grid: TileGrid
) -> None:
    there = morecantile.TileMatrixSet.model_validate(document(grid, 24))
    tile = there.tile(lon, lat, z)
    [(x, y)] = grid.pixels_of(np.array([[lon, lat]]), z) / EXTENT
    # On a tile's edge the last bits decide.
    assert abs(x - (tile.x + 0.5)) <= 0.5 + 1e-6
    assert abs(y - (tile.y + 0.5)) <= 0.5 + 1e-6


@given(st.sampled_from([WEB_MERCATOR, CGCS2000]), st.integers(0, 20), st.data())
def test_a_tile_has_its_four_children_within_its_box(
    grid: TileGrid, z: int, data: st.DataObject
) -> None:
    x = data.draw(st.integers(0, grid.columns(z) - 1))
    y = data.draw(st.integers(0, grid.rows(z) - 1))
    west, south, east, north = grid.box(z, x, y)
    boxes = [grid.box(z + 1, 2 * x + dx, 2 * y + dy) for dx in (0, 1) for dy in (0, 1)]
    assert min(box[0] for box in boxes) == pytest.approx(west, abs=1e-6)
    assert max(box[2] for box in boxes) == pytest.approx(east, abs=1e-6)
    assert min(box[1] for box in boxes) == pytest.approx(south, abs=1e-6)
    assert max(box[3] for box in boxes) == pytest.approx(north, abs=1e-6)


@pytest.mark.parametrize("grid", GRIDS.values(), ids=GRIDS)
def test_what_lies_outside_a_grid_is_an_unknown_tile(grid: TileGrid) -> None:
    for z, x, y in ((-1, 0, 0), (25, 0, 0), (3, grid.columns(3), 0), (3, 0, 8), (3, -1, 0)):
        with pytest.raises(UnknownTile):
            grid.require_tile(z, x, y)
    grid.require_tile(3, grid.columns(3) - 1, 7)


def test_the_documents_are_served(engine: Engine) -> None:
    app = create_app(
        engine, [matrix_set_routes.router], write_token="unused", map_settings=MapSettings()
    )
    client = TestClient(app)
    listed = client.get("/ogc/tileMatrixSets").json()["tileMatrixSets"]
    assert [one["id"] for one in listed] == list(GRIDS)
    for one in listed:
        [link] = one["links"]
        read = morecantile.TileMatrixSet.model_validate(client.get(link["href"]).json())
        assert read.maxzoom == 24
        assert math.isclose(read.matrix(1).cellSize * 2, read.matrix(0).cellSize)
    answer = client.get("/ogc/tileMatrixSets/NoGrid")
    assert answer.status_code == 404
    assert answer.json()["type"] == "urn:shikong:problem:unknown-grid"
