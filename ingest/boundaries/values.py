"""What sources of the register write, read once: names, metres, days, codes, positions."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from shapely.geometry import Point

from spatial.crs import CGCS2000, to_cgcs2000
from spatial.errors import BadDate, BadGeometry, BadParameter
from spatial.temporal import Period, parse_date

_DBF_NAME = 10
"""Characters of a field name that a shapefile keeps."""

_ANGLE = re.compile(
    r"(?P<degrees>[0-9]{1,3})°(?:(?P<minutes>[0-9]{1,2})['′](?:(?P<seconds>[0-9.]{1,9})[\"″])?)?"
)


def text_of(record: Mapping[str, Any], name: str) -> str | None:
    """The text of a field, None where there is nothing. Fields of shapefiles may be cut short."""
    value = record.get(name, record.get(name[:_DBF_NAME]))
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip() or None


def required(record: Mapping[str, Any], name: str) -> str:
    """As `text_of`. Raises BadParameter where there is nothing."""
    found = text_of(record, name)
    if found is None:
        raise BadParameter(f"{name} is missing")
    return found


def number_of(record: Mapping[str, Any], name: str) -> float | None:
    """The finite number of a field, None where there is nothing. Raises BadParameter."""
    said = text_of(record, name)
    if said is None:
        return None
    try:
        value = float(said)
    except ValueError as error:
        raise BadParameter(f"{name} {said!r} is no number") from error
    if not math.isfinite(value):
        raise BadParameter(f"{name} {said!r} is no number")
    return value


def positive(record: Mapping[str, Any], name: str) -> float | None:
    """As `number_of`, above 0."""
    value = number_of(record, name)
    if value is not None and value <= 0:
        raise BadParameter(f"{name} {value:g} is not above 0")
    return value


def ordinal_of(record: Mapping[str, Any]) -> int | None:
    """The place in an order, from 1; None where nothing is said. Raises BadParameter."""
    value = number_of(record, "ordinal")
    if value is None:
        return None
    if value != int(value) or not 1 <= value <= 32_000:
        raise BadParameter(f"ordinal {value:g} is none: 1, 2, 3 …")
    return int(value)


def period_of(record: Mapping[str, Any]) -> Period:
    """The days from `valid_from`, which has to be there, to `valid_to`, excluded.

    Raises BadDate and BadPeriod.
    """
    start, end = text_of(record, "valid_from"), text_of(record, "valid_to")
    if start is None:
        raise BadDate("valid_from is missing")
    return Period(parse_date(start), None if end is None else parse_date(end))


def position_of(record: Mapping[str, str], crs: str | None = None) -> tuple[Point, str]:
    """The position of `lon` and `lat` in CGCS2000, and the system in which it came.

    The column `crs`, else the argument, else CGCS2000 names it; of a Gauss-Krüger system `lon` is
    the easting with its zone prefix and `lat` the northing, in metres.
    Raises BadGeometry and BadParameter.
    """
    system = record.get("crs") or crs or CGCS2000
    try:
        place = Point(float(record["lon"]), float(record["lat"]))
    except ValueError as error:
        raise BadGeometry(f"{record['lon']!r}, {record['lat']!r} is no position") from error
    if not (math.isfinite(place.x) and math.isfinite(place.y)):
        raise BadGeometry(f"longitude {place.x}, latitude {place.y} is not on the earth")
    if system == CGCS2000 and not (abs(place.x) <= 180 and abs(place.y) <= 90):
        raise BadGeometry(f"longitude {place.x}, latitude {place.y} is not on the earth")
    moved = to_cgcs2000(place, system)
    assert isinstance(moved, Point)
    return moved, system


def bearing_of(said: str) -> float:
    """Degrees of a bearing, written 123.5 or 123°30' or 123°30'00", [0, 360). Raises BadParameter.

    >>> bearing_of("11°15'"), bearing_of("348.75")
    (11.25, 348.75)
    """
    angle = _ANGLE.fullmatch(said)
    try:
        if angle is None:
            degrees = float(said)
        else:
            minutes, seconds = float(angle["minutes"] or 0), float(angle["seconds"] or 0)
            if minutes >= 60 or seconds >= 60:
                raise BadParameter(f"bearing {said!r} has 60 minutes or seconds")
            degrees = float(angle["degrees"]) + (minutes + seconds / 60) / 60
    except ValueError as error:
        raise BadParameter(f"bearing {said!r} is none: degrees from true north") from error
    if not 0 <= degrees < 360:
        raise BadParameter(f"bearing {said!r} is none: 0 to 360 degrees, 360 excluded")
    return degrees
