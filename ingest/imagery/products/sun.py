"""Where the sun stands: it tells in which zone a clock of a product was set.

After the low-precision formulas of the Astronomical Almanac (good to 0.01 degree until 2050);
refraction is left aside, 0.1 degree at most where satellites take pictures.
"""

from __future__ import annotations

from datetime import UTC, datetime
from math import asin, atan2, cos, degrees, radians, sin, tan

_J2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)


def sun_position(lon: float, lat: float, instant: datetime) -> tuple[float, float]:
    """Azimuth (from north clockwise) and elevation of the sun's middle, both in degrees."""
    days = (instant - _J2000).total_seconds() / 86_400
    anomaly = radians(357.528 + 0.9856003 * days)
    longitude = radians(
        280.460 + 0.9856474 * days + 1.915 * sin(anomaly) + 0.020 * sin(2 * anomaly)
    )
    obliquity = radians(23.439 - 0.0000004 * days)
    right_ascension = atan2(cos(obliquity) * sin(longitude), cos(longitude))
    declination = asin(sin(obliquity) * sin(longitude))
    sidereal = radians((280.46062 + 360.98564737 * days) % 360.0 + lon)
    hour_angle = sidereal - right_ascension
    latitude = radians(lat)
    elevation = asin(
        sin(latitude) * sin(declination) + cos(latitude) * cos(declination) * cos(hour_angle)
    )
    azimuth = atan2(
        -sin(hour_angle), tan(declination) * cos(latitude) - sin(latitude) * cos(hour_angle)
    )
    return degrees(azimuth) % 360.0, degrees(elevation)
