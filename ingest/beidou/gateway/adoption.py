"""Takes what an unknown device has sent into the history, once it is registered."""

from __future__ import annotations

from sqlalchemy import Connection, text

from ingest.beidou.gateway.arrivals import Arrival
from ingest.beidou.gateway.committing import Committer
from spatial.locations.clock import microseconds

_TOGETHER = 5_000


def adopt(connection: Connection, committer: Committer, protocol: str, identifier: str) -> int:
    """Writes the messages that waited as if they came now, with the time at which they came.

    In the caller's transaction, in which the device has been registered. Returns how many messages
    waited; 0 when the device was never unknown.
    """
    unknown = connection.execute(
        text(
            "SELECT id FROM unknown_device"
            " WHERE protocol = :protocol AND identifier = :identifier FOR UPDATE"
        ),
        {"protocol": protocol, "identifier": identifier},
    ).scalar_one_or_none()
    if unknown is None:
        return 0
    adopted = 0
    while True:
        rows = connection.execute(
            text(
                "DELETE FROM unknown_message WHERE (unknown_id, digest) IN"
                " (SELECT unknown_id, digest FROM unknown_message WHERE unknown_id = :unknown"
                "  ORDER BY received_at LIMIT :most) RETURNING received_at, peer, payload"
            ),
            {"unknown": unknown, "most": _TOGETHER},
        ).all()
        if not rows:
            break
        adopted += len(rows)
        committer.commit(
            connection,
            [
                Arrival(
                    protocol, identifier, row.peer, microseconds(row.received_at),
                    bytes(row.payload),
                )
                for row in sorted(rows, key=lambda row: row.received_at)
            ],
        )  # fmt: skip
    connection.execute(text("DELETE FROM unknown_device WHERE id = :unknown"), {"unknown": unknown})
    return adopted
