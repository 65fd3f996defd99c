from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spatial.errors import BadGeometry
from spatial.geojson import MAX_VERTICES, parse_polygon

SQUARE = [[116.0, 39.0], [117.0, 39.0], [117.0, 40.0], [116.0, 40.0], [116.0, 39.0]]
HOLE = [[116.4, 39.4], [116.6, 39.4], [116.6, 39.6], [116.4, 39.6], [116.4, 39.4]]


def polygon(*rings: object) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def test_a_polygon_keeps_its_hole() -> None:
    assert parse_polygon(polygon(SQUARE, HOLE)).area == pytest.approx(1 - 0.04)


def test_both_windings_and_heights_are_taken() -> None:
    turned = [[lon, lat, 50.0] for lon, lat in reversed(SQUARE)]
    assert parse_polygon(polygon(turned)).equals(parse_polygon(polygon(SQUARE)))


def test_a_multi_polygon_and_a_feature_are_taken() -> None:
    far = [[lon + 2, lat] for lon, lat in SQUARE]
    document = {"type": "MultiPolygon", "coordinates": [[SQUARE], [far]]}
    feature = {"type": "Feature", "properties": {}, "geometry": document}
    assert parse_polygon(feature).area == pytest.approx(2)


BAD: list[tuple[str, dict[str, Any], str]] = [
    ("point", {"type": "Point", "coordinates": [116, 39]}, "type 'Point'"),
    ("nothing", {}, "type None"),
    ("feature without geometry", {"type": "Feature", "geometry": None}, "no geometry"),
    ("no coordinates", {"type": "Polygon"}, "array"),
    ("no ring", polygon(), "empty"),
    ("no polygon", {"type": "MultiPolygon", "coordinates": []}, "empty"),
    ("too flat", {"type": "Polygon", "coordinates": SQUARE}, "array is needed"),
    ("three positions", polygon([[1, 1], [2, 2], [1, 1]]), "at least 4"),
    ("open ring", polygon(SQUARE[:-1]), "ring 0 is not closed"),
    ("open hole", polygon(SQUARE, HOLE[:-1] + [[116.5, 39.5]]), "ring 1 is not closed"),
    ("text", polygon([["a", "b"], *SQUARE[1:]]), "ring 0, position 0"),
    ("true", polygon([[True, 39.0], *SQUARE[1:]]), "two finite numbers"),
    ("infinite", polygon([[float("inf"), 39.0], *SQUARE[1:]]), "two finite numbers"),
    ("huge", polygon([[10**400, 39.0], *SQUARE[1:]]), "two finite numbers"),
    ("swapped", polygon([[39.0, 116.0], *SQUARE[1:]]), "swapped"),
    ("far east", polygon([[181.0, 39.0], *SQUARE[1:]]), "longitude 181.0"),
    (
        "bow tie",
        polygon([[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]),
        r"crosses or touches itself at \[1, 1\]",
    ),
    ("line", polygon([[0, 0], [1, 0], [2, 0], [0, 0]]), "not valid"),
    ("hole outside", polygon(HOLE, SQUARE), "not valid"),
    (
        "over the antimeridian",
        polygon([[170, 10], [-170, 10], [-170, 20], [170, 20], [170, 10]]),
        "antimeridian",
    ),
    (
        "metric crs",
        polygon(SQUARE) | {"crs": {"type": "name", "properties": {"name": "EPSG:4547"}}},
        "EPSG:4547",
    ),
]


@pytest.mark.parametrize(
    ("document", "what"), [case[1:] for case in BAD], ids=[case[0] for case in BAD]
)
def test_a_bad_polygon_is_refused_with_the_place_of_its_fault(
    document: dict[str, Any], what: str
) -> None:
    with pytest.raises(BadGeometry, match=what):
        parse_polygon(document)


def test_a_polygon_of_too_many_positions_is_refused_before_it_is_looked_at() -> None:
    with pytest.raises(BadGeometry, match=str(MAX_VERTICES)):
        parse_polygon(polygon([["not", "read"]] * (MAX_VERTICES + 1)))


_json = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=20,
)


@given(st.sampled_from(["Polygon", "MultiPolygon", "Feature", None]), _json, _json)
def test_any_document_is_a_polygon_or_our_own_error(kind: str, body: object, crs: object) -> None:
    document = {"type": kind, "coordinates": body, "geometry": body, "crs": crs}
    try:
        shape = parse_polygon(document)
    except BadGeometry:
        return
    assert shape.is_valid


@pytest.mark.real_data
def test_published_malformed_polygons_are_valid_or_refused(real_data: Path) -> None:
    """Each is refused, or is a valid polygon; the ones named invalid of geometry are refused."""
    refused = set()
    for file in sorted((real_data / "malformed").glob("geojson_invalid/*.geojson")) + sorted(
        (real_data / "malformed").glob("antimeridian/input/*.json")
    ):
        document = json.loads(file.read_text(encoding="utf-8"))
        inner = document.get("features") or [document]
        for feature in inner if isinstance(inner, list) else []:
            try:
                assert parse_polygon(feature).is_valid
            except BadGeometry:
                refused.add(file.stem)
    assert {
        "invalid_unclosed",
        "problematic_self_intersection_large",
        "invalid_geometry_depth_shallow_polygon",
        "almost-180",
        "north-pole",
    } <= refused
