"""Brings frames that were stored before there was a chain into it; called by the migration."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from sqlalchemy import Connection, text

from spatial.boundaries.evidence.frame_records import record_digest
from spatial.locations.clock import microseconds
from spatial.locations.frames import unpacked

_TOGETHER = 5_000

_Promise = tuple[int, int, bytes]


def promise_stored_frames(connection: Connection) -> None:
    """Adds a frame_batch for each 5,000 frames that are stored, and a tombstone for each block
    without payloads. One block in memory at a time."""
    promises = _promises(connection)
    while batch := list(islice(promises, _TOGETHER)):
        connection.execute(
            text(
                "INSERT INTO frame_batch (device_ids, received_us, digests)"
                " VALUES (:devices, :received, :digests)"
            ),
            {
                "devices": [device for device, _, _ in batch],
                "received": [received for _, received, _ in batch],
                "digests": b"".join(digest for _, _, digest in batch),
            },
        )
    connection.execute(
        text(
            "INSERT INTO evidence_erasure (kind, subject, rule, office, person)"
            " SELECT 'frame-block', id, '保留期限', 'shikong', 'migration 0023' FROM frame_block"
            " WHERE payloads IS NULL ORDER BY id"
        )
    )


def _promises(connection: Connection) -> Iterator[_Promise]:
    blocks = connection.execute(
        text("SELECT device_id, id FROM frame_block ORDER BY starts, id")
    ).all()
    for device, block in blocks:
        heads = connection.execute(
            text("SELECT heads FROM frame_block WHERE device_id = :device AND id = :id"),
            {"device": device, "id": block},
        ).scalar_one()
        for frame in unpacked(bytes(heads), None):
            yield (
                device,
                frame.received_us,
                record_digest(
                    device, frame.received_us, frame.digest, frame.protocol, frame.peer, frame.fixes
                ),
            )
    with connection.execute(
        text(
            "SELECT device_id, received_at, digest, protocol, peer, fixed_at, fix_keys FROM frame"
            " ORDER BY received_at, device_id, digest"
        ),
        execution_options={"stream_results": True, "max_row_buffer": _TOGETHER},
    ) as rows:
        for row in rows:
            fixes = [
                (microseconds(at), key) for at, key in zip(row.fixed_at, row.fix_keys, strict=True)
            ]
            received = microseconds(row.received_at)
            yield (
                row.device_id,
                received,
                record_digest(
                    row.device_id, received, bytes(row.digest), row.protocol, row.peer, fixes
                ),
            )
