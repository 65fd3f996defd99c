"""Writes JT/T 808 location reports (0x0200) as a terminal sends them, editions 2013 and 2019.

The layout is that of the standard as three open implementations have it: flag 7E, escapes
7E → 7D 02 and 7D → 7D 01, XOR checksum of header and body, digits of the terminal's phone number
in BCD, device time in GMT+8. The reader in `ingest.beidou` is written apart from this module, so
that each tests the other.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import xor
from typing import Literal

from spatial.temporal import CHINA_TIME

Edition = Literal[2013, 2019]

LOCATION_REPORT = 0x0200
_FLAG, _ESCAPE = b"\x7e", b"\x7d"
_VERSION_BIT = 1 << 14

ACC_ON, FIX_VALID, SOUTH, WEST = 1 << 0, 1 << 1, 1 << 2, 1 << 3
GPS_USED, BEIDOU_USED = 1 << 18, 1 << 19


@dataclass(frozen=True, slots=True)
class LocationReport:
    """What one report says. Degrees CGCS2000, m, km/h, degrees clockwise from north.

    time: with its zone; the frame carries it in GMT+8. mileage_km, satellites: extras 01 and 31.
    """

    lon: float
    lat: float
    altitude_m: int
    speed_kmh: float
    course: int
    time: datetime
    valid: bool
    mileage_km: float
    satellites: int


def location_frame(report: LocationReport, phone: str, serial: int, edition: Edition) -> bytes:
    """One whole frame, flags included. phone: the digits of the terminal's number."""
    body = _body(report)
    if edition == 2019:
        properties = len(body) | _VERSION_BIT
        header = struct.pack(">HHB", LOCATION_REPORT, properties, 1) + _bcd(phone, 10)
    else:
        header = struct.pack(">HH", LOCATION_REPORT, len(body)) + _bcd(phone, 6)
    return framed(header + struct.pack(">H", serial & 0xFFFF) + body)


def framed(message: bytes) -> bytes:
    """Header and body with their checksum, escaped, between flags."""
    return _FLAG + _escaped(message + bytes([checksum(message)])) + _FLAG


def checksum(message: bytes) -> int:
    """The exclusive or of all bytes of header and body."""
    return reduce(xor, message, 0)


def _body(report: LocationReport) -> bytes:
    status = ACC_ON | GPS_USED | BEIDOU_USED
    status |= FIX_VALID if report.valid else 0
    status |= SOUTH if report.lat < 0 else 0
    status |= WEST if report.lon < 0 else 0
    base = struct.pack(
        ">IIIIHHH",
        0,
        status,
        round(abs(report.lat) * 1e6),
        round(abs(report.lon) * 1e6),
        report.altitude_m,
        round(report.speed_kmh * 10),
        report.course,
    )
    time = _bcd(report.time.astimezone(CHINA_TIME).strftime("%y%m%d%H%M%S"), 6)
    mileage = struct.pack(">BBI", 0x01, 4, round(report.mileage_km * 10))
    satellites = struct.pack(">BBB", 0x31, 1, report.satellites)
    return base + time + mileage + satellites


def _bcd(digits: str, width: int) -> bytes:
    return bytes.fromhex(digits.zfill(2 * width))


def _escaped(message: bytes) -> bytes:
    # The escape itself first, else the 7D that stands for a flag would be escaped again.
    return message.replace(_ESCAPE, b"\x7d\x01").replace(_FLAG, b"\x7d\x02")
