"""The sixteen directions of alignment texts, from true north (R3.3).

Each is 22°30' wide and begins 11°15' before its middle. A limit belongs to the direction that
begins there, clockwise: 11°15' is 北偏东北, and 348°45' is 北. True north, not that of a grid: the
two differ by up to some degrees at the edge of a Gauss-Krüger zone.
"""

from __future__ import annotations

import math
from fractions import Fraction

from spatial.errors import BadParameter
from spatial.locations.geodesic import CGCS2000

DIRECTIONS = (
    "北", "北偏东北", "东北", "东偏东北", "东", "东偏东南", "东南", "南偏东南",
    "南", "南偏西南", "西南", "西偏西南", "西", "西偏西北", "西北", "北偏西北",
)  # fmt: skip
"""Clockwise from north."""

WIDTH_DEG = 22.5

_WIDTH = Fraction(45, 2)


def direction_of(bearing_deg: float | Fraction) -> str:
    """The word for a bearing, degrees clockwise from true north, any number of turns.

    Exact: no float is rounded on the way. Raises BadParameter for what is no number.

    >>> direction_of(11.25), direction_of(11.249999999999998), direction_of(348.75)
    ('北偏东北', '北', '北')
    """
    if not math.isfinite(bearing_deg):
        raise BadParameter(f"{bearing_deg} is no bearing")
    # A limit is half a width after a middle. The remainder of fractions is exact; that of floats
    # makes 360 of a bearing a little west of north.
    return DIRECTIONS[math.floor((Fraction(bearing_deg) + _WIDTH / 2) % 360 / _WIDTH)]


def middle_of(direction: str) -> float:
    """The bearing in the middle of a direction, degrees. Raises BadParameter for no such word.

    >>> middle_of("东偏东北")
    67.5
    """
    if direction not in DIRECTIONS:
        raise BadParameter(f"{direction!r} is none of the sixteen directions")
    return DIRECTIONS.index(direction) * WIDTH_DEG


def bearing(lon: float, lat: float, to_lon: float, to_lat: float) -> float:
    """Degrees clockwise from true north, [0, 360), in which one position sees another: at the
    beginning of the geodesic between them. Positions: degrees, CGCS2000."""
    azimuth = float(CGCS2000.inv(lon, lat, to_lon, to_lat)[0])
    turned = azimuth % 360
    return 0.0 if turned == 360 else turned
