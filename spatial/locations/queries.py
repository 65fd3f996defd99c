"""Questions to the position history: the register, who was in an area."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, text

from spatial.db import read_sql
from spatial.locations.clock import instant
from spatial.locations.fixes import E7, Places
from spatial.locations.history import Box, places_near
from spatial.locations.moments import device_names
from spatial.locations.tracks import GAP


@dataclass(frozen=True, slots=True)
class DeviceSummary:
    """A device of the register; first, last: its oldest and newest fix (None without fixes)."""

    id: str
    device_class: str
    first: datetime | None
    last: datetime | None
    fixes: int


@dataclass(frozen=True, slots=True)
class DeviceWithin:
    """A device that was in an area: its first and last fix there, and their number.

    seconds: for which it was there for sure: between neighbouring fixes of a track without a gap
    that both lie in the area.
    """

    id: str
    device_class: str
    first: datetime
    last: datetime
    count: int
    seconds: float


def devices_page(
    connection: Connection, *, limit: int, offset: int
) -> tuple[int, list[DeviceSummary]]:
    """The number of all devices, and `limit` of them by name after the first `offset`."""
    total = connection.execute(text("SELECT count(*) FROM device")).scalar_one()
    rows = connection.execute(
        text(read_sql("spatial.locations", "devices")), {"rows": limit, "skip": offset}
    )
    return total, [DeviceSummary(*row) for row in rows]


def devices_within(
    connection: Connection, polygon: BaseGeometry, start: datetime, end: datetime
) -> list[DeviceWithin]:
    """The devices with at least one fix in the polygon (edge included) in [start, end), by name.

    polygon: longitude, latitude in CGCS2000, valid (as `spatial.geojson.parse_polygon` gives).
    """
    places = places_near(connection, Box.about(polygon), start, end)
    shapely.prepare(polygon)
    inside = shapely.intersects_xy(polygon, places.lon_e7 / E7, places.lat_e7 / E7)
    both = np.zeros(len(places), np.bool_)
    both[1:] = inside[1:] & inside[:-1] & goes_on(places)
    names = device_names(connection, np.unique(places.device_id[inside]).tolist())
    found = []
    for device, (name, device_class) in names.items():
        begin, end_ = np.searchsorted(places.device_id, [device, device + 1])
        times = places.time_us[begin:end_]
        rows = np.flatnonzero(inside[begin:end_])
        together = both[begin:end_]
        stayed_us = int(np.diff(times, prepend=times[:1])[together].sum())
        found.append(
            DeviceWithin(
                name,
                device_class,
                instant(int(times[rows[0]])),
                instant(int(times[rows[-1]])),
                len(rows),
                stayed_us / 1e6,
            )
        )
    return found


def goes_on(places: Places, *, gap: timedelta = GAP) -> NDArray[np.bool_]:
    """For each but the first: whether a track goes on to it without a gap."""
    same: NDArray[np.bool_] = np.diff(places.device_id) == 0
    same &= np.diff(places.time_us) <= gap // timedelta(microseconds=1)
    return same
