"""Coordinate reference systems at the entrance; the only place that shifts a coordinate.

Everything is stored in CGCS2000 (EPSG:4490), longitude before latitude. WGS 84 (EPSG:4326) agrees
with it to centimetres and is taken as it is. GCJ-02 (火星坐标) has no EPSG code: it is an
obfuscation of WGS 84 whose formula is publicly known; it is undone here by iteration. BD-09
(百度坐标) is a second shift on top of it, undone the same way.
"""

from __future__ import annotations

from functools import lru_cache
from math import pi

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

from spatial.errors import BadGeometry, BadParameter

CGCS2000 = "EPSG:4490"
WEB_MERCATOR = "EPSG:3857"
GCJ02 = "GCJ-02"
BD09 = "BD-09"

Floats = NDArray[np.float64]

# Krasovsky 1940, the ellipsoid that the published GCJ-02 formula uses.
_SEMI_MAJOR_M = 6378245.0
_ECCENTRICITY_SQUARED = 0.00669342162296594323

# Outside this box the published formula does nothing (longitude, latitude).
_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271

# What BD-09 adds to GCJ-02 everywhere, degrees.
_BD09_EAST, _BD09_NORTH = 0.0065, 0.006

# 1e-11 degree is about a micrometre; the inverse contracts by about 1e-4 a round.
_INVERSE_TOLERANCE = 1e-11
_INVERSE_ROUNDS = 30


def _offset(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """What GCJ-02 adds at a WGS 84 position, degrees of longitude and latitude."""
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    short = (20.0 * np.sin(6.0 * x * pi) + 20.0 * np.sin(2.0 * x * pi)) * 2.0 / 3.0
    d_lat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + short
    d_lat += (20.0 * np.sin(y * pi) + 40.0 * np.sin(y / 3.0 * pi)) * 2.0 / 3.0
    d_lat += (160.0 * np.sin(y / 12.0 * pi) + 320.0 * np.sin(y * pi / 30.0)) * 2.0 / 3.0
    d_lon = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + short
    d_lon += (20.0 * np.sin(x * pi) + 40.0 * np.sin(x / 3.0 * pi)) * 2.0 / 3.0
    d_lon += (150.0 * np.sin(x / 12.0 * pi) + 300.0 * np.sin(x / 30.0 * pi)) * 2.0 / 3.0
    phi = np.radians(lat)
    magic = 1.0 - _ECCENTRICITY_SQUARED * np.sin(phi) ** 2
    meridian = _SEMI_MAJOR_M * (1.0 - _ECCENTRICITY_SQUARED) / (magic * np.sqrt(magic))
    parallel = _SEMI_MAJOR_M / np.sqrt(magic) * np.cos(phi)
    inside = (lon >= _WEST) & (lon <= _EAST) & (lat >= _SOUTH) & (lat <= _NORTH)
    return (
        np.where(inside, np.degrees(d_lon / parallel), 0.0),
        np.where(inside, np.degrees(d_lat / meridian), 0.0),
    )


def gcj02_from_cgcs2000(lon_lat: ArrayLike) -> Floats:
    """GCJ-02 positions of CGCS2000 (or WGS 84) ones: array of shape (n, 2), longitude first.

    Identity outside the box that the formula covers. An empty array gives an empty array.
    """
    points = np.asarray(lon_lat, dtype=np.float64).reshape(-1, 2)
    d_lon, d_lat = _offset(points[:, 0], points[:, 1])
    return points + np.column_stack([d_lon, d_lat])


def cgcs2000_from_gcj02(lon_lat: ArrayLike) -> Floats:
    """CGCS2000 positions of GCJ-02 ones: array of shape (n, 2), longitude first.

    Fixed-point iteration on the forward formula; exact to about a micrometre inside the box.
    At the very edge of the box the forward formula jumps, so a position within the jump has no
    origin; it comes back as the last of the iteration, within a few hundred metres.
    """
    target = np.asarray(lon_lat, dtype=np.float64).reshape(-1, 2)
    found = target.copy()
    for _ in range(_INVERSE_ROUNDS):
        step = target - gcj02_from_cgcs2000(found)
        found += step
        if not step.size or np.abs(step).max() < _INVERSE_TOLERANCE:
            break
    return found


def bd09_from_gcj02(lon_lat: ArrayLike) -> Floats:
    """BD-09 positions of GCJ-02 ones, by the publicly known formula: shape (n, 2)."""
    points = np.asarray(lon_lat, dtype=np.float64).reshape(-1, 2)
    x, y = points[:, 0], points[:, 1]
    wave = pi * 3000.0 / 180.0
    length = np.hypot(x, y) + 0.00002 * np.sin(y * wave)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * wave)
    return np.column_stack(
        [length * np.cos(angle) + _BD09_EAST, length * np.sin(angle) + _BD09_NORTH]
    )


def cgcs2000_from_bd09(lon_lat: ArrayLike) -> Floats:
    """CGCS2000 positions of BD-09 ones: array of shape (n, 2), longitude first.

    Fixed-point iteration as for GCJ-02, then that one's inverse.
    """
    target = np.asarray(lon_lat, dtype=np.float64).reshape(-1, 2)
    found = target - np.array([_BD09_EAST, _BD09_NORTH])
    for _ in range(_INVERSE_ROUNDS):
        step = target - bd09_from_gcj02(found)
        found += step
        if not step.size or np.abs(step).max() < _INVERSE_TOLERANCE:
            break
    return cgcs2000_from_gcj02(found)


_SHIFTS = {GCJ02: cgcs2000_from_gcj02, BD09: cgcs2000_from_bd09}

_WITHOUT_PARAMETERS = frozenset({"Beijing 1954", "New Beijing", "Xian 1980"})
"""Datums from which no published way leads to CGCS2000."""

_LONGEST_NORTHING_M = 10_002_000.0
"""From the equator to the pole."""


def require_crs(name: str) -> str:
    """The CRS tag itself: GCJ-02, BD-09, or any that PROJ knows. Raises BadParameter."""
    if name not in _SHIFTS:
        _projection(name, CGCS2000)
    return name


@lru_cache
def in_degrees(name: str) -> bool:
    """Whether coordinates of a system that `require_crs` takes are longitude and latitude."""
    try:
        return bool(CRS.from_user_input(name).is_geographic)
    except CRSError:
        # Those that PROJ does not know, GCJ-02 and its like, are shifted degrees.
        return True


@lru_cache
def _projection(source: str, target: str) -> Transformer | None:
    """The way between two systems, None where the numbers stay as they are."""
    try:
        crs = CRS.from_user_input(source)
    except CRSError as error:
        raise BadParameter(
            f"{source!r} is no coordinate reference system: write GCJ-02 or as EPSG:4490"
        ) from error
    _require_known_shift(crs, source)
    if source != target and crs.to_epsg() in (4326, 4490) and target == CGCS2000:
        return None
    return None if source == target else Transformer.from_crs(crs, target, always_xy=True)


def _require_known_shift(crs: CRS, name: str) -> None:
    """Raises BadParameter for systems that lie tens of metres off by parameters nobody published.

    PROJ would take their numbers as they are.
    """
    geodetic = crs.geodetic_crs
    datum = geodetic.datum.name if geodetic is not None and geodetic.datum is not None else ""
    if datum in _WITHOUT_PARAMETERS:
        raise BadParameter(
            f"{name} rests on {datum}: without the parameters of its region it is not to be turned "
            "into CGCS2000"
        )


def _require_zone(coordinates: Floats, name: str) -> None:
    """Raises BadGeometry when eastings of a Gauss-Krüger system do not lie in its zone.

    A zone is less than 1,000 km wide, so the millions of an easting are its zone prefix: with
    another one, or with none, the wrong system is named. Where the other axis has the right
    millions, and this one the length of a northing, the two are swapped.
    """
    prefix = _zone_prefix(name)
    if prefix is None or len(coordinates) == 0:
        return
    first, second = (np.floor(coordinates[:, axis] / 1e6) for axis in (0, 1))
    if (first == prefix).all() or not np.isfinite(coordinates).all():
        return
    if (second == prefix).all() and (np.abs(coordinates[:, 0]) <= _LONGEST_NORTHING_M).all():
        raise BadGeometry(f"coordinates of {name} come with the northing first (X of a table)")
    said = f"the zone prefix {prefix}" if prefix else "no zone prefix"
    raise BadGeometry(
        f"{name} has {said}, and an easting of {coordinates[first != prefix, 0][0]:.0f} m does not "
        "lie in it"
    )


@lru_cache
def _zone_prefix(name: str) -> int | None:
    """The millions of the false easting of a Gauss-Krüger system on CGCS2000; None for others."""
    crs = CRS.from_user_input(name)
    operation = crs.coordinate_operation
    if (
        not crs.is_projected
        or operation is None
        or "Gauss-Kruger" not in operation.name
        or crs.geodetic_crs is None
        or crs.geodetic_crs.to_epsg() != 4490
    ):
        return None
    [easting] = (one.value for one in operation.params if one.name == "False easting")
    return int(float(easting) // 1e6)


def to_cgcs2000(geometry: BaseGeometry, source_crs: str) -> BaseGeometry:
    """The same geometry in CGCS2000, longitude before latitude.

    source_crs: GCJ-02, BD-09 or what PROJ knows; coordinates are easting or longitude first.
    Raises BadParameter for an unknown system and for those of 1954 and 1980, BadGeometry where a
    position has no image or lies outside the zone of its system (R4.8).
    """
    shift = _SHIFTS.get(source_crs)
    if shift is not None:
        moved = shapely.transform(geometry, shift)
    else:
        projection = _projection(source_crs, CGCS2000)
        if projection is None:
            moved = geometry
        else:
            _require_zone(shapely.get_coordinates(geometry), source_crs)
            moved = shapely.transform(
                geometry, lambda xy: np.column_stack(projection.transform(xy[:, 0], xy[:, 1]))
            )
    # Written so that a NaN fails too: every comparison with it is false.
    if not (np.abs(shapely.get_coordinates(moved)) <= (180.0, 90.0)).all():
        raise BadGeometry(f"the geometry has positions that in {source_crs} are not on the earth")
    return moved


def web_mercator_from_cgcs2000(lon_lat: ArrayLike) -> Floats:
    """Web Mercator metres (EPSG:3857, x then y) of longitudes and latitudes, shape (n, 2)."""
    points = np.asarray(lon_lat, dtype=np.float64).reshape(-1, 2)
    projection = _projection("EPSG:4326", WEB_MERCATOR)
    assert projection is not None
    return np.column_stack(projection.transform(points[:, 0], points[:, 1]))
