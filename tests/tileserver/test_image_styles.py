"""Arithmetic, colour maps, fill values and both grids in pictures of tiles."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from affine import Affine
from fastapi.testclient import TestClient
from httpx import Response
from image_files import write_image
from numpy.typing import NDArray
from rasterio.io import MemoryFile
from sqlalchemy import Engine

from ingest.imagery.scenes import load_images
from spatial.api.images.scenes import router as images_router
from spatial.api.images.series.routes import router as series_router
from spatial.tile_grids import CGCS2000, WEB_MERCATOR, TileGrid
from tileserver import public_routes
from tileserver.images.routes import router
from tileserver.settings import PublicSettings

pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")

# An image in degrees: 0.001 degree a pixel, its corner at 117 E 30.2 N.
WEST, NORTH, PIXEL = 117.0, 30.2, 0.001
SIDE = 200
RED, NIR = 40, 120


@pytest.fixture
def pictures(engine: Engine, tmp_path: Path) -> Engine:
    """Two bands: the western half is green (nir 120, red 40), the eastern bare (60, 60).

    The northernmost 20 rows of red have the value 7, which means nothing to the file.
    """
    red = np.full((SIDE, SIDE), RED, "uint8")
    nir = np.full((SIDE, SIDE), NIR, "uint8")
    red[:, SIDE // 2 :] = nir[:, SIDE // 2 :] = 60
    red[:20] = 7
    folder = tmp_path / "images"
    folder.mkdir()
    write_image(
        folder / "a_20200101.tif",
        np.stack([red, nir]),
        crs="EPSG:4490",
        transform=Affine(PIXEL, 0, WEST, 0, -PIXEL, NORTH),
        descriptions=("red", "nir"),
    )
    load_images(engine, folder, grade="open")
    return engine


@pytest.fixture
def client(pictures: Engine, client_of: Callable[..., TestClient]) -> TestClient:
    return client_of(
        pictures,
        *(router, images_router, series_router, public_routes.router),
        raise_server_exceptions=False,
    )


def place(grid: TileGrid, z: int, lon: float, lat: float) -> tuple[int, int, int, int]:
    """x and y of a tile, and column and row of the pixel of its picture that holds a point."""
    across, down = grid.pixels_of(np.array([[lon, lat]]), z)[0] / 16
    return int(across // 256), int(down // 256), int(across % 256), int(down % 256)


def ask(
    client: TestClient, lon: float, lat: float, *, grid: TileGrid = WEB_MERCATOR, z: int = 12,
    prefix: str = "", **query: Any,
) -> tuple[Response, int, int]:  # fmt: skip
    x, y, column, row = place(grid, z, lon, lat)
    url = f"{prefix}/tiles/image/2020-01-01/{grid.id}/{z}/{x}/{y}.png"
    return client.get(url, params=query), column, row


def colour(client: TestClient, lon: float, lat: float, **query: Any) -> tuple[int, ...]:
    """The pixel of the tile that holds a point: red, green, blue, opacity."""
    answer, column, row = ask(client, lon, lat, **query)
    assert answer.status_code == 200, answer.text
    return tuple(int(one) for one in _pixels(answer)[:, row, column])


def _pixels(answer: Response) -> NDArray[Any]:
    with MemoryFile(answer.content) as file, file.open() as picture:
        read = picture.read()
    assert read.shape == (4, 256, 256)
    return read


GREEN, BARE, MARKED, BESIDE = (117.05, 30.1), (117.15, 30.1), (117.05, 30.19), (116.99, 30.1)
NDVI = "(nir-red)/(nir+red)"


def test_arithmetic_is_drawn_between_its_limits(client: TestClient) -> None:
    # 80/160 = 0.5, of -1 to 1: three quarters of 255.
    assert colour(client, *GREEN, expression=NDVI, rescale="-1,1") == (191, 191, 191, 255)
    assert colour(client, *BARE, expression=NDVI, rescale="-1,1") == (128, 128, 128, 255)
    three = colour(client, *GREEN, expression="nir;red;nir/2", rescale="0,255")
    assert three == (120, 40, 60, 255)


@pytest.mark.parametrize("grid", [WEB_MERCATOR, CGCS2000])
def test_r5_1_both_grids_show_the_same_pixels_at_the_same_place(
    client: TestClient, grid: TileGrid
) -> None:
    z = 12 if grid is WEB_MERCATOR else 11
    for at, expected in (
        (GREEN, (40, 40, 40, 255)),
        (BARE, (60, 60, 60, 255)),
        (MARKED, (7, 7, 7, 255)),
        # Half a pixel of the image on either side of the line between the halves.
        ((117.0993, 30.1), (40, 40, 40, 255)),
        ((117.1007, 30.1), (60, 60, 60, 255)),
    ):
        seen = colour(client, *at, grid=grid, z=z, bands="red", rescale="0,255")
        assert seen == expected, at
    answer, column, row = ask(client, *BESIDE, grid=grid, z=z, bands="red", rescale="0,255")
    assert answer.status_code == 204 or _pixels(answer)[3, row, column] == 0


def test_tilejson_names_the_grid(client: TestClient) -> None:
    told = client.get(
        "/tiles/image/tilejson.json",
        params={"date": "2021-01-01", "grid": "CGCS2000Quad", "expression": NDVI,
                "rescale": "-1,1", "colormap": "rdylgn"},
    ).json()  # fmt: skip
    assert told["crs"] == "EPSG:4490"
    assert "/2020-01-01/CGCS2000Quad/{z}/{x}/{y}.webp?" in told["tiles"][0]
    assert "colormap=rdylgn" in told["tiles"][0]
    # A pixel of 0.001 degree is one of the grid between zooms 9 (0.00137) and 10.
    assert told["maxzoom"] == 10


def test_colours_of_a_name_and_of_a_ramp(client: TestClient) -> None:
    ramp = '{"0": "#000000", "0.5": "#ff0000", "1": "#0000ff"}'
    asked = {"expression": NDVI, "rescale": "-1,1"}
    assert colour(client, *BARE, colormap=ramp, **asked) == (254, 0, 1, 255)
    green = colour(client, *GREEN, colormap=ramp, **asked)
    assert green[0] == pytest.approx(127, abs=2)
    assert green[2] == pytest.approx(127, abs=2)
    named = colour(client, *GREEN, colormap="viridis", bands="red", rescale="40,41")
    assert named == (68, 1, 84, 255)


def test_a_fill_value_may_be_given(client: TestClient) -> None:
    asked = {"bands": "red", "rescale": "0,255"}
    assert colour(client, *MARKED, **asked) == (7, 7, 7, 255)
    assert colour(client, *MARKED, nodata="7", **asked)[3] == 0
    assert colour(client, *GREEN, nodata="7", **asked) == (40, 40, 40, 255)
    assert colour(client, *MARKED, nodata="7", expression=NDVI, rescale="-1,1")[3] == 0


def test_where_arithmetic_comes_to_nothing_is_transparent(client: TestClient) -> None:
    seen = colour(client, *BARE, expression="1/(nir-red)", rescale="0,1")
    assert seen == (0, 0, 0, 0)
    assert colour(client, *GREEN, expression="1/(nir-red)", rescale="0,1")[3] == 255


def test_resampling_is_chosen(client: TestClient) -> None:
    line = (117.1, 30.1)
    asked = {"bands": "red", "rescale": "0,255", "z": 15}
    values = {
        how: {colour(client, line[0] + off, line[1], resampling=how, **asked)[0]
              for off in (-0.0004, -0.0002, 0, 0.0002, 0.0004)}
        for how in ("nearest", "bilinear")
    }  # fmt: skip
    assert values["nearest"] == {40, 60}
    assert len(values["bilinear"]) > 2


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"expression": NDVI}, "needs rescale"),
        ({"expression": "green*2", "rescale": "0,1"}, "no band 'green'"),
        ({"expression": "red.real", "rescale": "0,1"}, "not understood"),
        ({"expression": "red;nir", "rescale": "0,1"}, "one or three"),
        ({"expression": NDVI, "bands": "red", "rescale": "0,1"}, "not both"),
        ({"expression": "red;nir;red", "rescale": "0,1", "colormap": "viridis"}, "one band"),
        ({"bands": "red,nir,red", "colormap": "viridis"}, "one band"),
        ({"bands": "red", "colormap": "no_such"}, "no colour map"),
        ({"bands": "red", "colormap": "{"}, "no ramp"),
        ({"bands": "red", "colormap": '{"0": "#fff", "1": "#000000"}'}, "#rrggbb"),
        ({"bands": "red", "colormap": '{"0": "#ffffff"}'}, "2 to 64"),
        ({"bands": "red", "colormap": '{"0": "#ffffff", "7": "#000000"}'}, "from 0 to 1"),
        ({"bands": "red", "nodata": "none"}, "no number"),
        ({"bands": "red", "nodata": "inf"}, "not finite"),
        ({"bands": "red", "nodata": "-9999"}, "no value that uint8"),
        ({"bands": "red", "resampling": "magic"}, "resampling"),
    ],
)
def test_drawings_that_cannot_be_are_refused(
    client: TestClient, query: dict[str, str], said: str
) -> None:
    answer, _, _ = ask(client, *GREEN, **query)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert said in answer.json()["detail"]


def test_unknown_grid_and_tiles_outside_are_not_found(client: TestClient) -> None:
    base = "/tiles/image/2020-01-01"
    for url in (f"{base}/NoGrid/1/0/0.png", f"{base}/CGCS2000Quad/0/2/0.png",
                f"{base}/WebMercatorQuad/23/0/0.png"):  # fmt: skip
        assert client.get(url).status_code == 404, url


def test_values_at_a_point(client: TestClient) -> None:
    def values(at: tuple[float, float], **query: Any) -> dict[str, Any]:
        lon, lat = at
        answer = client.get("/v1/images/values", params={"lon": lon, "lat": lat, **query})
        assert answer.status_code == 200, answer.text
        return {one["name"]: one["value"] for one in answer.json()["values"]}

    assert values(GREEN, date="2020-06-01") == {"red": 40, "nir": 120}
    assert values(MARKED, date="2020-06-01") == {"red": 7, "nir": 120}
    assert values(GREEN, date="2020-06-01", expression=NDVI) == {NDVI: 0.5}
    assert values(BARE, date="2020-06-01", expression="1/(nir-red)") == {"1/(nir-red)": None}
    image = client.get("/v1/images", params={"lon": 117.05, "lat": 30.1}).json()["images"][0]["id"]
    assert values(BESIDE, id=image) == {}
    early = client.get("/v1/images/values?lon=117.05&lat=30.1&date=2019-01-01")
    assert early.status_code == 404
    refused = client.get("/v1/images/values?lon=117.05&lat=30.1&expression=gone*1")
    assert refused.status_code == 400


def test_statistics_of_an_area(client: TestClient) -> None:
    image = client.get("/v1/images", params={"lon": 117.05, "lat": 30.1}).json()["images"][0]["id"]
    # Ten columns of each half, ten rows.
    box = [[117.09, 30.1], [117.11, 30.1], [117.11, 30.11], [117.09, 30.11], [117.09, 30.1]]
    area = {"type": "Polygon", "coordinates": [box]}

    def told(**question: Any) -> dict[str, Any]:
        answer = client.post(
            "/v1/images/statistics", json={"id": image, "polygon": area, **question}
        )
        assert answer.status_code == 200, answer.text
        assert answer.json()["covered"] == 1
        return {one["name"]: one for one in answer.json()["values"]}

    both = told()
    assert {name: one["mean"] for name, one in both.items()} == {"red": 50, "nir": 90}
    assert both["red"]["valid_pixels"] == both["red"]["total_pixels"] == 200
    assert (both["nir"]["min"], both["nir"]["max"]) == (60, 120)
    index = told(expression=NDVI)[NDVI]
    assert (index["mean"], index["min"], index["max"]) == (0.25, 0, 0.5)
    part = told(expression="1/(nir-red)")["1/(nir-red)"]
    assert (part["valid_pixels"], part["total_pixels"]) == (100, 200)
    for question in ({"band": "gone"}, {"expression": "gone*1"},
                     {"band": "red", "expression": NDVI}):  # fmt: skip
        answer = client.post(
            "/v1/images/statistics", json={"id": image, "polygon": area, **question}
        )
        assert answer.status_code == 400


def test_r5_6_public_images_are_as_fine_as_a_setting_says(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    public = {"prefix": "/public", "z": 10}
    assert ask(client, *GREEN, **public)[0].status_code == 404
    monkeypatch.setattr(public_routes, "public_settings", lambda: PublicSettings(image_metres=100))
    # A pixel of zoom 10 at 30 degrees north is 132 m, of zoom 11 66 m.
    seen, column, row = ask(client, *GREEN, **public)
    assert seen.status_code == 200
    assert _pixels(seen)[3, row, column] == 255
    refused = ask(client, *GREEN, prefix="/public", z=11)[0]
    assert refused.status_code == 404
    assert "100 m at the finest" in refused.json()["detail"]
    degrees = ask(client, *GREEN, prefix="/public", grid=CGCS2000, z=10)[0]
    assert degrees.status_code == 404
