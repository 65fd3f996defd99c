"""Messages as they were sent, kept as evidence (table `frame`): added once, never changed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import psycopg
from sqlalchemy import Connection, text

from ingest.beidou.gateway.arrivals import Arrival
from spatial.boundaries.evidence.frame_records import record_digest
from spatial.db import read_sql
from spatial.locations.chunk_plan import DAY_US
from spatial.locations.clock import instant


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
    raw = connection.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    with (
        raw.cursor() as cursor,
        cursor.copy(
            "COPY pg_temp.staged_frame (received_at, device_id, digest, protocol, peer, payload,"
            " fixed_at, fix_keys, place, received_us, record) FROM STDIN"
        ) as copy,
    ):
        for place, frame in enumerate(frames):
            arrival = frame.arrival
            digest = hashlib.sha256(arrival.payload).digest()
            copy.write_row(
                (
                    instant(arrival.received_us),
                    frame.device_id,
                    digest,
                    arrival.protocol,
                    arrival.peer,
                    arrival.payload,
                    [instant(time) for time in frame.times_us],
                    list(frame.keys),
                    place,
                    arrival.received_us,
                    record_digest(
                        frame.device_id,
                        arrival.received_us,
                        digest,
                        arrival.protocol,
                        arrival.peer,
                        list(zip(frame.times_us, frame.keys, strict=True)),
                    ),
                )
            )
    connection.execute(text(read_sql("ingest.beidou.gateway", "store_frames")))
