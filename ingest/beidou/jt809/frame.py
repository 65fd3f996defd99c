"""Frames: header, body and check sum, by edition; the cipher of bodies.

Header: length DWORD, serial DWORD, message id WORD, platform id DWORD (下级平台接入码), version
BYTE[3], encrypt flag BYTE, encrypt key DWORD; the edition of 2019 adds the sender's clock, 8 bytes
(seconds since 1970-01-01 UTC). Behind header and body stands a WORD: their CRC-16 with the
polynomial 1021, begun with FFFF, not reflected, not inverted (CRC-16/CCITT-FALSE; it is 29B1 of
`123456789`), of the body as it is sent, encrypted where it is. The length counts all bytes of the
frame, both flags too, before escaping. Standard: JT/T 809-2011 and JT/T 809-2019.
"""

from __future__ import annotations

import binascii
import struct
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from ingest.beidou.jt809.segments import BEGIN, END, escape, unescape
from spatial.errors import BadFrame

Edition = Literal[2011, 2019]

_HEADER = struct.Struct(">IIHI3sBI")
_CLOCK = struct.Struct(">Q")
_AROUND = 4
"""Bytes of a frame beside header and body: two flags and the check sum."""


def check_sum(plain: bytes) -> int:
    """CRC-16/CCITT-FALSE.

    >>> f"{check_sum(b'123456789'):04X}"
    '29B1'
    """
    return binascii.crc_hqx(plain, 0xFFFF)


@dataclass(frozen=True, slots=True)
class Cipher:
    """The three constants of a link, agreed between two platforms: M1, IA1, IC1."""

    m1: int
    ia1: int
    ic1: int

    def applied(self, key: int, body: bytes) -> bytes:
        """The body encrypted, or an encrypted one decrypted: the same XOR does both.

        key: of the frame's header. Each byte is joined with bits 20 to 27 of a generator
        key = IA1 * (key mod M1) + IC1 in 32 bits; a key or M1 of 0 counts as 1.
        Standard: JT/T 809, its algorithm of encryption.

        >>> Cipher(30000000, 20000000, 20000000).applied(256178, bytes.fromhex("0133efb8")).hex()
        'd37d9cc4'
        """
        state, modulus = key or 1, self.m1 or 1
        joined = bytearray(body)
        for at in range(len(joined)):
            state = (self.ia1 * (state % modulus) + self.ic1) & 0xFFFFFFFF
            joined[at] ^= (state >> 20) & 0xFF
        return bytes(joined)


@dataclass(frozen=True, slots=True)
class Frame:
    """One message as it was sent. Nothing is judged.

    platform_id: of the lower platform. version: its three numbers. key: of the cipher. sent_at:
    the sender's clock, seconds since 1970-01-01 UTC; None in frames of 2011. declared_length: by
    the header, of the whole frame; length: what it is. body: as it was sent.
    """

    edition: Edition
    message_id: int
    serial: int
    platform_id: int
    version: tuple[int, int, int]
    encrypted: bool
    key: int
    sent_at: int | None
    declared_length: int
    length: int
    body: bytes
    checksum_ok: bool

    @property
    def length_ok(self) -> bool:
        """Whether the frame is as long as its header says."""
        return self.length == self.declared_length

    def decrypted(self, cipher: Cipher) -> Frame:
        """The frame with its body in the clear; the same frame when it is."""
        if not self.encrypted:
            return self
        return replace(self, encrypted=False, body=cipher.applied(self.key, self.body))


def read_frame(content: bytes, edition: Edition) -> Frame:
    """The frame in the content between two flags, still escaped.

    edition: of the link; nothing in a frame tells it for sure (see `edition_of`). A wrong check
    sum or length is reported. Raises BadFrame when an escape is wrong or the bytes end before the
    header does.
    """
    plain = unescape(content)
    header = _HEADER.size + (_CLOCK.size if edition == 2019 else 0)
    if len(plain) < header + 2:
        raise BadFrame(f"{len(plain)} bytes: a header of {header} and a check sum are the least")
    length, serial, message_id, platform_id, version, flag, key = _HEADER.unpack_from(plain)
    return Frame(
        edition=edition,
        message_id=message_id,
        serial=serial,
        platform_id=platform_id,
        version=(version[0], version[1], version[2]),
        encrypted=flag != 0,
        key=key,
        sent_at=_CLOCK.unpack_from(plain, _HEADER.size)[0] if edition == 2019 else None,
        declared_length=length,
        length=len(plain) + 2,
        body=plain[header:-2],
        checksum_ok=check_sum(plain[:-2]) == int.from_bytes(plain[-2:], "big"),
    )


_BODIES: Mapping[int, Mapping[int, Edition]] = {
    # Some platforms write the three numbers of their version behind the login of 2019.
    0x1001: {46: 2011, 58: 2019, 61: 2019},
    0x1002: {5: 2011, 13: 2019},
    0x1003: {12: 2011, 20: 2019},
    0x1004: {0: 2011, 8: 2019},
    0x1005: {0: 2011, 8: 2019},
    0x1006: {0: 2011, 8: 2019},
}
"""Of messages of a fixed length: bytes behind the header of 2011 → the edition they tell."""


VEHICLE_MESSAGES = frozenset({0x1200, 0x9200})
"""The messages that carry one of a vehicle (主链路, 从链路动态信息交换)."""

_BEFORE_LENGTH = 24
"""Bytes of such a body before the length of what follows: plate, colour, sub id."""


def edition_of(content: bytes) -> Edition | None:
    """The edition that the lengths in a frame tell; None where they tell none, or either.

    Told of a login, a logout and a link test by how long they are, and of the message of a vehicle
    by the length that it states of itself, unless it is encrypted. A link keeps the edition of its
    login. Raises BadFrame.
    """
    frame = read_frame(content, 2011)
    if frame.message_id not in VEHICLE_MESSAGES:
        return _BODIES.get(frame.message_id, {}).get(len(frame.body))
    if frame.encrypted:
        return None
    old = _states_its_length(frame.body)
    new = _states_its_length(frame.body[_CLOCK.size :])
    if old == new:
        return None
    return 2011 if old else 2019


def _states_its_length(vehicle: bytes) -> bool:
    head = _BEFORE_LENGTH + 4
    stated = int.from_bytes(vehicle[_BEFORE_LENGTH:head], "big")
    return len(vehicle) >= head and stated == len(vehicle) - head


def require_sound(frame: Frame) -> None:
    """Returns for a frame whose body may be believed. Raises BadFrame with what is wrong."""
    if not frame.checksum_ok:
        raise BadFrame("the check sum is wrong")
    if not frame.length_ok:
        raise BadFrame(
            f"the header announces {frame.declared_length} bytes, the frame has {frame.length}"
        )
    if frame.encrypted:
        raise BadFrame("the body is encrypted; the constants M1, IA1 and IC1 are not known")


def write_frame(
    message_id: int,
    body: bytes,
    *,
    edition: Edition,
    platform_id: int,
    serial: int,
    version: tuple[int, int, int] = (1, 0, 0),
    sent_at: int = 0,
    cipher: Cipher | None = None,
    key: int = 0,
) -> bytes:
    """A frame as it is sent, flags included; the inverse of read_frame.

    body: in the clear. sent_at: seconds since 1970-01-01 UTC, written in the edition of 2019.
    cipher: encrypts the body with `key`; None leaves it in the clear.
    Raises BadFrame for a number that its field does not hold.
    """
    clock = b""
    length = _HEADER.size + len(body) + _AROUND
    try:
        if edition == 2019:
            clock = _CLOCK.pack(sent_at)
            length += len(clock)
        header = _HEADER.pack(
            length,
            serial & 0xFFFFFFFF,
            message_id,
            platform_id,
            bytes(version),
            0 if cipher is None else 1,
            key,
        )
    except (struct.error, ValueError) as error:
        raise BadFrame(f"a number does not fit into the header: {error}") from error
    plain = header + clock + (body if cipher is None else cipher.applied(key, body))
    content = escape(plain + check_sum(plain).to_bytes(2, "big"))
    return bytes((BEGIN,)) + content + bytes((END,))
