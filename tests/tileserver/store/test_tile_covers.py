"""Which tiles a shape reaches into."""

from __future__ import annotations

import shapely
from hypothesis import given
from hypothesis import strategies as st

from spatial.tile_grids import CGCS2000, EXTENT, TILE_BUFFER, WEB_MERCATOR, TileGrid
from tileserver.store.covers import tiles_of

places = st.integers(0, 8 * EXTENT)


@given(
    st.lists(st.tuples(places, places), min_size=3, max_size=6),
    st.sampled_from([WEB_MERCATOR, CGCS2000]),
)
def test_no_tile_that_the_shape_meets_is_left_out(
    corners: list[tuple[int, int]], grid: TileGrid
) -> None:
    shape = shapely.convex_hull(shapely.multipoints(corners))
    found = set(tiles_of(shape, grid, 3))
    for x in range(grid.columns(3)):
        for y in range(grid.rows(3)):
            box = shapely.box(
                x * EXTENT - TILE_BUFFER,
                y * EXTENT - TILE_BUFFER,
                (x + 1) * EXTENT + TILE_BUFFER,
                (y + 1) * EXTENT + TILE_BUFFER,
            )
            if shapely.intersects(shape, box):
                assert (x, y) in found
            elif shape.area > 8 * EXTENT * EXTENT:
                # A large shape is looked at, not just its box.
                assert (x, y) not in found
    assert all(0 <= x < grid.columns(3) and 0 <= y < grid.rows(3) for x, y in found)
