"""The register of geofences: areas that watch devices for a time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import shapely
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, text

from spatial.db import read_sql
from spatial.errors import BadGeometry, BadParameter, UnknownDevice, UnknownGeofence

_NAME_MOST = 200


@dataclass(frozen=True, slots=True)
class Watched:
    """Which devices a fence watches: each that is given has to hold; at least one is.

    names: of the register. owner_code: as the device has it, not of what lies in the division.
    """

    names: tuple[str, ...] | None = None
    device_class: str | None = None
    owner_code: str | None = None


@dataclass(frozen=True, slots=True)
class OfDivision:
    """The unit whose limits on a day a fence has."""

    scheme: str
    code: str
    day: date


@dataclass(frozen=True, slots=True)
class Geofence:
    """A fence as it stands in the register. ends: not included, None for open.

    devices: how many it watches. geometry: GeoJSON, CGCS2000, None where it was not asked for.
    """

    id: int
    name: str
    division: OfDivision | None
    starts: datetime
    ends: datetime | None
    overstay_s: int | None
    watched: Watched
    created: datetime
    devices: int
    geometry: dict[str, Any] | None


def create_fence(
    connection: Connection,
    name: str,
    shape: BaseGeometry,
    watched: Watched,
    *,
    starts: datetime,
    ends: datetime | None,
    overstay_s: int | None = None,
    division: OfDivision | None = None,
) -> int:
    """Enters a fence in the caller's transaction; its id. Of times before now it is computed, too.

    shape: polygon or multi-polygon, longitude, latitude, CGCS2000. Raises BadParameter,
    BadGeometry, UnknownDevice.
    """
    name = name.strip()
    if not 1 <= len(name) <= _NAME_MOST or "\0" in name:
        raise BadParameter(f"the name of a fence has 1 to {_NAME_MOST} characters")
    if ends is not None and ends <= starts:
        raise BadParameter(f"the fence ends ({ends.isoformat()}) when it has not begun")
    if (watched.names, watched.device_class, watched.owner_code) == (None, None, None):
        raise BadParameter("say which devices it watches: devices, device_class or owner_code")
    _require_devices(connection, watched.names)
    fence = connection.execute(
        text(
            "INSERT INTO geofence (name, geom, scheme, division_code, division_date, valid_from,"
            " valid_to, overstay_s, device_names, device_class, owner_code)"
            " VALUES (:name, ST_GeomFromWKB(:shape, 4490), :scheme, :code, :day, :starts, :ends,"
            " :overstay, :names, :class, :owner) RETURNING id"
        ),
        {
            "name": name,
            "shape": shapely.to_wkb(_many(shape)),
            "scheme": division and division.scheme,
            "code": division and division.code,
            "day": division and division.day,
            "starts": starts,
            "ends": ends,
            "overstay": overstay_s,
            "names": None if watched.names is None else list(watched.names),
            "class": watched.device_class,
            "owner": watched.owner_code,
        },
    ).scalar_one()
    watch_devices(connection, fence)
    note_due(connection, fence, starts)
    return int(fence)


def end_fence(connection: Connection, fence: int, at: datetime) -> None:
    """Ends a fence at an instant; what was computed of later ones is withdrawn.

    A fence that ends before it begins never stood. Raises UnknownGeofence, and BadParameter for
    one that ends earlier already.
    """
    row = connection.execute(
        text("SELECT valid_from, valid_to FROM geofence WHERE id = :fence FOR UPDATE"),
        {"fence": fence},
    ).one_or_none()
    if row is None:
        raise UnknownGeofence(f"there is no geofence {fence}")
    if row.valid_to is not None and row.valid_to < at:
        raise BadParameter(f"geofence {fence} has ended at {row.valid_to.isoformat()}")
    at = max(at, row.valid_from)
    connection.execute(
        text("UPDATE geofence SET valid_to = :at WHERE id = :fence"), {"at": at, "fence": fence}
    )
    connection.execute(
        text("UPDATE geofence_device SET valid_to = :at WHERE fence_id = :fence"),
        {"at": at, "fence": fence},
    )
    note_due(connection, fence, at)


def watch_devices(connection: Connection, fence: int) -> None:
    """Notes the devices that a fence watches, so that storing their fixes notes what is due."""
    connection.execute(text(read_sql("spatial.locations", "geofence_members")), {"fence": fence})


def note_due(connection: Connection, fence: int, since: datetime) -> None:
    """Has the events of the devices of a fence computed, from an instant on."""
    connection.execute(
        text(
            "INSERT INTO geofence_due (device_id, starts, ends)"
            " SELECT device_id, :since, latest.fixed_at"
            " FROM geofence_device JOIN device_latest AS latest USING (device_id)"
            " WHERE fence_id = :fence AND latest.fixed_at >= :since"
        ),
        {"fence": fence, "since": since},
    )


def settle_fences(connection: Connection) -> None:
    """Computes new fences once more when all that was under way as they were made is over.

    Whoever was storing fixes or entering a device then may not have seen the fence. In the
    caller's transaction; costs one look where no fence is new.
    """
    connection.execute(
        text(
            "UPDATE geofence SET settle_xid = pg_snapshot_xmax(pg_current_snapshot())"
            " WHERE NOT settled AND settle_xid IS NULL"
        )
    )
    over = connection.execute(
        text(
            "UPDATE geofence SET settled = true WHERE NOT settled"
            " AND settle_xid <= pg_snapshot_xmin(pg_current_snapshot())"
            " RETURNING id, valid_from"
        )
    ).all()
    for fence in over:
        watch_devices(connection, fence.id)
        note_due(connection, fence.id, fence.valid_from)


def fence_of(connection: Connection, fence: int) -> Geofence:
    """A fence with its shape. Raises UnknownGeofence."""
    found = _read(connection, fence=fence, with_shape=True)
    if not found:
        raise UnknownGeofence(f"there is no geofence {fence}")
    return found[0]


def fences_page(
    connection: Connection, *, device: str | None, limit: int, offset: int
) -> list[Geofence]:
    """Fences by id, without their shapes; of those that watch a device, None for all."""
    return _read(connection, device=device, rows=limit, skip=offset)


def _read(
    connection: Connection,
    *,
    fence: int | None = None,
    device: str | None = None,
    with_shape: bool = False,
    rows: int = 1,
    skip: int = 0,
) -> list[Geofence]:
    found = connection.execute(
        text(read_sql("spatial.locations", "geofence_list")),
        {
            "fence": fence,
            "device": device,
            "with_shape": with_shape,
            "rows": rows,
            "skip": skip,
        },
    )
    return [
        Geofence(
            row.id,
            row.name,
            None
            if row.scheme is None
            else OfDivision(row.scheme, row.division_code, row.division_date),
            row.valid_from,
            row.valid_to,
            row.overstay_s,
            Watched(
                None if row.device_names is None else tuple(row.device_names),
                row.device_class,
                row.owner_code,
            ),
            row.created_at,
            row.devices,
            None if row.geometry is None else json.loads(row.geometry),
        )
        for row in found
    ]


def _many(shape: BaseGeometry) -> MultiPolygon:
    if shape.is_empty or shape.geom_type not in ("Polygon", "MultiPolygon"):
        raise BadGeometry("a fence is a polygon that is not empty")
    return shape if isinstance(shape, MultiPolygon) else MultiPolygon([shape])


def _require_devices(connection: Connection, names: Sequence[str] | None) -> None:
    if names is None:
        return
    if not names:
        raise BadParameter("devices is empty: leave it out where it does not count")
    # PostgreSQL's text holds no NUL; no device is named with one.
    asked = [name for name in names if "\0" not in name]
    known = set(
        connection.execute(
            text("SELECT name FROM device WHERE name = ANY(:names)"), {"names": asked}
        ).scalars()
    )
    missing = sorted(set(names) - known)
    if missing:
        raise UnknownDevice(f"the register holds no device {missing[0]!r}")
