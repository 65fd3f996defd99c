"""The short way of a tile gives what the routes give, and hands on what only they can say."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, event, text

from spatial.api.app import create_app
from spatial.api.settings import MapSettings
from spatial.tile_grids import WEB_MERCATOR
from tests.tileserver.tile_builders import FIRST, RENAMED, build_three_counties, mark_build
from tileserver import loop_cutting
from tileserver.cutting import Place
from tileserver.hot_path import HotPath
from tileserver.layers import layer_named
from tileserver.loop_cutting import LoopCutter
from tileserver.routes import router
from tileserver.settings import TileSettings
from tileserver.sight import Sight
from tileserver.store.reading import LoopStore, Stored
from tileserver.store.worker import build_tiles
from tileserver.vector_tiles import VectorTiles, address_of

TILES = [
    f"/tiles/{layer}/{day}/{grid}"
    for layer in ("county", "boundary_line", "boundary_marker")
    for day in ("before", "2004-05-06", RENAMED, "2026-01-01")
    for grid in ("WebMercatorQuad/7/103/52.mvt", "CGCS2000Quad/7/206/42.mvt",
                 "WebMercatorQuad/7/0/0.mvt", "WebMercatorQuad/11/1650/843.mvt")
]  # fmt: skip


def application(engine: Engine) -> FastAPI:
    return create_app(engine, [router], write_token="unused", map_settings=MapSettings())


@pytest.fixture(scope="module")
def built(module_engine: Engine) -> Engine:
    """The little country with its tiles built. Not to be written to."""
    with module_engine.begin() as connection:
        build_three_counties(connection)
    build_tiles(module_engine)
    return module_engine


@pytest.fixture
def plain_built(built: Engine) -> TestClient:
    """A client of the routes alone, over built tiles."""
    app = application(built)
    app.state.vector_tiles = VectorTiles(built, TileSettings(look_s=0))
    return TestClient(app)


@pytest.fixture
def plain(three_counties: Engine) -> TestClient:
    """A client of the routes alone."""
    app = application(three_counties)
    app.state.vector_tiles = VectorTiles(three_counties, TileSettings(look_s=0))
    return TestClient(app)


@pytest.fixture
def hot(built: Engine) -> Iterator[TestClient]:
    """A client of the routes with the short way before them, over built tiles."""
    app = application(built)
    app.state.vector_tiles = tiles = VectorTiles(built, TileSettings(look_s=3600))
    tiles.state()
    with TestClient(HotPath(app, tiles, LoopStore(built.url, 2))) as client:
        yield client


def said(answer: Any) -> tuple[int, bytes, dict[str, str]]:
    return answer.status_code, answer.content, dict(answer.headers)


@pytest.mark.parametrize("encoding", ["gzip", "identity", "br;q=1, gzip;q=0"])
def test_both_ways_give_the_same_bytes_and_headers(
    hot: TestClient, plain_built: TestClient, encoding: str
) -> None:
    statuses = set()
    for address in TILES:
        head = {"Accept-Encoding": encoding}
        wanted = said(plain_built.get(address, headers=head))
        for _ in range(2):
            assert said(hot.get(address, headers=head)) == wanted, address
        statuses.add(wanted[0])
        if "ETag" in (known := plain_built.get(address, headers=head).headers):
            head |= {"If-None-Match": f'"other", {known["ETag"]}'}
            wanted = said(plain_built.get(address, headers=head))
            assert wanted[0] == 304
            assert said(hot.get(address, headers=head)) == wanted
    assert statuses == {200, 204}


@pytest.mark.parametrize(
    "address",
    [
        f"/tiles/parish/{FIRST}/WebMercatorQuad/7/103/52.mvt",
        f"/tiles/track/{FIRST}/WebMercatorQuad/7/103/52.mvt",
        f"/tiles/county/{FIRST}/NoGrid/7/103/52.mvt",
        f"/tiles/county/{FIRST}/WebMercatorQuad/15/1/1.mvt",
        f"/tiles/county/{FIRST}/WebMercatorQuad/3/8/1.mvt",
        f"/tiles/county/{FIRST}/CGCS2000Quad/0/2/0.mvt",
        "/tiles/county/2004-02-30/WebMercatorQuad/7/103/52.mvt",
        "/tiles/county/yesterday/WebMercatorQuad/7/103/52.mvt",
        f"/tiles/county/{FIRST}/WebMercatorQuad/7/x/52.mvt",
        f"/tiles/county/{FIRST}/WebMercatorQuad/7/103/52.mvt?known_at=2100-01-01",
        f"/tiles/county/{FIRST}/WebMercatorQuad/7/103/52.mvt?basis=rumour",
        "/tiles",
        "/nowhere",
    ],
)
def test_whatever_is_not_a_finished_tile_is_answered_by_the_routes(
    hot: TestClient, plain_built: TestClient, address: str
) -> None:
    assert said(hot.get(address)) == said(plain_built.get(address))


def counted(engine: Engine) -> list[str]:
    """The statements that reach the engine of the routes from now on."""
    statements: list[str] = []

    @event.listens_for(engine, "before_cursor_execute")
    def _count(_c: Any, _k: Any, statement: str, _p: Any, _x: Any, _m: Any) -> None:
        statements.append(statement)

    return statements


def test_a_tile_in_memory_or_in_the_store_takes_no_thread_of_the_application(
    hot: TestClient, built: Engine
) -> None:
    statements = counted(built)

    for _ in range(2):
        assert hot.get(f"/tiles/county/{FIRST}/WebMercatorQuad/7/103/52.mvt").status_code == 200
    assert statements == []


def test_a_new_build_is_seen_by_the_short_way(three_counties: Engine) -> None:
    build_tiles(three_counties)
    app = application(three_counties)
    app.state.vector_tiles = tiles = VectorTiles(three_counties, TileSettings(look_s=0.01))
    address = f"/tiles/county/{RENAMED}/WebMercatorQuad/7/103/52.mvt"
    with TestClient(HotPath(app, tiles, LoopStore(three_counties.url, 2))) as client:
        assert "乙市".encode() in client.get(address).content
        with three_counties.begin() as connection:
            connection.execute(text("UPDATE division_area SET name = '乙新市' WHERE name = '乙市'"))
            connection.execute(text("DELETE FROM tile_built"))
            mark_build(connection, "two")
        for _ in range(100):
            body = client.get(address).content
            if "乙新市".encode() in body:
                break
        assert "乙新市".encode() in body


def test_a_database_that_goes_away_is_said_by_the_application_and_comes_back(
    three_counties: Engine,
) -> None:
    build_tiles(three_counties)
    app = application(three_counties)
    app.state.vector_tiles = tiles = VectorTiles(
        three_counties, TileSettings(look_s=3600, cache_mb=0)
    )
    tiles.state()
    address = f"/tiles/county/{FIRST}/WebMercatorQuad/7/103/52.mvt"
    with TestClient(
        HotPath(app, tiles, LoopStore(three_counties.url, 1)), raise_server_exceptions=False
    ) as client:
        assert client.get(address).status_code == 200
        with three_counties.connect() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
        found = {client.get(address.replace("7/103/52", f"7/{x}/52")).status_code
                 for x in (102, 103, 104)}  # fmt: skip
        assert found <= {200, 204, 503}
        assert client.get(address).status_code == 200


def test_without_memory_every_tile_is_read_from_the_store(three_counties: Engine) -> None:
    build_tiles(three_counties)
    app = application(three_counties)
    app.state.vector_tiles = tiles = VectorTiles(
        three_counties, TileSettings(look_s=3600, cache_mb=0)
    )
    tiles.state()
    store = CountingStore(three_counties.url, 2)
    with TestClient(HotPath(app, tiles, store)) as client:
        url = f"/tiles/county/{RENAMED}/WebMercatorQuad/7/103/52.mvt"
        assert len({client.get(url).headers["etag"] for _ in range(3)}) == 1
    assert store.asked == 3


@pytest.fixture
def cutting(three_counties: Engine) -> Iterator[TestClient]:
    """A client of the short way over a country without built tiles."""
    app = application(three_counties)
    app.state.vector_tiles = tiles = VectorTiles(three_counties, TileSettings(look_s=3600))
    tiles.state()
    url = three_counties.url
    with TestClient(HotPath(app, tiles, LoopStore(url, 2), LoopCutter(url, 2))) as client:
        yield client


def test_tiles_that_are_cut_on_the_loop_are_those_of_the_routes(
    plain: TestClient, cutting: TestClient, three_counties: Engine
) -> None:
    statuses = set()
    for path in TILES:
        expected = plain.get(path)
        queries = counted(three_counties)
        assert said(cutting.get(path)) == said(expected), path
        # Nothing went to the routes, whose database is another connection.
        assert queries == []
        statuses.add(expected.status_code)
    assert statuses == {200, 204}


def test_tiles_that_are_cut_at_the_same_time_are_cut_once(three_counties: Engine) -> None:
    tiles = VectorTiles(three_counties, TileSettings())
    state = tiles.state()
    layer = layer_named("county")
    place, sight = Place(WEB_MERCATOR, 7, 103, 52), Sight(None)
    edition = tiles.edition(layer, sight, state)
    address = address_of(layer, sight, edition, place)

    async def ask() -> tuple[int, int]:
        cutter = LoopCutter(three_counties.url, 2)
        done = await asyncio.gather(
            *(cutter.tile(layer, sight, edition, place, address) for _ in range(8))
        )
        small = await cutter.tile(layer, sight, edition, Place(WEB_MERCATOR, 3, 6, 3), address)
        await cutter.close()
        assert small is None
        return len({id(one) for one in done}), len(done[0][1].body) if done[0] else 0

    # In a thread of its own: a browser of other tests may have a loop in this one.
    with ThreadPoolExecutor(1) as pool:
        answers, size = pool.submit(lambda: asyncio.run(ask())).result()
    assert answers == 1
    assert size > 0


def test_a_tile_too_large_is_left_to_the_routes(
    plain: TestClient, cutting: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop_cutting, "MOST_BYTES", 10)
    path = f"/tiles/county/{RENAMED}/WebMercatorQuad/7/103/52.mvt"
    assert said(cutting.get(path)) == said(plain.get(path))


class CountingStore(LoopStore):
    asked = 0

    async def tile(self, *arguments: Any) -> Stored:
        self.asked += 1
        return await super().tile(*arguments)
