"""What of the history goes after a time, by the class of its device, and what is held as evidence.

Whole days go (UTC), never a part of one, and each deletion leaves a line in position_log: how many
fixes of which device, of what time. What is held stays until the hold is lifted.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, text

from spatial.errors import BadParameter, UnknownDevice
from spatial.locations.chunk_codec import decode
from spatial.locations.clock import instant
from spatial.locations.fixes import FixColumns, fix_keys, in_order
from spatial.locations.rows import HOT_COLUMNS, columns_of
from spatial.locations.sealing import lock_devices


@dataclass(frozen=True, slots=True)
class Expired:
    """How many fixes of a device went, and how many of that time are held."""

    device: str
    gone: int
    held: int


@dataclass(frozen=True, slots=True)
class Hold:
    """A part of the history of a device that stays as evidence."""

    number: int
    device: str
    starts: datetime
    ends: datetime
    reason: str


def expire(connection: Connection, device_class: str, before: datetime) -> list[Expired]:
    """Deletes what devices of a class reported on days (UTC) before an instant, if it is not held.

    In the caller's transaction. Raises BadParameter for an instant of the last day: what is
    that new may still come in.
    """
    day = before.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if before > datetime.now(UTC) - timedelta(days=1):
        raise BadParameter("positions of the last day are kept in any case")
    devices = connection.execute(
        text(
            "SELECT DISTINCT device.id, device.name FROM device JOIN position_chunk"
            " ON device_id = id WHERE device_class = :class AND ends <= :day ORDER BY device.id"
        ),
        {"class": device_class, "day": day},
    ).all()
    lock_devices(connection, [device.id for device in devices])
    found = []
    for device in devices:
        gone = connection.execute(text(_DELETE), {"device": device.id, "day": day}).all()
        held = connection.execute(
            text(
                "SELECT coalesce(sum(fixes), 0) FROM position_chunk"
                " WHERE device_id = :device AND ends <= :day"
            ),
            {"device": device.id, "day": day},
        ).scalar_one()
        count = sum(row.fixes for row in gone)
        if gone:
            _log(connection, device.id, count, min(row.starts for row in gone),
                 max(row.ends for row in gone))  # fmt: skip
            _renew(connection, device.id)
        found.append(Expired(device.name, count, int(held)))
    return found


@dataclass(frozen=True, slots=True)
class ExpiredBeside:
    """How many events of geofences went, and messages that were kept with a reason."""

    events: int
    messages: int


def expire_beside(connection: Connection, device_class: str, before: datetime) -> ExpiredBeside:
    """Deletes what else is told of devices of a class in the days (UTC) before an instant.

    Events of geofences, and what was refused or repaired of messages of registered senders; counts
    by reason stay. What is held stays: all messages of a device with a hold, for what a refused
    message told is not known. In the caller's transaction.
    """
    asked = {
        "class": device_class,
        "day": before.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0),
    }
    connection.execute(text("SET LOCAL shikong.retention = 'on'"))
    events = connection.execute(text(_DELETE_EVENTS), asked).rowcount
    messages = connection.execute(text(_DELETE_MESSAGES), asked).rowcount
    connection.execute(text("SET LOCAL shikong.retention = 'off'"))
    return ExpiredBeside(events, messages)


_DELETE_EVENTS = """
DELETE FROM geofence_event AS event USING device
WHERE device.id = event.device_id AND device_class = :class AND fixed_after < :day
    AND NOT EXISTS (
        SELECT FROM position_hold AS hold
        WHERE hold.device_id = event.device_id AND lifted_at IS NULL
            AND during && tstzrange(coalesce(fixed_before, at), fixed_after, '[]')
    )
"""

_DELETE_MESSAGES = """
DELETE FROM message_remark AS remark USING device_identity AS identity, device
WHERE (identity.protocol, identity.identifier) = (remark.protocol, remark.identifier)
    AND device.id = identity.device_id AND device_class = :class AND last_at < :day
    AND NOT EXISTS (
        SELECT FROM position_hold AS hold
        WHERE hold.device_id = device.id AND lifted_at IS NULL
    )
"""

_DELETE = """
DELETE FROM position_chunk AS chunk
WHERE device_id = :device AND ends <= :day AND NOT EXISTS (
    SELECT FROM position_hold AS hold
    WHERE hold.device_id = chunk.device_id AND lifted_at IS NULL
        AND during && tstzrange(chunk.starts, chunk.ends)
)
RETURNING fixes, starts, ends
"""


def _log(connection: Connection, device: int, count: int, starts: datetime, ends: datetime) -> None:
    connection.execute(
        text(
            "INSERT INTO position_log (device_id, what, fixes)"
            " VALUES (:device, 'expired', CAST(:fixes AS jsonb))"
        ),
        {
            "device": device,
            "fixes": json.dumps(
                {"count": count, "from": starts.isoformat(), "to": ends.isoformat()}
            ),
        },
    )


def _renew(connection: Connection, device: int) -> None:
    """What the register says of a history, read from what is left of it."""
    connection.execute(
        text("DELETE FROM device_latest WHERE device_id = :device"), {"device": device}
    )
    ends = [_first_and_last(connection, device, order) for order in ("ASC", "DESC")]
    hot = in_order(
        columns_of(
            connection.execute(
                text(f"SELECT {HOT_COLUMNS} FROM position_fix WHERE device_id = :device"),  # noqa: S608
                {"device": device},
            ).all()
        )
    )[0]
    left = in_order(FixColumns.joined([*ends, hot]))[0]
    if len(left) == 0:
        return
    sealed = connection.execute(
        text("SELECT coalesce(sum(fixes), 0) FROM position_chunk WHERE device_id = :device"),
        {"device": device},
    ).scalar_one()
    newest = left.take(slice(len(left) - 1, len(left)))
    connection.execute(
        text(
            "INSERT INTO device_latest (device_id, fixed_at, fix_key, lon_e7, lat_e7, flags,"
            " altitude_m, speed_kmh, course, first_at, fixes) VALUES (:device, :at, :key, :lon,"
            " :lat, :flags, nullif(CAST(:altitude AS real), 'NaN'),"
            " nullif(CAST(:speed AS real), 'NaN'), nullif(CAST(:course AS real), 'NaN'),"
            " :first, :fixes)"
        ),
        {
            "device": device,
            "at": instant(int(newest.time_us[0])),
            "key": int(fix_keys(newest)[0]),
            "lon": int(newest.lon_e7[0]),
            "lat": int(newest.lat_e7[0]),
            "flags": int(newest.flags[0]),
            "altitude": float(newest.altitude_m[0]),
            "speed": float(newest.speed_kmh[0]),
            "course": float(newest.course[0]),
            "first": instant(int(left.time_us[0])),
            "fixes": int(sealed) + len(hot),
        },
    )


def _first_and_last(connection: Connection, device: int, order: str) -> FixColumns:
    body = connection.execute(
        text(
            "SELECT body || tail FROM position_chunk WHERE device_id = :device"  # noqa: S608
            f" ORDER BY starts {order} LIMIT 1"
        ),
        {"device": device},
    ).scalar()
    return FixColumns.none() if body is None else decode(bytes(body), device)


def hold(connection: Connection, device: str, starts: datetime, ends: datetime, reason: str) -> int:
    """Keeps what a device reported in [starts, ends), until the hold is lifted; its number.

    Raises UnknownDevice, and BadParameter for an empty period or no reason.
    """
    if starts >= ends:
        raise BadParameter("a hold ends after it begins")
    if not reason.strip():
        raise BadParameter("a hold needs a reason")
    number = connection.execute(
        text(
            "INSERT INTO position_hold (device_id, during, reason)"
            " SELECT id, tstzrange(:starts, :ends), :reason FROM device WHERE name = :device"
            " RETURNING id"
        ),
        {"device": device, "starts": starts, "ends": ends, "reason": reason.strip()},
    ).scalar_one_or_none()
    if number is None:
        raise UnknownDevice(f"the register holds no device {device!r}")
    return int(number)


def lift(connection: Connection, number: int) -> None:
    """Ends a hold. Raises BadParameter where there is none of the number that stands."""
    done = connection.execute(
        text(
            "UPDATE position_hold SET lifted_at = now() WHERE id = :number AND lifted_at IS NULL"
            " RETURNING id"
        ),
        {"number": number},
    ).scalar_one_or_none()
    if done is None:
        raise BadParameter(f"no hold {number} stands")


def holds(connection: Connection) -> list[Hold]:
    """The holds that stand, by number."""
    rows = connection.execute(
        text(
            "SELECT hold.id, name, lower(during), upper(during), reason FROM position_hold AS hold"
            " JOIN device ON device.id = device_id WHERE lifted_at IS NULL ORDER BY hold.id"
        )
    )
    return [Hold(*row) for row in rows]
