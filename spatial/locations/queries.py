"""Questions to the position history: the register, a device's track, who was in an area."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, text

from spatial.db import read_sql
from spatial.errors import UnknownDevice
from spatial.locations.fixes import E7
from spatial.locations.tracks import cuts

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class DeviceSummary:
    """A device of the register; first, last: its oldest and newest fix (None without fixes)."""

    id: str
    device_class: str
    first: datetime | None
    last: datetime | None
    fixes: int


@dataclass(frozen=True, slots=True)
class TrackPart:
    """A gap-free part of a track: instants (UTC) and (longitude, latitude), CGCS2000 degrees."""

    times: tuple[datetime, ...]
    lon_lat: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Track:
    """The fixes of one device within a half-open span.

    following: None when that is all of them; else the first instant that is not in it, from which
    to ask on.
    """

    device: str
    device_class: str
    parts: tuple[TrackPart, ...]
    count: int
    following: datetime | None


@dataclass(frozen=True, slots=True)
class DeviceWithin:
    """A device that was in an area: its first and last fix there and their number."""

    id: str
    device_class: str
    first: datetime
    last: datetime
    count: int


def devices_page(
    connection: Connection, *, limit: int, offset: int
) -> tuple[int, list[DeviceSummary]]:
    """The number of all devices, and `limit` of them by name after the first `offset`."""
    total = connection.execute(text("SELECT count(*) FROM device")).scalar_one()
    rows = connection.execute(
        text(read_sql("spatial.locations", "devices")), {"rows": limit, "skip": offset}
    )
    return total, [DeviceSummary(*row) for row in rows]


def track(
    connection: Connection, device: str, start: datetime, end: datetime, *, limit: int
) -> Track:
    """The track of a device in [start, end), cut at gaps and jumps.

    limit: of fixes; fixes of one instant are never parted, unless more than `limit` share it.
    Raises UnknownDevice.
    """
    # PostgreSQL's text holds no NUL; no device is named with one.
    found = "\0" not in device and (
        connection.execute(
            text("SELECT id, device_class FROM device WHERE name = :name"), {"name": device}
        ).one_or_none()
    )
    if not found:
        raise UnknownDevice(f"the register holds no device {device!r}")
    rows = connection.execute(
        text(read_sql("spatial.locations", "track")),
        {"device_id": found.id, "starts": start, "ends": end, "rows": limit + 1},
    ).all()
    # Plain tuples: numpy takes twenty times as long over SQLAlchemy's rows.
    fixes = np.array([tuple(row) for row in rows], dtype=np.int64).reshape(-1, 3)
    following: datetime | None = None
    if len(fixes) > limit:
        beyond = int(fixes[limit, 0])
        kept = int(np.searchsorted(fixes[:, 0], beyond))
        if kept == 0:
            # The whole page is one instant: give it, and go on after it.
            kept, beyond = limit, beyond + 1
        fixes, following = fixes[:kept], _instant(beyond)
    return Track(device, found.device_class, tuple(_parts(fixes)), len(fixes), following)


def _parts(fixes: NDArray[np.int64]) -> Iterator[TrackPart]:
    if len(fixes) == 0:
        return
    lon_lat = fixes[:, 1:] / E7
    bounds = [0, *cuts(fixes[:, 0], lon_lat[:, 0], lon_lat[:, 1]).tolist(), len(fixes)]
    for begin, end in pairwise(bounds):
        times = tuple(_instant(us) for us in fixes[begin:end, 0].tolist())
        yield TrackPart(times, lon_lat[begin:end])


def _instant(time_us: int) -> datetime:
    return _EPOCH + timedelta(microseconds=time_us)


def devices_within(
    connection: Connection, polygon: BaseGeometry, start: datetime, end: datetime
) -> list[DeviceWithin]:
    """The devices with at least one fix in the polygon (edge included) in [start, end), by name.

    polygon: longitude, latitude in CGCS2000, valid (as `spatial.geojson.parse_polygon` gives).
    """
    west, south, east, north = polygon.bounds
    rows = connection.execute(
        text(read_sql("spatial.locations", "within")),
        {
            "polygon": shapely.to_wkb(polygon, output_dimension=2),
            "starts": start,
            "ends": end,
            "west_e7": math.floor(west * E7),
            "south_e7": math.floor(south * E7),
            "east_e7": math.ceil(east * E7),
            "north_e7": math.ceil(north * E7),
        },
    )
    return [DeviceWithin(*row) for row in rows]
