"""Which tiles hold anything of a layer: told by the shapes themselves, zoom by zoom.

Going down the quad tree from tiles that hold something would lose what is too small to be drawn
above; so each zoom is asked anew, and the shapes that are drawn there say where they reach.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, text

from spatial.tile_grids import EXTENT, TILE_BUFFER, TileGrid
from tileserver.cutting import source_of, viewpoint_of
from tileserver.editions import Edition
from tileserver.layers import Layer
from tileserver.published.declaration import PublishedTable
from tileserver.published.relation import relation_of
from tileserver.published.statements import shapes
from tileserver.published.tiles import shown
from tileserver.sight import Sight
from tileserver.vector_tiles import Bounds

Cells = NDArray[np.int64]
"""Columns and rows of tiles, n x 2."""

_IN_DEGREES = frozenset({"boundary_marker"})
"""Sources whose shapes have no drawings."""

_MERCATOR_END = 85.0511
"""Degrees of latitude at which the Web Mercator grid ends."""

_BLOCKS = 64
"""Blocks of tiles that a shape is first laid over."""


def occupied(
    connection: Connection,
    layer: Layer,
    grid: TileGrid,
    sight: Sight,
    edition: Edition,
    z: int,
    area: Bounds | None = None,
) -> Cells:
    """The tiles of a zoom that the layer reaches into, within an area; ascending.

    There may be some among them whose tile is empty, and there is none beside them that is not.
    """
    columns, rows = window(grid, z, area)
    zoom = grid.drawn_zoom(z)
    found = [
        tiles_met(shape, float(1 << (z - zoom)), columns, rows)
        for shape in _shapes(connection, layer, grid, sight, edition, zoom)
    ]
    if not found:
        return np.empty((0, 2), dtype=np.int64)
    return np.unique(np.concatenate(found), axis=0)


def _shapes(
    connection: Connection,
    layer: Layer,
    grid: TileGrid,
    sight: Sight,
    edition: Edition,
    zoom: int,
) -> list[BaseGeometry]:
    """The shapes of the edition in the pixels of a drawn zoom."""
    if isinstance(layer.published, PublishedTable):
        return _published_shapes(connection, layer, layer.published, grid, sight, edition, zoom)
    level = layer.id if layer.published is None else layer.published.level
    source = source_of(layer) if layer.published is None else "division"
    viewpoint = viewpoint_of(sight)
    bodies = connection.execute(
        viewpoint.sql("tileserver.export", f"{source}_shapes"),
        {
            "level": level,
            "day": edition.sql_day,
            "known_at": viewpoint.parameters["known_at"],
            "srid": grid.srid,
            "zoom": zoom,
        },
    ).scalars()
    found = shapely.from_wkb([bytes(body) for body in bodies])
    if source in _IN_DEGREES and len(found):
        found = shapely.transform(found, lambda places: grid.pixels_of(places, zoom))
    return list(found)


def _published_shapes(
    connection: Connection,
    layer: Layer,
    table: PublishedTable,
    grid: TileGrid,
    sight: Sight,
    edition: Edition,
    zoom: int,
) -> list[BaseGeometry]:
    relation = relation_of(connection, layer)
    bodies = connection.execute(
        text(shapes(table, relation)), shown(layer, sight, edition)
    ).scalars()
    found = shapely.from_wkb([bytes(body) for body in bodies])
    if not len(found):
        return []
    return list(shapely.transform(found, lambda places: grid.pixels_of(places, zoom)))


def window(grid: TileGrid, z: int, area: Bounds | None) -> tuple[range, range]:
    """Columns and rows of a zoom whose tiles meet an area; all of them for None."""
    if area is None:
        return range(grid.columns(z)), range(grid.rows(z))
    corners = np.array([(area.west, area.north), (area.east, area.south)])
    if grid.srid == 3857:
        corners[:, 1] = np.clip(corners[:, 1], -_MERCATOR_END, _MERCATOR_END)
    (left, top), (right, bottom) = grid.pixels_of(corners, z) / EXTENT
    return _within(left, right, grid.columns(z)), _within(top, bottom, grid.rows(z))


def _within(lower: float, upper: float, count: int) -> range:
    first = min(max(0, int(np.floor(lower))), count - 1)
    # A limit that lies on the edge of a tile does not reach into the next one.
    last = min(max(first, int(np.ceil(upper)) - 1), count - 1)
    return range(first, last + 1)


def tiles_met(shape: BaseGeometry, scale: float, columns: range, rows: range) -> Cells:
    """The tiles within columns and rows whose margin meets a shape.

    shape: in pixels of a drawn zoom; scale: pixels of the tiles' zoom in one of those. Large shapes
    are laid over blocks of tiles, and only those that meet it are looked into.
    """
    edge, margin = EXTENT / scale, TILE_BUFFER / scale
    west, north, east, south = shapely.bounds(shape)
    columns = _met_range(west, east, edge, margin, columns)
    rows = _met_range(north, south, edge, margin, rows)
    if not columns or not rows:
        return np.empty((0, 2), dtype=np.int64)
    shapely.prepare(shape)
    size = 1
    while -(-len(columns) // size) * -(-len(rows) // size) > _BLOCKS:
        size *= 2
    blocks = _every(
        range(columns.start // size, (columns.stop - 1) // size + 1),
        range(rows.start // size, (rows.stop - 1) // size + 1),
    )
    while True:
        boxes = shapely.box(
            blocks[:, 0] * size * edge - margin,
            blocks[:, 1] * size * edge - margin,
            (blocks[:, 0] + 1) * size * edge + margin,
            (blocks[:, 1] + 1) * size * edge + margin,
        )
        blocks = blocks[shapely.intersects(shape, boxes)]
        if size == 1:
            break
        size //= 2
        blocks = (blocks[:, None, :] * 2 + _every(range(2), range(2))).reshape(-1, 2)
    inside = (
        (blocks[:, 0] >= columns.start)
        & (blocks[:, 0] < columns.stop)
        & (blocks[:, 1] >= rows.start)
        & (blocks[:, 1] < rows.stop)
    )
    return np.asarray(blocks[inside], dtype=np.int64)


def _met_range(lower: float, upper: float, edge: float, margin: float, within: range) -> range:
    first = max(within.start, int(np.floor((lower - margin) / edge)))
    last = min(within.stop - 1, int(np.floor((upper + margin) / edge)))
    return range(first, last + 1)


def _every(columns: range, rows: range) -> Cells:
    xs, ys = np.meshgrid(np.array(columns, dtype=np.int64), np.array(rows, dtype=np.int64))
    return np.column_stack((xs.ravel(), ys.ravel()))
