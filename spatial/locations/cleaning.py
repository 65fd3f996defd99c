"""Spikes: fixes from which neither neighbour can be reached. They are told by the others alone."""

from __future__ import annotations

import heapq
import math

import numpy as np
from numpy.typing import NDArray

from spatial.locations.fixes import E7, Places
from spatial.locations.geodesic import earth_centred
from spatial.locations.steps import NOISE_M, POSSIBLE_KMH


def spikes(places: Places, *, possible_kmh: float = POSSIBLE_KMH) -> NDArray[np.bool_]:
    """Of each fix of one device whether it is a spike.

    A spike is a fix from which neither the fix before nor the one after can be reached at the
    possible speed, in a straight line, with NOISE_M to spare. One is taken out after the other, and
    the neighbours judged anew: first those beside a fix that is none, so that a good fix between
    two spikes stays; of them the one that is furthest beyond reach. The first and the last fix
    have one neighbour; they are spikes when that one cannot be reached and can itself reach the
    next. Of two fixes alone nobody knows which is wrong: both stay.

    Grows with the number of fixes, and that of spikes times its logarithm.
    """
    return _Chain(places, possible_kmh).removed


class _Chain:
    """The fixes that are left, each linked with the ones before and after it."""

    def __init__(self, places: Places, possible_kmh: float) -> None:
        self.count = len(places)
        self.metres_a_us = possible_kmh / 3.6e6
        self.removed = np.zeros(self.count, np.bool_)
        self.suspects = np.empty(0, np.intp)
        if self.count < 3:
            return
        xyz = earth_centred(places.lon_e7 / E7, places.lat_e7 / E7)
        straight = np.sqrt((np.diff(xyz, axis=0) ** 2).sum(axis=1))
        beyond = straight - NOISE_M - self.metres_a_us * np.diff(places.time_us)
        self.suspects = np.flatnonzero(np.minimum(beyond[:-1], beyond[1:]) > 0) + 1
        if not (beyond > 0).any():
            return
        # Lists: one fix after the other is looked at, which is slow in arrays.
        self.xyz: list[list[float]] = xyz.tolist()
        self.time_us: list[int] = places.time_us.tolist()
        self.before = list(range(-1, self.count - 1))
        self.after = list(range(1, self.count + 1))
        self._clean()

    def _clean(self) -> None:
        worst = [self._judged(row) for row in self.suspects.tolist()]
        heapq.heapify(worst)
        while worst:
            judged = heapq.heappop(worst)
            row = judged[2]
            if self.removed[row] or self._judged(row) != judged:
                # A neighbour went since: it was pushed anew then.
                continue
            self._remove(row)
            before, after = self.before[row], self.after[row]
            for touched in (before, after, self.before[before], self._next(after)):
                if 0 <= touched < self.count and (again := self._judged(touched))[1] < 0:
                    heapq.heappush(worst, again)
        self._ends()

    def _judged(self, row: int) -> tuple[bool, float, int]:
        """The place of a fix among suspects, the worst the least.

        First those with a neighbour that is none: of a good fix between two spikes both neighbours
        are. Then by how far it is beyond reach (below 0: it is a suspect). Then the earlier one.
        """
        neighbours = self.before[row], self.after[row]
        doubtful = not any(self._trusted(other) for other in neighbours)
        return doubtful, -max(self._excess(row), 0.0), row

    def _trusted(self, row: int) -> bool:
        """Whether one of its neighbours can be reached from it."""
        if not 0 <= row < self.count:
            return False
        before, after = self.before[row], self.after[row]
        return (before >= 0 and self._beyond(before, row) <= 0) or (
            after < self.count and self._beyond(row, after) <= 0
        )

    def _next(self, row: int) -> int:
        return self.after[row] if row < self.count else self.count

    def _excess(self, row: int) -> float:
        """Metres by which the nearer neighbour is beyond reach; none of the first and last fix."""
        before, after = self.before[row], self.after[row]
        if before < 0 or after >= self.count:
            return 0.0
        return min(self._beyond(before, row), self._beyond(row, after))

    def _beyond(self, row: int, other: int) -> float:
        """Metres by which the later of two fixes cannot be reached from the earlier one."""
        us = self.time_us[other] - self.time_us[row]
        return math.dist(self.xyz[row], self.xyz[other]) - NOISE_M - self.metres_a_us * us

    def _remove(self, row: int) -> None:
        self.removed[row] = True
        before, after = self.before[row], self.after[row]
        if before >= 0:
            self.after[before] = after
        if after < self.count:
            self.before[after] = before

    def _ends(self) -> None:
        """Takes the first and the last fix out where they, and not their neighbours, are wrong."""
        left = np.flatnonzero(~self.removed)
        if len(left) > 2:
            end, other, next_ = left[:3].tolist()
            if self._beyond(end, other) > 0 >= self._beyond(other, next_):
                self._remove(end)
        left = np.flatnonzero(~self.removed)
        if len(left) > 2:
            next_, other, end = left[-3:].tolist()
            if self._beyond(other, end) > 0 >= self._beyond(next_, other):
                self._remove(end)
