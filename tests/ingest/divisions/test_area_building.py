"""Areas from lists and polygons: built once, whole or not at all, anew when something changed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from division_files import counts, feature, rows, square, write_features, write_history
from sqlalchemy import Engine, Row

from ingest.divisions import areas
from ingest.divisions.areas import build_areas
from ingest.divisions.history import load_division_history
from ingest.divisions.lines import load_boundary_lines
from ingest.divisions.markers import load_boundary_markers
from ingest.divisions.shapes import load_division_shapes

BANDS = (0, 3, 5, 7, 9, 11)
SHAPES = (
    feature(square(110, 30), code="982121", name="甲县"),
    feature(square(111, 30), code="982122", name="乙县"),
    feature(square(120, 23), code="970100", name="彼市"),
    feature(square(121, 23), code="970200", name="彼县"),
)


def load_shapes(engine: Engine, folder: Path, *shapes: dict[str, Any], **changes: str) -> None:
    path = write_features(folder, shapes, "shapes.geojson")
    load_division_shapes(
        engine,
        path,
        **{"vintage": "test", "level": "county", "role": "base", "drawn_as_of": "2005-12-31"}
        | changes,
        crs="EPSG:4490",
        code_field="code",
        name_field="name",
    )


@pytest.fixture
def loaded(engine: Engine, tmp_path: Path) -> Engine:
    """Two counties and an island province, loaded and not built yet."""
    load_division_history(engine, write_history(tmp_path))
    load_shapes(engine, tmp_path, *SHAPES)
    return engine


def built(engine: Engine) -> list[Row[Any]]:
    return rows(engine, "SELECT id, level, code, valid, geom FROM division_area ORDER BY id")


def at(engine: Engine, level: str, day: date) -> dict[str, tuple[Any, ...]]:
    found = rows(
        engine,
        "SELECT code, name, grade, flag, ST_Area(geom) AS area FROM division_area"
        " WHERE level = :level AND valid @> CAST(:day AS date)",
        level=level, day=day,
    )  # fmt: skip
    return {row.code: (row.name, row.grade, row.flag, round(row.area, 6)) for row in found}


def test_areas_of_every_level_and_time_are_built(loaded: Engine) -> None:
    build_areas(loaded)
    assert at(loaded, "county", date(2005, 1, 1)) == {
        "982121": ("甲县", "held", None, 1.0),
        "982122": ("乙县", "held", None, 1.0),
        "970000": ("彼岛", "held", "no_lower_levels", 2.0),
    }
    assert at(loaded, "county", date(2001, 12, 31)) == {
        "982121": ("甲县", "approximate", None, 1.0),
        "982122": ("乙县", "approximate", None, 1.0),
        "970000": ("彼岛", "held", "no_lower_levels", 2.0),
    }
    assert at(loaded, "prefecture", date(2001, 12, 31)) == {
        "982100": ("东地区", "held", None, 2.0),
        "970000": ("彼岛", "held", "no_lower_levels", 2.0),
    }
    assert at(loaded, "province", date(2001, 12, 31)) == {
        "980000": ("虚省", "held", None, 2.0),
        "970000": ("彼岛", "held", None, 2.0),
    }
    for level in ("province", "prefecture", "county"):
        assert at(loaded, level, date(1999, 12, 31)) == {
            "980000": ("虚省", "no_data", "no_data", 2.0),
            "970000": ("彼岛", "no_data", "no_data", 2.0),
        }


def test_editions_are_the_days_on_which_a_layer_changes(loaded: Engine) -> None:
    build_areas(loaded)
    found = rows(loaded, "SELECT layer, starts FROM layer_edition ORDER BY layer, starts")
    assert [tuple(row) for row in found] == [
        ("county", date.min),
        ("county", date(2000, 12, 31)),
        ("county", date(2003, 12, 31)),
        ("prefecture", date.min),
        ("prefecture", date(2000, 12, 31)),
        ("province", date.min),
        ("province", date(2000, 12, 31)),
    ]


def test_editions_of_lines_and_markers_start_and_end_with_them(
    loaded: Engine, tmp_path: Path
) -> None:
    line = {"type": "LineString", "coordinates": [[110, 20], [111, 20]]}
    dated = feature(line, valid_from="1990-01-01", valid_to="1997-07-01")
    lines = write_features(tmp_path, [feature(line), dated], "lines.geojson")
    load_boundary_lines(loaded, lines, crs="EPSG:4490", kind="province")
    markers = tmp_path / "markers.csv"
    markers.write_text(
        "number,line_name,lon,lat,valid_from,valid_to,state\n1,线,110,20,1995-06-01,,完好\n"
    )
    load_boundary_markers(loaded, markers)
    build_areas(loaded)
    found = rows(
        loaded,
        "SELECT layer, starts FROM layer_edition WHERE layer LIKE 'boundary%' ORDER BY 1, 2",
    )
    assert [tuple(row) for row in found] == [
        ("boundary_line", date.min),
        ("boundary_line", date(1990, 1, 1)),
        ("boundary_line", date(1997, 7, 1)),
        ("boundary_marker", date.min),
        ("boundary_marker", date(1995, 6, 1)),
    ]


def test_every_area_is_drawn_in_every_band_and_labelled_inside(loaded: Engine) -> None:
    build_areas(loaded)
    found = rows(
        loaded,
        "SELECT area.id, count(*) AS bands, bool_and(ST_IsValid(drawing.geom)"
        " AND NOT ST_IsEmpty(drawing.geom) AND ST_SRID(drawing.geom) = 3857"
        " AND ST_Contains(area.geom, label_point)) AS good"
        " FROM division_area AS area JOIN division_area_drawing AS drawing ON area_id = area.id"
        " GROUP BY area.id",
    )
    assert len(found) == len(built(loaded))
    assert {(row.bands, row.good) for row in found} == {(len(BANDS), True)}


def test_second_build_does_nothing(loaded: Engine, tmp_path: Path) -> None:
    build_areas(loaded)
    before = built(loaded)
    build_areas(loaded)
    load_division_history(loaded, write_history(tmp_path))
    build_areas(loaded)
    assert built(loaded) == before


def test_new_source_builds_anew(loaded: Engine, tmp_path: Path) -> None:
    build_areas(loaded)
    before = {row.id for row in built(loaded)}
    more = write_history(tmp_path, ["982123,丙县,county,982100,2004,,"], name="more.csv")
    load_division_history(loaded, more)
    build_areas(loaded)
    after = built(loaded)
    assert after
    assert before.isdisjoint(row.id for row in after)


def test_build_made_by_older_rules_is_made_anew(
    loaded: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_areas(loaded)
    before = {row.id for row in built(loaded)}
    monkeypatch.setattr(areas, "RULES", areas.RULES + 1)
    build_areas(loaded)
    assert before.isdisjoint(row.id for row in built(loaded))


def test_build_that_fails_leaves_the_one_before(
    loaded: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_areas(loaded)
    before = built(loaded)
    drawings = counts(loaded, "division_area_drawing", "layer_edition")
    load_division_history(
        loaded, write_history(tmp_path, ["982123,丙县,county,982100,2004,,"], name="more.csv")
    )

    def fail(*_: object) -> None:
        raise RuntimeError("the last step fails")

    with monkeypatch.context() as patch:
        patch.setattr(areas, "_store_editions", fail)
        with pytest.raises(RuntimeError, match="the last step fails"):
            build_areas(loaded)
    assert built(loaded) == before
    assert counts(loaded, "division_area_drawing", "layer_edition") == drawings
    build_areas(loaded)
    assert built(loaded) != before


def test_database_without_lists_or_polygons_builds_nothing(engine: Engine, tmp_path: Path) -> None:
    build_areas(engine)
    load_division_history(engine, write_history(tmp_path))
    build_areas(engine)
    assert counts(engine, "division_area", "layer_edition") == {
        "division_area": 0,
        "layer_edition": 0,
    }


def test_second_vintage_draws_nothing_of_its_own(loaded: Engine, tmp_path: Path) -> None:
    build_areas(loaded)
    before = at(loaded, "county", date(2005, 1, 1))
    other = feature(square(110, 30, 3), code="982121", name="甲县")
    load_shapes(loaded, tmp_path, other, vintage="other", role="second")
    build_areas(loaded)
    assert at(loaded, "county", date(2005, 1, 1)) == before


def test_slivers_between_polygons_go_to_one_of_them_and_real_overlaps_to_both(
    engine: Engine, tmp_path: Path
) -> None:
    load_division_history(engine, write_history(tmp_path))
    load_shapes(
        engine,
        tmp_path,
        feature(square(110, 30), code="982121", name="甲县"),
        feature(square(110.9, 30), code="982122", name="乙县"),
        feature(square(111.8999999, 30), code="970000", name="彼岛"),
    )
    build_areas(engine)
    day = date(2005, 1, 1)
    assert at(engine, "county", day) == {
        "982121": ("甲县", "held", None, 0.9),
        "982122": ("乙县", "held", None, 0.9),
        "": ("乙县／甲县", "unknown", "doubly_covered", 0.1),
        "970000": ("彼岛", "held", "no_lower_levels", 1.0),
    }
    named = rows(
        engine,
        "SELECT unit.code FROM division_area_candidate JOIN division AS unit"
        " ON unit.id = division_id JOIN division_area AS area ON area.id = area_id"
        " WHERE area.level = 'county' AND area.valid @> CAST(:day AS date) ORDER BY 1",
        day=day,
    )
    assert [row.code for row in named] == ["982121", "982122"]
