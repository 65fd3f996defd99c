"""`shikong ingest …` as a person types it: no address of a database, the private cluster."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from deploy.cluster import private_cluster

SHIKONG = Path(sys.executable).with_name("shikong")

HISTORY = """code,name,level,parent_code,valid_from,valid_to,successors
990000,虚构省,province,000000,2010,,
990121,虚甲县,county,990000,2010,2015,990101
990101,虚甲区,county,990000,2015,,
"""


@pytest.fixture
def home() -> Iterator[Path]:
    folder = Path("/tmp") / f"shikong-ingest-{os.getpid()}"
    folder.mkdir()
    folder.chmod(0o755)
    yield folder
    private_cluster(folder).remove()
    shutil.rmtree(folder, ignore_errors=True)


def shikong(home: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    variables = {k: v for k, v in os.environ.items() if not k.startswith("SHIKONG_")}
    return subprocess.run(
        [SHIKONG, *words],
        env=variables | {"SHIKONG_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_source_goes_into_the_private_database_and_stays_there(
    home: Path, tmp_path: Path
) -> None:
    source = tmp_path / "history.csv"
    source.write_text(HISTORY, encoding="utf-8")
    first = shikong(home, "ingest", "division-history", source)
    assert first.returncode == 0, first.stderr
    again = shikong(home, "ingest", "division-history", source)
    assert '"status": "unchanged"' in again.stderr
    cluster = private_cluster(home)
    assert not cluster.running
    cluster.start()
    with psycopg.connect(cluster.url("shikong_sample")) as connection:
        held = connection.execute("SELECT code FROM division ORDER BY code").fetchall()
    assert held == [("990000",), ("990101",), ("990121",)]


def test_a_source_that_is_not_there_is_a_sentence_and_exit_code_1(home: Path) -> None:
    for kind in ("division-history", "images", "facilities", "indicators"):
        done = shikong(home, "ingest", kind, home / "nothing")
        assert done.returncode == 1
        assert done.stderr.splitlines()[-1].startswith("error: ")
        assert "nothing" in done.stderr.splitlines()[-1]
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "kind",
    ["division-history", "division-shapes", "boundary-lines", "boundary-markers", "place-names"]
    + ["boundary-register", "boundary-references", "tripoints"]
    + ["positions", "jt808-frames", "images", "facilities", "indicators", "folder"],
)
def test_every_ingest_command_has_help_with_an_example(kind: str, tmp_path: Path) -> None:
    told = shikong(tmp_path, "ingest", kind, "--help")
    assert told.returncode == 0
    assert f"shikong ingest {kind}" in " ".join(told.stdout.split())
    assert "Example" in told.stdout
