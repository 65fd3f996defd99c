"""What happens at the limits of an area: enter, leave and overstay. Pure: no database.

Inside is what lies in the area or on its edge. Only fixes tell a state: a way that goes through the
area between two fixes outside of it is no event. Between two fixes with a known way (no gap, no
jump) the crossing lies by proportion of the way. After a gap or a jump the state is unknown until
the next fix tells it: what it tells is no known crossing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from spatial.locations.fixes import E7, Places
from spatial.locations.steps import steps_of


class EventKind(StrEnum):
    """enter: it came in, or was first seen inside after a time of which nothing is known.

    leave: it went out, or was first seen outside. overstay: it has been inside for as long as the
    fence allows, without a gap.
    """

    ENTER = "enter"
    LEAVE = "leave"
    OVERSTAY = "overstay"


@dataclass(frozen=True, slots=True)
class FenceEvent:
    """What happened to one device at one fence. Instants: microseconds since 1970-01-01 UTC.

    known: whether the crossing lies on a known way between two fixes; of an overstay, whether the
    entering does (else it may have lasted longer). before_us, after_us: the first and the last of
    the fixes on which it stands; before_us is None where no fix was before.
    """

    kind: EventKind
    at_us: int
    known: bool
    before_us: int | None
    after_us: int


@dataclass(frozen=True, slots=True)
class Sightings:
    """Fixes of one device in order, one for each instant, and which of them lie inside.

    Of several fixes of one instant one that lies inside counts, if there is any.
    """

    places: Places
    inside: NDArray[np.bool_]

    @classmethod
    def of(cls, places: Places, shape: BaseGeometry) -> Sightings:
        """What fixes of one device, in any order, say of an area."""
        inside = shapely.intersects_xy(shape, places.lon_e7 / E7, places.lat_e7 / E7)
        # An order that does not depend on where and in which order the fixes were stored.
        order = np.lexsort((places.lat_e7, places.lon_e7, ~inside, places.time_us))
        first = np.ones(len(order), np.bool_)
        first[1:] = np.diff(places.time_us[order]) > 0
        rows = order[first]
        return cls(places.take(rows), inside[rows])

    def crossings(self, shape: BaseGeometry, *, from_nothing: bool) -> list[FenceEvent]:
        """The events enter and leave between these fixes, in order of time.

        from_nothing: whether no fix was before the first one, so that it tells a state itself.
        """
        times, inside = self.places.time_us, self.inside
        found = []
        if from_nothing and len(inside) and inside[0]:
            at = int(times[0])
            found.append(FenceEvent(EventKind.ENTER, at, False, None, at))
        if len(inside) < 2:
            return found
        before, after = inside[:-1], inside[1:]
        # Steps cost geodesy: nothing happens where all fixes lie outside.
        if not inside.any():
            return found
        gone = steps_of(self.places).gone
        telling = np.where(gone, before != after, before | after)
        for row in np.flatnonzero(telling).tolist():
            kind = EventKind.ENTER if after[row] else EventKind.LEAVE
            start, end = int(times[row]), int(times[row + 1])
            known = bool(gone[row])
            at = end
            if known:
                share = _crossing_share(self.places, row, shape, entering=bool(after[row]))
                at = start + round(share * (end - start))
            found.append(FenceEvent(kind, at, known, start, end))
        return found


def _crossing_share(places: Places, row: int, shape: BaseGeometry, *, entering: bool) -> float:
    """At which share of the way from a fix to the next the edge is crossed.

    Where the straight way crosses it several times: the crossing from which on it is inside up to
    the fix inside, or up to which it has been since.
    """
    ends = np.stack([places.lon_e7[row : row + 2] / E7, places.lat_e7[row : row + 2] / E7], axis=1)
    way = shapely.LineString(ends)
    within = shapely.Point(ends[1 if entering else 0])
    parts = shapely.get_parts(shapely.intersection(way, shape))
    if len(parts) == 0 or way.length == 0:
        # On the edge by the last digit.
        return 1.0 if entering else 0.0
    nearest = parts[int(np.argmin(shapely.distance(parts, within)))]
    shares = [
        way.project(shapely.Point(place), normalized=True)
        for place in shapely.get_coordinates(nearest)
    ]
    return float(min(shares) if entering else max(shares))


def overstay_at(
    entered: FenceEvent, then: FenceEvent | None, allowed_us: int, until_us: int | None = None
) -> int | None:
    """The instant at which a presence has lasted as long as is allowed; None where it did not.

    then: the next enter or leave. Presence is known up to a known leaving, else up to the last fix
    inside. until_us: where there is no next event, up to when it is known; None for "far enough".
    """
    at = entered.at_us + allowed_us
    if then is None:
        end = at if until_us is None else until_us
    elif then.kind is EventKind.LEAVE and then.known:
        end = then.at_us
    else:
        assert then.before_us is not None
        end = then.before_us
    return at if end >= at else None


def presences(
    crossings: Sequence[FenceEvent], then: FenceEvent | None = None
) -> Iterator[tuple[FenceEvent, FenceEvent | None]]:
    """Each entering with what ends the presence. then: what follows after the last crossing."""
    for entered, ended in zip(crossings, [*crossings[1:], then], strict=False):
        if entered.kind is EventKind.ENTER:
            yield entered, ended


def fence_events(
    places: Places, shape: BaseGeometry, allowed_us: int | None = None
) -> list[FenceEvent]:
    """All events of one device at an area, of its whole history in the fence's period.

    shape: longitude, latitude, CGCS2000. allowed_us: how long it may stay; None for ever. What
    the platform computes in parts, as fixes arrive in any order, is this.
    """
    seen = Sightings.of(places, shape)
    found = seen.crossings(shape, from_nothing=True)
    times = seen.places.time_us
    overstays = []
    if allowed_us is not None and found:
        for entered, then in presences(found):
            at = overstay_at(entered, then, allowed_us, int(times[-1]))
            if at is not None:
                after = int(times[np.searchsorted(times, at)])
                overstays.append(overstay(entered, at, after))
    return in_event_order([*found, *overstays])


def overstay(entered: FenceEvent, at_us: int, after_us: int) -> FenceEvent:
    """The overstay of a presence. after_us: the first fix that is not before it."""
    return FenceEvent(EventKind.OVERSTAY, at_us, entered.known, entered.before_us, after_us)


def in_event_order(events: Sequence[FenceEvent]) -> list[FenceEvent]:
    """By instant; of one instant an enter first, a leave last."""
    order = [EventKind.ENTER, EventKind.OVERSTAY, EventKind.LEAVE]
    return sorted(events, key=lambda one: (one.at_us, one.after_us, order.index(one.kind)))
