"""What share of a window is known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from fix_rows import store_track
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from spatial.locations.clock import microseconds
from spatial.locations.history import places_of
from spatial.locations.known_time import known_of_device, known_of_devices, known_time
from spatial.locations.register import device_named

START = datetime(2024, 5, 1, tzinfo=UTC)
HOUR = START + timedelta(hours=1)


def minutes(*values: float) -> np.ndarray:
    return microseconds(START) + (np.array(values, np.float64) * 60e6).astype(np.int64)


def test_without_a_fix_all_is_one_gap() -> None:
    known = known_time(minutes(), START, HOUR)
    assert (known.gaps, known.seconds, known.share) == (((START, HOUR),), 0.0, 0.0)


def test_a_fix_alone_makes_nothing_known() -> None:
    assert known_time(minutes(30), START, HOUR).seconds == 0


def test_ten_minutes_are_no_gap_and_more_are_one() -> None:
    known = known_time(minutes(0, 10, 20.001, 30, 40, 50, 60), START, HOUR)
    assert known.gaps == (
        (START + timedelta(minutes=10), START + timedelta(minutes=20, milliseconds=60)),
    )
    assert known.seconds == pytest.approx(3600 - 600.06)


def test_neighbours_beyond_the_window_make_its_edges_known() -> None:
    inside = minutes(5, 15, 25, 35, 45, 55)
    alone = known_time(inside, START, HOUR)
    assert [(stop - begin).seconds for begin, stop in alone.gaps] == [300, 300]
    both = known_time(np.concatenate([minutes(-4), inside, minutes(61)]), START, HOUR)
    assert (both.gaps, both.share) == ((), 1.0)


@settings(deadline=None, derandomize=True)
@given(st.lists(st.integers(-900, 4500), max_size=30))
def test_known_and_gaps_make_up_the_window_as_counting_seconds_does(seconds: list[int]) -> None:
    times = sorted(seconds)
    known = known_time(microseconds(START) + np.array(times, np.int64) * 1_000_000, START, HOUR)
    counted = sum(
        any(before <= second < after and after - before <= 600 for before, after in pairwise(times))
        for second in range(3600)
    )
    assert known.seconds == pytest.approx(counted)
    unknown = sum((stop - begin).total_seconds() for begin, stop in known.gaps)
    assert known.seconds + unknown == pytest.approx(3600)
    assert known.share == pytest.approx(known.seconds / 3600)
    assert all(begin < stop for begin, stop in known.gaps)


@pytest.mark.parametrize("base", [START, None], ids=["sealed", "hot"])
def test_the_history_knows_the_same_of_one_and_of_many(
    engine: Engine, base: datetime | None
) -> None:
    base = base or datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    dice = np.random.default_rng(3)
    for number in range(5):
        at = np.cumsum(dice.uniform(1, 14, 20)) - 30
        rows = [((base + timedelta(minutes=float(m))).isoformat(), 116.0, 39.9) for m in at]
        store_track(engine, f"d{number}", rows)
    store_track(engine, "away", [((base - timedelta(days=3)).isoformat(), 116.0, 39.9)])
    window = base, base + timedelta(minutes=60)
    with engine.connect() as connection:
        names = [*(f"d{number}" for number in range(5)), "away"]
        many = known_of_devices(connection, names, *window)
        assert sorted(many) == sorted(names)
        assert many["away"].seconds == 0
        for name in names:
            device = device_named(connection, name)
            inside = places_of(connection, device.id, *window, most=1000).time_us
            assert known_of_device(connection, device.id, inside, *window) == many[name]
