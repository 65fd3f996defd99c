"""Which tiles a drawn shape reaches into."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from spatial.tile_grids import EXTENT, TILE_BUFFER, TileGrid

_SMALL = 4


def tiles_of(shape: BaseGeometry, grid: TileGrid, z: int) -> Iterator[tuple[int, int]]:
    """Columns and rows of the tiles whose margin meets a shape in the pixels of a zoom.

    A tile that the shape's box meets but not the shape is left out where the box is large; it may
    be in where the box is small, which costs a look and no wrong tile.
    """
    west, north, east, south = shapely.bounds(shape)
    columns = _range(west, east, grid.columns(z))
    rows = _range(north, south, grid.rows(z))
    if len(columns) * len(rows) <= _SMALL:
        yield from ((x, y) for x in columns for y in rows)
        return
    shapely.prepare(shape)
    xs, ys = (places.ravel() for places in np.meshgrid(columns, rows))
    boxes = shapely.box(
        xs * EXTENT - TILE_BUFFER,
        ys * EXTENT - TILE_BUFFER,
        (xs + 1) * EXTENT + TILE_BUFFER,
        (ys + 1) * EXTENT + TILE_BUFFER,
    )
    met = shapely.intersects(shape, boxes)
    yield from zip(xs[met].tolist(), ys[met].tolist(), strict=True)


def _range(low: float, high: float, count: int) -> range:
    first = max(0, int((low - TILE_BUFFER) // EXTENT))
    last = min(count - 1, int((high + TILE_BUFFER) // EXTENT))
    return range(first, last + 1)
