"""Parts of a movement, what lies in a box and a time, and the numbers that follow from them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
import shapely
from fix_rows import store_track
from hypothesis import given, settings
from hypothesis import strategies as st
from places_rows import EPOCH_US, places_in_degrees, places_in_metres
from sqlalchemy import Engine

from spatial.errors import BadParameter
from spatial.locations import moving_devices, moving_parts
from spatial.locations.fixes import Places
from spatial.locations.motion import Between, acceleration, distance, velocity
from spatial.locations.moving_devices import BEGINNING, ENDING, devices_moving
from spatial.locations.moving_parts import DegreeBox, MovingPart, meets_box, parts_of_day
from spatial.locations.tracks import GAP

DAY_US = 86_400_000_000
START = datetime(2024, 5, 1, tzinfo=UTC)


def day_of(places: Places, day: int) -> list[MovingPart]:
    low, high = EPOCH_US + day * DAY_US, EPOCH_US + (day + 1) * DAY_US
    near = GAP // timedelta(microseconds=1)
    rows = (places.time_us >= low - near) & (places.time_us <= high + near)
    return parts_of_day(places.take(rows), low)


def seconds_of(part: MovingPart) -> list[float]:
    return [(us - EPOCH_US) / 1e6 for us in part.times_us.tolist()]


def track(seconds: list[float]) -> Places:
    return places_in_degrees(seconds, [116 + one / 1e7 for one in seconds], [39.0] * len(seconds))


def test_a_gap_parts_a_movement_and_fixes_alone_make_one_part() -> None:
    found = day_of(track([0, 60, 660, 1261, 3000, 3060, 5000]), 0)
    assert [(seconds_of(part), part.linear) for part in found] == [
        ([0, 60, 660], True),
        ([1261, 5000], False),
        ([3000, 3060], True),
    ]
    assert found[0].id == "2024-05-01T00:00:00Z"


def test_over_midnight_both_parts_have_the_first_fix_of_the_new_day() -> None:
    places = track([86_000, 86_390, 86_410, 86_500])
    assert [seconds_of(part) for part in day_of(places, 0)] == [[86_000, 86_390, 86_410]]
    assert [seconds_of(part) for part in day_of(places, 1)] == [[86_410, 86_500]]
    # With a gap behind it the first fix of the new day is told once.
    assert day_of(track([86_000, 86_390, 86_410]), 1) == []
    # And one that comes after a gap is alone.
    [alone] = day_of(track([80_000, 86_410]), 1)
    assert (seconds_of(alone), alone.linear) == ([86_410], False)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.integers(0, 3 * 86_400), min_size=1, max_size=60, unique=True))
def test_all_that_is_known_is_in_the_parts_and_nothing_else(instants: list[int]) -> None:
    places = track([float(one) for one in sorted(instants)])
    parts = [part for day in range(4) for part in day_of(places, day)]
    told = {us for part in parts for us in part.times_us.tolist()}
    assert told == set(places.time_us.tolist())
    assert len({part.id for part in parts}) == len(parts)
    begins = [part.began_us for part in parts]
    assert begins == sorted(begins)
    # Between two fixes there is movement just where there is no gap, once.
    known = sorted(
        (begin, end)
        for part in parts
        if part.linear
        for begin, end in zip(part.times_us, part.times_us[1:], strict=False)
    )
    assert known == [
        (begin, end)
        for begin, end in zip(places.time_us, places.time_us[1:], strict=False)
        if end - begin <= 600_000_000
    ]


ONE = MovingPart(
    EPOCH_US + np.array([0, 100, 200]) * 1_000_000,
    np.array([[116.0, 39.0], [116.1, 39.0], [116.1, 39.2]]),
    True,
    EPOCH_US,
)


def at(*seconds: float) -> list[int]:
    return [EPOCH_US + round(one * 1e6) for one in seconds]


def test_a_leaf_is_on_the_way_in_proportion_of_the_time() -> None:
    found = ONE.at(at(-1, 25, 100, 150, 200, 201))
    assert found is not None
    assert seconds_of(found) == [25, 100, 150, 200]
    np.testing.assert_allclose(
        found.lon_lat, [[116.025, 39], [116.1, 39], [116.1, 39.1], [116.1, 39.2]], atol=1e-9
    )
    assert not found.linear
    assert found.id == ONE.id
    assert ONE.at(at(-5, 300)) is None
    discrete = MovingPart(ONE.times_us, ONE.lon_lat, False, EPOCH_US)
    kept = discrete.at(at(50, 100))
    assert kept is not None
    assert seconds_of(kept) == [100]


def test_a_cut_goes_through_the_way_and_keeps_the_fixes_in_it() -> None:
    found = ONE.between(*at(50, 150))
    assert found is not None
    assert seconds_of(found) == [50, 100, 150]
    np.testing.assert_allclose(found.lon_lat[[0, 2]], [[116.05, 39], [116.1, 39.1]], atol=1e-9)
    assert found.linear
    whole = ONE.between(*at(-100, 1e6))
    assert whole is not None
    assert seconds_of(whole) == [0, 100, 200]
    assert ONE.between(*at(201, 300)) is None
    discrete = MovingPart(ONE.times_us, ONE.lon_lat, False, EPOCH_US)
    assert discrete.between(*at(1, 99)) is None
    edge = ONE.between(*at(200, 300))
    assert edge is not None
    assert seconds_of(edge) == [200]


@settings(deadline=None, max_examples=300)
@given(
    st.tuples(*[st.integers(-8, 8)] * 4),
    st.tuples(st.integers(-5, 5), st.integers(-5, 5), st.integers(0, 6), st.integers(0, 6)),
)
def test_a_way_meets_a_box_where_geos_says(
    way: tuple[int, int, int, int], corner: tuple[int, int, int, int]
) -> None:
    x, y, to_x, to_y = way
    west, south, wide, high = corner
    box = DegreeBox(west, south, west + wide, south + high)
    line = shapely.LineString([(x, y), (to_x, to_y)])
    # A box without width is a line or a point; GEOS wants it as one.
    shape = shapely.MultiPoint([(west, south), (west + wide, south + high)]).envelope
    [found] = meets_box(np.array([[x, y]], float), np.array([[to_x, to_y]], float), box)
    # Whole numbers up to 8: a true distance is 1e-3 at least.
    assert found == (shapely.distance(line, shape) < 1e-9)


def test_a_drive_has_the_distance_velocity_and_acceleration_of_the_school_book() -> None:
    # 100 m in 10 s, then 200 m in 10 s, then a halt of 20 s.
    places = places_in_metres([0, 10, 20, 40], [0, 100, 300, 300], [0, 0, 0, 0])
    [part] = parts_of_day(places, EPOCH_US)
    way, speed, change = distance(part), velocity(part), acceleration(part)
    np.testing.assert_allclose(way.values, [0, 100, 300, 300], atol=0.02)
    np.testing.assert_allclose(speed.values, [36, 72, 0, 0], atol=0.02)
    np.testing.assert_allclose(change.values, [1, -20 / 15], atol=0.005)
    assert (way.between, speed.between, change.between) == (
        Between.LINEAR,
        Between.STEP,
        Between.DISCRETE,
    )
    assert (way.unit, speed.unit, change.unit) == ("MTR", "KMH", "MSK")
    np.testing.assert_allclose(way.at(at(5, 15, 41)).values, [50, 200], atol=0.02)
    np.testing.assert_allclose(speed.at(at(5, 10, 15, 40)).values, [36, 72, 72, 0], atol=0.02)
    np.testing.assert_allclose(way.during(*at(5, 30)).values, [50, 100, 300, 300], atol=0.02)
    np.testing.assert_allclose(speed.during(*at(5, 15)).values, [36, 72, 72], atol=0.02)
    assert len(change.during(*at(11, 19)).values) == 0


@pytest.mark.parametrize("motion", [distance, velocity, acceleration])
def test_of_fixes_alone_nothing_is_known(motion: object) -> None:
    assert callable(motion)
    alone = MovingPart(ONE.times_us, ONE.lon_lat, False, EPOCH_US)
    curve = motion(alone)
    assert len(curve.times_us) == len(curve.values) == 0
    assert len(curve.at(at(50)).values) == len(curve.during(*at(0, 50)).values) == 0


def stored(engine: Engine) -> None:
    def row(seconds: float, lon: float, lat: float = 39.0) -> tuple[str, float, float]:
        return ((START + timedelta(seconds=seconds)).isoformat(), lon, lat)

    store_track(engine, "through", [row(0, 115.99), row(60, 116.03)])
    store_track(engine, "over-a-gap", [row(0, 115.99), row(700, 116.03)])
    store_track(engine, "inside", [row(0, 116.01), row(60, 116.011)])
    store_track(engine, "later", [row(90_000, 116.01), row(90_060, 116.011)])
    store_track(engine, "corner", [row(0, 115.99, 39.02), row(60, 116.005, 39.04)])
    store_track(engine, "around", [row(0, 120.0), row(100_000, 120.0)])
    store_track(engine, "car", [row(0, 116.01)], device_class="vehicle")


BOX = DegreeBox(116.0, 38.98, 116.02, 39.03)


def test_who_moved_in_a_box_may_have_no_fix_in_it(engine: Engine) -> None:
    stored(engine)

    def names(boxes: list[DegreeBox], first_s: float | None, last_s: float | None) -> list[str]:
        start = BEGINNING if first_s is None else START + timedelta(seconds=first_s)
        end = ENDING if last_s is None else START + timedelta(seconds=last_s)
        with engine.connect() as connection:
            return [one.name for one in devices_moving(connection, "patrol", boxes, start, end)]

    assert names([BOX], None, None) == ["inside", "later", "through"]
    assert names([BOX], 0, 60) == ["inside", "through"]
    # On its way between two fixes at that time; the fixes lie outside of it.
    assert names([BOX], 20, 30) == ["inside", "through"]
    assert names([DegreeBox(119, 38, 121, 40), BOX], 0, 1) == ["around", "inside", "through"]
    assert names([], 20, 30) == ["corner", "inside", "through"]
    # Between its two fixes nobody knows where it was.
    assert names([], 50_000, 60_000) == []
    assert names([], 100_000, None) == ["around"]
    assert names([], None, None) == [
        "around", "corner", "inside", "later", "over-a-gap", "through",
    ]  # fmt: skip


def test_a_question_that_would_read_too_much_is_refused(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored(engine)
    monkeypatch.setattr(moving_devices, "MOST_FIXES", 3)
    monkeypatch.setattr(moving_parts, "FIXES_MOST", 1)
    with engine.connect() as connection:
        with pytest.raises(BadParameter, match="shorter datetime"):
            devices_moving(connection, "patrol", [BOX], BEGINNING, ENDING)
        [inside] = [
            one
            for one in devices_moving(connection, "patrol", [], BEGINNING, ENDING)
            if one.name == "inside"
        ]
        with pytest.raises(BadParameter, match="more than 1 fixes on 2024-05-01"):
            list(moving_parts.moving_parts(connection, inside.id, BEGINNING, ENDING))
