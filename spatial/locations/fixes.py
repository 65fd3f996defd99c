"""Fixes as columns, and what makes two of them the same fix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

E7 = 10_000_000
"""Units of a degree in which positions are stored: 1e-7 degree, about 11 mm."""


@dataclass(frozen=True, slots=True)
class FixColumns:
    """Judged fixes, one array per column, all of one length.

    device_id: of the register. time_us: microseconds since 1970-01-01 UTC by the device's clock.
    lon_e7, lat_e7: 1e-7 degree, CGCS2000. altitude_m: above the ellipsoid or the sea, as the
    source has it. speed_kmh; course: degrees clockwise from north, [0, 360). NaN in these three is
    "unknown", and zero has no sign. flags, alarm: the status and the alarm word of JT/T 808 as sent
    (their 32 bits, whatever sign that makes), 0 for other sources. received_s: whole seconds since
    1970-01-01 UTC by our clock, when it came. extras: what else was told beside the position, as
    the source packs it (the items of JT/T 808, JSON of others); b"" for nothing.
    """

    device_id: NDArray[np.int32]
    time_us: NDArray[np.int64]
    lon_e7: NDArray[np.int32]
    lat_e7: NDArray[np.int32]
    altitude_m: NDArray[np.float32]
    speed_kmh: NDArray[np.float32]
    course: NDArray[np.float32]
    flags: NDArray[np.int32]
    alarm: NDArray[np.int32]
    received_s: NDArray[np.int64]
    extras: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.time_us)

    def take(self, rows: NDArray[np.bool_] | NDArray[np.intp] | slice) -> Self:
        """The fixes at the rows: a mask, indices in their order, or a slice."""
        return type(self)(*(getattr(self, column.name)[rows] for column in fields(self)))

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """All fixes of the parts, in their order; there is at least one part."""
        if len(parts) == 1:
            return parts[0]
        columns: list[NDArray[Any]] = [
            np.concatenate([getattr(part, column.name) for part in parts]) for column in fields(cls)
        ]
        return cls(*columns)

    @classmethod
    def none(cls) -> Self:
        """No fix."""
        whole = np.empty(0, np.int32)
        long = np.empty(0, np.int64)
        real = np.empty(0, np.float32)
        return cls(
            device_id=whole,
            time_us=long,
            lon_e7=whole,
            lat_e7=whole,
            altitude_m=real,
            speed_kmh=real,
            course=real,
            flags=whole,
            alarm=whole,
            received_s=long,
            extras=no_extras(0),
        )


@dataclass(frozen=True, slots=True)
class Places:
    """When fixes were and where, in order of device and time: columns as of FixColumns.

    lon_e7, lat_e7: whole numbers, of 64 bits.
    """

    device_id: NDArray[np.int32]
    time_us: NDArray[np.int64]
    lon_e7: NDArray[np.int64]
    lat_e7: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.time_us)

    def take(self, rows: NDArray[np.bool_] | NDArray[np.intp] | slice) -> Places:
        """Those at the rows."""
        return Places(
            self.device_id[rows], self.time_us[rows], self.lon_e7[rows], self.lat_e7[rows]
        )


def no_extras(count: int) -> NDArray[np.object_]:
    """The column of fixes of which nothing else is told."""
    return np.full(count, b"", np.object_)


def degrees_e7(degrees: NDArray[np.float64]) -> NDArray[np.int32]:
    """Degrees within ±180 in the stored unit, rounded to the nearest (at most 5.6 mm away).

    >>> degrees_e7(np.array([116.3184170, -0.00000004])).tolist()
    [1163184170, 0]
    """
    return np.rint(degrees * E7).astype(np.int32)


def fix_keys(fixes: FixColumns) -> NDArray[np.int64]:
    """A 64-bit hash of what each fix says beside device and instant: its identity with these two.

    Neither when it came nor what else was told is a part of it: a re-report of an old fix is the
    same fix. Equal values give an equal key in every program and year: hot rows hold it, so this
    function never changes. Within one device and instant two different fixes share a key with a
    chance of 1 in 2**64. The mixing is that of SplitMix64 (Steele, Lea, Flood 2014).
    """
    key = np.full(len(fixes), 0x9E3779B97F4A7C15, dtype=np.uint64)
    for column in (fixes.lon_e7, fixes.lat_e7, fixes.flags, fixes.alarm):
        key = _mixed(key ^ column.astype(np.int64).view(np.uint64))
    for real in (fixes.altitude_m, fixes.speed_kmh, fixes.course):
        # One zero and one "unknown": -0.0 is 0.0, and every NaN is the same NaN.
        plain = np.where(np.isnan(real), np.float32(np.nan), real + np.float32(0))
        key = _mixed(key ^ plain.astype(np.float32).view(np.uint32).astype(np.uint64))
    return key.view(np.int64)


def _mixed(value: NDArray[np.uint64]) -> NDArray[np.uint64]:
    value = value + np.uint64(0x9E3779B97F4A7C15)
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


def in_order(fixes: FixColumns) -> tuple[FixColumns, NDArray[np.int64]]:
    """The fixes by device, instant and key, and the keys in that order: one order for ever."""
    keys = fix_keys(fixes)
    order = np.lexsort((keys, fixes.time_us, fixes.device_id))
    return fixes.take(order), keys[order]


@dataclass(frozen=True, slots=True)
class Merged:
    """Fixes in order, each once.

    new: of each, whether it came with the second part only. enriched: of each, whether a copy of
    the second part told more than the one that was there.
    """

    fixes: FixColumns
    new: NDArray[np.bool_]
    enriched: NDArray[np.bool_]


def merge(there: FixColumns, come: FixColumns) -> Merged:
    """What is there and what comes, in order and each fix once, whatever the order they came in.

    Of copies of one fix the first receipt stays, and the extras that tell most (the longest; of
    equally long ones the greatest): the same for every order of arrival.
    """
    fixes = FixColumns.joined([there, come])
    keys = fix_keys(fixes)
    is_new = np.arange(len(fixes)) >= len(there)
    order = np.lexsort((is_new, keys, fixes.time_us, fixes.device_id))
    fixes, keys, is_new = fixes.take(order), keys[order], is_new[order]
    first = np.ones(len(fixes), np.bool_)
    first[1:] = (
        (keys[1:] != keys[:-1])
        | (fixes.time_us[1:] != fixes.time_us[:-1])
        | (fixes.device_id[1:] != fixes.device_id[:-1])
    )
    enriched = np.zeros(len(fixes), np.bool_)
    if not first.all():
        received, extras = fixes.received_s.copy(), fixes.extras.copy()
        group = np.cumsum(first) - 1
        begins = np.flatnonzero(first)
        received[begins] = np.minimum.reduceat(received, begins)
        for row in np.flatnonzero(~first) if extras.any() else ():
            begin = begins[group[row]]
            if _richness(extras[row]) > _richness(extras[begin]):
                extras[begin] = extras[row]
                enriched[begin] = not is_new[begin]
        fixes = replace(fixes, received_s=received, extras=extras)
    return Merged(fixes.take(first), is_new[first], enriched[first])


def _richness(extras: bytes) -> tuple[int, bytes]:
    return len(extras), extras
