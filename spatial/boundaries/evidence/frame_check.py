"""Compares the messages that the chain tells of with those that are stored, in rows and packed."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from itertools import groupby

import zstandard
from sqlalchemy import Connection, text

from spatial.boundaries.evidence.findings import Counted, Finding, What
from spatial.boundaries.evidence.frame_records import record_digest
from spatial.db import read_sql
from spatial.locations.chunk_plan import DAY_US
from spatial.locations.clock import instant, microseconds
from spatial.locations.frames import BadBlock, StoredFrame, unpacked
from spatial.progress import Step

_Day = tuple[int, int]
"""A device, and a day since 1970-01-01 UTC."""

_Key = tuple[int, bytes]
"""Of a frame when it came (microseconds) and the digest of its record."""

_UNREADABLE = (
    BadBlock, zstandard.ZstdError, struct.error, ValueError, KeyError, IndexError, TypeError,
    OverflowError,
)  # fmt: skip

_FIRST_DAY, _LAST_DAY = -719_162, 2_932_895
"""Days of the years 1 to 9999."""


class _Payload(IntEnum):
    """What became of the bytes of a frame; of two copies the better one counts."""

    MISSING = 0
    ALTERED = 1
    ERASED = 2
    AS_SENT = 3


@dataclass(frozen=True, slots=True)
class _Block:
    """id, when it starts; rule: by which its payloads were erased."""

    id: int
    starts: datetime
    rule: str | None


def check_frames(
    connection: Connection,
    counted: Counted,
    *,
    first: int = 0,
    last: int | None = None,
    whole: bool = True,
    progress: Step | None = None,
) -> Iterator[Finding]:
    """What is not as the batches of frames tell, device by device and day by day.

    first, last: ids of the batches that count. whole: also frames that no batch tells of are found.
    Memory grows with the frames of one device in one day, time with the frames.
    """
    told = _told(connection, first, last)
    for day, promised in _with_stored_days(connection, told) if whole else told:
        yield from _check_day(connection, day, promised, whole=whole)
        counted.frames += len(promised)
        if progress is not None:
            progress.advance(len(promised))


def _told(connection: Connection, first: int, last: int | None) -> Iterator[tuple[_Day, set[_Key]]]:
    with connection.execute(
        text(read_sql("spatial.boundaries.evidence", "promised_frames")),
        {"first": first, "last": last},
        execution_options={"stream_results": True, "max_row_buffer": 5_000},
    ) as rows:
        for day, of_day in groupby(rows, lambda row: (row.device_id, row.received_us // DAY_US)):
            yield day, {(row.received_us, bytes(row.record)) for row in of_day}


def _with_stored_days(
    connection: Connection, told: Iterator[tuple[_Day, set[_Key]]]
) -> Iterator[tuple[_Day, set[_Key]]]:
    """The days that batches tell of, and those of which frames are stored, in order."""
    with connection.execute(
        text(read_sql("spatial.boundaries.evidence", "stored_days")),
        execution_options={"stream_results": True, "max_row_buffer": 1_000},
    ) as rows:
        stored = ((int(row.device_id), int(row.day)) for row in rows)
        one, other = next(told, None), next(stored, None)
        while one is not None or other is not None:
            if one is not None and (other is None or one[0] <= other):
                yield one
                if one[0] == other:
                    other = next(stored, None)
                one = next(told, None)
            elif other is not None:
                yield other, set()
                other = next(stored, None)


def _check_day(
    connection: Connection, day: _Day, promised: set[_Key], *, whole: bool
) -> Iterator[Finding]:
    device = day[0]
    name = _name_of(connection, device)
    stored: dict[_Key, _Payload] = {}
    if _FIRST_DAY <= day[1] <= _LAST_DAY:
        yield from _read_rows(connection, day, stored, name)
        yield from _read_blocks(connection, day, stored, name)
    gone, extra = promised - stored.keys(), stored.keys() - promised
    altered = {at for at, _ in gone} & {at for at, _ in extra}
    for at, _ in sorted(gone):
        what = What.FRAME_ALTERED if at in altered else What.FRAME_MISSING
        yield Finding(what, device=name, at=_instant(at))
    for at, _ in sorted(extra):
        if whole and at not in altered:
            yield Finding(What.FRAME_INSERTED, device=name, at=_instant(at))
    for key in sorted(promised & stored.keys()):
        if stored[key] is _Payload.ALTERED:
            yield Finding(What.PAYLOAD_ALTERED, device=name, at=_instant(key[0]))
        elif stored[key] is _Payload.MISSING:
            yield Finding(What.PAYLOAD_MISSING, device=name, at=_instant(key[0]))


def _read_rows(
    connection: Connection, day: _Day, stored: dict[_Key, _Payload], name: str
) -> Iterator[Finding]:
    """Reads the hot frames of a day; each that cannot be read is a finding."""
    device, number = day
    with connection.execute(
        text(
            "SELECT received_at, digest, protocol, peer, payload,"
            " ARRAY(SELECT CASE WHEN isfinite(at) THEN"
            "  CAST(extract(epoch FROM at) * 1000000 AS bigint) END"
            "  FROM unnest(fixed_at) WITH ORDINALITY AS f (at, place) ORDER BY place) AS times_us,"
            " fix_keys FROM frame WHERE device_id = :device AND received_at >= :start"
            " AND received_at < :end"
        ),
        {"device": device, "start": _start_of(number), "end": _start_of(number + 1)},
        execution_options={"stream_results": True, "max_row_buffer": 1_000},
    ) as rows:
        for row in rows:
            received = microseconds(row.received_at)
            try:
                fixes = tuple(zip(row.times_us, row.fix_keys, strict=True))
                frame = StoredFrame(
                    received, bytes(row.digest), row.protocol, row.peer, bytes(row.payload), fixes
                )
                key = (received, _record(device, frame))
            except _UNREADABLE:
                yield Finding(What.FRAME_ALTERED, device=name, at=row.received_at)
                continue
            _note(stored, key, _Payload.AS_SENT if frame.is_as_sent else _Payload.ALTERED)


def _read_blocks(
    connection: Connection, day: _Day, stored: dict[_Key, _Payload], name: str
) -> Iterator[Finding]:
    """Reads the packed frames of a day; tells of blocks that cannot be read or were stripped."""
    device, number = day
    with connection.execute(
        text(
            "SELECT block.id, starts, heads, payloads, rule FROM frame_block AS block"
            " LEFT JOIN evidence_erasure AS erasure"
            "  ON erasure.kind = 'frame-block' AND erasure.subject = block.id"
            " WHERE device_id = :device AND starts >= :start AND starts < :end"
            " ORDER BY starts, block.id"
        ),
        {"device": device, "start": _start_of(number), "end": _start_of(number + 1)},
        execution_options={"stream_results": True, "max_row_buffer": 1},
    ) as rows:
        for row in rows:
            block = _Block(row.id, row.starts, row.rule)
            payloads = None if row.payloads is None else bytes(row.payloads)
            fault = Finding(
                What.BLOCK_UNREADABLE, "frame-block", block.id, device=name, at=block.starts
            )
            try:
                keys = _keys_of_block(device, bytes(row.heads), payloads, block)
            except _UNREADABLE:
                yield fault
                try:
                    keys = _keys_of_block(device, bytes(row.heads), None, block)
                except _UNREADABLE:
                    continue
            for key, payload in keys:
                _note(stored, key, payload)
            if payloads is None and block.rule is not None:
                yield Finding(
                    What.ERASED, "frame-block", block.id, device=name, at=block.starts,
                    rule=block.rule,
                )  # fmt: skip


def _keys_of_block(
    device: int, heads: bytes, payloads: bytes | None, block: _Block
) -> list[tuple[_Key, _Payload]]:
    found = []
    for frame in unpacked(heads, payloads):
        if frame.payload is not None:
            payload = _Payload.AS_SENT if frame.is_as_sent else _Payload.ALTERED
        else:
            payload = _Payload.MISSING if block.rule is None else _Payload.ERASED
        found.append(((frame.received_us, _record(device, frame)), payload))
    return found


def _note(stored: dict[_Key, _Payload], key: _Key, payload: _Payload) -> None:
    stored[key] = max(payload, stored.get(key, payload))


def _record(device: int, frame: StoredFrame) -> bytes:
    return record_digest(
        device, frame.received_us, frame.digest, frame.protocol, frame.peer, frame.fixes
    )


def _name_of(connection: Connection, device: int) -> str:
    name = connection.execute(
        text("SELECT name FROM device WHERE id = :device"), {"device": device}
    ).scalar_one_or_none()
    return f"#{device}" if name is None else str(name)


def _start_of(day: int) -> datetime:
    return instant(day * DAY_US)


def _instant(time_us: int) -> datetime | None:
    try:
        return instant(time_us)
    except OverflowError:
        return None
