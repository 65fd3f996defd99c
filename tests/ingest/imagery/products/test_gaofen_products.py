from __future__ import annotations

import shutil
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from built_products import (
    GF1_SCENE,
    GF_MEMBERS,
    TAKEN_UTC,
    gf1_delivery,
    gf_xml,
    rpb_text,
    rpc_at,
    rpc_text,
    write_raster,
    zy_xml,
)
from shapely.geometry import MultiPolygon, Point

from ingest.imagery.archives import unpacked
from ingest.imagery.inspection import ImageRefused
from ingest.imagery.products.product import Product, RefusedProduct, products_in
from ingest.imagery.products.sun import sun_position
from spatial.imagery.scene import Sensing

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def only(folder: Path) -> Product:
    (product,) = products_in(folder, now=NOW)
    return product


def changed(folder: Path, **members: str | None) -> Product:
    gf1_delivery(folder, gf_xml(members))
    return only(folder)


NO_CORNERS = {name: None for name in GF_MEMBERS if name.endswith(("Latitude", "Longitude"))}
NO_CORNERS.pop("CenterLatitude", None)


def test_level_1a_with_rpc_is_one_raw_scene_r6_1(tmp_path: Path) -> None:
    gf1_delivery(tmp_path)
    product = only(tmp_path)
    assert (product.scene_id, product.raw, product.clouds) == (GF1_SCENE, True, None)
    assert product.acquisition is not None
    assert product.acquisition.start.isoformat() == TAKEN_UTC
    assert product.sensing == Sensing(
        platform="GF-1",
        instrument="PMS1",
        level="L1A",
        cloud_share=0.05,
        gsd_m=8.0,
        # cos 3 * cos 4 = 0.99620 degrees: 4.998
        off_nadir=pytest.approx(4.998, abs=0.001),
        incidence=4.0,
        azimuth=280.5,
        sun_azimuth=171.0,
        sun_elevation=29.0,
        product="117600",
        provider="CRESDA",
    )
    assert product.footprint is not None
    assert product.footprint.exterior.is_ccw  # type: ignore[union-attr]
    assert sorted(product.footprint.exterior.coords[:-1]) == [  # type: ignore[union-attr]
        (116.25, 39.25),
        (116.3, 39.6),
        (116.65, 39.2),
        (116.7, 39.5),
    ]


def test_files_of_a_product_have_keys_and_roles(tmp_path: Path) -> None:
    gf1_delivery(tmp_path)
    product = only(tmp_path)
    assert {file.key: file.roles for file in product.files} == {
        "mss1": ("data",),
        "pan1": ("data",),
        "mss1-metadata": ("metadata",),
        "pan1-metadata": ("metadata",),
        "mss1-rpc": ("metadata",),
        "pan1-rpc": ("metadata",),
        "mss1-thumbnail": ("thumbnail",),
        "pan1-thumbnail": ("thumbnail",),
    }
    assert [band.name for file in product.files for band in file.bands] == [
        "MSS1",
        "MSS2",
        "MSS3",
        "MSS4",
        "PAN",
    ]
    everything = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert {file.path for file in product.files} | set(product.others) == everything


def test_raw_image_without_corners_is_placed_by_its_rpc(tmp_path: Path) -> None:
    product = changed(tmp_path, **NO_CORNERS)
    assert product.footprint is not None
    # 16 x 12 pixels over half a degree; GDAL counts from the middle of the first pixel.
    west, south, east, north = product.footprint.bounds
    assert (west, south, east, north) == pytest.approx((116.25, 39.15, 116.75, 39.65), abs=0.03)
    assert "0 of the four corners" in " ".join(product.notes)


def test_zy3_without_metadata_is_placed_by_the_text_of_its_rpc(tmp_path: Path) -> None:
    stem = "zy302a_nad_000944_006157_20160731111715_01_sec_0001_1609284788"
    write_raster(tmp_path / f"{stem}.tif")
    (tmp_path / f"{stem}_rpc.txt").write_text(rpc_text(rpc_at()))
    product = only(tmp_path)
    assert product.raw
    assert product.footprint is not None
    assert product.footprint.contains(Point(116.5, 39.4))
    assert product.acquisition is not None
    assert product.acquisition.start.isoformat() == "2016-07-31T03:17:15+00:00"


def test_rpc_may_stand_in_the_tags_of_the_file(tmp_path: Path) -> None:
    write_raster(tmp_path / f"{GF1_SCENE}-PAN1.tiff", rpc=rpc_at())
    product = only(tmp_path)
    assert product.raw
    assert product.footprint is not None
    assert product.footprint.contains(Point(116.5, 39.4))
    assert product.acquisition is not None
    assert product.acquisition.precision == "day"


def test_raw_image_that_nothing_places_is_refused_r6_2(tmp_path: Path) -> None:
    gf1_delivery(tmp_path, gf_xml(NO_CORNERS), rpb=False)
    with pytest.raises(ImageRefused, match="neither its metadata nor its RPC"):
        products_in(tmp_path)


def test_product_with_a_coordinate_system_is_drawn(tmp_path: Path) -> None:
    stem = "GF1_PMS2_E116.6_N29.4_20200731_L2E0004961884-MSS2"
    write_raster(tmp_path / f"{stem}.tiff", 4, placed=True)
    product = only(tmp_path)
    assert (product.raw, product.footprint) == (False, None)
    assert product.sensing.level == "L2E"
    assert product.notes == ("no XML of the producer is there: its name alone tells what it is",)


def test_level_1_with_a_system_and_without_rpc_was_orthorectified(tmp_path: Path) -> None:
    write_raster(tmp_path / f"{GF1_SCENE}-PAN1.tiff", placed=True)
    product = only(tmp_path)
    assert not product.raw
    assert "taken as orthorectified" in product.notes[0]


def test_level_1_with_a_system_and_with_rpc_stays_raw(tmp_path: Path) -> None:
    write_raster(tmp_path / f"{GF1_SCENE}-PAN1.tiff", placed=True)
    (tmp_path / f"{GF1_SCENE}-PAN1.rpb").write_text(rpb_text(rpc_at()))
    (tmp_path / f"{GF1_SCENE}-PAN1.xml").write_bytes(gf_xml())
    assert only(tmp_path).raw


def test_what_was_made_of_a_raw_product_is_a_scene_of_its_own(tmp_path: Path) -> None:
    gf1_delivery(tmp_path)
    write_raster(tmp_path / "work" / f"{GF1_SCENE}-MSS1_fuse.tif", 4, placed=True)
    write_raster(tmp_path / "work" / f"{GF1_SCENE}-PAN1_rpcortho.tif", 1, placed=True)
    raw, fused, ortho = products_in(tmp_path)
    assert [one.raw for one in (raw, fused, ortho)] == [True, False, False]
    assert fused.scene_id == f"{GF1_SCENE}-MSS1_fuse"
    assert (fused.sensing.level, ortho.sensing.level) == ("FUSED", "ORTHO")
    assert fused.acquisition == raw.acquisition
    assert [band.common_name for band in ortho.files[0].bands] == ["pan"]
    assert [len(fused.files), len(ortho.files)] == [1, 1]


def test_strips_of_the_wide_camera_are_scenes_where_they_are_drawn(tmp_path: Path) -> None:
    scene = "GF6_WFV_E104.9_N35.8_20201107_L2A1120048697"
    for strip in "123":
        write_raster(tmp_path / f"{scene}-{strip}.tiff", 8, placed=True)
    assert [one.scene_id for one in products_in(tmp_path)] == [f"{scene}-{s}" for s in "123"]


def test_strips_of_the_wide_camera_are_one_raw_scene(tmp_path: Path) -> None:
    scene = "GF6_WFV_E104.9_N35.8_20201107_L1A1120048697"
    corners = {name: GF_MEMBERS[name] for name in NO_CORNERS}
    for strip in "123":
        write_raster(tmp_path / f"{scene}-{strip}.tiff", 8)
        (tmp_path / f"{scene}-{strip}.rpb").write_text(rpb_text(rpc_at()))
    (tmp_path / f"{scene}.xml").write_bytes(gf_xml({**corners, "SatelliteID": "GF6"}))
    product = only(tmp_path)
    assert product.raw
    assert [file.key for file in product.files if file.roles == ("data",)] == ["1", "2", "3"]
    assert any("not where its name says" in note for note in product.notes)


def test_views_of_gf7_in_folders_of_their_own_are_one_scene(tmp_path: Path) -> None:
    scene = "GF7_DLC_E116.5_N39.4_20210330_L1A0000379699"
    for view, count in (("BWDPAN", 1), ("FWDPAN", 1), ("BWDMUX", 4)):
        stem = f"{scene}-{view}"
        write_raster(tmp_path / stem / f"{stem}.tiff", count)
        (tmp_path / stem / f"{stem}.xml").write_bytes(zy_xml("DLC", satellite="GF7"))
        (tmp_path / stem / f"{stem}.rpb").write_text(rpb_text(rpc_at()))
    product = only(tmp_path)
    names = [band.name for file in product.files for band in file.bands]
    assert names == ["MUX1", "MUX2", "MUX3", "MUX4", "BWD", "FWD"]
    assert product.sensing.platform == "GF-7"


@pytest.mark.parametrize("clock", ["20120823 104436.50", "2012-08-23T10:44:36.5", "20120823104436"])
def test_zy3_of_the_surveying_centre_is_read_r6_1(tmp_path: Path, clock: str) -> None:
    stem = "ZY3_01a_mynnavp_884148_20120823_104436_0007_SASMAC_CHN_sec_rel_001_1310280963"
    write_raster(tmp_path / f"{stem}.tif")
    (tmp_path / f"{stem}_rpc.txt").write_text("LINE_OFF: +006144.00 pixels\n")
    (tmp_path / f"{stem}.xml").write_bytes(zy_xml("NAD", clock=clock).replace(b"61.5", b"55.3"))
    product = only(tmp_path)
    assert product.raw
    assert product.acquisition is not None
    assert product.acquisition.start.isoformat()[:19] == "2012-08-23T02:44:36"
    sensing = product.sensing
    assert (sensing.platform, sensing.instrument, sensing.level) == ("ZY-3 01", "NAD", "SC")
    assert (sensing.gsd_m, sensing.incidence, sensing.cloud_share) == (2.08, 6.0, 0.12)
    assert (sensing.provider, product.notes) == ("SASMAC", ())


def test_sun_stands_where_it_is_computed_by_hand() -> None:
    azimuth, elevation = sun_position(116.5, 39.4, datetime(2013, 11, 27, 3, 28, 31, tzinfo=UTC))
    assert (azimuth, elevation) == (pytest.approx(171.0, abs=0.5), pytest.approx(29.0, abs=0.2))
    # At the equinox of 2024 (20 March, 03:06 UTC) the sun rises in the east everywhere, at 6 h
    # of true solar time: 06:07.4 of mean time.
    azimuth, elevation = sun_position(0.0, 40.0, datetime(2024, 3, 20, 6, 7, 24, tzinfo=UTC))
    assert (azimuth, elevation) == (pytest.approx(90.0, abs=0.3), pytest.approx(0.0, abs=0.3))


def test_clock_without_a_zone_is_beijing_time_where_the_sun_agrees(tmp_path: Path) -> None:
    product = changed(tmp_path)
    assert product.acquisition is not None
    assert product.acquisition.start.isoformat() == TAKEN_UTC
    assert product.notes == (f"{GF1_SCENE}-MSS1.xml: {HEIGHT}", f"{GF1_SCENE}-PAN1.xml: {HEIGHT}")


HEIGHT = "no camera looks 86 degrees aslant: taken for the height of it"


def test_sun_tells_of_a_clock_in_utc(tmp_path: Path) -> None:
    product = changed(tmp_path, CenterTime="2013-11-27 03:28:31")
    assert product.acquisition is not None
    assert product.acquisition.start.isoformat() == TAKEN_UTC
    assert any("in UTC" in note for note in product.notes)


def test_sun_that_fits_no_clock_is_told(tmp_path: Path) -> None:
    product = changed(tmp_path, SolarZenith="20")
    assert product.acquisition is not None
    assert product.acquisition.start.isoformat() == TAKEN_UTC
    assert any("neither in Beijing time" in note for note in product.notes)


@pytest.mark.parametrize(
    ("members", "day", "note"),
    [
        ({"CenterTime": "2031-11-27 11:28:31"}, "2013-11-27", "which is to come"),
        ({"CenterTime": "2013-02-30 11:28:31"}, "2013-11-27", "no time of an image"),
        ({"CenterTime": "1950-01-01 11:28:31"}, "2013-11-27", "no time of an image"),
        ({"CenterTime": "yesterday"}, "2013-11-27", "no time of an image"),
        ({"CenterTime": "2013-11-26 11:28:31"}, "2013-11-26", "its name says 2013-11-27"),
        ({"CloudPercent": "140"}, "2013-11-27", "CloudPercent is '140'"),
        ({"ImageGSD": "-8"}, "2013-11-27", "ImageGSD is '-8'"),
        ({"SolarAzimuth": "nan"}, "2013-11-27", "SolarAzimuth is 'nan'"),
        ({"TopLeftLatitude": "139.6"}, "2013-11-27", "TopLeftLatitude is '139.6'"),
        ({"TopLeftLatitude": "0", "TopLeftLongitude": "0"}, "2013-11-27", "no outline of a scene"),
    ],
)
def test_value_that_cannot_be_is_left_out_and_told_r6_2(
    tmp_path: Path, members: dict[str, str], day: str, note: str
) -> None:
    product = changed(tmp_path, **members)
    assert product.acquisition is not None
    assert product.acquisition.day is not None
    assert product.acquisition.day.isoformat() == day
    assert note in " | ".join(product.notes)
    assert product.footprint is not None


@pytest.mark.parametrize(
    ("percent", "share"), [("0", 0.0), ("98", 0.98), ("99", None), ("-1", None)]
)
def test_cloud_share_that_nobody_assessed_is_none(
    tmp_path: Path, percent: str, share: float | None
) -> None:
    assert changed(tmp_path, CloudPercent=percent).sensing.cloud_share == share


def test_members_that_are_missing_are_none(tmp_path: Path) -> None:
    kept = {name: None for name in GF_MEMBERS if name not in NO_CORNERS}
    product = changed(tmp_path, **kept)
    assert product.acquisition is not None
    assert product.acquisition.precision == "day"
    assert product.sensing == Sensing(
        platform="GF-1",
        instrument="PMS1",
        level="L1A",
        gsd_m=2.0,
        product=GF1_SCENE,
        provider="CRESDA",
    )


def test_footprint_across_180_degrees_is_in_parts(tmp_path: Path) -> None:
    longitudes = [name for name in GF_MEMBERS if name.endswith("Longitude")]
    moved = {name: "-179.8" if "Right" in name else "179.8" for name in longitudes}
    product = changed(tmp_path, **moved)
    assert isinstance(product.footprint, MultiPolygon)
    assert product.footprint.bounds == (-180.0, 39.2, 180.0, 39.6)
    assert product.footprint.area == pytest.approx(0.4 * 0.325, rel=0.05)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gb2312"])
def test_chinese_text_is_read_in_the_encodings_that_occur(tmp_path: Path, encoding: str) -> None:
    declared = "GB2312" if encoding.startswith("gb") else "utf-8"
    xml = gf_xml({"RegionName": "北京市"}, encoding=encoding, declared=declared)
    gf1_delivery(tmp_path, xml)
    product = only(tmp_path)
    assert product.sensing.cloud_share == 0.05
    assert not any("GB18030" in note for note in product.notes)


def test_encoding_that_is_declared_wrongly_is_told(tmp_path: Path) -> None:
    gf1_delivery(tmp_path, gf_xml({"RegionName": "北京市"}, encoding="gb18030", declared="UTF-8"))
    assert any("read as GB18030" in note for note in only(tmp_path).notes)


def test_product_that_is_there_twice_counts_once(tmp_path: Path) -> None:
    gf1_delivery(tmp_path / "a")
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    product = only(tmp_path)
    assert any("there twice" in note for note in product.notes)
    assert all("/a/" in str(file.path) for file in product.files)


def test_image_that_is_none_is_refused_with_all_its_files_r6_2(tmp_path: Path) -> None:
    folder = gf1_delivery(tmp_path)
    (folder / f"{GF1_SCENE}-PAN1.tiff").write_bytes(b"no image at all")
    refused: list[RefusedProduct] = []
    assert products_in(tmp_path, refused.append) == []
    assert "neither TIFF nor JPEG 2000" in refused[0].reason
    assert set(refused[0].files) == {path for path in folder.iterdir()}


def test_work_that_cannot_be_read_does_not_spoil_the_product(tmp_path: Path) -> None:
    folder = gf1_delivery(tmp_path)
    (folder / f"{GF1_SCENE}-MSS1_fuse.tif").write_bytes(b"")
    refused: list[RefusedProduct] = []
    (product,) = products_in(tmp_path, refused.append)
    assert product.raw
    assert [one.files for one in refused] == [(folder / f"{GF1_SCENE}-MSS1_fuse.tif",)]


def test_coefficients_that_are_too_long_are_not_read_r6_2(tmp_path: Path) -> None:
    folder = gf1_delivery(tmp_path)
    with (folder / f"{GF1_SCENE}-PAN1.rpb").open("ab") as out:
        out.truncate(1_000_000)
    with pytest.raises(ImageRefused, match="no RPC is that long"):
        products_in(tmp_path)


def test_delivery_in_an_archive_is_a_product_r6_1(tmp_path: Path) -> None:
    folder = gf1_delivery(tmp_path / "delivered")
    packed = tmp_path / f"{GF1_SCENE}.tar.gz"
    with tarfile.open(packed, "w:gz") as archive:
        archive.add(folder, folder.name)
    with unpacked(packed, tmp_path) as content:
        assert only(content).scene_id == GF1_SCENE


def test_vrt_under_the_name_of_an_image_is_never_opened_r6_2(tmp_path: Path) -> None:
    vrt = '<VRTDataset rasterXSize="1" rasterYSize="1"><SRS>EPSG:4326</SRS></VRTDataset>'
    (tmp_path / f"{GF1_SCENE}-PAN1.tiff").write_text(vrt)
    with pytest.raises(ImageRefused, match="neither TIFF nor JPEG 2000"):
        products_in(tmp_path)


def test_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    gf1_delivery(tmp_path / "elsewhere")
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / GF1_SCENE).symlink_to(tmp_path / "elsewhere" / GF1_SCENE)
    secret = tmp_path / "elsewhere" / GF1_SCENE / f"{GF1_SCENE}-PAN1.tiff"
    (tmp_path / "here" / secret.name).symlink_to(secret)
    assert products_in(tmp_path / "here") == []


def test_folder_without_products_has_none(tmp_path: Path) -> None:
    write_raster(tmp_path / "aerial.tif", 3, placed=True)
    assert products_in(tmp_path) == []
