"""What goes after a time leaves a line, what is held stays, and the register tells what is left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from fence_rows import fence_of_square, standing_events
from fix_rows import Row, held_fixes, store_track
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from ingest.beidou.gateway.remarks import Remark, store_remarks
from ingest.beidou.registry import register_device
from spatial.errors import BadParameter, UnknownDevice
from spatial.locations.clock import microseconds
from spatial.locations.geofence_work import FenceWork
from spatial.locations.retention import (
    Expired,
    ExpiredBeside,
    expire,
    expire_beside,
    hold,
    holds,
    lift,
)

pytestmark = pytest.mark.usefixtures("alone_in_the_cluster")

START = datetime(2024, 5, 1, 8, 0, tzinfo=UTC)
LATER = datetime(2024, 5, 3, 15, 0, tzinfo=UTC)


def day(number: int, lon: float = 116.5) -> list[Row]:
    return [
        ((START + timedelta(days=number, minutes=minute)).isoformat(), lon + minute / 1e4, 39.9)
        for minute in range(5)
    ]


def latest(engine: Engine, device: str) -> tuple[datetime, datetime, int, float] | None:
    with engine.connect() as connection:
        row = connection.execute(
            text("SELECT * FROM device_latest JOIN device ON id = device_id WHERE name = :name"),
            {"name": device},
        ).one_or_none()
    return None if row is None else (row.first_at, row.fixed_at, row.fixes, row.lon_e7 / 1e7)


def test_whole_days_of_a_class_go_and_leave_a_line(engine: Engine) -> None:
    for number in range(4):
        store_track(engine, "wrist", day(number), device_class="personal")
        store_track(engine, "car", day(number), device_class="vehicle")
    with engine.begin() as connection:
        gone = expire(connection, "personal", LATER)
    assert gone == [Expired("wrist", 10, 0)]
    left = [fix for fix in held_fixes(engine) if fix.device == "wrist"]
    # The day of the instant is a whole day that has not gone by before it.
    assert {fix.at.day for fix in left} == {3, 4}
    assert len([fix for fix in held_fixes(engine) if fix.device == "car"]) == 20
    assert latest(engine, "wrist") == (
        START + timedelta(days=2), START + timedelta(days=3, minutes=4), 10, 116.5004,
    )  # fmt: skip
    with engine.connect() as connection:
        [log] = connection.execute(text("SELECT what, fixes FROM position_log")).all()
    assert log.what == "expired"
    assert log.fixes == {
        "count": 10,
        "from": "2024-05-01T08:00:00+00:00",
        "to": "2024-05-02T09:00:00+00:00",
    }
    with engine.begin() as connection:
        assert expire(connection, "personal", LATER) == []


def test_what_is_held_stays_until_the_hold_is_lifted(engine: Engine) -> None:
    for number in range(3):
        store_track(engine, "patrol-1", day(number, 116 + number))
    with engine.begin() as connection:
        begin = START + timedelta(days=1)
        number = hold(connection, "patrol-1", begin, begin + timedelta(hours=1), "界线争议")
    with engine.begin() as connection:
        assert [(one.device, one.reason) for one in holds(connection)] == [("patrol-1", "界线争议")]
        gone = expire(connection, "patrol", START + timedelta(days=30))
    assert gone == [Expired("patrol-1", 10, 5)]
    assert {fix.at.day for fix in held_fixes(engine)} == {2}
    assert latest(engine, "patrol-1") == (
        begin, begin + timedelta(minutes=4), 5, 117.0004,
    )  # fmt: skip
    with engine.begin() as connection:
        lift(connection, number)
        assert holds(connection) == []
        assert expire(connection, "patrol", LATER) == [Expired("patrol-1", 5, 0)]
    assert held_fixes(engine) == []
    assert latest(engine, "patrol-1") is None
    # The device stays in the register, and may report again.
    store_track(engine, "patrol-1", day(9))
    assert latest(engine, "patrol-1") is not None


def test_what_goes_wrong_is_said(engine: Engine) -> None:
    store_track(engine, "patrol-1", day(0))
    with engine.begin() as connection:
        with pytest.raises(BadParameter, match="last day"):
            expire(connection, "patrol", datetime.now(UTC))
        with pytest.raises(UnknownDevice):
            hold(connection, "nobody", START, LATER, "reason")
        with pytest.raises(BadParameter, match="ends after it begins"):
            hold(connection, "patrol-1", LATER, START, "reason")
        with pytest.raises(BadParameter, match="needs a reason"):
            hold(connection, "patrol-1", START, LATER, "  ")
        with pytest.raises(BadParameter, match="no hold 7"):
            lift(connection, 7)
    assert len(held_fixes(engine)) == 5


def test_events_of_geofences_and_kept_messages_go_too_unless_they_are_held(engine: Engine) -> None:
    with engine.begin() as connection:
        for name in ("free", "held"):
            register_device(
                connection, name, device_class="personal", protocol="jt808", identifier=name
            )
    fence = fence_of_square(engine, START - timedelta(days=1), "free", "held")
    for name in ("free", "held"):
        for number in (0, 3):
            rows = [
                ((START + timedelta(days=number, minutes=minute)).isoformat(), lon, 39.02)
                for minute, lon in ((0, 116.05), (1, 116.02))
            ]
            store_track(engine, name, rows, device_class="personal")
    FenceWork(engine).all()
    with engine.begin() as connection:
        store_remarks(
            connection,
            [
                Remark(
                    "jt808", name, name.encode().ljust(32), 0, "refused", "why", "tcp",
                    microseconds(START), b"payload",
                )
                for name in ("free", "held")
            ],
        )  # fmt: skip
        hold(connection, "held", START, START + timedelta(days=1), "联检争议")
    with pytest.raises(IntegrityError, match="withdrawn"), engine.begin() as connection:
        connection.execute(text("DELETE FROM geofence_event"))
    with engine.begin() as connection:
        assert expire_beside(connection, "vehicle", LATER) == ExpiredBeside(0, 0)
        assert expire_beside(connection, "personal", LATER) == ExpiredBeside(1, 1)
    assert len(standing_events(engine, fence, "free")) == 2
    assert len(standing_events(engine, fence, "held")) == 3
    with pytest.raises(IntegrityError, match="withdrawn"), engine.begin() as connection:
        connection.execute(text("DELETE FROM geofence_event"))
