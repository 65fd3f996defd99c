"""Which tiles an export asks for: all that hold anything, told by the shapes."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import Engine
from tile_builders import add_marker

from spatial.tile_grids import CGCS2000, EXTENT, TILE_BUFFER, WEB_MERCATOR, TileGrid
from tileserver.cutting import Place
from tileserver.editions import edition_among
from tileserver.export.addresses import occupied, tiles_met, window
from tileserver.export.numbering import number_of, place_of
from tileserver.layers import layer_named
from tileserver.sight import Sight
from tileserver.vector_tiles import Bounds

pixels = some.integers(0, 40 * EXTENT)


@given(
    some.lists(some.tuples(pixels, pixels), min_size=3, max_size=8),
    some.sampled_from([1.0, 2.0, 8.0]),
    some.integers(0, 20),
    some.integers(1, 60),
)
def test_tiles_met_are_those_whose_margin_meets_the_shape(
    corners: list[tuple[int, int]], scale: float, first: int, count: int
) -> None:
    shape = shapely.convex_hull(shapely.MultiPoint(corners))
    columns, rows = range(first, first + count), range(first // 2, first + count)
    found = {(x, y) for x, y in tiles_met(shape, scale, columns, rows).tolist()}
    edge, margin = EXTENT / scale, TILE_BUFFER / scale
    wanted = {
        (x, y)
        for x in columns
        for y in rows
        if shapely.box(
            x * edge - margin, y * edge - margin, (x + 1) * edge + margin, (y + 1) * edge + margin
        ).intersects(shape)
    }
    assert found == wanted


def test_window_of_an_area_holds_its_corners_and_no_tile_beside() -> None:
    columns, rows = window(CGCS2000, 1, Bounds(90.0, 0.0, 180.0, 45.0))
    assert (columns, rows) == (range(3, 4), range(0, 1))
    assert window(WEB_MERCATOR, 2, None) == (range(4), range(4))
    columns, rows = window(WEB_MERCATOR, 3, Bounds(-180.0, -90.0, 180.0, 90.0))
    assert (columns, rows) == (range(8), range(8))


@pytest.mark.parametrize("grid", [WEB_MERCATOR, CGCS2000], ids=lambda grid: grid.id)
@pytest.mark.parametrize("z", [0, 5, 12, 14])
def test_small_things_are_asked_for_at_every_zoom(country: Engine, grid: TileGrid, z: int) -> None:
    """A marker has no drawing, and a dash may be smaller than a pixel."""
    sight = Sight(date(2015, 1, 1))
    edition = edition_among((date(2005, 12, 31),), sight.day)
    with country.connect() as connection:
        for name, lon, lat in (("boundary_marker", 110.32, 30.16), ("boundary_line", 110.1, 29.9)):
            cells = occupied(connection, layer_named(name), grid, sight, edition, z)
            at = (grid.pixels_of(np.array([(lon, lat)]), z) // EXTENT).astype(int).tolist()[0]
            assert at in cells.tolist()


def test_markers_of_another_day_are_not_asked_for(three_counties: Engine) -> None:
    with three_counties.begin() as connection:
        add_marker(connection, "2", 120.0, 40.0, "[1990-12-31,2000-12-31)")
        days = (date(1990, 12, 31), date(2000, 12, 31), date(2005, 12, 31))
        for day, count in ((date(1995, 1, 1), 1), (date(2001, 1, 1), 0), (date(2006, 1, 1), 1)):
            edition = edition_among(days, day)
            cells = occupied(
                connection, layer_named("boundary_marker"), WEB_MERCATOR, Sight(day), edition, 10
            )
            assert len(cells) == count


@given(
    some.integers(0, 14), some.floats(0, 1, exclude_max=True), some.floats(0, 1, exclude_max=True)
)
def test_r5_1_numbers_of_both_grids_lead_back_to_their_tile(
    z: int, east: float, south: float
) -> None:
    for grid in (WEB_MERCATOR, CGCS2000):
        place = Place(grid, z, int(east * grid.columns(z)), int(south * grid.rows(z)))
        assert place_of(grid, number_of(place)) == place
