"""Areas from lists and polygons: built once, whole or not at all, anew when something changed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from division_files import counts, feature, rows, square, write_features, write_history
from sqlalchemy import Engine, Row, text

from ingest.boundaries.markers import load_boundary_markers
from ingest.divisions.claims.history import load_division_history
from ingest.divisions.coverage import areas
from ingest.divisions.coverage.areas import build_areas
from ingest.divisions.coverage.drawings import CANVASES
from ingest.divisions.derivation.registry import derive_registry
from ingest.divisions.polygons.lines import load_boundary_lines
from ingest.divisions.polygons.shapes import load_division_shapes

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


def load_history(engine: Engine, folder: Path, *more: str) -> None:
    """The little register, or one of some further rows, derived from its file."""
    path = write_history(folder, more, name="more.csv") if more else write_history(folder)
    load_division_history(engine, path)
    derive_registry(engine)


@pytest.fixture
def loaded(engine: Engine, tmp_path: Path) -> Engine:
    """Two counties and an island province, loaded and not built yet."""
    load_history(engine, tmp_path)
    load_shapes(engine, tmp_path, *SHAPES)
    return engine


def built(engine: Engine) -> list[Row[Any]]:
    """The areas that are known now."""
    return rows(
        engine,
        "SELECT id, level, code, valid, known, geom FROM division_area WHERE upper_inf(known)"
        " ORDER BY id",
    )


def at(engine: Engine, level: str, day: date) -> dict[str, tuple[Any, ...]]:
    found = rows(
        engine,
        "SELECT code, name, grade, flag, ST_Area(geom) AS area FROM division_area"
        " WHERE level = :level AND valid @> CAST(:day AS date) AND upper_inf(known)",
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


def test_every_area_is_drawn_on_every_canvas_and_labelled_inside(loaded: Engine) -> None:
    build_areas(loaded)
    found = rows(
        loaded,
        "SELECT area.id, count(*) AS canvases, bool_and(ST_IsValid(shape)"
        " AND NOT ST_IsEmpty(shape) AND ST_Covers(shape, label)"
        " AND ST_Equals(shape, ST_SnapToGrid(shape, 1))"
        " AND ST_Contains(area.geom, label_point)) AS good"
        " FROM division_area AS area JOIN division_drawing AS drawing USING (outline_id)"
        " GROUP BY area.id",
    )
    assert len(found) == len(built(loaded))
    assert {(row.canvases, row.good) for row in found} == {(len(CANVASES), True)}


def test_areas_of_the_same_atoms_share_their_drawings(loaded: Engine) -> None:
    build_areas(loaded)
    [found] = rows(
        loaded,
        "SELECT count(*) AS areas, count(DISTINCT outline_id) AS outlines,"
        " (SELECT count(*) FROM division_drawing) AS drawings FROM division_area",
    )
    assert found.outlines < found.areas
    assert found.drawings >= found.outlines * len(CANVASES)


def test_second_build_does_nothing(loaded: Engine, tmp_path: Path) -> None:
    build_areas(loaded)
    before = built(loaded)
    build_areas(loaded)
    load_history(loaded, tmp_path)
    build_areas(loaded)
    assert built(loaded) == before


def test_new_source_adds_what_is_new_and_keeps_the_rest_with_id_drawings_and_instant(
    loaded: Engine, tmp_path: Path
) -> None:
    build_areas(loaded)
    before = built(loaded)
    drawings = (
        "SELECT area.id AS area_id, srid, zoom, shape FROM division_drawing"
        " JOIN division_area AS area USING (outline_id) ORDER BY area.id, srid, zoom"
    )
    drawn = {row.area_id: row for row in rows(loaded, drawings)}
    load_history(loaded, tmp_path, "982100,东州,prefecture,980000,2003,,")
    build_areas(loaded)
    after = built(loaded)
    assert {row.id for row in before} & {row.id for row in after}
    assert {tuple(row) for row in after if row.level == "county"} == {
        tuple(row) for row in before if row.level == "county"
    }
    now = {row.area_id: row for row in rows(loaded, drawings)}
    assert now.keys() >= {row.id for row in after}
    assert all(drawn[row.id] == now[row.id] for row in after if row in before)


def test_r1_4_area_that_was_true_is_still_answered_as_known_then(
    loaded: Engine, tmp_path: Path
) -> None:
    build_areas(loaded)
    [then] = rows(loaded, "SELECT clock_timestamp() AS instant")
    load_history(loaded, tmp_path, "982121,甲旗,county,982100,2000,,")
    build_areas(loaded)
    names = (
        "SELECT name FROM division_area WHERE level = 'county' AND code = '982121'"
        " AND valid @> DATE '2005-01-01' AND known @> CAST(:instant AS timestamptz)"
    )
    assert [row.name for row in rows(loaded, names, instant=then.instant)] == ["甲县"]
    assert [row.name for row in rows(loaded, names, instant="infinity")] == ["甲旗"]
    gone = rows(
        loaded,
        "SELECT count(*) AS drawings FROM division_area AS area"
        " JOIN division_drawing AS drawing USING (outline_id)"
        " WHERE NOT upper_inf(area.known) AND drawing.known @> CAST(:instant AS timestamptz)"
        " GROUP BY area.id",
        instant=then.instant,
    )
    assert {row.drawings for row in gone} == {len(CANVASES)}


def test_build_made_by_other_rules_keeps_the_ids_of_areas_that_are_the_same(
    loaded: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_areas(loaded)
    before = built(loaded)
    monkeypatch.setattr(areas, "RULES", areas.RULES + 1)
    build_areas(loaded)
    assert built(loaded) == before
    assert counts(loaded, "division_atom") == {"division_atom": 3}


def test_polygons_drawn_otherwise_make_new_atoms_and_end_the_old_ones(
    loaded: Engine, tmp_path: Path
) -> None:
    build_areas(loaded)
    with loaded.begin() as connection:
        connection.execute(
            text(
                "UPDATE division_shape SET geom = ST_Multi(ST_MakeEnvelope(111, 30, 113, 31, 4490))"
                " WHERE code = '982122'"
            )
        )
        connection.execute(text("DELETE FROM division_build"))
    build_areas(loaded)
    atoms = rows(
        loaded,
        "SELECT code, count(*) AS versions, count(*) FILTER (WHERE upper_inf(known)) AS standing"
        " FROM division_atom GROUP BY code",
    )
    assert {row.code: (row.versions, row.standing) for row in atoms} == {
        "982121": (1, 1),
        "982122": (2, 1),
        "970000": (1, 1),
    }
    assert at(loaded, "county", date(2005, 1, 1))["982122"] == ("乙县", "held", None, 2.0)


def test_area_has_its_days_on_every_basis_and_is_drawn_where_only_another_one_has_it(
    loaded: Engine,
) -> None:
    # 甲县 is 甲旗 from 2004 on lists; it was announced in 2005 and approved in 2002 already. The
    # transfer of 2003 is one of 甲旗, so that by approvals alone its shape before is uncertain.
    with loaded.begin() as connection:
        connection.execute(
            text(
                "UPDATE division SET valid = '[2000-12-31,2004-12-31)',"
                " valid_announced = '[2000-12-31,2005-06-01)',"
                " valid_approved = '[2000-12-31,2002-03-01)' WHERE code = '982121'"
            )
        )
        connection.execute(
            text(
                "INSERT INTO division (code, name, level, parent_code, identity_id, valid,"
                " valid_announced, valid_approved, run_id, scheme)"
                " SELECT code, '甲旗', level, parent_code, identity_id, '[2004-12-31,)',"
                " '[2005-06-01,)', '[2002-03-01,)', run_id, scheme FROM division"
                " WHERE code = '982121'"
            )
        )
        connection.execute(
            text(
                "UPDATE division_effect SET predecessor_id ="
                " (SELECT id FROM division WHERE name = '甲旗')"
            )
        )
    build_areas(loaded)
    for basis, change in (
        ("valid", date(2004, 12, 31)),
        ("valid_announced", date(2005, 6, 1)),
        ("valid_approved", date(2002, 3, 1)),
    ):
        for name, day in (("甲县", change - timedelta(1)), ("甲旗", change)):
            found = rows(
                loaded,
                "SELECT name FROM division_area WHERE level = 'county' AND code = '982121'"
                f" AND {basis} @> CAST(:day AS date)",
                day=day,
            )
            assert [row.name for row in found] == [name]
    areas_found = rows(
        loaded,
        "SELECT name, grade, isempty(valid) AS elsewhere,"
        " EXISTS (SELECT FROM division_drawing AS one WHERE one.outline_id = area.outline_id)"
        " AS drawn FROM division_area AS area WHERE level = 'county'",
    )
    assert {(row.name, row.grade) for row in areas_found if row.elsewhere} == {
        ("甲县", "approximate"),
        ("甲旗", "approximate"),
        ("乙县", "approximate"),
    }
    assert all(row.drawn for row in areas_found)


def test_atoms_of_an_area_are_its_shape_and_their_parts_cover_them(loaded: Engine) -> None:
    build_areas(loaded)
    found = rows(
        loaded,
        "SELECT area.id, ST_Area(area.geom) AS whole, sum(ST_Area(atom.geom)) AS atoms,"
        " sum((SELECT sum(ST_Area(part.geom)) FROM division_atom_part AS part"
        "  WHERE part.atom_id = atom.id)) AS parts"
        " FROM division_area AS area JOIN division_area_atom ON area_id = area.id"
        " JOIN division_atom AS atom ON atom.id = atom_id GROUP BY area.id",
    )
    assert len(found) == len(built(loaded))
    for row in found:
        assert row.atoms == pytest.approx(row.whole)
        assert row.parts == pytest.approx(row.whole)


def test_build_that_fails_leaves_the_one_before(
    loaded: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_areas(loaded)
    before = built(loaded)
    drawings = counts(loaded, "division_drawing", "layer_edition")
    load_history(loaded, tmp_path, "982121,甲旗,county,982100,2000,,")

    def fail(*_: object) -> None:
        raise RuntimeError("the last step fails")

    with monkeypatch.context() as patch:
        patch.setattr(areas, "_store_editions", fail)
        with pytest.raises(RuntimeError, match="the last step fails"):
            build_areas(loaded)
    assert built(loaded) == before
    assert counts(loaded, "division_drawing", "layer_edition") == drawings
    build_areas(loaded)
    assert built(loaded) != before


def test_database_without_lists_or_polygons_builds_nothing(engine: Engine, tmp_path: Path) -> None:
    build_areas(engine)
    load_history(engine, tmp_path)
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
    load_history(engine, tmp_path)
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
