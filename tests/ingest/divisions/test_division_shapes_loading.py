"""Polygons of divisions: converted, repaired, matched to the list of their day, never guessed."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from division_files import (
    TWO_COUNTIES,
    counts,
    feature,
    reasons,
    rows,
    square,
    write_features,
    write_history,
)
from sqlalchemy import Engine

from ingest.divisions.claims.history import load_division_history
from ingest.divisions.derivation.registry import derive_registry
from ingest.divisions.polygons.shapes import load_division_shapes
from ingest.runs import IngestReport
from spatial.crs import gcj02_from_cgcs2000
from spatial.errors import BadDate, BadParameter, SourceRefused

BOWTIE = {
    "type": "Polygon",
    "coordinates": [[[110, 30], [111, 31], [111, 30], [110, 31], [110, 30]]],
}


@pytest.fixture
def listed(engine: Engine, tmp_path: Path) -> Engine:
    """A database with the lists of division_files."""
    load_division_history(engine, write_history(tmp_path))
    derive_registry(engine)
    return engine


def load(engine: Engine, path: Path, **changes: Any) -> IngestReport:
    parameters: dict[str, Any] = {
        "vintage": "test",
        "drawn_as_of": "2002-06-30",
        "level": "county",
        "crs": "EPSG:4490",
        "code_field": "code",
        "name_field": "name",
        "role": "base",
    }
    return load_division_shapes(engine, path, **(parameters | changes))


def shapes(engine: Engine) -> list[tuple[Any, ...]]:
    found = rows(
        engine,
        "SELECT code, name, published, ST_AsText(geom) AS wkt FROM division_shape ORDER BY code",
    )
    return [tuple(row) for row in found]


def jia(geometry: Any) -> dict[str, Any]:
    return feature(geometry, code="982121", name="甲县")


def test_polygons_are_stored_with_vintage_code_and_name(listed: Engine, tmp_path: Path) -> None:
    features = [jia(square(110, 30)), feature(square(111, 30), code=982122, name=" 乙县 ")]
    report = load(listed, write_features(tmp_path, features))
    assert (report.accepted, report.repaired, report.refused) == (2, 0, 0)
    assert [row[:3] for row in shapes(listed)] == [
        ("982121", "甲县", True),
        ("982122", "乙县", True),
    ]
    [vintage] = rows(
        listed, "SELECT name, level, drawn_as_of::text AS day, source_crs, role FROM shape_vintage"
    )
    assert tuple(vintage) == ("test", "county", "2002-06-30", "EPSG:4490", "base")
    [area] = rows(
        listed, "SELECT ST_SRID(geom) AS srid, ST_Area(geom) AS area FROM division_shape LIMIT 1"
    )
    assert (area.srid, area.area) == (4490, pytest.approx(1))


def test_gcj02_is_undone_to_a_centimetre(listed: Engine, tmp_path: Path) -> None:
    true = np.array([[110.0, 30.0], [111.0, 30.0], [111.0, 31.0], [110.0, 31.0], [110.0, 30.0]])
    shifted = {"type": "Polygon", "coordinates": [gcj02_from_cgcs2000(true).tolist()]}
    load(listed, write_features(tmp_path, [jia(shifted)]), crs="GCJ-02")
    [shape] = shapes(listed)
    stored = shapely.get_coordinates(shapely.from_wkt(shape[3]))
    assert np.abs(stored - true).max() < 1e-7
    assert np.abs(gcj02_from_cgcs2000(true) - true).max() > 1e-3


def test_projected_coordinates_come_out_as_longitude_and_latitude(
    listed: Engine, tmp_path: Path
) -> None:
    # CGCS2000 / 3-degree Gauss-Kruger CM 111E: easting 500 km lies on 111 degrees.
    path = write_features(tmp_path, [jia(square(500_000, 3_320_000, 1000))])
    load(listed, path, crs="EPSG:4546")
    [corner] = rows(listed, "SELECT ST_XMin(geom) AS lon, ST_YMin(geom) AS lat FROM division_shape")
    assert corner.lon == pytest.approx(111, abs=1e-6)
    assert corner.lat == pytest.approx(30, abs=0.1)


def test_polygon_that_crosses_itself_is_repaired_with_the_reason(
    listed: Engine, tmp_path: Path
) -> None:
    report = load(listed, write_features(tmp_path, [jia(BOWTIE)]))
    assert (report.accepted, report.repaired) == (1, 1)
    assert reasons(listed, "repaired") == ["feature 1 982121 甲县: Self-intersection"]
    [stored] = rows(
        listed, "SELECT ST_IsValid(geom) AS valid, ST_Area(geom) AS area FROM division_shape"
    )
    assert (stored.valid, stored.area) == (True, pytest.approx(0.5))


FLAT = {"type": "Polygon", "coordinates": [[[110, 30], [111, 30], [110, 30], [110, 30]]]}


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (jia(None), "no geometry"),
        (jia("POLYGON EMPTY"), "no geometry"),
        (jia({"type": "Point", "coordinates": [110, 30]}), "a Point, not a polygon"),
        (
            jia({"type": "LineString", "coordinates": [[110, 30], [111, 31]]}),
            "a LineString, not a polygon",
        ),
        (jia({"type": "Polygon", "coordinates": []}), "an empty geometry"),
        (jia({"type": "Polygon", "coordinates": [[[110, 30], [111, 31]]]}), "no GeoJSON geometry"),
        (jia({"type": "Polygon", "coordinates": [[["a", "b"]]]}), "no GeoJSON geometry"),
        (jia({"type": "Circle"}), "no GeoJSON geometry"),
        (jia(FLAT), "a polygon without area"),
        (jia(square(500_000, 3_320_000)), "are not on the earth"),
        (feature(square(110, 30), name="甲县"), "no code in the property 'code'"),
        (feature(square(110, 30), code="", name="甲县"), "no code in the property 'code'"),
        (feature(square(110, 30), code="甲", name="甲县"), "'甲' is no division code"),
        ({"type": "Feature", "properties": None, "geometry": square(110, 30)}, "no code in"),
        ({"type": "Feature", "properties": ["982121"], "geometry": square(110, 30)}, "no code in"),
        ({}, "no code in"),
        (jia(square(110, 30)) | {"id": {}}, "an id that is neither text nor number"),
        ({"type": "Feature", "properties": {"code": "982121"}}, "no member `geometry`"),
    ],
)
def test_feature_without_a_usable_polygon_or_code_is_refused_and_the_rest_is_stored(
    listed: Engine, tmp_path: Path, broken: dict[str, Any], reason: str
) -> None:
    good = feature(square(111, 30), code="982122", name="乙县")
    report = load(listed, write_features(tmp_path, [broken, good]))
    assert (report.accepted, report.refused) == (1, 1)
    [said] = reasons(listed, "refused")
    assert said.startswith("feature 1: ")
    assert reason in said
    assert [row[0] for row in shapes(listed)] == ["982122"]


def test_odd_code_is_corrected_by_the_only_namesake_of_its_prefecture(
    listed: Engine, tmp_path: Path
) -> None:
    odd = feature(square(110, 30), code="982129", name="甲县")
    report = load(listed, write_features(tmp_path, [odd]))
    assert (report.accepted, report.repaired) == (1, 1)
    assert "code 982129 of the source is 982121 (甲县)" in reasons(listed, "repaired")[0]
    assert [row[:3] for row in shapes(listed)] == [("982121", "甲县", True)]


def test_odd_code_is_not_corrected_where_two_units_bear_the_name(
    engine: Engine, tmp_path: Path
) -> None:
    twins = [
        *TWO_COUNTIES,
        "982200,西地区,prefecture,980000,2000,,",
        "982221,丙县,county,982200,2000,,",
        "982321,丙县,county,980000,2000,,",
    ]
    load_division_history(engine, write_history(tmp_path, twins))
    derive_registry(engine)
    odd = feature(square(110, 30), code="982199", name="丙县")
    assert load(engine, write_features(tmp_path, [odd])).repaired == 0
    assert [row[:3] for row in shapes(engine)] == [("982199", "丙县", False)]


def test_former_unit_that_the_source_still_draws_is_no_slip_of_its_code(
    engine: Engine, tmp_path: Path
) -> None:
    moved = [
        "980000,虚省,province,,2000,,",
        "982121,甲县,county,980000,2000,2001,982122",
        "982122,甲县,county,980000,2001,,",
    ]
    load_division_history(engine, write_history(tmp_path, moved))
    derive_registry(engine)
    load(engine, write_features(tmp_path, [jia(square(110, 30))]))
    assert [row[:3] for row in shapes(engine)] == [("982121", "甲县", False)]
    [remark] = rows(engine, "SELECT remark FROM division_shape")
    assert remark.remark == "982121 甲县 stood before the day of drawing"


def test_polygon_below_a_unit_without_lower_levels_is_kept_and_never_published(
    listed: Engine, tmp_path: Path
) -> None:
    features = [
        feature(square(120, 23), code="970100", name="彼市"),
        feature(square(121, 23), code="970121", name="彼县"),
        feature(square(110, 30), code="982121", name="甲县"),
    ]
    report = load(listed, write_features(tmp_path, features))
    assert (report.accepted, report.refused) == (3, 0)
    assert [row[:3] for row in shapes(listed)] == [
        ("970100", "彼市", False),
        ("970121", "彼县", False),
        ("982121", "甲县", True),
    ]


def test_unit_of_another_level_and_one_of_another_name_are_published_with_a_remark(
    listed: Engine, tmp_path: Path
) -> None:
    features = [
        feature(square(120, 23), code="970000", name="彼岛"),
        feature(square(110, 30), code="982121", name="甲城县"),
    ]
    load(listed, write_features(tmp_path, features))
    said = rows(listed, "SELECT code, published, remark FROM division_shape ORDER BY code")
    assert [tuple(row) for row in said] == [
        ("970000", True, "a province of the list, drawn among units of level county"),
        ("982121", True, "the list calls it 甲县, the source 甲城县"),
    ]


def test_several_polygons_of_one_code_are_one_shape_and_it_is_said(
    listed: Engine, tmp_path: Path
) -> None:
    report = load(listed, write_features(tmp_path, [jia(square(110, 30)), jia(square(113, 30))]))
    assert (report.accepted, report.repaired) == (2, 1)
    assert "joined to the polygon of 982121 before" in reasons(listed, "repaired")[0]
    [stored] = rows(listed, "SELECT ST_NumGeometries(geom) AS parts FROM division_shape")
    assert stored.parts == 2


def test_second_base_vintage_of_a_level_is_refused_and_a_second_one_is_not(
    listed: Engine, tmp_path: Path
) -> None:
    load(listed, write_features(tmp_path, [jia(square(110, 30))]))
    other = write_features(tmp_path, [jia(square(110, 30.5))], "other.geojson")
    with pytest.raises(SourceRefused, match="has its base vintage, 'test'"):
        load(listed, other, vintage="other")
    with pytest.raises(SourceRefused, match="the vintage 'test' is there already"):
        load(listed, other, role="second")
    assert counts(listed, "shape_vintage", "division_shape") == {
        "shape_vintage": 1,
        "division_shape": 1,
    }
    assert load(listed, other, vintage="other", role="second").accepted == 1


@pytest.mark.parametrize(
    ("changes", "error", "reason"),
    [
        ({"crs": "GCJ-2"}, BadParameter, "'GCJ-2' is no coordinate reference system"),
        ({"crs": "EPSG:999999"}, BadParameter, "is no coordinate reference system"),
        ({"level": "district"}, BadParameter, "unknown level 'district'"),
        ({"role": "third"}, BadParameter, "unknown role 'third'"),
        ({"drawn_as_of": "2002-02-30"}, BadDate, "not in the calendar"),
        ({"drawn_as_of": "1990-01-01"}, SourceRefused, "load the division history first"),
        ({"code_field": "adcode"}, SourceRefused, "no polygon that could be stored"),
    ],
)
def test_parameter_that_cannot_be_is_refused_and_leaves_nothing(
    listed: Engine, tmp_path: Path, changes: dict[str, str], error: type[Exception], reason: str
) -> None:
    with pytest.raises(error, match=reason):
        load(listed, write_features(tmp_path, [jia(square(110, 30))]), **changes)
    assert counts(listed, "shape_vintage", "division_shape", "ingest_remark") == {
        "shape_vintage": 0,
        "division_shape": 0,
        "ingest_remark": 0,
    }


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"code,name\n982121,x\n", "is no JSON"),
        (b"", "is no JSON"),
        (b'{"type": "FeatureCollection", "features": [', "is no JSON"),
        (b'{"type": "Feature"}', "no polygon that could be stored"),
        (b"[1, 2]", "no GeoJSON FeatureCollection"),
        (b'{"type": "FeatureCollection"}', "has no list of features"),
        (b'{"type": "FeatureCollection", "features": [1]}', "has no list of features"),
        (b'{"type": "FeatureCollection", "features": []}', "no polygon that could be stored"),
        (b"[" * 200_000, "nested too deep"),
        (b"PK\x03\x04\xff\xfe", "no UTF-8 text"),
        (gzip.compress(b'{"type": "FeatureCollection"}' * 50, mtime=0)[:-12], "half written"),
    ],
)
def test_file_of_the_wrong_kind_is_refused(
    listed: Engine, tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "shapes.geojson"
    path.write_bytes(content)
    with pytest.raises(SourceRefused, match=reason):
        load(listed, path)
    assert counts(listed, "shape_vintage") == {"shape_vintage": 0}


def test_second_load_of_the_same_vintage_changes_nothing(listed: Engine, tmp_path: Path) -> None:
    path = write_features(tmp_path, [jia(square(110, 30))])
    load(listed, path)
    assert load(listed, path).status == "unchanged"
    assert counts(listed, "shape_vintage", "division_shape") == {
        "shape_vintage": 1,
        "division_shape": 1,
    }


@pytest.mark.real_data
def test_published_vintages_are_kept_whole_and_repaired_with_reasons(
    real_divisions: Engine,
) -> None:
    runs = rows(
        real_divisions,
        "SELECT source_name, accepted, refused, (SELECT count(*) FROM division_shape"
        "   WHERE vintage_id = vintage.id) AS stored,"
        "  (SELECT count(*) FROM division_shape WHERE vintage_id = vintage.id"
        "   AND NOT ST_IsValid(geom)) AS invalid,"
        "  (SELECT count(*) FROM ingest_remark WHERE run_id = run.id"
        "   AND reason LIKE '%Self-intersection%') AS crossed"
        " FROM ingest_run AS run JOIN shape_vintage AS vintage ON vintage.run_id = run.id",
    )
    assert {tuple(run) for run in runs} == {
        ("cn_county_tianditu.geojson.gz", 2891, 0, 2891, 0, 0),
        ("cn_city_tianditu.geojson.gz", 375, 0, 375, 0, 0),
        ("cn_province_tianditu.geojson.gz", 34, 0, 34, 0, 0),
        ("cn_county_2020.geojson.gz", 2855, 0, 2855, 0, 183),
    }


@pytest.mark.real_data
def test_odd_codes_of_the_published_polygons_are_those_that_are_known(
    real_divisions: Engine,
) -> None:
    said = rows(
        real_divisions,
        "SELECT split_part(record, ' ', 3) AS code, split_part(record, ' ', 4) AS name"
        " FROM ingest_remark JOIN ingest_run AS run ON run.id = run_id"
        " WHERE source_name = 'cn_county_tianditu.geojson.gz' AND disposition = 'repaired'"
        " AND record LIKE 'feature %'",
    )
    assert {tuple(row) for row in said} == {
        ("460321", "西沙区"), ("460322", "南沙区"), ("540422", "米林市"), ("540530", "错那市"),
    }  # fmt: skip


@pytest.mark.real_data
def test_gcj02_vintage_lies_on_the_other_one_after_conversion(real_divisions: Engine) -> None:
    [found] = rows(
        real_divisions,
        "SELECT count(*) AS counties, percentile_cont(0.5) WITHIN GROUP ("
        "   ORDER BY ST_X(ST_Centroid(a.geom)) - ST_X(ST_Centroid(b.geom))) AS east,"
        " percentile_cont(0.5) WITHIN GROUP ("
        "   ORDER BY ST_Y(ST_Centroid(a.geom)) - ST_Y(ST_Centroid(b.geom))) AS north"
        " FROM division_shape AS a JOIN division_shape AS b USING (code, name)"
        " WHERE a.vintage_id = (SELECT id FROM shape_vintage WHERE name = 'datav-2020')"
        " AND b.vintage_id = (SELECT id FROM shape_vintage WHERE name = 'tianditu')",
    )
    assert found.counties > 2700
    # Before it, the medians were +0.00497 and -0.00169 degrees.
    assert abs(found.east) < 6e-4
    assert abs(found.north) < 6e-4
