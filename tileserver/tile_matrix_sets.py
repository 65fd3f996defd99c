"""The grids as OGC Two Dimensional Tile Matrix Sets (OGC 17-083r4), in JSON.

The order of the axes is that of the CRS itself: EPSG:4490 has latitude before longitude, so the
corner of CGCS2000Quad is (90, -180). Cells are pixels of a tile of 256.
"""

from __future__ import annotations

from math import pi

from spatial.tile_grids import CGCS2000, WEB_MERCATOR, TileGrid

TILE_PIXELS = 256

PIXEL_M = 0.00028
"""The standardised rendering pixel in metres (OGC 17-083r4, 6.1.1)."""

_DEGREE_M = 2 * pi * 6378137.0 / 360
"""Metres of a degree along the equator: the semi-major axis of CGCS2000 is that of GRS 80."""

_AXES = {WEB_MERCATOR.srid: ("E", "N"), CGCS2000.srid: ("Lat", "Lon")}

_WELL_KNOWN = {
    WEB_MERCATOR.id: "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad",
}
"""Sets that are registered with OGC. The one of CGCS2000 is ours."""


def cell_size(grid: TileGrid, z: int) -> float:
    """Units of the CRS along a pixel of a tile of 256."""
    return grid.tile_span(z) / TILE_PIXELS


def scale_denominator(grid: TileGrid, z: int) -> float:
    """The scale at which a pixel is the standardised one."""
    metres = _DEGREE_M if grid.srid == CGCS2000.srid else 1.0
    return cell_size(grid, z) * metres / PIXEL_M


def corner(grid: TileGrid) -> tuple[float, float]:
    """The north-west corner, in the order of the axes of the CRS."""
    if grid.srid == CGCS2000.srid:
        return grid.north, grid.west
    return grid.west, grid.north


def crs_uri(grid: TileGrid) -> str:
    """The CRS as OGC names it."""
    return f"http://www.opengis.net/def/crs/EPSG/0/{grid.srid}"


def document(grid: TileGrid, deepest: int) -> dict[str, object]:
    """The tile matrix set of a grid, zooms 0 to `deepest`."""
    found: dict[str, object] = {
        "id": grid.id,
        "title": grid.title,
        "crs": crs_uri(grid),
        "orderedAxes": list(_AXES[grid.srid]),
        "tileMatrices": [
            {
                "id": str(z),
                "scaleDenominator": scale_denominator(grid, z),
                "cellSize": cell_size(grid, z),
                "cornerOfOrigin": "topLeft",
                "pointOfOrigin": list(corner(grid)),
                "tileWidth": TILE_PIXELS,
                "tileHeight": TILE_PIXELS,
                "matrixWidth": grid.columns(z),
                "matrixHeight": grid.rows(z),
            }
            for z in range(deepest + 1)
        ],
    }
    if grid.id in _WELL_KNOWN:
        found["uri"] = _WELL_KNOWN[grid.id]
    return found
