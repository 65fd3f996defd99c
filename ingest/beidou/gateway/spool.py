"""Messages on the disk while the database is away: in order, checked, and durable when accepted.

A folder of segments `NNNNNNNNNN.spool`. A record is its length, its CRC-32, and a packed message.
What is appended is durable when `append` returns. A segment goes when all of it is in the database;
after a crash the rest of it comes twice, which changes nothing.
"""

from __future__ import annotations

import fcntl
import os
import struct
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import structlog

from ingest.beidou.gateway.arrivals import Arrival, BadRecord, packed, unpacked
from spatial.errors import ShikongError

log = structlog.get_logger(__name__)

_HEAD = struct.Struct(">II")
_SEGMENT_BYTES = 16 << 20
_MOST_RECORD = 16 << 20


class SpoolFull(ShikongError):
    """The spool has reached its limit: nothing more is accepted."""


class SpoolInUse(ShikongError):
    """Another gateway uses the folder."""


class Spool:
    """The spool in a folder of its own.

    limit: bytes that its segments take together at most. Raises SpoolInUse.
    """

    def __init__(self, folder: Path, limit: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._limit = folder, limit
        self._lock = os.open(folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._lock)
            raise SpoolInUse(f"another gateway uses the spool {folder.name}") from error
        self._open: int | None = None
        self._open_bytes = 0
        held = self._segments()
        self._bytes = sum(path.stat().st_size for path in held)
        self._next = int(held[-1].stem) + 1 if held else 1

    @property
    def bytes(self) -> int:
        """What its segments take."""
        return self._bytes

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to be brought into the database."""
        return not self._segments()

    def append(self, arrivals: Sequence[Arrival]) -> None:
        """Makes the messages durable, all or none. Raises SpoolFull, OSError."""
        pieces = []
        for arrival in arrivals:
            record = packed(arrival)
            pieces += [_HEAD.pack(len(record), zlib.crc32(record)), record]
        data = b"".join(pieces)
        if self._bytes + len(data) > self._limit:
            raise SpoolFull(f"the spool has reached its limit of {self._limit >> 20} MB")
        if self._open is None or self._open_bytes + len(data) > _SEGMENT_BYTES:
            self._begin_segment()
        assert self._open is not None
        before = self._open_bytes
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(self._open, view) :]
            os.fdatasync(self._open)
        except OSError:
            # Half a record is taken off again; where even that fails, its CRC tells it.
            self.rotate(cut_to=before)
            raise
        self._open_bytes += len(data)
        self._bytes += len(data)

    def _begin_segment(self) -> None:
        self.rotate()
        path = self._folder / f"{self._next:010}.spool"
        self._open = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND, 0o600)
        self._open_bytes = 0
        self._next += 1
        self._sync_folder()

    def rotate(self, cut_to: int | None = None) -> None:
        """Ends the open segment, so that it can be emptied."""
        if self._open is None:
            return
        try:
            if cut_to is not None:
                os.ftruncate(self._open, cut_to)
        finally:
            os.close(self._open)
            self._open = None

    def closed_segments(self) -> list[Path]:
        """The segments that nothing is appended to, the oldest first."""
        held = self._segments()
        return held[:-1] if self._open is not None else held

    def done(self, segment: Path) -> None:
        """Takes a segment away: all of it is in the database."""
        size = segment.stat().st_size
        segment.unlink()
        self._sync_folder()
        self._bytes -= size

    def _segments(self) -> list[Path]:
        return sorted(self._folder.glob("*.spool"))

    def _sync_folder(self) -> None:
        handle = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def close(self) -> None:
        """Ends it; what it holds stays for the next start."""
        self.rotate()
        os.close(self._lock)


def read_segment(segment: Path, together: int) -> Iterator[list[Arrival]]:
    """The messages of a segment in order, some at a time.

    What was half written when the process ended is left out: nobody was told that it is durable.
    Where a record in the middle is damaged, what can be read behind it is looked for no further;
    the segment is copied to `NAME.damaged` and the log says so.
    """
    data = segment.read_bytes()
    at, batch = 0, []
    while at < len(data):
        record = _record_at(data, at)
        if record is None:
            if not _is_torn_end(data, at):
                _set_aside(segment, data[at:])
                log.error("a spool is damaged", segment=segment.name, at=at, bytes=len(data))
            break
        try:
            batch.append(unpacked(record))
        except BadRecord as error:
            _set_aside(segment, record)
            log.error("a record of the spool is no message", segment=segment.name, why=str(error))
        at += _HEAD.size + len(record)
        if len(batch) >= together:
            yield batch
            batch = []
    if batch:
        yield batch


def _record_at(data: bytes, at: int) -> bytes | None:
    if at + _HEAD.size > len(data):
        return None
    length, crc = _HEAD.unpack_from(data, at)
    record = data[at + _HEAD.size : at + _HEAD.size + length]
    if length > _MOST_RECORD or len(record) < length or zlib.crc32(record) != crc:
        return None
    return record


def _is_torn_end(data: bytes, at: int) -> bool:
    """Whether what begins here is the last write, cut short."""
    if at + _HEAD.size > len(data):
        return True
    length, _ = _HEAD.unpack_from(data, at)
    return bool(at + _HEAD.size + length > len(data)) or not any(data[at:])


def _set_aside(segment: Path, data: bytes) -> None:
    with segment.with_suffix(".damaged").open("ab") as file:
        file.write(data)
