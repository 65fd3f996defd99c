"""Which devices came to a patch, and for how long: from the history of positions (R6.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from shapely.geometry import MultiPolygon
from sqlalchemy import Connection, text

from spatial.errors import BadParameter
from spatial.imagery.patches.area import metres_from
from spatial.imagery.places import about
from spatial.locations.clock import instant
from spatial.locations.fixes import E7
from spatial.locations.history import Box, count_near, places_near

MOST_FIXES = 5_000_000
"""Fixes that are looked at for one question."""


@dataclass(frozen=True, slots=True)
class FieldVisit:
    """A device at a patch, from its first fix there to its last. nearest_m: of these fixes, from
    the outline, 0 within it."""

    device: str
    device_class: str
    arrived: datetime
    left: datetime
    dwell_s: float
    fixes: int
    nearest_m: float


def field_visits(
    connection: Connection,
    outline: MultiPolygon,
    start: datetime,
    end: datetime,
    *,
    within_m: float,
    gap_s: float = 600,
    dwell_s: float = 60,
    classes: Sequence[str] | None = None,
) -> list[FieldVisit]:
    """The visits in [start, end), in order of arrival.

    A visit is a run of fixes within so many metres of the patch, of at least two, without a gap of
    more than gap_s, that lasts dwell_s. One fix outside between two inside does not end it. Raises
    BadParameter where the window holds more than MOST_FIXES.
    """
    box = Box.about(about(outline, within_m))
    many = count_near(connection, box, start, end, classes=classes)
    if many > MOST_FIXES:
        raise BadParameter(
            f"the window holds {many:,} fixes there, more than {MOST_FIXES:,}: ask for less time"
        )
    places = places_near(connection, box, start, end, classes=classes)
    lon, lat = places.lon_e7, places.lat_e7
    near = (lon >= box.west) & (lon <= box.east) & (lat >= box.south) & (lat <= box.north)
    metres = np.full(len(lon), np.inf)
    metres[near] = metres_from(outline, lon[near] / E7, lat[near] / E7)
    inside = np.flatnonzero(metres <= within_m)
    if not len(inside):
        return []
    times, devices = places.time_us[inside], places.device_id[inside]
    ends = np.diff(devices) != 0
    ends |= np.diff(times) > gap_s * 1e6
    ends |= np.diff(inside) > 2
    runs = [
        run
        for run in np.split(np.arange(len(inside)), np.flatnonzero(ends) + 1)
        if len(run) > 1 and times[run[-1]] - times[run[0]] >= dwell_s * 1e6
    ]
    named = _named(connection, sorted({int(devices[run[0]]) for run in runs}))
    found = [
        FieldVisit(
            *named[int(devices[run[0]])],
            instant(int(times[run[0]])),
            instant(int(times[run[-1]])),
            float(times[run[-1]] - times[run[0]]) / 1e6,
            len(run),
            round(float(metres[inside[run]].min()), 1),
        )
        for run in runs
    ]
    return sorted(found, key=lambda one: (one.arrived, one.device))


def _named(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    rows = connection.execute(
        text("SELECT id, name, device_class FROM device WHERE id = ANY(:ids)"), {"ids": list(ids)}
    )
    return {row.id: (row.name, row.device_class) for row in rows}
