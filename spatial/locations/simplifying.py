"""A track of fewer fixes: what is left out lies, at its own time, near where the rest says.

The distance is the synchronous one (SED): from a fix to where the device would have been at that
instant on a straight way, at a steady speed, between the fixes that are kept. A distance from the
line alone (Douglas and Peucker 1973, Visvalingam) would keep the shape and lose the time: a halt
of an hour on a straight road would be gone. (Meratnia and de By, "Spatiotemporal Compression
Techniques for Moving Point Objects", 2004: TD-TR.)
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from spatial.locations.fixes import E7, Places
from spatial.locations.geodesic import metres_per_degree
from spatial.locations.tracks import cuts

_BLOCK = 4096
"""So many fixes are looked at together: it bounds the time of a track that turns at each fix."""


def kept_fixes(places: Places, *, tolerance_m: float) -> NDArray[np.bool_]:
    """Of each fix of one device whether it is kept.

    Each fix that is left out lies within the tolerance of where a straight line in degrees between
    the kept ones before and after it puts it at its time: the way in which a track is drawn and
    the position at an instant is told. Both sides of a gap or a jump are kept, and one fix in
    some thousands more than needed. Grows with fixes, times the logarithm of their number.
    """
    lon, lat = places.lon_e7 / E7, places.lat_e7 / E7
    kept = np.zeros(len(places), np.bool_)
    bounds = [0, *cuts(places.time_us, lon, lat).tolist(), len(places)]
    track = _Track(places.time_us, lon, lat)
    for begin, end in pairwise(bounds):
        if begin == end:
            continue
        corners = [*range(begin, end - 1, _BLOCK), end - 1]
        kept[corners] = True
        for first, last in pairwise(corners):
            track.keep(kept, first, last, tolerance_m)
    return kept


class _Track:
    """Fixes without a cut, and how long a degree is at each of them."""

    def __init__(
        self, time_us: NDArray[np.int64], lon: NDArray[np.float64], lat: NDArray[np.float64]
    ) -> None:
        self.time_us = time_us
        self.lon_lat = np.stack([lon, lat], axis=1)
        self.metres = np.stack(metres_per_degree(lat), axis=1)

    def keep(self, kept: NDArray[np.bool_], first: int, last: int, tolerance_m: float) -> None:
        """Marks what has to be kept between two kept fixes: the furthest one, and so on."""
        left = [(first, last)]
        while left:
            begin, end = left.pop()
            if end - begin < 2:
                continue
            squares = self._squares(begin, end)
            furthest = int(squares.argmax())
            if squares[furthest] > tolerance_m**2:
                middle = begin + 1 + furthest
                kept[middle] = True
                left += [(begin, middle), (middle, end)]

    def _squares(self, begin: int, end: int) -> NDArray[np.float64]:
        """The squared distances of the fixes between two from where the two put them."""
        whole = int(self.time_us[end] - self.time_us[begin])
        since = self.time_us[begin + 1 : end] - self.time_us[begin]
        share = since / whole if whole else np.zeros(len(since))
        way = self.lon_lat[end] - self.lon_lat[begin]
        told = self.lon_lat[begin] + share[:, np.newaxis] * way
        away = (self.lon_lat[begin + 1 : end] - told) * self.metres[begin + 1 : end]
        squares: NDArray[np.float64] = (away**2).sum(axis=1)
        return squares
