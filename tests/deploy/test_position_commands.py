"""The commands of positions as a user gives them."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from fix_rows import held_fixes, store_track
from sqlalchemy import Engine, text

SHIKONG = [sys.executable, "-c", "from deploy.cli import main; main()"]
DAY = datetime(2024, 5, 13, 8, tzinfo=UTC)


@pytest.fixture
def environment(database_url: str) -> dict[str, str]:
    return os.environ | {"SHIKONG_DATABASE_URL": database_url}


def shikong(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*SHIKONG, *words], env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


def test_what_is_held_stays_and_the_rest_goes(engine: Engine, environment: dict[str, str]) -> None:
    for number in range(3):
        at = (DAY + timedelta(days=number)).isoformat()
        store_track(engine, "wrist-1", [(at, 116.5, 39.9)], device_class="personal")
    words = ["hold-positions", "wrist-1", "--from", "2024-05-14", "--to", "2024-05-15"]
    assert shikong(environment, *words, "--reason", "走失调查").stdout == "hold 1\n"
    assert "走失调查" in shikong(environment, "position-holds").stdout
    expired = ["expire-positions", "--class", "personal", "--before", "2024-06-01"]
    assert shikong(environment, *expired).stdout == "wrist-1: 2 fixes deleted, 1 are held\n"
    assert [fix.at.day for fix in held_fixes(engine)] == [14]
    assert shikong(environment, "lift-hold", "1").stdout == "hold 1 is lifted\n"
    assert shikong(environment, *expired).stdout == "wrist-1: 1 fixes deleted\n"
    assert held_fixes(engine) == []


def test_a_wrong_call_says_what_is_wrong(engine: Engine, environment: dict[str, str]) -> None:
    for words, said in (
        (["expire-positions", "--class", "plane", "--before", "2024-06-01"], "no device class"),
        (["expire-positions", "--class", "patrol", "--before", "2924-06-01"], "last day"),
        (["lift-hold", "9"], "no hold 9"),
    ):
        done = shikong(environment, *words)
        assert done.returncode == 1
        assert said in done.stderr


def test_hours_that_are_over_are_sealed_at_once(
    engine: Engine, environment: dict[str, str]
) -> None:
    now = datetime.now(UTC)
    store_track(engine, "car", [((now - timedelta(minutes=5)).isoformat(), 116.5, 39.9)])
    nothing = "0 fixes sealed\n0 frames packed\n"
    assert shikong(environment, "seal-positions").stdout == nothing
    with engine.begin() as connection:
        # As if it had come five hours ago.
        old = now - timedelta(hours=5)
        connection.execute(text("SELECT position_fix_partition(:old)"), {"old": old})
        connection.execute(text("UPDATE position_fix SET fixed_at = :old"), {"old": old})
    assert shikong(environment, "seal-positions").stdout == nothing.replace("0 f", "1 f", 1)
    assert [fix.at for fix in held_fixes(engine)] == [old]
