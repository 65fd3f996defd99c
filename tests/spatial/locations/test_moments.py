"""Where everybody was at an instant, who was nearest, and who is where now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from fix_rows import Row, columns, store_track
from pyproj import Geod
from sqlalchemy import Engine

from ingest.beidou.store import FixStaging, register_devices
from spatial.locations.fixes import FixColumns
from spatial.locations.moments import Certainty, latest, moments, nearest

START = datetime(2024, 5, 1, 8, 0, tzinfo=UTC)


def at(minutes: float, lon: float = 116.5, lat: float = 39.9) -> Row:
    return ((START + timedelta(minutes=minutes)).isoformat(), lon, lat)


def test_a_device_is_at_its_fix_between_two_or_at_its_last_one(engine: Engine) -> None:
    store_track(engine, "moves", [at(58, 116.0), at(62, 116.04), at(64, 116.06)])
    store_track(engine, "stops", [at(50, 117)])
    store_track(engine, "later", [at(61, 118)])
    store_track(engine, "silent", [at(49, 119), at(75, 119)])
    store_track(engine, "jumps", [at(59, 115), at(61, 116)], device_class="personal")
    with engine.connect() as connection:
        found = {one.device: one for one in moments(connection, START + timedelta(minutes=60))}
        patrols = moments(connection, START + timedelta(minutes=62), classes=["patrol"])
    assert sorted(found) == ["jumps", "moves", "stops"]
    moves = found["moves"]
    assert (moves.lon, moves.certainty, moves.seconds) == (
        pytest.approx(116.02), Certainty.BETWEEN, 120,
    )  # fmt: skip
    assert moves.fixed_at == START + timedelta(minutes=58)
    assert (found["stops"].lon, found["stops"].certainty) == (117, Certainty.LAST)
    assert (found["jumps"].lon, found["jumps"].certainty) == (115, Certainty.LAST)
    assert {one.device: one.certainty for one in patrols} == {
        "moves": Certainty.FIX, "later": Certainty.LAST,
    }  # fmt: skip


def scatter(count: int, *, hot: bool) -> list[FixColumns]:
    """A fix or two of each of many devices about one instant."""
    dice = np.random.default_rng(11)
    base = datetime.now(UTC) if hot else START
    parts = []
    for device in range(1, count + 1):
        rows = [
            ((base + timedelta(seconds=float(dice.uniform(-200, 200)))).isoformat(),
             float(dice.uniform(-180, 180)), float(dice.uniform(-89, 89)))
            for _ in range(2)
        ]  # fmt: skip
        parts.append(columns(device, rows))
    return parts


@pytest.mark.parametrize("hot", [False, True], ids=["sealed", "hot"])
def test_the_nearest_are_those_that_measuring_all_of_them_finds(engine: Engine, hot: bool) -> None:
    parts = scatter(400, hot=hot)
    with engine.begin() as connection:
        names = [f"d{number:03}" for number in range(1, 401)]
        register_devices(connection, names, device_class="vehicle", source="test")
        staging = FixStaging(connection)
        for part in parts:
            staging.add(part)
        staging.store()
    fixes = FixColumns.joined(parts)
    instant = datetime.now(UTC) if hot else START
    window = timedelta(seconds=60)
    middle = round(instant.timestamp() * 1e6)
    near = np.abs(fixes.time_us - middle) <= 60_000_000
    ask = [(100.0, 30.0), (61.0, 88.0), (100.0, -89.5), (179.9, 0.0), (-179.9, 60.0), (0.0, 5.0)]
    for lon, lat in ask:
        there = fixes.take(near)
        metres = np.array(
            Geod(ellps="GRS80").inv(
                np.full(len(there), lon), np.full(len(there), lat),
                there.lon_e7 / 1e7, there.lat_e7 / 1e7,
            )[2]
        )  # fmt: skip
        best: dict[int, float] = {}
        for device, distance in zip(there.device_id.tolist(), metres.tolist(), strict=True):
            best[device] = min(distance, best.get(device, np.inf))
        wanted = sorted(best.values())[:7]
        with engine.connect() as connection:
            found = nearest(connection, lon, lat, instant, within=window, limit=7)
        assert [one.metres for one in found] == pytest.approx(wanted, abs=0.05)


def test_the_latest_is_the_newest_by_the_clock_of_the_device(engine: Engine) -> None:
    store_track(engine, "a", [at(5, 116.5)])
    store_track(engine, "a", [at(3, 116.3)])
    store_track(engine, "b", [at(1, 117)], device_class="marker")
    with engine.connect() as connection:
        everyone = latest(connection)
        markers = latest(connection, classes=["marker"])
        named = latest(connection, devices=["a", "nobody"])
    assert [(one.device, one.lon, one.fixed_at) for one in everyone] == [
        ("a", 116.5, START + timedelta(minutes=5)), ("b", 117, START + timedelta(minutes=1)),
    ]  # fmt: skip
    assert [one.device for one in markers] == ["b"]
    assert [one.device for one in named] == ["a"]
