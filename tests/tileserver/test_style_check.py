"""A style that filters away what a map must show is found out (R5.4)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from spatial.errors import MapIncomplete
from tileserver.map_check.checking import check_maps, require_complete
from tileserver.map_check.style_check import ZOOMS, look_through_style
from tileserver.map_check.style_filters import Sample, UnknownOperator, passes

UNNAMED = "南海断续线（100000，无名称）"


def style_of(*, areas: Any = None, lines: Any = None, **more: Any) -> dict[str, Any]:
    """A fill of the counties and a line for the borders, with these filters."""
    fill = {"id": "counties", "type": "fill", "source": "a", "source-layer": "county"}
    line = {"id": "borders", "type": "line", "source": "b", "source-layer": "boundary_line"}
    if areas is not None:
        fill["filter"] = areas
    if lines is not None:
        line["filter"] = lines
    return {"version": 8, "sources": {}, "layers": [fill | more, line]}


def in_order(one: object) -> str:
    """The name of a case: the same in every process, whatever order its sets have."""
    return str(sorted(one) if isinstance(one, set) else one)


def missing(style: dict[str, Any]) -> set[str]:
    return set(look_through_style(style).missing)


def test_r5_4_style_without_filters_drops_nothing() -> None:
    assert missing(style_of()) == set()


@pytest.mark.parametrize(
    "rule",
    [
        ["!=", ["get", "name"], ""],
        ["!=", "name", ""],
        [">", ["length", ["get", "name"]], 0],
        ["all", ["has", "name"], ["!", ["==", ["get", "name"], ""]]],
        ["!in", "code", "100000"],
        ["match", ["get", "code"], ["100000"], False, True],
    ],
    ids=in_order,
)
def test_r5_4_filter_that_drops_the_unnamed_dashed_line_is_named(rule: list[Any]) -> None:
    findings = look_through_style(style_of(areas=rule))
    assert findings.missing == {UNNAMED: list(ZOOMS)}
    assert findings.dropped_by == {UNNAMED: ["counties"]}


@pytest.mark.parametrize(
    ("rule", "gone"),
    [
        (["!=", ["get", "code"], "710000"], {"台湾省"}),
        (["!in", "code", "810000", "820000"], {"香港特别行政区", "澳门特别行政区"}),
        (["!=", ["slice", ["get", "code"], 0, 2], "46"], {"海南省"}),
        (["none", ["==", "code", "710000"], ["==", "code", "310000"]], {"台湾省", "上海市"}),
        (["!=", ["get", "grade"], "no_data"], {"无数据的地区"}),
        (["!", ["has", "flag"]], {"无数据的地区"}),
        (["<", ["to-number", ["get", "code"]], 700000], {
            "台湾省", "香港特别行政区", "澳门特别行政区", "无数据的地区",
        }),
        (["case", ["==", ["get", "code"], "710000"], False, True], {"台湾省"}),
    ],
    ids=in_order,
)  # fmt: skip
def test_r5_4_r5_5_areas_that_a_filter_drops_are_named(rule: list[Any], gone: set[str]) -> None:
    assert missing(style_of(areas=rule)) == gone


@pytest.mark.parametrize(
    ("rule", "gone"),
    [
        (["==", ["get", "kind"], "national"], {"南海断续线", "未定国界"}),
        (["!=", "kind", "dashed_line"], {"南海断续线"}),
        (["in", ["get", "kind"], ["literal", ["dashed_line", "undetermined"]]], {"国界"}),
        (["in", "kind", "dashed_line", "national", "undetermined"], set()),
    ],
    ids=in_order,
)
def test_r5_4_lines_that_a_filter_drops_are_named(rule: list[Any], gone: set[str]) -> None:
    assert missing(style_of(lines=rule)) == gone


def test_r5_4_layer_that_is_hidden_or_absent_draws_nothing() -> None:
    assert "台湾省" in missing(style_of(layout={"visibility": "none"}))
    assert "台湾省" in missing(style_of(paint={"fill-opacity": 0}))
    without = style_of()
    without["layers"] = without["layers"][:1]
    assert missing(without) == {"南海断续线", "国界", "未定国界"}


def test_r5_4_zooms_at_which_a_thing_is_not_drawn_are_named() -> None:
    findings = look_through_style(style_of(minzoom=6))
    assert findings.missing["台湾省"] == [3, 4, 5]
    by_zoom = style_of(areas=["step", ["zoom"], ["!=", ["get", "code"], "710000"], 5, True])
    assert look_through_style(by_zoom).missing == {"台湾省": [3, 4]}


def test_r5_4_names_alone_do_not_draw_an_area() -> None:
    style = style_of()
    style["layers"][0] |= {"type": "symbol", "source-layer": "county_label"}
    assert "台湾省" in missing(style)


def test_r5_4_two_layers_that_share_the_country_drop_nothing() -> None:
    """As the web map draws what is held as a plain fill, and the rest hatched."""
    style = style_of(areas=["==", ["get", "grade"], "no_data"])
    rest = dict(style["layers"][0]) | {"filter": ["!=", ["get", "grade"], "no_data"], "id": "rest"}
    style["layers"].append(rest)
    assert missing(style) == set()


def test_r5_4_lines_of_something_else_do_not_stand_for_the_border() -> None:
    """A track or an answer is drawn as a line without a filter too."""
    style = style_of(lines=["!=", ["get", "kind"], "dashed_line"])
    style["sources"]["answer"] = {"type": "geojson", "data": collection({"kind": "place"})}
    style["layers"] += [
        {"id": "tracks", "type": "line", "source": "t", "source-layer": "track"},
        {"id": "answers", "type": "line", "source": "answer"},
        {"id": "roads", "type": "line", "source": "r", "source-layer": "roads"},
    ]
    assert missing(style) == {"南海断续线"}
    style["sources"]["answer"]["data"] = collection({"kind": "dashed_line"})
    assert missing(style) == set()


def collection(properties: dict[str, Any]) -> dict[str, Any]:
    line = {"type": "MultiLineString", "coordinates": [[[119.0, 15.0], [119.1, 16.0]]]}
    feature = {"type": "Feature", "properties": properties, "geometry": line}
    return {"type": "FeatureCollection", "features": [feature]}


def test_r5_4_style_over_tiles_of_others_is_judged_by_its_filters() -> None:
    style = style_of(areas=["!=", ["get", "name"], ""])
    for layer in style["layers"]:
        layer["source-layer"] = "china"
    # A line layer without a filter draws the outline of the polygon too.
    assert missing(style) == set()
    style["layers"][1]["filter"] = ["==", "$type", "LineString"]
    assert missing(style) == {UNNAMED}


def test_filter_that_cannot_be_judged_counts_as_dropping_and_is_told(tmp_path: Path) -> None:
    style = style_of(areas=["within", {"type": "Polygon", "coordinates": []}])
    findings = look_through_style(style)
    assert "台湾省" in findings.missing
    assert "within" in findings.not_judged["counties"]
    (tmp_path / "style.json").write_text(json.dumps(style), encoding="utf-8")
    with pytest.raises(MapIncomplete, match="台湾省"):
        require_complete(check_maps([str(tmp_path / "style.json")]))
    assert any("无从判断" in line for line in check_maps([str(tmp_path / "style.json")]).lines)


@pytest.mark.parametrize(
    ("rule", "answer"),
    [
        (None, True),
        (["==", "$type", "Polygon"], True),
        (["==", ["geometry-type"], "Point"], False),
        (["has", "code"], True),
        (["!has", "missing"], True),
        (["any", ["==", "code", "1"], ["==", "code", "110000"]], True),
        ([">=", ["to-number", ["get", "code"]], 110000], True),
        (["<", ["get", "code"], 3], False),
        (["in", "0000", ["get", "code"]], True),
        (["==", ["coalesce", ["get", "missing"], ["get", "name"]], "北京市"], True),
        (["==", ["concat", ["get", "code"], "x"], "110000x"], True),
        (["boolean", ["get", "capital"], False], True),
        (["==", ["index-of", "京", ["get", "name"]], 1], True),
        (["!=", ["%", ["to-number", ["get", "code"]], 10000], 0], False),
    ],
    ids=in_order,
)
def test_filters_are_judged_as_maplibre_judges_them(rule: Any, answer: bool) -> None:
    sample = Sample({"code": "110000", "name": "北京市", "capital": True}, "Polygon")
    assert passes(rule, sample, 5) is answer


def test_unknown_operator_is_not_guessed() -> None:
    with pytest.raises(UnknownOperator, match="distance"):
        passes(["<", ["distance", {}], 3], Sample({}, "Point"), 5)
