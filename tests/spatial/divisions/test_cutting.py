"""A polygon is cut along what another vintage draws in it: exactly, and never into strips."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Polygon, box
from shapely.geometry.base import BaseGeometry

from spatial.divisions.coverage.cutting import TOLERANCE_M, area_within_m2, cut_polygon
from spatial.divisions.coverage.rim_nodes import rim_nodes, with_nodes

LAT = 30.0
M_LAT = 1 / 111_319.49
M_LON = M_LAT / math.cos(math.radians(LAT))


def degrees(geometry: BaseGeometry) -> BaseGeometry:
    """From metres east and north of 120 E, 30 N."""
    return shapely.transform(geometry, lambda xy: xy * (M_LON, M_LAT) + (120.0, LAT))


def polygons(geometry: BaseGeometry) -> MultiPolygon:
    return MultiPolygon([part for part in shapely.get_parts(geometry) if part.area > 0])


COUNTY = polygons(degrees(box(0, 0, 20_000, 10_000).segmentize(3_100)))


def divided(*, at_m: float, apart_m: float = 0.0) -> dict[int, BaseGeometry]:
    """West (1) and east (2) of a limit, drawn by a vintage that is so far away at the rim."""
    west = box(apart_m, apart_m, at_m, 10_000 - apart_m)
    east = box(at_m, apart_m, 20_000 - apart_m, 10_000 - apart_m)
    return {1: degrees(west), 2: degrees(east)}


def km2(geometry: BaseGeometry) -> float:
    return geometry.area / (M_LON * M_LAT) / 1e6


def test_a_county_is_divided_along_the_limit_of_the_other_vintage() -> None:
    parts = cut_polygon(COUNTY, divided(at_m=8_050))
    assert {unit: round(km2(part), 1) for unit, part in parts.items()} == {1: 80.5, 2: 119.5}


def test_the_limit_is_led_on_over_the_strip_that_the_other_vintage_leaves_at_the_rim() -> None:
    parts = cut_polygon(COUNTY, divided(at_m=8_050, apart_m=150))
    assert {unit: round(km2(part), 1) for unit, part in parts.items()} == {1: 80.5, 2: 119.5}


def test_an_end_near_a_vertex_of_the_rim_is_that_vertex() -> None:
    wide = 20_000 / 7  # between two vertices of the county's southern edge
    parts = cut_polygon(COUNTY, divided(at_m=3 * wide + 30))
    assert rim_nodes(COUNTY, parts.values()) == {}
    assert shapely.coverage_is_valid(list(parts.values()))


def test_a_strip_along_the_rim_is_no_part_of_the_neighbour_that_draws_it() -> None:
    drawn = {1: degrees(box(0, 180, 20_000, 10_000)), 2: degrees(box(0, -9_000, 20_000, 180))}
    assert cut_polygon(COUNTY, drawn) == {1: COUNTY}


def test_where_the_other_vintage_leaves_much_to_nobody_nothing_is_cut() -> None:
    drawn = {1: degrees(box(0, 0, 8_000, 10_000)), 2: degrees(box(8_000, 0, 17_000, 10_000))}
    assert cut_polygon(COUNTY, drawn) == {}
    assert cut_polygon(COUNTY, {}) == {}


def test_an_island_that_the_other_vintage_does_not_draw_goes_to_the_nearest_land() -> None:
    island = degrees(box(19_000, 10_500, 19_300, 10_800))
    county = polygons(shapely.union(COUNTY, island))
    parts = cut_polygon(county, divided(at_m=8_000))
    assert parts[2].contains(island.centroid)
    assert km2(shapely.union_all(list(parts.values()))) == pytest.approx(km2(county), rel=1e-12)


def test_an_invalid_and_overlapping_drawing_is_made_valid_first() -> None:
    bow_tie = degrees(Polygon([(0, 0), (8_000, 10_000), (8_000, 0), (0, 10_000)]))
    assert not bow_tie.is_valid
    drawn = {
        1: degrees(box(0, 0, 8_000, 10_000)),
        2: degrees(box(7_800, 0, 20_000, 10_000)),
        3: bow_tie,
    }
    parts = cut_polygon(COUNTY, drawn)
    assert {unit: round(km2(part)) for unit, part in parts.items()} == {1: 80, 2: 120}


def test_a_limit_that_forks_divides_among_three() -> None:
    drawn = {
        1: degrees(box(100, 100, 9_000, 9_900)),
        2: degrees(box(9_000, 100, 19_900, 5_000)),
        3: degrees(box(9_000, 5_000, 19_900, 9_900)),
    }
    parts = cut_polygon(COUNTY, drawn)
    assert {unit: round(km2(part)) for unit, part in parts.items()} == {1: 90, 2: 55, 3: 55}
    assert shapely.coverage_is_valid(list(parts.values()))


metres = st.floats(-120, 120, allow_nan=False)


@st.composite
def second_vintages(draw: st.DrawFn) -> dict[int, BaseGeometry]:
    """Two or three units side by side, drawn apart from each other and from the county."""
    number = draw(st.integers(2, 3))
    limits = [0.0, *(20_000 / number * at for at in range(1, number)), 20_000.0]
    ways = []
    for limit in limits:
        steps = draw(st.lists(st.floats(-1_500, 1_500), min_size=6, max_size=6))
        inner = limit not in (0.0, 20_000.0)
        ways.append([(limit + step * inner, y) for step, y in zip(steps, HEIGHTS, strict=True)])
    drawn = {}
    for unit in range(number):
        ring = [*ways[unit], *reversed(ways[unit + 1])]
        moved = [(x + draw(metres), y + draw(metres)) for x, y in ring]
        drawn[unit + 1] = degrees(Polygon(moved))
    return drawn


HEIGHTS = (0, 2_000, 4_000, 6_000, 8_000, 10_000)


@given(second_vintages(), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
@example(divided(at_m=8_050, apart_m=199), None)
def test_the_parts_are_exactly_the_county_and_fit_its_neighbours(drawn, random) -> None:  # type: ignore[no-untyped-def]
    parts = cut_polygon(COUNTY, drawn)
    assert parts
    shapes = list(parts.values())
    whole = shapely.union_all(shapes)
    assert shapely.symmetric_difference(whole, COUNTY).area < 1e-13
    assert sum(part.area for part in shapes) == pytest.approx(COUNTY.area, rel=1e-12)
    kept = set(map(tuple, shapely.get_coordinates(shapes).tolist()))
    assert set(map(tuple, shapely.get_coordinates(COUNTY).tolist())) <= kept

    south = polygons(degrees(box(0, -10_000, 20_000, 0).segmentize(3_100)))
    north = polygons(degrees(box(0, 10_000, 20_000, 20_000).segmentize(3_100)))
    nodes = rim_nodes(COUNTY, shapes)
    assert shapely.coverage_is_valid([*shapes, *(with_nodes(one, nodes) for one in (south, north))])

    for part in shapes:
        for one in part.geoms:
            alone = MultiPolygon([one])
            assert area_within_m2(alone, alone, TOLERANCE_M) > 0

    order = list(drawn)
    if random is not None:
        random.shuffle(order)
    again = cut_polygon(COUNTY, {unit: drawn[unit] for unit in order})
    assert {unit: part.wkb for unit, part in again.items()} == {
        unit: part.wkb for unit, part in parts.items()
    }


def test_a_neighbour_that_is_not_touched_stays_the_same_object() -> None:
    far = polygons(degrees(box(50_000, 0, 60_000, 10_000)))
    parts = cut_polygon(COUNTY, divided(at_m=8_050))
    assert with_nodes(far, rim_nodes(COUNTY, parts.values())) is far


def test_new_vertices_lie_on_the_rim_and_run_in_its_direction() -> None:
    nodes = {((0.0, 0.0), (4.0, 0.0)): [(1.0, 0.0), (2.0, 0.0)]}
    below = MultiPolygon([Polygon([(0, 0), (0, -1), (4, -1), (4, 0)])])
    ring = np.asarray(with_nodes(below, nodes).geoms[0].exterior.coords)
    assert ring.tolist() == [[0, 0], [0, -1], [4, -1], [4, 0], [2, 0], [1, 0], [0, 0]]
