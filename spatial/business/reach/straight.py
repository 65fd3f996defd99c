"""Straight lines: geodesic metres from many places to the nearest of several others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spatial.locations.geodesic import CGCS2000, earth_centred

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

_TRIED = 4
_ALIKE = 1e-4
"""Chords that differ by less may stand in another order than the ways above them."""

_STEP = 1 << 17


@dataclass(frozen=True, slots=True)
class Nearest:
    """For each place the geodesic metres to its nearest origin, and which one that is."""

    metres: Floats
    origin: Numbers


def nearest_origin(lon: Floats, lat: Floats, origin_lon: Floats, origin_lat: Floats) -> Nearest:
    """The nearest of the origins to each place; the first of those that are equally far.

    All in degrees, CGCS2000. Distances are geodesic, and their order too: chords through the earth
    only choose up to four candidates that are alike, and where more are, the distance told is right
    to a ten-thousandth.
    Without origins all is infinite and -1.
    """
    count = len(lon)
    metres = np.full(count, np.inf)
    origin = np.full(count, -1, dtype=np.int64)
    if not len(origin_lon):
        return Nearest(metres, origin)
    from scipy.spatial import cKDTree

    tree = cKDTree(earth_centred(origin_lon, origin_lat))
    tried = min(_TRIED, len(origin_lon))
    for start in range(0, count, _STEP):
        part = slice(start, start + _STEP)
        chords, found = tree.query(earth_centred(lon[part], lat[part]), k=tried)
        chords, found = np.reshape(chords, (-1, tried)), np.reshape(found, (-1, tried))
        near = chords <= chords[:, :1] * (1 + _ALIKE) + 0.01
        for place in range(tried):
            rows = np.flatnonzero(near[:, place])
            which = found[rows, place]
            at = rows + start
            far = CGCS2000.inv(lon[at], lat[at], origin_lon[which], origin_lat[which])[2]
            better = (far < metres[at]) | ((far == metres[at]) & (which < origin[at]))
            metres[at[better]] = far[better]
            origin[at[better]] = which[better]
    return Nearest(metres, origin)
