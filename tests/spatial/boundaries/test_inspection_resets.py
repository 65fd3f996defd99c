"""Markers that were set again: the register follows when both sides say so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, Engine, text

from spatial.access.standing import Standing
from spatial.boundaries.inspections.marker_history import marker_history
from spatial.boundaries.inspections.records import Sheet, add_record, record_of
from spatial.boundaries.inspections.resetting import Confirmed, confirm_reset
from spatial.boundaries.inspections.rights import Author
from spatial.boundaries.register import Marker, boundary_on, markers_on
from spatial.errors import BadParameter, InspectionConflict, NotPermitted, UnknownInspection
from tests.inspection_rows import (
    ABOVE,
    CHECKED,
    DAY,
    EAST,
    LEFT,
    LINE,
    NOW,
    OTHER,
    RIGHT,
    WEST,
    in_the_field,
    store_world,
)

REBUILT = Sheet(
    "left",
    "marker",
    CHECKED,
    "reset",
    text="山洪冲毁，后移重立",
    marker="002A",
    lon=120.051,
    lat=30.0002,
    reset="rebuilt",
    accuracy_m=0.05,
)


def confirm(
    connection: Connection, made: int, record: int, author: Author = EAST, side: str = "right"
) -> Confirmed:
    return confirm_reset(
        connection, made, author, record, side=side, checked_at=CHECKED, words="属实", now=NOW
    )


def marker_on(connection: Connection, line: int, day: date, number: str = "002A") -> Marker:
    [found] = [one for one in markers_on(connection, line, day) if one.number == number]
    return found


def test_a_marker_stands_at_its_new_place_from_the_day_both_sides_confirm_r3_1(
    engine: Engine,
) -> None:
    line = store_world(engine)
    with engine.begin() as connection:
        made = in_the_field(connection)
        record = add_record(connection, made, WEST, REBUILT, NOW)
    with engine.begin() as connection:
        before = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        assert marker_on(connection, line, DAY).lon == 120.05, "one side alone moves nothing"
        done = confirm(connection, made, record)
    with engine.begin() as connection:
        told = record_of(connection, made, record)
        assert (told.confirmed_by, told.details["reset"]) == (done.record, "rebuilt")
        new = marker_on(connection, line, DAY)
        assert new.id == done.marker
        assert (new.lon, new.lat, new.state, new.accuracy_m, new.height_m) == (
            120.051,
            30.0002,
            "完好",
            0.05,
            None,
        )
        assert (new.serial, new.kind, new.valid_from, new.valid_to) == (2, "A", DAY, None)
        old = marker_on(connection, line, DAY - timedelta(days=1))
        assert (old.lon, old.height_m, old.accuracy_m, old.valid_to) == (120.05, 12.5, 0.1, DAY)
        [held] = [
            one for one in markers_on(connection, line, DAY, known_at=before)
            if one.number == "002A"
        ]  # fmt: skip
        assert (held.lon, held.valid_to) == (120.05, None), "what was held true is told again"
        assert len(markers_on(connection, line, DAY)) == 3
        note = connection.execute(
            text("SELECT note FROM boundary_marker WHERE id = :id"), {"id": new.id}
        ).scalar_one()
        assert note == f"2024-05-20 联检损毁重立（检查 {made}，记录 {record}）"


def test_a_restored_marker_stays_where_the_register_has_it(engine: Engine) -> None:
    line = store_world(engine)
    with engine.begin() as connection:
        made = in_the_field(connection)
        sheet = replace(REBUILT, reset="restored", accuracy_m=None)
        confirm(connection, made, add_record(connection, made, WEST, sheet, NOW))
        now = marker_on(connection, line, DAY)
        assert (now.lon, now.lat, now.height_m, now.accuracy_m) == (120.05, 30, 12.5, 0.1)
        assert now.valid_from == DAY


def test_a_marker_is_set_again_twice_in_one_day(engine: Engine) -> None:
    line = store_world(engine)
    with engine.begin() as connection:
        made = in_the_field(connection)
        confirm(connection, made, add_record(connection, made, WEST, REBUILT, NOW))
        again = replace(REBUILT, side="right", lon=120.052, reset="relocated")
        record = add_record(connection, made, EAST, again, NOW)
        confirm(connection, made, record, WEST, "left")
        assert marker_on(connection, line, DAY).lon == 120.052
        assert marker_on(connection, line, DAY - timedelta(days=1)).lon == 120.05
        current = connection.execute(
            text("SELECT count(*) FROM boundary_marker WHERE number = '002A' AND upper_inf(known)")
        ).scalar_one()
        assert current == 2


def test_only_the_other_side_confirms_and_once_r3_10(engine: Engine) -> None:
    store_world(engine)
    with engine.begin() as connection:
        made = in_the_field(connection)
        record = add_record(connection, made, WEST, REBUILT, NOW)
        with pytest.raises(BadParameter, match="other one that confirms"):
            confirm(connection, made, record, WEST, "left")
        with pytest.raises(NotPermitted):
            confirm(connection, made, record, WEST, "right")
        with pytest.raises(UnknownInspection):
            confirm(connection, made, record, Author(OTHER, "柯桥"))
        plain = add_record(
            connection, made, WEST, Sheet("left", "marker", CHECKED, "worn", marker="001Q"), NOW
        )
        with pytest.raises(BadParameter, match="does not say"):
            confirm(connection, made, plain)
        new = add_record(
            connection, made, WEST, replace(REBUILT, lon=120.0511, corrects=record), NOW
        )
        with pytest.raises(InspectionConflict, match=f"by record {new}: confirm that one"):
            confirm(connection, made, record)
        done = confirm(connection, made, new, Author(ABOVE, "杭州"))
        with pytest.raises(InspectionConflict, match=f"by record {done.record} already"):
            confirm(connection, made, new)
        for one, author in ((new, WEST), (done.record, EAST)):
            told = record_of(connection, made, one)
            sheet = Sheet(told.side, "marker", CHECKED, "intact", marker="002A", corrects=one)
            with pytest.raises(InspectionConflict, match="both sides have set again"):
                add_record(connection, made, author, sheet, NOW)


def test_the_history_of_a_marker_tells_register_and_records(engine: Engine) -> None:
    store_world(engine)
    with engine.begin() as connection:
        made = in_the_field(connection)
        record = add_record(connection, made, WEST, REBUILT, NOW)
        line = boundary_on(connection, LINE, DAY)

        def history(office: str | None) -> list[tuple[int, str | None, bool]]:
            _, found = marker_history(connection, line, "002A", Standing(office))
            return [(one.record_id, one.reset, one.confirmed) for one in found]

        assert history(LEFT) == history(None) == [(record, "rebuilt", False)]
        assert history(RIGHT) == history(OTHER) == [], "records of the other side are its own yet"
        done = confirm(connection, made, record)
        assert history(LEFT) == [(record, "rebuilt", True)]
        assert history(RIGHT) == [(done.record, None, False)]
        stood, _ = marker_history(connection, line, "002A", Standing())
        assert [(one.lon, one.valid_to) for one in stood] == [(120.05, DAY), (120.051, None)]
