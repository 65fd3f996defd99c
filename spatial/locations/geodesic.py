"""Metres between positions in degrees, and areas, on the ellipsoid of CGCS2000; right at the poles
and the antimeridian too."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from shapely import MultiPolygon, Polygon

_SEMI_MAJOR_M = 6_378_137.0
_INVERSE_FLATTENING = 298.257222101
_E2 = (2 - 1 / _INVERSE_FLATTENING) / _INVERSE_FLATTENING

CGCS2000 = Geod(a=_SEMI_MAJOR_M, rf=_INVERSE_FLATTENING)
"""The ellipsoid of CGCS2000 (GB 22021—2008)."""

Floats = NDArray[np.float64]


def area_m2(shape: shapely.Geometry) -> float:
    """The geodesic area of a polygon, of several, or of those in a collection; else 0."""
    total = 0.0
    for part in shapely.get_parts(shape):
        if isinstance(part, Polygon):
            rings = [part.exterior, *part.interiors]
            measured = [abs(CGCS2000.geometry_area_perimeter(Polygon(ring))[0]) for ring in rings]
            total += measured[0] - sum(measured[1:])
        elif isinstance(part, MultiPolygon):
            total += area_m2(part)
    return total


def step_metres(lon: Floats, lat: Floats) -> Floats:
    """The geodesic length of each step from a position to the next: one less than positions.

    lon, lat: degrees, CGCS2000.

    >>> step_metres(np.array([179.9995, -179.9995]), np.array([0.0, 0.0])).round(1).tolist()
    [111.3]
    """
    if len(lon) < 2:
        return np.empty(0)
    metres: Floats = CGCS2000.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])[2]
    return metres


def earth_centred(lon: Floats, lat: Floats) -> Floats:
    """Positions as x, y, z in metres from the centre of the earth, one row for each.

    A straight line between two of them is shorter than the geodesic by its cube over
    24 squared radii: 1 mm at 10 km. lon, lat: degrees, CGCS2000.
    """
    east, north = np.radians(lon), np.radians(lat)
    normal = _SEMI_MAJOR_M / np.sqrt(1 - _E2 * np.sin(north) ** 2)
    return np.stack(
        [
            normal * np.cos(north) * np.cos(east),
            normal * np.cos(north) * np.sin(east),
            normal * (1 - _E2) * np.sin(north),
        ],
        axis=-1,
    )


def lon_lat_below(xyz: Floats) -> tuple[float, float]:
    """Longitude and latitude, in degrees, of one position near the ground given by x, y, z."""
    x, y, z = xyz.tolist()
    lat = np.degrees(np.arctan2(z, (1 - _E2) * np.hypot(x, y)))
    return float(np.degrees(np.arctan2(y, x))), float(lat)


def upwards(lon: Floats, lat: Floats) -> Floats:
    """The direction away from the ellipsoid at each position, of length 1; axes as above."""
    east, north = np.radians(lon), np.radians(lat)
    return np.stack(
        [np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)], axis=-1
    )


def tangent_axes(lon: float, lat: float) -> Floats:
    """Two directions along the ground at a position, east and north: columns of a 3 × 2 matrix.

    What is given from there by x, y, z, times the matrix, is metres east and north of it; within
    20 km these are shorter than along the ground by 3 cm at most. At a pole, east is what it is on
    the meridian of the position.
    """
    east, north = np.radians(lon), np.radians(lat)
    return np.array(
        [
            [-np.sin(east), -np.sin(north) * np.cos(east)],
            [np.cos(east), -np.sin(north) * np.sin(east)],
            [0.0, np.cos(north)],
        ]
    )


def metres_per_degree(lat: Floats) -> tuple[Floats, Floats]:
    """How long a degree of longitude and one of latitude is at each latitude.

    >>> east, north = metres_per_degree(np.array([0.0, 90.0]))
    >>> east.round().tolist(), north.round().tolist()
    ([111319.0, 0.0], [110574.0, 111694.0])
    """
    north = np.radians(lat)
    bulge = 1 - _E2 * np.sin(north) ** 2
    along_parallel = _SEMI_MAJOR_M * np.cos(north) / np.sqrt(bulge)
    along_meridian = _SEMI_MAJOR_M * (1 - _E2) / bulge**1.5
    return np.radians(1.0) * along_parallel, np.radians(1.0) * along_meridian
