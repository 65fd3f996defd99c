"""Events of geofences as fixes arrive: late, repeated, in any order, while the register changes."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
import shapely
from fence_rows import fence_of_square, right_events, standing_events
from fix_rows import LATEST, Row, columns, store_track
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from ingest.beidou.registry import register_device
from ingest.beidou.store import FixStaging, register_devices
from spatial.db import open_engine, read_sql
from spatial.errors import BadGeometry, BadParameter, UnknownDevice, UnknownGeofence
from spatial.locations.cooling import seal_hours
from spatial.locations.geofence_computing import Changed
from spatial.locations.geofence_register import end_fence
from spatial.locations.geofence_work import FenceWork

pytestmark = pytest.mark.usefixtures("alone_in_the_cluster")

DAY = datetime(2024, 5, 1, tzinfo=UTC)


def at(minute: float, day: datetime = DAY) -> datetime:
    return day + timedelta(minutes=minute)


def rows(*told: tuple[float, float], day: datetime = DAY) -> list[Row]:
    """Minutes and longitudes on the latitude 39.02."""
    return [(at(minute, day).isoformat(), lon, 39.02) for minute, lon in told]


def kinds(engine: Engine, fence: int, device: str) -> list[tuple[str, float, bool]]:
    day = DAY.timestamp()
    return sorted(
        (one.kind.value, round((one.at_us / 1e6 - day) / 60, 3), one.known)
        for one in standing_events(engine, fence, device)
    )


def due(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM geofence_due")).scalar_one())


def withdrawn(engine: Engine, fence: int) -> list[str]:
    with engine.connect() as connection:
        return list(
            connection.execute(
                text(
                    "SELECT kind FROM geofence_event WHERE fence_id = :fence"
                    " AND withdrawn_at IS NOT NULL ORDER BY id"
                ),
                {"fence": fence},
            ).scalars()
        )


def test_nothing_is_noted_of_devices_that_no_fence_watches(engine: Engine) -> None:
    store_track(engine, "a", rows((0, 116.01)))
    assert due(engine) == 0
    fence = fence_of_square(engine, at(10), "a", ends=at(20))
    store_track(engine, "b", rows((15, 116.01)))
    # Before its period and behind it.
    store_track(engine, "a", rows((9, 116.01), (8, 116.01)))
    store_track(engine, "a", rows((20, 116.01)))
    assert due(engine) == 0
    store_track(engine, "a", rows((15, 116.01)))
    # Again: nothing is new.
    store_track(engine, "a", rows((15, 116.01)))
    assert due(engine) == 1
    FenceWork(engine).all()
    assert kinds(engine, fence, "a") == [("enter", 15, False)]
    assert due(engine) == 0


def test_a_late_fix_corrects_what_was_computed_and_what_was_stays_written(engine: Engine) -> None:
    store_track(engine, "a", rows((0, 115.99)))
    fence = fence_of_square(engine, DAY, "a", overstay_s=1200)
    work = FenceWork(engine)
    store_track(engine, "a", rows((9, 116.01), (18, 116.01), (27, 116.01), (36, 116.01)))
    work.all()
    assert kinds(engine, fence, "a") == [("enter", 4.5, True), ("overstay", 24.5, True)]
    # It was outside at minute 12.
    store_track(engine, "a", rows((12, 115.98)))
    work.all()
    assert kinds(engine, fence, "a") == [
        ("enter", 4.5, True),
        ("enter", 16, True),
        ("leave", 10, True),
        ("overstay", 36, True),
    ]
    assert withdrawn(engine, fence) == ["overstay"]


def test_fixes_that_fill_a_silence_join_two_presences(engine: Engine) -> None:
    store_track(engine, "a", rows((0, 116.01)))
    fence = fence_of_square(engine, DAY, "a", overstay_s=1800)
    work = FenceWork(engine)
    store_track(engine, "a", rows((20, 116.01), (30, 116.01), (40, 116.01)))
    work.all()
    assert kinds(engine, fence, "a") == [("enter", 0, False), ("enter", 20, False)]
    store_track(engine, "a", rows((10, 116.02)))
    assert work.all() == Changed(written=1, withdrawn=1)
    assert kinds(engine, fence, "a") == [("enter", 0, False), ("overstay", 30, False)]
    assert work.all() == Changed()


def test_a_presence_of_weeks_is_not_read_again_for_each_fix(engine: Engine) -> None:
    weeks = rows(*((10.0 * number, 116.01) for number in range(3000)))
    store_track(engine, "a", weeks)
    fence = fence_of_square(engine, DAY, "a", overstay_s=20 * 86_400)
    work = FenceWork(engine)
    work.all()
    both = [("enter", 0, False), ("overstay", 28800, False)]
    assert kinds(engine, fence, "a") == both
    assert work.all() == Changed()
    store_track(engine, "a", rows((30_000, 116.01), (5, 116.02)))
    assert work.all() == Changed()
    assert kinds(engine, fence, "a") == both


def test_a_fence_of_before_is_computed_over_days_of_silence_and_many_fixes(engine: Engine) -> None:
    days = [
        (day * 1440 + minute, 116.01 if minute % 20 else 115.99)
        for day in (0, 1, 2, 40)
        for minute in range(0, 60, 5)
    ]
    store_track(engine, "a", rows(*days))
    fence = fence_of_square(engine, datetime(1, 1, 1, tzinfo=UTC), "a", overstay_s=600)
    FenceWork(engine).all()
    expected = right_events(engine, "a", DAY, LATEST, 600)
    # Each day three come in and overstay, two leave; the third is seen outside on the next day.
    assert len(expected) == 4 * (3 + 3 + 2) + 3
    assert standing_events(engine, fence, "a") == expected


def test_a_fence_that_ends_withdraws_what_came_behind(engine: Engine) -> None:
    store_track(engine, "a", rows((0, 115.99), (2, 116.01), (8, 115.99), (10, 116.01)))
    fence = fence_of_square(engine, DAY, "a")
    work = FenceWork(engine)
    work.all()
    assert [kind for kind, _, _ in kinds(engine, fence, "a")] == ["enter", "enter", "leave"]
    with engine.begin() as connection:
        end_fence(connection, fence, at(5))
    work.all()
    assert kinds(engine, fence, "a") == [("enter", 1, True)]
    assert withdrawn(engine, fence) == ["leave", "enter"]
    with engine.begin() as connection, pytest.raises(BadParameter, match="has ended"):
        end_fence(connection, fence, at(6))
    # Late data of its period still count; one that ends before it begins never stood.
    store_track(engine, "a", rows((1, 116.02), (9, 116.02)))
    work.all()
    assert kinds(engine, fence, "a") == [("enter", 0.333, True)]
    with engine.begin() as connection:
        end_fence(connection, fence, at(-100))
    work.all()
    assert kinds(engine, fence, "a") == []
    with engine.begin() as connection, pytest.raises(UnknownGeofence):
        end_fence(connection, fence + 1, DAY)


def test_what_comes_late_from_before_a_fence_leaves_its_first_event(engine: Engine) -> None:
    store_track(engine, "a", rows((0, 115.99)))
    fence_of_square(engine, DAY, "a")
    later = fence_of_square(engine, at(20), "a")
    work = FenceWork(engine)
    store_track(engine, "a", rows((10, 115.99), (30, 116.01)))
    work.all()
    assert kinds(engine, later, "a") == [("enter", 30, False)]
    store_track(engine, "a", rows((5, 115.99)))
    work.all()
    assert kinds(engine, later, "a") == [("enter", 30, False)]


def test_devices_are_watched_by_class_and_owner_also_those_that_come_later(engine: Engine) -> None:
    bands = fence_of_square(engine, DAY, device_class="personal")
    county = fence_of_square(engine, DAY, device_class="personal", owner_code="110105")
    with engine.begin() as connection:
        for name, owner in (("old", "110105"), ("young", None)):
            register_device(
                connection, name, device_class="personal", protocol="jt808", identifier=name,
                owner_code=owner,
            )  # fmt: skip
    work = FenceWork(engine)
    for name in ("old", "young"):
        store_track(engine, name, rows((0, 116.01)), device_class="personal")
    store_track(engine, "car", rows((0, 116.01)), device_class="vehicle")
    work.all()
    seen = {
        (fence, name): len(standing_events(engine, fence, name))
        for fence in (bands, county)
        for name in ("old", "young", "car")
    }
    assert seen == {
        (bands, "old"): 1, (bands, "young"): 1, (bands, "car"): 0,
        (county, "old"): 1, (county, "young"): 0, (county, "car"): 0,
    }  # fmt: skip


def test_what_was_being_stored_when_a_fence_was_made_is_computed_as_well(engine: Engine) -> None:
    store_track(engine, "a", rows((0, 115.99)))
    work = FenceWork(engine)
    with engine.begin() as slow:
        ids = register_devices(slow, ["a"], device_class="patrol", source="test")
        staging = FixStaging(slow)
        staging.add(columns(ids["a"], rows((2, 116.01))))
        staging.store()
        new = register_devices(slow, ["b"], device_class="patrol", source="test")
        staging = FixStaging(slow)
        staging.add(columns(new["b"], rows((3, 116.01))))
        staging.store()
        fence = fence_of_square(engine, DAY, device_class="patrol")
        work.all()
        assert kinds(engine, fence, "a") == []
    store_track(engine, "a", rows((4, 116.01)))
    work.all()
    assert kinds(engine, fence, "a") == [("enter", 1, True)]
    assert kinds(engine, fence, "b") == [("enter", 3, False)]


def test_who_stores_fixes_never_waits_for_who_computes(engine: Engine) -> None:
    store_track(engine, "a", rows((0, 115.99)))
    fence_of_square(engine, DAY, "a")
    with engine.begin() as computing:
        computing.execute(text("DELETE FROM geofence_due"))
        other = open_engine(engine.url, pool=1, give_up_s=3)
        store_track(other, "a", rows((2, 116.01)))
        other.dispose()
    assert due(engine) == 1


def test_two_servers_share_the_work(engine: Engine) -> None:
    for name in ("a", "b"):
        store_track(engine, name, rows((0, 116.01)))
    fence = fence_of_square(engine, DAY, device_class="patrol")
    one, other = FenceWork(engine), FenceWork(engine)
    with engine.connect() as connection:
        ids = connection.execute(text("SELECT id FROM device ORDER BY name")).scalars().all()
        connection.execute(
            text("SELECT pg_advisory_lock(:lock, :id)"), {"lock": 0x6765, "id": ids[0]}
        )
        computed, changed = other.some()
        assert (computed, changed.written) == (1, 1)
        assert kinds(engine, fence, "a") == []
        connection.execute(text("SELECT pg_advisory_unlock_all()"))
    one.all()
    assert kinds(engine, fence, "a") == [("enter", 0, False)]


def test_a_device_that_cannot_be_computed_holds_up_no_other(engine: Engine) -> None:
    names = ["a", "b", "c"]
    for name in names:
        store_track(engine, name, rows((0, 116.01)))
    fence = fence_of_square(engine, DAY, device_class="patrol")
    with engine.begin() as connection:
        # An event that cannot be: it stands in the way of the right one.
        connection.execute(
            text(
                "INSERT INTO geofence_event (fence_id, device_id, kind, at, known, fixed_before,"
                " fixed_after) SELECT :fence, id, 'enter', :at, true, :behind, :at FROM device"
                " WHERE name = 'b'"
            ),
            {"fence": fence, "at": DAY, "behind": DAY},
        )
        connection.execute(
            text(
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN RAISE EXCEPTION 'no'; END $$"
            )
        )
        connection.execute(
            text(
                "CREATE TRIGGER refuse BEFORE UPDATE ON geofence_event FOR EACH ROW"
                " EXECUTE FUNCTION refuse()"
            )
        )
    with pytest.raises(DBAPIError):
        FenceWork(engine).some()
    assert [len(standing_events(engine, fence, name)) for name in names] == [1, 1, 1]
    assert kinds(engine, fence, "b") == [("enter", 0, True)]
    assert due(engine) > 0
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER refuse ON geofence_event"))
    FenceWork(engine).all()
    assert kinds(engine, fence, "b") == [("enter", 0, False)]


def test_what_is_asked_for_each_fix_is_found_by_an_index(engine: Engine) -> None:
    store_track(engine, "a", rows(*((minute, 116.01) for minute in range(50))))
    fence_of_square(engine, DAY, "a")
    FenceWork(engine).all()
    asked = {
        "device_id": 1,
        "limit": DAY,
        "since": "3",
        "devices": [1],
        "fences": [],
        "classes": [],
    }
    expected = {
        "instant_before": "position_chunk_2024_pkey",
        "instant_from": "position_chunk_2024_pkey",
        "geofence_due": "geofence_device_pkey",
        "live_events": "geofence_event_written",
    }
    with engine.connect() as connection:
        # Tables of a test are so small that reading them whole is right.
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        for question, index in expected.items():
            statement = read_sql("spatial.locations", question)
            plan = connection.execute(text(f"EXPLAIN {statement}"), asked).scalars().all()
            assert index in "\n".join(plan), question


def test_events_are_withdrawn_and_never_changed_or_deleted(engine: Engine) -> None:
    store_track(engine, "a", rows((0, 116.01)))
    fence_of_square(engine, DAY, "a")
    FenceWork(engine).all()
    for statement in (
        "DELETE FROM geofence_event",
        "UPDATE geofence_event SET kind = 'leave'",
        "UPDATE geofence_event SET withdrawn_at = now(), known = true",
    ):
        with engine.connect() as connection, pytest.raises(DBAPIError, match="withdrawn, never"):
            connection.execute(text(statement))


def test_a_fence_that_cannot_be_is_refused(engine: Engine) -> None:
    store_track(engine, "a", rows((0, 116.01)))
    with pytest.raises(UnknownDevice, match="'b'"):
        fence_of_square(engine, DAY, "a", "b")
    with pytest.raises(UnknownDevice):
        fence_of_square(engine, DAY, "\0")
    with pytest.raises(BadParameter, match="which devices"):
        fence_of_square(engine, DAY)
    with pytest.raises(BadParameter, match="has not begun"):
        fence_of_square(engine, DAY, "a", ends=DAY)
    with pytest.raises(BadGeometry):
        fence_of_square(engine, DAY, "a", shape=shapely.Point(1, 2))


PLACES = st.sampled_from([115.99, 116.0, 116.01, 116.02, 116.05, 117.0])
FIXES = st.lists(st.tuples(st.integers(0, 480), PLACES), min_size=1, max_size=40)
_NUMBERS = count()


@settings(deadline=None, max_examples=40)
@given(data=st.data(), told=FIXES)
def test_any_order_of_arrival_and_of_computing_gives_the_same_events(
    module_engine: Engine, data: st.DataObject, told: list[tuple[int, float]]
) -> None:
    engine = module_engine
    # Half of it in sealed hours, half of it in hot ones.
    begin = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=4)
    device = f"device-{next(_NUMBERS)}"
    store_track(engine, device, rows((-600, 116.01), day=begin))
    overstay_s = data.draw(st.integers(60, 5400))
    ends = at(data.draw(st.integers(60, 240)), begin)
    open_ = fence_of_square(engine, at(-700, begin), device, overstay_s=overstay_s)
    short = fence_of_square(engine, at(20, begin), device, ends=ends, overstay_s=600)
    work = FenceWork(engine)
    arriving = data.draw(st.permutations(told + told[: len(told) // 3]))
    while arriving:
        some = data.draw(st.integers(1, len(arriving)))
        batch, arriving = arriving[:some], arriving[some:]
        store_track(engine, device, rows(*((half / 2, lon) for half, lon in batch), day=begin))
        what = data.draw(st.sampled_from(["wait", "compute", "seal", "in any order"]))
        if what == "compute":
            work.all()
        elif what == "seal":
            with engine.connect() as connection:
                list(seal_hours(connection))
        elif what == "in any order":
            with engine.begin() as connection:
                held = list(
                    connection.execute(
                        text("DELETE FROM geofence_due RETURNING device_id, starts, ends")
                    )
                )
            # How many there are is not for hypothesis to know: it may be another number next time.
            random.Random(data.draw(st.integers(0, 2**20))).shuffle(held)
            for one in held:
                with engine.begin() as connection:
                    connection.execute(
                        text("INSERT INTO geofence_due (device_id, starts, ends)"
                             " VALUES (:device_id, :starts, :ends)"),
                        dict(one._mapping),
                    )  # fmt: skip
                work.all()
    work.all()
    assert standing_events(engine, open_, device) == right_events(
        engine, device, at(-700, begin), LATEST, overstay_s
    )
    assert standing_events(engine, short, device) == right_events(
        engine, device, at(20, begin), ends, 600
    )
