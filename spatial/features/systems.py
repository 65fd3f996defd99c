"""The coordinate reference systems in which features are told and asked for (OGC 18-058r1).

Stored is CGCS2000, longitude before latitude. Coordinates are told in the order of axes that the
authority gives: of EPSG:4490 and 4326 latitude first, of Gauss-Krüger northing first; only of CRS84
and Web Mercator the eastern axis first.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from pyproj import Transformer
from pyproj.enums import TransformDirection

from spatial.errors import UnknownCrs
from spatial.features.selection import Box, Rectangle

_EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
_NAMED = re.compile(
    r"(?:https?://www\.opengis\.net/def/crs/EPSG/[^/]+/|urn:ogc:def:crs:EPSG:[^:]*:|EPSG:)(\d{4,5})",
    re.IGNORECASE,
)
_CRS84 = re.compile(
    r"https?://www\.opengis\.net/def/crs/OGC/(?:1\.3|0)/CRS84|urn:ogc:def:crs:OGC:[^:]*:CRS84"
    r"|(?:OGC:)?CRS84",
    re.IGNORECASE,
)

_DEGREE_DECIMALS, _METRE_DECIMALS = 8, 3


@dataclass(frozen=True, slots=True)
class System:
    """A coordinate reference system.

    uri: its name in answers. srid: its EPSG code, of CRS84 that of WGS 84. northing_first: whether
    the first axis is the northern one. degrees: whether its units are degrees, else metres.
    """

    uri: str
    srid: int
    northing_first: bool
    degrees: bool

    @property
    def decimals(self) -> int:
        """The decimals of its coordinates in texts: about a millimetre."""
        return _DEGREE_DECIMALS if self.degrees else _METRE_DECIMALS

    def box(self, first: float, second: float, third: float, fourth: float) -> tuple[Box, ...]:
        """The boxes that a lower and an upper corner mean, each in the order of the axes.

        In degrees the western corner may lie east of the other: then the box goes over ±180°.
        Raises ValueError with what is wrong.
        """
        west, south, east, north = first, second, third, fourth
        if self.northing_first:
            west, south, east, north = second, first, fourth, third
        if not all(map(math.isfinite, (west, south, east, north))):
            raise ValueError("something in it is no number")
        if south > north:
            raise ValueError("its second corner lies south of the first")
        if self.degrees:
            if not (-180 <= west <= 180 and -180 <= east <= 180 and south >= -90 and north <= 90):
                raise ValueError("degrees lie within ±180 of longitude and ±90 of latitude")
            if west <= east:
                return (Box(west, south, east, north),)
            return (Box(west, south, 180.0, north), Box(-180.0, south, east, north))
        if west > east:
            raise ValueError("its second corner lies west of the first")
        return (_around(Rectangle(self.srid, west, south, east, north)),)


def _epsg(code: int, *, northing_first: bool = True, degrees: bool = False) -> System:
    return System(f"{_EPSG}{code}", code, northing_first, degrees)


CRS84 = System("http://www.opengis.net/def/crs/OGC/1.3/CRS84", 4326, False, True)
STORED = _epsg(4490, degrees=True)
"""CGCS2000 as the authority orders its axes; in store longitude comes first."""

_OF_CODE = {
    one.srid: one
    for one in (
        STORED,
        _epsg(4326, degrees=True),
        _epsg(3857, northing_first=False),
        # CGCS2000 / Gauss-Krüger: 6° zones with (4491…) and without (4502…) prefix, then 3° zones.
        *(_epsg(code) for code in range(4491, 4555)),
    )
}

SYSTEMS: tuple[System, ...] = (CRS84, *_OF_CODE.values())
"""All systems that there are; the first is that of answers for which none is asked."""


def system_named(name: str) -> System:
    """The system of a URI; `EPSG:4490`, URNs and URIs in brackets are understood as well.

    Raises UnknownCrs.
    """
    told = name.strip().removeprefix("[").removesuffix("]").removeprefix("<").removesuffix(">")
    if _CRS84.fullmatch(told):
        return CRS84
    match = _NAMED.fullmatch(told)
    system = _OF_CODE.get(int(match[1])) if match else None
    if system is None:
        raise UnknownCrs(
            f"there is no coordinate reference system {name!r} here; there are {CRS84.uri}, "
            f"{_EPSG}4490, {_EPSG}4326, {_EPSG}3857 and those of CGCS2000 / Gauss-Krüger, "
            f"{_EPSG}4491 to {_EPSG}4554"
        )
    return system


# The edges of a rectangle bend between the points by which its surroundings are reckoned.
_POINTS_ON_EDGE = 21
_BEND_SHARE, _LEAST_DEGREES = 0.01, 1e-6
_ENDLESS = 1e12


def _around(within: Rectangle) -> Box:
    """A box in degrees around a rectangle. Raises ValueError where that is not on the earth."""
    bounds = _to_degrees(within.srid).transform_bounds(
        within.min_x, within.min_y, within.max_x, within.max_y, densify_pts=_POINTS_ON_EDGE
    )
    if not all(map(math.isfinite, bounds)):
        raise ValueError("it reaches where its system has no places")
    west, south, east, north = bounds
    if west > east:
        west, east = -180.0, 180.0
    across = _BEND_SHARE * (east - west) + _LEAST_DEGREES
    along = _BEND_SHARE * (north - south) + _LEAST_DEGREES
    return Box(
        max(west - across, -180.0),
        max(south - along, -90.0),
        min(east + across, 180.0),
        min(north + along, 90.0),
        within,
    )


def bounds_in(srid: int, box: Box) -> tuple[float, float, float, float]:
    """Least and largest coordinates, easting first, around a box in another system; endless where
    the box reaches beyond it.
    """
    if srid in (4326, 4490):
        return (box.west, box.south, box.east, box.north)
    bounds = _to_degrees(srid).transform_bounds(
        box.west,
        box.south,
        box.east,
        box.north,
        densify_pts=_POINTS_ON_EDGE,
        direction=TransformDirection.INVERSE,
    )
    if not all(map(math.isfinite, bounds)):
        return (-_ENDLESS, -_ENDLESS, _ENDLESS, _ENDLESS)
    left, lower, right, upper = bounds
    across, along = _BEND_SHARE * (right - left) + 1, _BEND_SHARE * (upper - lower) + 1
    return (left - across, lower - along, right + across, upper + along)


@lru_cache(maxsize=8)
def _to_degrees(srid: int) -> Transformer:
    geographic = "EPSG:4326" if srid == 3857 else "EPSG:4490"
    return Transformer.from_crs(f"EPSG:{srid}", geographic, always_xy=True)
