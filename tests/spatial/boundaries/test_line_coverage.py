"""Coverage of a line by two sides, on tracks whose gaps are known."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from spatial.boundaries.walked.coverage import (
    Coverage,
    Mark,
    SideCoverage,
    coverages,
    gaps_beside,
    points_of,
)
from spatial.boundaries.walked.survey import Rules, Walk, survey
from spatial.db import read_sql
from spatial.errors import BadParameter
from spatial.locations.fixes import Places
from spatial.locations.history import places_beside
from tests.spatial.boundaries.walked_lines import (
    START,
    course,
    marker,
    store_walk,
    walked,
    way,
)

WITHIN_M = 20.0
RULES = Rules(within_m=WITHIN_M, radius_m=50, dwell_s=120, gap_s=600)


def covered(
    *left: Places,
    right: tuple[Places, ...] = (),
    length_m: float = 40_000.0,
    gap_s: float = 600,
    marks: tuple[Mark, ...] = (),
) -> dict[str, Coverage]:
    points = points_of(course(length_m))
    sides = []
    for tracks in (left, right):
        side = SideCoverage(points, within_m=WITHIN_M, gap_s=gap_s)
        for places in tracks:
            side.add(places, gaps_beside(points, places, within_m=WITHIN_M, gap_s=gap_s))
        sides.append(side)
    return coverages(points, *sides, marks)


def told(coverage: Coverage) -> list[tuple[int, int, str]]:
    return [(round(one.from_m), round(one.to_m), one.kind) for one in coverage.parts]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.floats(0, 40_000), min_size=2, max_size=8),
    st.floats(-15, 15),
    st.booleans(),
    st.floats(0.8, 15),
)
def test_tracks_with_known_gaps_give_the_known_coverage_r3_4(
    stations: list[float], north_m: float, back: bool, pace: float
) -> None:
    # Every second stretch between the chosen stations is walked, on a day of its own.
    stations = sorted(stations)
    stretches = list(zip(stations[::2], stations[1::2], strict=False))
    rows = []
    for day, (begin, end) in enumerate(stretches):
        ends = (end, begin) if back else (begin, end)
        rows += walked(*ends, begin_s=day * 86_400.0, pace=pace, north_m=north_m)
    first = covered(way(*rows))["left"]
    reach = float(np.sqrt(WITHIN_M**2 - north_m**2))
    wanted = np.zeros(40_000, bool)
    for begin, end in stretches:
        wanted[max(0, int(begin - reach)) : int(end + reach) + 1] = True
    assert first.walked_m == pytest.approx(float(wanted.sum()), abs=400)
    assert first.walked_m + sum(one.to_m - one.from_m for one in first.parts) == pytest.approx(
        first.length_m
    )
    # What lies between two stretches was passed in a gap: unknown, unless nobody came back.
    for part in first.parts:
        between = stretches[0][0] < part.from_m and part.to_m < stretches[-1][1]
        assert part.kind == ("unknown" if between else "not_walked")


def test_of_both_each_side_came_near_of_either_one_r3_4() -> None:
    left, right = way(*walked(0, 20_000)), way(*walked(15_000, 30_000))
    found = covered(left, right=(right,))
    shares = {side: one.share for side, one in found.items()}
    assert shares == pytest.approx(
        {"left": 0.5, "right": 0.375, "both": 0.125, "either": 0.75}, abs=3e-3
    )
    assert told(found["both"]) == [(0, 14_980, "not_walked"), (20_020, 40_000, "not_walked")]
    assert told(found["either"]) == [(30_020, 40_000, "not_walked")]


def test_between_two_places_at_the_line_a_gap_is_unknown_not_absence_r3_4() -> None:
    rows = walked(0, 10_000) + walked(16_000, 20_000, begin_s=20_000)
    found = covered(way(*rows))["left"]
    assert told(found) == [(10_020, 15_980, "unknown"), (20_020, 40_000, "not_walked")]
    # Away from the line before the gap: nothing says that it went along it.
    away = walked(0, 10_000) + [(5_100.0, 10_000.0, 900.0)] + walked(16_000, 20_000, begin_s=20_000)
    assert told(covered(way(*away))["left"])[0] == (10_020, 15_980, "not_walked")


def test_unknown_of_one_side_is_unknown_of_both_where_the_other_walked() -> None:
    left = way(*walked(0, 10_000), *walked(16_000, 20_000, begin_s=20_000))
    found = covered(left, right=(way(*walked(0, 20_000)),))
    assert told(found["both"]) == [(10_020, 15_980, "unknown"), (20_020, 40_000, "not_walked")]
    found = covered(left, right=(way(*walked(0, 12_000)),))
    assert told(found["both"]) == [(10_020, 12_020, "unknown"), (12_020, 40_000, "not_walked")]
    assert told(found["either"])[0] == (12_020, 15_980, "unknown")


def test_the_length_of_a_gap_is_a_parameter() -> None:
    rows = [*walked(0, 1_000), *walked(3_000, 4_000, begin_s=500 + 900)]
    assert len(covered(way(*rows), gap_s=600)["left"].parts) == 2
    assert told(covered(way(*rows), gap_s=1_000)["left"]) == [(4_020, 40_000, "not_walked")]


def test_a_part_names_the_nearest_marker_along_the_line() -> None:
    marks = (Mark("4142001Q", 5_000.0), Mark("4142002Q", 21_000.0))
    found = covered(way(*walked(10_000, 20_000)), marks=marks)["left"]
    assert [(one.nearest_marker, round(one.marker_m or 0)) for one in found.parts] == [
        ("4142001Q", 0),
        ("4142002Q", 0),
    ]
    found = covered(
        way(*walked(2_000, 18_000), *walked(19_000, 40_000, begin_s=20_000)), marks=marks
    )
    first, second = found["left"].parts
    assert (first.nearest_marker, first.marker_m) == ("4142001Q", pytest.approx(3_020, abs=15))
    assert (second.nearest_marker, second.marker_m) == ("4142002Q", pytest.approx(2_020, abs=15))
    assert covered()["left"].parts[0].nearest_marker is None


def test_a_fix_that_no_neighbour_can_reach_counts_nowhere() -> None:
    rows = [(0.0, 0.0, 5_000.0), (20.0, 30_000.0, 0.0), (40.0, 60.0, 5_000.0)]
    assert covered(way(*rows))["left"].walked_m == 0
    # Alone after a silence nobody knows better: it lies where it says.
    alone = covered(way((0.0, 30_000.0, 0.0)))["left"]
    assert alone.walked_m == pytest.approx(40, abs=10)


def test_rules_without_sense_are_refused() -> None:
    for wrong in (
        {"within_m": 0.0},
        {"radius_m": float("inf")},
        {"gap_s": -1.0},
        {"dwell_s": -1.0},
    ):
        values = {"within_m": 1.0, "radius_m": 1.0, "dwell_s": 1.0, "gap_s": 1.0} | wrong
        with pytest.raises(BadParameter):
            Rules(**values)


def test_it_is_asked_of_the_history_and_chunks_far_away_are_not_unpacked(engine: Engine) -> None:
    # Hours at the line, hours 60 km away, hours at the line again: it was elsewhere, not unknown.
    there = walked(0, 10_000)
    away = [(6_000.0 + 20 * n, 10_000.0, 60_000.0 + n) for n in range(900)]
    back = walked(20_000, 30_000, begin_s=26_000)
    left = store_walk(engine, "left-1", [*there, *away, *back])
    right = store_walk(engine, "right-1", walked(0, 40_000))
    end = START + timedelta(days=1)
    walks = [Walk(left, "left-1", "left", START, end), Walk(right, "right-1", "right", START, end)]
    markers = [marker("4142001Q", 5_000), marker("4142002Q", 15_000)]
    with engine.connect() as connection:
        found = survey(connection, course(), markers, walks, RULES)
        beside = places_beside(connection, left, START, end, ())
    assert told(found.coverage["left"]) == [
        (10_020, 19_980, "not_walked"),
        (30_020, 40_000, "not_walked"),
    ]
    assert found.coverage["right"].share == 1
    count = len(there) + len(away) + len(back)
    assert [source.fixes for source in found.sources] == [count, len(walked(0, 40_000))]
    assert found.sources[0].first == START
    assert found.sources[0].last == START + timedelta(seconds=26_000 + 5_000)
    # Only what the ends of the window need is read where no box is asked for.
    assert (beside.fixes, len(beside.stretches)) == (count, 2)
    assert sum(len(one) for one in beside.stretches) < count


def test_of_a_device_elsewhere_all_fixes_are_counted_with_the_first_and_the_last(
    engine: Engine,
) -> None:
    # A fix each 100 s, 60 km away; the window begins and ends within an hour.
    far = [(100.0 * n, 10_000.0, 60_000.0) for n in range(1_200)]
    device = store_walk(engine, "left-1", far)
    start, end = START + timedelta(seconds=10_050), START + timedelta(seconds=100_050)
    with engine.connect() as connection:
        walks = [Walk(device, "left-1", "left", start, end)]
        [source] = survey(connection, course(), [], walks, RULES).sources
    assert source.fixes == 900
    assert (source.first, source.last) == (
        START + timedelta(seconds=10_100), START + timedelta(seconds=100_000),
    )  # fmt: skip


def test_the_window_of_each_device_counts(engine: Engine) -> None:
    device = store_walk(engine, "left-1", walked(0, 40_000))
    half = START + timedelta(seconds=10_000)
    with engine.connect() as connection:
        walks = [Walk(device, "left-1", "left", START, half)]
        found = survey(connection, course(), [], walks, RULES)
    assert found.coverage["left"].share == pytest.approx(0.5, abs=0.002)
    assert found.sources[0].fixes == 500
    assert found.sources[0].last == half - timedelta(seconds=20)


def test_chunks_of_a_device_are_found_by_their_key(engine: Engine) -> None:
    device = store_walk(engine, "left-1", walked(0, 40_000))
    asked = {
        "device_id": device, "starts": START, "ends": START + timedelta(days=1),
        "west": [1], "south": [1], "east": [2], "north": [2],
    }  # fmt: skip
    with engine.connect() as connection:
        connection.execute(text("SET enable_seqscan = off"))
        plan = connection.execute(
            text("EXPLAIN " + read_sql("spatial.locations", "chunks_beside")), asked
        ).scalars()
        assert "position_chunk_2024_pkey" in "\n".join(plan)
