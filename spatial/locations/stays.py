"""Stays (停留): runs of fixes that lie in one small circle for long enough.

A stay is told by its fixes alone: arrival and departure are the instants of its first and last
one. Two fixes with a gap between them belong to two stays, for nobody knows where the device was
in between, unless the question says that it may stay over gaps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from spatial.locations.circles import smallest_circle
from spatial.locations.fixes import E7, Places
from spatial.locations.geodesic import CGCS2000, Floats, earth_centred, tangent_axes
from spatial.locations.tracks import gaps_after


@dataclass(frozen=True, slots=True)
class Stay:
    """A stay: the smallest circle that holds its fixes, and when.

    first, last: rows of its first and last fix. lon, lat: of the circle's centre, degrees,
    CGCS2000; radius_m: its radius. arrival_us, departure_us: microseconds since 1970-01-01 UTC.
    unknown_us: of the gaps in it, 0 unless it may go over gaps. came, left: whether the way to
    and from it was seen; else it may have begun earlier or ended later than known.
    """

    first: int
    last: int
    lon: float
    lat: float
    radius_m: float
    arrival_us: int
    departure_us: int
    unknown_us: int
    came: bool
    left: bool

    @property
    def fixes(self) -> int:
        """The number of its fixes."""
        return self.last - self.first + 1


def stays(places: Places, *, radius_m: float, least_us: int, over_gaps: bool = False) -> list[Stay]:
    """The stays of one device in order of time, none of which share a fix.

    Each is as long as it can be from its first fix on: the first run that lasts `least_us` in a
    circle of `radius_m` (at most 10 km), with all fixes after it that still fit into such a circle.
    Grows with the number of fixes, and a little faster with those of a stay.
    """
    gaps = gaps_after(places.time_us)
    bounds = [0, len(places)] if over_gaps else [0, *(gaps + 1).tolist(), len(places)]
    ground = Ground(places.lon_e7 / E7, places.lat_e7 / E7, radius_m)
    return [
        _stay(places, ground, first, last, gaps)
        for begin, end in pairwise(bounds)
        for first, last in _runs(places.time_us, ground, begin, end, least_us)
    ]


class Ground:
    """Which runs of fixes fit into a circle of the radius. lon, lat: degrees, CGCS2000."""

    def __init__(self, lon: Floats, lat: Floats, radius_m: float) -> None:
        self.lon, self.lat, self.radius_m = lon, lat, radius_m
        self.xyz = earth_centred(lon, lat)

    def fits(self, first: int, last: int) -> bool:
        """Whether the fixes from the first to the last one lie in one circle of the radius."""
        flat = self._flat(first, last)
        if np.isnan(flat[0, 0]):
            return False
        return smallest_circle(flat, enough=self.radius_m).radius <= self.radius_m

    def circle(self, first: int, last: int) -> tuple[float, float, float]:
        """The smallest circle of the fixes: longitude and latitude of its centre, its radius."""
        found = smallest_circle(self._flat(first, last))
        lon, lat = float(self.lon[first]), float(self.lat[first])
        azimuth = np.degrees(np.arctan2(found.x, found.y))
        lon, lat, _ = CGCS2000.fwd(lon, lat, azimuth, np.hypot(found.x, found.y))
        return lon, lat, found.radius

    def _flat(self, first: int, last: int) -> Floats:
        """Metres east and north of the first fix; not a number where one is out of reach."""
        away = self.xyz[first : last + 1] - self.xyz[first]
        if (away**2).sum(axis=1).max() > 5 * self.radius_m**2:
            # On the other side of the earth it would look near.
            return np.full((1, 2), np.nan)
        flat: Floats = away @ tangent_axes(float(self.lon[first]), float(self.lat[first]))
        return flat


def _runs(
    time_us: NDArray[np.int64], ground: Ground, begin: int, end: int, least_us: int
) -> Iterator[tuple[int, int]]:
    """First and last row of each stay in the rows from begin up to, not with, end.

    What fits into a circle fits without its first or last fix, too. So a run that does not fit
    excludes all that hold it, and both ends can be found by halving.
    """
    enough = np.searchsorted(time_us[begin:end], time_us[begin:end] + least_us) + begin
    first = begin
    while first < end and (last := int(enough[first - begin])) < end:
        if ground.fits(first, last):
            last = _furthest(ground, first, last, end)
            yield first, last
            first = last + 1
        else:
            # No run to `last` fits before this one, and each other one has to go that far.
            first = _soonest(ground, first, last)


def _furthest(ground: Ground, first: int, last: int, end: int) -> int:
    """The last row up to which a run that fits goes on."""
    step = last - first + 1
    while last + step < end and ground.fits(first, last + step):
        last += step
        step *= 2
    low, high = last, min(last + step, end)
    while high - low > 1:
        middle = (low + high) // 2
        if ground.fits(first, middle):
            low = middle
        else:
            high = middle
    return low


def _soonest(ground: Ground, first: int, last: int) -> int:
    """The first row after `first` from which the run to the last row fits."""
    low, high = first, last
    while high - low > 1:
        middle = (low + high) // 2
        if ground.fits(middle, last):
            high = middle
        else:
            low = middle
    return high


def _stay(places: Places, ground: Ground, first: int, last: int, gaps: NDArray[np.intp]) -> Stay:
    lon, lat, radius_m = ground.circle(first, last)
    times = places.time_us
    inner = gaps[(gaps >= first) & (gaps < last)]
    return Stay(
        first,
        last,
        lon,
        lat,
        radius_m,
        int(times[first]),
        int(times[last]),
        int((times[inner + 1] - times[inner]).sum()),
        first > 0 and first - 1 not in gaps,
        last < len(places) - 1 and last not in gaps,
    )
