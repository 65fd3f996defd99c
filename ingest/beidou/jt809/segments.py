"""Flags and escapes: a stream of bytes to what stands between 5B and 5D, and back.

Frame: 5B, escaped content, 5D. In the content 5B is sent as 5A 01, 5A as 5A 02, 5D as 5E 01 and 5E
as 5E 02. Standard: JT/T 809-2011 and JT/T 809-2019, alike in this.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spatial.errors import BadFrame

BEGIN, END = 0x5B, 0x5D

_UNESCAPED = {
    b"\x5a\x01": b"\x5b",
    b"\x5a\x02": b"\x5a",
    b"\x5e\x01": b"\x5d",
    b"\x5e\x02": b"\x5e",
}
_ESCAPED = {meant: sent for sent, meant in _UNESCAPED.items()}
_ANY_ESCAPE = re.compile(rb"[\x5a\x5e].?", re.DOTALL)
_TO_ESCAPE = re.compile(rb"[\x5a\x5b\x5d\x5e]")
_FLAGS = re.compile(rb"[\x5b\x5d]")

MAX_SEGMENT = 1 << 17
"""Bytes between two flags at most: a re-report of 255 positions with all their extras has about
half of it, each byte escaped. Pictures, which may be longer, are no positions."""


@dataclass(frozen=True, slots=True)
class Segment:
    """What stood between two flags, still escaped.

    offset: of its first byte in the stream. closed: whether 5B stood before and 5D behind it; all
    else is garbage, or half a frame.
    """

    offset: int
    content: bytes
    closed: bool


class SegmentReader:
    """Cuts a stream of bytes at its flags, however the stream is delivered.

    A second 5B begins anew: what stood before it is half a frame and comes out unclosed, and so
    does what stands between a 5D and the next 5B. What grows beyond MAX_SEGMENT comes out unclosed
    in pieces, so that a stream without flags takes no memory.

    >>> reader = SegmentReader()
    >>> [(s.content, s.closed) for s in reader.feed(bytes.fromhex("ff5b01025d5b035b"))]
    [(b'\\xff', False), (b'\\x01\\x02', True), (b'\\x03', False)]
    >>> reader.finish()
    """

    def __init__(self) -> None:
        self._pending = bytearray()
        self._offset = 0
        self._opened = False

    @property
    def pending(self) -> int:
        """Bytes that wait for the flag that ends them."""
        return len(self._pending)

    def feed(self, chunk: bytes) -> Iterator[Segment]:
        """The segments that end within `chunk`, in order; empty ones are left out."""
        begin = 0
        for flag in _FLAGS.finditer(chunk):
            yield from self._long(chunk[begin : flag.start()])
            ends = chunk[flag.start()] == END
            segment = Segment(self._offset, bytes(self._pending), self._opened and ends)
            self._offset += len(self._pending) + 1
            self._pending.clear()
            self._opened = not ends
            if segment.content:
                yield segment
            begin = flag.end()
        yield from self._long(chunk[begin:])

    def _long(self, more: bytes) -> Iterator[Segment]:
        self._pending += more
        while len(self._pending) > MAX_SEGMENT:
            yield Segment(self._offset, bytes(self._pending[:MAX_SEGMENT]), False)
            del self._pending[:MAX_SEGMENT]
            self._offset += MAX_SEGMENT
            # What follows is the rest of no frame.
            self._opened = False

    def finish(self) -> Segment | None:
        """The half segment at the end of the stream, None when it ends at a flag."""
        if not self._pending:
            return None
        return Segment(self._offset, bytes(self._pending), False)


def unescape(content: bytes) -> bytes:
    """The bytes that were meant. Raises BadFrame at an escape that is none of the four.

    >>> unescape(bytes.fromhex("305a015a025e015e0255")).hex()
    '305b5a5d5e55'
    """

    def meant(found: re.Match[bytes]) -> bytes:
        plain = _UNESCAPED.get(found[0])
        if plain is None:
            raise BadFrame(
                f"byte {found.start()}: {found[0][:1].hex().upper()} is followed by "
                f"{found[0][1:].hex().upper() or 'nothing'}, not by 01 or 02"
            )
        return plain

    return _ANY_ESCAPE.sub(meant, content)


def escape(plain: bytes) -> bytes:
    """The content between the flags for the bytes meant; the inverse of unescape."""
    return _TO_ESCAPE.sub(lambda found: _ESCAPED[found[0]], plain)
