"""The times of cases: hours, seasons and periods, by which they are chosen and counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from spatial.business.reach.records import Cases

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]

SEASONS: Mapping[str, tuple[int, ...]] = {
    "spring": (3, 4, 5),
    "summer": (6, 7, 8),
    "autumn": (9, 10, 11),
    "winter": (12, 1, 2),
}
"""Months of each season as the weather service counts them."""

HOUR_BANDS: Mapping[str, tuple[int, int]] = {
    "00-06": (0, 6),
    "06-12": (6, 12),
    "12-18": (12, 18),
    "18-24": (18, 24),
}

_EPOCH = date(1970, 1, 1)


def in_hours(cases: Cases, hours: tuple[int, int]) -> Mask:
    """Cases of [from, until) o'clock in Beijing; over midnight where the first is later."""
    start, end = hours
    told = cases.hour >= 0
    if start < end:
        return told & (cases.hour >= start) & (cases.hour < end)
    return told & ((cases.hour >= start) | (cases.hour < end))


def in_seasons(cases: Cases, seasons: Sequence[str]) -> Mask:
    """Cases of the months of the seasons."""
    months = [month for season in seasons for month in SEASONS[season]]
    return np.isin(months_of(cases.day), months)


def months_of(days: Numbers) -> Numbers:
    """The month, 1 to 12, of days since 1970-01-01."""
    months: Numbers = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12 + 1
    return months


@dataclass(frozen=True, slots=True)
class Periods:
    """Periods one after another. starts: their first days and the day after the last."""

    starts: tuple[date, ...]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def places_of(self, days: Numbers) -> Numbers:
        """The period of each day since 1970-01-01; -1 outside."""
        bounds = np.array([(start - _EPOCH).days for start in self.starts])
        found = np.searchsorted(bounds, days, side="right") - 1
        return np.where(found < len(self), found, -1)


def periods_over(first: date, last: date, unit: str) -> Periods:
    """The whole periods that lie in [first, last); weeks begin on Monday. None: an empty sequence.

    What is left of a period at either end is outside, for it would seem too few.
    """
    starts = [_floor(first, unit)]
    if starts[0] < first:
        starts[0] = _next(starts[0], unit)
    while _next(starts[-1], unit) <= last:
        starts.append(_next(starts[-1], unit))
    return Periods(tuple(starts))


def _floor(day: date, unit: str) -> date:
    if unit == "day":
        return day
    if unit == "week":
        return day - timedelta(days=day.weekday())
    month = day.month if unit == "month" else (day.month - 1) // 3 * 3 + 1
    return day.replace(month=month, day=1)


def _next(start: date, unit: str) -> date:
    if unit in ("day", "week"):
        return start + timedelta(days=1 if unit == "day" else 7)
    months = start.month - 1 + (1 if unit == "month" else 3)
    return start.replace(year=start.year + months // 12, month=months % 12 + 1)
