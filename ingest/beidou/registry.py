"""Who sends positions: devices by what they are called in a protocol (table device_identity).

One device may have several identities: a vehicle the number of its terminal (jt808) and its plate
(jt809). Its history is one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from ingest.beidou.store import is_device_name, register_devices
from spatial.errors import BadParameter, DeviceClassConflict, UnknownDevice

_MOST_IDENTIFIER = 128


def register_senders(
    connection: Connection,
    protocol: str,
    identifiers: Iterable[str],
    *,
    device_class: str,
    source: str,
) -> dict[str, int]:
    """The register's id of each sender; one that is new becomes a device of the same name.

    The devices are locked until the transaction ends. Raises DeviceClassConflict, BadParameter.
    """
    wanted = sorted(set(identifiers))
    rows = connection.execute(
        text(
            "SELECT identifier, name FROM device_identity JOIN device ON id = device_id"
            " WHERE protocol = :protocol AND identifier = ANY(:wanted)"
        ),
        {"protocol": protocol, "wanted": wanted},
    )
    names = {row.identifier: row.name for row in rows}
    new = [identifier for identifier in wanted if identifier not in names]
    names |= {identifier: identifier for identifier in new}
    ids = register_devices(connection, names.values(), device_class=device_class, source=source)
    if new:
        connection.execute(
            text(
                "INSERT INTO device_identity (protocol, identifier, device_id)"
                " SELECT :protocol, * FROM unnest(CAST(:new AS text[]), CAST(:ids AS integer[]))"
                " ON CONFLICT DO NOTHING"
            ),
            {"protocol": protocol, "new": new, "ids": [ids[name] for name in new]},
        )
    return {identifier: ids[name] for identifier, name in names.items()}


def register_device(
    connection: Connection,
    name: str,
    *,
    device_class: str,
    protocol: str,
    identifier: str,
    owner_code: str | None = None,
    key: str | None = None,
) -> int:
    """Enters a device with one of its identities, or adds an identity to a device; its id.

    identifier: as the protocol says it (jt808: the phone number without leading zeros). owner_code:
    code of the division whose bureau owns it; what stands stays when it is left out. key: what
    the device brings to authenticate, in place of the key that the gateway gives it; only its
    hash is kept. Raises BadParameter, DeviceClassConflict.
    """
    if not is_device_name(name):
        raise BadParameter("the name of a device is 1 to 64 letters, digits or _ . : -")
    if not 1 <= len(identifier) <= _MOST_IDENTIFIER or not identifier.isprintable():
        raise BadParameter(f"an identifier has 1 to {_MOST_IDENTIFIER} printable characters")
    if owner_code is not None and not (owner_code.isdecimal() and 6 <= len(owner_code) <= 12):
        raise BadParameter(f"{owner_code!r} is no division code of 6 to 12 digits")
    [device_id] = register_devices(
        connection, [name], device_class=device_class, source="registered"
    ).values()
    holder = connection.execute(
        text(
            "INSERT INTO device_identity AS held (protocol, identifier, device_id, key_sha256)"
            " VALUES (:protocol, :identifier, :device, :key)"
            " ON CONFLICT (protocol, identifier) DO UPDATE"
            " SET key_sha256 = coalesce(excluded.key_sha256, held.key_sha256)"
            " RETURNING device_id"
        ),
        {
            "protocol": protocol,
            "identifier": identifier,
            "device": device_id,
            "key": None if key is None else hashlib.sha256(key.encode()).digest(),
        },
    ).scalar_one()
    if holder != device_id:
        raise DeviceClassConflict(
            f"{protocol} {identifier} is registered with another device; an identity never moves"
        )
    if owner_code is not None:
        connection.execute(
            text("UPDATE device SET owner_code = :owner WHERE id = :device"),
            {"owner": owner_code, "device": device_id},
        )
    return int(device_id)


def set_blocked(connection: Connection, name: str, blocked: bool) -> None:
    """Blocks a device, or lets it send again. What it has sent stays. Raises UnknownDevice."""
    done = connection.execute(
        text("UPDATE device SET status = :status WHERE name = :name RETURNING id"),
        {"status": "blocked" if blocked else "active", "name": name},
    ).all()
    if not done:
        raise UnknownDevice(f"the register holds no device {name}")


def release_terminal(connection: Connection, protocol: str, identifier: str) -> None:
    """Lets another terminal take a number: its keys until now are worthless, and the next one to
    register is the one that is known. Raises UnknownDevice."""
    done = connection.execute(
        text(
            "UPDATE device_identity SET terminal = NULL, key_sha256 = NULL,"
            " key_version = key_version + 1"
            " WHERE protocol = :protocol AND identifier = :identifier RETURNING device_id"
        ),
        {"protocol": protocol, "identifier": identifier},
    ).all()
    if not done:
        raise UnknownDevice(f"the register holds no {protocol} {identifier}")


def key_version(connection: Connection, protocol: str, identifier: str) -> int:
    """The version of the key that the gateway gives to a device. Raises UnknownDevice."""
    version = connection.execute(
        text(
            "SELECT key_version FROM device_identity"
            " WHERE protocol = :protocol AND identifier = :identifier"
        ),
        {"protocol": protocol, "identifier": identifier},
    ).scalar_one_or_none()
    if version is None:
        raise UnknownDevice(f"the register holds no {protocol} {identifier}")
    return int(version)


@dataclass(frozen=True, slots=True)
class UnknownSender:
    """A device that nobody has registered. turned_away: messages beyond those that are kept."""

    protocol: str
    identifier: str
    peer: str
    first: datetime
    last: datetime
    messages: int
    turned_away: int


def unknown_senders(connection: Connection) -> Sequence[UnknownSender]:
    """Who waits for adoption, the one heard last first."""
    rows = connection.execute(
        text(
            "SELECT protocol, identifier, peer, first_at, last_at, messages, turned_away"
            " FROM unknown_device ORDER BY last_at DESC, protocol, identifier"
        )
    )
    return [UnknownSender(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Reason:
    """How often something was refused of a sender, or repaired, and when last."""

    protocol: str
    identifier: str
    disposition: str
    reason: str
    times: int
    last: datetime


def reasons(connection: Connection, name: str | None = None) -> Sequence[Reason]:
    """Why messages were refused or repaired, the most frequent first; of one device or of all."""
    rows = connection.execute(
        text(
            "SELECT protocol, identifier, disposition, reason, times, last_at"
            " FROM message_remark_count WHERE CAST(:name AS text) IS NULL"
            " OR (protocol, identifier) IN (SELECT protocol, identifier FROM device_identity"
            "  JOIN device ON id = device_id WHERE name = :name)"
            " ORDER BY times DESC, protocol, identifier, disposition, reason"
        ),
        {"name": name},
    )
    return [Reason(*row) for row in rows]
