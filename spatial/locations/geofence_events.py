"""The events of geofences, as they stand and as they stood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from spatial.db import read_sql
from spatial.errors import UnknownGeofence
from spatial.locations.register import device_named


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event of a fence (spatial/locations/geofences.py says what it means).

    fixed_before, fixed_after: the fixes on which it stands. withdrawn: when later data said
    otherwise, None while it stands.
    """

    id: int
    fence_id: int
    fence: str
    device: str
    device_class: str
    kind: str
    at: datetime
    known: bool
    fixed_before: datetime | None
    fixed_after: datetime
    computed: datetime
    withdrawn: datetime | None


def events_of_fence(
    connection: Connection,
    fence: int,
    start: datetime,
    end: datetime,
    *,
    device: str | None,
    withdrawn: bool,
    after: tuple[datetime, int] | None,
    limit: int,
) -> list[StoredEvent]:
    """The events of a fence in [start, end), by instant: so many at most.

    device: name, None for all. withdrawn: with those that do not stand any more. after: instant and
    id of the last one that was given before. Raises UnknownGeofence, UnknownDevice.
    """
    there = connection.execute(
        text("SELECT EXISTS (SELECT FROM geofence WHERE id = :fence)"), {"fence": fence}
    ).scalar_one()
    if not there:
        raise UnknownGeofence(f"there is no geofence {fence}")
    if device is not None:
        device_named(connection, device)
    at, number = after or (None, None)
    rows = connection.execute(
        text(read_sql("spatial.locations", "geofence_events")),
        {
            "fence": fence,
            "starts": start,
            "ends": end,
            "device": device,
            "withdrawn": withdrawn,
            "after_at": at,
            "after_id": number,
            "rows": limit,
        },
    )
    return [StoredEvent(*row) for row in rows]
