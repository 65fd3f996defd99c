"""The register of devices: who a name is."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, text

from spatial.errors import UnknownDevice


@dataclass(frozen=True, slots=True)
class RegisteredDevice:
    """A device: its number inside, its name outside, its class."""

    id: int
    name: str
    device_class: str


def device_named(connection: Connection, name: str) -> RegisteredDevice:
    """The device of a name. Raises UnknownDevice."""
    # PostgreSQL's text holds no NUL; no device is named with one.
    found = "\0" not in name and (
        connection.execute(
            text("SELECT id, device_class FROM device WHERE name = :name"), {"name": name}
        ).one_or_none()
    )
    if not found:
        raise UnknownDevice(f"the register holds no device {name!r}")
    return RegisteredDevice(found.id, name, found.device_class)
