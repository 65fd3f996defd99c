"""Where an image lies: its outline in CGCS2000 and the size of its pixels.

The four edges are densified before they are converted, because an edge that is straight in the
image's system is curved in degrees. An outline that crosses 180 degrees is split there.
"""

from __future__ import annotations

from itertools import pairwise
from math import ceil, floor, hypot

import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray
from pyproj import Geod
from shapely import affinity
from shapely.geometry import MultiPolygon, Polygon

from spatial.errors import BadGeometry
from spatial.imagery.projection import degrees_from

Floats = NDArray[np.float64]

_POINTS_PER_EDGE = 64
_GEOD = Geod(ellps="GRS80")


def outline(crs_wkt: str, transform: Affine, width: int, height: int) -> Polygon | MultiPolygon:
    """The outline of an image of width x height pixels, longitude before latitude, CGCS2000.

    In parts on both sides of 180 degrees where it crosses that line; exterior rings run
    counter-clockwise (RFC 7946, 3.1.6).
    Raises BadGeometry where the system has no way to CGCS2000, where an edge lies off the earth
    (the full disc of a geostationary satellite), or where the image holds a pole.
    """
    to_degrees = degrees_from(crs_wkt)
    lon, lat = to_degrees.transform(*_edge_in_crs(transform, width, height))
    if not (np.isfinite(lon).all() and np.isfinite(lat).all() and (np.abs(lat) <= 90.0).all()):
        raise BadGeometry("its edges lie off the earth (full disc, or beyond its projection)")
    lon = _unwrapped(lon)
    if abs(lon[0] - lon[-1]) > 180.0:
        raise BadGeometry("it holds a pole: it has no outline in longitude and latitude")
    if lon.max() - lon.min() > 360.0 + 1e-9:
        raise BadGeometry("it goes round the earth more than once")
    ring = shapely.make_valid(Polygon(np.column_stack([lon, lat])))
    return _between_180s(ring)


def _edge_in_crs(transform: Affine, width: int, height: int) -> tuple[Floats, Floats]:
    steps = np.linspace(0.0, 1.0, _POINTS_PER_EDGE, endpoint=False)
    corners = [(0, 0), (width, 0), (width, height), (0, height), (0, 0)]
    columns, rows = [], []
    for (from_column, from_row), (to_column, to_row) in pairwise(corners):
        columns.append(from_column + steps * (to_column - from_column))
        rows.append(from_row + steps * (to_row - from_row))
    column, row = np.append(np.concatenate(columns), 0.0), np.append(np.concatenate(rows), 0.0)
    return (
        transform.a * column + transform.b * row + transform.c,
        transform.d * column + transform.e * row + transform.f,
    )


def _unwrapped(lon: Floats) -> Floats:
    """The longitudes as one walks along them, without jumps of a whole turn."""
    return np.asarray(np.unwrap(lon, period=360.0), dtype=np.float64)


def _between_180s(ring: shapely.Geometry) -> Polygon | MultiPolygon:
    west, _, east, _ = ring.bounds
    parts: list[Polygon] = []
    # 1e-9 degree: projecting leaves rounding at an edge that lies on 180 degrees exactly.
    for turn in range(
        floor((west + 180.0 + 1e-9) / 360.0), ceil((east - 180.0 - 1e-9) / 360.0) + 1
    ):
        frame = shapely.box(-180.0 + 360.0 * turn, -90.0, 180.0 + 360.0 * turn, 90.0)
        cut = affinity.translate(ring.intersection(frame), xoff=-360.0 * turn)
        parts += [part for part in shapely.get_parts(cut) if isinstance(part, Polygon)]
    if not parts:
        raise BadGeometry("its outline has no area")
    turned = [shapely.orient_polygons(part) for part in parts if part.area > 0.0]
    return turned[0] if len(turned) == 1 else MultiPolygon(turned)


def pixel_size_m(crs_wkt: str, transform: Affine, width: int, height: int) -> float:
    """The side in metres of a square as large as the pixel in the middle, measured geodesically."""
    to_degrees = degrees_from(crs_wkt)
    column, row = width / 2, height / 2
    points = [transform @ point for point in ((column, row), (column + 1, row), (column, row + 1))]
    lon, lat = to_degrees.transform(*np.array(points, dtype=np.float64).T)
    _, _, across = _GEOD.inv(lon[0], lat[0], lon[1], lat[1])
    _, _, down = _GEOD.inv(lon[0], lat[0], lon[2], lat[2])
    side = (across * down) ** 0.5
    if not (np.isfinite(side) and side > 0.0):
        raise BadGeometry(
            f"its pixels ({hypot(transform.a, transform.d):g} units wide) have no size on the earth"
        )
    return float(side)
