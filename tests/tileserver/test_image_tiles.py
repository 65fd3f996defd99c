from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import morecantile
import numpy as np
import pytest
import rasterio
from affine import Affine
from fastapi.testclient import TestClient
from httpx import Response
from image_files import halves, write_image
from numpy.typing import NDArray
from rasterio.enums import Resampling
from rasterio.io import MemoryFile
from rasterio.vrt import WarpedVRT
from sqlalchemy import Engine

from ingest.imagery.scenes import load_images
from tileserver.images import drawing as image_drawing
from tileserver.images.routes import router

# A PNG knows nothing of its place.
pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")

GRID = morecantile.tms.get("WebMercatorQuad")

# Tile 10/845/422: side 39,135.76 m in EPSG:3857, pixel 152.87 m.
Z, X, Y = 10, 845, 422
BOUNDS = GRID.xy_bounds(morecantile.Tile(X, Y, Z))
PIXEL = (BOUNDS.right - BOUNDS.left) / 256

Write = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "images"
    made.mkdir()
    return made


@pytest.fixture
def client(engine: Engine, client_of: Callable[..., TestClient]) -> TestClient:
    return client_of(engine, router, raise_server_exceptions=False)


def on_tile(
    path: Path, pixels: NDArray[Any], *, column: int = 0, row: int = 0, **profile: Any
) -> Path:
    """An image whose pixels are those of the tile, its corner at a column and row of the tile."""
    transform = Affine(PIXEL, 0, BOUNDS.left + column * PIXEL, 0, -PIXEL, BOUNDS.top - row * PIXEL)
    return write_image(path, pixels, crs="EPSG:3857", transform=transform, **profile)


def ask(
    client: TestClient,
    date: str,
    end: str = "png",
    *,
    z: int = Z,
    x: int = X,
    y: int = Y,
    **query: Any,
) -> Response:
    return client.get(f"/tiles/image/{date}/WebMercatorQuad/{z}/{x}/{y}.{end}", params=query)


def opened(answer: Response) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Red, green, blue, and where the picture is opaque."""
    assert answer.status_code == 200, answer.text
    with MemoryFile(answer.content) as file, file.open() as picture:
        assert (picture.width, picture.height, picture.count) == (256, 256, 4)
        pixels = picture.read()
    assert set(np.unique(pixels[3])) <= {0, 255}
    return pixels[:3], pixels[3] == 255


def test_true_colour_pixels_are_drawn_as_they_are(
    engine: Engine, folder: Path, client: TestClient
) -> None:
    random = np.random.default_rng(7)
    pixels = random.integers(1, 255, (3, 100, 80), dtype="uint8")
    on_tile(folder / "a_20200101.tif", pixels, column=50, row=20, photometric="RGB")
    load_images(engine, folder)
    colours, shown = opened(ask(client, "2020-01-01"))
    expected = np.zeros((256, 256), bool)
    expected[20:120, 50:130] = True
    np.testing.assert_array_equal(shown, expected)
    np.testing.assert_array_equal(colours[:, 20:120, 50:130], pixels)


def test_nodata_is_transparent(engine: Engine, folder: Path, client: TestClient) -> None:
    pixels = np.full((3, 256, 256), 100, "uint8")
    pixels[:, 10:20, 30:40] = 0
    pixels[0, 100, 100] = 0  # one band of three has no value: the pixel is shown
    on_tile(folder / "a_20200101.tif", pixels, nodata=0, photometric="RGB")
    load_images(engine, folder)
    _, shown = opened(ask(client, "2020-01-01"))
    assert not shown[10:20, 30:40].any()
    assert shown.sum() == 256 * 256 - 100
    assert shown[100, 100]


def test_alpha_band_is_transparency(engine: Engine, folder: Path, client: TestClient) -> None:
    alpha = halves(255, 0, side=256)
    pixels = np.stack([np.full((256, 256), 90, "uint8")] * 3 + [alpha])
    on_tile(folder / "a_20200101.tif", pixels, photometric="RGB", alpha="YES")
    load_images(engine, folder)
    colours, shown = opened(ask(client, "2020-01-01"))
    np.testing.assert_array_equal(shown, alpha == 255)
    assert (colours[:, shown] == 90).all()


def test_single_band_is_stretched_from_its_2nd_to_its_98th_percentile(
    engine: Engine, folder: Path, client: TestClient
) -> None:
    # 0, 1, …, 65535: percentiles 1310.7 and 64224.3.
    pixels = np.arange(65536, dtype="uint16").reshape(256, 256)
    on_tile(folder / "a_20200101.tif", pixels)
    load_images(engine, folder)
    colours, shown = opened(ask(client, "2020-01-01"))
    assert shown.all()
    expected = np.clip((pixels - 1310.7) / (64224.3 - 1310.7), 0, 1) * 255
    assert np.abs(colours - expected).max() <= 0.5 + 1e-6


@pytest.mark.parametrize("dtype", ["int16", "float32", "uint16", "float64"])
def test_numbers_of_any_type_are_transparent_outside_the_image(
    engine: Engine, folder: Path, client: TestClient, dtype: str
) -> None:
    on_tile(folder / "a_20200101.tif", np.full((50, 50), -5 if dtype[0] != "u" else 5, dtype))
    load_images(engine, folder)
    colours, shown = opened(ask(client, "2020-01-01"))
    assert shown.sum() == 2500
    # One value everywhere is drawn in the middle grey.
    assert set(np.unique(colours[:, shown])) == {128}


def test_newest_image_not_after_the_day_lies_on_top_r6_4(
    engine: Engine, folder: Path, client: TestClient
) -> None:
    on_tile(folder / "a_20200101.tif", np.full((3, 256, 256), 10, "uint8"), photometric="RGB")
    new = np.full((3, 256, 256), 20, "uint8")
    new[:, :, 128:] = 0
    on_tile(folder / "b_20200601.tif", new, nodata=0, photometric="RGB")
    on_tile(folder / "timeless.tif", np.full((3, 256, 256), 99, "uint8"), photometric="RGB")
    load_images(engine, folder)
    before, _ = opened(ask(client, "2020-05-31"))
    assert set(np.unique(before)) == {10}
    after, shown = opened(ask(client, "2020-06-01"))
    assert shown.all()
    assert (after[:, :, :128] == 20).all()
    assert (after[:, :, 128:] == 10).all()
    assert ask(client, "2019-12-31").status_code == 204
    one, _ = opened(ask(client, "2019-12-31", id="timeless"))
    assert set(np.unique(one)) == {99}


def test_bands_and_rescale_choose_the_drawing(
    engine: Engine, folder: Path, client: TestClient
) -> None:
    pixels = np.stack([np.full((256, 256), value, "uint16") for value in (100, 200, 300, 400)])
    on_tile(folder / "a_20200101.tif", pixels, descriptions=("blue", "green", "red", "nir"))
    with rasterio.open(folder / "a_20200101.tif", "r+") as dataset:
        dataset.scales = (1.0, 1.0, 1.0, 0.5)
    load_images(engine, folder)
    false_colour, _ = opened(
        ask(client, "2020-01-01", bands="nir,red,green", rescale=["0,400", "0,600", "0,255"])
    )
    # The near infrared is 400 x 0.5 = 200 in its unit, the half of 400; red 300 of 600.
    assert false_colour[:, 7, 7].tolist() == [128, 128, 200]
    grey, _ = opened(ask(client, "2020-01-01", bands="blue", rescale="0,255"))
    assert grey[:, 7, 7].tolist() == [100, 100, 100]


def test_bands_in_separate_files_are_one_picture(
    engine: Engine, folder: Path, client: TestClient
) -> None:
    for band, (low, high) in {"B1": (10, 30), "B2": (20, 40), "B3": (30, 60)}.items():
        on_tile(folder / f"LT52240631988227CUB02_{band}.TIF", halves(low, high, side=256))
    load_images(engine, folder)
    colours, _ = opened(ask(client, "1988-08-14"))
    assert colours[:, 0, 0].tolist() == [0, 0, 0]
    assert colours[:, 0, 255].tolist() == [255, 255, 255]
    # Thematic Mapper: band 3 is red, band 2 green, band 1 blue.
    ranged, _ = opened(ask(client, "1988-08-14", rescale="0,255"))
    assert ranged[:, 0, 255].tolist() == [60, 40, 30]


def test_webp_shows_what_png_shows(engine: Engine, folder: Path, client: TestClient) -> None:
    ramp = np.tile(np.arange(200, dtype="uint8"), (200, 1))
    on_tile(
        folder / "a_20200101.tif",
        np.stack([ramp + 1, ramp // 2 + 1, 255 - ramp]),
        photometric="RGB",
    )
    load_images(engine, folder)
    png_answer, webp_answer = ask(client, "2020-01-01"), ask(client, "2020-01-01", "webp")
    assert png_answer.headers["content-type"] == "image/png"
    assert webp_answer.headers["content-type"] == "image/webp"
    assert webp_answer.content[8:12] == b"WEBP"
    png, shown = opened(png_answer)
    webp, shown_too = opened(webp_answer)
    np.testing.assert_array_equal(shown, shown_too)
    difference = np.abs(png[:, shown].astype(int) - webp[:, shown].astype(int))
    assert difference.mean() < 4


def test_south_up_and_rotated_images_are_turned(
    engine: Engine, folder: Path, client: TestClient
) -> None:
    pixels = np.full((3, 256, 256), 50, "uint8")
    pixels[:, :10] = 200  # the first ten rows
    south_up = Affine(PIXEL, 0, BOUNDS.left, 0, PIXEL, BOUNDS.bottom)
    write_image(
        folder / "up_20200101.tif", pixels, crs="EPSG:3857", transform=south_up, photometric="RGB"
    )
    quarter = Affine(0, PIXEL, BOUNDS.left, PIXEL, 0, BOUNDS.bottom)
    write_image(
        folder / "turned_20200102.tif",
        pixels,
        crs="EPSG:3857",
        transform=quarter,
        photometric="RGB",
    )
    load_images(engine, folder)
    up, _ = opened(ask(client, "2020-01-01", id="up_20200101"))
    assert (up[:, -10:] == 200).all()
    assert (up[:, :-10] == 50).all()
    turned, _ = opened(ask(client, "2020-01-01", id="turned_20200102"))
    assert (turned[:, :, :10] == 200).all()
    assert (turned[:, :, 10:] == 50).all()


def test_image_across_180_degrees_is_drawn_at_both_edges_of_the_map(
    engine: Engine, folder: Path, client: TestClient
) -> None:
    write_image(
        folder / "a_20200101.tif",
        np.full((3, 40, 40), 77, "uint8"),
        crs="EPSG:32660",
        transform=Affine(5000, 0, 600_000, 0, -5000, 5_000_000),
        photometric="RGB",
    )
    load_images(engine, folder)
    for lon in (179.9, -179.9):
        tile = GRID.tile(lon, 44.5, 8)
        colours, shown = opened(ask(client, "2020-01-01", z=8, x=tile.x, y=tile.y))
        assert shown.any()
        assert set(np.unique(colours[:, shown])) == {77}
        edge = shown[:, -1] if lon > 0 else shown[:, 0]
        assert edge.any()
    whole, shown = opened(ask(client, "2020-01-01", z=2, x=3, y=1))
    assert shown[:, -1].any()
    assert not shown[:, :200].any()
    assert whole.max() == 77


def test_outside_the_images_is_204(engine: Engine, folder: Path, client: TestClient) -> None:
    on_tile(folder / "a_20200101.tif", halves(1, 2))
    load_images(engine, folder)
    for query in ({}, {"id": "a_20200101"}):
        answer = ask(client, "2020-01-01", x=X + 3, **query)
        assert (answer.status_code, answer.content) == (204, b"")


def test_tiles_have_etags_and_days_of_one_edition_share_them(
    engine: Engine, folder: Path, client: TestClient
) -> None:
    on_tile(folder / "a_20200101.tif", halves(1, 2, side=256))
    on_tile(folder / "b_20200601.tif", halves(5, 3, side=256))
    load_images(engine, folder)
    first, same, later = (ask(client, day) for day in ("2020-01-01", "2020-05-31", "2020-06-01"))
    assert first.headers["etag"] == same.headers["etag"] != later.headers["etag"]
    assert "max-age" in first.headers["cache-control"]
    again = client.get(first.request.url, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_tilejson_names_the_edition_of_the_day(
    engine: Engine, folder: Path, client: TestClient
) -> None:
    on_tile(folder / "a_20200101.tif", halves(1, 2, side=256))
    on_tile(folder / "b_20200601.tif", halves(1, 2, side=256))
    load_images(engine, folder)
    document = client.get("/tiles/image/tilejson.json", params={"date": "2020-05-31"}).json()
    assert document["tilejson"] == "3.0.0"
    assert (document["date"], document["edition"]) == ("2020-05-31", "2020-01-01")
    assert document["data_until"] == "2020-06-01"
    assert document["fictional"] is False
    assert document["tiles"] == [
        "http://testserver/tiles/image/2020-01-01/WebMercatorQuad/{z}/{x}/{y}.webp"
    ]
    degrees = GRID.bounds(morecantile.Tile(X, Y, Z))
    assert document["bounds"] == pytest.approx(list(degrees), abs=1e-5)
    # A pixel of the image is one of zoom 10.
    assert (document["minzoom"], document["maxzoom"]) == (0, Z)
    address = document["tiles"][0].format(z=Z, x=X, y=Y)
    assert client.get(address).status_code == 200


def test_tilejson_before_all_images_is_of_empty_tiles(
    engine: Engine, folder: Path, client: TestClient
) -> None:
    on_tile(folder / "a_20200101.tif", halves(1, 2, side=256))
    load_images(engine, folder)
    document = client.get("/tiles/image/tilejson.json", params={"date": "1981-12-31"}).json()
    assert document["edition"] is None
    assert "bounds" not in document
    assert client.get(document["tiles"][0].format(z=Z, x=X, y=Y)).status_code == 204


def test_tilejson_of_one_image_keeps_image_and_drawing_in_its_template(
    engine: Engine, folder: Path, client: TestClient
) -> None:
    on_tile(folder / "虚构 a&b.tif", halves(1, 2, side=256))
    load_images(engine, folder)
    query = {"date": "2020-01-01", "id": "虚构 a&b", "bands": "1", "rescale": "0,4"}
    document = client.get("/tiles/image/tilejson.json", params=query).json()
    assert document["edition"] is None
    colours, _ = opened(
        client.get(document["tiles"][0].replace("webp", "png").format(z=Z, x=X, y=Y))
    )
    assert sorted(np.unique(colours)) == [64, 128]


@pytest.mark.parametrize(
    ("path", "status", "word"),
    [
        ("2020-02-30/WebMercatorQuad/10/845/422.png", 400, "not in the calendar"),
        ("today/WebMercatorQuad/10/845/422.png", 400, "no date"),
        ("2020-01-01/WebMercatorQuad/10/845/422.gif", 400, "encoding"),
        ("2020-01-01/WebMercatorQuad/10/1024/0.png", 404, "from 0 to 1023"),
        ("2020-01-01/WebMercatorQuad/40/0/0.png", 404, "zoom"),
        ("2020-01-01/WebMercatorQuad/10/845/422.png?id=nothing", 404, "no image 'nothing'"),
        ("2020-01-01/WebMercatorQuad/10/845/422.png?bands=1,2", 400, "one band or three"),
        ("2020-01-01/WebMercatorQuad/10/845/422.png?id=a_20200101&bands=x", 400, "it has 1"),
        ("2020-01-01/WebMercatorQuad/10/845/422.png?rescale=5", 400, "LOW,HIGH"),
        ("2020-01-01/WebMercatorQuad/10/845/422.png?rescale=5,1", 400, "less than HIGH"),
        ("2020-01-01/WebMercatorQuad/10/845/422.png?rescale=nan,1", 400, "less than HIGH"),
        (
            "2020-01-01/WebMercatorQuad/10/845/422.png?rescale=0,1&rescale=0,1&rescale=0,1",
            *(400, "3 ranges for 1 bands"),
        ),
        ("tilejson.json?date=2020-02-30", 400, "not in the calendar"),
        ("tilejson.json?id=nothing", 404, "no image 'nothing'"),
    ],
)
def test_bad_request_is_a_problem_with_a_sentence(
    engine: Engine, folder: Path, client: TestClient, path: str, status: int, word: str
) -> None:
    on_tile(folder / "a_20200101.tif", halves(1, 2))
    load_images(engine, folder)
    answer = client.get(f"/tiles/image/{path}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert word in answer.json()["detail"]


@pytest.mark.parametrize("fault", ["gone", "half", "other"])
def test_file_that_cannot_be_read_any_more_is_a_problem_without_its_path(
    engine: Engine, folder: Path, client: TestClient, fault: str
) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (256, 256), dtype="uint8")
    file = on_tile(folder / "a_20200101.tif", noise)
    load_images(engine, folder)
    if fault == "gone":
        file.unlink()
    elif fault == "half":
        file.write_bytes(file.read_bytes()[:30_000])
    else:
        on_tile(file, halves(1, 2))
    answer = ask(client, "2020-01-01")
    assert answer.status_code == 500
    problem = answer.json()
    assert problem["type"] == "urn:shikong:problem:image-unreadable"
    assert "'a_20200101'" in problem["detail"]
    assert str(folder) not in json.dumps(problem)


def test_overviews_are_read_where_the_tile_is_coarser(
    engine: Engine, folder: Path, client: TestClient
) -> None:
    # The overview is made to differ from the image: what a small scale shows comes from it.
    file = on_tile(
        folder / "a_20200101.tif", np.full((3, 256, 256), 10, "uint8"), photometric="RGB"
    )
    with rasterio.open(file, "r+") as dataset:
        dataset.build_overviews([4], Resampling.nearest)
    with rasterio.open(file, "r+", overview_level=0) as overview:
        overview.write(np.full((3, 64, 64), 200, "uint8"))
    load_images(engine, folder)
    fine, _ = opened(ask(client, "2020-01-01"))
    half, shown_half = opened(ask(client, "2020-01-01", z=Z - 1, x=X // 2, y=Y // 2))
    quarter, shown = opened(ask(client, "2020-01-01", z=Z - 2, x=X // 4, y=Y // 4))
    assert set(np.unique(fine)) == {10}
    assert set(np.unique(half[:, shown_half])) == {10}
    assert set(np.unique(quarter[:, shown])) == {200}


def test_image_without_overviews_is_left_out_where_too_much_would_be_read(
    engine: Engine, folder: Path, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_tile(folder / "a_20200101.tif", halves(1, 2, side=256))
    load_images(engine, folder)
    monkeypatch.setattr(image_drawing, "MAX_SOURCE_PIXELS", 256 * 256 - 1)
    assert ask(client, "2020-01-01", z=Z - 1, x=X // 2, y=Y // 2).status_code == 204
    monkeypatch.setattr(image_drawing, "MAX_SOURCE_PIXELS", 256 * 256)
    assert ask(client, "2020-01-01", z=Z - 1, x=X // 2, y=Y // 2).status_code == 200


def test_tiles_are_drawn_by_several_threads_at_once(
    engine: Engine, folder: Path, client: TestClient
) -> None:
    random = np.random.default_rng(3)
    on_tile(
        folder / "a_20200101.tif",
        random.integers(1, 255, (3, 256, 256), dtype="uint8"),
        photometric="RGB",
        tiled=True,
        blockxsize=64,
        blockysize=64,
        compress="deflate",
    )
    load_images(engine, folder)
    alone = ask(client, "2020-01-01").content
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda _: ask(client, "2020-01-01").content, range(24)))
    assert set(together) == {alone}


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("file", "lon", "lat", "z"),
    [
        ("titiler__TCI.tif", 23.7, 32.0, 9),
        ("rasterio__RGB.byte.tif", -78.0, 24.5, 8),
        ("rio-tiler__cog_rgb_mask.tif", -104.775, 38.9536, 18),
        ("rio-cogeo__image_no_overview.tif", -61.565, 16.228, 16),
    ],
)
def test_published_true_colour_image_is_drawn_as_gdal_warps_it(
    engine: Engine, real_data: Path, client: TestClient, file: str, lon: float, lat: float, z: int
) -> None:
    source = real_data / "raster" / file
    load_images(engine, source)
    tile = GRID.tile(lon, lat, z)
    colours, shown = opened(ask(client, "2020-01-01", z=z, x=tile.x, y=tile.y, id=source.stem))
    bounds = GRID.xy_bounds(tile)
    pixel = (bounds.right - bounds.left) / 256
    with (
        rasterio.open(source) as dataset,
        WarpedVRT(
            dataset,
            crs="EPSG:3857",
            transform=Affine(pixel, 0, bounds.left, 0, -pixel, bounds.top),
            width=256,
            height=256,
            resampling=Resampling.bilinear,
            add_alpha=dataset.nodata is None and dataset.count == 3,
        ) as warped,
    ):
        expected, mask = warped.read([1, 2, 3]), warped.dataset_mask() > 0
    assert shown.sum() > 1000
    # Ours comes from an overview where there is one: edges may differ, smooth places hardly.
    assert (shown != mask).mean() < 0.02
    both = shown & mask
    assert np.median(np.abs(colours[:, both].astype(int) - expected[:, both].astype(int))) <= 6


@pytest.mark.parametrize("encoding", ["png", "webp"])
def test_a_tile_is_drawn_whatever_another_thread_does_to_the_warning_filters(
    engine: Engine,
    folder: Path,
    client: TestClient,
    monkeypatch: pytest.MonkeyPatch,
    encoding: str,
) -> None:
    """The filter that hides GDAL's warning is of the whole process: here it is taken away."""
    on_tile(folder / "A_20200101.tif", np.full((3, 256, 256), 90, dtype="uint8"))
    load_images(engine, folder)
    warnings.simplefilter("error")
    monkeypatch.setattr("rio_tiler.utils.warnings.filterwarnings", lambda *_, **__: None)
    path = f"/tiles/image/2020-06-01/WebMercatorQuad/{Z}/{X}/{Y}.{encoding}"
    assert client.get(path).status_code == 200
