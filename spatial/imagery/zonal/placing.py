"""A polygon in degrees laid on the grid of a file: in pixels, column and row."""

from __future__ import annotations

from functools import lru_cache

import shapely
from pyproj import CRS
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from spatial.imagery.projection import from_degrees
from spatial.imagery.zonal.planes import Grid


def in_pixels(
    grid: Grid, polygon: BaseGeometry, footprint: BaseGeometry, resolution_m: float
) -> BaseGeometry:
    """The part of a polygon (degrees, CGCS2000) at a file, in its pixels; empty where it is away.

    footprint: of the scene; projections are not made for what is far away from it.
    """
    near = _near(polygon, footprint, resolution_m)
    if near.is_empty:
        return near
    inverse = ~grid.transform
    return affinity.affine_transform(
        _in_crs_of(grid, near), [inverse.a, inverse.b, inverse.d, inverse.e, inverse.c, inverse.f]
    )


def _near(polygon: BaseGeometry, footprint: BaseGeometry, resolution_m: float) -> BaseGeometry:
    # Two pixels more than the footprint, in degrees of latitude: at least as much east and west.
    margin = max(2 * resolution_m / 111_000, 1e-9)
    part = polygon.intersection(footprint.buffer(margin, join_style="mitre"))
    if part.is_empty:
        return part
    west, south, east, north = part.bounds
    # A GeoJSON edge is straight in degrees (RFC 7946, 3.1.1), so it is bent in the file's CRS.
    return part.segmentize(max((east - west) / 100, (north - south) / 100, 1e-9))


def _in_crs_of(grid: Grid, area: BaseGeometry) -> BaseGeometry:
    to_file = from_degrees(grid.crs)
    moved = shapely.transform(area, lambda x, y: to_file.transform(x, y), interleaved=False)
    if not _in_degrees(grid.crs):
        return moved
    # A file in degrees may run from 0 to 360, or beyond 180.
    frame = shapely.box(*_bounds(grid))
    turns = (affinity.translate(moved, xoff=turn) for turn in (-360.0, 0.0, 360.0))
    return shapely.union_all([turned for turned in turns if turned.intersects(frame)])


@lru_cache(maxsize=256)
def _in_degrees(crs: str) -> bool:
    return bool(CRS.from_wkt(crs).is_geographic)


def _bounds(grid: Grid) -> tuple[float, float, float, float]:
    """Least x, least y, greatest x, greatest y of a file in its CRS, whichever way its rows run."""
    ends = ((0, 0), (grid.width, 0), (0, grid.height), (grid.width, grid.height))
    xs, ys = zip(*(grid.transform @ corner for corner in ends), strict=True)
    return min(xs), min(ys), max(xs), max(ys)
