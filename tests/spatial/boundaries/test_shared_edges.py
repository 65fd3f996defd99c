"""Lines that units share: every pair, the right length, the smaller unit to the left."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import MultiPolygon, Point, Polygon, box

from spatial.boundaries.shared_edges import SharedLine, shared_lines


def square(x: float, y: float) -> MultiPolygon:
    return MultiPolygon([box(x, y, x + 1, y + 1)])


def test_two_squares_share_an_edge_with_the_smaller_to_its_left_r3_9() -> None:
    [one] = shared_lines([0, 1], [square(110, 30), square(111, 30)])
    # The western one lies to the left of a line that goes north.
    assert [tuple(place) for place in shapely.get_coordinates(one.line)] == [(111, 30), (111, 31)]
    assert one.length_m == pytest.approx(110_861, abs=2)
    [other] = shared_lines([1, 0], [square(110, 30), square(111, 30)])
    assert [tuple(place) for place in shapely.get_coordinates(other.line)] == [(111, 31), (111, 30)]


def test_units_that_touch_at_a_corner_or_nowhere_share_nothing_r3_9() -> None:
    assert shared_lines([0, 1], [square(110, 30), square(111, 31)]) == []
    assert shared_lines([0, 1], [square(110, 30), square(115, 31)]) == []
    assert shared_lines([0, 0], [square(110, 30), square(111, 30)]) == []
    assert shared_lines([], []) == []


def test_hole_around_an_enclave_is_one_ring_r3_9() -> None:
    inner = box(110.4, 30.4, 110.6, 30.6)
    around = MultiPolygon([Polygon(box(110, 30, 111, 31).exterior, [inner.exterior])])
    [one] = shared_lines([0, 1], [around, MultiPolygon([inner])])
    [ring] = one.line.geoms
    assert ring.is_ring
    # The unit around lies to the left: the ring goes with the clock about the enclave.
    assert not shapely.is_ccw(ring)


def test_line_in_two_places_has_two_parts_r3_9() -> None:
    [between] = [
        one
        for one in shared_lines(
            [0, 1, 1, 2], [square(110, 30), square(111, 30), square(109, 30), square(110, 31)]
        )
        if (one.left, one.right) == (0, 1)
    ]
    assert len(between.line.geoms) == 2


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(2, 5))
def test_lines_are_those_of_a_second_opinion_r3_9(seed: int, units: int) -> None:
    rng = np.random.default_rng(seed)
    seeds = shapely.multipoints(rng.uniform((110, 30), (111, 31), (14, 2)))
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=box(110, 30, 111, 31)))
    of = rng.integers(0, units, len(cells))
    found = {
        (one.left, one.right): one
        for one in shared_lines(of.tolist(), [MultiPolygon([cell]) for cell in cells])
    }
    whole = {
        unit: shapely.coverage_union_all(cells[of == unit])
        for unit in range(units)
        if (of == unit).any()
    }
    for one, other in combinations(sorted(whole), 2):
        overlay = shapely.intersection(whole[one].boundary, whole[other].boundary)
        expected = _metres(overlay)
        assert _length(found.get((one, other))) == pytest.approx(expected, abs=1e-3)
        if (one, other) in found:
            _require_left(found[one, other], whole[one], whole[other])


def _metres(geometry: shapely.Geometry) -> float:
    geod = Geod(a=6378137.0, rf=298.257222101)
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "LineString"]
    return sum(geod.geometry_length(part) for part in parts)


def _length(one: SharedLine | None) -> float:
    return 0.0 if one is None else one.length_m


def _require_left(one: SharedLine, left: shapely.Geometry, right: shapely.Geometry) -> None:
    for part in one.line.geoms:
        for start, end in zip(part.coords[:-1], part.coords[1:], strict=True):
            along = np.subtract(end, start)
            if np.hypot(*along) < 1e-6:
                continue
            middle = np.add(start, end) / 2
            aside = np.array([-along[1], along[0]]) / np.hypot(*along) * 1e-9
            assert left.distance(Point(middle + aside)) < 1e-10
            assert right.distance(Point(middle - aside)) < 1e-10
