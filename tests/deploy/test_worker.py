"""A worker of granian answers over its own protocol what the application answers over ASGI."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from deploy.application import build_application
from tests.tileserver.tile_builders import FIRST, RENAMED, build_three_counties
from tileserver.settings import TileSettings
from tileserver.store.worker import build_tiles
from tileserver.vector_tiles import VectorTiles

TOKEN = "a-token-of-the-test"
TABLE = "lon,lat\n" + "103.5,30.5\n" * 20_000

ASKED: list[tuple[str, str, dict[str, str], str | None]] = [
    *(
        ("GET", f"/tiles/{layer}/{day}/{tile}", {"Accept-Encoding": encoding}, None)
        for layer in ("county", "boundary_line")
        for day in (FIRST, RENAMED)
        for tile in (
            "WebMercatorQuad/7/103/52.mvt",
            "CGCS2000Quad/7/206/42.mvt",
            "WebMercatorQuad/7/0/0.mvt",
            "WebMercatorQuad/3/6/3.mvt",
            "WebMercatorQuad/15/1/1.mvt",
        )
        for encoding in ("gzip", "identity")
    ),
    ("GET", "/health", {}, None),
    ("HEAD", f"/tiles/county/{FIRST}/WebMercatorQuad/7/103/52.mvt", {}, None),
    ("GET", f"/tiles/county/{FIRST}/WebMercatorQuad/7/103/52.mvt?basis=announced", {}, None),
    ("GET", "/v1/names?q=%E4%B9%99%E5%B8%82", {}, None),
    ("GET", "/v1/divisions/%E4%B9%99", {}, None),
    ("GET", "/tiles/county/tilejson.json", {"Host": "map.example"}, None),
    ("GET", "/ogc/collections/county/items?f=csv&datetime=../..", {}, None),
    ("HEAD", "/ogc/collections/county/items?f=csv", {}, None),
    ("GET", "/ogc/collections/county/items?f=gml", {}, None),
    ("GET", "/nowhere/at/all", {}, None),
    ("DELETE", "/v1/divisions", {}, None),
    ("POST", "/v1/divisions/at", {"Content-Type": "text/csv"}, TABLE),
    ("POST", "/v1/divisions/at", {"Content-Type": "text/csv"}, ""),
    ("POST", "/v1/positions", {"Content-Type": "application/json"}, "{}"),
    ("POST", "/v1/positions", {"Authorization": f"Bearer {TOKEN}"}, "{not json"),
]


@pytest.fixture
def country_url(engine: Engine, database_url: str) -> str:
    """The address of a database with the little country, its tiles built."""
    with engine.begin() as connection:
        build_three_counties(connection)
    build_tiles(engine)
    return database_url


@contextmanager
def worker(url: str, log: Path) -> Iterator[int]:
    """A granian with one worker on a port of loopback; ended in order."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SHIKONG_")}
    told = {"SHIKONG_DATABASE_URL": url, "SHIKONG_WRITE_TOKEN": TOKEN}
    with log.open("w") as lines:
        process = subprocess.Popen(
            [sys.executable, "-m", "granian", "--interface", "rsgi", "--factory"]
            + ["deploy.worker:application", "--port", str(port), "--no-access-log"],
            env=kept | told,
            stdout=lines,
            stderr=lines,
        )
        try:
            deadline = time.monotonic() + 60
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    assert process.poll() is None, log.read_text()
                    assert time.monotonic() < deadline, log.read_text()
                    time.sleep(0.1)
            yield port
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=30) == 0, log.read_text()
        finally:
            process.kill()
            process.wait()


def told(answer: httpx.Response) -> tuple[int, bytes, dict[str, str]]:
    """Status, body and headers, without what every server adds of its own."""
    head = {name: value for name, value in answer.headers.items()
            if name not in ("date", "server", "transfer-encoding")}  # fmt: skip
    return answer.status_code, answer.content, head


def test_a_worker_answers_as_the_application_does(
    country_url: str, engine: Engine, tmp_path: Path
) -> None:
    app = build_application(engine, write_token=TOKEN, web_map=None)
    app.state.vector_tiles = VectorTiles(engine, TileSettings())
    plain = TestClient(app)
    log = tmp_path / "worker.log"
    with (
        worker(country_url, log) as port,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30) as client,
    ):
        statuses = set()
        for method, address, head, body in ASKED:
            # The names of hosts are a part of some answers.
            said = {"Accept-Encoding": "identity", "Host": "127.0.0.1"} | head
            wanted = plain.request(method, address, headers=said, content=body)
            for _ in range(2):
                answer = client.request(method, address, headers=said, content=body)
                assert told(answer) == told(wanted), (method, address)
            statuses.add(answer.status_code)
        assert statuses >= {200, 204, 400, 403, 404, 405}
    assert "error" not in log.read_text().lower(), log.read_text()


def test_many_tiles_at_once_and_a_client_that_goes(country_url: str, tmp_path: Path) -> None:
    addresses = [f"/tiles/county/{day}/WebMercatorQuad/7/{x}/52.mvt"
                 for day in (FIRST, RENAMED) for x in range(100, 107)]  # fmt: skip
    log = tmp_path / "worker.log"
    with worker(country_url, log) as port:
        for address in addresses * 3:
            with socket.create_connection(("127.0.0.1", port)) as gone:
                gone.sendall(f"GET {address} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            assert {client.get(address).status_code for address in addresses} == {200, 204}
            assert client.get("/health").json() == {"status": "ok"}
