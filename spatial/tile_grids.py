"""The two grids of tiles: WebMercatorQuad, and the CGCS2000 grid of longitude and latitude.

Both are quad trees: each zoom has twice the columns and rows of the one before. Tiles are counted
from the north-west, x to the east, y to the south. A pixel here is one unit of a vector tile, of
which EXTENT go along an edge: whole numbers over the whole grid of a zoom, x to the east and y to
the south, so that a tile's own coordinates are those of the grid less those of its corner.

WebMercatorQuad is that of OGC 17-083r4, annex D.1. CGCS2000Quad has two tiles at zoom 0, as
WorldCRS84Quad of annex D.2 has, in EPSG:4490; Tianditu's `c` matrices are one level further down:
its level L is our zoom L - 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from spatial.crs import web_mercator_from_cgcs2000
from spatial.errors import UnknownGrid, UnknownTile

Coordinates = NDArray[np.float64]

EXTENT = 4096
"""Units along an edge of a vector tile (MVT 2.1, 4.1)."""

TILE_BUFFER = 64
"""Units around a vector tile that its features reach into: strokes are drawn across its edge."""

FINEST_ZOOM = 24
"""No grid goes on below: a pixel there is less than a millimetre."""


@dataclass(frozen=True)
class TileGrid:
    """A quad tree of tiles.

    id: as it stands in URLs. srid: EPSG code of its coordinates, taken east before north here.
    west, north: its corner. span: along an edge of a tile of zoom 0. columns, all at zoom 0, stand
    in one row. west, north and span are in units of the CRS. finest_drawn: the last zoom that has
    generalised drawings of its own; a pixel of it is about two metres, and those of deeper zooms
    are made of it.
    """

    id: str
    title: str
    srid: int
    west: float
    north: float
    span: float
    columns_at_0: int
    finest_drawn: int

    def columns(self, z: int) -> int:
        """How many tiles stand side by side at a zoom."""
        return self.columns_at_0 << z

    def rows(self, z: int) -> int:
        """How many rows a zoom has."""
        return 1 << z

    def tile_span(self, z: int) -> float:
        """The edge of a tile of a zoom, in units of the CRS."""
        return self.span / (1 << z)

    def box(self, z: int, x: int, y: int) -> tuple[float, float, float, float]:
        """West, south, east, north of a tile, in units of the CRS."""
        edge = self.tile_span(z)
        west, north = self.west + x * edge, self.north - y * edge
        return west, north - edge, west + edge, north

    def require_tile(self, z: int, x: int, y: int) -> None:
        """Returns when the grid has the tile. Raises UnknownTile."""
        if not 0 <= z <= FINEST_ZOOM:
            raise UnknownTile(f"{self.id} has zooms 0 to {FINEST_ZOOM}, not {z}")
        columns, rows = self.columns(z), self.rows(z)
        if not (0 <= x < columns and 0 <= y < rows):
            raise UnknownTile(
                f"at zoom {z} of {self.id} x goes from 0 to {columns - 1} and y from 0 to "
                f"{rows - 1}, not to {x}/{y}"
            )

    def pixels_of(self, degrees: Coordinates, z: int) -> Coordinates:
        """Pixels of a zoom (not rounded) of longitudes and latitudes in CGCS2000, n x 2."""
        places = self._from_cgcs2000(degrees)
        scale = EXTENT / self.tile_span(z)
        return np.column_stack(
            ((places[:, 0] - self.west) * scale, (self.north - places[:, 1]) * scale)
        )

    def _from_cgcs2000(self, degrees: Coordinates) -> Coordinates:
        if self.srid == 4490:
            return degrees
        return np.asarray(web_mercator_from_cgcs2000(degrees), dtype=np.float64)

    def drawn_zoom(self, z: int) -> int:
        """The zoom whose drawings serve a zoom."""
        return min(z, self.finest_drawn)

    @property
    def whole(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the grid, in units of the CRS."""
        return (
            self.west,
            self.north - self.span,
            self.west + self.columns_at_0 * self.span,
            self.north,
        )


_HALF_EQUATOR_M = 20037508.342789244

WEB_MERCATOR = TileGrid(
    id="WebMercatorQuad",
    title="Web 墨卡托",
    srid=3857,
    west=-_HALF_EQUATOR_M,
    north=_HALF_EQUATOR_M,
    span=2 * _HALF_EQUATOR_M,
    columns_at_0=1,
    finest_drawn=12,
)

CGCS2000 = TileGrid(
    id="CGCS2000Quad",
    title="CGCS2000 经纬度",
    srid=4490,
    west=-180.0,
    north=90.0,
    span=180.0,
    columns_at_0=2,
    finest_drawn=11,
)

GRIDS: Mapping[str, TileGrid] = MappingProxyType(
    {grid.id: grid for grid in (WEB_MERCATOR, CGCS2000)}
)
"""All grids by id."""


def grid_named(name: str) -> TileGrid:
    """The grid of that id. Raises UnknownGrid with the ids that there are."""
    if name not in GRIDS:
        raise UnknownGrid(f"there is no grid {name!r}; there are {', '.join(GRIDS)}")
    return GRIDS[name]
