"""One image, its files, and searches over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import rasterio
from fastapi.testclient import TestClient
from image_files import halves, write_image
from live_server import serving
from scene_builders import scene
from sqlalchemy import Engine

from ingest.imagery.scenes import load_images
from spatial.api.app import create_app
from spatial.api.images.files import router
from spatial.api.settings import MapSettings
from spatial.imagery.catalogue import store_scenes


@pytest.fixture
def folder(engine: Engine, tmp_path: Path) -> Path:
    folder = tmp_path / "images"
    folder.mkdir()
    write_image(folder / "town_20200101.tif", halves(10, 20))
    load_images(engine, folder)
    return folder


@pytest.fixture
def client(engine: Engine, client_of: Callable[..., TestClient]) -> TestClient:
    return client_of(engine, router, raise_server_exceptions=False)


def test_one_image_tells_all_that_is_known_r6_1(client: TestClient, engine: Engine) -> None:
    with engine.begin() as connection:
        store_scenes(connection, [scene("made", clouds=0.25, gsd=2.0)])
    told = client.get("/v1/images/made").json()
    known = {
        "platform": "GF-1", "instrument": "PMS1", "level": "L1A", "cloud_share": 0.25,
        "resolution_m": 2.0, "crs": "EPSG:4490", "licence": "other", "grade": "internal",
        "drawn": True, "datetime": "2020-01-01T03:00:00Z", "day": "2020-01-01", "flags": [],
    }  # fmt: skip
    assert {name: told[name] for name in known} == known
    [file] = told["assets"]
    assert (file["key"], file["roles"], file["bands"]) == ("data", ["data"], ["red"])
    assert file["href"] == "http://testserver/v1/images/made/files/data"


def test_unknown_images_and_files_are_problems(client: TestClient, folder: Path) -> None:
    for path in (
        "/v1/images/nothing",
        "/v1/images/nothing/files/data",
        "/v1/images/town_20200101/files/nothing",
        "/v1/images/town_20200101/files/..%2F..%2Fetc%2Fpasswd",
    ):
        answer = client.get(path)
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
    (folder / "town_20200101.tif").unlink()
    answer = client.get("/v1/images/town_20200101/files/data")
    assert answer.status_code == 404
    assert str(folder) not in answer.text


def test_ranges_of_a_file_are_handed_out(client: TestClient, folder: Path) -> None:
    path, whole = "/v1/images/town_20200101/files/data", (folder / "town_20200101.tif").read_bytes()
    assert client.get(path).content == whole
    part = client.get(path, headers={"range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, whole[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(whole)}"
    head = client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(whole))
    assert head.headers["accept-ranges"] == "bytes"
    assert client.get(path, headers={"range": "bytes=999999-"}).status_code == 416


def test_gdal_reads_a_file_through_the_server(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(engine, [router], write_token="t", map_settings=MapSettings())
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with serving(app) as address:
        settings = {"GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR", "CPL_VSIL_CURL_USE_HEAD": "YES"}
        url = f"/vsicurl/{address}/v1/images/town_20200101/files/data"
        with rasterio.Env(**settings), rasterio.open(url) as there:
            np.testing.assert_array_equal(there.read(1), halves(10, 20))
            assert there.crs.to_epsg() == 32650


def test_search_asks_for_all_that_is_known_r6_1(client: TestClient, engine: Engine) -> None:
    with engine.begin() as connection:
        store_scenes(
            connection,
            [
                scene("a", at=datetime(2020, 1, 1, tzinfo=UTC), clouds=0.1, gsd=0.8),
                scene("b", at=datetime(2021, 1, 1, tzinfo=UTC), clouds=0.5, gsd=2),
                scene("c", at=datetime(2022, 1, 1, tzinfo=UTC), gsd=16, platform="GF-2"),
                scene("z", at=None, clouds=0.0, gsd=2, west=119),
            ],
        )

    def ids(**asked: object) -> list[str]:
        answer = client.get("/v1/images/search", params=asked)
        assert answer.status_code == 200, answer.text
        return [image["id"] for image in answer.json()["images"]]

    assert ids() == ["c", "b", "a", "z"]
    assert ids(cloud_max=0.1) == ["a", "z"]
    assert ids(platform="gf-2") == ["c"]
    assert ids(instrument="PMS1", level="l1a") == ["c", "b", "a", "z"]
    assert ids(finest=2) == ["c", "b", "z"]
    assert ids(coarsest=2) == ["b", "a", "z"]
    assert ids(**{"from": "2020-06-01"}) == ["c", "b"]
    # 00:00 UTC is 08:00 in Beijing of the same day.
    assert ids(to="2021-01-01") == ["a"]
    assert ids(bbox="118.5,30,120,31") == ["z"]
    assert ids(drawn="false") == []
    assert ids(limit=2, offset=1) == ["b", "a"]
    beyond = client.get("/v1/images/search", params={"limit": 2, "offset": 9}).json()
    assert beyond == {"total": 4, "images": []}


@pytest.mark.parametrize(
    "asked",
    [
        {"bbox": "1,2,3"},
        {"bbox": "0,50,10,40"},
        {"bbox": "a,b,c,d"},
        {"cloud_max": "2"},
        {"from": "2021-01-01", "to": "2020-01-01"},
        {"limit": "0"},
        {"metres": "10"},
        {"finest": "-1"},
    ],
)
def test_bad_searches_are_refused(client: TestClient, asked: dict[str, str]) -> None:
    answer = client.get("/v1/images/search", params=asked)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
