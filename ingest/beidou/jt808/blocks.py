"""Location bodies of many messages to columns at once: what a gateway's load needs.

The same reading as `location.decode_location`, one array operation for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ingest.beidou.checks import Candidates
from ingest.beidou.jt808.location import BLOCK_LENGTH, SOUTH, WEST, decode_location
from spatial.errors import BadBody
from spatial.temporal import CHINA_TIME

_BLOCK = np.dtype(
    [
        ("alarm", ">u4"),
        ("status", ">u4"),
        ("latitude", ">u4"),
        ("longitude", ">u4"),
        ("altitude", ">u2"),
        ("speed", ">u2"),
        ("course", ">u2"),
        ("time", "u1", 6),
    ]
)

_GMT8_US = 8 * 3600 * 1_000_000
_DAY_US = 86_400 * 1_000_000


def candidates_of(bodies: Sequence[bytes], devices: Sequence[int]) -> Candidates:
    """The positions of location bodies (0x0200: 28 bytes at least, then extras), not judged.

    devices: of each body, the index of the reader's name of its terminal. A time that is no date is
    a fault of its row. Standard: JT/T 808, 8.18 (2013); times are GMT+8.
    """
    blocks = np.frombuffer(b"".join([body[:BLOCK_LENGTH] for body in bodies]), _BLOCK)
    extras = np.empty(len(bodies), np.object_)
    extras[:] = [body[BLOCK_LENGTH:] for body in bodies]
    status = blocks["status"].astype(np.uint32)
    times, valid = _times(blocks["time"])
    return Candidates(
        device=np.array(devices, np.int32),
        time_us=times,
        lon=_signed(blocks["longitude"], (status & WEST) != 0),
        lat=_signed(blocks["latitude"], (status & SOUTH) != 0),
        altitude_m=blocks["altitude"].astype(np.float32),
        speed_kmh=(blocks["speed"] / 10).astype(np.float32),
        course=blocks["course"].astype(np.float32),
        status=status,
        alarm=blocks["alarm"].astype(np.uint32),
        extras=extras,
        faults={row: _fault(bodies[row]) for row in np.flatnonzero(~valid).tolist()},
    )


def _signed(millionths: NDArray[np.uint32], negative: NDArray[np.bool_]) -> NDArray[np.float64]:
    degrees = millionths.astype(np.float64) / 1e6
    return np.where(negative, -degrees, degrees)


def _times(bcd: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Microseconds since 1970-01-01 UTC of YYMMDDhhmmss in GMT+8, and which of them are dates."""
    tens, units = bcd >> 4, bcd & 0x0F
    values = tens.astype(np.int64) * 10 + units
    year, month, day, hour, minute, second = values.T
    valid = (
        ((tens <= 9) & (units <= 9)).all(axis=1)
        & ((month >= 1) & (month <= 12) & (day >= 1))
        & ((hour < 24) & (minute < 60) & (second < 60))
    )
    months = (30 + np.where(valid, year, 0)) * 12 + np.where(valid, month, 1) - 1
    first, following = _first_days(months), _first_days(months + 1)
    valid &= day <= following - first
    seconds = (hour * 60 + minute) * 60 + second
    times = (first + day - 1) * _DAY_US + seconds * 1_000_000 - _GMT8_US
    return np.where(valid, times, 0), valid


def _first_days(months: NDArray[np.int64]) -> NDArray[np.int64]:
    """Days since 1970-01-01 of the first day of each month since then."""
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def _fault(body: bytes) -> str:
    """What is wrong with a time, in the words of the reader of one location."""
    try:
        moment = decode_location(body).fix_time()
    except BadBody as error:
        return str(error)
    raise AssertionError(f"{moment.astimezone(CHINA_TIME)} is a date")
