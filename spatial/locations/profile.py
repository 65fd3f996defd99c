"""How far and how fast a device went in each hour or day of a window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from spatial.errors import BadParameter
from spatial.locations.clock import instant, microseconds
from spatial.locations.fixes import Places
from spatial.locations.steps import Steps
from spatial.temporal import CHINA_TIME

MOVING_KMH = 3.0
"""A slower step is none of moving: fixes of a device that stands drift so fast."""

MOST_ROWS = 10_000
"""Hours or days of one profile at most."""


class Unit(StrEnum):
    """The spans that a profile is made of: hours, or days in Beijing."""

    HOUR = "hour"
    DAY = "day"


_LENGTHS = {Unit.HOUR: timedelta(hours=1), Unit.DAY: timedelta(days=1)}


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """One hour or day, as much of it as lies in the window.

    metres: geodesic; cumulative_m: with all rows before. known_s: seconds between neighbouring
    fixes without a gap; moving_s: those of them in steps of MOVING_KMH or faster. max_kmh: of the
    fastest step. jumps: steps longer than JUMP_M or faster than possible, which are left out of all
    but known_s, counted where they begin. metres and max_kmh are None where nothing is known.
    """

    start: datetime
    end: datetime
    fixes: int
    metres: float | None
    cumulative_m: float
    known_s: float
    moving_s: float
    max_kmh: float | None
    jumps: int


def profile(
    places: Places, steps: Steps, start: datetime, end: datetime, unit: Unit
) -> list[ProfileRow]:
    """A row for each hour or day in Beijing that [start, end) meets, also those without a fix.

    places, steps: of one device in [start, end). A step over the edge of two rows counts in both,
    by proportion of the time. Raises BadParameter for more than MOST_ROWS. Grows with the number
    of fixes and of rows.
    """
    edges = _edges(start, end, unit)
    rows = len(edges) - 1
    first = np.searchsorted(edges, places.time_us[:-1], side="right") - 1
    last = np.searchsorted(edges, places.time_us[1:], side="left") - 1
    # No step without a gap is as long as a row, so it meets two at most. What begins and ends at
    # one instant lies in the row that begins there.
    last = np.maximum(first, last)
    shares = np.ones(len(first))
    over = last > first
    shares[over] = (edges[last[over]] - places.time_us[:-1][over]) / steps.us[over]

    def summed(values: NDArray[np.float64]) -> NDArray[np.float64]:
        total: NDArray[np.float64] = np.bincount(first, values * shares, rows).astype(np.float64)
        total += np.bincount(last, values * (1 - shares), rows)
        return total

    gone, kmh = steps.gone, steps.kmh
    moving = gone & (kmh >= MOVING_KMH)
    metres = summed(np.where(gone, steps.metres, 0.0))
    known_us = summed(np.where(steps.gap, 0, steps.us).astype(np.float64))
    moving_us = summed(np.where(moving, steps.us, 0).astype(np.float64))
    fastest = np.zeros(rows)
    np.maximum.at(fastest, first[gone], kmh[gone])
    np.maximum.at(fastest, last[gone], kmh[gone])
    jumps = np.bincount(first[steps.jump], minlength=rows)
    fixes = np.bincount(np.searchsorted(edges, places.time_us, side="right") - 1, minlength=rows)
    cumulative = np.cumsum(metres)
    return [
        ProfileRow(
            instant(int(edges[row])),
            instant(int(edges[row + 1])),
            int(fixes[row]),
            float(metres[row]) if known_us[row] else None,
            float(cumulative[row]),
            float(known_us[row]) / 1e6,
            float(moving_us[row]) / 1e6,
            float(fastest[row]) if known_us[row] else None,
            int(jumps[row]),
        )
        for row in range(rows)
    ]


def _edges(start: datetime, end: datetime, unit: Unit) -> NDArray[np.int64]:
    """The edges of the rows, microseconds since 1970-01-01 UTC: start, whole units, end."""
    length = _LENGTHS[unit] // timedelta(microseconds=1)
    ahead = CHINA_TIME.utcoffset(None) // timedelta(microseconds=1)
    starts, ends = microseconds(start), microseconds(end)
    if (ends - starts) // length >= MOST_ROWS:
        raise BadParameter(
            f"a profile has {MOST_ROWS} rows at most: ask for a shorter window than "
            f"{start.isoformat()} to {end.isoformat()}, or for one by day"
        )
    begin = (starts + ahead) // length * length - ahead + length
    inner = np.arange(begin, ends, length, dtype=np.int64)
    return np.concatenate([[starts], inner, [ends]]).astype(np.int64)
