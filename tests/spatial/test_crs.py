import json
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from spatial.crs import (
    bd09_from_gcj02,
    cgcs2000_from_bd09,
    cgcs2000_from_gcj02,
    gcj02_from_cgcs2000,
    require_crs,
    to_cgcs2000,
    web_mercator_from_cgcs2000,
)
from spatial.errors import BadGeometry, BadParameter

METRES_A_DEGREE = 111_320.0


@pytest.mark.real_data
def test_the_published_gcj02_pairs_are_met_both_ways(real_data: Path) -> None:
    vectors = json.loads((real_data / "gcj02_vectors.json").read_text(encoding="utf-8"))
    tolerance = vectors["tolerance"]
    assert len(vectors["wgs84_to_gcj02"]) == 3
    for pair in vectors["wgs84_to_gcj02"]:
        wgs = [(pair["wgs_lon"], pair["wgs_lat"])]
        gcj = [(pair["gcj_lon"], pair["gcj_lat"])]
        forward = np.abs(gcj02_from_cgcs2000(wgs) - gcj).max()
        assert forward < tolerance["wgs84_to_gcj02_deg"]
        back = np.abs(cgcs2000_from_gcj02(gcj) - wgs).max() * METRES_A_DEGREE
        assert back < tolerance["gcj02_to_wgs84_iterative_m"]


@given(st.floats(72.1, 137.7), st.floats(0.9, 55.7))
def test_gcj02_and_back_is_the_identity_to_a_tenth_of_a_millimetre(lon: float, lat: float) -> None:
    there = gcj02_from_cgcs2000([(lon, lat)])
    back = cgcs2000_from_gcj02(there)
    assert np.abs(back - [(lon, lat)]).max() * METRES_A_DEGREE < 1e-4


@given(st.floats(-180, 71.9), st.floats(-90, 90))
def test_outside_the_box_gcj02_is_the_identity(lon: float, lat: float) -> None:
    assert gcj02_from_cgcs2000([(lon, lat)]).tolist() == [[lon, lat]]
    assert cgcs2000_from_gcj02([(lon, lat)]).tolist() == [[lon, lat]]


@given(st.floats(72.1, 137.6), st.floats(0.9, 55.7))
def test_bd09_and_back_is_the_identity_to_a_tenth_of_a_millimetre(lon: float, lat: float) -> None:
    there = bd09_from_gcj02(gcj02_from_cgcs2000([(lon, lat)]))
    back = cgcs2000_from_bd09(there)
    assert np.abs(back - [(lon, lat)]).max() * METRES_A_DEGREE < 1e-4


@given(st.floats(72.1, 137.6), st.floats(0.9, 55.7))
def test_bd09_adds_between_three_hundred_metres_and_two_kilometres(lon: float, lat: float) -> None:
    ((east, north),) = bd09_from_gcj02([(lon, lat)]) - [(lon, lat)]
    metres = METRES_A_DEGREE * float(np.hypot(east * np.cos(np.radians(lat)), north))
    assert 300 < metres < 2_000


@given(st.lists(st.tuples(st.floats(72.1, 137.6), st.floats(0.9, 55.7)), max_size=5))
def test_bd09_of_many_positions_is_that_of_each(positions: list[tuple[float, float]]) -> None:
    together = cgcs2000_from_bd09(positions)
    assert together.shape == (len(positions), 2)
    for one, found in zip(positions, together, strict=True):
        assert found == pytest.approx(cgcs2000_from_bd09([one])[0], abs=1e-9)


def test_a_bd09_geometry_moves_by_the_formula_as_published() -> None:
    # x = 116.404, y = 39.915 in GCJ-02, by hand: z = hypot + 0.00002 sin(52.36 y), and so on.
    moved = bd09_from_gcj02([(116.404, 39.915)])[0]
    assert moved == pytest.approx([116.410369, 39.921337], abs=1e-6)
    back = to_cgcs2000(shapely.Point(*moved), "BD-09")
    plain = to_cgcs2000(shapely.Point(116.404, 39.915), "GCJ-02")
    assert (back.x, back.y) == pytest.approx((plain.x, plain.y), abs=1e-9)


def test_an_empty_array_stays_empty() -> None:
    assert cgcs2000_from_gcj02([]).shape == (0, 2)
    assert cgcs2000_from_bd09([]).shape == (0, 2)
    assert gcj02_from_cgcs2000([]).shape == (0, 2)


def test_wgs84_numbers_are_taken_as_they_are() -> None:
    box = shapely.box(110, 30, 111, 31)
    assert to_cgcs2000(box, "EPSG:4326").equals(box)
    assert to_cgcs2000(box, "EPSG:4490").equals(box)


def test_a_gauss_kruger_zone_comes_back_to_its_meridian() -> None:
    # EPSG:4513: three-degree zone 25, central meridian 75 E, false easting 25,500,000 m;
    # the axis order of the standard is north first, ours is always easting first.
    point = to_cgcs2000(shapely.Point(25_500_000, 4_000_000), "EPSG:4513")
    assert point.x == pytest.approx(75.0, abs=1e-9)
    assert 36 < point.y < 37


def test_a_gcj02_geometry_moves_by_the_known_offset() -> None:
    moved = to_cgcs2000(shapely.Point(116.38404722455657, 39.91334545536069), "GCJ-02")
    assert moved.x == pytest.approx(116.377817, abs=1e-6)
    assert moved.y == pytest.approx(39.911954, abs=1e-6)


def test_an_unknown_system_is_refused_r4_8() -> None:
    with pytest.raises(BadParameter, match="火星"):
        to_cgcs2000(shapely.Point(1, 1), "火星")
    with pytest.raises(BadParameter):
        require_crs("EPSG:0")
    assert require_crs("GCJ-02") == "GCJ-02"


# Beijing 1954, Xian 1980 and New Beijing: in degrees, and in a zone of each.
@pytest.mark.parametrize(
    "name", ["EPSG:4214", "EPSG:4610", "EPSG:4555", "EPSG:21413", "EPSG:2327", "EPSG:4569"]
)
def test_systems_of_1954_and_1980_are_refused_for_nobody_knows_their_parameters_r4_8(
    name: str,
) -> None:
    with pytest.raises(BadParameter, match="parameters"):
        require_crs(name)
    with pytest.raises(BadParameter, match="parameters"):
        to_cgcs2000(shapely.Point(116, 39), name)


@pytest.mark.parametrize(
    ("name", "x", "y", "what"),
    [
        # Three degrees: 4513 with the prefix of zone 25, 4534 without; six: 4491 (13) and 4502.
        ("EPSG:4534", 25_500_000, 4_000_000, "EPSG:4534 has no zone prefix"),
        ("EPSG:4502", 13_500_000, 4_000_000, "EPSG:4502 has no zone prefix"),
        ("EPSG:4513", 500_000, 4_000_000, "EPSG:4513 has the zone prefix 25"),
        ("EPSG:4513", 26_500_000, 4_000_000, "EPSG:4513 has the zone prefix 25"),
        ("EPSG:4491", 500_000, 4_000_000, "EPSG:4491 has the zone prefix 13"),
        # A Chinese table's X is the northing.
        ("EPSG:4513", 4_000_000, 25_500_000, "northing first"),
        ("EPSG:4534", 4_000_000, 500_000, "northing first"),
    ],
)
def test_another_zone_prefix_and_swapped_axes_are_told_by_their_magnitude_r4_8(
    name: str, x: float, y: float, what: str
) -> None:
    with pytest.raises(BadGeometry, match=what):
        to_cgcs2000(shapely.LineString([(x, y), (x + 10, y + 10)]), name)


@given(
    st.sampled_from([("EPSG:4513", 25), ("EPSG:4534", 0), ("EPSG:4491", 13), ("EPSG:4502", 0)]),
    # The widest zone of China, six degrees at 18 north, reaches 320 km from its meridian.
    st.floats(-330_000, 330_000),
    st.floats(1_990_000, 5_950_000),
)
def test_what_lies_in_its_zone_is_taken_r4_8(
    system: tuple[str, int], east: float, north: float
) -> None:
    name, prefix = system
    point = to_cgcs2000(shapely.Point(prefix * 1e6 + 500_000 + east, north), name)
    assert abs(point.x - 75) < 6
    assert 17 < point.y < 54


def test_a_position_without_an_image_is_refused() -> None:
    with pytest.raises(BadGeometry):
        to_cgcs2000(shapely.Point(116.3, 400.2), "EPSG:4490")
    with pytest.raises(BadGeometry):
        to_cgcs2000(shapely.Point(1e30, 1e30), "EPSG:4513")
    with pytest.raises(BadGeometry):
        to_cgcs2000(shapely.Point(float("nan"), 1), "EPSG:4490")


def test_web_mercator_of_the_antimeridian_is_half_the_equator() -> None:
    assert web_mercator_from_cgcs2000([(180, 0)])[0] == pytest.approx([20037508.342789244, 0])
