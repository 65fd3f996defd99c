"""Buildings across a line: areas on each side, what is beside it, what only touches it."""

from __future__ import annotations

import csv
import io

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon

from spatial.boundaries.straddling import Straddling, as_csv, as_geojson, straddling
from spatial.errors import BadParameter
from tests.spatial.boundaries.walked_lines import course, lon_lat

LINE = course()


def house(along: float, south: float, width: float, depth: float) -> Polygon:
    corners = [(0, 0), (width, 0), (width, depth), (0, depth)]
    return Polygon([lon_lat(along + east, south + north) for east, north in corners])


def across(*polygons: Polygon | MultiPolygon, more_than_m: float = 1.0) -> list[Straddling]:
    named = [(f"h{number}", polygon) for number, polygon in enumerate(polygons)]
    return straddling(LINE, named, more_than_m=more_than_m)


@settings(deadline=None, max_examples=60)
@given(st.floats(100, 39_000), st.floats(1.5, 40), st.floats(1.5, 40), st.floats(2, 60))
def test_areas_on_both_sides_are_geodesic(
    along: float, left_m: float, right_m: float, width: float
) -> None:
    # The line runs east: what lies north of it is left.
    [one] = across(house(along, -right_m, width, left_m + right_m))
    assert one.left_m2 == pytest.approx(width * left_m, rel=0.002)
    assert one.right_m2 == pytest.approx(width * right_m, rel=0.002)
    assert (one.left_m, one.right_m) == (
        pytest.approx(left_m, abs=0.05), pytest.approx(right_m, abs=0.05),
    )  # fmt: skip
    assert (one.from_m, one.to_m) == (
        pytest.approx(along, abs=0.1), pytest.approx(along + width, abs=0.1),
    )  # fmt: skip


def test_beside_touching_and_hardly_across_are_none() -> None:
    beside, touching = house(100, 5, 10, 10), house(200, 0, 10, 10)
    hardly = house(300, -0.5, 10, 10)
    assert across(beside, touching, hardly) == []
    assert [one.name for one in across(beside, touching, hardly, more_than_m=0.2)] == ["h2"]
    with pytest.raises(BadParameter):
        across(hardly, more_than_m=-1)


def test_a_court_is_no_part_of_a_building_and_wings_count_together() -> None:
    outer = house(100, -20, 40, 40)
    court = house(110, -10, 20, 20)
    ring = Polygon(outer.exterior.coords, [court.exterior.coords])
    [one] = across(ring)
    assert one.left_m2 == pytest.approx(800 - 200, rel=0.002)
    wings = MultiPolygon([house(500, -10, 10, 20), house(600, 5, 10, 10)])
    [one] = across(wings)
    # The second wing lies wholly on the left.
    assert (one.left_m2, one.right_m2) == (
        pytest.approx(200, rel=0.002), pytest.approx(100, rel=0.002),
    )  # fmt: skip


def test_a_building_in_which_the_line_ends_is_not_parted() -> None:
    assert across(house(-20, -10, 40, 20)) == []


def test_they_are_told_as_geojson_and_csv() -> None:
    found = across(house(50, 5, 10, 10), house(100, -4, 10, 10))
    document = as_geojson(found)
    [feature] = document["features"]
    assert feature["properties"]["row"] == 1
    assert shapely.geometry.shape(feature["geometry"]).is_valid
    [row] = csv.DictReader(io.StringIO(as_csv(found)))
    assert (row["row"], row["name"]) == ("1", "h1")
    assert float(row["left_m2"]) == pytest.approx(60, rel=0.01)
    assert float(row["right_m2"]) == pytest.approx(40, rel=0.01)
    assert feature["properties"]["right_m2"] == float(row["right_m2"])
