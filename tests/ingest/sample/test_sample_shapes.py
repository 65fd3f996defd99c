"""The fictional shapes: coverages that nest, and lines and markers that fit them."""

import re
from pathlib import Path

import pytest
import shapely
from sample_files import features, standing, table
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

Named = dict[str, BaseGeometry]

# At sea east of Japan: no land within 800 km.
ALLOWED = shapely.box(150, 30, 152, 31.5)


def shapes_of(folder: Path, file: str) -> Named:
    return {each["code"]: shape for each, shape in features(folder / f"{file}.geojson.gz")}


@pytest.fixture(scope="module")
def shapes(sample_folder: Path) -> dict[str, Named]:
    return {
        "county": shapes_of(sample_folder, "counties_2024"),
        "township": shapes_of(sample_folder, "townships_2024"),
        "village": shapes_of(sample_folder, "villages_2024"),
    }


@pytest.mark.parametrize("level", ["county", "township", "village"])
def test_each_level_is_a_coverage_without_gaps(shapes: dict[str, Named], level: str) -> None:
    parts = list(shapes[level].values())
    assert all(part.is_valid for part in parts)
    assert shapely.coverage_is_valid(parts)
    whole = shapely.union_all(parts)
    assert shapely.get_num_geometries(whole) == 1
    assert shapely.get_num_interior_rings(shapely.get_geometry(whole, 0)) == 0
    assert ALLOWED.contains(whole)


@pytest.mark.parametrize("level", ["county", "township", "village"])
def test_each_level_has_exactly_the_units_of_the_last_list(
    shapes: dict[str, Named], sample_folder: Path, level: str
) -> None:
    rows = standing(table(sample_folder / "division_history.csv.gz"), 2024)
    assert shapes[level].keys() == {row["code"] for row in rows if row["level"] == level}


@pytest.mark.parametrize(
    ("parts", "wholes", "digits"), [("village", "township", 9), ("township", "county", 6)]
)
def test_a_unit_is_exactly_the_union_of_its_parts(
    shapes: dict[str, Named], parts: str, wholes: str, digits: int
) -> None:
    for code, whole in shapes[wholes].items():
        own = [shape for part, shape in shapes[parts].items() if part[:digits] == code]
        assert shapely.union_all(own).symmetric_difference(whole).area == 0


def test_borders_are_ragged(shapes: dict[str, Named]) -> None:
    """A straight-edged cell of this size has a length of border about 3.8 times its root of area.

    A county of 500 km² with smooth borders would have no more than 5 times.
    """
    for shape in shapes["county"].values():
        assert shape.length / shape.area**0.5 > 5


def test_the_older_vintage_shows_the_counties_of_its_day(sample_folder: Path) -> None:
    older = shapes_of(sample_folder, "counties_2012")
    # In June 2012 the list of December 2011 was the valid one.
    rows = standing(table(sample_folder / "division_history.csv.gz"), 2011)
    assert older.keys() == {row["code"] for row in rows if row["level"] == "county"}
    assert shapely.coverage_is_valid(list(older.values()))


def test_the_older_vintage_was_drawn_apart(sample_folder: Path, shapes: dict[str, Named]) -> None:
    older = shapes_of(sample_folder, "counties_2012")["990181"]
    now = shapes["county"]["990181"]
    assert 0.98 < older.intersection(now).area / older.union(now).area < 0.9999
    assert not set(older.exterior.coords) & set(now.exterior.coords)


def test_present_lines_are_the_borders_of_present_counties(
    sample_folder: Path, shapes: dict[str, Named]
) -> None:
    present = [
        (each, line)
        for each, line in features(sample_folder / "boundary_lines.geojson.gz")
        if each["valid_to"] is None
    ]
    assert {each["kind"] for each, _ in present} == {"prefecture", "county"}
    between = shapely.union_all(
        [shapely.boundary(shape) for shape in shapes["county"].values()]
    ).difference(shapely.boundary(shapely.union_all(list(shapes["county"].values()))))
    drawn = shapely.union_all([line for _, line in present])
    assert drawn.symmetric_difference(between).length < 1e-9


def test_lines_of_a_pair_do_not_overlap_in_time(sample_folder: Path) -> None:
    lines = [each for each, _ in features(sample_folder / "boundary_lines.geojson.gz")]
    assert all(each["valid_to"] is None or each["valid_from"] < each["valid_to"] for each in lines)
    named = [each for each in lines if each["name"] == "虚甲—虚庚线"]  # 虚庚区 grew in 2015
    starts = sorted(each["valid_from"] for each in named)
    ends = sorted(each["valid_to"] or "9999" for each in named)
    assert len(named) > 1
    assert starts[1:] == ends[:-1]


def test_markers_stand_on_the_line_and_pairs_on_both_banks(
    sample_folder: Path, shapes: dict[str, Named]
) -> None:
    rows = table(sample_folder / "boundary_markers.csv")
    line = shapely.union_all(
        [
            line
            for each, line in features(sample_folder / "boundary_lines.geojson.gz")
            if each["name"] == "虚甲—虚乙线" and each["valid_to"] is None
        ]
    )
    assert {row["line_name"] for row in rows} == {"虚甲—虚乙线"}
    for row in rows:
        assert re.fullmatch(r"0203\d{3}[QAB]", row["number"])
        point = Point(float(row["lon"]), float(row["lat"]))
        if row["number"][-1] == "Q":
            assert line.distance(point) < 2e-6
        else:
            assert line.distance(point) < 6e-4
            side = {"A": "990102", "B": "990103"}[row["number"][-1]]
            assert shapes["county"][side].contains(point)
    serials = {row["number"][4:7] for row in rows}
    assert serials == {f"{serial:03}" for serial in range(1, 10)}


def test_marker_serials_run_from_north_to_south(sample_folder: Path) -> None:
    rows = {row["number"]: row for row in table(sample_folder / "boundary_markers.csv")}
    first, last = float(rows["0203001Q"]["lat"]), float(rows["0203009Q"]["lat"])
    assert first > last
