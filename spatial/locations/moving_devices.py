"""The devices of a class as moving features: which of them moved in a box, in a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from sqlalchemy import Connection, text

from spatial.db import read_sql
from spatial.errors import BadParameter
from spatial.locations.clock import microseconds, widened
from spatial.locations.fixes import E7, Places
from spatial.locations.heat import MOST_FIXES
from spatial.locations.history import EARTH, Box, count_near, places_near
from spatial.locations.moving_parts import DegreeBox, meets_box
from spatial.locations.tracks import EARTH_RADIUS_M, GAP, JUMP_M, cuts

BEGINNING, ENDING = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)
"""Before and after everything: the ends of an open interval."""


@dataclass(frozen=True, slots=True)
class MovingDevice:
    """A device with a fix. first, last: its oldest and newest one."""

    id: int
    name: str
    first: datetime
    last: datetime


def devices_of_class(connection: Connection, device_class: str) -> list[MovingDevice]:
    """All devices of a class that have a fix, by name."""
    rows = connection.execute(
        text(read_sql("spatial.locations", "class_devices")), {"device_class": device_class}
    )
    return [MovingDevice(*row) for row in rows]


def devices_moving(
    connection: Connection,
    device_class: str,
    boxes: Sequence[DegreeBox],
    start: datetime,
    end: datetime,
) -> list[MovingDevice]:
    """Those of a class that were in one of the boxes in [start, end], by name.

    boxes: none is everywhere. A way between two fixes without a gap or a jump counts as well.
    Raises BadParameter for a question that would read more than MOST_FIXES fixes.
    """
    maybe = [
        one
        for one in devices_of_class(connection, device_class)
        if one.first <= end and one.last >= start
    ]
    if boxes:
        there = _seen(connection, device_class, boxes, start, end) if maybe else set()
        return [one for one in maybe if one.id in there]
    # Whose first or last fix lies in the time needs no look at its fixes.
    unsure = {one.id for one in maybe if one.first < start and one.last > end}
    there = _seen(connection, device_class, [], start, end) if unsure else set()
    return [one for one in maybe if one.id not in unsure or one.id in there]


def _seen(
    connection: Connection,
    device_class: str,
    boxes: Sequence[DegreeBox],
    start: datetime,
    end: datetime,
) -> set[int]:
    found: set[int] = set()
    everywhere: list[DegreeBox | None] = [None]
    for box in boxes or everywhere:
        # No step is longer than a jump: both ends of one that meets the box lie so near to it.
        around = EARTH if box is None else _about(box)
        window = widened(start, end, GAP)
        count = count_near(connection, around, *window, classes=[device_class])
        if count > MOST_FIXES:
            raise BadParameter(
                f"{count:,} fixes would have to be looked at, {MOST_FIXES:,} are the most: ask "
                "with a shorter datetime or a smaller bbox"
            )
        places = places_near(connection, around, *window, classes=[device_class])
        found |= _moving(places, box, microseconds(start), microseconds(end))
    return found


def _about(box: DegreeBox) -> Box:
    """A box in stored units that is larger by the length of a jump on each side."""
    north = np.degrees(JUMP_M / EARTH_RADIUS_M) * 1.01
    highest = min(89.0, max(abs(box.south), abs(box.north)) + north)
    east = north / np.cos(np.radians(highest))
    return Box(
        int(max(-180.0, box.west - east) * E7),
        int(max(-90.0, box.south - north) * E7),
        int(min(180.0, box.east + east) * E7),
        int(min(90.0, box.north + north) * E7),
    )


def _moving(places: Places, box: DegreeBox | None, start_us: int, end_us: int) -> set[int]:
    """The devices with a fix or a step in the box and the time."""
    if len(places) == 0:
        return set()
    lon_lat = np.stack([places.lon_e7, places.lat_e7], axis=1) / E7
    goes_on = np.append(np.diff(places.device_id) == 0, False)
    goes_on[cuts(places.time_us, lon_lat[:, 0], lon_lat[:, 1]) - 1] = False
    following = np.arange(len(places)) + goes_on
    there = (places.time_us <= end_us) & (places.time_us[following] >= start_us)
    if box is not None:
        there &= meets_box(lon_lat, lon_lat[following], box)
    return set(np.unique(places.device_id[there]).tolist())
