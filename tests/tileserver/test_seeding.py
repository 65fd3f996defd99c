"""Seeding asks a server for what is there, once, and tells what went wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from spatial.errors import BadParameter, ExportRefused
from spatial.temporal import Basis
from spatial.tile_grids import CGCS2000, WEB_MERCATOR
from tileserver.export.order import order_of
from tileserver.export.seeding import paths_of, seed
from tileserver.settings import TileSettings
from tileserver.sight import Profile, Sight
from tileserver.vector_tiles import VectorTiles


@contextmanager
def serving(answer: Callable[[str], tuple[int, bytes]]) -> Iterator[tuple[str, list[str]]]:
    """A server on loopback with these answers; its address, and the paths it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked.append(self.path)
            status, body = answer(self.path)
            self.send_response(status)
            if status != 204:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing on standard error."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
        server.shutdown()
        thread.join()


def paths(engine: Engine, *days: date, sight: Sight | None = None) -> list[str]:
    source = VectorTiles(engine, TileSettings(cache_mb=0))
    sights = [Sight(day) for day in days] or [sight or Sight(date(2015, 1, 1))]
    orders = [order_of(["county"], WEB_MERCATOR, one, range(11)) for one in sights]
    return paths_of(engine, source, orders, source.state())


def test_r5_8_days_of_one_edition_are_asked_for_once(country: Engine) -> None:
    one = paths(country, date(2015, 1, 1))
    assert paths(country, date(2015, 1, 1), date(2020, 12, 31), date(2011, 5, 5)) == one
    two = paths(country, date(2015, 1, 1), date(2005, 1, 1))
    assert len(two) == 2 * len(one)
    assert one[0] == "/tiles/county/2010-12-31/WebMercatorQuad/0/0/0.mvt"
    assert len(one) == len(set(one)) > 10


def test_sight_is_in_the_address(country: Engine) -> None:
    announced = paths(country, sight=Sight(date(2015, 1, 1), Basis.APPROVED))
    assert all(path.endswith(".mvt?basis=approved") for path in announced)
    public = paths(country, sight=Sight(date(2015, 1, 1), Basis.ANNOUNCED, profile=Profile.PUBLIC))
    assert all(path.startswith("/public/tiles/county/") for path in public)


def test_every_address_is_asked_and_answered_by_the_real_routes(
    country: Engine, client: TestClient
) -> None:
    def answer(path: str) -> tuple[int, bytes]:
        found = client.get(path)
        return found.status_code, found.content

    wanted = paths(country)
    with serving(answer) as (address, asked):
        done = seed(address, wanted, workers=1)
    assert sorted(asked) == sorted(wanted)
    assert (done.tiles + done.empty, done.bytes > 0) == (len(wanted), True)
    # Addresses are of tiles that shapes reach into: hardly any is empty.
    assert done.tiles > done.empty


def test_refused_tile_is_told_with_its_address(country: Engine) -> None:
    with (
        serving(lambda path: (503 if "/5/" in path else 204, b"")) as (address, _),
        pytest.raises(ExportRefused, match=r"/WebMercatorQuad/5/.* answers 503"),
    ):
        seed(address, paths(country))


def test_server_that_is_away_and_address_that_is_none_are_told() -> None:
    with pytest.raises(ExportRefused, match="does not answer"):
        seed("http://127.0.0.1:1", ["/tiles/x"])
    with pytest.raises(BadParameter, match="no http address"):
        seed("localhost:8080", ["/tiles/x"])


def test_both_grids_are_seeded(country: Engine) -> None:
    source = VectorTiles(country, TileSettings(cache_mb=0))
    order = order_of(["county"], CGCS2000, Sight(date(2015, 1, 1)), range(2))
    assert paths_of(country, source, [order], source.state()) == [
        "/tiles/county/2010-12-31/CGCS2000Quad/0/1/0.mvt",
        "/tiles/county/2010-12-31/CGCS2000Quad/1/3/0.mvt",
    ]
