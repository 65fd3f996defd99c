"""What unknown devices send: kept until someone adopts them, up to a number for each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from ingest.beidou.gateway.arrivals import Arrival, Outcome, What
from spatial.locations.clock import instant


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is kept of unknown devices. messages: of each. devices: so many at most; a sender of
    numbers that nobody has would fill the disk else."""

    messages: int
    devices: int


def keep_unknown(
    connection: Connection,
    arrivals: Sequence[Arrival],
    unknown: Mapping[tuple[str, str], Sequence[int]],
    outcomes: list[Outcome],
    limits: Limits,
) -> None:
    """Keeps the messages of unknown devices; what is beyond the limits is turned away.

    unknown: by protocol and identifier, the numbers of the messages. outcomes: of all messages;
    those that are turned away become UNKNOWN_DEVICE.
    """
    if not unknown:
        return
    welcome = _welcome(connection, sorted(unknown), limits)
    for sender, numbers in sorted(unknown.items()):
        if sender not in welcome:
            for number in numbers:
                outcomes[number] = Outcome.UNKNOWN_DEVICE
            continue
        come = [arrivals[number] for number in numbers]
        told = [arrival.content for arrival in come if arrival.what is What.REGISTRATION]
        row = connection.execute(
            text(_DEVICE),
            {
                "protocol": sender[0],
                "identifier": sender[1],
                "peer": come[-1].peer,
                "first": instant(min(arrival.received_us for arrival in come)),
                "last": instant(max(arrival.received_us for arrival in come)),
                "terminal": json.dumps(told[0]) if told else None,
            },
        ).one()
        data = [number for number in numbers if arrivals[number].what is What.DATA]
        room = max(limits.messages - row.messages, 0)
        for number in data[room:]:
            outcomes[number] = Outcome.UNKNOWN_DEVICE
        kept = [arrivals[number] for number in data[:room]]
        connection.execute(
            text(_MESSAGES),
            {
                "unknown": row.id,
                "times": [instant(arrival.received_us) for arrival in kept],
                "digests": [hashlib.sha256(arrival.payload).digest() for arrival in kept],
                "peers": [arrival.peer for arrival in kept],
                "payloads": [arrival.payload for arrival in kept],
                "away": len(data) - len(kept),
            },
        )


def _welcome(
    connection: Connection, senders: Sequence[tuple[str, str]], limits: Limits
) -> set[tuple[str, str]]:
    """The senders of whom something is kept: those that wait already, and as many new ones as there
    is room for."""
    if limits.messages == 0:
        return set()
    rows = connection.execute(
        text(
            "SELECT protocol, identifier FROM unknown_device WHERE (protocol, identifier) IN"
            " (SELECT * FROM unnest(CAST(:protocols AS text[]), CAST(:identifiers AS text[])))"
        ),
        {
            "protocols": [protocol for protocol, _ in senders],
            "identifiers": [identifier for _, identifier in senders],
        },
    )
    waiting = {(row.protocol, row.identifier) for row in rows}
    new = [sender for sender in senders if sender not in waiting]
    if not new:
        return waiting
    count = connection.execute(text("SELECT count(*) FROM unknown_device")).scalar_one()
    return waiting | set(new[: max(limits.devices - count, 0)])


_DEVICE = """
INSERT INTO unknown_device AS known (protocol, identifier, peer, first_at, last_at, terminal)
VALUES (:protocol, :identifier, :peer, :first, :last, CAST(:terminal AS jsonb))
ON CONFLICT (protocol, identifier) DO UPDATE SET
    peer = excluded.peer,
    first_at = least(known.first_at, excluded.first_at),
    last_at = greatest(known.last_at, excluded.last_at),
    terminal = coalesce(known.terminal, excluded.terminal)
RETURNING id, messages
"""

_MESSAGES = """
WITH kept AS (
    INSERT INTO unknown_message (unknown_id, received_at, digest, peer, payload)
    SELECT :unknown, received_at, digest, peer, payload
    FROM unnest(
        CAST(:times AS timestamptz[]), CAST(:digests AS bytea[]), CAST(:peers AS text[]),
        CAST(:payloads AS bytea[])
    ) AS come (received_at, digest, peer, payload)
    ON CONFLICT DO NOTHING
    RETURNING 1
)
UPDATE unknown_device
SET messages = messages + (SELECT count(*) FROM kept), turned_away = turned_away + :away
WHERE id = :unknown
"""
