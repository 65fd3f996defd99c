"""Tracks in the wrong system and clocks that are off are reported; ordinary ones are not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.boundaries.walked.clock_offset import offset_hours
from spatial.boundaries.walked.coverage import points_of
from spatial.boundaries.walked.datum_shift import ShiftCheck
from spatial.crs import gcj02_from_cgcs2000
from spatial.locations.fixes import E7, Places
from tests.spatial.boundaries.walked_lines import PER_LAT, PER_LON, course, walked, way

POINTS = points_of(course())


def remarks(*tracks: Places, within_m: float = 50) -> list[str]:
    check = ShiftCheck(POINTS, within_m)
    for places in tracks:
        check.add(places)
    return check.remarks()


def noisy(places: Places, sigma_m: float, seed: int) -> Places:
    dice = np.random.default_rng(seed)
    east, north = dice.normal(0, sigma_m, (2, len(places)))
    return Places(
        places.device_id,
        places.time_us,
        places.lon_e7 + np.rint(east / PER_LON * E7).astype(np.int64),
        places.lat_e7 + np.rint(north / PER_LAT * E7).astype(np.int64),
    )


def in_gcj02(places: Places) -> Places:
    told = np.stack([places.lon_e7, places.lat_e7], axis=1) / E7
    moved = np.rint(gcj02_from_cgcs2000(told) * E7).astype(np.int64)
    return Places(places.device_id, places.time_us, moved[:, 0], moved[:, 1])


@settings(deadline=None, max_examples=40)
@given(st.floats(0, 20_000), st.floats(3_000, 20_000), st.floats(0, 20), st.integers(0, 2**32 - 1))
def test_a_track_in_gcj02_is_told_by_its_shift(
    begin: float, length: float, sigma_m: float, seed: int
) -> None:
    track = noisy(way(*walked(begin, begin + length)), sigma_m, seed)
    [said] = remarks(in_gcj02(track))
    assert "GCJ-02" in said
    assert "未作改正" in said
    # 33° north, 112° east: the published formula shifts there by so much.
    here = np.array([[112.0 + (begin + length / 2) / PER_LON, 33.0]])
    shift = (gcj02_from_cgcs2000(here) - here)[0] * [PER_LON, PER_LAT]
    offset = float(said.split("平均偏移 ")[1].split(" m")[0])
    assert offset == pytest.approx(float(np.hypot(*shift)), abs=30)


@settings(deadline=None, max_examples=60)
@given(
    st.floats(0, 20_000),
    st.floats(100, 20_000),
    st.floats(0, 30),
    st.floats(-100, 100),
    st.integers(0, 2**32 - 1),
)
def test_an_ordinary_track_gives_no_such_remark(
    begin: float, length: float, sigma_m: float, north_m: float, seed: int
) -> None:
    track = way(*walked(begin, begin + length, north_m=north_m))
    assert remarks(noisy(track, sigma_m, seed)) == []


def test_a_track_elsewhere_or_a_few_fixes_say_nothing() -> None:
    assert remarks() == []
    assert remarks(way(*walked(0, 10_000, north_m=30_000))) == []
    assert remarks(in_gcj02(way(*walked(0, 600)))) == []
    assert remarks(in_gcj02(way(*walked(0, 10_000, pace=20)[:20]))) == []


@settings(deadline=None, max_examples=60)
@given(st.integers(-28, 28), st.integers(12, 300), st.floats(0, 60), st.integers(0, 2**32 - 1))
def test_a_clock_off_by_half_hours_is_told(
    halves: int, count: int, late_s: float, seed: int
) -> None:
    dice = np.random.default_rng(seed)
    real_s = 1_715_558_400 + np.arange(count) * 200
    received = real_s + np.rint(dice.uniform(0, late_s, count)).astype(np.int64)
    told_us = (real_s + halves * 1_800) * 1_000_000
    assert offset_hours(told_us, received) == (halves / 2 if halves else None)


@settings(deadline=None, max_examples=60)
@given(st.integers(2, 400), st.floats(0, 90_000), st.integers(1, 60))
def test_a_file_that_is_loaded_later_tells_nothing_of_a_clock(
    count: int, later_s: float, every_s: int
) -> None:
    told_s = 1_715_558_400 + np.arange(count) * every_s
    received = np.full(count, told_s[-1] + round(later_s))
    assert offset_hours(told_s * 1_000_000, received) is None
