"""Computes the events of geofences where fixes are new: any order of arrival gives the same.

An event stands on the fixes from `before_us` to `after_us`. Fixes that come between two others
change only events that reach into the time between these two: all of those are computed again, and
what is not so any more is withdrawn. What lies before and behind is taken from the events that are
stored; where these are not right yet, their own time is still due and will correct ours.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, text

from spatial.db import read_sql
from spatial.locations.chunk_plan import DAY_US
from spatial.locations.clock import instant, widened
from spatial.locations.fixes import Places
from spatial.locations.geofences import (
    EventKind,
    FenceEvent,
    Sightings,
    overstay,
    overstay_at,
    presences,
)
from spatial.locations.history import instant_before, instant_from, joined, places_of
from spatial.locations.tracks import GAP

_GAP_US = round(GAP.total_seconds() * 1e6)
_ALL = 2**40
_NEAR = timedelta(minutes=2)
"""So far the neighbours of new fixes are read with them; further away they are asked for."""

_SHAPES_HELD = 1000

_STORED = (
    "SELECT id, fence_id, kind, (extract(epoch FROM at) * 1000000)::bigint AS at_us, known,"
    " (extract(epoch FROM fixed_before) * 1000000)::bigint AS before_us,"
    " (extract(epoch FROM fixed_after) * 1000000)::bigint AS after_us FROM geofence_event"
    " WHERE withdrawn_at IS NULL AND device_id = :device AND "
)


@dataclass(frozen=True, slots=True)
class Fence:
    """What computing needs of a fence. Microseconds; to_us, allowed_us: None for no limit."""

    id: int
    from_us: int
    to_us: int | None
    allowed_us: int | None


@dataclass(frozen=True, slots=True)
class Changed:
    """How many events were written and withdrawn."""

    written: int = 0
    withdrawn: int = 0

    def __add__(self, other: Changed) -> Changed:
        return Changed(self.written + other.written, self.withdrawn + other.withdrawn)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The fixes of a device from the last before a time to the first behind it, both included.

    low_us, high_us: instants of these two; None where there is none.
    """

    places: Places
    low_us: int | None
    high_us: int | None

    def is_before(self, fence: Fence) -> bool:
        """Whether all that may be new lies before the period of a fence."""
        return self.high_us is not None and self.high_us <= fence.from_us

    def is_behind(self, fence: Fence) -> bool:
        """Whether it lies behind: there may be events to withdraw of a fence that was ended."""
        return fence.to_us is not None and self.low_us is not None and self.low_us >= fence.to_us

    def within(self, fence: Fence) -> _Stretch:
        """What a fence sees: its period alone."""
        times = self.places.time_us
        seen = times >= fence.from_us
        low, high = self.low_us, self.high_us
        if fence.to_us is not None:
            seen &= times < fence.to_us
            high = None if high is None or high >= fence.to_us else high
        return _Stretch(
            self.places.take(seen), None if low is None or low < fence.from_us else low, high
        )


class FenceComputer:
    """Computes what is due. Remembers shapes, for those of a fence never change."""

    def __init__(self) -> None:
        self._shapes: dict[int, BaseGeometry] = {}

    def compute(self, connection: Connection, devices: Sequence[int]) -> Changed:
        """Takes all that is due of some devices, and computes it, in the caller's transaction.

        The transaction sees one state of all (REPEATABLE READ), and nobody else computes these
        devices meanwhile (`spatial.locations.geofence_work`).
        """
        asked = {"devices": list(devices)}
        due: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for one in connection.execute(
            text(
                "DELETE FROM geofence_due WHERE device_id = ANY(:devices) RETURNING device_id,"
                " (extract(epoch FROM starts) * 1000000)::bigint AS starts,"
                " (extract(epoch FROM ends) * 1000000)::bigint AS ends"
            ),
            asked,
        ):
            due[one.device_id].append((one.starts, one.ends))
        rows = connection.execute(text(read_sql("spatial.locations", "geofence_due")), asked).all()
        changed = Changed()
        for device, of_device in groupby(rows, key=lambda row: int(row.device_id)):
            watching = list(of_device)
            fences = [
                Fence(row.fence_id, row.from_us, row.to_us, row.overstay_us) for row in watching
            ]
            self._learn_shapes(connection, fences)
            first, last = watching[0].first_us, watching[0].last_us
            for starts, ends in merged_spans(due[device]):
                begin: int | None = max(starts, first)
                while begin is not None and begin <= min(ends, last):
                    # A day at a time is in memory.
                    end = min(ends, begin + DAY_US)
                    stretch = _stretch(connection, device, begin, end, last)
                    changed += self._renew(connection, device, fences, stretch)
                    begin = stretch.high_us
        return changed

    def _learn_shapes(self, connection: Connection, fences: Sequence[Fence]) -> None:
        missing = [fence.id for fence in fences if fence.id not in self._shapes]
        if not missing:
            return
        if len(self._shapes) + len(missing) > _SHAPES_HELD:
            self._shapes.clear()
            missing = [fence.id for fence in fences]
        for row in connection.execute(
            text("SELECT id, ST_AsBinary(geom) AS geom FROM geofence WHERE id = ANY(:ids)"),
            {"ids": missing},
        ):
            shape = shapely.from_wkb(bytes(row.geom))
            shapely.prepare(shape)
            self._shapes[row.id] = shape

    def _renew(
        self, connection: Connection, device: int, fences: Sequence[Fence], stretch: _Stretch
    ) -> Changed:
        stored = _overlapping(connection, device, stretch)
        gone: list[int] = []
        new: list[tuple[int, FenceEvent]] = []
        for fence in fences:
            if stretch.is_before(fence) or (stretch.is_behind(fence) and fence.id not in stored):
                continue
            seen = stretch.within(fence)
            right = set(self._events(connection, device, fence, seen))
            for number, event in stored.get(fence.id, ()):
                if event in right:
                    right.discard(event)
                elif _reaches(event, seen):
                    gone.append(number)
            new += [(fence.id, event) for event in right]
        _withdraw(connection, gone)
        _write(connection, device, new)
        return Changed(len(new), len(gone))

    def _events(
        self, connection: Connection, device: int, fence: Fence, seen: _Stretch
    ) -> list[FenceEvent]:
        """The events at a fence that reach into the stretch."""
        shape = self._shapes[fence.id]
        sightings = Sightings.of(seen.places, shape)
        found = sightings.crossings(shape, from_nothing=seen.low_us is None)
        if fence.allowed_us is None or not sightings.inside.any():
            return found
        known = list(found)
        if seen.low_us is not None and sightings.inside[0]:
            known = _entered_before(connection, device, fence, seen.low_us) + known
        then = None
        if seen.high_us is not None:
            then = _crossing_after(connection, device, fence, seen.high_us)
        for entered, ended in presences(known, then):
            at = overstay_at(entered, ended, fence.allowed_us)
            after = None if at is None else _fix_from(connection, device, fence, seen, at)
            if at is not None and after is not None:
                event = overstay(entered, at, after)
                if _reaches(event, seen):
                    found.append(event)
        return found


def merged_spans(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those nearer to each other than a gap as one.

    >>> merged_spans([(5_000_000_000, 5_000_000_001), (0, 10), (5, 20)])
    [(0, 20), (5000000000, 5000000001)]
    """
    found: list[tuple[int, int]] = []
    for starts, ends in sorted(spans):
        if found and starts <= found[-1][1] + _GAP_US:
            found[-1] = found[-1][0], max(found[-1][1], ends)
        else:
            found.append((starts, ends))
    return found


def _stretch(connection: Connection, device: int, begin: int, end: int, last: int) -> _Stretch:
    """The fixes in [begin, end] with the ones before and behind. last: instant of the newest."""
    about = widened(instant(begin), instant(end), _NEAR)
    places = places_of(connection, device, *about, most=_ALL)
    times = places.time_us
    before = int(np.searchsorted(times, begin))
    behind = int(np.searchsorted(times, end, side="right"))
    parts = [places.take(slice(before, behind))]
    if before:
        low: int | None = int(times[before - 1])
    else:
        low = instant_before(connection, device, begin)
    if behind < len(times):
        high: int | None = int(times[behind])
    else:
        # Of what arrives most is the newest: nothing is asked then.
        high = instant_from(connection, device, end + 1) if end < last else None
    if low is not None:
        parts.insert(0, _at(connection, device, low, places))
    if high is not None:
        parts.append(_at(connection, device, high, places))
    return _Stretch(joined(parts), low, high)


def _at(connection: Connection, device: int, time_us: int, held: Places) -> Places:
    """The fixes of one instant."""
    some = held.take(held.time_us == time_us)
    if len(some):
        return some
    return places_of(connection, device, instant(time_us), instant(time_us + 1), most=_ALL)


def _fix_from(
    connection: Connection, device: int, fence: Fence, seen: _Stretch, at: int
) -> int | None:
    """The first fix from an instant on that the fence sees."""
    times = seen.places.time_us
    row = int(np.searchsorted(times, at))
    if row < len(times):
        return int(times[row])
    if seen.high_us is None:
        return None
    after = instant_from(connection, device, at)
    return None if after is None or (fence.to_us is not None and after >= fence.to_us) else after


def _reaches(event: FenceEvent, seen: _Stretch) -> bool:
    """Whether an event depends on what lies between the ends of the stretch."""
    return (seen.low_us is None or event.after_us > seen.low_us) and (
        seen.high_us is None or event.before_us is None or event.before_us < seen.high_us
    )


def _overlapping(
    connection: Connection, device: int, stretch: _Stretch
) -> dict[int, list[tuple[int, FenceEvent]]]:
    """The stored events that may depend on the stretch, by fence."""
    rows = connection.execute(
        text(
            _STORED + "(CAST(:low AS timestamptz) IS NULL OR fixed_after > :low)"
            " AND (CAST(:high AS timestamptz) IS NULL OR fixed_before IS NULL"
            " OR fixed_before < :high)"
        ),
        {
            "device": device,
            "low": None if stretch.low_us is None else instant(stretch.low_us),
            "high": None if stretch.high_us is None else instant(stretch.high_us),
        },
    )
    found: dict[int, list[tuple[int, FenceEvent]]] = {}
    for row in rows:
        found.setdefault(row.fence_id, []).append((row.id, _event(row)))
    return found


def _entered_before(
    connection: Connection, device: int, fence: Fence, low_us: int
) -> list[FenceEvent]:
    """The entering of the presence that is under way at a fix."""
    row = connection.execute(
        text(
            _STORED + "fence_id = :fence AND kind = 'enter' AND fixed_after <= :low"
            " ORDER BY fixed_after DESC LIMIT 1"
        ),
        {"device": device, "fence": fence.id, "low": instant(low_us)},
    ).one_or_none()
    return [] if row is None else [_event(row)]


def _crossing_after(
    connection: Connection, device: int, fence: Fence, high_us: int
) -> FenceEvent | None:
    """The first enter or leave behind a fix."""
    row = connection.execute(
        text(
            _STORED + "fence_id = :fence AND kind IN ('enter', 'leave')"
            " AND fixed_after > :high AND fixed_before >= :high ORDER BY fixed_after LIMIT 1"
        ),
        {"device": device, "fence": fence.id, "high": instant(high_us)},
    ).one_or_none()
    return None if row is None else _event(row)


def _event(row: Any) -> FenceEvent:
    return FenceEvent(
        EventKind(row.kind),
        row.at_us,
        row.known,
        row.before_us,
        row.after_us,
    )


def _withdraw(connection: Connection, numbers: Sequence[int]) -> None:
    if numbers:
        connection.execute(
            text(
                "UPDATE geofence_event SET withdrawn_at = now(), written = pg_current_xact_id()"
                " WHERE id = ANY(:numbers)"
            ),
            {"numbers": list(numbers)},
        )


def _write(connection: Connection, device: int, events: Sequence[tuple[int, FenceEvent]]) -> None:
    if not events:
        return
    connection.execute(
        text(
            "INSERT INTO geofence_event"
            " (fence_id, device_id, kind, at, known, fixed_before, fixed_after)"
            " VALUES (:fence, :device, :kind, :at, :known, :before, :after)"
        ),
        [
            {
                "fence": fence,
                "device": device,
                "kind": event.kind.value,
                "at": instant(event.at_us),
                "known": event.known,
                "before": None if event.before_us is None else instant(event.before_us),
                "after": instant(event.after_us),
            }
            for fence, event in sorted(events, key=lambda one: (one[1].at_us, one[1].after_us))
        ],
    )
