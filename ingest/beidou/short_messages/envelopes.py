"""Sentences to envelopes: `$BDTXR` (received) and `$CCTXA` (to be sent), whatever the talker.

`$--TXR,category,address,form,time,content*hh` and `$--TXA,address,category,form,content*hh`: hh is
the XOR of all bytes between `$` and `*` in two hexadecimal digits. The content stands in the
sentence as it is; only the last `*` with two digits ends it, for texts may hold commas and stars.
Standard: the RDSS sentences of protocol 2.1 (北斗用户机接口协议 2.1); BD 410004-2015 for the frame.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import reduce
from operator import xor
from typing import Literal

from ingest.beidou.nmea.sentences import BadSentence
from spatial.errors import BadBody

Kind = Literal["TXR", "TXA"]

TEXT, CODE, MIXED = 0, 1, 2
"""Forms of a content: 汉字 (GBK), 代码 (hexadecimal digits), 混合 (either)."""

_MIXED_CODE = b"A4"
"""What stands before the hexadecimal digits of a mixed content."""

_BEGIN = re.compile(rb"\$([A-Z]{2})(TXR|TXA),")
_END = re.compile(rb"\*([0-9A-Fa-f]{2})")
_DIGITS = re.compile(rb"[0-9A-Fa-f]+")
_CLOCK = re.compile(r"\d{4}(\d\d(\.\d+)?)?|", re.ASCII)
_ADDRESS = re.compile(r"\d{1,12}", re.ASCII)

MOST_LINE = 8192
"""Bytes of a line at most: a message of BDS-3 has 14,000 bits, which are 3,500 digits."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is around a message, and its content as it was sent.

    talker: its two letters. address: digits of the sender's card (TXR), of the receiver's (TXA).
    category: 1 ordinary, 2 express, 3 broadcast, 4 and 5 asked for (by newest, by sender); of TXA
    1 and 2. form: 0 text, 1 code, 2 mixed. clock: hhmm as sent, "" for none; of categories 4 and 5
    when the centre noted the message. Its zone is not stated. content: as it stood there.
    """

    talker: str
    kind: Kind
    address: str
    category: int
    form: int
    clock: str
    content: bytes

    @property
    def device(self) -> str:
        """The name of the device whose card it is: without leading zeros, which not all send.

        >>> Envelope("BD", "TXR", "0358463", 1, 1, "", b"00").device
        'bd-358463'
        """
        return f"bd-{self.address.lstrip('0') or '0'}"

    @property
    def payload(self) -> bytes:
        """The bytes that were meant: of code its digits in pairs, of text itself.

        A mixed content is code when it is A4 and digits. Half a pair at the end is filled with 0.
        Code that is no digits is given as it came.

        >>> Envelope("BD", "TXR", "1", 1, 2, "", b"A468656C6C6F").payload
        b'hello'
        """
        code = self.content
        if self.form == MIXED and code.startswith(_MIXED_CODE):
            code = code[len(_MIXED_CODE) :]
        elif self.form != CODE:
            return self.content
        if not _DIGITS.fullmatch(code):
            return self.content
        return bytes.fromhex((code + b"0" * (len(code) % 2)).decode())

    @property
    def text(self) -> str | None:
        """The payload as text (GBK), None when it is none."""
        try:
            return self.payload.decode("gbk")
        except UnicodeDecodeError:
            return None


def read_envelope(line: bytes) -> Envelope | None:
    """The envelope in a line; None for a line without a short message.

    What stands before and behind the sentence is left out. Raises BadSentence for a wrong or a
    missing checksum, BadBody for a header that is none.
    """
    begins = list(_BEGIN.finditer(line))
    if not begins:
        return None
    ends = list(_END.finditer(line))
    # The last `*hh` ends the sentence; where two stand in a line, cut off or not, the right
    # checksum tells where one begins.
    for begin in reversed(begins):
        if ends and begin.end() <= ends[-1].start() and _sum_is_right(line, begin, ends[-1]):
            return _envelope(begin, line[begin.end() : ends[-1].start()])
    last = begins[-1]
    if not ends or ends[-1].start() < last.end():
        raise BadSentence("there is no checksum: the sentence is cut")
    told, right = ends[-1][1].decode().upper(), _sum(line[last.start() + 1 : ends[-1].start()])
    raise BadSentence(f"the checksum is {told}, and should be {right:02X}")


def _sum(content: bytes) -> int:
    return reduce(xor, content, 0)


def _sum_is_right(line: bytes, begin: re.Match[bytes], end: re.Match[bytes]) -> bool:
    return int(end[1], 16) == _sum(line[begin.start() + 1 : end.start()])


def _envelope(begin: re.Match[bytes], body: bytes) -> Envelope:
    talker, kind = begin[1].decode(), begin[2].decode()
    parts = body.split(b",", 4 if kind == "TXR" else 3)
    if len(parts) < (5 if kind == "TXR" else 4):
        raise BadBody(f"{kind}: {len(parts)} fields, a short message has more")
    heads = [part.decode("ascii", "backslashreplace").strip() for part in parts[:-1]]
    if kind == "TXR":
        category, address, form, clock = heads
    else:
        address, category, form = heads
        clock = ""
    most = 5 if kind == "TXR" else 2
    if category not in map(str, range(1, most + 1)):
        raise BadBody(f"{kind}: the category is {category!r}, 1 to {most} are known")
    if form not in ("0", "1", "2"):
        raise BadBody(f"{kind}: the form is {form!r}, 0 to 2 are known")
    if not _ADDRESS.fullmatch(address):
        raise BadBody(f"{kind}: the address {address!r} is no number of a card")
    if not _CLOCK.fullmatch(clock):
        raise BadBody(f"{kind}: the time {clock!r} is no hhmm")
    return Envelope(
        talker, "TXR" if kind == "TXR" else "TXA", address, int(category), int(form), clock,
        parts[-1],
    )  # fmt: skip


def write_envelope(envelope: Envelope) -> bytes:
    """The sentence with CR LF; the inverse of read_envelope.

    Raises BadBody for a content with an end of line in it, which no sentence can hold.
    """
    if b"\n" in envelope.content or b"\r" in envelope.content:
        raise BadBody("a content with an end of line does not fit into a sentence: send it as code")
    heads = (
        [str(envelope.category), envelope.address, str(envelope.form), envelope.clock]
        if envelope.kind == "TXR"
        else [envelope.address, str(envelope.category), str(envelope.form)]
    )
    body = f"{envelope.talker}{envelope.kind},{','.join(heads)},".encode() + envelope.content
    return b"$%s*%02X\r\n" % (body, _sum(body))
