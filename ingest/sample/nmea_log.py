"""Writes a log of NMEA 0183 sentences as a handheld BeiDou receiver keeps it: RMC and GGA.

Each sentence is `$`, talker and kind, fields, `*` and the XOR of all between in two hexadecimal
digits; positions are degrees and minutes, times UTC (NMEA 0183; talker BD as in BD 410004). The
reader in `ingest.beidou` is written apart from this module, so that each tests the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import reduce
from operator import xor

KMH_PER_KNOT = 1.852


def epoch_lines(
    time: datetime, lon: float, lat: float, altitude_m: float, speed_kmh: float, course: float
) -> list[str]:
    """RMC and GGA of one time, without line ends. Degrees; course clockwise from north."""
    utc = time.astimezone(UTC)
    clock, day = utc.strftime("%H%M%S.00"), utc.strftime("%d%m%y")
    place = f"{_minutes(lat, 2)},{'S' if lat < 0 else 'N'},{_minutes(lon, 3)},"
    place += "W" if lon < 0 else "E"
    knots = speed_kmh / KMH_PER_KNOT
    return [
        sentence(f"BDRMC,{clock},A,{place},{knots:.3f},{course:.1f},{day},,,A"),
        sentence(f"BDGGA,{clock},{place},1,14,0.9,{altitude_m:.1f},M,0.0,M,,"),
    ]


def sentence(content: str) -> str:
    """The sentence of what stands between `$` and `*`."""
    return f"${content}*{reduce(xor, content.encode('ascii'), 0):02X}"


def log_of(lines: Iterable[str]) -> bytes:
    """The file: a receiver says first what it is, and ends each line with CR LF."""
    first = sentence("BDTXT,01,01,02,ANTENNA OK")
    return "".join(f"{line}\r\n" for line in [first, *lines]).encode("ascii")


def _minutes(degrees: float, width: int) -> str:
    """DDMM.mmmmmm, of `width` digits of degrees.

    >>> _minutes(30.5, 2), _minutes(121.999999999, 3)
    ('3030.000000', '12200.000000')
    """
    millionths = round(abs(degrees) * 60e6)
    whole, rest = divmod(millionths, 60_000_000)
    return f"{whole:0{width}}{rest // 1_000_000:02}.{rest % 1_000_000:06}"
