"""Images finer than the public limit, and those that are not open, stay internal (R6.6).

What hands out pixels or values of images: tiles, WMTS, OGC tiles, pictures, values, statistics,
series, files and the catalogue are internal; the public tiles alone are open.
"""

from __future__ import annotations

from collections.abc import Callable
from math import cos, radians
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from image_scenes import address, plain, store_image
from rasterio.io import MemoryFile
from sqlalchemy import Engine

from deploy.application import build_application
from spatial.access.declaration import DataClass, Grade, declaration_of
from spatial.api.registration import every_route
from spatial.errors import ExportRefused, UnknownLayer
from spatial.tile_grids import CGCS2000, WEB_MERCATOR, TileGrid
from tileserver import public_routes
from tileserver.export.order import order_of
from tileserver.images.routes import router
from tileserver.images.view import View
from tileserver.settings import PublicSettings
from tileserver.sight import Profile, Sight

pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")

METRES = 500.0
DAY = "2019-06-01"
HERE = (114.8, 37.5)

LIMITED = {"/public/tiles/image/{date}/{grid}/{z}/{x}/{y}.{encoding}"}
"""The open routes of images: the tests below show that they obey the limit."""


@pytest.fixture
def limit(monkeypatch: pytest.MonkeyPatch) -> Callable[[float | None], None]:
    def set_to(metres: float | None) -> None:
        told = PublicSettings(image_metres=metres)
        monkeypatch.setattr(public_routes, "public_settings", lambda: told)

    return set_to


@pytest.fixture
def client(engine: Engine, tmp_path: Path, client_of: Callable[..., TestClient]) -> TestClient:
    store_image(engine, tmp_path, "2019-03-01", plain(10), grade="open")
    store_image(engine, tmp_path, "2019-05-01", plain(20))
    return client_of(engine, router, public_routes.router, raise_server_exceptions=False)


def public(grid: TileGrid, z: int, at: tuple[float, float] = HERE) -> str:
    x, y, _, _ = address(grid, z, *at)
    return f"/public/tiles/image/{DAY}/{grid.id}/{z}/{x}/{y}.png"


def test_no_route_of_images_is_open_without_the_limit_r6_6(engine: Engine) -> None:
    application = build_application(engine, write_token="x", web_map=None)
    found: dict[str, set[Grade]] = {}
    for route in every_route(application.routes):
        path = getattr(route, "path", "")
        told = declaration_of(getattr(route, "endpoint", None) or getattr(route, "app", None))
        assert told is not None, path
        # Also what is declared as something else, and lies under an address of images.
        if told.data_class is DataClass.IMAGE or "image" in path.lower() or "stac" in path:
            found.setdefault(path, set()).add(told.grade)
    assert "/tiles/image/picture.{encoding}" in found
    assert "/v1/images/pair" in found
    assert "/wmts" in found
    assert (
        "/ogc/collections/{collectionId}/map/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}"
        in found
    )
    assert {path for path, grades in found.items() if Grade.OPEN in grades} == LIMITED


@pytest.mark.parametrize("grid", [WEB_MERCATOR, CGCS2000])
def test_public_tiles_end_where_pixels_are_finer_than_the_limit_r6_6(
    client: TestClient, limit: Callable[[float | None], None], grid: TileGrid
) -> None:
    limit(METRES)
    answers = {}
    for z in range(23):
        view = View.of(grid, z, *address(grid, z, *HERE)[:2])
        ground = view.pixel * cos(radians(HERE[1])) * (111_320 if grid is CGCS2000 else 1)
        answers[z] = (client.get(public(grid, z)).status_code, ground)
    assert all(status == 404 for status, ground in answers.values() if ground < METRES)
    assert sum(status == 200 for status, _ in answers.values()) > 3
    # The finest that is shown is no more than a zoom from the limit: it is not all refused.
    assert min(ground for status, ground in answers.values() if status == 200) < 2 * METRES + 50


@pytest.mark.parametrize("profile", list(Profile))
def test_no_image_gets_into_a_file_of_tiles(profile: Profile) -> None:
    for grid in (WEB_MERCATOR, CGCS2000):
        with pytest.raises((UnknownLayer, ExportRefused)):
            order_of(["image"], grid, Sight(None, profile=profile), range(0, 5))


def test_without_the_setting_the_public_sees_no_image(
    client: TestClient, limit: Callable[[float | None], None]
) -> None:
    limit(None)
    answer = client.get(public(WEB_MERCATOR, 5))
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:shikong:problem:unknown-layer")


def test_the_public_sees_images_of_the_grade_open_alone(
    client: TestClient, limit: Callable[[float | None], None]
) -> None:
    limit(METRES)
    answer = client.get(public(WEB_MERCATOR, 7))
    _, _, column, row = address(WEB_MERCATOR, 7, *HERE)
    with MemoryFile(answer.content) as file, file.open() as picture:
        assert picture.read()[:, row, column].tolist() == [10, 10, 10, 255]
    internal = client.get(public(WEB_MERCATOR, 7).removeprefix("/public"))
    assert internal.headers["shikong-images"] == "s_20190501"
    assert "shikong-images" not in answer.headers


@pytest.mark.parametrize(
    "query",
    [
        {"id": "s_20190501"},
        {"resampling": "nearest"},
        {"bands": "1", "rescale": "0,1"},
        {"expression": "b1*1", "rescale": "0,1"},
        {"index": "ndvi"},
        {"choose": "clearest", "from": "2019-01-01"},
        {"division": "130502"},
        {"grid": "CGCS2000Quad"},
        {"width": "4096", "scale": "8"},
    ],
)
def test_nothing_in_the_query_gets_more_out_of_a_public_tile(
    client: TestClient, limit: Callable[[float | None], None], query: dict[str, str]
) -> None:
    limit(METRES)
    plain_tile = client.get(public(WEB_MERCATOR, 7))
    assert plain_tile.status_code == 200
    assert client.get(public(WEB_MERCATOR, 7), params=query).content == plain_tile.content
    assert client.get(public(WEB_MERCATOR, 12), params=query).status_code == 404


@pytest.mark.parametrize("address_", ["7/99/49@2x.png", "7.5/99/49.png", "-7/99/49.png"])
def test_no_other_address_of_a_tile_is_finer(
    client: TestClient, limit: Callable[[float | None], None], address_: str
) -> None:
    limit(METRES)
    answer = client.get(f"/public/tiles/image/{DAY}/WebMercatorQuad/{address_}")
    assert answer.status_code in (400, 404)


def test_a_public_pixel_is_mixed_of_the_pixels_under_it(
    engine: Engine,
    tmp_path: Path,
    client_of: Callable[..., TestClient],
    limit: Callable[[float | None], None],
) -> None:
    """Single pixels of the image are not to be picked out of a coarse tile."""
    chess = (np.indices((100, 200)).sum(axis=0) % 2 * 200 + 20).astype("uint8")
    store_image(engine, tmp_path, "2019-03-01", np.stack([chess] * 3), grade="open")
    limit(2000.0)
    client = client_of(engine, router, public_routes.router)
    x, y, column, row = address(WEB_MERCATOR, 5, 115.0, 37.5)
    answer = client.get(f"/public/tiles/image/{DAY}/WebMercatorQuad/5/{x}/{y}.png")
    with MemoryFile(answer.content) as file, file.open() as picture:
        seen = picture.read(1)[row - 6 : row + 6, column - 12 : column + 12].astype(int)
    assert np.abs(seen - 120).max() < 40


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    lon=st.floats(-179, 179),
    lat=st.floats(-84, 84),
    z=st.integers(0, 22),
    metres=st.floats(0.5, 5000),
    grid=st.sampled_from([WEB_MERCATOR, CGCS2000]),
)
def test_no_tile_anywhere_has_a_pixel_below_the_limit(
    client: TestClient,
    limit: Callable[[float | None], None],
    lon: float,
    lat: float,
    z: int,
    metres: float,
    grid: TileGrid,
) -> None:
    limit(metres)
    answer = client.get(public(grid, z, (lon, lat)))
    assert answer.status_code in (200, 204, 404)
    x, y, _, _ = address(grid, z, lon, lat)
    view = View.of(grid, z, x, y)
    # The shorter side of the pixel under the place itself, as an independent count of it.
    shorter: Any = view.pixel * cos(radians(lat))
    if grid is CGCS2000:
        shorter *= 111_320
    if shorter < metres * 0.999:
        assert answer.status_code == 404
