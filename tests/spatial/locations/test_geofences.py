"""Enter, leave and overstay of one device at an area: the pure part, by hand-made ways."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.locations.fixes import E7, Places
from spatial.locations.geofences import EventKind, FenceEvent, fence_events

MINUTE = 60_000_000
SQUARE = shapely.box(116, 39, 116.04, 39.04)
Row = tuple[float, float]
"""Minute and longitude, on the latitude 39.02."""


def way(*rows: Row, lat: float = 39.02) -> Places:
    return Places(
        np.zeros(len(rows), np.int32),
        np.array([round(minute * MINUTE) for minute, _ in rows], np.int64),
        np.array([round(lon * E7) for _, lon in rows], np.int64),
        np.full(len(rows), round(lat * E7), np.int64),
    )


def told(places: Places, allowed_min: float | None = None) -> list[tuple[str, float, bool]]:
    allowed = None if allowed_min is None else round(allowed_min * MINUTE)
    return [
        (one.kind.value, round(one.at_us / MINUTE, 3), one.known)
        for one in fence_events(places, SQUARE, allowed)
    ]


def test_a_way_through_enters_and_leaves_where_it_crosses_by_proportion_of_the_time() -> None:
    # 0.01 degree a minute; the edges are at 116 and 116.04.
    assert told(way((0, 115.995), (1, 116.005), (4, 116.035), (6, 116.055))) == [
        ("enter", 0.5, True),
        ("leave", 4.5, True),
    ]


def test_the_first_fix_ever_tells_a_state_but_no_crossing() -> None:
    [event] = fence_events(way((3, 116.01)), SQUARE)
    at = 3 * MINUTE
    assert event == FenceEvent(EventKind.ENTER, at, False, None, at)
    assert told(way((3, 115.9))) == []
    assert told(way()) == []


def test_a_silence_makes_the_state_unknown_until_the_next_fix() -> None:
    assert told(way((0, 115.995), (1, 116.005), (12, 116.005), (13, 116.005))) == [
        ("enter", 0.5, True),
        ("enter", 12, False),
    ]
    assert told(way((0, 116.01), (11, 115.9))) == [("enter", 0, False), ("leave", 11, False)]
    assert told(way((0, 115.99), (11, 115.98))) == []
    # Ten minutes are no gap yet.
    assert told(way((0, 116.01), (10, 116.02))) == [("enter", 0, False)]


def test_a_jump_is_no_way_so_nothing_is_known_of_a_crossing() -> None:
    assert told(way((0, 116.01), (1, 117), (2, 116.01))) == [
        ("enter", 0, False),
        ("leave", 1, False),
        ("enter", 2, False),
    ]


def test_the_edge_is_inside_and_a_way_between_two_fixes_outside_is_no_event() -> None:
    assert told(way((0, 115.99), (1, 116), (2, 115.99))) == [
        ("enter", 1, True),
        ("leave", 1, True),
    ]
    assert told(way((0, 115.99), (5, 116.05))) == []


def test_of_several_crossings_of_one_way_the_one_next_to_the_fix_inside_counts() -> None:
    comb = shapely.union_all([shapely.box(116, 39, 116.01, 40), shapely.box(116.02, 39, 117, 40)])
    places = way((0, 115.99), (4, 116.03))
    [entered] = fence_events(places, comb)
    assert round(entered.at_us / MINUTE, 3) == 3
    back = way((0, 116.03), (4, 115.99))
    assert [round(one.at_us / MINUTE, 3) for one in fence_events(back, comb)] == [0, 1]


def test_overstay_comes_when_the_known_presence_is_as_long_as_allowed() -> None:
    inside = [(float(minute), 116.005) for minute in range(1, 9)]
    stay = [(0.0, 115.995), *inside]
    assert told(way(*stay), 7.5) == [("enter", 0.5, True), ("overstay", 8, True)]
    assert told(way(*stay), 7.6) == [("enter", 0.5, True)]
    # The known crossing out at 8.5 is still presence; what follows is not.
    out = [*stay, (9.0, 115.995)]
    assert told(way(*out), 8) == [
        ("enter", 0.5, True),
        ("overstay", 8.5, True),
        ("leave", 8.5, True),
    ]
    assert told(way(*out), 8.1) == [("enter", 0.5, True), ("leave", 8.5, True)]


def test_a_silence_ends_known_presence_and_the_next_one_counts_anew() -> None:
    rows = [(0.0, 116.01), (5.0, 116.01), (20.0, 116.01), (25.0, 116.01), (26.0, 116.01)]
    assert told(way(*rows), 6) == [
        ("enter", 0, False),
        ("enter", 20, False),
        ("overstay", 26, False),
    ]
    [*_, overstayed] = fence_events(way(*rows), SQUARE, 6 * MINUTE)
    assert (overstayed.before_us, overstayed.after_us) == (5 * MINUTE, 26 * MINUTE)


def test_of_two_positions_of_one_instant_the_one_inside_counts_in_either_order() -> None:
    one = way((0, 116.01), (1, 115.99), (1, 116.02), (2, 116.01))
    other = one.take(np.array([3, 2, 1, 0], np.intp))
    assert told(one) == told(other) == [("enter", 0, False)]


def test_a_hole_is_outside() -> None:
    ring = SQUARE.difference(shapely.box(116.01, 39.01, 116.03, 39.03))
    events = fence_events(way((0, 116.005), (1, 116.015), (2, 116.035)), ring)
    assert [one.kind.value for one in events] == ["enter", "leave", "enter"]
    assert [round(one.at_us / MINUTE, 2) for one in events] == [0, 0.5, 1.75]


MINUTES = st.lists(
    st.tuples(st.integers(0, 400), st.sampled_from([115.99, 116, 116.01, 116.02, 116.05, 117])),
    max_size=40,
)


@settings(deadline=None, max_examples=300)
@given(MINUTES, st.integers(1, 60))
def test_events_alternate_lie_between_their_fixes_and_overstays_in_presences(
    rows: list[tuple[int, float]], allowed: int
) -> None:
    places = way(*sorted((minute / 2, lon) for minute, lon in rows))
    events = fence_events(places, SQUARE, allowed * MINUTE)
    instants = set(places.time_us.tolist())
    inside = False
    for one in events:
        assert one.after_us in instants
        assert one.before_us is None or one.before_us in instants
        assert one.before_us is None or one.before_us <= one.at_us
        assert one.at_us <= one.after_us
        if one.kind is EventKind.LEAVE:
            assert inside
            inside = False
        elif one.kind is EventKind.ENTER:
            # Twice only where a silence or a jump lies between.
            assert not inside or not one.known
            inside = True
        else:
            assert inside
    assert len({(one.kind, one.after_us) for one in events}) == len(events)
    entered = [one for one in events if one.kind is EventKind.ENTER]
    overstays = [one.at_us for one in events if one.kind is EventKind.OVERSTAY]
    assert set(overstays) <= {one.at_us + allowed * MINUTE for one in entered}


@pytest.mark.parametrize("allowed", [None, MINUTE])
def test_outside_of_everything_there_is_no_event(allowed: int | None) -> None:
    places = way(*[(float(minute), 115.9) for minute in range(50)])
    assert fence_events(places, SQUARE, allowed) == []
