"""What share of a window is known: between two fixes with a gap nobody knows where a device was.

A device is known from one fix to the next where at most GAP lies between them, also across the
edges of the window; all other time is unknown, which never means that it was elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from spatial.locations.clock import instant, microseconds, widened
from spatial.locations.history import places_of, times_of_devices
from spatial.locations.tracks import GAP, gaps_after

_MOST_BEFORE = 1_000_000
"""Fixes of one device in GAP at most: more than a thousand a second."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a half-open window.

    gaps: the unknown spans in order, (from, to) in UTC: all of the window that is not known.
    seconds: the known ones; share: of the window, 0 to 1.
    """

    gaps: tuple[tuple[datetime, datetime], ...]
    seconds: float
    share: float


def known_time(time_us: NDArray[np.int64], start: datetime, end: datetime) -> Known:
    """What the instants of fixes make known of [start, end).

    time_us: of one device, in order; those before `start` and from `end` on count as neighbours of
    the first and last one inside, and are given as far as GAP from the window.

    >>> from datetime import UTC, timedelta
    >>> day = datetime(2024, 5, 1, tzinfo=UTC)
    >>> minutes = microseconds(day) + np.array([-5, 5, 15, 40, 50]) * 60_000_000
    >>> round(known_time(minutes, day, day + timedelta(minutes=50)).seconds)
    1500
    """
    if len(time_us) == 0:
        return known_spans(time_us, time_us, start, end)
    after = gaps_after(time_us)
    begins = np.concatenate([time_us[:1], time_us[after + 1]])
    return known_spans(begins, np.concatenate([time_us[after], time_us[-1:]]), start, end)


def known_spans(
    begins: NDArray[np.int64], ends: NDArray[np.int64], start: datetime, end: datetime
) -> Known:
    """The same of spans that are known: in order, none of which meet; also beyond the window."""
    low, high = microseconds(start), microseconds(end)
    # What lies before, between and after what is known is unknown.
    gaps = np.clip(
        np.stack([np.append(low, ends), np.append(begins, high)], axis=1).astype(np.int64),
        low,
        high,
    )
    gaps = gaps[gaps[:, 1] > gaps[:, 0]]
    known_us = high - low - int((gaps[:, 1] - gaps[:, 0]).sum())
    told = tuple((instant(begin), instant(stop)) for begin, stop in gaps.tolist())
    return Known(told, known_us / 1e6, known_us / (high - low))


def known_of_device(
    connection: Connection,
    device_id: int,
    time_us: NDArray[np.int64],
    start: datetime,
    end: datetime,
) -> Known:
    """What is known of a device in [start, end), whose fixes in it are at these instants.

    Reads the neighbours of the window alone: at most GAP before and after it.
    """
    first, last = widened(start, end, GAP)
    before = places_of(connection, device_id, first, start, most=_MOST_BEFORE).time_us[-1:]
    after = places_of(connection, device_id, end, last, most=1).time_us[:1]
    return known_time(np.concatenate([before, time_us, after]), start, end)


def known_of_devices(
    connection: Connection, names: Sequence[str], start: datetime, end: datetime
) -> dict[str, Known]:
    """What is known of each of the devices in [start, end).

    Reads the instants of all their fixes: grows with these, one device in memory at a time.
    """
    rows = connection.execute(
        text("SELECT id, name FROM device WHERE name = ANY(:names)"), {"names": list(names)}
    )
    name_of = {row.id: row.name for row in rows}
    found = {
        name_of[device]: known_time(time_us, start, end)
        for device, time_us in times_of_devices(
            connection, list(name_of), *widened(start, end, GAP)
        )
    }
    nothing = known_time(np.empty(0, np.int64), start, end)
    return {name: found.get(name, nothing) for name in name_of.values()}
