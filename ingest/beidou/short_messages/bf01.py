"""A content plug-in: BF 01, five positions of a light aircraft or a walker in one message.

75 bytes, most significant first: BF 01; address of the station that it is for, 3 bytes; then of the
first position seconds since 2016-01-01 00:00 UTC (DWORD), longitude and latitude in 1e-6 degree
(signed DWORD), altitude in m, speed in knots and course in degrees (WORD each); then four times
seconds after the first (BYTE), longitude and latitude less those of the first (signed, 3 bytes
each), altitude, speed, course. As published with a recorded message and its five positions by
a public decoder of such messages (航空报文, its class PRM); an example of how a plug-in is written.
"""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta

from ingest.beidou.short_messages.contents import ReportedPosition
from ingest.beidou.short_messages.envelopes import Envelope

_FIRST = struct.Struct(">IiiHHH")
_EACH = 13
_HEAD = 5
_LENGTH = _HEAD + _FIRST.size + 4 * _EACH
_SINCE = datetime(2016, 1, 1, tzinfo=UTC)
_KNOT_KMH = 1.852


def positions(payload: bytes, _envelope: Envelope) -> list[ReportedPosition] | None:
    """The five positions of a content BF 01; None for another.

    Raises ValueError for one of another length.
    """
    if not payload.startswith(b"\xbf\x01"):
        return None
    if len(payload) != _LENGTH:
        raise ValueError(f"{len(payload)} bytes, BF01 has {_LENGTH}")
    seconds, lon, lat, *rest = _FIRST.unpack_from(payload, _HEAD)
    first = _SINCE + timedelta(seconds=seconds)
    told = {"station": int.from_bytes(payload[2:_HEAD], "big")}
    found = [_position(first, lon, lat, rest, told)]
    for at in range(_HEAD + _FIRST.size, _LENGTH, _EACH):
        later = first + timedelta(seconds=payload[at])
        east = int.from_bytes(payload[at + 1 : at + 4], "big", signed=True)
        north = int.from_bytes(payload[at + 4 : at + 7], "big", signed=True)
        rest = list(struct.unpack_from(">HHH", payload, at + 7))
        found.append(_position(later, lon + east, lat + north, rest, told))
    return found


def _position(
    time: datetime, lon_e6: int, lat_e6: int, rest: list[int], told: dict[str, int]
) -> ReportedPosition:
    altitude, knots, course = rest
    return ReportedPosition(
        time=time,
        lon=lon_e6 / 1e6,
        lat=lat_e6 / 1e6,
        altitude_m=altitude,
        speed_kmh=knots * _KNOT_KMH,
        course=course,
        told=told,
    )
