"""One picture of a place, of a division, of two days side by side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from httpx import Response
from image_scenes import clouds, plain, store_country, store_image
from numpy.typing import NDArray
from rasterio.io import MemoryFile
from sqlalchemy import Engine

from tileserver.images import pictures as image_pictures
from tileserver.images import view as image_view
from tileserver.images.pictures import router
from tileserver.images.routes import router as tiles_router

pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")

DAY = "2019-06-01"
# Over both squares, in degrees: 20 pixels to a degree.
BOTH = {"bbox": "114,37,116,38", "grid": "CGCS2000Quad", "width": 40, "date": DAY}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "images"
    made.mkdir()
    return made


@pytest.fixture
def client(engine: Engine, client_of: Callable[..., TestClient]) -> TestClient:
    return client_of(engine, router, tiles_router, raise_server_exceptions=False)


def ask(client: TestClient, end: str = "png", **query: Any) -> Response:
    return client.get(f"/tiles/image/picture.{end}", params=query)


def pixels(answer: Response) -> NDArray[Any]:
    assert answer.status_code == 200, answer.text
    with MemoryFile(answer.content) as file, file.open() as picture:
        read: NDArray[Any] = picture.read()
    return read


def test_a_picture_of_a_box_is_as_wide_as_asked_and_tells_its_corners(
    engine: Engine, folder: Path, client: TestClient
) -> None:
    store_image(engine, folder, "2019-03-01", plain(10))
    answer = ask(client, **BOTH | {"bbox": "113,37,116,38.5", "width": 60})
    drawn = pixels(answer)
    assert drawn.shape == (4, 30, 60)
    assert answer.headers["shikong-box"] == "113.0000000,37.0000000,116.0000000,38.5000000"
    assert answer.headers["shikong-images"] == "s_20190301"
    expected = np.zeros((30, 60), bool)
    expected[10:, 20:] = True
    np.testing.assert_array_equal(drawn[3] == 255, expected)
    assert set(np.unique(drawn[:3, expected])) == {10}
    mercator = ask(client, **BOTH | {"grid": "WebMercatorQuad", "width": 200})
    # A degree of latitude at 37.5 is 1/cos(37.5) of one of longitude there.
    assert pixels(mercator).shape[1] in (126, 127)
    assert ask(client, "webp", **BOTH).headers["content-type"] == "image/webp"


def test_a_picture_in_strips_is_that_in_one_piece(
    engine: Engine, folder: Path, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = np.random.default_rng(3).integers(1, 255, (3, 100, 200), dtype="uint8")
    store_image(engine, folder, "2019-03-01", random, mask=clouds(slice(10, 60)))
    store_image(engine, folder, "2019-04-01", random[:, ::-1], mask=clouds(slice(90, 140)))
    asked = BOTH | {"width": 200, "choose": "clearest", "from": "2019-01-01"}
    whole = pixels(ask(client, **asked))
    monkeypatch.setattr(image_view, "STRIP", 17)
    np.testing.assert_array_equal(pixels(ask(client, **asked)), whole)
    assert whole[3].all()


def test_a_picture_of_a_division_is_of_its_box_and_shows_it_alone(
    engine: Engine, folder: Path, client: TestClient
) -> None:
    store_country(engine)
    store_image(engine, folder, "2019-03-01", plain(10))
    answer = ask(client, division="130502", date=DAY, width=50, grid="CGCS2000Quad")
    drawn = pixels(answer)
    assert answer.headers["shikong-box"] == "114.0000000,37.0000000,115.0000000,38.0000000"
    assert drawn.shape == (4, 50, 50)
    assert drawn[3].all()
    # A box beside it: nothing of the picture is in the division.
    beside = {"bbox": "115,37,116,38"}
    assert ask(client, division="130502", date=DAY, **beside).status_code == 204


def test_two_days_stand_side_by_side_r6_4(engine: Engine, folder: Path, client: TestClient) -> None:
    store_country(engine)
    store_image(engine, folder, "2019-03-01", plain(10))
    store_image(engine, folder, "2021-03-01", plain(20))
    days = {"before": "2019-06-01", "after": "2021-06-01"}
    drawn = pixels(ask(client, **BOTH | days))
    assert drawn.shape == (4, 20, 88)
    assert (drawn[0, :, :40] == 10).all()
    assert not drawn[3, :, 40:48].any()
    assert (drawn[0, :, 48:] == 20).all()
    # The division is that of the later day on both sides: twice as high from 2020 on.
    cut = pixels(ask(client, division="130502", width=40, grid="CGCS2000Quad", **days))
    assert cut.shape == (4, 80, 88)
    assert cut[3, :40, :40].all()
    assert not cut[3, 40:].any()
    assert ask(client, **BOTH | {"before": "2018-01-01", "after": "2018-02-01"}).status_code == 204
    early = pixels(ask(client, **BOTH | {"before": "2018-01-01", "after": "2019-06-01"}))
    assert not early[3, :, :40].any()
    assert early[3, :, 48:].all()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({}, "name a place"),
        ({"bbox": "114,37,116"}, "WEST,SOUTH,EAST,NORTH"),
        ({"bbox": "116,37,114,38"}, "west < east"),
        ({"bbox": "114,37,116,nan"}, "west < east"),
        ({"bbox": "114,-89,116,38"}, "85 degrees"),
        ({"bbox": "114,37,116,38", "width": 5000}, "width"),
        ({"bbox": "114,37,116,38", "width": 3}, "width"),
        ({"bbox": "114,0,114.001,38", "width": 100}, "ask for a smaller width"),
        ({"bbox": "114,37,116,38", "before": "2019-01-01"}, "both before= and after="),
        (
            {"bbox": "114,37,116,38", "before": "2019-01-02", "after": "2019-01-01"},
            "lies after",
        ),
        ({"bbox": "114,37,116,38", "index": "magic"}, "no index"),
    ],
)
def test_pictures_that_cannot_be_are_refused(
    client: TestClient, query: dict[str, Any], said: str
) -> None:
    answer = ask(client, **query)
    assert (answer.status_code, said in answer.text) == (400, True), answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_no_picture_is_larger_than_may_be(client: TestClient) -> None:
    most = image_pictures.MOST_PIXELS_ALONG
    answer = ask(client, bbox="114,37,115,38", width=most, grid="CGCS2000Quad")
    assert answer.status_code == 400
    assert "4096 x 4096 pixels" in answer.json()["detail"]


def test_the_budget_of_reading_is_that_of_the_whole_picture(
    engine: Engine, folder: Path, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_image(engine, folder, "2019-03-01", plain(10))
    monkeypatch.setattr(image_pictures, "MAX_SOURCE_PIXELS", 5_000)
    assert ask(client, **BOTH).status_code == 204
    monkeypatch.setattr(image_pictures, "MAX_SOURCE_PIXELS", 100 * 200)
    assert ask(client, **BOTH).status_code == 200


@pytest.mark.real_data
def test_landsat_is_drawn_by_index(
    engine: Engine, real_data: Path, client: TestClient, tmp_path: Path
) -> None:
    from ingest.imagery.scenes import load_images

    for number in (3, 4):
        name = f"LT52240631988227CUB02_B{number}.TIF"
        (tmp_path / name).write_bytes((real_data / "raster" / f"RStoolbox__{name}").read_bytes())
    load_images(engine, tmp_path)
    bbox = "-49.92,-3.79,-49.85,-3.71"
    answer = ask(client, bbox=bbox, date="1990-01-01", index="ndvi", width=256)
    red, green, blue, opacity = pixels(answer).astype(int)
    assert opacity.mean() > 200
    # Forest about a river: more green than anything else, and something that is not.
    plants = (green > red) & (green > blue)
    assert 0.3 < plants.mean() < 0.99
