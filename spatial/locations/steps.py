"""The steps from fix to fix of one device: how long, how fast, and which of them cannot be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from spatial.locations.fixes import E7, Places
from spatial.locations.geodesic import Floats, step_metres
from spatial.locations.tracks import GAP, JUMP_M

POSSIBLE_KMH = 400.0
"""Nothing on the ground is faster: trains go at 350 km/h."""

NOISE_M = 30.0
"""Two fixes of a device that stands still may be so far apart: each is right to 15 m (JT/T 794)."""

_SECOND_US = 1_000_000


@dataclass(frozen=True, slots=True)
class Steps:
    """Each step from a fix to the next, one less than fixes.

    metres: geodesic. us: microseconds. gap: whether it is longer in time than GAP. jump: whether it
    is no gap but longer than JUMP_M, or faster than possible. Neither is a way that was gone.
    """

    metres: Floats
    us: NDArray[np.int64]
    gap: NDArray[np.bool_]
    jump: NDArray[np.bool_]

    def part(self, rows: slice) -> Steps:
        """Some of them."""
        return Steps(self.metres[rows], self.us[rows], self.gap[rows], self.jump[rows])

    @property
    def gone(self) -> NDArray[np.bool_]:
        """Whether the device went this way, as far as anyone knows."""
        return ~(self.gap | self.jump)

    @property
    def kmh(self) -> Floats:
        """The speed of each step; 0 of those of less than a second, too short to tell it."""
        told = self.us >= _SECOND_US
        return np.where(told, self.metres / np.maximum(self.us, 1) * 3.6e6, 0.0)


def reach_m(us: NDArray[np.int64], possible_kmh: float) -> Floats:
    """How far apart two fixes of a device can be, so many microseconds apart: metres."""
    return NOISE_M + possible_kmh / 3.6 * (us / 1e6)


def steps_of(places: Places, *, possible_kmh: float = POSSIBLE_KMH) -> Steps:
    """The steps of one device in order of time."""
    metres = step_metres(places.lon_e7 / E7, places.lat_e7 / E7)
    us = np.diff(places.time_us)
    gap = us > GAP // timedelta(microseconds=1)
    too_far = (metres > JUMP_M) | (metres > reach_m(us, possible_kmh))
    return Steps(metres, us, gap, too_far & ~gap)
