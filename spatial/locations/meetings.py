"""Meetings (相遇) of two devices: when both were near each other, as far as both are known.

Between two neighbouring fixes without a gap or a jump a device moves straight and at a steady
speed. While both do, the square of their distance is a quadratic in time: when it falls below the
square of the distance asked for, and when they are closest, is solved, not sampled.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from spatial.locations.clock import microseconds
from spatial.locations.fixes import E7, Places
from spatial.locations.geodesic import Floats, earth_centred, lon_lat_below, upwards
from spatial.locations.known_time import Known, known_spans
from spatial.locations.steps import POSSIBLE_KMH, steps_of
from spatial.locations.tracks import JUMP_M


@dataclass(frozen=True, slots=True)
class Meeting:
    """A span in which both were within the distance. Instants: microseconds since 1970-01-01 UTC.

    least_m: how close they came, along the ground; closest_us: when (first). lon, lat: midway
    between them then; degrees, CGCS2000. began, ended: whether coming and parting was seen; else
    the one or the other was unknown before or after, or the window begins or ends there.
    """

    start_us: int
    end_us: int
    least_m: float
    closest_us: int
    lon: float
    lat: float
    began: bool
    ended: bool


@dataclass(frozen=True, slots=True)
class Together:
    """The meetings of two devices in order of time, and when both were known."""

    meetings: tuple[Meeting, ...]
    both: Known


def meetings(
    one: Places,
    other: Places,
    start: datetime,
    end: datetime,
    *,
    distance_m: float,
    least_us: int,
    possible_kmh: float = POSSIBLE_KMH,
) -> Together:
    """When two devices were within `distance_m` (10 km at most) for `least_us` or more.

    one, other: each of one device in order of time, in [start, end) and as far as GAP around it:
    what is known at the edges of the window rests on fixes beyond them. Heights do not count.
    Grows with the sum of both numbers of fixes.
    """
    ways = _Way(one, possible_kmh), _Way(other, possible_kmh)
    low, high = microseconds(start), microseconds(end)
    times = np.unique(np.concatenate([one.time_us, other.time_us, [low, high]])).astype(np.int64)
    times = times[(times >= low) & (times <= high)]
    begins, ends = times[:-1], times[1:]
    both = ways[0].known(begins) & ways[1].known(begins)
    begins, ends = begins[both], ends[both]
    # Runs of spans in which both are known all the time.
    breaks = np.flatnonzero(begins[1:] != ends[:-1]) + 1
    run_begins = begins[np.append(0, breaks)] if len(begins) else begins
    run_ends = ends[np.append(breaks, len(ends)) - 1] if len(ends) else ends
    found = _near(*ways, begins, ends, distance_m)
    met = tuple(
        meeting
        for meeting in _joined(found, *ways, run_begins, run_ends)
        if meeting.end_us - meeting.start_us >= least_us
    )
    return Together(met, known_spans(run_begins, run_ends, start, end))


class _Way:
    """Where a device was between its fixes: straight from one to the next."""

    def __init__(self, places: Places, possible_kmh: float) -> None:
        self.time_us = places.time_us
        lon, lat = places.lon_e7 / E7, places.lat_e7 / E7
        self.xyz, self.up = earth_centred(lon, lat), upwards(lon, lat)
        self.gone = steps_of(places, possible_kmh=possible_kmh).gone

    def known(self, begins: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether it is known in the spans from each of these instants to the next of both."""
        step = self.step(begins)
        there = (step >= 0) & (step < len(self.gone))
        known = np.zeros(len(begins), np.bool_)
        known[there] = self.gone[step[there]]
        return known

    def step(self, begins: NDArray[np.int64]) -> NDArray[np.intp]:
        """The number of the step that lies over each span; of fixes of one instant the last."""
        return np.searchsorted(self.time_us, begins, side="right") - 1

    def at(self, step: NDArray[np.intp], time_us: NDArray[np.int64]) -> Floats:
        """x, y, z at instants in steps."""
        begin = self.time_us[step]
        share = (time_us - begin) / (self.time_us[step + 1] - begin)
        way = self.xyz[step + 1] - self.xyz[step]
        at: Floats = self.xyz[step] + share[:, np.newaxis] * way
        return at


@dataclass(frozen=True, slots=True)
class _Near:
    """Spans of nearness, one row for each, in order; closest_us: when they are closest in it."""

    start_us: NDArray[np.int64]
    end_us: NDArray[np.int64]
    closest_us: NDArray[np.int64]
    least_m: Floats


def _near(
    one: _Way,
    other: _Way,
    begins: NDArray[np.int64],
    ends: NDArray[np.int64],
    distance_m: float,
) -> _Near:
    """The part of each span in which both are within the distance; spans without one left out."""
    steps = one.step(begins), other.step(begins)
    away = other.at(steps[1], begins) - one.at(steps[0], begins)
    # No step is longer than a jump. Who is further apart than two of them does not come near; and
    # on the other side of the earth two would look near, straight down.
    near = (away**2).sum(axis=1) <= (distance_m + 2.1 * JUMP_M) ** 2
    begins, ends, away = begins[near], ends[near], away[near]
    steps = steps[0][near], steps[1][near]
    then = other.at(steps[1], ends) - one.at(steps[0], ends)
    # Along the ground: a straight line between far fixes runs some metres below it.
    up = one.up[steps[0]]
    away -= (away * up).sum(axis=1)[:, np.newaxis] * up
    then -= (then * up).sum(axis=1)[:, np.newaxis] * up
    turn = then - away
    # The square of the distance at a share s of the span is a s² + 2 b s + c.
    a, b, c = (turn**2).sum(axis=1), (away * turn).sum(axis=1), (away**2).sum(axis=1)
    moving = a > 0
    safe = np.where(moving, a, 1.0)
    closest = np.where(moving, np.clip(-b / safe, 0, 1), 0.0)
    least = np.sqrt(np.maximum(((away + closest[:, np.newaxis] * turn) ** 2).sum(axis=1), 0))
    root = np.sqrt(np.maximum(b**2 - a * (c - distance_m**2), 0))
    first = np.where(moving, np.clip((-b - root) / safe, 0, 1), 0.0)
    last = np.where(moving, np.clip((-b + root) / safe, 0, 1), 1.0)
    met = least <= distance_m
    spans = ends - begins
    starts, stops, nearest = (
        (begins + np.rint(share * spans).astype(np.int64))[met] for share in (first, last, closest)
    )
    return _Near(starts, stops, nearest, least[met])


def _joined(
    near: _Near,
    one: _Way,
    other: _Way,
    run_begins: NDArray[np.int64],
    run_ends: NDArray[np.int64],
) -> list[Meeting]:
    """What goes on without a break, as one: spans may begin a microsecond after one another."""
    if len(near.start_us) == 0:
        return []
    firsts = np.append(0, np.flatnonzero(near.start_us[1:] > near.end_us[:-1] + 1) + 1)
    found = []
    for first, behind in zip(firsts, np.append(firsts[1:], len(near.start_us)), strict=True):
        start, end = int(near.start_us[first]), int(near.end_us[behind - 1])
        closest = int(first + near.least_m[first:behind].argmin())
        when = near.closest_us[closest : closest + 1]
        # A span ends at its last instant; the step that ends there is the one that lies over it.
        places = [
            way.at(np.minimum(way.step(when), len(way.time_us) - 2), when) for way in (one, other)
        ]
        run = int(np.searchsorted(run_begins, start, side="right")) - 1
        last_run = int(np.searchsorted(run_begins, end - 1, side="right")) - 1
        found.append(
            Meeting(
                start,
                end,
                float(near.least_m[closest]),
                int(when[0]),
                *lon_lat_below((places[0] + places[1])[0] / 2),
                start > int(run_begins[run]),
                end < int(run_ends[max(last_run, run)]),
            )
        )
    return found
