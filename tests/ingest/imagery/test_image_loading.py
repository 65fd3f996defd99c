from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from image_files import grid, halves, write_image
from rasterio.control import GroundControlPoint
from sqlalchemy import Engine, text

from ingest.imagery import scenes as scenes_module
from ingest.imagery.scenes import load_images
from spatial.errors import BadDate, SourceRefused
from spatial.imagery.queries import find_scene, scene_by_id
from spatial.imagery.scene import Flag, Scene


def remarks(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT record, reason FROM ingest_remark"))
        return {row.record: row.reason for row in rows}


def scene(engine: Engine, scene_id: str) -> Scene:
    with engine.connect() as connection:
        return scene_by_id(connection, scene_id)


def scene_count(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(text("SELECT count(*) FROM pgstac.items")).scalar_one()


# What must become of each file, decided from INDEX.csv and the files' names before the loader was
# run: the scene it belongs to and its flags, or a word of the reason why it is refused.
COG_NO_TIME = {"time-unknown"}
NO_COG_NO_TIME = {"not-cog", "time-unknown"}
ACCEPTED: dict[str, set[str]] = {
    "rasterio__RGB.byte.tif": NO_COG_NO_TIME,
    "rasterio__RGBA.uint16.tif": NO_COG_NO_TIME,
    "rasterio__byte.tif": NO_COG_NO_TIME,
    "rasterio__float_raster_with_nodata.tif": COG_NO_TIME,
    "rasterio__world.byte.tif": COG_NO_TIME,
    "rio-tiler__cog.tif": COG_NO_TIME,
    "rio-tiler__cog_nodata.tif": COG_NO_TIME,
    "rio-tiler__cog_dateline.tif": COG_NO_TIME | {"antimeridian"},
    "rio-tiler__cog_rgb_mask.tif": COG_NO_TIME,
    "rio-tiler__cog_scale.tif": COG_NO_TIME,
    "rio-tiler__nocog.tif": NO_COG_NO_TIME,
    "rio-tiler__red.tif": COG_NO_TIME,
    "rio-tiler__green.tif": COG_NO_TIME,
    "rio-tiler__blue.tif": COG_NO_TIME,
    "rio-tiler__mosaic_value_1.tif": COG_NO_TIME,
    "rio-tiler__mosaic_value_2.tif": COG_NO_TIME,
    "rio-cogeo__image_no_overview.tif": COG_NO_TIME,
    "rio-cogeo__image_dec.tif": NO_COG_NO_TIME,
    "titiler__TCI.tif": COG_NO_TIME,
    "titiler__B01.tif": COG_NO_TIME,
    **{f"RStoolbox__LT52240631988227CUB02_B{band}.TIF": set() for band in range(1, 8)},
    **{
        f"sits__TERRA_MODIS_012010_NDVI_{day}.jp2": {"not-cog"}
        for day in (
            *("2013-09-14", "2013-10-16", "2013-11-17"),
            *("2013-12-19", "2014-01-17", "2014-02-18"),
        )
    },
}
REFUSED = {
    "rasterio__all-nodata.tif": "all are nodata",
    # South-up, and besides every pixel of it is -9999, its fill value.
    "rio-tiler__inverted_lat.tif": "all are nodata",
    "rasterio__corrupt.tif": "cannot be read",
    "rasterio__float.tif": "no coordinate reference system",
    "rasterio__float_nan.tif": "no coordinate reference system",
    "rasterio__goes.tif": "off the earth",
    "rasterio__rotated.tif": "no coordinate reference system and is rotated",
    "rio-tiler__cog_gcps.tif": "210 ground control points",
}


@pytest.mark.real_data
def test_each_of_the_41_published_files_is_accepted_flagged_or_refused_as_decided_r6_2(
    engine: Engine, real_data: Path
) -> None:
    folder = real_data / "raster"
    assert {file.name for file in folder.iterdir()} == {*ACCEPTED, *REFUSED, "INDEX.csv"}
    outcome = load_images(engine, folder)
    assert (outcome.accepted, outcome.refused) == (33, 8)

    reasons = remarks(engine)
    for name, word in REFUSED.items():
        assert word in reasons[name]
        assert "/" not in reasons[name].replace(name, "")
    with engine.connect() as connection:
        for name, flags in ACCEPTED.items():
            landsat = name.startswith("RStoolbox")
            found = find_scene(connection, "LT52240631988227CUB02" if landsat else Path(name).stem)
            assert found is not None, name
            assert set(found.flags) == flags, name
            assert folder.resolve() / name in {asset.path for asset in found.assets}
    # 33 files, of which the seven bands of the Landsat scene are one scene.
    assert scene_count(engine) == 27


@pytest.mark.real_data
def test_the_published_files_are_not_loaded_twice(engine: Engine, real_data: Path) -> None:
    first = load_images(engine, real_data / "raster")
    second = load_images(engine, real_data / "raster")
    assert (first.status, second.status) == ("loaded", "unchanged")
    assert scene_count(engine) == 27


@pytest.mark.real_data
def test_landsat_bands_in_seven_files_are_one_scene_of_14_august_1988(
    engine: Engine, real_data: Path
) -> None:
    load_images(engine, real_data / "raster")
    landsat = scene(engine, "LT52240631988227CUB02")
    assert landsat.acquisition.day == date(1988, 8, 14)
    assert landsat.band_names == ["B1", "B2", "B3", "B4", "B5", "B6", "B7"]
    assert [asset.bands[0].common_name for asset in landsat.assets[:4]] == [
        *("blue", "green", "red", "nir")
    ]
    assert landsat.resolution_m == pytest.approx(30.0, rel=1e-3)
    assert landsat.acquisition.precision == "day"


@pytest.mark.real_data
def test_single_files_of_a_scene_loaded_one_after_the_other_are_one_scene(
    engine: Engine, real_data: Path
) -> None:
    for band in (4, 3):
        name = f"RStoolbox__LT52240631988227CUB02_B{band}.TIF"
        load_images(engine, real_data / "raster" / name)
    assert scene(engine, "LT52240631988227CUB02").band_names == ["B3", "B4"]


def test_facts_of_a_file_stand_in_the_catalogue(engine: Engine, tmp_path: Path) -> None:
    pixels = np.stack([halves(10, 20), halves(30, 0)]).astype("int16")
    file = write_image(
        tmp_path / "town_20210503.tif",
        pixels,
        nodata=0,
        descriptions=("red edge", "nir"),
    )
    with rasterio.open(file, "r+") as dataset:
        dataset.scales, dataset.offsets = (0.5, 1.0), (100.0, 0.0)
    load_images(engine, tmp_path)
    found = scene(engine, "town_20210503")
    (asset,) = found.assets
    assert asset.path == file.resolve()
    assert (asset.crs, asset.width, asset.height) == ("EPSG:32650", 40, 40)
    assert asset.transform == (100.0, 0.0, 500_000.0, 0.0, -100.0, 3_320_000.0)
    first, second = asset.bands
    assert (first.name, first.dtype, first.nodata) == ("red edge", "int16", 0.0)
    assert (first.scale, first.offset) == (0.5, 100.0)
    assert first.stretch == (10.0, 20.0)
    assert second.stretch == (30.0, 30.0)  # the fill value is no value
    assert found.acquisition.day == date(2021, 5, 3)
    # On the central meridian UTM shortens by 0.9996.
    assert found.resolution_m == pytest.approx(100 / 0.9996, rel=1e-5)
    # 4 km north of the corner's parallel, from the central meridian (117 E) eastward.
    west, south, east, north = found.bbox
    assert west == pytest.approx(117.0, abs=1e-9)
    assert east - west == pytest.approx(0.0415, abs=2e-4)
    assert north - south == pytest.approx(0.0361, abs=2e-4)


def test_nan_as_fill_value_survives_the_catalogue(engine: Engine, tmp_path: Path) -> None:
    pixels = halves(1, 2, dtype="float32")
    pixels[0, 0] = np.nan
    write_image(tmp_path / "heights.tif", pixels, nodata=np.nan)
    load_images(engine, tmp_path)
    nodata = scene(engine, "heights").assets[0].bands[0].nodata
    assert nodata is not None
    assert np.isnan(nodata)


def test_south_up_image_is_accepted_with_the_reason(engine: Engine, tmp_path: Path) -> None:
    write_image(
        tmp_path / "upside.tif", halves(1, 2), crs="EPSG:4490", transform=Affine(1, 0, 100, 0, 1, 0)
    )
    outcome = load_images(engine, tmp_path)
    assert (outcome.accepted, outcome.repaired, outcome.refused) == (1, 1, 0)
    assert "southern one" in remarks(engine)["upside.tif"]
    found = scene(engine, "upside")
    assert Flag.SOUTH_UP in found.flags
    assert found.bbox == pytest.approx((100, 0, 140, 40))


def test_rotated_image_is_accepted_with_the_reason(engine: Engine, tmp_path: Path) -> None:
    turned = Affine.translation(500_000, 3_300_000) @ Affine.rotation(30) @ Affine.scale(100, -100)
    write_image(tmp_path / "turned.tif", halves(1, 2), transform=turned)
    outcome = load_images(engine, tmp_path)
    assert (outcome.accepted, outcome.repaired) == (1, 1)
    assert "do not run east" in remarks(engine)["turned.tif"]
    assert Flag.ROTATED in scene(engine, "turned").flags


@pytest.mark.parametrize(
    ("profile", "reason"),
    [
        ({"crs": None}, "no coordinate reference system"),
        ({"nodata": 7}, "all are nodata"),
        ({"crs": "EPSG:3413", "transform": grid(-2000, 2000)}, "holds a pole"),
        (
            {"crs": "EPSG:32650", "transform": grid(9e9, 9e9)},
            "off the earth",
        ),
    ],
)
def test_image_that_cannot_be_used_is_refused_with_the_reason_r6_2(
    engine: Engine, tmp_path: Path, profile: dict[str, object], reason: str
) -> None:
    write_image(tmp_path / "bad.tif", halves(7, 7), **profile)  # type: ignore[arg-type]
    outcome = load_images(engine, tmp_path)
    assert (outcome.accepted, outcome.refused) == (0, 1)
    assert reason in remarks(engine)["bad.tif"]
    assert scene_count(engine) == 0


def test_image_with_control_points_only_is_refused(engine: Engine, tmp_path: Path) -> None:
    points = [
        GroundControlPoint(row=row, col=column, x=100 + column, y=40 - row)
        for row in (0, 40)
        for column in (0, 40)
    ]
    file = tmp_path / "raw.tif"
    with rasterio.open(
        file,
        "w",
        driver="GTiff",
        width=40,
        height=40,
        count=1,
        dtype="uint8",
        gcps=points,
        crs="EPSG:4326",
    ) as dataset:
        dataset.write(halves(1, 2), 1)
    load_images(engine, tmp_path)
    assert "4 ground control points" in remarks(engine)["raw.tif"]


def test_image_without_a_geotransform_is_refused(engine: Engine, tmp_path: Path) -> None:
    with pytest.warns(rasterio.errors.NotGeoreferencedWarning):
        write_image(tmp_path / "scan.tif", halves(1, 2), transform=Affine.identity())
    load_images(engine, tmp_path)
    assert "no geotransform" in remarks(engine)["scan.tif"]


def test_half_written_file_is_refused_and_the_others_are_loaded(
    engine: Engine, tmp_path: Path
) -> None:
    whole = write_image(tmp_path / "a.tif", np.arange(10_000, dtype="float64").reshape(100, 100))
    (tmp_path / "b.tif").write_bytes(whole.read_bytes()[:40_000])
    (tmp_path / "c.tif").write_bytes(b"")
    (tmp_path / "d.tif").write_bytes(b"no image at all")
    outcome = load_images(engine, tmp_path)
    assert (outcome.accepted, outcome.refused) == (1, 3)
    reasons = remarks(engine)
    assert all("cannot be read" in reasons[name] for name in ("b.tif", "c.tif", "d.tif"))
    assert all(str(tmp_path) not in reason for reason in reasons.values())


def test_complex_numbers_are_refused(engine: Engine, tmp_path: Path) -> None:
    write_image(tmp_path / "radar.tif", np.ones((4, 4), "complex64"))
    load_images(engine, tmp_path)
    assert "complex numbers" in remarks(engine)["radar.tif"]


def test_other_files_are_refused_and_lists_and_sidecars_passed_over(
    engine: Engine, tmp_path: Path
) -> None:
    write_image(tmp_path / "a.tif", halves(1, 2))
    for name in ("INDEX.csv", ".DS_Store", "a.tif.aux.xml", "a.tfw", "notes.xml", "photo.jpg"):
        (tmp_path / name).write_text("<PAMDataset/>" if name.endswith("xml") else "1\n")
    outcome = load_images(engine, tmp_path)
    assert (outcome.accepted, outcome.refused) == (1, 2)
    assert set(remarks(engine)) == {"notes.xml", "photo.jpg"}


@pytest.mark.parametrize("name", ["photo.jpg", "nothing.tif", ""])
def test_source_that_is_no_image_is_refused(engine: Engine, tmp_path: Path, name: str) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8")
    with pytest.raises(SourceRefused, match=r"no image|there is no"):
        load_images(engine, tmp_path / name)


def test_dates_of_the_caller_stand_before_the_name(engine: Engine, tmp_path: Path) -> None:
    for name in ("a_20200101.tif", "b.tif", "c.tif"):
        write_image(tmp_path / name, halves(1, 2))
    load_images(
        engine,
        tmp_path,
        dates={
            "a_20200101.tif": "2021-02-03",
            "b.tif": date(2019, 5, 6),
            "c.tif": "2018-01-01T09:30:00+08:00",
        },
    )
    assert scene(engine, "a_20200101").acquisition.day == date(2021, 2, 3)
    assert scene(engine, "b").acquisition.day == date(2019, 5, 6)
    taken = scene(engine, "c").acquisition
    assert (taken.start, taken.precision) == (datetime(2018, 1, 1, 1, 30, tzinfo=UTC), "instant")


@pytest.mark.parametrize(
    ("dates", "word"),
    [
        ({"b.tif": "2020-01-01"}, "b.tif, which is not there"),
        ({"a.tif": "2020-02-30"}, "not in the calendar"),
        ({"a.tif": "2020-01-01T00:00:00"}, "no time zone"),
    ],
)
def test_dates_that_cannot_be_are_refused(
    engine: Engine, tmp_path: Path, dates: dict[str, str], word: str
) -> None:
    write_image(tmp_path / "a.tif", halves(1, 2))
    with pytest.raises((SourceRefused, BadDate), match=word):
        load_images(engine, tmp_path, dates=dates)
    assert scene_count(engine) == 0


def test_time_of_writing_is_not_taken_for_the_time_of_acquisition(
    engine: Engine, tmp_path: Path
) -> None:
    write_image(
        tmp_path / "a.tif", halves(1, 2), tags={"": {"TIFFTAG_DATETIME": "2018:07:16 06:06:23"}}
    )
    write_image(
        tmp_path / "b.tif",
        halves(1, 2),
        tags={"IMAGERY": {"ACQUISITIONDATETIME": "2018-07-16 02:40:00"}},
    )
    load_images(engine, tmp_path)
    assert Flag.TIME_UNKNOWN in scene(engine, "a").flags
    taken = scene(engine, "b").acquisition
    assert taken.start == datetime(2018, 7, 16, 2, 40, tzinfo=UTC)
    assert Flag.TIME_UNKNOWN not in scene(engine, "b").flags


def test_same_name_in_another_folder_is_refused_unless_it_is_the_same_file(
    engine: Engine, tmp_path: Path
) -> None:
    for folder in ("one", "two", "three"):
        (tmp_path / folder).mkdir()
    first = write_image(tmp_path / "one" / "town.tif", halves(1, 2))
    write_image(tmp_path / "two" / "town.tif", halves(3, 4))
    load_images(engine, tmp_path / "one")
    outcome = load_images(engine, tmp_path / "two")
    assert (outcome.accepted, outcome.refused) == (0, 1)
    assert "rename one of them" in remarks(engine)["town.tif"]
    assert scene(engine, "town").assets[0].path == first.resolve()
    # The same bytes elsewhere: the file was moved.
    shutil.copy(first, tmp_path / "three" / "town.tif")
    write_image(tmp_path / "three" / "more.tif", halves(5, 6))
    load_images(engine, tmp_path / "three")
    assert scene(engine, "town").assets[0].path == (tmp_path / "three" / "town.tif").resolve()


def test_new_version_of_a_file_takes_the_place_of_the_old_one(
    engine: Engine, tmp_path: Path
) -> None:
    write_image(tmp_path / "town.tif", halves(1, 2))
    load_images(engine, tmp_path)
    write_image(tmp_path / "town.tif", halves(3, 4))
    assert load_images(engine, tmp_path).accepted == 1
    assert scene(engine, "town").assets[0].bands[0].stretch == (3.0, 4.0)
    assert scene_count(engine) == 1


def test_load_that_fails_half_way_leaves_nothing(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_image(tmp_path / "a.tif", halves(1, 2))
    store = scenes_module.store_scenes

    def store_and_die(*arguments: object) -> None:
        store(*arguments)  # type: ignore[arg-type]
        raise MemoryError

    monkeypatch.setattr(scenes_module, "store_scenes", store_and_die)
    with pytest.raises(MemoryError):
        load_images(engine, tmp_path)
    assert scene_count(engine) == 0
    monkeypatch.setattr(scenes_module, "store_scenes", store)
    assert load_images(engine, tmp_path).status == "loaded"
    assert scene_count(engine) == 1


def test_large_image_is_read_to_its_last_row(engine: Engine, tmp_path: Path) -> None:
    # More than one strip of the reader, and more values than it keeps for the percentiles.
    pixels = np.zeros((2100, 2100), "uint16")
    pixels[-1, -1] = 9
    write_image(tmp_path / "big.tif", pixels, nodata=0, compress="deflate")
    load_images(engine, tmp_path)
    assert scene(engine, "big").assets[0].bands[0].nodata == 0.0


def test_satellite_and_clouds_are_read_of_the_files_own_tags_r6_1(
    engine: Engine, tmp_path: Path
) -> None:
    for name, cloud in (("a", "12.5"), ("b", "cloudy"), ("c", "140")):
        write_image(
            tmp_path / f"{name}.tif",
            halves(1, 2),
            tags={"IMAGERY": {"SATELLITEID": "GF-2", "CLOUDCOVER": cloud}},
        )
    load_images(engine, tmp_path)
    found = {name: scene(engine, name).sensing for name in "abc"}
    assert {one.platform for one in found.values()} == {"GF-2"}
    assert [found[name].cloud_share for name in "abc"] == [0.125, None, None]
