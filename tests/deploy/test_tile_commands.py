"""The commands of tiles as a user gives them, on the fictional sample; one of them is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pmtiles.reader import MemorySource, Reader
from sqlalchemy import Engine
from typer.testing import CliRunner

from deploy.cli import app
from spatial.errors import ShikongError

SHIKONG = [sys.executable, "-c", "from deploy.cli import main; main()"]


@pytest.fixture
def environment(sample_database: Engine) -> dict[str, str]:
    url = sample_database.url.render_as_string(hide_password=False)
    return os.environ | {
        "SHIKONG_DATABASE_URL": url.replace("postgresql+psycopg", "postgresql"),
        "SHIKONG_MAP_REVIEW_NUMBER": "GS(2026)0001号",
    }


def shikong(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*SHIKONG, *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_export_and_check_of_the_sample(environment: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "county.pmtiles"
    words = ["export-tiles", "--layer", "county", "--date", "2020-12-31", "--zooms", "0-8"]
    done = shikong(environment, *words, str(out))
    assert (done.returncode, done.stderr.count("error")) == (0, 0), done.stderr
    assert "tiles" in done.stdout
    told = Reader(MemorySource(out.read_bytes())).metadata()
    assert told["review_number"] == "GS(2026)0001号"

    again = shikong(environment, *words, str(out))
    assert again.returncode == 1
    assert "--force" in again.stderr
    assert shikong(environment, *words, "--force", str(out)).returncode == 0

    checked = shikong(environment, "check-map", str(out))
    assert (checked.returncode, "虚构" in checked.stdout) == (0, True)


def test_cgcs2000_export_warns_and_goes_on(environment: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "county.mbtiles"
    done = shikong(
        environment, "export-tiles", "--layer", "county", "--date", "2020-12-31",
        "--grid", "CGCS2000Quad", "--zooms", "0-5", str(out),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "made for Web Mercator" in done.stderr
    assert out.stat().st_size > 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--layer", "track", "--profile", "public"], "graded internal"),
        (["--layer", "track", "--zooms", "3-5"], "no vector tiles"),
        (["--layer", "nothing"], "no layer 'nothing'"),
        (["--layer", "county", "--zooms", "9-0"], "zooms='9-0'"),
        (["--layer", "county", "--zooms", "0-20"], "zooms 0 to 14"),
        (["--layer", "county", "--bbox", "1,2,3"], "west,south,east,north"),
        (["--layer", "county", "--bbox", "3,2,1,4"], "no box"),
        (["--layer", "county", "--bbox", "1,2,3,4", "--within", "990100"], "either"),
        (["--layer", "county", "--within", "123456"], "no area of 123456"),
        (["--layer", "county", "--grid", "Moon"], "no grid 'Moon'"),
        (["--layer", "county", "--known-at", "2999-01-01"], "has not come yet"),
        (["--layer", "county", "--profile", "public", "--basis", "approved"], "no --basis"),
    ],
    ids=" ".join,
)
def test_wrong_orders_end_with_a_sentence(
    environment: dict[str, str], tmp_path: Path, words: list[str], sentence: str
) -> None:
    command = ["export-tiles", *words, str(tmp_path / "out.pmtiles")]
    done = CliRunner().invoke(app, command, env=environment)
    assert isinstance(done.exception, ShikongError)
    assert sentence in str(done.exception)
    assert list(tmp_path.iterdir()) == []


def test_check_of_a_map_that_lacks_everything_fails(
    environment: dict[str, str], tmp_path: Path
) -> None:
    style = tmp_path / "style.json"
    style.write_text('{"version": 8, "sources": {}, "layers": []}', encoding="utf-8")
    checked = shikong(environment, "check-map", str(style))
    assert checked.returncode == 1
    assert "台湾省" in checked.stdout
    assert "台湾省" in checked.stderr
    assert shikong(environment, "check-map", "nowhere.pmtiles").returncode == 1


@pytest.fixture
def killed(environment: dict[str, str], tmp_path: Path) -> list[str]:
    """The words of an export that was killed with a part of it done."""
    out = tmp_path / "county.pmtiles"
    words = ["export-tiles", "--layer", "county", "--date", "2020-12-31", "--zooms", "0-14"]
    process = subprocess.Popen([*SHIKONG, *words, str(out)], env=environment)
    part = tmp_path / "county.pmtiles.part"
    ends = time.monotonic() + 60
    while not (part.exists() and part.stat().st_size > 150_000):
        assert process.poll() is None, "the export ended before it was killed"
        assert time.monotonic() < ends
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    assert process.wait(30) == -signal.SIGKILL
    return [*words, str(out)]


def test_killed_export_goes_on_where_it_was(
    environment: dict[str, str], killed: list[str], tmp_path: Path
) -> None:
    out = tmp_path / "county.pmtiles"
    assert not out.exists()
    done = shikong(environment, *killed)
    assert done.returncode == 0, done.stderr
    assert "of them from before" in done.stdout
    fresh = tmp_path / "fresh.pmtiles"
    assert shikong(environment, *killed[:-1], str(fresh)).returncode == 0
    assert out.read_bytes() == fresh.read_bytes()
    assert {file.name for file in tmp_path.iterdir()} == {"county.pmtiles", "fresh.pmtiles"}
