from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from built_products import S2_NAME, s2_delivery, s2_xml

from ingest.imagery.inspection import ImageRefused
from ingest.imagery.products.product import Product, products_in
from spatial.imagery.scene import CloudMask, Sensing

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def only(folder: Path) -> Product:
    (product,) = products_in(folder, now=NOW)
    return product


def test_level_2a_is_read_r6_1(tmp_path: Path) -> None:
    s2_delivery(tmp_path)
    product = only(tmp_path)
    assert (product.scene_id, product.raw, product.notes) == (S2_NAME, False, ())
    assert product.acquisition is not None
    assert product.acquisition.start.isoformat() == "2024-09-29T03:07:21.919283+00:00"
    assert product.sensing == Sensing(
        platform="Sentinel-2B",
        instrument="MSI",
        level="L2A",
        cloud_share=pytest.approx(0.234),
        gsd_m=10.0,
        incidence=4.5,
        sun_azimuth=163.25,
        sun_elevation=45.5,
        product=S2_NAME,
        provider="ESA",
    )
    assert product.footprint is not None
    assert product.footprint.bounds == (115.8, 39.6, 117.1, 40.6)


def test_finest_file_of_each_band_is_kept(tmp_path: Path) -> None:
    s2_delivery(tmp_path)
    product = only(tmp_path)
    kept = {file.key: file.path.stem.rpartition("_")[2] for file in product.files[:-3]}
    assert kept == {
        "B01": "60m",
        "B02": "10m",
        "B03": "10m",
        "B04": "10m",
        "B05": "20m",
        "B08": "10m",
        "B09": "60m",
        "B11": "20m",
        "B12": "20m",
        "B8A": "20m",
        "SCL": "20m",
    }
    everything = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert {file.path for file in product.files} | set(product.others) == everything


def test_scale_and_offset_belong_to_their_band(tmp_path: Path) -> None:
    s2_delivery(tmp_path)
    bands = {file.key: file.bands[0] for file in only(tmp_path).files if file.bands}
    # Numbers of bands as ESA counts them: B08 is 7, B8A is 8, B09 is 9, B11 is 11.
    assert {name: bands[name].offset for name in ("B01", "B08", "B8A", "B09", "B12")} == {
        "B01": pytest.approx(-0.1000),
        "B08": pytest.approx(-0.1007),
        "B8A": pytest.approx(-0.1008),
        "B09": pytest.approx(-0.1009),
        "B12": pytest.approx(-0.1012),
    }
    assert {band.scale for band in bands.values()} == {1e-4, 1.0}
    assert {band.nodata for band in bands.values()} == {0.0}
    assert bands["SCL"].scale == 1.0
    assert [bands[name].common_name for name in ("B04", "B08", "B8A", "B11")] == [
        "red",
        "nir",
        "nir08",
        "swir16",
    ]


def test_clouds_are_told_by_the_scene_classification_r6_3(tmp_path: Path) -> None:
    s2_delivery(tmp_path)
    product = only(tmp_path)
    assert product.clouds == CloudMask("SCL", values=(3, 8, 9, 10))
    assert [file.roles for file in product.files if file.key == "SCL"] == [("quality",)]


def test_before_baseline_4_there_is_no_offset(tmp_path: Path) -> None:
    s2_delivery(tmp_path, xml=s2_xml(offsets=False))
    assert {band.offset for file in only(tmp_path).files for band in file.bands} == {0.0}


def test_offsets_that_are_missing_are_told(tmp_path: Path) -> None:
    s2_delivery(tmp_path, xml=s2_xml(offsets=False).replace(b">03.01<", b">05.11<"))
    assert "baseline 05.11 has offsets" in only(tmp_path).notes[0]


def test_level_1c_has_offsets_of_radiance_and_no_cloud_mask(tmp_path: Path) -> None:
    s2_delivery(tmp_path, level="L1C")
    product = only(tmp_path)
    assert (product.clouds, product.sensing.level) == (None, "L1C")
    bands = {file.key: file.bands[0] for file in product.files if file.bands}
    assert set(bands) == {"B01", "B02", "B03", "B04", "B08", "B10"}
    assert (bands["B10"].common_name, bands["B10"].offset) == ("cirrus", pytest.approx(-0.101))


def test_folder_of_another_name_is_read_by_its_metadata(tmp_path: Path) -> None:
    s2_delivery(tmp_path).rename(tmp_path / "北京")
    assert only(tmp_path).scene_id == S2_NAME


def test_name_in_the_metadata_that_is_none_does_not_count(tmp_path: Path) -> None:
    xml = s2_xml().replace(S2_NAME.encode(), b"../../../etc/passwd")
    s2_delivery(tmp_path, xml=xml)
    product = only(tmp_path)
    assert product.scene_id == S2_NAME
    assert "no name of a product" in product.notes[0]


def test_without_metadata_of_the_tile_the_start_of_the_product_counts(tmp_path: Path) -> None:
    safe = s2_delivery(tmp_path)
    next(safe.rglob("MTD_TL.xml")).unlink()
    product = only(tmp_path)
    assert product.acquisition is not None
    assert product.acquisition.start.isoformat() == "2024-09-29T03:05:29.024000+00:00"
    assert product.sensing.sun_elevation is None


@pytest.mark.parametrize(
    ("old", "new", "note"),
    [
        (b">10000<", b">0<", "QUANTIFICATION_VALUE is '0'"),
        (b">-1003<", b">much<", "'much'"),
        (b'band_id="3"', b'band_id="33"', "BOA_ADD_OFFSET of band '33'"),
        (b">23.4<", b">230.4<", "Cloud_Coverage_Assessment is '230.4'"),
        (b"40.6 115.8 40.6", b"115.8 40.6 north", "no list of numbers"),
        (b"40.6 115.8 40.6", b"140.6 115.8 40.6", "no outline of a tile"),
        (b"2A_User_Product", b"2A_Other_Product", "not a user product"),
    ],
)
def test_what_cannot_be_in_the_metadata_is_told_r6_2(
    tmp_path: Path, old: bytes, new: bytes, note: str
) -> None:
    assert old in s2_xml()
    s2_delivery(tmp_path, xml=s2_xml().replace(old, new))
    assert note in " | ".join(only(tmp_path).notes)


def test_picture_that_is_to_come_has_no_time(tmp_path: Path) -> None:
    s2_delivery(tmp_path)
    (product,) = products_in(tmp_path, now=datetime(2020, 1, 1, tzinfo=UTC))
    assert product.acquisition is None
    assert "which is to come" in product.notes[0]


def test_products_beside_one_another_keep_their_files(tmp_path: Path) -> None:
    for level in ("L1C", "L2A"):
        s2_delivery(tmp_path, level=level)
        s2_delivery(tmp_path / "again", level=level)
    found = products_in(tmp_path, now=NOW)
    assert len(found) == 4
    for product in found:
        safe = next(file.path.parent for file in product.files if file.key == "metadata")
        paths = {file.path for file in product.files} | set(product.others)
        assert paths == {path for path in safe.rglob("*") if path.is_file()}


def test_files_of_others_beside_the_metadata_are_nobodys(tmp_path: Path) -> None:
    safe = s2_delivery(tmp_path)
    (safe / "aerial.tif").write_bytes(b"")
    (safe / "town").mkdir()
    (safe / "town" / "aerial_B04_10m.tif").write_bytes(b"")
    product = only(tmp_path)
    told = {file.path.name for file in product.files} | {path.name for path in product.others}
    assert not {name for name in told if name.startswith("aerial")}


def test_product_of_several_tiles_is_refused(tmp_path: Path) -> None:
    safe = s2_delivery(tmp_path)
    granule = next((safe / "GRANULE").iterdir())
    shutil.copytree(granule, granule.with_name("L2A_T50TNK_A039480_20240929T030721"))
    with pytest.raises(ImageRefused, match="has 2 tiles"):
        products_in(tmp_path)


def test_product_without_any_band_is_refused_r6_2(tmp_path: Path) -> None:
    shutil.rmtree(next(s2_delivery(tmp_path).rglob("IMG_DATA")))
    with pytest.raises(ImageRefused, match="has no image of any band"):
        products_in(tmp_path)
