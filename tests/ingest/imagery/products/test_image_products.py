from __future__ import annotations

import shutil
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from built_products import (
    GF1_SCENE,
    LANDSAT_NAME,
    S2_NAME,
    gf1_delivery,
    gf_xml,
    landsat_delivery,
    s2_delivery,
    write_raster,
    zy_xml,
)
from image_files import halves, write_image
from sqlalchemy import Engine, text

from ingest.imagery.scenes import load_images
from spatial.errors import SourceRefused
from spatial.imagery.queries import scene_by_id
from spatial.imagery.scene import Flag, Role, Scene


def remarks(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT record, reason FROM ingest_remark"))
        return {row.record: row.reason for row in rows}


def scenes(engine: Engine) -> list[Scene]:
    with engine.connect() as connection:
        names = connection.execute(text("SELECT id FROM pgstac.items ORDER BY id")).scalars()
        return [scene_by_id(connection, name) for name in names]


def packed_as_zip(folder: Path, target: Path) -> Path:
    path = target / "order.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.rglob("*")):
            archive.write(file, file.relative_to(folder.parent))
    return path


def packed_as_tar(folder: Path, target: Path) -> Path:
    path = target / "order.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        archive.add(folder, folder.name)
    return path


def as_it_is(folder: Path, target: Path) -> Path:
    return folder


Form = Callable[[Path, Path], Path]

in_each_form = pytest.mark.parametrize("form", [as_it_is, packed_as_zip, packed_as_tar])


def delivered(engine: Engine, folder: Path, form: Form, tmp_path: Path) -> Scene:
    """The only scene of a delivery, after what was packed is gone."""
    source = form(folder, tmp_path)
    store = tmp_path / "store"
    load_images(engine, source, store=store, jobs=1)
    if form is not as_it_is:
        shutil.rmtree(folder)
    (scene,) = scenes(engine)
    for file in (*scene.assets, *scene.documents):
        assert file.path.is_file(), file.key
        assert form is as_it_is or file.path.is_relative_to(store)
    assert [path.name for path in (store / "partial").iterdir()] == [".guard"]
    return scene


@in_each_form
def test_raw_gf1_is_catalogued_and_not_drawn_r6_1(
    engine: Engine, tmp_path: Path, form: Form
) -> None:
    folder = gf1_delivery(tmp_path / "delivery")
    scene = delivered(engine, folder, form, tmp_path)
    assert scene.id == GF1_SCENE
    assert not scene.drawn
    assert Flag.RAW in scene.flags
    assert (scene.sensing.platform, scene.sensing.instrument) == ("GF-1", "PMS1")
    assert scene.sensing.cloud_share == pytest.approx(0.05)
    assert scene.acquisition.start.isoformat() == "2013-11-27T03:28:31+00:00"
    # The corners of the XML.
    assert scene.footprint.bounds == pytest.approx((116.25, 39.2, 116.7, 39.6))
    raw = [one for one in scene.documents if one.roles[0] == "data"]
    assert [(one.width, one.height) for one in raw] == [(16, 12), (16, 12)]
    assert {role for one in scene.documents for role in one.roles} >= {"data", "metadata"}


@in_each_form
def test_sentinel_2_has_its_bands_and_its_clouds_r6_1(
    engine: Engine, tmp_path: Path, form: Form
) -> None:
    folder = s2_delivery(tmp_path / "delivery")
    scene = delivered(engine, folder, form, tmp_path)
    assert scene.id == S2_NAME
    assert (scene.sensing.platform, scene.sensing.level) == ("Sentinel-2B", "L2A")
    assert scene.sensing.cloud_share == pytest.approx(0.234)
    quality = [asset for asset in scene.assets if asset.role is Role.QUALITY]
    assert [band.name for asset in quality for band in asset.bands] == ["SCL"]
    assert scene.assets[-1] is quality[0]
    assert scene.clouds is not None
    assert (scene.clouds.band, scene.clouds.values) == ("SCL", (3, 8, 9, 10))
    _, red = scene.require_band("red")
    assert red.name == "B04"
    assert red.nodata == 0.0
    # Of B04 the offset is -1000 - 3; values are (v + offset) / 10000.
    assert (red.scale, red.offset) == (pytest.approx(1e-4), pytest.approx(-0.1003))
    assert scene.require_band("swir16")[1].name == "B11"
    # JPEG 2000 became COGs, which know the fill value.
    assert Flag.NOT_COG not in scene.flags
    assert all(asset.source.endswith(".jp2") for asset in scene.assets)


@in_each_form
def test_landsat_collection_2_has_scale_and_quality_r6_1(
    engine: Engine, tmp_path: Path, form: Form
) -> None:
    folder = landsat_delivery(tmp_path / "delivery")
    scene = delivered(engine, folder, form, tmp_path)
    assert scene.id == LANDSAT_NAME
    assert scene.clouds is not None
    assert scene.clouds.band == "QA_PIXEL"
    _, red = scene.require_band("red")
    assert (red.scale, red.offset) == (pytest.approx(2.75e-5), pytest.approx(-0.2))
    assert scene.acquisition.start.isoformat().startswith("2020-05-06T02:53:21")
    assert scene.require_band("QA_PIXEL")[0].role is Role.QUALITY


def test_orthorectified_gf2_and_zy3_are_drawn(engine: Engine, tmp_path: Path) -> None:
    gf2 = tmp_path / "in" / "GF2_PMS1_E116.5_N39.4_20150212_L1A0000647768"
    stem = f"{gf2.name}-MSS1"
    write_raster(gf2 / f"{stem}.tiff", 4, placed=True)
    (gf2 / f"{stem}.xml").write_bytes(
        gf_xml({"SatelliteID": "GF2", "CenterTime": "2015-02-12 11:20:00"})
    )
    zy3 = tmp_path / "in" / "ZY3_MUX_E116.5_N39.4_20120823_L1A0000639124"
    write_raster(zy3 / f"{zy3.name}-MUX.tiff", 4, placed=True)
    (zy3 / f"{zy3.name}-MUX.xml").write_bytes(zy_xml("MUX"))
    load_images(engine, tmp_path / "in", store=tmp_path / "store", jobs=1)
    found = {scene.sensing.platform: scene for scene in scenes(engine)}
    assert len(found) == 2
    assert "GF-2" in found
    for scene in found.values():
        assert scene.drawn
        assert scene.require_band("nir")[1].common_name == "nir"
        assert scene.acquisition.known


def test_a_broken_product_is_refused_and_its_files_are_no_images(
    engine: Engine, tmp_path: Path
) -> None:
    gf1_delivery(tmp_path / "in", xml=b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>")
    write_image(tmp_path / "in" / "town.tif", halves(1, 2))
    outcome = load_images(engine, tmp_path / "in", store=tmp_path / "store")
    assert outcome.accepted == 1
    assert outcome.refused >= 1
    assert [scene.id for scene in scenes(engine)] == ["town"]


def test_dates_and_clouds_may_name_products_and_what_is_packed(
    engine: Engine, tmp_path: Path
) -> None:
    source = tmp_path / "in"
    landsat_delivery(source)
    write_image(tmp_path / "packed.tif", halves(1, 2))
    with zipfile.ZipFile(source / "more.zip", "w") as archive:
        archive.write(tmp_path / "packed.tif", "packed.tif")
    load_images(
        engine,
        source,
        store=tmp_path / "store",
        dates={"more.zip/packed.tif": "2021-05-03"},
        clouds={LANDSAT_NAME: 0.5, "packed.tif": 0.25},
    )
    shares = {scene.id: scene.sensing.cloud_share for scene in scenes(engine)}
    assert shares[LANDSAT_NAME] == 0.5
    with pytest.raises(SourceRefused, match=r"nothing\.tif, which is not there"):
        load_images(
            engine, source, store=tmp_path / "store", clouds={"nothing.tif": 0.5}, grade="open"
        )
    with pytest.raises(SourceRefused, match="no share"):
        load_images(engine, source, store=tmp_path / "store", clouds={LANDSAT_NAME: 20})


def test_archives_need_a_store_and_hostile_ones_are_refused(engine: Engine, tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    write_image(source / "town.tif", halves(1, 2))
    with zipfile.ZipFile(source / "out.zip", "w") as archive:
        archive.writestr("../out.tif", b"II*\0")
    with zipfile.ZipFile(source / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.tif", bytes(400_000_000))
    load_images(engine, source)
    assert "no store" in remarks(engine)["out.zip"]
    load_images(engine, source, store=tmp_path / "store")
    told = remarks(engine)
    assert "leads out of the folder" in told["out.zip"]
    assert "grows to more than" in told["bomb.zip"]
    assert not list((tmp_path / "store").rglob("*out.tif"))
    assert [scene.id for scene in scenes(engine)] == ["town"]
