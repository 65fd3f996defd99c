"""Device clocks that are off by whole or half hours: told by when their fixes came.

A device in the field reports at once, so that the time between its clock and ours is about
nothing; one whose zone is set wrongly is off by the same half hours each time. Files that are
loaded later differ by another time with each fix. Only reported: what a device said stays.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from spatial.locations.clock import instant
from spatial.locations.history import Beside, fixes_of

_HALF_HOUR_S = 1_800
_NEAR_S = 120
"""A report may be so late, or a clock beside so far off."""

_LEAST_FIXES = 10
_LEAST_SPAN_S = 1_800
"""Within less, the fixes of a file that is loaded later might all lie near to one half hour."""

_LEAST_SHARE = 0.8
_SAMPLE = 500
_MOST_HALVES = 48
"""A clock that is off by more than a day is off by something else than its zone."""


def clock_remarks(connection: Connection, device_id: int, beside: Beside) -> list[str]:
    """What is to be said of the clock of a device, by its first and last fixes in a window."""
    if beside.first_us is None or beside.last_us is None:
        return []
    first, last = instant(beside.first_us), instant(beside.last_us) + timedelta(microseconds=1)
    middle = max(first, last - timedelta(hours=2))
    begins = fixes_of(connection, device_id, first, middle, most=_SAMPLE)
    ends = fixes_of(connection, device_id, middle, last)
    hours = offset_hours(
        np.append(begins.time_us, ends.time_us), np.append(begins.received_s, ends.received_s)
    )
    if hours is None:
        return []
    word = "慢" if hours < 0 else "快"
    return [f"设备时钟疑似{word} {abs(hours):g} 小时（与接收时间相比）。未作改正。"]


def offset_hours(time_us: NDArray[np.int64], received_s: NDArray[np.int64]) -> float | None:
    """By how many hours a clock is ahead (behind: below 0); None where it shows no such offset.

    >>> times = np.arange(60) * 60_000_000
    >>> offset_hours(times, times // 1_000_000 + 8 * 3600 + 3)
    -8.0
    >>> offset_hours(times, times // 1_000_000 + 3) is None
    True
    """
    if len(time_us) < _LEAST_FIXES or np.ptp(time_us) < _LEAST_SPAN_S * 1e6:
        return None
    ahead_s = time_us / 1e6 - received_s
    halves = np.rint(ahead_s / _HALF_HOUR_S)
    values, counts = np.unique(halves, return_counts=True)
    usual = values[counts.argmax()]
    close = np.abs(ahead_s - usual * _HALF_HOUR_S) <= _NEAR_S
    if not 0 < abs(usual) <= _MOST_HALVES or close.mean() < _LEAST_SHARE:
        return None
    return float(usual) / 2
