"""Where a line runs and how far along it a place is."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import LineString

from spatial.boundaries.course import Course
from spatial.errors import BadGeometry, BadParameter

GEOD = Geod(ellps="GRS80")


def walk(steps: list[tuple[float, float]], lon: float, lat: float) -> LineString:
    vertices = [(lon, lat)]
    for azimuth, metres in steps:
        east, north, _ = GEOD.fwd(*vertices[-1], azimuth, metres)
        vertices.append((east, north))
    return LineString(vertices)


def test_a_meridian_is_as_long_as_the_earth_says() -> None:
    course = Course.of(LineString([(116, 39), (116, 40)]))
    assert course.length_m == pytest.approx(GEOD.inv(116, 39, 116, 40)[2], abs=1e-6)
    assert course.at(course.length_m) == pytest.approx((116, 40))
    assert course.at(0) == (116, 39)


def test_the_sides_are_those_of_who_walks_to_the_end() -> None:
    north = Course.of(LineString([(116, 39), (116, 40)]))
    west, east = north.locate(115.99, 39.5), north.locate(116.01, 39.5)
    assert (west.side, east.side) == ("left", "right")
    assert west.away_m == pytest.approx(GEOD.inv(115.99, 39.5, 116, 39.5)[2], abs=0.01)
    assert west.chainage_m == pytest.approx(GEOD.inv(116, 39, 116, 39.5)[2], abs=1)
    assert north.locate(116, 39.3).side == "on"
    before = north.locate(116, 38.9)
    assert (before.chainage_m, before.lat) == (0, 39)


def test_the_first_of_several_nearest_places_is_taken() -> None:
    there_and_back = Course.of(LineString([(116, 39), (116, 39.1), (116, 39)]))
    assert there_and_back.locate(116.001, 39.05).chainage_m < there_and_back.length_m / 2


def test_a_line_without_length_is_none() -> None:
    with pytest.raises(BadGeometry, match="no length"):
        Course.of(LineString([(116, 39), (116, 39)]))
    with pytest.raises(BadGeometry, match="no length"):
        Course.of(LineString())


@pytest.mark.parametrize(("begin", "end"), [(-1, 5), (5, 5), (6, 5), (0, 1e6), (float("nan"), 5)])
def test_a_part_beyond_the_line_is_refused(begin: float, end: float) -> None:
    course = Course.of(LineString([(116, 39), (116, 39.1)]))
    with pytest.raises(BadParameter):
        course.part(begin, end)


_STEPS = st.lists(st.tuples(st.floats(0, 359), st.floats(1, 20_000)), min_size=1, max_size=12)


@settings(deadline=None, max_examples=100)
@given(_STEPS, st.sampled_from([(116, 39), (87, 44), (110, 18), (122, 53)]), st.data())
def test_parts_add_up_and_places_are_found_again(
    steps: list[tuple[float, float]], begin: tuple[float, float], data: st.DataObject
) -> None:
    course = Course.of(walk(steps, *begin))
    walked = sum(metres for _, metres in steps)
    # A straight line in degrees is longer than the geodesic by what is drawn beside it.
    assert course.length_m == pytest.approx(walked, rel=1e-4)
    cuts = sorted(data.draw(st.lists(st.floats(0.01, 0.99), max_size=4, unique=True)))
    at = [0.0, *(share * course.length_m for share in cuts), course.length_m]
    parts = [Course.of(course.part(a, b)) for a, b in pairwise(at) if b - a > 1e-3]
    assert sum(part.length_m for part in parts) == pytest.approx(course.length_m, rel=1e-6, abs=0.1)
    for metres in at:
        lon, lat = course.at(metres)
        found = course.locate(lon, lat)
        # The line may cross itself: then another chainage is at the same place.
        assert found.away_m < 0.01
        again = course.at(found.chainage_m)
        assert GEOD.inv(lon, lat, *again)[2] < 0.02


@settings(deadline=None, max_examples=60)
@given(st.floats(0, 359), st.floats(-500, 500), st.floats(0.1, 0.9))
def test_a_place_beside_the_line_is_so_far_away(azimuth: float, aside: float, share: float) -> None:
    course = Course.of(walk([(azimuth, 8_000)], 104, 31))
    lon, lat = course.at(share * course.length_m)
    here = course.locate(lon, lat)
    at = int(np.searchsorted(course.chainage, here.chainage_m, "right")) - 1
    at = min(at, len(course.lon) - 2)
    ahead = GEOD.inv(course.lon[at], course.lat[at], course.lon[at + 1], course.lat[at + 1])[0]
    beside = GEOD.fwd(lon, lat, ahead + 90, aside)
    found = course.locate(beside[0], beside[1])
    assert found.away_m == pytest.approx(abs(aside), abs=0.02)
    assert found.chainage_m == pytest.approx(here.chainage_m, abs=0.5)
    if abs(aside) > 0.01:
        assert found.side == ("right" if aside > 0 else "left")
