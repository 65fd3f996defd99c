"""Files of patches: each feature accepted, repaired with a note, or refused with its reason."""

from __future__ import annotations

import io
import json
import sqlite3
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer
from shapely.geometry import LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from spatial.errors import BadParameter, ShikongError, UnsupportedUpload, UploadTooLarge
from spatial.imagery.patches import reading
from spatial.imagery.patches.reading import read_patches
from spatial.imagery.patches.unpacking import unpack_shapefile
from spatial.imagery.patches.wording import REFUSALS, REPAIRED
from spatial.locations.geodesic import area_m2

KIND = "违建"
HERE = box(117.5, 30.5, 117.501, 30.501)


def geojson(*shapes: BaseGeometry | None, **members: Any) -> bytes:
    features = [
        {
            "type": "Feature",
            "geometry": None if one is None else json.loads(shapely.to_geojson(one)),
            "properties": {"n": number},
        }
        for number, one in enumerate(shapes, start=1)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features, **members}).encode()


def shapefile(
    folder: Path, shapes: list[BaseGeometry], names: list[str], crs: str | None, encoding: str
) -> dict[str, bytes]:
    """The parts of a Shapefile by their suffix."""
    pyogrio.raw.write(
        folder / "图斑.shp",
        geometry=np.array(shapely.to_wkb(shapes), object),
        field_data=[np.array(names, object)],
        fields=["类型" if encoding == "UTF-8" else "kind"],
        geometry_type="Polygon",
        crs=crs,
        driver="ESRI Shapefile",
        encoding=encoding,
    )
    return {one.suffix: one.read_bytes() for one in folder.glob("图斑.*")}


def zipped(parts: dict[str, bytes], stem: str = "图斑") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for suffix, content in parts.items():
            target.writestr(f"{stem}{suffix}", content)
    return packed.getvalue()


def geopackage(path: Path, *layers: str, crs: str = "EPSG:4490") -> bytes:
    for layer in layers:
        pyogrio.raw.write(
            path,
            layer=layer,
            append=path.exists(),
            geometry=np.array([shapely.to_wkb(HERE)], object),
            field_data=[np.array(["散埋乱葬"], object)],
            fields=["疑似类型"],
            geometry_type="Polygon",
            crs=crs,
            driver="GPKG",
        )
    return path.read_bytes()


def test_each_feature_of_a_geojson_ends_accepted_repaired_or_refused_r6_5() -> None:
    bow = Polygon([(117, 30), (117.01, 30.01), (117.01, 30), (117, 30.01)])
    flat = Polygon([(117, 30), (117.01, 30), (117.02, 30)])
    read = read_patches(
        geojson(
            HERE,
            bow,
            None,
            Point(117, 30),
            Polygon(),
            flat,
            box(117, 95, 118, 96),
            HERE,
            box(110, 30, 112, 32),
            Point(117, 30).buffer(0.01, quad_segs=6_000),
            LineString([(117, 30), (118, 30)]),
        ),
        KIND,
    )
    assert [(one.number, one.kind, one.notes) for one in read.findings] == [
        (1, KIND, ()),
        (2, KIND, (REPAIRED,)),
    ]
    assert read.repaired == 1
    # Both halves of the bow are kept.
    assert len(read.findings[1].outline.geoms) == 2
    assert [(one.number, one.what) for one in read.refused] == [
        (3, "no_geometry"), (4, "not_an_area"), (5, "empty"), (6, "no_area"), (7, "not_on_earth"),
        (8, "duplicate"), (9, "too_large"), (10, "too_many_vertices"), (11, "not_an_area"),
    ]  # fmt: skip
    assert all(one.as_document()["text"] == REFUSALS[one.what] for one in read.refused)


def test_the_system_of_coordinates_of_a_geojson_counts_r6_5() -> None:
    to_zone = Transformer.from_crs("EPSG:4490", "EPSG:4548", always_xy=True)
    there = shapely.transform(HERE, lambda x, y: to_zone.transform(x, y), interleaved=False)
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4548"}}
    [one] = read_patches(geojson(there, crs=named), KIND).findings
    assert one.outline.bounds == pytest.approx(HERE.bounds, abs=1e-8)
    # The same numbers in a zone that they do not lie in.
    named["properties"] = {"name": "urn:ogc:def:crs:EPSG::4527"}
    [refused] = read_patches(geojson(there, crs=named), KIND).refused
    assert refused.what == "not_on_earth"
    for name in ("EPSG:2436", "urn:x:nowhere"):
        named["properties"] = {"name": name}
        with pytest.raises(BadParameter):
            read_patches(geojson(there, crs=named), KIND)


@pytest.mark.parametrize("crs", ["EPSG:4490", "EPSG:4548", "EPSG:4527", "EPSG:4326", "EPSG:32650"])
@pytest.mark.parametrize(("encoding", "cpg"), [("GBK", True), ("GBK", False), ("UTF-8", False)])
def test_a_zipped_shapefile_is_read_in_its_system_and_encoding_r6_5(
    tmp_path: Path, crs: str, encoding: str, cpg: bool
) -> None:
    to_file = Transformer.from_crs("EPSG:4490", crs, always_xy=True)
    there = shapely.transform(HERE, lambda x, y: to_file.transform(x, y), interleaved=False)
    parts = shapefile(tmp_path, [there], ["散埋乱葬"], crs, encoding)
    if not cpg:
        parts.pop(".cpg", None)
    read = read_patches(zipped(parts, "a/图斑"), KIND)
    [one] = read.findings
    assert one.outline.bounds == pytest.approx(HERE.bounds, abs=2e-7)
    assert one.kind == "散埋乱葬"
    assert (read.driver, read.layer) == ("ESRI Shapefile", "图斑.shp")


def test_a_geopackage_is_read(tmp_path: Path) -> None:
    read = read_patches(geopackage(tmp_path / "a.gpkg", "图斑"), KIND)
    assert [one.kind for one in read.findings] == ["散埋乱葬"]
    assert (read.driver, read.layer, read.crs) == ("GPKG", "图斑", "EPSG:4490")


def test_files_that_are_none_of_the_three_or_say_too_little_are_refused(tmp_path: Path) -> None:
    parts = shapefile(tmp_path, [HERE], ["a"], "EPSG:4490", "UTF-8")
    without = {suffix: content for suffix, content in parts.items() if suffix != ".prj"}
    with pytest.raises(BadParameter, match=r"\.prj"):
        read_patches(zipped(without), KIND)
    with pytest.raises(BadParameter, match=r"lacks \.dbf"):
        read_patches(zipped({k: v for k, v in parts.items() if k != ".dbf"}), KIND)
    with pytest.raises(BadParameter, match="0 files"):
        read_patches(zipped({".txt": b"x"}), KIND)
    with pytest.raises(BadParameter, match="encoding"):
        read_patches(zipped(parts | {".cpg": b"KOI8-R"}), KIND)
    with pytest.raises(BadParameter, match="2 layers"):
        read_patches(geopackage(tmp_path / "two.gpkg", "a", "b"), KIND)
    with sqlite3.connect(tmp_path / "plain.db") as plain:
        plain.execute("CREATE TABLE t (x)")
    with pytest.raises(UnsupportedUpload, match="no GeoPackage"):
        read_patches((tmp_path / "plain.db").read_bytes(), KIND)
    for content in (b"{", b'{"type": "Point"}', b"[1]", b"{\xff}"):
        with pytest.raises(ShikongError):
            read_patches(content, KIND)


VRT = (
    b'<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource>'
    b"</OGRVRTLayer></OGRVRTDataSource>"
)


@pytest.mark.parametrize(
    "content",
    [VRT, b"/vsicurl/http://127.0.0.1/x.shp", b"", b"<kml/>", b"PG:dbname=x", b"II*\0", b"\0" * 99],
)
def test_a_hostile_file_or_virtual_path_is_never_opened(content: bytes) -> None:
    with pytest.raises(UnsupportedUpload):
        read_patches(content, KIND)


def test_what_hides_in_a_zip_is_never_opened(tmp_path: Path) -> None:
    parts = shapefile(tmp_path, [HERE], ["a"], "EPSG:4490", "UTF-8")
    with pytest.raises(BadParameter, match="no Shapefile"):
        read_patches(zipped(parts | {".shp": VRT}), KIND)
    for stem in ("../图斑", "/tmp/图斑", "a\\..\\..\\图斑", "C:图斑"):
        with pytest.raises(BadParameter, match="leads out"):
            read_patches(zipped(parts, stem), KIND)
    with pytest.raises(BadParameter, match="broken"):
        read_patches(zipped(parts)[:-30], KIND)
    packed = bytearray(zipped(parts))
    for at in range(len(packed) - 4):
        if packed[at : at + 4] == b"PK\x01\x02":
            packed[at + 8] |= 1
    with pytest.raises(BadParameter, match="encrypted"):
        read_patches(bytes(packed), KIND)
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as target:
        for number in range(101):
            target.writestr(f"{number}.txt", "")
    with pytest.raises(BadParameter, match="101 files"):
        read_patches(many.getvalue(), KIND)


def test_a_zip_bomb_stops_where_the_limit_is_whatever_it_says_of_itself(tmp_path: Path) -> None:
    parts = shapefile(tmp_path, [HERE], ["a"], "EPSG:4490", "UTF-8")
    bomb = bytearray(zipped(parts | {".dbf": b"\0" * 5_000_000}))
    assert len(bomb) < 20_000
    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(UploadTooLarge):
        unpack_shapefile(bytes(bomb), folder, most_bytes=100_000)
    assert sum(one.stat().st_size for one in folder.iterdir()) <= 100_000
    # The size in the directory is a lie.
    at = bomb.index(struct.pack("<I", 5_000_000), bomb.index(b"PK\x01\x02"))
    bomb[at : at + 4] = struct.pack("<I", 10)
    with pytest.raises(ShikongError):
        read_patches(bytes(bomb), KIND)


def test_more_features_than_anybody_checks_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_FEATURES", 2)
    with pytest.raises(BadParameter, match="more than 2"):
        read_patches(geojson(HERE, HERE, HERE), KIND)


@settings(deadline=None, max_examples=100)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["type", "coordinates", "geometry", "geometries", "properties"]),
                inner
                | st.sampled_from(["Polygon", "MultiPolygon", "GeometryCollection", "Feature"]),
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_whatever_stands_in_a_geojson_becomes_a_patch_or_is_refused(anything: Any) -> None:
    features = [{"type": "Feature", "geometry": anything, "properties": anything}, anything]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    read = read_patches(content, KIND)
    assert len(read.findings) + len(read.refused) == 2
    assert all(one.outline.is_valid and not one.outline.is_empty for one in read.findings)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(st.floats(117, 117.1), st.floats(30, 30.1)), min_size=3, max_size=9, unique=True
    )
)
def test_any_ring_becomes_a_valid_outline_or_is_refused(ring: list[tuple[float, float]]) -> None:
    read = read_patches(geojson(Polygon(ring)), KIND)
    assert len(read.findings) + len(read.refused) == 1
    for one in read.findings:
        assert one.outline.is_valid
        assert area_m2(one.outline) > 0
