"""Where a track is cut: between two fixes with a gap in time, or a jump in place."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

GAP = timedelta(minutes=10)
"""A longer silence is a gap: where the device was in between is not known."""

JUMP_M = 10_000.0
"""A longer step between two neighbouring fixes is a jump: no line is drawn along it.

At most 10 minutes lie between them: 10 km is then 60 km/h, and a car that reports every minute
stays below it up to 600 km/h. Devices that report more seldom on a motorway are cut; the fixes
themselves are all kept.
"""

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius (IUGG). A limit of 10 km needs no ellipsoid: the sphere errs by 0.5 % at most."""


def gaps_after(time_us: NDArray[np.int64]) -> NDArray[np.intp]:
    """The indices of the fixes of one device after which a gap follows.

    >>> gaps_after(np.array([0, 1, 30]) * 60_000_000)
    array([1])
    """
    return np.flatnonzero(np.diff(time_us) > GAP // timedelta(microseconds=1))


def cuts(
    time_us: NDArray[np.int64], lon_deg: NDArray[np.float64], lat_deg: NDArray[np.float64]
) -> NDArray[np.intp]:
    """The indices at which a new piece begins, the first fix's 0 not among them.

    Fixes are of one device in order of time. The same rule as in rebuild_track_pieces.sql: a step
    across the antimeridian is a cut too, for a drawn line would go round the earth.

    >>> minute = 60_000_000
    >>> cuts(np.array([0, 1, 30]) * minute, np.array([116.0, 116.0, 116.0]), np.full(3, 39.0))
    array([2])
    """
    if len(time_us) < 2:
        return np.empty(0, dtype=np.intp)
    lon, lat = np.radians(lon_deg), np.radians(lat_deg)
    haversine = (
        np.sin(np.diff(lat) / 2) ** 2
        + np.cos(lat[:-1]) * np.cos(lat[1:]) * np.sin(np.diff(lon) / 2) ** 2
    )
    metres = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(haversine, 1.0)))
    gap = np.diff(time_us) > GAP // timedelta(microseconds=1)
    cut = gap | (metres > JUMP_M) | (np.abs(np.diff(lon_deg)) > 180)
    return np.flatnonzero(cut) + 1
