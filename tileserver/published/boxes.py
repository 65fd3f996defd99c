"""A tile in the coordinates of a published table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from pyproj import CRS, Transformer

from spatial.tile_grids import EXTENT, TILE_BUFFER
from tileserver.cutting import Place

BANDS = (1, 3, 5, 7, 9)
"""Zooms of Web Mercator up to which generalised shapes of a table serve, each from the one before.
Below the last the rows themselves are cut."""

_DOTS = 512
_MERCATOR_END = 85.06
_METRES_PER_DEGREE = 111_320


@dataclass(frozen=True, slots=True)
class Box:
    """What of a table a tile may show. west … north: of the tile with its margin, in the CRS of
    the table, east first. dot: half a dot of a tile that is shown at 512, in units of that CRS.
    """

    west: float
    south: float
    east: float
    north: float
    dot: float


def box_of(place: Place, srid: int) -> Box:
    """The box of a tile in a CRS."""
    west, south, east, north = place.grid.box(place.z, place.x, place.y)
    margin = (east - west) * TILE_BUFFER / EXTENT
    around = (west - margin, south - margin, east + margin, north + margin)
    if place.grid.srid == 4490:
        around = (
            max(around[0], -180.0),
            max(around[1], -_MERCATOR_END),
            min(around[2], 180.0),
            min(around[3], _MERCATOR_END),
        )
    else:
        edge = -place.grid.west
        around = (
            max(around[0], -edge),
            max(around[1], -edge),
            min(around[2], edge),
            min(around[3], edge),
        )
    if srid != place.grid.srid:
        around = _into(place.grid.srid, srid).transform_bounds(*around, densify_pts=21)
    return Box(*around, dot=tolerance(_mercator_zoom(place), srid))


def band_of(place: Place) -> int | None:
    """The band that serves a tile, None where rows are cut as they are."""
    zoom = _mercator_zoom(place)
    return next((band for band in BANDS if zoom <= band), None)


def tolerance(zoom: int, srid: int) -> float:
    """Half a dot of a zoom of Web Mercator, in units of a CRS, as it is at the equator."""
    degrees = 360 / 2**zoom / _DOTS / 2
    return float(degrees if _in_degrees(srid) else degrees * _METRES_PER_DEGREE)


def _mercator_zoom(place: Place) -> int:
    """The zoom of Web Mercator whose tiles are as wide."""
    return place.z if place.grid.srid == 3857 else place.z + 1


@lru_cache(maxsize=64)
def _into(grid_srid: int, srid: int) -> Transformer:
    return Transformer.from_crs(grid_srid, srid, always_xy=True)


@lru_cache(maxsize=64)
def _in_degrees(srid: int) -> bool:
    return bool(CRS.from_epsg(srid).is_geographic)
