"""Boundary lines: kinds, days, drawings that lose no part, and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from division_files import counts, feature, reasons, rows, square, write_features
from sqlalchemy import Engine

from ingest.divisions.coverage.drawings import CANVASES
from ingest.divisions.coverage.lines import draw_lines
from ingest.divisions.polygons.lines import load_boundary_lines
from spatial.errors import BadParameter, SourceRefused

LINE = {"type": "LineString", "coordinates": [[110, 20], [111, 20.5], [112, 20]]}
# Two dashes of a hundred metres: at the lowest zooms each is far smaller than a pixel.
DASHES = {
    "type": "MultiLineString",
    "coordinates": [[[110, 20], [110.0005, 20], [110.001, 20]], [[111, 20], [111.001, 20]]],
}


def test_lines_are_stored_with_their_kind_whatever_language_names_it(
    engine: Engine, tmp_path: Path
) -> None:
    features = [feature(LINE, name="九段线"), feature(LINE, name="sar"), feature(LINE, name="省界")]
    report = load_boundary_lines(
        engine, write_features(tmp_path, features), crs="EPSG:4490", kind_field="name"
    )
    assert (report.accepted, report.refused) == (3, 0)
    stored = rows(engine, "SELECT kind, name, ST_SRID(geom) FROM boundary_line ORDER BY id")
    assert [tuple(row) for row in stored] == [
        ("dashed_line", "九段线", 4490),
        ("sar", "sar", 4490),
        ("province", "省界", 4490),
    ]


def test_undated_line_holds_for_every_day_and_a_dated_one_until_its_end(
    engine: Engine, tmp_path: Path
) -> None:
    features = [
        feature(LINE),
        feature(LINE, name="旧界", valid_from="1990-01-01", valid_to="1997-07-01"),
        feature(LINE, valid_from=None, valid_to="1997-07-01"),
    ]
    path = write_features(tmp_path, features)
    load_boundary_lines(engine, path, crs="EPSG:4490", kind="national")
    stored = rows(
        engine, "SELECT name, lower(valid) AS a, upper(valid) AS b FROM boundary_line ORDER BY id"
    )
    assert [tuple(row) for row in stored] == [
        ("国界", None, None),
        ("旧界", date(1990, 1, 1), date(1997, 7, 1)),
        ("国界", None, date(1997, 7, 1)),
    ]


def drawn(engine: Engine) -> list[Any]:
    """The drawings of the lines that are not drawn yet."""
    with engine.begin() as connection:
        draw_lines(connection)
        assert draw_lines(connection) == []
    return rows(
        engine,
        "SELECT srid, zoom, ST_NumGeometries(shape) AS parts, ST_Length(shape) AS length,"
        " (SELECT min(ST_Length(part.geom)) FROM ST_Dump(shape) AS part) AS shortest,"
        " ST_Equals(shape, ST_SnapToGrid(shape, 1)) AS whole"
        " FROM boundary_line_drawing ORDER BY srid, zoom",
    )


def test_no_canvas_loses_a_dash_that_is_smaller_than_a_pixel(
    engine: Engine, tmp_path: Path
) -> None:
    path = write_features(tmp_path, [feature(DASHES)])
    load_boundary_lines(engine, path, crs="EPSG:4490", kind="dashed_line")
    drawings = drawn(engine)
    assert len(drawings) == len(CANVASES)
    assert {(drawing.parts, drawing.whole) for drawing in drawings} == {(2, True)}
    assert min(drawing.shortest for drawing in drawings) >= 1
    # Two thousandths of a degree on the equator of Web Mercator, in pixels of zoom 12.
    [finest] = [one for one in drawings if (one.srid, one.zoom) == (3857, 12)]
    assert finest.length == pytest.approx(222.639 / (40075016.68557849 / 4096 / 4096), abs=2)


def test_polygon_gives_its_rings_and_a_tiny_island_stays(engine: Engine, tmp_path: Path) -> None:
    path = write_features(tmp_path, [feature(square(110, 20, 0.0001))])
    load_boundary_lines(engine, path, crs="EPSG:4490", kind="national")
    drawings = drawn(engine)
    assert len(drawings) == len(CANVASES)
    assert {drawing.parts for drawing in drawings} == {1}
    assert min(drawing.shortest for drawing in drawings) >= 1


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (feature(LINE, name="乡界"), "unknown kind of line '乡界'"),
        (feature(LINE), "unknown kind of line None"),
        (feature(None, name="省界"), "no geometry"),
        (
            feature({"type": "Point", "coordinates": [110, 20]}, name="省界"),
            "a Point, neither line nor polygon",
        ),
        (feature(LINE, name="省界", valid_from="1990"), "'1990' is no date"),
        (feature(LINE, name="省界", valid_from="1990-02-30"), "not in the calendar"),
        (
            feature(LINE, name="省界", valid_from="1997-07-01", valid_to="1997-07-01"),
            "not after its start",
        ),
    ],
)
def test_feature_that_is_no_line_of_a_known_kind_and_period_is_refused(
    engine: Engine, tmp_path: Path, broken: dict[str, Any], reason: str
) -> None:
    path = write_features(tmp_path, [feature(LINE, name="国界"), broken])
    report = load_boundary_lines(engine, path, crs="EPSG:4490", kind_field="name")
    assert (report.accepted, report.refused) == (1, 1)
    [said] = reasons(engine, "refused")
    assert said.startswith("feature 2: ")
    assert reason in said


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"crs": "EPSG:4490"}, "say either kind or kind_field"),
        ({"crs": "EPSG:4490", "kind": "sar", "kind_field": "name"}, "say either kind"),
        ({"crs": "EPSG:4490", "kind": "coast"}, "unknown kind of line 'coast'"),
        ({"crs": "GCJ", "kind": "sar"}, "no coordinate reference system"),
    ],
)
def test_parameters_that_cannot_be_are_refused(
    engine: Engine, tmp_path: Path, parameters: dict[str, str], reason: str
) -> None:
    with pytest.raises(BadParameter, match=reason):
        load_boundary_lines(engine, write_features(tmp_path, [feature(LINE)]), **parameters)
    assert counts(engine, "boundary_line") == {"boundary_line": 0}


def test_file_without_any_line_leaves_nothing(engine: Engine, tmp_path: Path) -> None:
    path = write_features(tmp_path, [feature(None)])
    with pytest.raises(SourceRefused, match="no boundary line that could be stored"):
        load_boundary_lines(engine, path, crs="EPSG:4490", kind="sar")
    assert counts(engine, "boundary_line", "ingest_remark") == {
        "boundary_line": 0,
        "ingest_remark": 0,
    }


def test_second_load_of_the_same_lines_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    path = write_features(tmp_path, [feature(LINE)])
    load_boundary_lines(engine, path, crs="EPSG:4490", kind="sar")
    assert load_boundary_lines(engine, path, crs="EPSG:4490", kind="sar").status == "unchanged"
    assert counts(engine, "boundary_line") == {"boundary_line": 1}
