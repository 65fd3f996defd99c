"""The live stream as people get it: from `shikong run`, and from workers behind nginx."""

from __future__ import annotations

import contextlib
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from live_server import Listener, listening
from sqlalchemy import Engine

from tests.deploy.test_proxy import Served, served
from tests.deploy.test_run import Started, started
from tests.tileserver.corrections import load_two_counties

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[116, 39], [116.04, 39], [116.04, 39.04], [116, 39.04], [116, 39]]],
}
NOW = datetime.now(UTC).replace(microsecond=0)


def send(address: str, token: str, path: str, body: object) -> None:
    answer = httpx.post(
        f"{address}/v1/{path}",
        json=body,
        headers={"Authorization": f"Bearer {token}"},
        trust_env=False,
        timeout=20,
    )
    assert answer.status_code == 201, answer.text


def report(address: str, token: str, seconds_ago: int, lon: float) -> None:
    time_ = (NOW - timedelta(seconds=seconds_ago)).isoformat()
    fixes = [{"time": time_, "lon": lon, "lat": 39.02}]
    send(
        address, token, "positions",
        {"device": "band", "device_class": "personal", "fixes": fixes},
    )  # fmt: skip


def follow(address: str, token: str) -> None:
    """A device comes into a fence while it is followed."""
    report(address, token, 300, 115.99)
    since = (NOW - timedelta(seconds=600)).isoformat()
    fence = {"name": "家", "polygon": SQUARE, "devices": ["band"], "from": since}
    send(address, token, "geofences", fence)
    with listening(address, "/v1/positions/live?device=band") as stream:
        assert stream.heard().content["lon"] == 115.99
        begun = time.monotonic()
        report(address, token, 180, 116.01)
        moved = stream.heard()
        assert moved.content["lon"] == 116.01
        entered = stream.heard()
        assert (entered.kind, entered.content["kind"]) == ("geofence", "enter")
        # A second each of looking at the fixes and at the events, on a machine that is busy.
        assert time.monotonic() - begun < 10
        assert stream.comments[0].startswith(": ")
    answer = httpx.head(f"{address}/v1/positions/live?device=band", trust_env=False, timeout=10)
    assert answer.headers["content-type"].startswith("text/event-stream")


def ends(stream: Listener) -> None:
    """Reads until the server has gone."""
    with contextlib.suppress(EOFError, httpx.TransportError):
        while True:
            stream.heard()


def test_run_streams_and_ends_in_time_though_someone_follows(
    home: Path, tmp_path: Path, small_data: Path
) -> None:
    log = tmp_path / "run.log"
    with started(home, log, "--data", str(small_data)) as server:
        assert isinstance(server, Started)
        follow(server.address, server.token)
        with listening(server.address, "/v1/positions/live?device=band") as stream:
            stream.heard()
            assert server.end() == 130
            ends(stream)
    assert "Traceback" not in log.read_text()


def test_workers_behind_nginx_stream_piece_by_piece_and_end_in_time(
    engine: Engine, database_url: str, home: Path, tmp_path: Path
) -> None:
    # Where there is something, the sample is not loaded.
    load_two_counties(engine, tmp_path)
    log = tmp_path / "serve.log"
    with served(database_url, home, log) as front:
        assert isinstance(front, Served)
        follow(front.address, front.token)
        with listening(front.address, "/v1/positions/live?device=band") as stream:
            stream.heard()
            begun = time.monotonic()
            front.process.terminate()
            front.process.wait(60)
            ends(stream)
            assert time.monotonic() - begun < 40
    assert "Traceback" not in log.read_text()
