"""Clients that take their answer a byte at a time, or go away: nginx and a worker serve the others,
and the memory of the worker stays.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine, text

LAYER = """
[fields.office_place]
name = "名称"
note = "说明"

[[layer]]
id = "office_place"
title = "办公室的地点"
kind = "vector"
data_class = "facility"
grade = "open"
min_zoom = 8
max_zoom = 14
parts = { office_place = "office_place" }
table = { name = "office_place" }
"""
# Something to serve that is loaded in no time.
SOURCES = """content = "fictional"
title = "虚构"

[[source]]
kind = "boundary-markers"
file = "markers.csv"
"""
MARKERS = """number,line_name,lon,lat,valid_from,valid_to,state
虚构-01,虚构线,104.6,31.1,2005-01-01,,正常
"""
ROWS = 200_000
PAGE = "/ogc/collections/office_place/items?limit=100"
FILE = "/ogc/collections/office_place/items?f=csv"


@dataclass(frozen=True)
class Front:
    """A `shikong serve` that is ready: its port, and its process."""

    port: int
    process: int

    def memory(self) -> int:
        """Resident bytes of its workers."""
        parents = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                status = (folder / "stat").read_text().rpartition(")")[2].split()
                parents[int(folder.name)] = int(status[1])
        below = {self.process}
        for _ in range(5):
            below |= {one for one, parent in parents.items() if parent in below}
        pages = 0
        for one in below - {self.process}:
            with suppress(OSError):
                if "granian" in Path(f"/proc/{one}/cmdline").read_text():
                    pages += int(Path(f"/proc/{one}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def serving(url: str, folder: Path) -> Iterator[Front]:
    """nginx and a worker, as an office runs them, with a layer of the office's own."""
    layers = folder / "layers.toml"
    layers.write_text(LAYER, encoding="utf-8")
    (folder / "sources.toml").write_text(SOURCES, encoding="utf-8")
    (folder / "markers.csv").write_text(MARKERS, encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SHIKONG_")}
    told = {
        "SHIKONG_DATABASE_URL": url,
        "SHIKONG_HOME": str(folder / "home"),
        "SHIKONG_DATA": str(folder),
        "SHIKONG_TILE_LAYERS": str(layers),
        "SHIKONG_TILE_BUILD_AHEAD": "false",
    }
    log = folder / "serve.log"
    with log.open("w") as lines:
        process = subprocess.Popen(
            [sys.executable, "-c", "from deploy.cli import main; main()", "serve"]
            + ["--host", "127.0.0.1", "--port", str(port), "--workers", "1"],
            env=kept | told,
            stdin=subprocess.DEVNULL,
            stdout=lines,
            stderr=lines,
        )
        try:
            deadline = time.monotonic() + 90
            while "is ready" not in log.read_text():
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.2)
            yield Front(port, process.pid)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)


@pytest.fixture
def front(engine: Engine, database_url: str) -> Iterator[Front]:
    """A server over a table of an office's own, whose file is some fifty megabytes."""
    with engine.begin() as connection:
        connection.execute(
            text(
                "CREATE TABLE office_place AS SELECT n AS id, '地点' || n AS name,"
                " repeat(md5(n::text), 6) AS note,"
                " ST_SetSRID(ST_MakePoint(100 + n % 1000 / 100.0, 30 + n / 1000 / 100.0), 4490)"
                "::geometry(Point, 4490) AS geom"
                " FROM generate_series(1, :rows) AS n"
            ),
            {"rows": ROWS},
        )
        connection.execute(text("ALTER TABLE office_place ADD PRIMARY KEY (id)"))
        connection.execute(text("CREATE INDEX ON office_place USING gist (geom)"))
    # Not pytest's own folder: nginx serves as another user where the tests are root's.
    folder = Path(tempfile.mkdtemp(prefix="shikong-test-"))
    folder.chmod(0o755)
    try:
        with serving(database_url, folder) as started:
            yield started
    finally:
        shutil.rmtree(folder)


def slowly(front: Front, path: str) -> socket.socket:
    """A connection that has asked and taken nothing yet; it takes little at a time."""
    taken = socket.socket()
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    taken.connect(("127.0.0.1", front.port))
    taken.settimeout(30)
    taken.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    return taken


def test_a_client_that_reads_a_byte_at_a_time_keeps_nobody_waiting(front: Front) -> None:
    with httpx.Client(
        base_url=f"http://127.0.0.1:{front.port}", trust_env=False, timeout=60
    ) as other:
        assert other.get(PAGE).json()["numberReturned"] == 100
        assert other.get(FILE).status_code == 200  # what it has to load for a file is there
        before = front.memory()
        slow = [slowly(front, FILE) for _ in range(3)]
        try:
            taken = [b""] * len(slow)
            for _ in range(15):
                for number, connection in enumerate(slow):
                    taken[number] += connection.recv(1)
                answer = other.get(PAGE)
                assert answer.status_code == 200
                assert len(answer.json()["features"]) == 100
            assert all(one.startswith(b"HTTP/1.1 200") for one in taken)
            # Three files of fifty megabytes, none of which stands in memory.
            assert front.memory() - before < 80_000_000
        finally:
            for connection in slow:
                connection.close()


def test_a_client_that_goes_away_leaves_nothing_running(front: Front, engine: Engine) -> None:
    for _ in range(3):
        gone = slowly(front, FILE)
        assert gone.recv(100).startswith(b"HTTP/1.1 200")
        gone.close()
    busy = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND state <> 'idle' AND query LIKE '%office_place%'"
    )
    deadline = time.monotonic() + 60
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while connection.execute(busy).scalar_one():
            assert time.monotonic() < deadline
            time.sleep(0.2)
    with httpx.Client(
        base_url=f"http://127.0.0.1:{front.port}", trust_env=False, timeout=60
    ) as other:
        whole = other.get(FILE)
        assert whole.status_code == 200
        assert whole.text.count("\n") >= ROWS
