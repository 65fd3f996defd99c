"""What came and is not in the history, or not as it came: kept with the reason, and counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from spatial.db import read_sql
from spatial.locations.clock import instant


@dataclass(frozen=True, slots=True)
class Remark:
    """place: of the position within the message, from 1; 0 is the message. digest: SHA-256."""

    protocol: str
    identifier: str
    digest: bytes
    place: int
    disposition: str
    reason: str
    peer: str
    received_us: int
    payload: bytes

    @property
    def key(self) -> tuple[str, str, bytes, int, str]:
        """What makes two remarks the same."""
        return self.protocol, self.identifier, self.digest, self.place, self.disposition


def store_remarks(connection: Connection, remarks: Sequence[Remark]) -> None:
    """Keeps them; one that comes again is counted and kept once."""
    # In the order of the key, so that two writers never wait for each other in a ring; a second
    # row of one key in one statement is an error of PostgreSQL.
    waiting = sorted(remarks, key=lambda remark: (remark.key, remark.received_us))
    while waiting:
        once: list[Remark] = []
        again: list[Remark] = []
        for remark in waiting:
            (again if once and once[-1].key == remark.key else once).append(remark)
        _store(connection, once)
        waiting = again


def _store(connection: Connection, remarks: Sequence[Remark]) -> None:
    connection.execute(
        text(read_sql("ingest.beidou.gateway", "store_remarks")),
        {
            "protocols": [remark.protocol for remark in remarks],
            "identifiers": [remark.identifier for remark in remarks],
            "digests": [remark.digest for remark in remarks],
            "places": [remark.place for remark in remarks],
            "dispositions": [remark.disposition for remark in remarks],
            "reasons": [remark.reason for remark in remarks],
            "peers": [remark.peer for remark in remarks],
            "times": [instant(remark.received_us) for remark in remarks],
            "payloads": [remark.payload for remark in remarks],
        },
    )
