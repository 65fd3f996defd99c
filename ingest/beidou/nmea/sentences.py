"""Lines to sentences: beginning, checksum, talker, kind and fields.

A sentence: `$`, talker and kind (`GNRMC`), fields parted by commas, `*` and two hexadecimal digits:
the XOR of all between `$` and `*`. NMEA 0183, 5.3. Talkers are not judged: BD of older receivers,
GB of 4.11, GN of mixed ones and any other give the same positions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import xor

from spatial.errors import ShikongError

MOST_LINE = 1024
"""Bytes of a line at most: sentences have 82, those of vendors some hundreds."""


class BadSentence(ShikongError):
    """A line with a `$` is no sentence: the checksum is wrong, or it is cut."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with a right checksum. kind: its three letters; "" for those of vendors ($P…).

    fields: what stood between the commas, as text.
    """

    talker: str
    kind: str
    fields: tuple[str, ...]

    def field(self, number: int) -> str:
        """A field, counted from 0 behind the address; "" where the sentence is shorter."""
        return self.fields[number] if number < len(self.fields) else ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line and the place of its first byte in the stream."""

    offset: int
    content: bytes


class LineReader:
    """Cuts a stream of bytes into lines, however it is delivered and whatever ends its lines.

    A line that grows beyond `most` bytes is given out in pieces: a stream without ends of lines
    takes no memory.

    >>> reader = LineReader()
    >>> [line.content for line in reader.feed(b"$A*41\\r\\n$B")]
    [b'$A*41']
    >>> reader.finish()
    Line(offset=7, content=b'$B')
    """

    def __init__(self, most: int = MOST_LINE) -> None:
        self._most = most
        self._pending = b""
        self._offset = 0

    @property
    def pending(self) -> int:
        """Bytes that wait for the end of their line."""
        return len(self._pending)

    def feed(self, chunk: bytes) -> Iterator[Line]:
        """The lines that end within `chunk`; empty ones are left out."""
        pieces = (self._pending + chunk).split(b"\n")
        self._pending = pieces.pop()
        for piece in pieces:
            yield from self._given(piece, 1)
        # The last byte waits: whether it is followed by the end of the line is not known.
        whole = max(len(self._pending) - 1, 0) // self._most * self._most
        piece, self._pending = self._pending[:whole], self._pending[whole:]
        yield from self._given(piece, 0)

    def _given(self, piece: bytes, ended: int) -> Iterator[Line]:
        begins = range(0, max(len(piece), 1), self._most)
        for begin in begins:
            content = piece[begin : begin + self._most].strip(b"\r\0 \t")
            if content:
                yield Line(self._offset + begin, content)
        self._offset += len(piece) + ended

    def finish(self) -> Line | None:
        """What stands behind the last end of a line, None for nothing."""
        return next(self._given(self._pending, 0), None)


def read_sentence(line: bytes) -> Sentence | None:
    """The sentence of a line; None for a line without one (a remark, binary data).

    What stands before the last `$` is left out: tags, garbage, a sentence that was cut off.
    Raises BadSentence for one whose checksum is wrong or missing.
    """
    begin = line.rfind(b"$")
    if begin < 0 or line.startswith(b"#"):
        return None
    content, star, told = line[begin + 1 :].partition(b"*")
    if not star or len(told) < 2:
        raise BadSentence("there is no checksum: the sentence is cut, or none")
    sum_of_bytes = reduce(xor, content, 0)
    if told[:2].upper() != b"%02X" % sum_of_bytes:
        said = told[:2].decode("ascii", "replace")
        raise BadSentence(f"the checksum is {said}, and should be {sum_of_bytes:02X}")
    address, *fields = content.decode("ascii", "replace").split(",")
    if address.startswith("P") or len(address) != 5:
        return Sentence(address, "", tuple(fields))
    return Sentence(address[:2], address[2:], tuple(fields))
