"""What a position has to be before it is stored: one visible list of steps, for every source.

A reader says what came (`Candidates`); the steps judge it, in order, and the first that fails
gives the reason (domain 4: R4.2 to R4.4). What is merely beside the position and impossible (a
speed of 10,000 km/h) is taken off with a note. Repeats are found where they are stored. Steps back
in time, late and unordered fixes are normal and no fault (R4.5).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from spatial.locations.clock import microseconds
from spatial.locations.fixes import FixColumns, degrees_e7, no_extras

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""No BeiDou satellite flew before; receivers that lost their clock report 1970, 1980 or 1999."""

AHEAD = timedelta(minutes=10)
"""So far may a device's clock be ahead of ours."""

_STATUS_FIX_VALID, _STATUS_ENCRYPTED = 1 << 1, 1 << 5

_US = timedelta(microseconds=1)

_Rows = NDArray[np.bool_]
_Us = NDArray[np.int64]

Received = datetime | NDArray[np.int64]
"""When positions came, by our clock: all at once (with its zone), or each at its own time
(microseconds since 1970-01-01 UTC)."""


def _received_us(received: Received) -> _Us:
    if isinstance(received, datetime):
        return np.array(microseconds(received), np.int64)
    return received


@dataclass(frozen=True, slots=True)
class Candidates:
    """Positions as read, one array per column, not judged.

    device: index into the reader's names. time_us: microseconds since 1970-01-01 UTC. lon, lat:
    degrees, CGCS2000 as far as the source says. altitude_m, speed_kmh, course: NaN where there is
    none. status: the status word of JT/T 808, None for sources that have none.
    alarm: its alarm word. extras: what else was told, b"" for nothing; None for sources that tell
    nothing else. faults: row → why the reader could not read it (its other values are meaningless).
    """

    device: NDArray[np.int32]
    time_us: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    altitude_m: NDArray[np.float32]
    speed_kmh: NDArray[np.float32]
    course: NDArray[np.float32]
    status: NDArray[np.uint32] | None = None
    alarm: NDArray[np.uint32] | None = None
    extras: NDArray[np.object_] | None = None
    faults: Mapping[int, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.time_us)

    def columns(self, rows: _Rows, device_ids: NDArray[np.int32], received: Received) -> FixColumns:
        """The chosen rows as fixes in stored units.

        device_ids: of the register, by name index. received: when they came, by our clock.
        """
        none = np.zeros(len(self), np.uint32)
        flags = none if self.status is None else self.status
        alarm = none if self.alarm is None else self.alarm
        extras = no_extras(len(self)) if self.extras is None else self.extras
        seconds = np.broadcast_to(_received_us(received) // 1_000_000, len(self))
        return FixColumns(
            device_id=device_ids[self.device[rows]],
            time_us=self.time_us[rows],
            lon_e7=degrees_e7(self.lon[rows]),
            lat_e7=degrees_e7(self.lat[rows]),
            # Zero has no sign.
            altitude_m=self.altitude_m[rows] + np.float32(0),
            speed_kmh=self.speed_kmh[rows] + np.float32(0),
            course=self.course[rows] + np.float32(0),
            flags=flags[rows].view(np.int32),
            alarm=alarm[rows].view(np.int32),
            received_s=seconds[rows],
            extras=extras[rows],
        )


def _missing(found: Candidates, _now_us: _Us) -> _Rows:
    return np.isnan(found.lon) | np.isnan(found.lat)


def _bit(status: NDArray[np.uint32], bit: int) -> _Rows:
    return (status & np.uint32(bit)).astype(bool)


def _no_fix(found: Candidates, _now_us: _Us) -> _Rows:
    if found.status is None:
        return np.zeros(len(found), bool)
    return ~_bit(found.status, _STATUS_FIX_VALID)


def _encrypted(found: Candidates, _now_us: _Us) -> _Rows:
    if found.status is None:
        return np.zeros(len(found), bool)
    return _bit(found.status, _STATUS_ENCRYPTED)


def _zero(found: Candidates, _now_us: _Us) -> _Rows:
    # Compared as stored: a device without a fix may report 1e-9 as well.
    return (np.abs(found.lon) < 5e-8) & (np.abs(found.lat) < 5e-8)


def _swapped(found: Candidates, _now_us: _Us) -> _Rows:
    latitude, longitude = np.abs(found.lat), np.abs(found.lon)
    return (latitude > 90) & (latitude <= 180) & (longitude <= 90)


def _latitude(found: Candidates, _now_us: _Us) -> _Rows:
    return ~(np.abs(found.lat) <= 90)


def _longitude(found: Candidates, _now_us: _Us) -> _Rows:
    return ~(np.abs(found.lon) <= 180)


def _early(found: Candidates, _now_us: _Us) -> _Rows:
    return found.time_us < microseconds(EARLIEST)


def _future(found: Candidates, now_us: _Us) -> _Rows:
    return found.time_us > now_us + AHEAD // _US


CHECKS: tuple[tuple[str, Callable[[Candidates, _Us], _Rows]], ...] = (
    ("longitude or latitude is missing", _missing),
    ("the terminal says that the fix is not valid (status bit 1 is 0)", _no_fix),
    ("coordinates shifted by a secrecy plug-in (status bit 5): not CGCS2000", _encrypted),
    ("longitude and latitude are both 0: no fix", _zero),
    ("longitude and latitude are swapped: the latitude lies outside ±90", _swapped),
    ("the latitude lies outside -90 to 90", _latitude),
    ("the longitude lies outside -180 to 180", _longitude),
    ("the time lies before 2000: the clock of the device is not set", _early),
    ("the time lies more than 10 minutes in the future", _future),
)
"""Every reason for refusing a position that could be read, in the order of judging."""


def _impossible(values: NDArray[np.float32], least: float, most: float) -> _Rows:
    return ~np.isnan(values) & ~((values >= least) & (values <= most))


REPAIRS: tuple[tuple[str, str, float, float], ...] = (
    ("altitude_m", "an altitude beyond ±100,000 m is taken as unknown", -100_000, 100_000),
    ("speed_kmh", "a speed outside 0 to 10,000 km/h is taken as unknown", 0, 10_000),
    ("course", "a course outside 0 to 360 degrees is taken as unknown", 0, 360),
)
"""Column beside the position, note, and the least and the most that a value may be."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The candidates after the steps: which rows are accepted, why others are refused, and what was
    taken off from accepted ones."""

    candidates: Candidates
    accepted: _Rows
    refused: Mapping[int, str]
    repaired: Mapping[int, str]


def judge(found: Candidates, received: Received) -> Judgement:
    """Puts the candidates through CHECKS, then REPAIRS. received: what "the future" begins at."""
    accepted = np.ones(len(found), bool)
    refused = dict(found.faults)
    accepted[list(refused)] = False
    now_us = _received_us(received)
    for reason, check in CHECKS:
        failing = accepted & check(found, now_us)
        refused.update(dict.fromkeys(np.flatnonzero(failing).tolist(), reason))
        accepted &= ~failing
    repaired: dict[int, str] = {}
    beside: dict[str, NDArray[np.float32]] = {}
    for column, note, least, most in REPAIRS:
        values: NDArray[np.float32] = getattr(found, column)
        wrong = accepted & _impossible(values, least, most)
        for row in np.flatnonzero(wrong).tolist():
            repaired[row] = f"{repaired[row]}; {note}" if row in repaired else note
        beside[column] = np.where(wrong, np.float32(np.nan), values)
    judged = replace(
        found,
        altitude_m=beside["altitude_m"],
        speed_kmh=beside["speed_kmh"],
        # 360 and 0 degrees are one direction; it is stored as 0.
        course=np.where(beside["course"] == 360, np.float32(0), beside["course"]),
    )
    return Judgement(judged, accepted, refused, repaired)
