"""Location bodies to values: 0x0200 (位置信息汇报) and the messages that carry the same block."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from spatial.errors import BadBody
from spatial.temporal import CHINA_TIME

_BLOCK = struct.Struct(">IIIIHHH6s")
BLOCK_LENGTH = _BLOCK.size
"""28 bytes: alarm, status, latitude, longitude, altitude, speed, course, time."""

SOUTH, WEST = 1 << 2, 1 << 3
"""Status bits 2 and 3: southern latitude, western longitude."""
_FIX_VALID, _ENCRYPTED, _BEIDOU = 1 << 1, 1 << 5, 1 << 19


@dataclass(frozen=True, slots=True)
class Location:
    """One location block as sent; ranges are not judged.

    alarm, status: the two words. latitude_e6, longitude_e6: 1e-6 degree with the sign of status
    bits 2 (south) and 3 (west); the datum is as sent. altitude_m: unsigned, so never below 0.
    speed_dkmh: 0.1 km/h. course: degrees clockwise from north. time_bcd: YYMMDDhhmmss in GMT+8.
    extras: id → raw values of the TLV items after the block, in order; rest: bytes behind the
    last whole item.
    """

    alarm: int
    status: int
    latitude_e6: int
    longitude_e6: int
    altitude_m: int
    speed_dkmh: int
    course: int
    time_bcd: bytes
    extras: tuple[tuple[int, bytes], ...] = ()
    rest: bytes = b""

    @property
    def tail(self) -> bytes:
        """The bytes after the block as they came: extras and rest."""
        items = (bytes((number, len(value))) + value for number, value in self.extras)
        return b"".join([*items, self.rest])

    @property
    def fix_valid(self) -> bool:
        """Status bit 1: the terminal had a fix."""
        return bool(self.status & _FIX_VALID)

    @property
    def encrypted(self) -> bool:
        """Status bit 5: a secrecy plug-in has shifted the coordinates; no CGCS2000 position."""
        return bool(self.status & _ENCRYPTED)

    @property
    def beidou(self) -> bool:
        """Status bit 19: BeiDou satellites took part."""
        return bool(self.status & _BEIDOU)

    def fix_time(self) -> datetime:
        """The instant of the fix, in GMT+8 as sent; years are 2000 to 2099.

        Raises BadBody when the six bytes are no BCD digits or no date.
        """
        digits = self.time_bcd.hex()
        if not digits.isdecimal():
            raise BadBody(f"the time {digits} is no BCD")
        year, month, day, hour, minute, second = (int(digits[i : i + 2]) for i in range(0, 12, 2))
        try:
            return datetime(2000 + year, month, day, hour, minute, second, tzinfo=CHINA_TIME)
        except ValueError as error:
            raise BadBody(f"the time {digits} is not in the calendar: {error}") from error


def decode_location(body: bytes, offset: int = 0) -> Location:
    """The location block that begins at `offset` of a body, and the extras up to the body's end.

    body: unescaped, without header and checksum. Raises BadBody when fewer than 28 bytes are left.
    Standard: JT/T 808, 8.18 (2013 edition), the same block in 2011 and 2019.
    """
    require_block(body, offset)
    alarm, status, latitude, longitude, altitude, speed, course, time = _BLOCK.unpack_from(
        body, offset
    )
    extras, rest = _extras(body[offset + BLOCK_LENGTH :])
    return Location(
        alarm=alarm,
        status=status,
        latitude_e6=-latitude if status & SOUTH else latitude,
        longitude_e6=-longitude if status & WEST else longitude,
        altitude_m=altitude,
        speed_dkmh=speed,
        course=course,
        time_bcd=time,
        extras=extras,
        rest=rest,
    )


def require_block(body: bytes, offset: int = 0) -> None:
    """Returns when a location block fits into the body from `offset` on. Raises BadBody."""
    if len(body) < offset + BLOCK_LENGTH:
        raise BadBody(
            f"byte {offset}: {max(len(body) - offset, 0)} bytes left, a location block has "
            f"{BLOCK_LENGTH}"
        )


def _extras(tail: bytes) -> tuple[tuple[tuple[int, bytes], ...], bytes]:
    """The id-length-value items of a tail; what is cut short stays raw (vendors differ)."""
    items: list[tuple[int, bytes]] = []
    at = 0
    while at + 2 <= len(tail) and at + 2 + tail[at + 1] <= len(tail):
        end = at + 2 + tail[at + 1]
        items.append((tail[at], tail[at + 2 : end]))
        at = end
    return tuple(items), tail[at:]


def encode_location(location: Location) -> bytes:
    """The body of a location; the inverse of decode_location. Hemispheres are in its status."""
    return (
        _BLOCK.pack(
            location.alarm,
            location.status,
            abs(location.latitude_e6),
            abs(location.longitude_e6),
            location.altitude_m,
            location.speed_dkmh,
            location.course,
            location.time_bcd,
        )
        + location.tail
    )


def encode_batch(locations: Sequence[Location], kind: int = 0) -> bytes:
    """The body of a batch 0x0704, the inverse of decode_batch. kind: 1 re-reports (盲区补报)."""
    bodies = [encode_location(location) for location in locations]
    items = (len(body).to_bytes(2, "big") + body for body in bodies)
    return b"".join([len(bodies).to_bytes(2, "big"), bytes((kind,)), *items])


def decode_batch(body: bytes) -> tuple[Location, ...]:
    """The locations of a batch 0x0704, in the order sent. Raises BadBody as `batch_items` does."""
    return tuple(decode_location(item) for item in batch_items(body))


def batch_items(body: bytes) -> list[bytes]:
    """The location bodies of a batch 0x0704 (定位数据批量上传), in the order sent.

    Body: count WORD, type BYTE (0 normal, 1 blind-spot re-report 盲区补报), then for each a length
    WORD and a body of 0x0200. Raises BadBody when an item is cut short, or there are more or fewer
    than the count says: a batch is taken whole or not at all.
    """
    if len(body) < 3:
        raise BadBody(f"{len(body)} bytes: a batch begins with a count and a type, 3 bytes")
    count = int.from_bytes(body[:2], "big")
    items: list[bytes] = []
    at = 3
    while at < len(body):
        if at + 2 > len(body):
            raise BadBody(f"byte {at}: half a length at the end of the batch")
        length = int.from_bytes(body[at : at + 2], "big")
        item = body[at + 2 : at + 2 + length]
        if len(item) < length:
            raise BadBody(f"byte {at}: an item of {length} bytes is cut after {len(item)}")
        try:
            require_block(item)
        except BadBody as error:
            raise BadBody(f"item {len(items)} at byte {at}: {error}") from error
        items.append(item)
        at += 2 + length
    if len(items) != count:
        raise BadBody(f"the batch announces {count} locations and holds {len(items)}")
    return items
