"""Fixes as columns, and the key that tells two fixes of one instant apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

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
    "unknown". flags: the status word of JT/T 808 as sent, 0 for other sources.
    """

    device_id: NDArray[np.int32]
    time_us: NDArray[np.int64]
    lon_e7: NDArray[np.int32]
    lat_e7: NDArray[np.int32]
    altitude_m: NDArray[np.float32]
    speed_kmh: NDArray[np.float32]
    course: NDArray[np.float32]
    flags: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.time_us)

    def only(self, rows: NDArray[np.bool_]) -> Self:
        """The fixes at which `rows` is true."""
        return type(self)(
            self.device_id[rows],
            self.time_us[rows],
            self.lon_e7[rows],
            self.lat_e7[rows],
            self.altitude_m[rows],
            self.speed_kmh[rows],
            self.course[rows],
            self.flags[rows],
        )


def degrees_e7(degrees: NDArray[np.float64]) -> NDArray[np.int32]:
    """Degrees within ±180 in the stored unit, rounded to the nearest (at most 5.6 mm away).

    >>> degrees_e7(np.array([116.3184170, -0.00000004])).tolist()
    [1163184170, 0]
    """
    return np.rint(degrees * E7).astype(np.int32)


def fix_keys(fixes: FixColumns) -> NDArray[np.int64]:
    """A 64-bit hash of what each fix says beside device and instant.

    Equal values give an equal key in every program and year: the key is stored, so this function
    never changes. Within one device and instant two different fixes share a key with a chance of
    1 in 2**64. The mixing is that of SplitMix64 (Steele, Lea, Flood 2014).
    """
    key = np.full(len(fixes), 0x9E3779B97F4A7C15, dtype=np.uint64)
    for column in (fixes.lon_e7, fixes.lat_e7, fixes.flags):
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
