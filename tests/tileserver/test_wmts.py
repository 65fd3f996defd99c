"""WMTS as its real clients use it: OWSLib, GDAL, and a client of Tianditu with another host."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pyogrio
import pytest
import rasterio
import uvicorn
from affine import Affine
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from image_files import write_image
from owslib.wmts import WebMapTileService
from shapely.geometry import Point, shape
from sqlalchemy import Engine

from ingest.imagery.scenes import load_images
from spatial.api.app import create_app
from spatial.api.settings import MapSettings
from spatial.api.standard import routes as standard_routes
from spatial.tile_grids import CGCS2000, WEB_MERCATOR
from tests.tileserver.tile_builders import decode
from tileserver import matrix_set_routes, routes
from tileserver.images import routes as images
from tileserver.ogc import routes as ogc_routes
from tileserver.ogc.face import TILES_FACE
from tileserver.settings import TileSettings
from tileserver.vector_tiles import VectorTiles
from tileserver.wmts import routes as wmts_routes
from tileserver.wmts.matrix_sets import MATRIX_SETS

pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")

HERE = (110.3, 30.2)
EXCEPTION = "{http://www.opengis.net/ows/1.1}Exception"


@pytest.fixture
def app(three_counties: Engine, tmp_path: Path) -> FastAPI:
    """The little country, and an image of 0.2 degrees: its western half 40, its eastern half 200.

    Its corner is at 110.2 E 30.3 N.
    """
    pixels = np.full((200, 200), 40, "uint8")
    pixels[:, 100:] = 200
    folder = tmp_path / "images"
    folder.mkdir()
    write_image(
        folder / "a_20200101.tif",
        np.stack([pixels] * 3),
        crs="EPSG:4490",
        transform=Affine(0.001, 0, 110.2, 0, -0.001, 30.3),
        photometric="RGB",
    )
    load_images(three_counties, folder)
    made = create_app(
        three_counties,
        [
            images.router,
            matrix_set_routes.router,
            routes.router,
            standard_routes.router,
            ogc_routes.router,
            wmts_routes.router,
        ],
        write_token="unused",
        map_settings=MapSettings(review_number="GS(2026)0001号", attribution="虚构数据"),
        standard_faces=(TILES_FACE,),
    )
    made.state.vector_tiles = VectorTiles(three_counties, TileSettings(look_s=0))
    return made


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return TestClient(app)


@pytest.fixture
def live(app: FastAPI, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """The address of the server on this machine, for clients with sockets of their own."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("GDAL_DEFAULT_WMS_CACHE_PATH", str(tmp_path / "gdal"))
    with serving(app) as base:
        yield base


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        thread.join(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)


def tile_of(matrix_set: str, level: int, lon: float, lat: float) -> tuple[int, int]:
    """Column and row."""
    one = MATRIX_SETS[matrix_set]
    across, down = one.grid.pixels_of(np.array([[lon, lat]]), one.zoom(level))[0] / 4096
    return int(across), int(down)


def pairs(matrix_set: str, level: int, *, layer: str = "img", **more: str) -> dict[str, str]:
    column, row = tile_of(matrix_set, level, *HERE)
    return {
        "SERVICE": "WMTS", "REQUEST": "GetTile", "VERSION": "1.0.0", "LAYER": layer,
        "STYLE": "default", "TILEMATRIXSET": matrix_set, "FORMAT": "tiles",
        "TILEMATRIX": str(level), "TILEROW": str(row), "TILECOL": str(column),
    } | more  # fmt: skip


@pytest.mark.parametrize(("matrix_set", "level"), [("c", 12), ("w", 11)])
def test_r5_2_a_client_of_tianditu_works_with_another_host(
    client: TestClient, matrix_set: str, level: int
) -> None:
    answer = client.get(f"/img_{matrix_set}/wmts", params=pairs(matrix_set, level, tk="a-key"))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/png"
    with rasterio.MemoryFile(answer.content) as file, file.open() as picture:
        pixels = picture.read()
    assert pixels.shape == (4, 256, 256)
    column, row = tile_of(matrix_set, level, *HERE)
    one = MATRIX_SETS[matrix_set]
    seen = {}
    for lon in (110.29, 110.31, 110.1):
        across, down = one.grid.pixels_of(np.array([[lon, 30.2]]), one.zoom(level))[0] / 16
        x, y = int(across - column * 256), int(down - row * 256)
        if 0 <= x < 256 and 0 <= y < 256:
            seen[lon] = tuple(pixels[[0, 3], y, x])
    assert seen
    assert seen.items() <= {110.29: (40, 255), 110.31: (200, 255), 110.1: (0, 0)}.items()


def test_r5_2_levels_are_those_of_tianditu() -> None:
    """Level 1 of `c` has two tiles and of `w` four; level L of both is of about one scale."""
    c, w = MATRIX_SETS["c"], MATRIX_SETS["w"]
    assert (c.grid.columns(c.zoom(1)), c.grid.rows(c.zoom(1))) == (2, 1)
    assert (w.grid.columns(w.zoom(1)), w.grid.rows(w.zoom(1))) == (2, 2)
    for level in range(1, 19):
        assert c.grid.tile_span(c.zoom(level)) == 360 / 2**level
        assert w.grid.columns(w.zoom(level)) == 2**level


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture],
          deadline=None)  # fmt: skip
@given(st.floats(110.01, 110.6), st.floats(30.05, 30.5), st.integers(6, 13))
def test_r5_1_the_same_point_lies_in_the_same_unit_in_both_grids(
    client: TestClient, lon: float, lat: float, level: int
) -> None:
    found = {}
    for matrix_set in ("c", "w"):
        column, row = tile_of(matrix_set, level, lon, lat)
        asked = pairs(matrix_set, level, layer="county", TIME="2020-01-01")
        answer = client.get("/wmts", params=asked | {"TILEROW": str(row), "TILECOL": str(column)})
        one = MATRIX_SETS[matrix_set]
        at = one.grid.pixels_of(np.array([[lon, lat]]), one.zoom(level))[0]
        found[matrix_set] = _unit(answer.content, *(at - np.array([column, row]) * 4096))
    assert found["c"] == found["w"] or None in found.values() or "edge" in found.values()


def _unit(body: bytes, x: float, y: float) -> str | None:
    """The name of the unit that holds a place of a tile; `edge` within two units of a border."""
    if not body:
        return None
    here = Point(x, y)
    for feature in decode(body)["county"]["features"]:
        polygon = shape(feature["geometry"])
        if polygon.boundary.distance(here) <= 2:
            return "edge"
        if polygon.contains(here):
            return str(feature["properties"]["name"])
    return None


@pytest.mark.filterwarnings("ignore:Truth-testing of elements:FutureWarning")  # owslib's own
def test_r5_2_owslib_reads_both_forms(live: str) -> None:
    by_pairs = WebMapTileService(f"{live}/wmts")
    by_path = WebMapTileService(f"{live}/wmts/1.0.0/WMTSCapabilities.xml")
    for service in (by_pairs, by_path):
        assert {"image", "county", "boundary_line"} <= set(service.contents)
        assert {"c", "w", "CGCS2000Quad", "WebMercatorQuad"} == set(service.tilematrixsets)
        county = service.contents["county"]
        assert county.title == "县级行政区"
        assert county.boundingBoxWGS84[0] == pytest.approx(110.0, abs=1e-6)
        assert "track" not in service.contents
    column, row = tile_of("c", 12, *HERE)
    tile = by_pairs.gettile(
        layer="image", tilematrixset="c", tilematrix="12", row=row, column=column,
        format="image/png", style="default",
    )  # fmt: skip
    assert tile.read()[:4] == b"\x89PNG"
    c = by_path.tilematrixsets["c"].tilematrix
    assert (c["1"].matrixwidth, c["1"].matrixheight) == (2, 1)
    assert c["1"].topleftcorner == (90.0, -180.0)
    assert c["1"].scaledenominator == pytest.approx(279541132.014358, rel=1e-9)
    w = by_path.tilematrixsets["w"].tilematrix
    assert w["1"].scaledenominator == pytest.approx(559082264.028718 / 2, rel=1e-9)


@pytest.mark.parametrize("matrix_set", ["c", "w"])
def test_r5_2_gdal_reads_pixels_where_they_are(live: str, matrix_set: str) -> None:
    source = (
        f"WMTS:{live}/wmts/1.0.0/WMTSCapabilities.xml,layer=image,tilematrixset={matrix_set},"
        "tilematrix=12"
    )
    with rasterio.open(source) as dataset:
        epsg = MATRIX_SETS[matrix_set].grid.srid
        assert dataset.crs.to_epsg() == epsg
        grid = CGCS2000 if epsg == 4490 else WEB_MERCATOR
        zoom = MATRIX_SETS[matrix_set].zoom(12)
        seen = []
        for lon in (110.25, 110.35):
            column, row = grid.pixels_of(np.array([[lon, 30.2]]), zoom)[0]
            x = grid.west + column / 4096 * grid.tile_span(zoom)
            y = grid.north - row / 4096 * grid.tile_span(zoom)
            at = dataset.index(x, y)
            window = ((at[0], at[0] + 1), (at[1], at[1] + 1))
            seen.append(tuple(int(one) for one in dataset.read([1, 4], window=window)[:, 0, 0]))
    assert seen == [(40, 255), (200, 255)]


def test_gdal_reads_vector_tiles_of_the_live_server(live: str) -> None:
    x, y = tile_of("WebMercatorQuad", 8, *HERE)
    url = f"{live}/wmts/1.0.0/county/default/2020-01-01/WebMercatorQuad/8/{y}/{x}.mvt"
    meta, _, geometry, fields = pyogrio.raw.read(f"/vsicurl/{url}", layer="county")
    names = list(fields[list(meta["fields"]).index("name")])
    assert sorted(names) == ["丙县", "乙市", "甲县"]
    assert len(geometry) == 3


def test_a_day_is_asked_for_and_keys_are_in_any_case(client: TestClient) -> None:
    def names(day: str) -> set[str]:
        asked = pairs("w", 8, layer="county", time=day, FORMAT="application/vnd.mapbox-vector-tile")
        answer = client.get("/wmts", params={key.lower(): one for key, one in asked.items()})
        assert answer.status_code == 200, answer.text
        features = decode(answer.content)["county"]["features"]
        return {one["properties"]["name"] for one in features}

    assert names("2005-01-01") == {"甲县", "乙县", "丙县"}
    assert names("2011-01-01") == names("current") == {"甲县", "乙市", "丙县"}
    assert names("before") == {"虚构市"}


def test_capabilities_name_the_days_of_changes(client: TestClient) -> None:
    answer = client.get("/wmts?service=WMTS&request=GetCapabilities")
    assert answer.headers["content-type"].startswith("application/xml")
    root = ElementTree.fromstring(answer.content)
    named = {"w": "http://www.opengis.net/wmts/1.0", "o": "http://www.opengis.net/ows/1.1"}
    for layer in root.iterfind("w:Contents/w:Layer", named):
        if layer.findtext("o:Identifier", namespaces=named) == "county":
            values = [one.text for one in layer.iterfind("w:Dimension/w:Value", named)]
            assert values == ["current", "2000-12-31", "2010-12-31"]
            break
    else:
        pytest.fail("no layer of counties")
    assert "GS(2026)0001号" in answer.text


@pytest.mark.parametrize(
    ("change", "status", "code", "locator"),
    [
        ({"LAYER": ""}, 400, "MissingParameterValue", "layer"),
        ({"LAYER": "track"}, 400, "InvalidParameterValue", "layer"),
        ({"STYLE": "loud"}, 400, "InvalidParameterValue", "style"),
        ({"FORMAT": "image/tiff"}, 400, "InvalidParameterValue", "format"),
        ({"TILEMATRIXSET": "x"}, 400, "InvalidParameterValue", "tilematrixset"),
        ({"TILEMATRIX": "0"}, 400, "InvalidParameterValue", "tilematrix"),
        ({"TILEMATRIX": "one"}, 400, "InvalidParameterValue", "tilematrix"),
        ({"TILEROW": "99999"}, 400, "TileOutOfRange", "tilerow"),
        ({"TILECOL": "99999"}, 400, "TileOutOfRange", "tilecol"),
        ({"TIME": "1996-02-30"}, 400, "InvalidParameterValue", "time"),
        ({"VERSION": "2.0.0"}, 400, "InvalidParameterValue", "version"),
        ({"SERVICE": "WMS"}, 400, "InvalidParameterValue", "service"),
        ({"REQUEST": "GetFeatureInfo"}, 501, "OperationNotSupported", "request"),
    ],
)
def test_errors_are_exception_reports(
    client: TestClient, change: dict[str, str], status: int, code: str, locator: str
) -> None:
    answer = client.get("/wmts", params=pairs("c", 12) | change)
    assert answer.status_code == status
    one = ElementTree.fromstring(answer.content).find(EXCEPTION)
    assert one is not None
    assert (one.get("exceptionCode"), one.get("locator")) == (code, locator)


def test_a_picture_of_nothing_is_a_transparent_one(client: TestClient) -> None:
    answer = client.get("/wmts", params=pairs("c", 12) | {"TILECOL": "0", "TILEROW": "0"})
    with rasterio.MemoryFile(answer.content) as file, file.open() as picture:
        assert not picture.read(4).any()


@pytest.mark.parametrize("path", ["/img_x/wmts", "/img_c/wmts?SERVICE=WMTS", "/img_c/other"])
def test_addresses_that_are_none(client: TestClient, path: str) -> None:
    assert client.get(path).status_code in (400, 404)


def test_ogc_api_tiles_leads_from_the_first_page_to_a_tile(client: TestClient) -> None:
    def followed(document: dict[str, list[dict[str, str]]], rel: str) -> str:
        [href] = {one["href"] for one in document["links"] if one["rel"].endswith(rel)}
        return href

    first = client.get("/ogc").json()
    classes = client.get(followed(first, "rel/ogc/1.0/conformance")).json()["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core" in classes
    listed = client.get(followed(first, "rel/ogc/1.0/data")).json()["collections"]
    county = next(one for one in listed if one["id"] == "county")
    assert county["extent"]["spatial"]["bbox"][0][0] == pytest.approx(110)
    sets = client.get(followed(county, "tilesets-vector")).json()["tilesets"]
    assert [one["tileMatrixSetId"] for one in sets] == ["WebMercatorQuad", "CGCS2000Quad"]
    for one in sets:
        own = client.get(next(link["href"] for link in one["links"] if link["rel"] == "self"))
        described = own.json()
        grid = client.get(followed(described, "tiling-scheme")).json()
        assert grid["id"] == one["tileMatrixSetId"]
        x, y = tile_of(grid["id"], 8, *HERE)
        url = followed(described, "item").format(tileMatrix=8, tileRow=y, tileCol=x)
        tile = client.get(url, params={"datetime": "2005-01-01T20:00:00Z"})
        names = {f["properties"]["name"] for f in decode(tile.content)["county"]["features"]}
        assert "甲县" in names
        assert tile.headers["Shikong-Edition"] == "2000-12-31"
        assert {part["id"] for part in described["layers"]} == {"county", "county_label"}


def test_ogc_api_tiles_has_pictures_in_both_grids(client: TestClient) -> None:
    for grid in ("WebMercatorQuad", "CGCS2000Quad"):
        x, y = tile_of(grid, 11, *HERE)
        url = f"/ogc/collections/image/map/tiles/{grid}/11/{y}/{x}"
        assert client.get(url).headers["content-type"] == "image/png"
        asked = {"f": "webp", "datetime": "2020-01-01"}
        assert client.get(url, params=asked).headers["content-type"] == "image/webp"
        assert client.get(url, params={"datetime": "2019-12-31"}).status_code == 204


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/ogc/collections/parish", 404),
        ("/ogc/collections/track/tiles", 404),
        ("/ogc/collections/image/tiles", 404),
        ("/ogc/collections/county/map/tiles", 404),
        ("/ogc/collections/county/tiles/NoGrid", 404),
        ("/ogc/collections/county/tiles/WebMercatorQuad/3/9/0", 404),
        ("/ogc/collections/county/tiles/WebMercatorQuad/a/0/0", 400),
        ("/ogc/collections/county/tiles/WebMercatorQuad/3/0/0?datetime=2000/2001", 400),
        ("/ogc/collections/county/tiles/WebMercatorQuad/3/0/0?datetime=May", 400),
        ("/ogc/collections/county/tiles/WebMercatorQuad/3/0/0?date=2020-01-01", 400),
        ("/ogc/collections/county/tiles?limit=3", 400),
        ("/ogc/collections/image/map/tiles/WebMercatorQuad/3/0/0?date=2020-01-01", 400),
        ("/ogc/tileMatrixSets?f=html", 400),
        ("/ogc/collections/image/map/tiles/WebMercatorQuad/3/0/0?f=tiff", 400),
    ],
)
def test_ogc_api_tiles_says_what_is_wrong(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
