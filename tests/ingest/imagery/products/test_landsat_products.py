from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from built_products import LANDSAT_NAME, landsat_delivery, write_raster
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.imagery.inspection import ImageRefused
from ingest.imagery.products.landsat import mtl_elements
from ingest.imagery.products.product import Product, products_in
from spatial.imagery.scene import CloudMask, Sensing

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def only(folder: Path) -> Product:
    (product,) = products_in(folder, now=NOW)
    return product


def edited(folder: Path, old: str, new: str) -> Product:
    path = landsat_delivery(folder, kinds=("txt",)) / f"{LANDSAT_NAME}_MTL.txt"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    return only(folder)


@pytest.mark.parametrize("kinds", [("xml",), ("txt",), ("xml", "txt")])
def test_level_2_is_read_from_either_form_of_the_metadata_r6_1(
    tmp_path: Path, kinds: tuple[str, ...]
) -> None:
    landsat_delivery(tmp_path, kinds=kinds)
    product = only(tmp_path)
    assert (product.scene_id, product.raw, product.notes) == (LANDSAT_NAME, False, ())
    assert product.acquisition is not None
    assert product.acquisition.start.isoformat() == "2020-05-06T02:53:21.123456+00:00"
    assert product.sensing == Sensing(
        platform="Landsat-8",
        instrument="OLI_TIRS",
        level="L2SP",
        cloud_share=pytest.approx(0.1234),
        gsd_m=30.0,
        sun_azimuth=136.61,
        sun_elevation=60.22,
        product=LANDSAT_NAME,
        provider="USGS",
    )
    everything = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert {file.path for file in product.files} | set(product.others) == everything


def test_scale_is_that_of_level_2_and_not_of_level_1(tmp_path: Path) -> None:
    landsat_delivery(tmp_path)
    bands = {file.key: file.bands[0] for file in only(tmp_path).files if file.bands}
    assert (bands["B4"].scale, bands["B4"].offset) == (2.75e-5, -0.2)
    # The metadata of the test say nothing of band 5: of Collection 2 it is the same everywhere.
    assert (bands["B5"].scale, bands["B5"].offset) == (2.75e-5, -0.2)
    assert (bands["B10"].scale, bands["B10"].offset) == (0.00341802, 149.0)
    assert [bands[name].common_name for name in ("B2", "B4", "B5", "B10")] == [
        "blue",
        "red",
        "nir",
        "lwir11",
    ]


def test_level_1_has_the_scale_of_its_metadata(tmp_path: Path) -> None:
    folder = tmp_path / LANDSAT_NAME
    landsat_delivery(tmp_path, kinds=("txt",))
    for path in list(folder.iterdir()):
        new = path.name.replace("L2SP", "L1TP").replace("SR_B", "B")
        path.rename(folder / new)
    bands = {file.key: file.bands[0] for file in only(tmp_path).files if file.bands}
    assert (bands["B4"].scale, bands["B4"].offset) == (2e-5, -0.1)
    assert (bands["B5"].scale, bands["B5"].offset) == (1.0, 0.0)


def test_clouds_are_told_by_bits_of_quality_r6_3(tmp_path: Path) -> None:
    landsat_delivery(tmp_path)
    product = only(tmp_path)
    assert product.clouds == CloudMask("QA_PIXEL", bits=(1, 2, 3, 4))
    assert [file.key for file in product.files if file.roles == ("quality",)] == ["QA_PIXEL"]


@pytest.mark.parametrize(
    ("old", "new", "note"),
    [
        ("2020-05-06", "2020-02-30", "which cannot be"),
        ("2020-05-06", "2050-05-06", "which is to come"),
        ('"12.34"', '"1234"', "CLOUD_COVER is '1234'"),
        ('"60.22"', '"high"', "SUN_ELEVATION is 'high'"),
    ],
)
def test_value_that_cannot_be_is_left_out_and_told_r6_2(
    tmp_path: Path, old: str, new: str, note: str
) -> None:
    assert note in " ".join(edited(tmp_path, old, new).notes)


def test_cloud_cover_that_nobody_assessed_is_none(tmp_path: Path) -> None:
    assert edited(tmp_path, '"12.34"', '"-1"').sensing.cloud_share is None


def test_time_without_a_clock_is_a_day(tmp_path: Path) -> None:
    product = edited(tmp_path, "02:53:21.1234560Z", "noon")
    assert product.acquisition is not None
    assert product.acquisition.precision == "day"


@pytest.mark.parametrize("text", ["what is this", "GROUP = A\nEND\n", "END_GROUP = A\n"])
def test_metadata_that_are_broken_are_refused_r6_2(tmp_path: Path, text: str) -> None:
    folder = landsat_delivery(tmp_path, kinds=())
    (folder / f"{LANDSAT_NAME}_MTL.txt").write_text(text)
    with pytest.raises(ImageRefused, match="cannot be read"):
        products_in(tmp_path)


def test_bands_without_metadata_are_no_product(tmp_path: Path) -> None:
    write_raster(tmp_path / f"{LANDSAT_NAME}_SR_B4.TIF", placed=True)
    assert products_in(tmp_path) == []


@given(
    st.text(max_size=200)
    | st.lists(st.sampled_from(["GROUP = A", "END_GROUP = A", "A = 1", "END", "=", "GROUP = "]))
    .map("\n".join)
)  # fmt: skip
@settings(deadline=None)
def test_any_text_is_metadata_or_an_error_with_its_line(text: str) -> None:
    with suppress(ValueError):
        assert mtl_elements(text).tag == "MTL"
