"""Visits of markers: radius, dwell, gaps that are unknown, lone fixes that prove nothing."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.boundaries.walked.coverage import gaps_beside, points_of
from spatial.boundaries.walked.visits import MarkerVisits, SideVisits, visits_of_either
from spatial.locations.fixes import Places
from tests.spatial.boundaries.walked_lines import START, Row, course, marker, walked, way

LINE = course()
POINTS = points_of(LINE)
MARKER = marker("4142001Q", 10_000)


def visited(
    *tracks: Places,
    radius_m: float = 50,
    dwell_s: float = 120,
    gap_s: float = 600,
    markers: tuple = (MARKER,),  # type: ignore[type-arg]
    silent: tuple[str, ...] = (),
) -> list[MarkerVisits]:
    side = SideVisits(LINE, markers, POINTS, radius_m=radius_m, dwell_s=dwell_s, gap_s=gap_s)
    for number, places in enumerate(tracks):
        gaps = gaps_beside(POINTS, places, within_m=20, gap_s=gap_s)
        side.add(f"patrol-{number + 1}", places, gaps)
    for device in silent:
        side.add_silent(device)
    return side.of_markers()


def stay(begin_s: float, end_s: float, *, along: float = 10_000, north: float = 5) -> list[Row]:
    return [(second, along, north) for second in np.arange(begin_s, end_s + 1, 20)]


def test_a_visit_is_told_with_radius_and_dwell_r3_5() -> None:
    rows = [*walked(9_000, 9_960), *stay(500, 800), *walked(10_040, 11_000, begin_s=820)]
    [found] = visited(way(*rows))
    assert (found.number, found.state, found.unknown) == ("4142001Q", "visited", ())
    assert found.chainage_m == pytest.approx(10_000, abs=0.1)
    [visit] = found.visits
    assert visit.device == "patrol-1"
    # The fixes at 9,960 and 10,040 m lie within 50 m as well.
    assert visit.arrived == START + timedelta(seconds=480)
    assert visit.left == START + timedelta(seconds=820)
    assert (visit.dwell_s, visit.fixes) == (340, 18)
    assert visit.nearest_m == pytest.approx(5, abs=0.1)
    assert visited(way(*rows), dwell_s=341)[0].state == "not_seen"
    assert visited(way(*rows), radius_m=4)[0].state == "not_seen"


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 45), st.floats(0, 45), st.floats(0, 600))
def test_one_lone_bad_fix_does_not_make_a_visit_r3_5(
    place: int, off_m: float, dwell_s: float
) -> None:
    rows = [(20.0 * n, 30_000.0 + 20 * n, 0.0) for n in range(46)]
    rows[place] = (rows[place][0], 10_000.0, off_m)
    [found] = visited(way(*rows), dwell_s=dwell_s)
    assert (found.state, found.visits) == ("not_seen", ())


def test_one_bad_fix_outside_does_not_end_a_visit_and_two_do() -> None:
    rows = stay(0, 400)
    rows[10] = (200.0, 12_000.0, 0.0)
    [found] = visited(way(*rows))
    assert [(one.dwell_s, one.fixes) for one in found.visits] == [(400, 20)]
    rows[11] = (220.0, 12_000.0, 0.0)
    [found] = visited(way(*rows))
    assert [one.dwell_s for one in found.visits] == [180, 160]


def test_a_gap_at_a_marker_is_unknown_not_absence_r3_5() -> None:
    # It comes to the marker, is silent for an hour, and goes on from there.
    rows = [*walked(9_000, 9_980), *walked(10_020, 11_000, begin_s=4_000)]
    [found] = visited(way(*rows))
    assert (found.state, found.visits) == ("unknown", ())
    [span] = found.unknown
    assert span.device == "patrol-1"
    assert span.starts == START + timedelta(seconds=490)
    assert span.ends == START + timedelta(seconds=4_000)
    # The same silence, on both sides of the marker along the line.
    rows = [*walked(8_000, 9_000), *walked(11_000, 12_000, begin_s=4_000)]
    assert visited(way(*rows))[0].state == "unknown"
    # Away from it on the same side: nothing points to the marker.
    rows = [*walked(8_000, 9_000), *walked(9_000, 8_000, begin_s=4_000)]
    assert visited(way(*rows))[0].state == "not_seen"


def test_the_gap_is_a_parameter_and_no_visit_goes_over_one() -> None:
    rows = [*stay(0, 100), *stay(800, 900)]
    [found] = visited(way(*rows), gap_s=600)
    assert (found.state, len(found.unknown)) == ("unknown", 1)
    [found] = visited(way(*rows), gap_s=700)
    assert [one.dwell_s for one in found.visits] == [900]
    assert found.unknown == ()


def test_without_any_data_of_a_side_all_is_unknown_r3_5() -> None:
    [found] = visited(silent=("patrol-1",))
    assert found.state == "unknown"
    assert [(one.device, one.starts) for one in found.unknown] == [("patrol-1", None)]
    assert visited()[0].state == "unknown"
    # Another device of the side told something, and nothing of the marker.
    [found] = visited(way(*walked(0, 5_000)), silent=("patrol-2",))
    assert (found.state, found.unknown) == ("not_seen", ())


def test_the_distance_to_a_double_marker_counts_not_that_to_the_line_r3_5() -> None:
    pair = (marker("4142002A", 20_000, 120), marker("4142002B", 20_000, -120))
    [one, other] = visited(way(*stay(0, 400, along=20_000, north=110)), markers=pair)
    assert (one.state, other.state) == ("visited", "not_seen")
    assert one.visits[0].nearest_m == pytest.approx(10, abs=0.1)
    [one, other] = visited(way(*stay(0, 400, along=20_000, north=0)), markers=pair)
    assert (one.state, other.state) == ("not_seen", "not_seen")


def test_of_either_side_a_visit_wins_then_what_is_unknown() -> None:
    there = visited(way(*stay(0, 400)))
    never = visited(way(*walked(0, 5_000)))
    unknown = visited()
    assert visits_of_either(never, there)[0].state == "visited"
    assert visits_of_either(never, unknown)[0].state == "unknown"
    assert visits_of_either(never, never)[0].state == "not_seen"


def test_a_line_without_markers_has_no_visits() -> None:
    assert visited(way(*walked(0, 5_000)), markers=()) == []
