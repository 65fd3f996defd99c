"""Trips (行程): the ways between stays, as far as fixes tell of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from spatial.locations.fixes import E7, Places
from spatial.locations.stays import Ground, Stay
from spatial.locations.steps import Steps


class TripEnd(StrEnum):
    """What a trip begins or ends with.

    stay: the fix at which a stay ends or begins. gap: the fix beside a gap: how the way went on
    nobody knows. window: the first or last fix of the window.
    """

    STAY = "stay"
    GAP = "gap"
    WINDOW = "window"


@dataclass(frozen=True, slots=True)
class Trip:
    """A way without a gap. start_us, end_us: microseconds since 1970-01-01 UTC.

    from_lon and so on: degrees, CGCS2000. metres: geodesic, from fix to fix; jumps (steps longer
    than JUMP_M or faster than possible) are counted and add no metres. mean_kmh: metres by the
    time of the steps that add them; None where there is none. max_kmh: of the fastest step.
    """

    start_us: int
    end_us: int
    from_lon: float
    from_lat: float
    to_lon: float
    to_lat: float
    fixes: int
    metres: float
    mean_kmh: float | None
    max_kmh: float | None
    jumps: int
    begins_with: TripEnd
    ends_with: TripEnd


def trips(places: Places, steps: Steps, stays: Sequence[Stay], *, radius_m: float) -> list[Trip]:
    """The trips of one device in order of time: what lies between its stays, cut at gaps.

    steps, stays: of these places. A trip begins with the last fix of a stay and ends with the first
    of the next. What lies in one circle of `radius_m`, as a stay does, is no trip, nor is a fix
    alone between two gaps. Grows with the number of fixes.
    """
    gaps = np.flatnonzero(steps.gap)
    ground = Ground(places.lon_e7 / E7, places.lat_e7 / E7, radius_m)
    return [
        _trip(places, steps, *run)
        for way in _between(len(places), stays)
        for run in _without_gap(*way, gaps[(gaps >= way[0]) & (gaps < way[1])].tolist())
        if not ground.fits(run[0], run[1])
    ]


_Run = tuple[int, int, TripEnd, TripEnd]


def _between(count: int, stays: Sequence[Stay]) -> Iterator[_Run]:
    """First and last row of what lies before, between and after the stays."""
    first, begins = 0, TripEnd.WINDOW
    for stay in stays:
        yield first, stay.first, begins, TripEnd.STAY
        first, begins = stay.last, TripEnd.STAY
    yield first, count - 1, begins, TripEnd.WINDOW


def _without_gap(
    first: int, last: int, begins: TripEnd, ends: TripEnd, gaps: Sequence[int]
) -> Iterator[_Run]:
    """The parts of a way that have at least two fixes and no gap between them."""
    for gap in gaps:
        if gap > first:
            yield first, gap, begins, TripEnd.GAP
        first, begins = gap + 1, TripEnd.GAP
    if last > first:
        yield first, last, begins, ends


def _trip(
    places: Places, steps: Steps, first: int, last: int, begins: TripEnd, ends: TripEnd
) -> Trip:
    way = steps.part(slice(first, last))
    gone = way.gone
    metres = float(way.metres[gone].sum())
    seconds = float(way.us[gone].sum()) / 1e6
    return Trip(
        int(places.time_us[first]),
        int(places.time_us[last]),
        float(places.lon_e7[first] / E7),
        float(places.lat_e7[first] / E7),
        float(places.lon_e7[last] / E7),
        float(places.lat_e7[last] / E7),
        last - first + 1,
        metres,
        metres / seconds * 3.6 if seconds else None,
        float(way.kmh[gone].max()) if gone.any() else None,
        int(way.jump.sum()),
        begins,
        ends,
    )
