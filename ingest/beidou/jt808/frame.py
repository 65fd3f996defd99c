"""Bytes to frames: flags, escapes, checksum, header, and finding the beat again after garbage.

Frame: 7E, escaped content, 7E. In the content 7E is sent as 7D 02 and 7D as 7D 01. The content is
header, body, and one check byte: the XOR of all before it. Standard: JT/T 808, 4.4.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from spatial.errors import BadFrame

FLAG = 0x7E
_FLAG_BYTE = b"\x7e"
ESCAPE = 0x7D
_UNESCAPED = {0x01: 0x7D, 0x02: 0x7E}

MAX_SEGMENT = 4096
"""Bytes between two flags at most: a body has up to 1,023 bytes, each escaped at worst."""

_HEAD, _HEAD_2019, _PACKET = (
    struct.Struct(">HH6sH"),
    struct.Struct(">HHB10sH"),
    struct.Struct(">HH"),
)
_HEADER, _HEADER_2019, _SPLIT = _HEAD.size, _HEAD_2019.size, _PACKET.size


@dataclass(frozen=True, slots=True)
class Segment:
    """What stood between two flags, still escaped.

    offset: of its first byte in the stream. closed: whether a flag stood on both its sides;
    bytes before the first flag and after the last are not closed.
    """

    offset: int
    content: bytes
    closed: bool


class SegmentReader:
    """Cuts a stream of bytes at its flags, however the stream is delivered.

    One flag may close a frame and open the next. Garbage between two frames comes out as a segment
    of its own, and the frame after it is whole. What grows beyond MAX_SEGMENT without a flag is
    given out unclosed, so that a stream without flags takes no memory.

    >>> reader = SegmentReader()
    >>> [segment.content for segment in reader.feed(bytes.fromhex("ff7e01027e7e03"))]
    [b'\\xff', b'\\x01\\x02']
    >>> reader.finish()
    Segment(offset=6, content=b'\\x03', closed=False)
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
        if self._is_one_frame(chunk):
            self._opened = True
            yield Segment(self._offset + 1, chunk[1:-1], True)
            self._offset += len(chunk)
            return
        *ended, begun = chunk.split(_FLAG_BYTE)
        for piece in ended:
            content = piece
            if self._pending or len(piece) > MAX_SEGMENT:
                yield from self._long(piece)
                content = bytes(self._pending)
                self._pending.clear()
            if content:
                yield Segment(self._offset, content, self._opened)
            self._offset += len(content) + 1
            self._opened = True
        if begun:
            yield from self._long(begun)

    def _is_one_frame(self, chunk: bytes) -> bool:
        """Whether the chunk is a whole frame and nothing waits: what most deliveries are."""
        return (
            2 < len(chunk) <= MAX_SEGMENT
            and not self._pending
            and chunk[0] == FLAG
            and chunk.find(FLAG, 1) == len(chunk) - 1
        )

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
    """The bytes that were meant. Raises BadFrame at an escape other than 7D 01 and 7D 02.

    >>> unescape(bytes.fromhex("307d02087d0155")).hex()
    '307e087d55'
    """
    if ESCAPE not in content:
        return content
    plain = bytearray()
    begin = 0
    while (at := content.find(ESCAPE, begin)) >= 0:
        code = content[at + 1] if at + 1 < len(content) else None
        if code is None or code not in _UNESCAPED:
            what = "nothing" if code is None else f"{code:02X}"
            raise BadFrame(f"byte {at}: 7D is followed by {what}, not by 01 or 02")
        plain += content[begin:at]
        plain.append(_UNESCAPED[code])
        begin = at + 2
    return bytes(plain + content[begin:])


def escape(plain: bytes) -> bytes:
    """The content between the flags for the bytes meant; the inverse of unescape."""
    return plain.replace(b"\x7d", b"\x7d\x01").replace(b"\x7e", b"\x7d\x02")


def check_byte(plain: bytes) -> int:
    """The XOR of all bytes, 0 for none.

    >>> check_byte(bytes.fromhex("010204"))
    7
    """
    # Folded as one number, half upon half: a tenth of the time of byte after byte.
    folded = int.from_bytes(plain, "little")
    bits = 4 << (len(plain) - 1).bit_length() if plain else 0
    while bits >= 8:
        folded ^= folded >> bits
        bits >>= 1
    return folded & 0xFF


@dataclass(frozen=True, slots=True)
class Frame:
    """One message, or one packet of a split message, as it was sent. Nothing is judged.

    phone: the terminal's number, leading zeros kept. version: the protocol version byte of 2019,
    None in older frames. encryption: bits 10 to 12 of the properties (1 RSA). packet: (total,
    number from 1) where the message was split. declared_length: of the body, by the header.
    """

    message_id: int
    phone: str
    serial: int
    version: int | None
    encryption: int
    packet: tuple[int, int] | None
    declared_length: int
    body: bytes
    checksum_ok: bool

    @property
    def length_ok(self) -> bool:
        """Whether the body is as long as the header says."""
        return len(self.body) == self.declared_length


def read_frame(content: bytes) -> Frame:
    """The frame in the content between two flags, still escaped.

    The edition is told by bit 14 of the properties: set in frames of 2019, whose phone number has
    ten BCD bytes after a version byte, not set in those of 2011 and 2013 (six bytes). Digits of a
    phone number beyond 9 come as hexadecimal letters. A wrong checksum or length is reported.
    Raises BadFrame when an escape is wrong or the bytes end before the header does.
    """
    plain = unescape(content)
    if len(plain) < _HEADER + 1:
        raise BadFrame(f"{len(plain)} bytes: a header of {_HEADER} and a check byte are the least")
    properties = plain[2] << 8 | plain[3]
    version, packet, ends = None, None, _HEADER
    is_2019, split = bool(properties & 0x4000), bool(properties & 0x2000)
    if is_2019 or split:
        ends = (_HEADER_2019 if is_2019 else _HEADER) + (_SPLIT if split else 0)
        if len(plain) < ends + 1:
            raise BadFrame(f"{len(plain)} bytes: its header of {ends} and a check byte do not fit")
    if is_2019:
        message_id, _, version, phone, serial = _HEAD_2019.unpack_from(plain)
    else:
        message_id, _, phone, serial = _HEAD.unpack_from(plain)
    if split:
        packet = _PACKET.unpack_from(plain, ends - _SPLIT)
    return Frame(
        message_id=message_id,
        phone=phone.hex(),
        serial=serial,
        version=version,
        encryption=(properties >> 10) & 0b111,
        packet=packet,
        declared_length=properties & 0x03FF,
        body=plain[ends:-1],
        checksum_ok=check_byte(plain[:-1]) == plain[-1],
    )


def require_sound(frame: Frame) -> None:
    """Returns for a frame whose body may be read. Raises BadFrame with what is wrong."""
    if not frame.checksum_ok:
        raise BadFrame("the check byte is wrong")
    if frame.encryption:
        raise BadFrame(f"the body is encrypted (method {frame.encryption}); there is no key")
    if not frame.length_ok:
        raise BadFrame(
            f"the header announces {frame.declared_length} bytes, the body has {len(frame.body)}"
        )


def terminal_name(phone: str) -> str:
    """The number without leading zeros: editions pad it to 12 or 20 digits.

    >>> terminal_name("013812345678")
    '13812345678'
    """
    return phone.lstrip("0") or "0"


MOST_BODY = 1023
"""Bytes of a body in one frame: ten bits of the properties tell them. Longer ones are split."""


def write_frames(
    message_id: int, phone: str, serial: int, body: bytes, *, version: int | None = None
) -> list[bytes]:
    """A message as it is sent, flags included; the inverse of read_frame and of Reassembly.

    phone: decimal digits, at most 12, or 20 with a version. version: the protocol version byte of
    2019; None for frames of 2011 and 2013. serial: of the first frame; the others follow on.
    Raises BadFrame for a phone number or a body that no frame holds.
    """
    digits = 12 if version is None else 20
    if not phone.isdecimal() or len(phone) > digits:
        raise BadFrame(f"the phone number {phone} is not 1 to {digits} decimal digits")
    pieces = [body[at : at + MOST_BODY] for at in range(0, len(body), MOST_BODY)] or [b""]
    if len(pieces) > 0xFFFF:
        raise BadFrame(f"a body of {len(body)} bytes is too long for {0xFFFF} packets")
    edition = b"" if version is None else bytes((version,))
    number = bytes.fromhex(phone.zfill(digits))
    frames = []
    for place, piece in enumerate(pieces):
        properties = len(piece) | (0x4000 if version is not None else 0)
        packet = b""
        if len(pieces) > 1:
            properties |= 0x2000
            packet = len(pieces).to_bytes(2, "big") + (place + 1).to_bytes(2, "big")
        head = message_id.to_bytes(2, "big") + properties.to_bytes(2, "big") + edition + number
        plain = head + ((serial + place) & 0xFFFF).to_bytes(2, "big") + packet + piece
        frames.append(enclosed(plain))
    return frames


def enclosed(plain: bytes) -> bytes:
    """Header and body as they are sent: with their check byte, escaped, between flags."""
    return _FLAG_BYTE + escape(plain + bytes((check_byte(plain),))) + _FLAG_BYTE
