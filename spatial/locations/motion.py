"""How far, how fast and how much faster: numbers over time that follow from a moving part."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import numpy as np

from spatial.locations.geodesic import Floats, step_metres
from spatial.locations.moving_parts import MovingPart, Times


class Between(StrEnum):
    """What a number is between two instants: unknown, that of the first one, or in proportion."""

    DISCRETE = "Discrete"
    STEP = "Step"
    LINEAR = "Linear"


@dataclass(frozen=True, slots=True)
class Curve:
    """Numbers at instants (microseconds, in order). unit: a code of UN/CEFACT."""

    times_us: Times
    values: Floats
    between: Between
    unit: str

    def at(self, asked_us: Sequence[int]) -> Curve:
        """The numbers at these instants alone, as far as they are known."""
        asked = np.array(asked_us, np.int64)
        if self.between is Between.DISCRETE:
            asked = asked[np.isin(asked, self.times_us)]
        elif len(self.times_us):
            asked = asked[(asked >= self.times_us[0]) & (asked <= self.times_us[-1])]
        else:
            asked = asked[:0]
        return Curve(asked, self._values(asked), Between.DISCRETE, self.unit)

    def during(self, start_us: int, end_us: int) -> Curve:
        """The part of it in [start, end]."""
        inner = self.times_us[(self.times_us >= start_us) & (self.times_us <= end_us)]
        if (
            self.between is not Between.DISCRETE
            and len(self.times_us)
            and self.times_us[0] <= end_us
            and self.times_us[-1] >= start_us
        ):
            edges = np.clip([start_us, end_us], self.times_us[0], self.times_us[-1])
            inner = np.union1d(inner, edges).astype(np.int64)
        return Curve(inner, self._values(inner), self.between, self.unit)

    def _values(self, asked_us: Times) -> Floats:
        if len(asked_us) == 0:
            return np.empty(0)
        if self.between is Between.LINEAR:
            known, asked = (
                (times - self.times_us[0]).astype(np.float64) for times in (self.times_us, asked_us)
            )
            values: Floats = np.interp(asked, known, self.values)
            return values
        rows = np.searchsorted(self.times_us, asked_us, side="right") - 1
        return self.values[rows]


_NOTHING = np.empty(0, np.int64), np.empty(0)


def distance(part: MovingPart) -> Curve:
    """Metres along the way since the part began, geodesic."""
    if not part.linear:
        return Curve(*_NOTHING, Between.LINEAR, "MTR")
    way = np.concatenate([[0.0], np.cumsum(_metres(part))])
    return Curve(part.times_us, way, Between.LINEAR, "MTR")


def velocity(part: MovingPart) -> Curve:
    """km/h from each fix to the next; the last one has that with which it was reached."""
    if not part.linear:
        return Curve(*_NOTHING, Between.STEP, "KMH")
    kmh = _kmh(part)
    return Curve(part.times_us, np.append(kmh, kmh[-1:]), Between.STEP, "KMH")


def acceleration(part: MovingPart) -> Curve:
    """m/s² at each fix but the first and last: from the middle of a step to that of the next.

    Along the way: a turn at a steady speed is none.
    """
    if not part.linear or len(part.times_us) < 3:
        return Curve(*_NOTHING, Between.DISCRETE, "MSK")
    seconds = np.diff(part.times_us) / 1e6
    change = np.diff(_kmh(part) / 3.6) / ((seconds[1:] + seconds[:-1]) / 2)
    return Curve(part.times_us[1:-1], change, Between.DISCRETE, "MSK")


def _metres(part: MovingPart) -> Floats:
    return step_metres(part.lon_lat[:, 0], part.lon_lat[:, 1])


def _kmh(part: MovingPart) -> Floats:
    return _metres(part) / np.diff(part.times_us) * 3.6e6


MOTIONS: Mapping[str, Callable[[MovingPart], Curve]] = MappingProxyType(
    {"distance": distance, "velocity": velocity, "acceleration": acceleration}
)
"""What can be asked of a part (OGC 22-003r3, /req/movingfeatures/tpgeometry-query)."""
