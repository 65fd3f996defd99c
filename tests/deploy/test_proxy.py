"""nginx with a cache before several workers: what it keeps, what is purged, and how it ends."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from deploy.cli import app
from deploy.proxy.nginx import Proxy, ProxyFailed
from deploy.proxy.purging import Purging, is_touched, require_cache
from spatial.errors import BadParameter
from tests.tileserver.corrections import addresses, correct, load_two_counties, meeting
from tileserver.store.changes import Changes

SHIKONG = Path(sys.executable).with_name("shikong")


@dataclass
class Served:
    """A `shikong serve` that is ready."""

    process: subprocess.Popen[str]
    address: str
    log: Path
    token: str

    def get(self, path: str, **head: str) -> httpx.Response:
        said = {"Accept-Encoding": "gzip"} | {
            name.replace("_", "-"): value for name, value in head.items()
        }
        with httpx.Client(base_url=self.address, trust_env=False, timeout=30) as client:
            return client.get(path, headers=said)

    def cached(self, path: str) -> str:
        return self.get(path).headers.get("shikong-cache", "")

    def children(self, name: str) -> list[int]:
        """Processes below this one whose command line holds a name."""
        found, known = [], {self.process.pid}
        for _ in range(4):
            for status in Path("/proc").glob("[0-9]*/stat"):
                try:
                    parent = int(status.read_text().rpartition(")")[2].split()[1])
                except OSError:
                    continue
                if parent in known:
                    known.add(int(status.parent.name))
        for one in known - {self.process.pid}:
            try:
                if name in Path(f"/proc/{one}/cmdline").read_text().replace("\0", " "):
                    found.append(one)
            except OSError:
                continue
        return sorted(found)

    def purges(self) -> list[dict[str, int]]:
        lines = [json.loads(line) for line in self.log.read_text().splitlines() if line[:1] == "{"]
        return [line for line in lines if line["event"] == "purged the cache of tiles"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(url: str, home: Path, log: Path) -> Iterator[Served]:
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SHIKONG_")}
    told = {"SHIKONG_HOME": str(home), "SHIKONG_DATABASE_URL": url, "SHIKONG_TILE_LOOK_S": "0.2"}
    told["SHIKONG_TILE_BUILD_AHEAD"] = "false"
    with log.open("w") as lines:
        process = subprocess.Popen(
            [SHIKONG, "serve", "--host", "127.0.0.1", "--port", str(port), "--workers", "2"],
            env=kept | told,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=lines,
            text=True,
        )
    assert process.stdout is not None
    try:
        printed = ""
        for line in process.stdout:
            printed += line
            if line.startswith("write token: "):
                break
        else:
            pytest.fail(f"it ended before it was ready: {printed}\n{log.read_text()}")
        found = re.search(r"is ready: (http://127\.0\.0\.1:\d+)", printed)
        assert found, printed
        yield Served(process, found[1], log, printed.rpartition("write token: ")[2].strip())
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
        process.stdout.close()


@pytest.fixture
def front(engine: Engine, database_url: str, home: Path, tmp_path: Path) -> Iterator[Served]:
    """A proxy over the two counties."""
    load_two_counties(engine, tmp_path)
    with served(database_url, home, tmp_path / "serve.log") as started:
        yield started


def wait_until(done: object, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    assert callable(done)
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def path_of(one: tuple[str, int, int, int]) -> str:
    return "/tiles/county/2005-01-01/{}/{}/{}/{}.mvt".format(*one)


def tile_of(engine: Engine) -> str:
    """A tile that holds both counties, and so is large enough to be packed."""
    both = meeting(engine, "甲县") & meeting(engine, "乙县")
    return path_of(min(one for one in both if one[1] == 6))


def test_r5_8_a_correction_purges_the_tiles_it_touches_and_no_other(
    front: Served, engine: Engine, tmp_path: Path
) -> None:
    before = {one: front.get(path_of(one)).headers.get("etag", "") for one in addresses()}
    assert {front.cached(path_of(one)) for one in before} == {"HIT"}
    instant = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    kept = f"{tile_of(engine)}?known_at={instant}"
    assert [front.cached(kept) for _ in range(2)] == ["MISS", "HIT"]
    begun = len(front.purges())

    correct(engine, tmp_path)
    wait_until(lambda: len(front.purges()) > begun)
    # What was asked for at once may have been of before; once more, when all workers have seen it.
    wait_until(lambda: len(front.purges()) > begun + 1)

    after = {one: front.get(path_of(one)) for one in before}
    touched = meeting(engine, "甲旗")
    changed = {one for one in before if after[one].headers.get("etag", "") != before[one]}
    assert changed == touched
    asked = {one for one in before if after[one].headers["shikong-cache"] == "MISS"}
    # What is published are boxes, so some tiles beside the shape may be asked for once more.
    assert touched <= asked
    assert len(asked) < len(before) / 2
    assert front.cached(kept) == "HIT"


def test_one_form_is_kept_and_each_client_gets_its_own(front: Served, engine: Engine) -> None:
    path = tile_of(engine)
    packed = front.get(path)
    plain = front.get(path, Accept_Encoding="identity")
    assert (packed.status_code, plain.status_code) == (200, 200)
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert plain.headers["shikong-cache"] == "HIT"
    assert packed.content == plain.content
    assert plain.headers["etag"] == packed.headers["etag"]
    again = front.get(path, If_None_Match=packed.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    assert packed.headers["vary"] == "Accept-Encoding"


def test_what_is_private_or_wrong_is_not_kept(front: Served) -> None:
    wrong = "/tiles/county/2005-01-01/WebMercatorQuad/3/99/1.mvt"
    found = [front.get(wrong) for _ in range(2)]
    assert {answer.status_code for answer in found} == {404}
    assert {answer.headers["content-type"] for answer in found} == {"application/problem+json"}
    assert {answer.headers["shikong-cache"] for answer in found} == {"MISS"}
    assert front.get("/v1/divisions").headers.get("shikong-cache") is None
    assert "<html" in front.get("/").text
    assert front.get("/health").json() == {"status": "ok"}


def test_a_worker_that_dies_is_replaced_and_without_any_the_cache_answers(
    front: Served, engine: Engine
) -> None:
    path = tile_of(engine)
    assert front.get(path).status_code == 200
    parent, *workers = front.children("deploy.worker:platform")
    assert len(workers) >= 2
    for one in workers:
        os.kill(one, signal.SIGKILL)
    assert front.get(path).status_code == 200
    wait_until(lambda: front.get("/health").status_code == 200)
    assert set(front.children("deploy.worker:platform")) != {parent, *workers}


def test_all_end_together(engine: Engine, database_url: str, home: Path, tmp_path: Path) -> None:
    load_two_counties(engine, tmp_path)
    log = tmp_path / "serve.log"
    with served(database_url, home, log) as front:
        ours = front.children("")
        assert len(ours) >= 4
        front.process.send_signal(signal.SIGINT)
        assert front.process.wait(timeout=60) == 130
    assert not any(Path(f"/proc/{one}").exists() for one in ours)
    with served(database_url, home, log) as front:
        ours = front.children("")
        [master] = [one for one in front.children("nginx: master")]
        os.kill(master, signal.SIGTERM)
        assert front.process.wait(timeout=60) == 1
        assert "error: nginx ended with exit code 0" in log.read_text()
        assert "Traceback" not in log.read_text()
    assert not any(Path(f"/proc/{one}").exists() for one in ours)


CHANGES = Changes(7, ranges={("county", 3857, 8): [(200, 210, 100, 110)]})


@pytest.mark.parametrize(
    ("key", "touched"),
    [
        ("/tiles/county/2005-01-01/WebMercatorQuad/8/205/105.mvt", True),
        ("/tiles/county/before/WebMercatorQuad/8/205/105.mvt?basis=announced", True),
        ("/public/tiles/county/2005-01-01/WebMercatorQuad/8/210/110.mvt", True),
        ("/tiles/compare/county/2000-12-31/2005-12-31/WebMercatorQuad/8/200/100.mvt", True),
        ("/tiles/county/2005-01-01/WebMercatorQuad/8/211/105.mvt", False),
        ("/tiles/county/2005-01-01/WebMercatorQuad/7/102/52.mvt", False),
        ("/tiles/county/2005-01-01/CGCS2000Quad/8/205/105.mvt", False),
        ("/tiles/province/2005-01-01/WebMercatorQuad/8/205/105.mvt", False),
        ("/tiles/county/2005-01-01/WebMercatorQuad/8/205/105.mvt?known_at=2020-01-01", False),
        ("/tiles/image/2005-01-01/WebMercatorQuad/8/205/105.png", False),
        ("/tiles/county/2005-01-01/NoGrid/8/205/105.mvt", False),
        ("/", False),
    ],
)
def test_which_keys_a_build_touches(key: str, touched: bool) -> None:
    assert is_touched(key, CHANGES) is touched


def test_a_cache_of_another_database_is_emptied(engine: Engine, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    kept = cache / "a" / "bc" / ("0" * 29 + "bca")
    kept.parent.mkdir(parents=True)
    content = (
        b"\0" * 336 + b"\nKEY: /tiles/county/2005-01-01/WebMercatorQuad/8/205/105.mvt\nHTTP/1.1"
    )
    kept.write_bytes(content)
    note = tmp_path / "cache.purged-to"
    Purging(engine, cache, note, 0).look()
    assert not kept.exists()
    told = note.read_text()
    kept.write_bytes(content)
    Purging(engine, cache, note, 0).look()
    assert kept.exists()
    note.write_text("another-database " + told.split()[1])
    Purging(engine, cache, note, 0).look()
    assert not kept.exists()
    assert note.read_text() == told


def test_a_folder_that_is_no_cache_is_refused(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    with pytest.raises(BadParameter, match="is no cache of nginx: it holds a folder documents"):
        require_cache(tmp_path)
    with pytest.raises(BadParameter, match="there is no folder"):
        require_cache(tmp_path / "nowhere")
    done = CliRunner().invoke(app, ["purge-tiles", str(tmp_path)])
    assert isinstance(done.exception, BadParameter)


def test_a_path_that_nginx_cannot_be_told_of_is_refused(tmp_path: Path) -> None:
    strange = Proxy(tmp_path / "a folder", tmp_path, tmp_path / "s", ["127.0.0.1:1"], 10, 1)
    with pytest.raises(ProxyFailed, match="it has a special sign"):
        strange.configuration()
