"""Cleaned of spikes, and simplified with the time kept."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from places_rows import places_in_degrees, places_in_metres
from pyproj import Geod

from spatial.locations.cleaning import spikes
from spatial.locations.fixes import Places
from spatial.locations.simplifying import kept_fixes
from spatial.locations.tracks import cuts

GEOD = Geod(a=6378137.0, rf=298.257222101)


def removed(places: Places, **options: float) -> list[int]:
    return np.flatnonzero(spikes(places, **options)).tolist()


def driven(count: int = 11) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """20 m/s to the east, a fix each 10 seconds."""
    seconds = np.arange(count) * 10.0
    return seconds, seconds * 20


def test_a_track_without_spikes_loses_nothing() -> None:
    seconds, east = driven()
    assert removed(places_in_metres(seconds, east, np.zeros(11))) == []
    assert removed(places_in_degrees([], [], [])) == []


@pytest.mark.parametrize(
    ("far", "wanted"),
    [
        ([4], [4]),
        # A good fix between two spikes stays.
        ([3, 5], [3, 5]),
        ([0], [0]),
        ([10], [10]),
        ([0, 10], [0, 10]),
        ([2, 4, 6], [2, 4, 6]),
        ([2, 4, 6, 8, 10], [2, 4, 6, 8, 10]),
        # Two fixes in the same wrong place can reach one another: no spikes, but jumps.
        ([4, 5], []),
    ],
)
def test_what_no_neighbour_can_reach_is_a_spike(far: list[int], wanted: list[int]) -> None:
    seconds, east = driven()
    north = np.zeros(11)
    north[far] = 5000
    assert removed(places_in_metres(seconds, east, north)) == wanted


def test_a_good_fix_close_in_time_to_two_spikes_is_not_taken_for_the_worst() -> None:
    # It is further beyond reach of both than they are of the fixes on their other side.
    seconds = np.array([0, 10, 20, 40, 45, 50, 70, 80.0])
    north = np.where((seconds == 40) | (seconds == 50), 5000, 0)
    assert removed(places_in_metres(seconds, seconds * 20, north)) == [3, 5]


def test_two_spikes_in_a_row_far_from_each_other_both_go() -> None:
    seconds, east = driven()
    north = np.zeros(11)
    north[4:6] = 5000, -9000
    assert removed(places_in_metres(seconds, east, north)) == [4, 5]


def test_of_two_fixes_nobody_knows_which_is_wrong() -> None:
    assert removed(places_in_metres([0, 10], [0, 50_000], [0, 0])) == []


def test_what_can_be_reached_after_a_gap_is_no_spike() -> None:
    places = places_in_metres([0, 10, 3610, 3620], [0, 0, 100_000, 100_000], [0, 0, 0, 0])
    assert removed(places) == []
    assert removed(places_in_metres([0, 10, 20], [0, 25, 0], [0, 0, 0]), possible_kmh=1) == []


def test_the_possible_speed_can_be_told() -> None:
    seconds, east = driven()
    north = np.zeros(11)
    north[5] = 500
    places = places_in_metres(seconds, east, north)
    assert removed(places) == []
    assert removed(places, possible_kmh=120) == [5]


@settings(deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.integers(-4000, 4000), st.integers(-4000, 4000)),
        min_size=3, max_size=40,
    )
)  # fmt: skip
def test_after_cleaning_no_inner_fix_is_out_of_reach_of_both_neighbours(
    rows: list[tuple[int, int, int]],
) -> None:
    steps = np.array(rows, np.float64)
    places = places_in_metres(np.cumsum(steps[:, 0]), steps[:, 1], steps[:, 2])
    gone = spikes(places)
    left = places.take(~gone)
    assert len(left) >= 2
    lon, lat = left.lon_e7 / 1e7, left.lat_e7 / 1e7
    metres = np.array(GEOD.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])[2])
    beyond = metres - 30 - 400 / 3.6 * np.diff(left.time_us) / 1e6
    inner = np.minimum(beyond[:-1], beyond[1:])
    # The end fixes may have gone after the inner ones were judged.
    assert (inner[1:-1] <= 0.001).all()


def out_of_place(places: Places, kept: NDArray[np.bool_]) -> NDArray[np.float64]:
    """How far each fix lies from where the kept ones put it at its time: metres."""
    lon, lat = places.lon_e7 / 1e7, places.lat_e7 / 1e7
    bounds = [0, *cuts(places.time_us, lon, lat).tolist(), len(places)]
    metres = np.zeros(len(places))
    for begin, end in pairwise(bounds):
        rows = np.arange(begin, end)
        own = rows[kept[begin:end]]
        assert {rows[0], rows[-1]} <= set(own.tolist())
        times = places.time_us.astype(np.float64)
        told_lon = np.interp(times[rows], times[own], lon[own])
        told_lat = np.interp(times[rows], times[own], lat[own])
        metres[rows] = GEOD.inv(lon[rows], lat[rows], told_lon, told_lat)[2]
    return metres


def test_a_straight_steady_way_keeps_its_ends_only() -> None:
    seconds, _ = driven(1000)
    # Straight in degrees, as tracks are drawn.
    places = places_in_degrees(seconds, 116 + seconds / 1e4, 39 + seconds / 1e5)
    assert np.flatnonzero(kept_fixes(places, tolerance_m=5)).tolist() == [0, 999]


def test_a_halt_on_a_straight_road_stays_though_the_line_is_the_same() -> None:
    seconds = np.arange(0, 1001, 10.0)
    east = np.where(seconds < 300, seconds * 10, np.where(seconds < 700, 3000, seconds * 10 - 4000))
    places = places_in_metres(seconds, east, np.zeros(len(seconds)))
    assert np.flatnonzero(kept_fixes(places, tolerance_m=5)).tolist() == [0, 30, 70, 100]


def test_both_sides_of_a_gap_are_kept_and_nothing_is_nothing() -> None:
    places = places_in_metres([0, 10, 20, 1000, 1010, 1020], [0] * 6, [0] * 6)
    assert np.flatnonzero(kept_fixes(places, tolerance_m=5)).tolist() == [0, 2, 3, 5]
    assert len(kept_fixes(places_in_degrees([], [], []), tolerance_m=5)) == 0


@settings(deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(st.integers(1, 650), st.integers(-400, 400), st.integers(-400, 400)),
        min_size=1, max_size=80,
    ),
    st.sampled_from([1.0, 30.0, 300.0]),
    st.sampled_from([(116.3, 39.9), (10.0, 88.0), (179.9, -30.0)]),
)  # fmt: skip
def test_what_is_left_out_lies_where_the_rest_says_within_the_tolerance(
    rows: list[tuple[int, int, int]], tolerance_m: float, about: tuple[float, float]
) -> None:
    seconds, east, north = np.cumsum(np.array(rows, np.float64), axis=0).T
    places = places_in_metres(seconds, east, north, about=about)
    metres = out_of_place(places, kept_fixes(places, tolerance_m=tolerance_m))
    # A few parts in ten thousand: a degree is measured at the fix itself.
    assert metres.max() <= tolerance_m * 1.001 + 0.02


def test_a_track_that_turns_at_each_fix_is_simplified_in_time() -> None:
    count = 100_000
    turn = np.arange(count) * 0.7
    places = places_in_metres(np.arange(count), 500 * np.cos(turn), 500 * np.sin(turn))
    kept = kept_fixes(places, tolerance_m=1)
    assert kept.sum() > 0.9 * count
