"""Distance and speed of each hour or day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places_rows import places_in_degrees, places_in_metres
from pyproj import Geod

from spatial.errors import BadParameter
from spatial.locations.fixes import Places
from spatial.locations.profile import ProfileRow, Unit, profile
from spatial.locations.steps import steps_of

GEOD = Geod(a=6378137.0, rf=298.257222101)
START = datetime(2024, 5, 1, tzinfo=UTC)


def rows_of(places: Places, start: datetime, end: datetime, unit: Unit) -> list[ProfileRow]:
    return profile(places, steps_of(places), start, end, unit)


def test_days_are_days_in_beijing_and_the_first_and_last_are_cut() -> None:
    none = places_in_degrees([], [], [])
    rows = rows_of(none, START, START + timedelta(days=2), Unit.DAY)
    assert [(row.start.hour, row.end.hour) for row in rows] == [(0, 16), (16, 16), (16, 0)]
    assert {(row.metres, row.max_kmh, row.known_s, row.fixes) for row in rows} == {
        (None, None, 0.0, 0)
    }


def test_a_drive_over_two_hours_with_a_halt() -> None:
    # 10 m/s from minute 50 to 64, then standing until minute 80; a fix each two minutes.
    seconds = np.arange(3000, 4801, 120.0)
    east = np.clip(seconds - 3000, 0, 840) * 10
    places = places_in_metres(seconds, east, np.zeros(len(seconds)))
    first, second, third = rows_of(places, START, START + timedelta(hours=3), Unit.HOUR)
    assert (first.start, third.end) == (START, START + timedelta(hours=3))
    assert first.metres == pytest.approx(6000, abs=0.1)
    assert (first.moving_s, first.known_s, first.fixes) == (600, 600, 5)
    assert second.metres == pytest.approx(2400, abs=0.1)
    assert (second.moving_s, second.known_s, second.fixes) == (240, 1200, 11)
    assert second.cumulative_m == pytest.approx(8400, abs=0.1)
    assert second.max_kmh == pytest.approx(36, abs=0.01)
    assert (third.metres, third.cumulative_m) == (None, second.cumulative_m)


def test_a_step_over_the_hour_counts_in_both_by_its_time() -> None:
    places = places_in_metres([3550, 3700], [0, 1500], [0, 0])
    first, second = rows_of(places, START, START + timedelta(hours=2), Unit.HOUR)
    assert (first.known_s, second.known_s) == (pytest.approx(50), pytest.approx(100))
    assert (first.moving_s, second.moving_s) == (pytest.approx(50), pytest.approx(100))
    assert first.metres == pytest.approx(500, abs=0.1)
    assert second.metres == pytest.approx(1000, abs=0.1)
    assert (first.max_kmh, second.max_kmh) == (pytest.approx(36, abs=0.1),) * 2


def test_jumps_and_gaps_are_no_distance() -> None:
    places = places_in_metres(
        [0, 10, 20, 30, 1000, 1010], [0, 100, 40_000, 200, 9000, 9100], [0] * 6
    )
    [row] = rows_of(places, START, START + timedelta(hours=1), Unit.HOUR)
    assert row.jumps == 2
    assert row.metres == pytest.approx(200, abs=0.1)
    assert (row.known_s, row.moving_s) == (40, 20)
    assert row.max_kmh == pytest.approx(36, abs=0.1)


def test_too_many_rows_are_refused() -> None:
    none = places_in_degrees([], [], [])
    with pytest.raises(BadParameter, match="by day"):
        rows_of(none, START, START + timedelta(hours=10_001), Unit.HOUR)


@settings(deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(st.integers(0, 900), st.integers(-9000, 9000), st.integers(-9000, 9000)),
        max_size=40,
    ),
    st.sampled_from(list(Unit)),
    st.integers(0, 7200),
)
def test_rows_add_up_to_the_steps(walk: list[tuple[int, int, int]], unit: Unit, early: int) -> None:
    steps = np.array(walk, np.float64).reshape(-1, 3)
    places = places_in_metres(np.cumsum(steps[:, 0]), steps[:, 1], steps[:, 2])
    start, end = START - timedelta(seconds=early), START + timedelta(hours=11)
    rows = rows_of(places, start, end, unit)
    assert (rows[0].start, rows[-1].end) == (start, end)
    assert all(row.end == after.start for row, after in pairwise(rows))
    lon, lat = places.lon_e7 / 1e7, places.lat_e7 / 1e7
    seconds = np.diff(places.time_us) / 1e6
    metres = (
        np.array(GEOD.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])[2]) if len(lon) > 1 else seconds
    )
    known = seconds <= 600
    possible = (metres <= 10_000) & (metres <= 30 + 400 / 3.6 * seconds)
    assert sum(row.fixes for row in rows) == len(places)
    assert sum(row.known_s for row in rows) == pytest.approx(seconds[known].sum())
    assert sum(row.metres or 0 for row in rows) == pytest.approx(metres[known & possible].sum())
    assert sum(row.jumps for row in rows) == (known & ~possible).sum()
    assert rows[-1].cumulative_m == pytest.approx(metres[known & possible].sum())
