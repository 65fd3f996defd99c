"""What questions read of the history: the same wherever it lies, and by its indexes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from fix_rows import Row, columns, store_track
from sqlalchemy import Engine, text

from ingest.beidou.store import FixStaging, register_devices
from spatial.db import read_sql
from spatial.locations.device_track import track
from spatial.locations.history import EARTH, count_near, fixes_of, places_of, times_of_devices

START = datetime(2024, 5, 1, 8, 0, tzinfo=UTC)
END = START + timedelta(hours=6)


def at(minutes: float, lon: float = 116.5) -> Row:
    return ((START + timedelta(minutes=minutes)).isoformat(), lon, 39.9)


@pytest.fixture
def mixed(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Two devices, of which the first has sealed hours before, between and after hot ones."""
    with monkeypatch.context() as patched:
        patched.setattr("spatial.locations.sealing.HOT", timedelta(days=36_500))
        store_track(engine, "a", [at(minute) for minute in (61, 62, 181, 182)])
    store_track(engine, "a", [at(minute) for minute in (1, 2, 121, 122, 241)])
    store_track(engine, "b", [at(5)])
    with engine.connect() as connection:
        hot = connection.execute(text("SELECT count(*) FROM position_fix")).scalar_one()
        sealed = connection.execute(text("SELECT sum(fixes) FROM position_chunk")).scalar_one()
    assert (hot, sealed) == (4, 6)
    return engine


def test_all_ways_to_read_a_device_give_the_same_instants_in_order(mixed: Engine) -> None:
    wanted = [1, 2, 61, 62, 121, 122, 181, 182, 241]
    with mixed.connect() as connection:
        fixes = fixes_of(connection, 1, START, END)
        places = places_of(connection, 1, START, END, most=100)
        times = dict(times_of_devices(connection, [1, 2, 3], START, END))
        part = dict(times_of_devices(connection, [1], START + timedelta(minutes=62), END))
    minutes = (fixes.time_us - round(START.timestamp() * 1e6)) // 60_000_000
    assert minutes.tolist() == wanted
    assert places.time_us.tolist() == fixes.time_us.tolist() == times[1].tolist()
    assert len(times) == 2
    assert part[1].tolist() == times[1][3:].tolist()


@pytest.mark.parametrize("most", [1, 2, 3, 5, 8, 9, 20])
@pytest.mark.parametrize("told", [False, True])
def test_pages_go_through_hot_and_sealed_hours_in_order(
    mixed: Engine, most: int, told: bool
) -> None:
    found: list[float] = []
    start: datetime | None = START
    with mixed.connect() as connection:
        fixes = fixes_of(connection, 1, START, END, most=most)
        assert len(fixes) >= min(most, 9)
        while start is not None:
            page = track(connection, "a", start, END, limit=most, told=told)
            assert page.count <= most
            instants = [time for part in page.parts for time in part.times]
            found += [(time - START).total_seconds() / 60 for time in instants]
            start = page.following
    assert found == [1, 2, 61, 62, 121, 122, 181, 182, 241]


def test_the_count_of_what_is_near_is_not_less_than_what_is_read(mixed: Engine) -> None:
    with mixed.connect() as connection:
        assert count_near(connection, EARTH, START, END) == 10
        assert count_near(connection, EARTH, START, END, classes=["marker"]) == 0
        assert count_near(connection, EARTH, END, END + timedelta(hours=1)) == 0


def test_questions_of_many_devices_use_their_indexes(engine: Engine) -> None:
    dice = np.random.default_rng(2)
    with engine.begin() as connection:
        names = [f"d{number:03}" for number in range(300)]
        ids = register_devices(connection, names, device_class="vehicle", source="test")
        staging = FixStaging(connection)
        for name in names:
            lon = float(dice.uniform(100, 120))
            rows = [at(24 * 60 * day + 1, lon) for day in range(12)]
            staging.add(columns(ids[name], rows))
        staging.store()
    span = {"starts": START, "ends": START + timedelta(hours=2)}
    box = {"west": 1_160_000_000, "south": 0, "east": 1_161_000_000, "north": 900_000_000}
    questions: dict[str, dict[str, Any]] = {
        "device_chunks": span | {"devices": [1, 2, 3]},
        "near_count": span | box | {"classes": None},
    }
    with engine.connect() as connection:
        connection.execute(text("ANALYZE position_chunk"))
        plans = {
            name: "\n".join(
                connection.execute(
                    text("EXPLAIN " + read_sql("spatial.locations", name)), values
                ).scalars()
            )
            for name, values in questions.items()
        }
    assert "position_chunk_2024_pkey" in plans["device_chunks"]
    assert "position_chunk_2024_place_tstzrange_idx" in plans["near_count"]
    for plan in plans.values():
        assert "Seq Scan on position_chunk" not in plan
