"""Smart markers (R3.11): a device that stands at a registered marker, and whether it still does.

Cheap receivers scatter by ten metres, and now and then by hundreds: the median of the last fixes,
east and north apart, is what counts. It is off by a few metres where half of them are right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from sqlalchemy import Connection, Engine, text

from spatial.boundaries.alerts import end_lasting, raise_alert
from spatial.db import read_sql
from spatial.errors import BadParameter, UnknownMarker
from spatial.locations.clock import iso_utc
from spatial.locations.fixes import E7, Places
from spatial.locations.geodesic import CGCS2000, earth_centred, lon_lat_below, tangent_axes
from spatial.locations.history import joined, places_of
from spatial.locations.register import device_named
from spatial.temporal import today_in_china

_MOST = 1_000_000
_SPANS = (timedelta(hours=6), timedelta(days=2), timedelta(days=30), timedelta(days=400))
"""So far back the last fixes are looked for, one span after the other."""


@dataclass(frozen=True, slots=True)
class DisplacementRules:
    """fixes: how many of the last ones count (n). displaced_m: so far from the register their
    median is a displacement (t). silent_s: after so long without a fix a marker is silent (s)."""

    fixes: int = 21
    displaced_m: float = 25.0
    silent_s: float = 3 * 86_400.0

    def __post_init__(self) -> None:
        """Raises BadParameter."""
        if self.fixes < 3 or not self.displaced_m > 0 or not self.silent_s > 0:
            raise BadParameter("a displacement needs 3 fixes, and limits of more than 0")


@dataclass(frozen=True, slots=True)
class MedianPlace:
    """Where the last fixes of a device put it: degrees, CGCS2000. away_m: from the register,
    geodesic. fixes: of how many."""

    lon: float
    lat: float
    away_m: float
    fixes: int


@dataclass(frozen=True, slots=True)
class BoundMarker:
    """A device at a marker. lon, lat: of the register. fixed_at: of its newest fix; fixes: how many
    it has in all."""

    id: int
    boundary_id: int
    line: str
    marker_number: str
    device_id: int
    device: str
    starts: datetime
    lon: float
    lat: float
    fixed_at: datetime | None
    fixes: int | None


def median_place(places: Places, lon: float, lat: float, *, fixes: int) -> MedianPlace | None:
    """The median of the last fixes, in order of time, against the register; None for fewer fixes.

    East and north are metres in the plane that touches the earth at the register: of fixes further
    than a hundred kilometres it counts only in which direction they lie.
    """
    if len(places) < fixes:
        return None
    last = places.take(slice(len(places) - fixes, None))
    here = earth_centred(np.array([lon]), np.array([lat]))[0]
    axes = tangent_axes(lon, lat)
    flat = (earth_centred(last.lon_e7 / E7, last.lat_e7 / E7) - here) @ axes
    east, north = np.median(flat, axis=0)
    there = lon_lat_below(here + axes @ np.array([east, north]))
    _, _, away = CGCS2000.inv(lon, lat, *there)
    return MedianPlace(*there, float(away), fixes)


def bind_device(
    connection: Connection,
    boundary_id: int,
    marker_number: str,
    device: str,
    *,
    person: str,
    starts: datetime,
    ends: datetime | None = None,
) -> int:
    """Has a device stand at a marker from an instant on; the id of the row.

    Raises UnknownDevice, UnknownMarker; BadParameter for a device that is of another class than
    marker, or where another stands there, or it stands elsewhere, in that time.
    """
    found = device_named(connection, device)
    if found.device_class != "marker":
        raise BadParameter(f"{device} is a device of class {found.device_class}, and no marker")
    if ends is not None and ends <= starts:
        raise BadParameter("a device stands at a marker until after it began to")
    known = connection.execute(
        text(
            "SELECT FROM boundary_marker WHERE boundary_id = :boundary AND number = :number"
            " AND upper_inf(known) LIMIT 1"
        ),
        {"boundary": boundary_id, "number": marker_number},
    ).one_or_none()
    if known is None:
        raise UnknownMarker(f"no marker {marker_number!r} of the line is registered")
    connection.execute(text("LOCK TABLE marker_device IN SHARE ROW EXCLUSIVE MODE"))
    asked = {
        "boundary": boundary_id,
        "number": marker_number,
        "device": found.id,
        "starts": starts,
        "ends": ends,
        "person": person,
    }
    if connection.execute(text(_MEETING), asked).first() is not None:
        raise BadParameter(f"{device} or {marker_number} is bound already in that time")
    row = connection.execute(
        text(
            "INSERT INTO marker_device (boundary_id, marker_number, device_id, starts, ends,"
            " person) VALUES (:boundary, :number, :device, :starts, :ends, :person) RETURNING id"
        ),
        asked,
    )
    return int(row.scalar_one())


def withdraw_binding(connection: Connection, boundary_id: int, binding: int, *, person: str) -> int:
    """Takes a binding at a line back by a row of its own, the id of which it is; one that ended is
    bound anew with its end. Raises UnknownMarker for a binding that there is not, or not any more.
    """
    row = connection.execute(
        text(
            "INSERT INTO marker_device (boundary_id, marker_number, device_id, starts, ends,"
            " withdraws, person) SELECT boundary_id, marker_number, device_id, starts, ends, id,"
            " :person FROM marker_device AS binding WHERE id = :id AND boundary_id = :boundary"
            " AND withdraws IS NULL AND"
            " NOT EXISTS (SELECT FROM marker_device AS later WHERE later.withdraws = binding.id)"
            " RETURNING id"
        ),
        {"id": binding, "boundary": boundary_id, "person": person},
    ).scalar_one_or_none()
    if row is None:
        raise UnknownMarker(f"there is no binding {binding} of a device to a marker")
    return int(row)


_MEETING = """
SELECT FROM marker_device AS binding
WHERE (device_id = :device OR (boundary_id = :boundary AND marker_number = :number))
    AND tstzrange(starts, ends) && tstzrange(CAST(:starts AS timestamptz), :ends)
    AND withdraws IS NULL
    AND NOT EXISTS (SELECT FROM marker_device AS later WHERE later.withdraws = binding.id)
"""


def bound_markers(connection: Connection, at: datetime) -> list[BoundMarker]:
    """All devices that stand at markers at an instant."""
    rows = connection.execute(
        text(read_sql("spatial.boundaries", "bound_markers")),
        {"at": at, "day": today_in_china(at)},
    )
    return [BoundMarker(**row._mapping) for row in rows]


class MarkerWatch:
    """Looks after all bound markers, again and again; only devices that reported since are read."""

    def __init__(self, engine: Engine, rules: DisplacementRules | None = None) -> None:
        self._engine = engine
        self._rules = rules or DisplacementRules()
        self._seen: dict[int, tuple[object, ...]] = {}

    def look(self, *, now: datetime) -> int:
        """Raises and ends alerts `marker_displaced` and `marker_silent`: how many of both."""
        with self._engine.connect() as connection:
            bound = bound_markers(connection, now)
        changed = 0
        for one in bound:
            seen = (one.fixes, one.fixed_at, one.lon, one.lat)
            with self._engine.begin() as connection:
                changed += _told_silence(connection, one, now, self._rules)
                if self._seen.get(one.id) != seen:
                    changed += _told_place(connection, one, now, self._rules)
            self._seen[one.id] = seen
        return changed


def _told_silence(
    connection: Connection, one: BoundMarker, now: datetime, rules: DisplacementRules
) -> int:
    last = one.starts if one.fixed_at is None else max(one.starts, one.fixed_at)
    details = {"device": one.device, "last": None if one.fixed_at is None else iso_utc(last)}
    if now - last > timedelta(seconds=rules.silent_s):
        raised = raise_alert(
            connection,
            "marker_silent",
            _key(one),
            details=details | {"silent_s": rules.silent_s},
            boundary_id=one.boundary_id,
            marker_number=one.marker_number,
            device_id=one.device_id,
            place=(one.lon, one.lat),
        )
    else:
        raised = end_lasting(connection, "marker_silent", _key(one), details=details)
    return int(raised is not None)


def _told_place(
    connection: Connection, one: BoundMarker, now: datetime, rules: DisplacementRules
) -> int:
    found = median_place(
        _last_places(connection, one, now, rules.fixes), one.lon, one.lat, fixes=rules.fixes
    )
    if found is None:
        return 0
    details = {
        "device": one.device,
        "median": [round(found.lon, 7), round(found.lat, 7)],
        "away_m": round(found.away_m, 2),
        "fixes": found.fixes,
        "displaced_m": rules.displaced_m,
    }
    if found.away_m > rules.displaced_m:
        told = raise_alert(
            connection,
            "marker_displaced",
            _key(one),
            details=details,
            boundary_id=one.boundary_id,
            marker_number=one.marker_number,
            device_id=one.device_id,
            place=(found.lon, found.lat),
        )
    else:
        told = end_lasting(connection, "marker_displaced", _key(one), details=details)
    return int(told is not None)


def _key(one: BoundMarker) -> str:
    return f"{one.line} {one.marker_number} {one.device}"


def _last_places(connection: Connection, one: BoundMarker, now: datetime, count: int) -> Places:
    """The last fixes of a device since it stands at its marker: as many, where there are."""
    if one.fixed_at is None:
        return joined([])
    for start, end in _windows(one, min(now, one.fixed_at) + timedelta(seconds=1)):
        places = places_of(connection, one.device_id, start, end, most=_MOST)
        if len(places) >= count:
            return places
    return joined([])


def _windows(one: BoundMarker, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    begin = max(one.starts, datetime(1990, 1, 1, tzinfo=UTC))
    for span in _SPANS:
        start = max(begin, end - span)
        if start < end:
            yield start, end
        if start == begin:
            return
