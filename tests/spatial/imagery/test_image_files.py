"""Opening the files of scenes: the same file again, another one, and what is no image."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Barrier

import numpy as np
import pytest
import rasterio
from image_files import grid, halves, write_image
from rasterio.enums import Resampling
from rasterio.windows import Window
from shapely.geometry import box

from spatial.errors import BadParameter, ImageUnreadable
from spatial.imagery import files
from spatial.imagery.files import forget_files, opened
from spatial.imagery.scene import Acquisition, Asset, Scene


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    forget_files()
    yield
    forget_files()


def scene_over(path: Path, *, side: int = 40, media_type: str = "image/tiff") -> Scene:
    asset = Asset(
        key="data", path=path, media_type=media_type, sha256="00" * 32, bytes=1,
        crs="EPSG:32650", width=side, height=side, transform=(100, 0, 500_000, 0, -100, 3_320_000),
        resolution_m=100, bands=(), source=path.name, source_sha256="01" * 32,
    )  # fmt: skip
    return Scene("a", "a", Acquisition.on(date(2020, 1, 1)), box(117, 29, 118, 30), (asset,), ())


def first_value(scene: Scene) -> int:
    with opened(scene, scene.assets[0]) as dataset:
        return int(dataset.read(1, window=Window(0, 0, 1, 1))[0, 0])


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return scene_over(write_image(tmp_path / "a.tif", halves(10, 20)))


def test_a_file_stays_open_for_the_next_who_asks(scene: Scene) -> None:
    with opened(scene, scene.assets[0]) as first:
        pass
    with opened(scene, scene.assets[0]) as again:
        assert again is first
    forget_files()
    assert first.closed


def test_two_readers_never_hold_the_same_open_file(scene: Scene) -> None:
    together = Barrier(4)

    def read(_: int) -> int:
        with opened(scene, scene.assets[0]) as dataset:
            together.wait(10)
            return id(dataset)

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(read, range(4)))) == 4


def test_a_file_that_was_written_anew_is_opened_anew(scene: Scene, tmp_path: Path) -> None:
    assert first_value(scene) == 10
    write_image(tmp_path / "a.tif", halves(30, 40))
    os.utime(tmp_path / "a.tif", ns=(1, 1))
    assert first_value(scene) == 30
    write_image(tmp_path / "b.tif", halves(50, 60))
    (tmp_path / "b.tif").replace(tmp_path / "a.tif")
    assert first_value(scene) == 50


def test_a_file_that_is_gone_or_another_is_told_without_its_path(
    scene: Scene, tmp_path: Path
) -> None:
    assert first_value(scene) == 10
    write_image(tmp_path / "a.tif", halves(1, 2, side=20))
    with pytest.raises(ImageUnreadable, match="another than the one that was catalogued"):
        first_value(scene)
    (tmp_path / "a.tif").unlink()
    with pytest.raises(ImageUnreadable) as told:
        first_value(scene)
    assert str(tmp_path) not in str(told.value)


def test_no_more_files_stay_open_than_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_KEPT", 2)
    held = []
    for number in range(4):
        scene = scene_over(write_image(tmp_path / f"{number}.tif", halves(number, 9)))
        with opened(scene, scene.assets[0]) as dataset:
            held.append(dataset)
    assert [dataset.closed for dataset in held] == [True, True, False, False]


def test_a_file_stays_open_after_a_bad_question_and_not_after_a_bad_read(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (40, 40), dtype="uint8")
    path = write_image(tmp_path / "a.tif", noise, compress="deflate")
    scene = scene_over(path)

    def bad_question() -> rasterio.io.DatasetReader:
        with opened(scene, scene.assets[0]) as dataset:
            kept.append(dataset)
            raise BadParameter("no")

    kept: list[rasterio.io.DatasetReader] = []
    with pytest.raises(BadParameter):
        bad_question()
    assert not kept[0].closed
    whole = path.read_bytes()
    path.write_bytes(whole[:-900] + bytes(600) + whole[-300:])

    def bad_read() -> None:
        with opened(scene, scene.assets[0]) as dataset:
            kept.append(dataset)
            dataset.read()

    with pytest.raises(ImageUnreadable):
        bad_read()
    assert kept[1].closed


def test_overviews_are_files_of_their_own(tmp_path: Path) -> None:
    path = write_image(tmp_path / "a.tif", np.full((512, 512), 7, "uint8"), tiled=True)
    with rasterio.open(path, "r+") as dataset:
        dataset.build_overviews([2, 4], Resampling.nearest)
    scene = scene_over(path, side=512)
    for overview, side in ((None, 512), (0, 256), (1, 128)):
        with opened(scene, scene.assets[0], overview) as dataset:
            assert dataset.width == side
    with pytest.raises(ImageUnreadable), opened(scene, scene.assets[0], 5):
        pass


VRT = """<VRTDataset rasterXSize="40" rasterYSize="40"><SRS>EPSG:32650</SRS>
<GeoTransform>500000, 100, 0, 3320000, 0, -100</GeoTransform>
<VRTRasterBand dataType="Byte" band="1"><SimpleSource>
<SourceFilename relativeToVRT="0">{source}</SourceFilename><SourceBand>1</SourceBand>
</SimpleSource></VRTRasterBand></VRTDataset>"""


@pytest.mark.parametrize("media_type", ["image/tiff", "image/jp2"])
def test_a_file_that_became_a_vrt_is_not_followed(tmp_path: Path, media_type: str) -> None:
    secret = write_image(tmp_path / "secret.tif", halves(10, 20))
    for name in ("a.tif", "a.vrt"):
        (tmp_path / name).write_text(VRT.format(source=secret))
        scene = scene_over(tmp_path / name, media_type=media_type)
        with rasterio.open(tmp_path / name) as followed:
            assert followed.read(1)[0, 0] == 10
        with pytest.raises(ImageUnreadable):
            first_value(scene)


@pytest.mark.parametrize(
    "path",
    ["/vsicurl/http://127.0.0.1:9/a.tif", "/vsis3/bucket/a.tif", "/vsizip/tmp/a.zip/a.tif",
     "/vsimem/a.tif", "a.tif", "http://127.0.0.1:9/a.tif", "GTIFF_DIR:1:/tmp/a.tif"],
)  # fmt: skip
def test_addresses_that_are_no_files_are_refused(path: str) -> None:
    scene = scene_over(Path("/none"))
    asset = replace(scene.assets[0], path=Path(path))
    with pytest.raises(ImageUnreadable), opened(scene, asset):
        pass


def test_other_kinds_of_files_have_no_driver(tmp_path: Path) -> None:
    path = write_image(tmp_path / "a.tif", halves(1, 2), transform=grid())
    with pytest.raises(ImageUnreadable, match="no GeoTIFF"):
        first_value(scene_over(path, media_type="application/octet-stream"))
