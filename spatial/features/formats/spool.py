"""Bytes that one thread writes and another reads behind it, through a file without a name.

Whoever writes is never held up by whoever reads: the database is done with an export as soon as it
can, however slow the client is. What waits lies on the disk, not in memory.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from tempfile import TemporaryFile
from threading import Condition

from spatial.errors import ExportTooLarge

_PIECE = 1 << 16


class ReaderGone(Exception):
    """Nobody reads any more what is written."""


class Spool:
    """One writer, one reader. most: bytes that it takes at most.

    The file is given back when both sides are done: the writer says `end`, the reader comes to the
    end of `pieces` or closes it.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._file = TemporaryFile(buffering=0)  # noqa: SIM115 (closed by the last of both sides)
        self._changed = Condition()
        self._written = 0
        self._ended = False
        self._gone = False
        self._read = False

    def write(self, data: bytes) -> None:
        """Adds bytes. Raises ReaderGone, ExportTooLarge; OSError when the disk is full."""
        if self._gone:
            raise ReaderGone
        if self._written + len(data) > self._most:
            raise ExportTooLarge(
                f"the export is larger than {self._most:,} bytes: ask for fewer features, or for a "
                "form that packs them (parquet)"
            )
        rest = memoryview(data)
        while rest:
            rest = rest[self._file.write(rest) :]
        with self._changed:
            self._written += len(data)
            self._changed.notify_all()

    def end(self) -> None:
        """Nothing more is written, whatever the reason."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()
            if self._read:
                self._file.close()

    @property
    def gone(self) -> bool:
        """Whether nobody reads any more."""
        return self._gone

    def leave(self) -> None:
        """Nobody reads any more: the next `write` raises, and `pieces` ends. Waits for nothing."""
        with self._changed:
            self._gone = True
            self._changed.notify_all()

    def pieces(self) -> Generator[bytes]:
        """What is written, until the end or until `leave`; waits for the writer where it has to."""
        at = 0
        try:
            while size := self._ready(at):
                piece = os.pread(self._file.fileno(), size, at)
                at += len(piece)
                yield piece
        finally:
            with self._changed:
                self._gone = self._read = True
                if self._ended:
                    self._file.close()

    def _ready(self, at: int) -> int:
        """How many bytes can be read at a place; 0 where nothing comes any more."""
        with self._changed:
            while not (self._written > at or self._ended or self._gone):
                self._changed.wait()
            return 0 if self._gone else min(_PIECE, self._written - at)
