from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import rasterio
from image_files import halves, write_image
from sqlalchemy import Engine, text

from ingest.imagery.scenes import load_all_images, load_images
from spatial.errors import SourceRefused
from spatial.imagery.queries import scene_by_id
from spatial.imagery.scene import Flag, Scene


def remarks(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT record, reason FROM ingest_remark ORDER BY run_id"))
        return {row.record: row.reason for row in rows}


def scene_names(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(text("SELECT id FROM pgstac.items ORDER BY id")).scalars())


def scene(engine: Engine, name: str) -> Scene:
    with engine.connect() as connection:
        return scene_by_id(connection, name)


def test_the_same_image_under_another_name_is_stored_once(engine: Engine, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
    store = tmp_path / "store"
    first = write_image(tmp_path / "one" / "a.tif", halves(1, 2, side=600))
    shutil.copy(first, tmp_path / "one" / "b.tif")
    shutil.copy(first, tmp_path / "two" / "c_20210503.tif")
    load_images(engine, tmp_path / "one", store=store, jobs=1)
    assert scene_names(engine) == ["a"]
    assert "same image as a" in remarks(engine)["b.tif"]
    assert Flag.TIME_UNKNOWN in scene(engine, "a").flags
    outcome = load_images(engine, tmp_path / "two", store=store, jobs=1)
    assert (outcome.accepted, outcome.repaired, outcome.refused) == (1, 1, 0)
    assert scene_names(engine) == ["a"]
    # The other name told when it was taken.
    assert scene(engine, "a").acquisition.day == date(2021, 5, 3)
    assert len(list((store / "cogs").rglob("*.tif"))) == 1


def test_the_same_pixels_of_two_days_are_two_images(engine: Engine, tmp_path: Path) -> None:
    first = write_image(tmp_path / "a_20210503.tif", halves(0, 0))
    shutil.copy(first, tmp_path / "a_20210504.tif")
    load_images(engine, tmp_path)
    assert scene_names(engine) == ["a_20210503", "a_20210504"]


def test_a_file_that_was_renamed_is_found_at_its_new_place(engine: Engine, tmp_path: Path) -> None:
    first = write_image(tmp_path / "a.tif", halves(1, 2))
    load_images(engine, tmp_path)
    first.rename(tmp_path / "b.tif")
    load_images(engine, tmp_path)
    assert scene_names(engine) == ["a"]
    assert scene(engine, "a").assets[0].path == (tmp_path / "b.tif").resolve()


def test_a_new_version_of_a_converted_file_takes_the_place_of_the_old_one(
    engine: Engine, tmp_path: Path
) -> None:
    store, folder = tmp_path / "store", tmp_path / "in"
    folder.mkdir()
    write_image(folder / "town.tif", halves(1, 2, side=600))
    load_images(engine, folder, store=store)
    write_image(folder / "town.tif", halves(3, 4, side=600))
    assert load_images(engine, folder, store=store).refused == 0
    assert scene_names(engine) == ["town"]
    found = scene(engine, "town").assets[0]
    assert found.bands[0].stretch == (3.0, 4.0)
    assert found.path.is_relative_to(store)
    # Of the same name from another place: nobody knows which one is right.
    (tmp_path / "other").mkdir()
    write_image(tmp_path / "other" / "town.tif", halves(5, 6, side=600))
    assert load_images(engine, tmp_path / "other", store=store).refused == 1
    assert scene(engine, "town").assets[0] == found


def test_a_store_that_lost_files_is_filled_again(engine: Engine, tmp_path: Path) -> None:
    store, folder = tmp_path / "store", tmp_path / "in"
    folder.mkdir()
    write_image(folder / "town.tif", halves(1, 2, side=600))
    assert load_images(engine, folder, store=store).status == "loaded"
    assert load_images(engine, folder, store=store).status == "unchanged"
    path = scene(engine, "town").assets[0].path
    path.unlink()
    assert load_images(engine, folder, store=store).status == "loaded"
    assert path.is_file()
    shutil.rmtree(store)
    load_images(engine, folder, store=store)
    with rasterio.open(scene(engine, "town").assets[0].path) as cog:
        assert (cog.read(1) == halves(1, 2, side=600)).all()
    assert load_images(engine, folder, store=store).status == "unchanged"


def test_several_sources_are_loaded_one_by_one(engine: Engine, tmp_path: Path) -> None:
    paths = [write_image(tmp_path / f"{name}.tif", halves(at, 9)) for at, name in enumerate("abc")]
    outcomes = load_all_images(engine, paths, dates={"b.tif": "2021-05-03"}, clouds={"c.tif": 0.25})
    assert [one.accepted for one in outcomes] == [1, 1, 1]
    assert scene(engine, "b").acquisition.day == date(2021, 5, 3)
    assert scene(engine, "c").sensing.cloud_share == 0.25
    with pytest.raises(SourceRefused, match=r"d\.tif, which is not there"):
        load_all_images(engine, paths, dates={"d.tif": "2021-05-03"})
    with pytest.raises(SourceRefused, match="outside the folders"):
        load_all_images(engine, paths, roots=[tmp_path / "in"])


def test_lossy_profiles_are_for_pictures_and_measurements_stay_exact(
    engine: Engine, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    ramp = np.tile(np.linspace(0, 250, 600).astype("uint8"), (3, 600, 1))
    write_image(folder / "photo.tif", ramp, photometric="RGB")
    write_image(folder / "heights.tif", halves(1000, 2000, side=600, dtype="uint16"))
    for profile, compression in (("webp", "webp"), ("jpeg", "jpeg")):
        store = tmp_path / profile
        load_images(engine, folder, store=store, profile=profile, grade="open", jobs=1)
        photo = scene(engine, "photo")
        with rasterio.open(photo.assets[0].path) as cog:
            assert cog.compression.name.lower() == compression
            assert np.abs(cog.read().astype(int) - ramp).max() < 12
        heights = scene(engine, "heights")
        assert heights.assets[0].path == (folder / "heights.tif").resolve()
        assert Flag.NOT_COG in heights.flags
        assert "kept as it is" in remarks(engine)["heights.tif"]
    with pytest.raises(SourceRefused, match="no profile 'png'"):
        load_images(engine, folder, store=tmp_path / "store", profile="png")


def test_a_store_in_the_folder_that_is_loaded_is_refused(engine: Engine, tmp_path: Path) -> None:
    write_image(tmp_path / "a.tif", halves(1, 2))
    with pytest.raises(SourceRefused, match="the store of images lies in"):
        load_images(engine, tmp_path, store=tmp_path / "store")


def test_a_fill_value_goes_before_an_alpha_band(engine: Engine, tmp_path: Path) -> None:
    pixels = np.full((4, 600, 600), 200, "uint8")
    pixels[:, :300] = 0
    file = write_image(tmp_path / "a.tif", pixels, photometric="RGB", alpha="YES", nodata=0)
    for convert in (True, False):
        load_images(engine, file, store=tmp_path / "store", convert=convert)
        asset = scene(engine, "a").assets[0]
        assert [band.stretch for band in asset.bands] == [(200.0, 200.0)] * 3


def test_without_converting_nothing_is_made(engine: Engine, tmp_path: Path) -> None:
    file = write_image(tmp_path / "a.tif", halves(1, 2, side=600))
    load_images(engine, file, store=tmp_path / "store", convert=False)
    found = scene(engine, "a")
    assert Flag.NOT_COG in found.flags
    assert found.assets[0].path == file.resolve()


def test_a_run_that_is_killed_goes_on_where_it_stopped(
    engine: Engine, database_url: str, tmp_path: Path
) -> None:
    """`shikong ingest images` ends by kill -9 in the middle: of it there is no row and no half."""
    folder, store = tmp_path / "in", tmp_path / "store"
    folder.mkdir()
    write_image(folder / "a.tif", halves(1, 2, side=600))
    noise = np.random.default_rng(2).integers(0, 60_000, (5_000, 5_000)).astype("uint16")
    write_image(folder / "b.tif", noise)
    program = "import sys; sys.argv[0] = 'shikong'; from deploy.cli import main; main()"
    arguments = ["ingest", "images", str(folder), "--store", str(store), "--jobs", "1"]
    environment = {
        **os.environ,
        "SHIKONG_DATABASE_URL": database_url,
        "SHIKONG_HOME": str(tmp_path / "home"),
    }
    command = [sys.executable, "-c", program, *arguments]
    running = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 240
        # The first is finished, the second half-written.
        while not (
            list((store / "cogs").rglob("*.tif")) and list((store / "partial").glob("*/*.tif"))
        ):
            assert running.poll() is None
            assert time.monotonic() < until
            time.sleep(0.005)
    finally:
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
    assert scene_names(engine) == []
    (finished,) = (store / "cogs").rglob("*.tif")
    written = finished.stat().st_mtime_ns
    assert len(list((store / "partial").iterdir())) > 1

    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert "2 files accepted" in done.stdout
    assert finished.stat().st_mtime_ns == written
    assert [path.name for path in (store / "partial").iterdir()] == [".guard"]
    assert scene_names(engine) == ["a", "b"]
    with rasterio.open(scene(engine, "b").assets[0].path) as cog:
        assert (cog.read(1) == noise).all()
