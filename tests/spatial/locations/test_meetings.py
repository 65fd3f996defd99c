"""Meetings of two devices."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from places_rows import EPOCH_US, places_in_degrees, places_in_metres

from spatial.locations.fixes import Places
from spatial.locations.meetings import Together, meetings

START = datetime(2024, 5, 1, tzinfo=UTC)
END = START + timedelta(hours=1)


def met(one: Places, other: Places, *, distance_m: float = 50, seconds: float = 60) -> Together:
    return meetings(one, other, START, END, distance_m=distance_m, least_us=round(seconds * 1e6))


def spans(together: Together) -> list[tuple[float, float]]:
    return [
        ((one.start_us - EPOCH_US) / 1e6, (one.end_us - EPOCH_US) / 1e6)
        for one in together.meetings
    ]


@pytest.mark.parametrize(
    "about", [(116.3, 39.9), (180.0, 0.0), (-180.0, 60.0), (0.0, 90.0), (77.0, -89.9999)]
)
def test_two_that_pass_each_other_are_near_for_as_long_as_algebra_says(
    about: tuple[float, float],
) -> None:
    # Towards each other at 5 m/s each, 30 m aside: within 50 m while the way left is 40 m.
    one = places_in_metres([0, 300, 600], [-1500, 0, 1500], [0, 0, 0], about=about)
    other = places_in_metres([0, 600], [1500, -1500], [30, 30], about=about)
    together = met(one, other, seconds=5)
    [(begin, end)] = spans(together)
    assert (begin, end) == (pytest.approx(296, abs=0.02), pytest.approx(304, abs=0.02))
    [meeting] = together.meetings
    assert meeting.least_m == pytest.approx(30, abs=0.05)
    assert meeting.closest_us == pytest.approx(EPOCH_US + 300e6, abs=3e4)
    assert (meeting.began, meeting.ended) == (True, True)
    assert met(one, other, seconds=10).meetings == ()
    # What is told as the place lies midway between the two then, 15 m north of the way.
    assert met(
        places_in_degrees([0, 60], [meeting.lon] * 2, [meeting.lat] * 2),
        places_in_metres([0, 60], [0, 0], [15, 15], about=about),
        distance_m=0.1,
    ).meetings


def test_who_stands_together_meets_for_as_long_as_both_are_known() -> None:
    one = places_in_metres([-100, 400, 900, 1600, 2000], [0] * 5, [0] * 5)
    other = places_in_metres([100, 600, 1200, 1700, 2300], [10] * 5, [0] * 5)
    together = met(one, other)
    assert spans(together) == [(100, 900), (1600, 2000)]
    assert [(meeting.began, meeting.ended) for meeting in together.meetings] == [
        (False, False), (False, False),
    ]  # fmt: skip
    assert together.both.seconds == 1200
    assert together.both.share == pytest.approx(1 / 3)
    assert [
        ((begin - START).total_seconds(), (end - START).total_seconds())
        for begin, end in together.both.gaps
    ] == [(0, 100), (900, 1600), (2000, 3600)]


def test_nobody_meets_over_a_gap_or_a_jump_or_on_the_other_side_of_the_earth() -> None:
    still = places_in_metres(np.arange(0, 3601, 300), np.zeros(13), np.zeros(13))
    silent = places_in_metres([0, 601], [-100, 100], [0, 0])
    assert met(still, silent, seconds=0).both.seconds == 0
    jumps = places_in_metres([0, 300], [-10_000, 10_000], [0, 0])
    assert met(still, jumps, seconds=0).meetings == ()
    # Straight down through the earth, on the equator, where down is through its centre.
    seconds = np.arange(0, 3601, 300)
    here = places_in_degrees(seconds, np.full(13, 116.3), np.zeros(13))
    antipode = places_in_degrees(seconds, np.full(13, -63.7), np.zeros(13))
    assert met(here, antipode, distance_m=10_000).meetings == ()
    nothing = places_in_degrees([], [], [])
    assert met(still, nothing).both.share == 0
    assert met(nothing, nothing).meetings == ()
    assert met(still, places_in_metres([10], [0], [0]), seconds=0).meetings == ()


def test_a_long_step_goes_along_the_ground_and_not_below_it() -> None:
    # Straight through the earth the middle of 9.6 km lies 1.8 m down.
    way = places_in_metres([0, 590], [-4800, 4800], [0, 0])
    for seconds in ([0, 590], [0, 295, 590]):
        stands = places_in_metres(seconds, np.zeros(len(seconds)), np.zeros(len(seconds)))
        [meeting] = met(stands, way, distance_m=1, seconds=0).meetings
        assert meeting.least_m == pytest.approx(0, abs=0.05)
        [again] = met(way, stands, distance_m=1, seconds=0).meetings
        assert again.end_us - again.start_us == pytest.approx(2 / 9600 * 590e6, rel=0.01)


def test_two_positions_of_one_instant_do_not_part_a_meeting() -> None:
    one = places_in_metres([0, 100, 100, 200], [0, 0, 20, 20], [0] * 4)
    other = places_in_metres([0, 200], [10, 10], [0, 0])
    assert spans(met(one, other)) == [(0, 200)]


def straight(places: Places, at_us: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    """Degrees at instants, and whether they are known: by numpy's own interpolation."""
    times = places.time_us.astype(np.float64)
    lon = np.interp(at_us, times, places.lon_e7 / 1e7)
    lat = np.interp(at_us, times, places.lat_e7 / 1e7)
    step = np.searchsorted(places.time_us, at_us, side="right") - 1
    inside = (step >= 0) & (step < len(times) - 1)
    known = np.zeros(len(at_us), bool)
    known[inside] = np.diff(places.time_us)[step[inside]] <= 600_000_000
    return lon, lat, known


walk = st.lists(
    st.tuples(st.integers(5, 640), st.integers(-200, 200), st.integers(-200, 200)),
    min_size=2, max_size=12,
)  # fmt: skip


@settings(deadline=None, derandomize=True, max_examples=200)
@given(walk, walk, st.integers(-300, 300), st.sampled_from([1.0, 50.0, 200.0]))
@example([(5, 0, 0), (600, 0, 0)], [(5, 0, 0), (600, 0, 0)], 0, 1.0)
def test_meetings_are_where_sampling_each_half_second_finds_them(
    first: list[tuple[int, int, int]],
    second: list[tuple[int, int, int]],
    late: int,
    distance_m: float,
) -> None:
    def walked(rows: list[tuple[int, int, int]], offset: float) -> Places:
        steps = np.array(rows, np.float64)
        return places_in_metres(np.cumsum(steps[:, 0]) + offset, steps[:, 1], steps[:, 2])

    one, other = walked(first, -60), walked(second, late)
    together = met(one, other, distance_m=distance_m, seconds=0)
    seconds = np.arange(0.25, 3600, 0.5)
    at_us = EPOCH_US + seconds * 1e6
    lon, lat, known = straight(one, at_us)
    other_lon, other_lat, other_known = straight(other, at_us)
    both = known & other_known
    # Metres at this latitude, by the radii of curvature of GRS 80 there.
    east = (other_lon - lon) * 85_531.0
    north = (other_lat - lat) * 111_034.0
    metres = np.hypot(east, north)
    inside = np.zeros(len(seconds), bool)
    for begin, end in spans(together):
        inside |= (seconds >= begin) & (seconds <= end)
    assert (both[inside]).all()
    clear = both & (np.abs(metres - distance_m) > 0.05 + 0.001 * metres)
    np.testing.assert_array_equal(inside[clear], metres[clear] <= distance_m)
    assert together.both.seconds == pytest.approx(
        both.sum() / 2, abs=0.6 * (len(first) + len(second))
    )
    swapped = met(other, one, distance_m=distance_m, seconds=0)
    assert np.allclose(spans(swapped) or [(0, 0)], spans(together) or [(0, 0)], atol=1e-3)
    for meeting in together.meetings:
        assert meeting.start_us <= meeting.closest_us <= meeting.end_us
        assert meeting.least_m <= distance_m
