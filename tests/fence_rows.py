"""Geofences in one line, and their events as they stand."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Engine, text

from spatial.locations.clock import microseconds
from spatial.locations.fixes import Places
from spatial.locations.geofence_register import Watched, create_fence
from spatial.locations.geofences import EventKind, FenceEvent, fence_events
from spatial.locations.history import places_of

SQUARE = shapely.box(116, 39, 116.04, 39.04)


def fence_of_square(
    engine: Engine,
    starts: datetime,
    *names: str,
    ends: datetime | None = None,
    overstay_s: int | None = None,
    device_class: str | None = None,
    owner_code: str | None = None,
    shape: BaseGeometry = SQUARE,
) -> int:
    """A fence of 0.04 degree that watches devices by name, class or owner; its id."""
    with engine.begin() as connection:
        return create_fence(
            connection,
            "the square",
            shape,
            Watched(names or None, device_class, owner_code),
            starts=starts,
            ends=ends,
            overstay_s=overstay_s,
        )


def standing_events(engine: Engine, fence: int, device: str) -> set[FenceEvent]:
    """The events that stand."""
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT kind, at, known, fixed_before, fixed_after FROM geofence_event"
                " JOIN device ON device.id = device_id"
                " WHERE fence_id = :fence AND name = :device AND withdrawn_at IS NULL"
            ),
            {"fence": fence, "device": device},
        ).all()
    return {
        FenceEvent(
            EventKind(row.kind),
            microseconds(row.at),
            row.known,
            None if row.fixed_before is None else microseconds(row.fixed_before),
            microseconds(row.fixed_after),
        )
        for row in rows
    }


def right_events(
    engine: Engine,
    device: str,
    starts: datetime,
    ends: datetime,
    overstay_s: int | None,
    shape: BaseGeometry = SQUARE,
) -> set[FenceEvent]:
    """What the whole history says at once."""
    with engine.connect() as connection:
        number = connection.execute(
            text("SELECT id FROM device WHERE name = :device"), {"device": device}
        ).scalar_one_or_none()
        if number is None:
            return set()
        places: Places = places_of(connection, number, starts, ends, most=10**9)
    assert (np.diff(places.time_us) >= 0).all()
    allowed = None if overstay_s is None else overstay_s * 1_000_000
    return set(fence_events(places, shape, allowed))
