"""What the register says of senders, remembered until the database says that it is another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import Connection, text

from ingest.beidou.gateway.arrivals import Arrival
from ingest.beidou.registry import register_senders
from spatial.db import read_sql
from spatial.errors import DeviceClassConflict

_CHANNEL = "device_register"


@dataclass(frozen=True, slots=True)
class Identity:
    """What the register says of a sender."""

    device_id: int
    device_class: str
    blocked: bool
    key_version: int
    key_sha256: bytes | None
    terminal: Any


Sender = tuple[str, str]
"""Protocol and identifier."""


class RememberedRegister:
    """Asks for senders that it does not know, and for all again when the register has changed.

    Triggers of the database notify every session that listens (LISTEN); a session that is new has
    missed something, so that everything is forgotten. Senders that the register does not hold are
    asked for each time. For one thread.
    """

    def __init__(self) -> None:
        self._held: dict[Sender, Identity] = {}
        self._last_known: dict[Sender, Identity] = {}
        self._listening: psycopg.Connection[Any] | None = None

    def identities(
        self, connection: Connection, arrivals: Sequence[Arrival]
    ) -> dict[Sender, Identity]:
        """What the register says of the senders; those it does not hold are missing."""
        self._listen(connection)
        senders = {(arrival.protocol, arrival.identifier) for arrival in arrivals}
        missing = sorted(senders - self._held.keys())
        if missing:
            found = _asked(connection, missing)
            self._held |= found
            self._last_known |= found
        return {sender: self._held[sender] for sender in senders if sender in self._held}

    def last_known(self, protocol: str, identifier: str) -> Identity | None:
        """What the register said last, for when it cannot be asked."""
        return self._last_known.get((protocol, identifier))

    def forget(self) -> None:
        """A transaction was undone, and with it perhaps that we listen."""
        self._listening = None
        self._held.clear()

    def _listen(self, connection: Connection) -> None:
        raw = connection.connection.driver_connection
        assert isinstance(raw, psycopg.Connection)
        if raw is not self._listening:
            connection.execute(text(f"LISTEN {_CHANNEL}"))
            raw.add_notify_handler(self._forget)
            self._listening = raw
            self._held.clear()

    def _forget(self, _notification: object) -> None:
        self._held.clear()


def _asked(connection: Connection, senders: Sequence[Sender]) -> dict[Sender, Identity]:
    rows = connection.execute(
        text(read_sql("ingest.beidou.gateway", "identities")),
        {
            "protocols": [protocol for protocol, _ in senders],
            "identifiers": [identifier for _, identifier in senders],
        },
    )
    return {
        (row.protocol, row.identifier): Identity(
            row.device_id,
            row.device_class,
            row.status == "blocked",
            row.key_version,
            None if row.key_sha256 is None else bytes(row.key_sha256),
            row.terminal,
        )
        for row in rows
    }


def admit(
    connection: Connection, arrivals: Sequence[Arrival], known: Mapping[Sender, Identity]
) -> bool:
    """Registers unknown devices that come from senders who are trusted with them; whether any was.

    One whose name is that of a device of another class stays unknown.
    """
    wanted = {
        (arrival.protocol, arrival.identifier): arrival.admit_class
        for arrival in arrivals
        if arrival.admit_class and (arrival.protocol, arrival.identifier) not in known
    }
    admitted = False
    for (protocol, identifier), device_class in sorted(wanted.items()):
        try:
            with connection.begin_nested():
                register_senders(
                    connection,
                    protocol,
                    [identifier],
                    device_class=device_class,
                    source=protocol,
                )
            admitted = True
        except DeviceClassConflict:
            continue
    return admitted
