"""The movement of a device as OGC API – Moving Features cuts it: parts that a client can name.

A part goes from fix to fix without a gap or a jump, and from midnight to midnight (UTC) at most, so
that no part grows without end: one that goes on over midnight ends with the first fix of the new
day, with which the next one begins. Fixes alone between two gaps make one part for each day, of
which nothing is said between its instants.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from spatial.errors import BadParameter
from spatial.locations.clock import instant, iso_utc, microseconds, widened
from spatial.locations.device_window import FIXES_MOST
from spatial.locations.fixes import E7, Places
from spatial.locations.geodesic import Floats
from spatial.locations.history import places_of
from spatial.locations.tracks import GAP, cuts

_DAY_US = 86_400_000_000

Times = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class DegreeBox:
    """A box in degrees, CGCS2000, edges included; west is not east of east."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class MovingPart:
    """Instants (microseconds, distinct, in order) and (longitude, latitude) in degrees, CGCS2000.

    linear: between two instants the device moves straight and steadily; else nothing is known of
    the time between them. began_us: of the part that it was taken from.
    """

    times_us: Times
    lon_lat: Floats
    linear: bool
    began_us: int

    @property
    def id(self) -> str:
        """The name of the part among those of its device: when it begins."""
        return iso_utc(instant(self.began_us))

    def overlaps(self, start_us: int, end_us: int) -> bool:
        """Whether it has an instant in [start, end], or moves through it."""
        if self.linear:
            return bool(self.times_us[0] <= end_us and self.times_us[-1] >= start_us)
        return bool(((self.times_us >= start_us) & (self.times_us <= end_us)).any())

    def meets(self, boxes: Sequence[DegreeBox]) -> bool:
        """Whether it is in one of the boxes at some time, also on the way between two fixes."""
        before = self.lon_lat
        after = np.concatenate([before[1:], before[-1:]]) if self.linear else before
        return any(bool(meets_box(before, after, box).any()) for box in boxes)

    def at(self, leaf_us: Sequence[int]) -> MovingPart | None:
        """It at these instants alone, those that it knows of; None when it knows of none."""
        asked = np.array(leaf_us, np.int64)
        if self.linear:
            asked = asked[(asked >= self.times_us[0]) & (asked <= self.times_us[-1])]
        else:
            asked = asked[np.isin(asked, self.times_us)]
        if len(asked) == 0:
            return None
        return MovingPart(asked, self._places(asked), False, self.began_us)

    def between(self, start_us: int, end_us: int) -> MovingPart | None:
        """The part of it in [start, end], cut on the way where no fix is; None for nothing."""
        if not self.overlaps(start_us, end_us):
            return None
        inner = self.times_us[(self.times_us >= start_us) & (self.times_us <= end_us)]
        if self.linear:
            edges = np.clip([start_us, end_us], self.times_us[0], self.times_us[-1])
            inner = np.union1d(inner, edges).astype(np.int64)
        return MovingPart(inner, self._places(inner), self.linear, self.began_us)

    def _places(self, asked_us: Times) -> Floats:
        # From the first instant on: as a float a time since 1970 is right to a quarter microsecond.
        known, asked = (
            (times - self.times_us[0]).astype(np.float64) for times in (self.times_us, asked_us)
        )
        return np.stack([np.interp(asked, known, self.lon_lat[:, axis]) for axis in (0, 1)], axis=1)


def meets_box(before: Floats, after: Floats, box: DegreeBox) -> NDArray[np.bool_]:
    """Which of the straight ways between two (longitude, latitude) meet a box.

    >>> meets_box(np.array([[0.0, 0.0]]), np.array([[4.0, 4.0]]), DegreeBox(1, 2, 3, 3)).tolist()
    [True]
    """
    enter, leave = np.zeros(len(before)), np.ones(len(before))
    for axis, (low, high) in enumerate(((box.west, box.east), (box.south, box.north))):
        begin, way = before[:, axis], after[:, axis] - before[:, axis]
        still = way == 0
        safe = np.where(still, 1.0, way)
        first, second = (low - begin) / safe, (high - begin) / safe
        inside = (begin >= low) & (begin <= high)
        near = np.where(still, np.where(inside, 0.0, np.inf), np.minimum(first, second))
        far = np.where(still, np.where(inside, 1.0, -np.inf), np.maximum(first, second))
        enter, leave = np.maximum(enter, near), np.minimum(leave, far)
    met: NDArray[np.bool_] = enter <= leave
    return met


def parts_of_day(places: Places, day_us: int) -> list[MovingPart]:
    """The parts that begin on a day, in order. day_us: its midnight, UTC.

    places: of one device in order of time, of the day and of GAP before and after it. Where two
    fixes share an instant the later one in order counts.
    """
    if len(places) == 0:
        return []
    places = places.take(np.append(np.diff(places.time_us) > 0, True))
    lon_lat = np.stack([places.lon_e7, places.lat_e7], axis=1) / E7
    bounds = [0, *cuts(places.time_us, lon_lat[:, 0], lon_lat[:, 1]).tolist(), len(places)]
    found: list[MovingPart] = []
    alone: list[int] = []
    for begin, end in pairwise(bounds):
        first, behind = begin + np.searchsorted(
            places.time_us[begin:end], [day_us, day_us + _DAY_US]
        )
        if first == behind:
            continue
        # The first fix of the next day ends it; one that ends that of the day before is no part.
        rows = slice(int(first), int(min(behind + 1, end)))
        if rows.stop - rows.start > 1:
            times = places.time_us[rows]
            found.append(MovingPart(times, lon_lat[rows], True, int(times[0])))
        elif first == begin:
            alone.append(int(first))
    if alone:
        times = places.time_us[alone]
        found.append(MovingPart(times, lon_lat[alone], False, int(times[0])))
    return sorted(found, key=lambda part: part.began_us)


def moving_parts(
    connection: Connection, device_id: int, start: datetime, end: datetime
) -> Iterator[MovingPart]:
    """The parts of a device that may lie in [start, end], in order of their beginning.

    Read day by day, as they are asked for; days without a fix cost nothing. Raises BadParameter for
    more than FIXES_MOST fixes in a day.
    """
    # What began yesterday may end with the first fix of today.
    at, last = widened(start, end, GAP)[0], microseconds(end)
    while True:
        next_fix = places_of(connection, device_id, at, _behind(end), most=1).time_us[:1]
        if len(next_fix) == 0 or next_fix[0] > last:
            return
        day_us = int(next_fix[0]) // _DAY_US * _DAY_US
        yield from _parts_on(connection, device_id, day_us)
        at = instant(day_us + _DAY_US)


def part_named(connection: Connection, device_id: int, began: datetime) -> MovingPart | None:
    """The part of a device that begins at an instant; None where none does."""
    began_us = microseconds(began)
    parts = _parts_on(connection, device_id, began_us // _DAY_US * _DAY_US)
    return next((part for part in parts if part.began_us == began_us), None)


def _parts_on(connection: Connection, device_id: int, day_us: int) -> list[MovingPart]:
    day = instant(day_us)
    start, end = widened(day, day + timedelta(days=1), GAP)
    places = places_of(connection, device_id, start, _behind(end), most=FIXES_MOST + 1)
    if len(places) > FIXES_MOST:
        raise BadParameter(f"more than {FIXES_MOST} fixes on {day.date()}: use the track, by pages")
    return parts_of_day(places, day_us)


def _behind(end: datetime) -> datetime:
    """The end of a half-open window that holds the instant, too."""
    return widened(end, end, timedelta(microseconds=1))[1]
