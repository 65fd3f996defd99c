"""Where a line and a border differ: parts, distances and areas known beforehand."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import LineString, MultiLineString

from spatial.boundaries.course import Course
from spatial.boundaries.disagreement import far_parts

GEOD = Geod(a=6378137.0, rf=298.257222101)


def east(lon: float, lat: float, metres: float) -> float:
    return float(GEOD.fwd(lon, lat, 90, metres)[0])


def north(lat: float, metres: float) -> float:
    return float(GEOD.fwd(110, lat, 0, metres)[1])


def test_line_that_is_the_border_differs_nowhere_r3_9() -> None:
    line = LineString([(110, 30), (110.5, 30.2), (111, 30.1)])
    assert far_parts(Course.of(line), MultiLineString([line]), 1.0) == []


def test_known_bulge_is_found_with_its_distance_and_area_r3_9() -> None:
    # From 10 to 12 km along a parallel-like line the registered one runs 300 m to the north.
    base = 30.0
    stops = [east(110, base, metres) for metres in (0, 10_000, 12_000, 30_000)]
    aside = north(base, 300)
    border = LineString([(stops[0], base), (stops[3], base)])
    bulge = LineString(
        [(stops[0], base), (stops[1], base), (stops[1], aside), (stops[2], aside), (stops[2], base),
         (stops[3], base)]
    )  # fmt: skip
    [part] = far_parts(Course.of(bulge), MultiLineString([border]), 100.0)
    # 100 m up the first flank, and 100 m before the end of the second.
    assert part.from_m == pytest.approx(10_100, abs=3)
    assert part.to_m == pytest.approx(10_000 + 300 + 2_000 + 200, abs=3)
    assert part.greatest_m == pytest.approx(300, abs=1)
    # The flanks below the tolerance are no part of it, but its shortest ways to the border are.
    assert part.area_m2 == pytest.approx(300 * 2_000, rel=0.01)


@settings(deadline=None, max_examples=60)
@given(
    st.floats(75, 134), st.floats(4, 53), st.floats(0, 360),
    st.floats(20_000, 90_000), st.floats(20, 2_000), st.floats(0.1, 0.8), st.floats(0.05, 0.2),
)  # fmt: skip
@example(75.0, 4.0, 233.17370331074318, 80291.60634590557, 588.9738819416887, 0.1, 0.11328125)
def test_part_moved_aside_anywhere_is_found_r3_9(
    lon: float, lat: float, bearing: float, length: float, aside: float, start: float, share: float
) -> None:
    """A line along a geodesic, of which one part is moved aside at right angles."""

    def at(metres: float, off: float = 0.0) -> tuple[float, float]:
        x, y, back = GEOD.fwd(lon, lat, bearing, metres)
        if off:
            x, y, _ = GEOD.fwd(x, y, back - 90, off)
        return x, y

    every = [length * n / 200 for n in range(201)]
    low, high = start * length, (start + share) * length
    border = LineString([at(metres) for metres in every])
    moved = [at(metres, aside if low <= metres <= high else 0.0) for metres in every]
    tolerance = aside / 2
    found = far_parts(Course.of(LineString(moved)), MultiLineString([border]), tolerance)
    inside = [metres for metres in every if low <= metres <= high]
    assert len(found) == 1
    [part] = found
    assert part.greatest_m == pytest.approx(aside, rel=0.01, abs=0.5)
    # It rises from one vertex to the next: half of it is beyond the tolerance half way.
    grid = length / 200
    walked = inside[-1] - inside[0] + grid
    rise = (aside**2 + grid**2) ** 0.5
    assert part.to_m - part.from_m == pytest.approx(walked - grid + rise, rel=0.02, abs=2)
    assert part.area_m2 == pytest.approx(aside * (walked - grid / 4), rel=0.05)


def test_end_that_leads_away_is_a_part_up_to_the_end_r3_9() -> None:
    border = LineString([(110, 30), (110.1, 30)])
    line = LineString([(110, 30), (110.1, 30), (110.1, 30.05)])
    course = Course.of(line)
    [part] = far_parts(course, MultiLineString([border]), 50.0)
    assert part.to_m == course.length_m
    assert part.greatest_m == pytest.approx(5543, abs=2)


def test_part_between_two_pieces_of_border_has_no_area_r3_9() -> None:
    border = MultiLineString([[(110, 30), (110.1, 30)], [(110.2, 30), (110.3, 30)]])
    line = LineString([(110, 30), (110.3, 30)])
    [part] = far_parts(Course.of(line), border, 100.0)
    assert part.area_m2 is None
    assert part.from_m == pytest.approx(9648.6 + 100, abs=2)
