"""Every file of `malformed/` ends accepted, repaired or refused, as its INDEX says.

The class is in the names of the GeoJSON files: valid ones are read without a remark, invalid ones
are repaired with a note or refused with a reason, problematic ones are read, repaired or refused.
"""

from __future__ import annotations

import csv
import json
import os
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely
from shapely.geometry import shape
from sqlalchemy import Engine, text

from ingest.divisions.polygons.dated_polygons import load_dated_polygons
from ingest.divisions.polygons.dbf_encoding import encoding_of
from ingest.divisions.polygons.geojson_structure import feature_geometry
from ingest.divisions.polygons.geometry import (
    read_geometry,
    read_noted,
    read_polygons,
    winding_note,
)
from ingest.divisions.polygons.geometry_files import read_feature_file
from ingest.divisions.polygons.lines import load_boundary_lines
from spatial.errors import BadGeometry, SourceRefused
from spatial.geojson import parse_polygon

pytestmark = pytest.mark.real_data

LON_LAT = "EPSG:4326"

ENDS = {
    # The winding of rings means nothing here (RFC 7946, 3.1.6: parsers should not reject).
    "invalid_exterior_not_ccw": ("repaired", "wind their rings"),
    "invalid_interior_not_cw": ("repaired", "wind their rings"),
    "invalid_unclosed": ("repaired", "a ring that was not closed is closed"),
    "invalid_feature_id_type": ("refused", "an id that is neither text nor number"),
    "invalid_feature_properties_is_array": ("refused", "neither an object nor null"),
    "invalid_feature_wrong_geometry_key": ("refused", "no member `geometry`"),
    "invalid_featurecollection_features_is_object": ("refused", "no list of features"),
    "invalid_featurecollection_nulltype": ("refused", "its type is None"),
    "invalid_featurecollection_unknown_type": ("refused", "its type is 'notafc'"),
    "invalid_geometry_bbox_not_list": ("refused", "its bbox is"),
    "invalid_geometry_coordinates_1d": ("refused", "no GeoJSON geometry"),
    "invalid_geometry_coordinates_missing": ("refused", "no GeoJSON geometry"),
    "invalid_geometry_depth_deep_point": ("refused", "no GeoJSON geometry"),
    "invalid_geometry_depth_shallow_linestring": ("refused", "no GeoJSON geometry"),
    "invalid_geometry_depth_shallow_polygon": ("refused", "no GeoJSON geometry"),
    "invalid_geometry_mislabeled_point": ("refused", "no GeoJSON geometry"),
    "invalid_geometry_wrong_geometry_type": ("refused", "its type is 'SomeThingElse'"),
    "problematic_4d_coordinates": ("repaired", "numbers after the height"),
    "problematic_duplicate_nodes": ("accepted", ""),
    "problematic_excessive_vertices": ("accepted", ""),
    "problematic_holes": ("accepted", ""),
    "problematic_multitype_geometry_with_just_one_geometry": ("accepted", ""),
    "problematic_self_intersection_large": ("repaired", "Self-intersection"),
    # The box is not read: it follows from the coordinates.
    "problematic_wrong_bbox_coordinate_order": ("accepted", ""),
    # It names UTM 32N in a member that RFC 7946 has not: never overlooked.
    "problematic_crs_defined": ("refused", "EPSG::32632"),
    "problematic_geometrycollection_single": ("accepted", ""),
    "valid_feature": ("accepted", ""),
    "valid_feature_null_properties": ("accepted", ""),
    "valid_feature_with_id": ("accepted", ""),
    "valid_featurecollection": ("accepted", ""),
    "valid_featurecollection_empty_features": ("accepted", ""),
    "valid_featurecollection_with_geometrycollection": ("accepted", ""),
    "valid_geometry_3d_coordinates": ("accepted", ""),
    "valid_geometry_geometrycollection": ("accepted", ""),
    "valid_geometry_linestring": ("accepted", ""),
    "valid_geometry_multipoint": ("accepted", ""),
    "valid_geometry_point": ("accepted", ""),
}
CROSSING = {
    "almost-180",
    "complex-split",
    "extra-crossing",
    "great-circle",
    "issues-164",
    "issues-174",
    "issues-187",
    "issues-81",
    "line",
    "north-pole",
    "one-hole",
    "overlap",
    "south-pole",
    "two-holes",
}
# Their expected result is the file of the flat method: what is there is a link's text, no JSON.
LINKS = {"almost-180", "cw-only", "line", "issues-81", "multi-no-antimeridian"}


def index() -> list[str]:
    here = Path(__file__).parents[3]
    folder = Path(os.environ.get("SHIKONG_TEST_DATA") or here.parent / "shared" / "data")
    listed = folder / "malformed" / "INDEX.csv"
    if not listed.exists():
        return ["no data"]
    with listed.open(encoding="utf-8", newline="") as rows:
        return [row["file"] for row in csv.DictReader(rows)]


@pytest.fixture(scope="module")
def folder(real_data: Path) -> Path:
    return real_data / "malformed"


def ending(path: Path, crs: str = LON_LAT) -> tuple[str, str]:
    """How a file ends in the readers that all loaders of shapes share: kind and what is said."""
    try:
        source = read_feature_file(path, crs)
        notes, polygons = list(source.notes), []
        for feature in source.features:
            geometry, said = read_noted(feature_geometry(feature), crs)
            notes += said
            if geometry.geom_type in ("Polygon", "MultiPolygon"):
                whole, faults = read_polygons(feature["geometry"], crs)
                polygons.append(whole)
                notes += faults
        winding = winding_note(polygons)
        if winding:
            notes.append(winding)
    except (SourceRefused, BadGeometry) as error:
        return "refused", str(error)
    return ("repaired", "; ".join(notes)) if notes else ("accepted", "")


def expected(name: str) -> tuple[str, str]:
    folder, _, stem = name.rpartition("/")
    stem = stem.rsplit(".", 1)[0]
    if folder == "geojson_invalid":
        return ENDS[stem]
    if folder == "antimeridian/input":
        if stem in CROSSING:
            return "repaired", "cut at the 180th meridian"
        # A ring wound clockwise, and a hole wound the other way.
        return (
            ("accepted", "")
            if stem == "multi-no-antimeridian"
            else ("repaired", "wind their rings")
        )
    if folder == "antimeridian/expected_spherical" and stem in LINKS:
        return "refused", "is no JSON"
    if folder.startswith("antimeridian/expected"):
        if stem == "overlap":
            return "repaired", "elf-intersection"
        return ("repaired", "wind their rings") if stem == "cw-only" else ("accepted", "")
    if folder == "geojson_bom":
        return "repaired", "wind their rings"
    if name.endswith((".shx", ".prj")):
        return "refused", "is no"
    if name.startswith("shapefile"):
        return "repaired", "its texts are read as utf-8"
    return "refused", "no geometry"


@pytest.mark.parametrize("name", index())
def test_file_of_the_index_ends_as_it_says(folder: Path, name: str) -> None:
    kind, said = ending(folder / name)
    wanted, phrase = expected(name)
    assert (kind, phrase in said) == (wanted, True), said
    label = Path(name).name
    if label.startswith("valid_"):
        assert kind == "accepted"
    if label.startswith("invalid_"):
        assert kind in ("repaired", "refused")


def test_the_table_names_every_file_of_invalid_geojson_and_no_other(folder: Path) -> None:
    assert {path.stem for path in (folder / "geojson_invalid").iterdir()} == set(ENDS)


@pytest.mark.parametrize(
    "name", [name for name in index() if name.startswith(("antimeridian/input", "no data"))]
)
def test_polygon_over_the_180th_meridian_is_cut_as_the_flat_method_expects(
    folder: Path, name: str
) -> None:
    wanted = folder / name.replace("input", "expected_flat")
    if not wanted.exists():
        assert name.endswith("simple-with-ccw-hole.json")
        wanted = folder / name
    found = read_geometry(json.loads((folder / name).read_text()), LON_LAT)
    other = shape(json.loads(wanted.read_text()))
    assert found.normalize().equals_exact(other.normalize(), 1e-6)
    assert (np.abs(shapely.get_coordinates(found)[:, 0]) <= 180).all()


def test_loader_stores_or_refuses_each_file_and_never_fails_otherwise(
    engine: Engine, folder: Path
) -> None:
    """boundary-lines takes lines and the rings of polygons: all that can have a line is stored."""
    stored = []
    for name in index():
        before = lines_stored(engine)
        try:
            report = load_boundary_lines(engine, folder / name, crs=LON_LAT, kind="county")
        except SourceRefused as error:
            with engine.connect() as connection:
                failure = connection.execute(
                    text("SELECT failure FROM ingest_run ORDER BY id DESC LIMIT 1")
                ).scalar_one()
            told = str(error)
            assert (failure, lines_stored(engine)) == (told, before)
            continue
        assert ending(folder / name)[0] in ("accepted", "repaired")
        # The same bytes under another name are the same source.
        assert report.status == "unchanged" or lines_stored(engine) > before
        stored.append(name)
    polygons = [name for name in index() if name.startswith("antimeridian/input")]
    assert set(polygons) <= set(stored)
    assert "shapefile_utf8_no_cpg/china.shp" in stored
    assert "geojson_bom/110100.json" in stored


def lines_stored(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM boundary_line")).scalar_one())


def test_utm_coordinates_are_taken_when_the_caller_says_what_the_file_says(folder: Path) -> None:
    path = folder / "geojson_invalid" / "problematic_crs_defined.geojson"
    kind, _ = ending(path, "EPSG:32632")
    (feature,) = read_feature_file(path, "EPSG:32632").features
    whole, _ = read_polygons(feature["geometry"], "EPSG:32632")
    assert kind in ("accepted", "repaired")
    assert shapely.distance(whole.centroid, shapely.Point(13.38, 52.51)) < 0.02


def test_requests_refuse_what_is_invalid_and_take_what_is_not(folder: Path) -> None:
    """The same files as the body of a question: a polygon, or BadGeometry; nothing else."""
    taken = set()
    for path in sorted((folder / "geojson_invalid").iterdir()):
        document = json.loads(path.read_text())
        features = document.get("features")
        for one in features if isinstance(features, list) and features else [document]:
            with suppress(BadGeometry):
                assert parse_polygon(one).is_valid
                taken.add(path.stem)
    assert {stem for stem in taken if stem.startswith("invalid_")} == {
        "invalid_exterior_not_ccw",
        "invalid_interior_not_cw",
    }
    assert {"valid_featurecollection", "valid_feature_null_properties"} <= taken


def test_requests_over_the_180th_meridian_are_refused_with_the_way_out(folder: Path) -> None:
    document = json.loads((folder / "antimeridian" / "input" / "great-circle.json").read_text())
    with pytest.raises(BadGeometry, match="cut it there into a MultiPolygon"):
        parse_polygon(document)


def test_texts_without_a_declared_encoding_are_recognised(folder: Path) -> None:
    def first(name: str) -> Any:
        return read_feature_file(folder / name, LON_LAT).features[0]["properties"]

    assert first("dbf_encodings/gbk.dbf")["NAME"] == "简体国语"
    assert first("dbf_encodings/latin1.dbf")["NAME"] == "Peçeña México"
    assert first("shapefile_utf8_no_cpg/china.shp")["FCNAME"] == "黑龙江省"
    assert first("geojson_bom/110100.json")["name"] == "顺义区"


def test_all_1367_parts_of_the_provinces_have_readable_names(folder: Path) -> None:
    source = read_feature_file(folder / "shapefile_utf8_no_cpg" / "china.shp", LON_LAT)
    names = {feature["properties"]["FCNAME"] for feature in source.features}
    assert len(source.features) == 1367
    assert {"新疆维吾尔自治区", "内蒙古自治区", "台湾省"} <= names


GBK_NAMES = ("朝阳区", "襄樊市", "巢湖市")


def shapefile(folder: Path, encoding: str, *, cpg: bool) -> Path:
    path = folder / "dated.shp"
    boxes = [shapely.box(100 + i, 30, 101 + i, 31) for i in range(3)]
    pyogrio.raw.write(
        path,
        shapely.to_wkb(boxes),
        [
            np.array(["a", "b", "c"], dtype=object),
            np.array(GBK_NAMES, dtype=object),
            np.array(["1850-01-01"] * 3, dtype=object),
            np.array([""] * 3, dtype=object),
        ],
        ["ID", "NAME", "BEGIN", "END"],
        geometry_type="Polygon",
        crs="EPSG:4490",
        encoding=encoding,
    )
    if not cpg:
        path.with_suffix(".cpg").unlink(missing_ok=True)
    return path


def load(engine: Engine, path: Path, crs: str = "EPSG:4490") -> Any:
    return load_dated_polygons(
        engine,
        path,
        scheme="old",
        title="旧",
        id_field="ID",
        name_field="NAME",
        from_field="BEGIN",
        to_field="END",
        end="inclusive",
        level="county",
        crs=crs,
    )


def stored_names(engine: Engine) -> tuple[str, ...]:
    with engine.connect() as connection:
        found = connection.execute(text("SELECT name FROM division ORDER BY code"))
        return tuple(found.scalars())


@pytest.mark.parametrize(
    ("encoding", "cpg"), [("GBK", False), ("UTF-8", False), ("UTF-8", True), ("GBK", True)]
)
def test_shapefile_is_loaded_with_its_names_whatever_it_declares(
    engine: Engine, tmp_path: Path, encoding: str, cpg: bool
) -> None:
    report = load(engine, shapefile(tmp_path, encoding, cpg=cpg))
    assert report.accepted == 3
    assert stored_names(engine) == GBK_NAMES


def test_zipped_shapefile_and_geopackage_are_loaded_as_well(engine: Engine, tmp_path: Path) -> None:
    path = shapefile(tmp_path, "GBK", cpg=False)
    packed = tmp_path / "dated.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for part in sorted(tmp_path.glob("dated.???")):
            if part != packed:
                archive.write(part, part.name)
    assert load(engine, packed).accepted == 3
    assert stored_names(engine) == GBK_NAMES
    package = tmp_path / "dated.gpkg"
    meta, _, geometry, columns = pyogrio.raw.read(path, encoding="GBK")
    pyogrio.raw.write(
        package, geometry, columns, meta["fields"], geometry_type="Polygon", crs="EPSG:4490"
    )
    assert load(engine, package).accepted == 3
    assert stored_names(engine) == GBK_NAMES


def test_other_texts_beside_the_same_shapes_are_another_source(
    engine: Engine, tmp_path: Path
) -> None:
    path = shapefile(tmp_path, "GBK", cpg=False)
    load(engine, path)
    dbf = path.with_suffix(".dbf")
    dbf.write_bytes(dbf.read_bytes().replace("襄樊".encode("gbk"), "襄阳".encode("gbk")))
    assert load(engine, path).status == "loaded"
    with engine.connect() as connection:
        now = connection.execute(
            text("SELECT name FROM division WHERE code = 'b' AND upper_inf(known)")
        ).scalar_one()
    assert now == "襄阳市"


def test_file_that_names_another_system_than_its_caller_is_refused(
    engine: Engine, tmp_path: Path
) -> None:
    path = shapefile(tmp_path, "GBK", cpg=False)
    with pytest.raises(SourceRefused, match="is said to be in EPSG:4527"):
        load(engine, path, "EPSG:4527")


def test_gcj02_may_hide_behind_wgs84(engine: Engine, tmp_path: Path) -> None:
    assert load(engine, shapefile(tmp_path, "GBK", cpg=False), "GCJ-02").accepted == 3


def test_shapefile_without_its_table_and_half_written_ones_are_refused(
    engine: Engine, tmp_path: Path
) -> None:
    path = shapefile(tmp_path, "GBK", cpg=False)
    dbf = path.with_suffix(".dbf")
    whole = dbf.read_bytes()
    dbf.write_bytes(whole[:-40])
    with pytest.raises(SourceRefused, match="half written"):
        load(engine, path)
    dbf.unlink()
    with pytest.raises(SourceRefused, match=r"no \.dbf beside it"):
        load(engine, path)
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(SourceRefused, match="cannot be read"):
        load(engine, broken)


def test_a_name_cut_in_the_middle_of_a_character_keeps_what_is_whole(tmp_path: Path) -> None:
    path = shapefile(tmp_path, "UTF-8", cpg=False)
    dbf = path.with_suffix(".dbf")
    content = bytearray(dbf.read_bytes())
    at = content.rindex("市".encode())
    content[at : at + 3] = b"\xe5\xb8 "
    dbf.write_bytes(content)
    assert encoding_of(bytes(content)).name == "utf-8"
    features = read_feature_file(path, "EPSG:4490").features
    assert features[2]["properties"]["NAME"] == "巢湖"
