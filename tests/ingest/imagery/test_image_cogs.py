from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from image_files import grid, halves, write_image
from rasterio.crs import CRS
from rio_cogeo.cogeo import cog_validate
from sqlalchemy import Engine, text

from ingest.imagery.cogs import cog_path
from ingest.imagery.inspection import file_sha256
from ingest.imagery.preparing import prepare
from ingest.imagery.scenes import load_images
from ingest.imagery.store import clear_half_written
from spatial.errors import SourceRefused
from spatial.imagery.queries import find_scene
from spatial.imagery.scene import Flag


def remarks(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT record, reason FROM ingest_remark"))
        return {row.record: row.reason for row in rows}


def test_all_that_a_file_says_is_in_its_cog(tmp_path: Path) -> None:
    pixels = np.random.default_rng(1).integers(1, 4000, (2, 700, 600)).astype("int16")
    pixels[:, :50] = 0
    path = write_image(
        tmp_path / "a.tif",
        pixels,
        nodata=0,
        descriptions=("red edge", "nir"),
        tags={"IMAGERY": {"ACQUISITIONDATETIME": "2021-05-03 03:04:05"}},
    )
    with rasterio.open(path, "r+") as dataset:
        dataset.scales, dataset.offsets = (0.5, 1.0), (100.0, 0.0)
    before = path.read_bytes()
    made = prepare(path, tmp_path / "store")
    assert made.file.path == cog_path(tmp_path / "store", file_sha256(path))
    assert made.file.flags == ()
    assert made.file.taken is not None
    assert cog_validate(made.file.path, strict=True)[0]
    with rasterio.open(made.file.path) as cog:
        assert (cog.read() == pixels).all()
        assert (cog.nodata, cog.descriptions) == (0, ("red edge", "nir"))
        assert (cog.scales, cog.offsets) == ((0.5, 1.0), (100.0, 0.0))
        assert cog.transform == grid()
    assert path.read_bytes() == before


@settings(deadline=None, max_examples=15)
@given(
    kind=st.sampled_from(["uint8", "uint16", "int16", "int32", "float32", "float64"]),
    rows=st.integers(1, 90),
    columns=st.integers(1, 90),
    nodata=st.sampled_from([None, 0]),
)
def test_a_cog_is_lossless_whatever_its_numbers_are(
    tmp_path_factory: pytest.TempPathFactory,
    kind: str,
    rows: int,
    columns: int,
    nodata: int | None,
) -> None:
    folder = tmp_path_factory.mktemp("cog")
    pixels = np.random.default_rng(rows * columns).integers(0, 100, (rows, columns)).astype(kind)
    pixels[0, 0] = 7
    path = write_image(folder / "a.tif", pixels, nodata=nodata)
    made = prepare(path, folder / "store", copy=True)
    with rasterio.open(made.file.path) as cog:
        assert cog.dtypes == (kind,)
        assert (cog.read(1) == pixels).all()


def test_a_valid_cog_stays_where_it_is_unless_a_copy_is_asked_for(tmp_path: Path) -> None:
    path = write_image(tmp_path / "a.tif", halves(1, 2))
    cog = prepare(path, tmp_path / "one").file.path
    assert prepare(cog, tmp_path / "two").file.path == cog
    assert prepare(cog, tmp_path / "two", copy=True).file.path.is_relative_to(tmp_path / "two")


def test_nan_stays_nan_in_the_cog(tmp_path: Path) -> None:
    pixels = halves(1, 2, dtype="float32")
    pixels[0, 0] = np.nan
    made = prepare(write_image(tmp_path / "a.tif", pixels, nodata=np.nan), tmp_path / "store")
    with rasterio.open(made.file.path) as cog:
        assert np.isnan(cog.read(1)[0, 0])
        assert cog.read(1, masked=True).count() == 1599


def test_south_up_is_turned_pixel_by_pixel_r6_2(tmp_path: Path) -> None:
    pixels = np.arange(1600, dtype="uint16").reshape(40, 40)
    path = write_image(
        tmp_path / "a.tif", pixels, crs="EPSG:4490", transform=Affine(0.01, 0, 100, 0, 0.01, 20)
    )
    made = prepare(path, tmp_path / "store")
    assert "turned" in made.repairs[0]
    with rasterio.open(made.file.path) as cog:
        assert cog.transform.almost_equals(Affine(0.01, 0, 100, 0, -0.01, 20.4))
        assert (cog.read(1) == pixels[::-1]).all()


def test_rotated_is_turned_and_its_corners_are_no_values_r6_2(tmp_path: Path) -> None:
    turned = Affine.translation(500_000, 3_300_000) @ Affine.rotation(30) @ Affine.scale(100, -100)
    path = write_image(tmp_path / "a.tif", np.full((40, 40), 9, "uint8"), transform=turned)
    made = prepare(path, tmp_path / "store")
    assert Flag.ROTATED not in made.file.flags
    with rasterio.open(made.file.path) as cog:
        assert cog.count == 1
        pixels = cog.read(1, masked=True)
    assert pixels.mask[0, 0]
    assert set(pixels.compressed()) == {9}
    # As many pixels of the same size as there were, but for those along the edges.
    assert pixels.count() * abs(cog.transform.a) ** 2 == pytest.approx(1600 * 100**2, rel=0.05)


REFUSED = {
    "rasterio__all-nodata.tif": "all are nodata",
    "rio-tiler__inverted_lat.tif": "all are nodata",
    "rasterio__corrupt.tif": "cannot be read",
    "rasterio__float.tif": "no coordinate reference system",
    "rasterio__float_nan.tif": "no coordinate reference system",
    "rasterio__goes.tif": "off the earth",
    "rasterio__rotated.tif": "no coordinate reference system and is rotated",
}


@pytest.mark.real_data
def test_each_published_file_is_a_cog_or_refused_with_its_reason_r6_2(
    engine: Engine, real_data: Path, tmp_path: Path
) -> None:
    outcome = load_images(engine, real_data / "raster", store=tmp_path / "store", jobs=2)
    reasons = remarks(engine)
    for name, word in REFUSED.items():
        assert word in reasons[name]
        assert "/" not in reasons[name].replace(name, "")
    assert (outcome.accepted, outcome.repaired, outcome.refused) == (34, 2, 7)
    assert "crosses 180 degrees" in reasons["rio-tiler__cog_dateline.tif"]
    told = "210 ground control points place it: it was laid on a grid by a polynomial of degree 2"
    assert told in reasons["rio-tiler__cog_gcps.tif"]
    assert "off by 0.54 pixels" in reasons["rio-tiler__cog_gcps.tif"]
    with engine.connect() as connection:
        for file in (real_data / "raster").iterdir():
            if file.name in REFUSED or file.suffix == ".csv":
                continue
            landsat = file.name.startswith("RStoolbox")
            found = find_scene(connection, "LT52240631988227CUB02" if landsat else file.stem)
            assert found is not None, file.name
            assert Flag.NOT_COG not in found.flags, file.name
            warped = file.name == "rio-tiler__cog_gcps.tif"
            assert (Flag.WARPED in found.flags) == warped, file.name
    # What was refused leaves no COG behind.
    stored = {path.name[:64] for path in (tmp_path / "store").rglob("*.tif")}
    assert not stored & {file_sha256(real_data / "raster" / name) for name in REFUSED}


def test_a_run_that_is_killed_leaves_finished_cogs_and_no_half_written_one(
    tmp_path: Path,
) -> None:
    store = tmp_path / "store"
    first = write_image(tmp_path / "a.tif", halves(1, 2))
    finished = prepare(first, store, copy=True).file.path
    noise = np.random.default_rng(2).integers(0, 60_000, (6_000, 6_000)).astype("uint16")
    second = write_image(tmp_path / "b.tif", noise)
    program = (
        "import sys; from pathlib import Path; from ingest.imagery.preparing import prepare;"
        "prepare(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    running = subprocess.Popen([sys.executable, "-c", program, str(second), str(store)])
    try:
        until = time.monotonic() + 120
        while not list((store / "partial").glob("*/*.tif")):
            assert running.poll() is None
            assert time.monotonic() < until
            time.sleep(0.01)
        # What is under way is nobody else's to remove.
        assert clear_half_written(store) == 0
    finally:
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
    assert list((store / "cogs").rglob("*.tif")) == [finished]
    written = finished.stat().st_mtime_ns
    assert clear_half_written(store) == 1
    assert [path.name for path in (store / "partial").iterdir()] == [".guard"]
    assert prepare(first, store, copy=True).file.path.stat().st_mtime_ns == written
    with rasterio.open(prepare(second, store).file.path) as cog:
        assert cog.crs == CRS.from_epsg(32650)
        assert (cog.read(1) == noise).all()


def test_links_that_lead_out_of_the_folder_are_refused(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    write_image(tmp_path / "in" / "a.tif", halves(1, 2))
    (tmp_path / "in" / "b.tif").symlink_to(write_image(tmp_path / "b.tif", halves(3, 4)))
    outcome = load_images(engine, tmp_path / "in")
    assert (outcome.accepted, outcome.refused) == (1, 1)
    assert "leads out of the folder" in remarks(engine)["b.tif"]


def test_a_source_outside_the_allowed_folders_is_refused(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    outside = write_image(tmp_path / "a.tif", halves(1, 2))
    write_image(tmp_path / "in" / "b.tif", halves(1, 2))
    (tmp_path / "in" / "link").symlink_to(outside)
    for path in (outside, tmp_path / "in" / ".." / "a.tif", tmp_path / "in" / "link"):
        with pytest.raises(SourceRefused, match="outside the folders"):
            load_images(engine, path, roots=[tmp_path / "in"])
    assert load_images(engine, tmp_path / "in" / "b.tif", roots=[tmp_path / "in"]).accepted == 1
