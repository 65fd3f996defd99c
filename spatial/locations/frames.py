"""Messages of devices as they were sent: evidence, of the last days in rows, before them packed.

A packed day of a device has heads and payloads apart, so that a payload can be taken off when its
time is over, and the digest (SHA-256 of the payload) stays. Nothing else is ever changed.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import zstandard
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from spatial.errors import ShikongError
from spatial.locations.clock import instant, microseconds

HOT_DAYS = 2
"""So many days (UTC) stay in rows: what a spool brings late comes to them most of the time."""

_VERSION = 1
_LEVEL = 9
_DIGEST = 32


class BadBlock(ShikongError):
    """A block that does not give back what went in."""


@dataclass(frozen=True, slots=True)
class StoredFrame:
    """A message. received_us: microseconds since 1970-01-01 UTC by our clock. digest: SHA-256 of
    the payload. payload: the bytes as sent, None when they were taken off. fixes: instants
    (microseconds) and keys of the fixes that it told."""

    received_us: int
    digest: bytes
    protocol: str
    peer: str
    payload: bytes | None
    fixes: tuple[tuple[int, int], ...]

    @property
    def is_as_sent(self) -> bool:
        """Whether the payload is there and has its digest."""
        return self.payload is not None and hashlib.sha256(self.payload).digest() == self.digest


def frames_of(
    connection: Connection, device_id: int, start: datetime, end: datetime
) -> list[StoredFrame]:
    """The messages of a device that came in [start, end), in order; each once.

    Grows with the days of the window. Indexes relied on: the keys of frame and frame_block.
    """
    span = {"device": device_id, "start": start, "end": end}
    rows = connection.execute(
        text(
            f"SELECT {_COLUMNS} FROM frame"  # noqa: S608
            " WHERE device_id = :device AND received_at >= :start AND received_at < :end"
        ),
        span,
    )
    found = [_of_row(row) for row in rows]
    # A block is of one day.
    blocks = connection.execute(
        text(
            "SELECT heads, payloads FROM frame_block WHERE device_id = :device"
            " AND starts > CAST(:start AS timestamptz) - interval '1 day' AND starts < :end"
            " AND ends >= :start"
        ),
        span,
    )
    first, last = microseconds(start), microseconds(end)
    for block in blocks:
        payloads = None if block.payloads is None else bytes(block.payloads)
        found += [
            frame
            for frame in unpacked(bytes(block.heads), payloads)
            if first <= frame.received_us < last
        ]
    once = {(frame.received_us, frame.digest): frame for frame in found if frame.payload is None}
    once |= {
        (frame.received_us, frame.digest): frame for frame in found if frame.payload is not None
    }
    return [once[key] for key in sorted(once)]


def frame_of_fix(
    connection: Connection, device_id: int, received_s: int, time_us: int, key: int
) -> StoredFrame | None:
    """The message that told a fix: by when it came (as the fix has it), its instant and its key.

    None where no message is kept, as of a file or of a class that keeps none.
    """
    second = instant(received_s * 1_000_000)
    for frame in frames_of(connection, device_id, second, second + timedelta(seconds=1)):
        if (time_us, key) in frame.fixes:
            return frame
    return None


_COLUMNS = "device_id, received_at, digest, protocol, peer, payload, fixed_at, fix_keys"


def _of_row(row: Any) -> StoredFrame:
    times = [microseconds(time) for time in row.fixed_at]
    return StoredFrame(
        microseconds(row.received_at),
        bytes(row.digest),
        row.protocol,
        row.peer,
        bytes(row.payload),
        tuple(zip(times, row.fix_keys, strict=True)),
    )


def packed(frames: Sequence[StoredFrame]) -> tuple[bytes, bytes]:
    """Heads and payloads of frames whose payloads are there."""
    heads = bytearray(struct.pack("<BI", _VERSION, len(frames)))
    payloads = bytearray()
    # Columns: like stands beside like, which is what compression finds.
    told = {
        "received": [
            frame.received_us - before
            for frame, before in zip(
                frames, [0, *(frame.received_us for frame in frames)], strict=False
            )
        ],
        "protocol": [frame.protocol for frame in frames],
        "peer": [frame.peer for frame in frames],
        "length": [len(frame.payload or b"") for frame in frames],
        "fixes": [[time - frame.received_us for time, _ in frame.fixes] for frame in frames],
    }
    text_part = json.dumps(told, separators=(",", ":")).encode()
    keys = b"".join(struct.pack("<q", key) for frame in frames for _, key in frame.fixes)
    for frame in frames:
        if frame.payload is None:
            raise BadBlock("a frame without its payload cannot be packed")
        payloads += frame.payload
    press = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)
    heads += struct.pack("<I", len(text_part)) + text_part
    heads += b"".join(frame.digest for frame in frames) + keys
    return press.compress(bytes(heads)), press.compress(bytes(payloads))


def unpacked(heads: bytes, payloads: bytes | None) -> list[StoredFrame]:
    """The frames of a block. Raises BadBlock, zstandard.ZstdError, also for bytes behind it."""
    plain = zstandard.ZstdDecompressor().decompress(heads, allow_extra_data=False)
    version, count = struct.unpack_from("<BI", plain)
    if version != _VERSION:
        raise BadBlock(f"version {version} of a block is not known")
    [length] = struct.unpack_from("<I", plain, 5)
    told = json.loads(plain[9 : 9 + length])
    at = 9 + length
    digests = [plain[at + _DIGEST * n : at + _DIGEST * (n + 1)] for n in range(count)]
    at += _DIGEST * count
    bodies = None
    if payloads is not None:
        bodies = zstandard.ZstdDecompressor().decompress(payloads, allow_extra_data=False)
    frames, received, place = [], 0, 0
    for number in range(count):
        received += told["received"][number]
        times = told["fixes"][number]
        keys = struct.unpack_from(f"<{len(times)}q", plain, at)
        at += 8 * len(times)
        size = told["length"][number]
        frames.append(
            StoredFrame(
                received,
                digests[number],
                told["protocol"][number],
                told["peer"][number],
                None if bodies is None else bodies[place : place + size],
                tuple((received + time, key) for time, key in zip(times, keys, strict=True)),
            )
        )
        place += size
    return frames


def pack_days(connection: Connection) -> Iterator[int]:
    """Packs the days that are over; how many frames, after each day.

    connection: without an open transaction. A day is packed in one transaction: its blocks are read
    back and compared, then its rows go with their partition. Nobody may write into it meanwhile.
    """
    for partition in _ended_days(connection):
        try:
            with connection.begin():
                connection.execute(text("SET LOCAL lock_timeout = '2s'"))
                connection.execute(text(f"LOCK TABLE {partition} IN ACCESS EXCLUSIVE MODE"))
                count = _pack(connection, partition)
                connection.execute(text(f"DROP TABLE {partition}"))
        except OperationalError:
            # Someone reads it for long, or brings late frames: another time.
            continue
        yield count


def _ended_days(connection: Connection) -> list[str]:
    with connection.begin():
        return list(
            connection.execute(
                text(
                    "SELECT relid::regclass::text FROM pg_partition_tree('frame')"
                    " WHERE isleaf AND level = 1 AND right(relid::regclass::text, 10)"
                    " < to_char((now() - make_interval(days => :days)) AT TIME ZONE 'UTC',"
                    "  'YYYY_MM_DD') ORDER BY 1"
                ),
                {"days": HOT_DAYS - 1},
            ).scalars()
        )


def _pack(connection: Connection, partition: str) -> int:
    rows = connection.execute(
        text(
            f"SELECT {_COLUMNS} FROM {partition} ORDER BY device_id, received_at, digest"  # noqa: S608
        )
    ).all()
    if rows:
        connection.execute(text("SELECT frame_block_partition(:at)"), {"at": rows[0].received_at})
    for device, of_device in groupby(rows, key=lambda row: row.device_id):
        frames = [_of_row(row) for row in of_device]
        heads, payloads = packed(frames)
        if unpacked(heads, payloads) != frames:
            raise BadBlock("a block does not give back the frames that went in")
        instants = [frame.received_us for frame in frames]
        instants += [time for frame in frames for time, _ in frame.fixes]
        connection.execute(
            text(
                "INSERT INTO frame_block"
                " (device_id, starts, ends, told, frames, heads, payloads)"
                " VALUES (:device, :starts, :ends, tstzrange(:first, :last, '[]'), :frames,"
                " :heads, :payloads)"
            ),
            {
                "device": device,
                "starts": instant(frames[0].received_us),
                "ends": instant(frames[-1].received_us),
                "first": instant(min(instants)),
                "last": instant(max(instants)),
                "frames": len(frames),
                "heads": heads,
                "payloads": payloads,
            },
        )
    return len(rows)


def strip_payloads(
    connection: Connection,
    device_class: str,
    before: datetime,
    *,
    rule: str | None = None,
    office: str = "shikong",
    person: str = "expire-positions",
) -> int:
    """Takes the payloads off packed days of a class that ended before an instant; how many frames.

    A hold of the device (`retention.hold`) keeps the payloads of every day that tells of its time,
    however late it came. The digests stay in any case, and a tombstone of each block says by which
    rule (None: the retention of the class), and who did it.
    """
    told = rule or f"保留期限：{device_class} 类设备，{before.isoformat()} 之前"
    return int(
        connection.execute(
            text(
                "WITH stripped AS (UPDATE frame_block AS block SET payloads = NULL"
                " FROM device WHERE device.id = block.device_id AND device_class = :class"
                " AND ends < :before AND payloads IS NOT NULL"
                " AND NOT EXISTS (SELECT FROM position_hold AS held"
                "  WHERE held.device_id = block.device_id AND lifted_at IS NULL"
                "  AND during && told)"
                " RETURNING block.id, frames),"
                " buried AS (INSERT INTO evidence_erasure (kind, subject, rule, office, person)"
                "  SELECT 'frame-block', id, :rule, :office, :person FROM stripped ORDER BY id)"
                " SELECT coalesce(sum(frames), 0) FROM stripped"
            ),
            {
                "class": device_class,
                "before": before,
                "rule": told,
                "office": office,
                "person": person,
            },
        ).scalar_one()
    )
