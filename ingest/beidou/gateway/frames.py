"""Messages as they were sent, kept as evidence (table `frame`): added once, never changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import psycopg
from sqlalchemy import Connection, text

from ingest.beidou.gateway.arrivals import Arrival
from spatial.boundaries.evidence.frame_records import record_digest
from spatial.db import read_sql
from spatial.locations.chunk_plan import DAY_US
from spatial.locations.clock import instant, microseconds


@dataclass(frozen=True, slots=True)
class FrameRow:
    """A message of a device, with the instants (microseconds) and keys of the fixes it told."""

    arrival: Arrival
    device_id: int
    times_us: Sequence[int]
    keys: Sequence[int]


def store_frames(connection: Connection, frames: Sequence[FrameRow]) -> None:
    """Adds them, and one row for the chain of evidence that tells of the new ones; a frame that is
    there already stays as it is."""
    if not frames:
        return
    days = {frame.arrival.received_us // DAY_US for frame in frames}
    for day in sorted(days):
        connection.execute(text("SELECT frame_partition(:day)"), {"day": instant(day * DAY_US)})
    connection.execute(text(read_sql("ingest.beidou.gateway", "staged_frame")))
    # The same message may come twice in a batch: the first one counts.
    staged: dict[_Key, FrameRow] = {}
    for frame in frames:
        digest = hashlib.sha256(frame.arrival.payload).digest()
        staged.setdefault((frame.device_id, frame.arrival.received_us, digest), frame)
    _stage(connection, staged)
    rows = connection.execute(
        text(read_sql("ingest.beidou.gateway", "store_frames")), {"staged": len(staged)}
    ).all()
    if rows[0].added == len(staged):
        _promise(connection, staged)
    elif rows[0].added:
        keys = [(row.device_id, microseconds(row.received_at), bytes(row.digest)) for row in rows]
        _promise(connection, {key: staged[key] for key in keys})


_Key = tuple[int, int, bytes]
"""Device, when it came (microseconds), SHA-256 of the payload."""


def _stage(connection: Connection, staged: Mapping[_Key, FrameRow]) -> None:
    raw = connection.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    with (
        raw.cursor() as cursor,
        cursor.copy(
            "COPY pg_temp.staged_frame (received_at, device_id, digest, protocol, peer, payload,"
            " fixed_at, fix_keys) FROM STDIN"
        ) as copy,
    ):
        for (device_id, received_us, digest), frame in staged.items():
            copy.write_row(
                (
                    instant(received_us),
                    device_id,
                    digest,
                    frame.arrival.protocol,
                    frame.arrival.peer,
                    frame.arrival.payload,
                    [instant(time) for time in frame.times_us],
                    list(frame.keys),
                )
            )


def _promise(connection: Connection, added: Mapping[_Key, FrameRow]) -> None:
    """Tells the chain of evidence of what was new."""
    records = b"".join(
        record_digest(
            device_id,
            received_us,
            digest,
            frame.arrival.protocol,
            frame.arrival.peer,
            list(zip(frame.times_us, frame.keys, strict=True)),
        )
        for (device_id, received_us, digest), frame in added.items()
    )
    connection.execute(
        text(
            "INSERT INTO frame_batch (device_ids, received_us, digests) VALUES"
            " (CAST(:devices AS integer[]), CAST(:received AS bigint[]), :records)"
        ),
        {
            # As texts: a list is written element by element, which takes ten times as long.
            "devices": f"{{{','.join(str(device_id) for device_id, _, _ in added)}}}",
            "received": f"{{{','.join(str(received_us) for _, received_us, _ in added)}}}",
            "records": records,
        },
    )
