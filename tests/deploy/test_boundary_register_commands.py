"""The commands about lines and polygons as a user gives them."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from area_rows import store_areas
from register_files import line, lines_file
from registry_rows import store_registry
from sqlalchemy import Engine, text

SHIKONG = [sys.executable, "-c", "from deploy.cli import main; main()"]


@pytest.fixture
def environment(engine: Engine, database_url: str) -> dict[str, str]:
    """桥东区 | 桥西区, as drawn."""
    store_registry(engine)
    store_areas(
        engine,
        {"a": (114.0, 37.0), "b": (115.0, 37.0)},
        [("130502", date(2019, 6, 1), "a"), ("130503", date(2019, 6, 1), "b")],
    )
    return os.environ | {"SHIKONG_DATABASE_URL": database_url}


def shikong(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*SHIKONG, *words], env=environment, capture_output=True, text=True, check=False, timeout=90
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


def test_lines_are_proposed_by_one_command_r3_9(
    engine: Engine, environment: dict[str, str]
) -> None:
    words = ["derive-boundaries", "--level", "county", "--date", "2019-06-01"]
    done = shikong(environment, *words)
    assert done.stdout.startswith("county 2019-06-01: 1 proposals in "), done.stderr
    done = shikong(environment, *words, "--unit", "130502", "--unit", "130503000000")
    assert done.stdout.startswith("county 2019-06-01: 1 proposals in "), done.stderr
    with engine.connect() as connection:
        held = connection.execute(
            text("SELECT left_code, right_code, round(length_m) FROM boundary_proposal")
        ).all()
    assert [tuple(row) for row in held] == [("130502", "130503", 110_987)]


def test_differences_are_listed_by_one_command_r3_9(
    engine: Engine, environment: dict[str, str], tmp_path: Path
) -> None:
    facts = {"level": "county", "left_code": "130502", "right_code": "130503"}
    bend = line([(115, 37), (115.01, 37.5), (115, 38)], number="0203", name="两桥线", **facts)
    file = lines_file(tmp_path, bend, line())
    done = shikong(environment, "ingest", "boundary-register", str(file), "--crs", "EPSG:4490")
    assert done.returncode == 0, done.stderr
    words = ["check-boundaries", "--date", "2019-06-01"]
    told = shikong(environment, *words, "--tolerance", "100").stdout.splitlines()
    assert told[0].startswith("0203 两桥线: 111.0")
    assert "1 parts" in told[0]
    assert "up to 884 m at 115.010000, 37.500000; area between" in told[1]
    assert told[-1].startswith("9899 虚彼线: 9.649 km; the polygons of 2019-06-01 share no line")
    quiet = shikong(environment, *words, "--tolerance", "900", "--number", "0203").stdout
    assert "0 parts" in quiet


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("derive-boundaries", "--level", "village"), "level village"),
        (("derive-boundaries", "--level", "county", "--unit", "130502"), "say --unit twice"),
        (("check-boundaries", "--tolerance", "0"), "not above 0"),
        (("check-boundaries", "--number", "0999"), "no line '0999' is registered"),
    ],
)
def test_wrong_call_says_what_is_wrong_r3_9(
    environment: dict[str, str], words: tuple[str, ...], said: str
) -> None:
    done = shikong(environment, *words)
    assert done.returncode == 1
    assert said in done.stderr
