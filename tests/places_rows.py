"""Places of one device in metres about a point, for questions that need no database."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

from spatial.locations.fixes import Places

EPOCH_US = 1_714_521_600_000_000
"""2024-05-01 00:00 UTC."""

_GEOD = Geod(a=6378137.0, rf=298.257222101)


Numbers = Sequence[float] | NDArray[np.float64]


def places_in_degrees(seconds: Numbers, lon: Numbers, lat: Numbers) -> Places:
    """Fixes at seconds after EPOCH_US."""
    return Places(
        np.zeros(len(seconds), np.int32),
        EPOCH_US + np.rint(np.asarray(seconds, np.float64) * 1e6).astype(np.int64),
        np.rint(np.asarray(lon, np.float64) * 1e7).astype(np.int64),
        np.rint(np.asarray(lat, np.float64) * 1e7).astype(np.int64),
    )


def places_in_metres(
    seconds: Numbers,
    east: Numbers,
    north: Numbers,
    *,
    about: tuple[float, float] = (116.3, 39.9),
) -> Places:
    """Fixes so many metres east and north of a point (longitude, latitude), geodesic."""
    x, y = np.asarray(east, np.float64), np.asarray(north, np.float64)
    many = np.ones(len(x))
    lon, lat, _ = _GEOD.fwd(
        about[0] * many, about[1] * many, np.degrees(np.arctan2(x, y)), np.hypot(x, y)
    )
    return places_in_degrees(seconds, lon, lat)
