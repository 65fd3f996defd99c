"""Two who write to one inspection in the same instant: one after the other, and never both."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

from sqlalchemy import Connection, Engine, text

from spatial.access.standing import Standing
from spatial.boundaries.inspections.findings import findings_of, open_finding
from spatial.boundaries.inspections.inspections import inspections_page
from spatial.boundaries.inspections.plan import plan_lines
from spatial.boundaries.inspections.records import Sheet, add_record, record_of
from spatial.boundaries.inspections.resetting import confirm_reset
from spatial.boundaries.inspections.rounds import create_round
from spatial.boundaries.inspections.states import State
from spatial.boundaries.inspections.steps import steps_of, take_step
from spatial.errors import InspectionConflict
from tests.inspection_rows import (
    CHECKED,
    DAY,
    EAST,
    LINE,
    NOW,
    WEST,
    add_line,
    begun,
    in_the_field,
    store_world,
)

AT_ONCE = 3


def at_once(engine: Engine, act: Callable[[Connection, int], object]) -> int:
    """Does something in transactions that begin together; how many were not refused."""
    ready = Barrier(AT_ONCE)

    def one(turn: int) -> bool:
        try:
            with engine.begin() as connection:
                connection.execute(text("SELECT 1"))
                ready.wait(timeout=60)
                act(connection, turn)
        except InspectionConflict:
            return False
        return True

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sum(pool.map(one, range(AT_ONCE)))


def test_a_line_is_planned_once_by_however_many(engine: Engine) -> None:
    store_world(engine)
    assert at_once(engine, lambda connection, _: begun(connection)) == 1
    with engine.connect() as connection:
        assert inspections_page(connection, Standing())[0] == 1


def test_many_lines_are_planned_by_several_without_locking_up(engine: Engine) -> None:
    store_world(engine)
    with engine.begin() as connection:
        for number in ("a", "b", "c"):
            add_line(connection, number)
    lines = [LINE, "a", "b", "c"]

    def plan(connection: Connection, turn: int) -> None:
        order = lines if turn % 2 else lines[::-1]
        plan_lines(connection, 5, dict.fromkeys(order, 2024 + turn), WEST, DAY)

    assert at_once(engine, plan) == AT_ONCE
    with engine.connect() as connection:
        _, found = inspections_page(connection, Standing())
    standing = [one for one in found if one.state is State.PLANNED]
    assert sorted(one.line_number for one in standing) == sorted(lines)
    assert len({one.plan_year for one in standing}) == 1, "the last plan holds as a whole"


def test_a_step_is_taken_once(engine: Engine) -> None:
    store_world(engine)
    with engine.begin() as connection:
        made = begun(connection)
    took = at_once(
        engine,
        lambda connection, _: take_step(
            connection, made, State.DESK_CHECK, WEST, day=DAY, today=DAY
        ),
    )
    assert took == 1
    with engine.connect() as connection:
        assert len(steps_of(connection, made)) == 2


def test_a_marker_set_again_is_confirmed_once(engine: Engine) -> None:
    store_world(engine)
    sheet = Sheet(
        "left", "marker", CHECKED, "reset", marker="001Q", lon=120.01, lat=30.0, reset="rebuilt"
    )
    with engine.begin() as connection:
        made = in_the_field(connection)
        record = add_record(connection, made, WEST, sheet, NOW)

    def confirm(connection: Connection, _: int) -> None:
        confirm_reset(
            connection, made, EAST, record, side="right", checked_at=CHECKED, words="", now=NOW
        )

    assert at_once(engine, confirm) == 1
    with engine.connect() as connection:
        assert record_of(connection, made, record).confirmed_by is not None
        rows = connection.execute(
            text("SELECT count(*) FROM boundary_marker WHERE number = '001Q' AND upper_inf(known)")
        ).scalar_one()
    assert rows == 2


def test_findings_get_numbers_of_their_own(engine: Engine) -> None:
    store_world(engine)
    with engine.begin() as connection:
        made = in_the_field(connection)
        record = add_record(connection, made, WEST, Sheet("both", "other", CHECKED, text="试"), NOW)
    found = at_once(
        engine,
        lambda connection, turn: open_finding(
            connection, made, WEST, record=record, category="other", words=f"第{turn}"
        ),
    )
    assert found == AT_ONCE
    with engine.connect() as connection:
        assert [one.number for one in findings_of(connection, made)] == [1, 2, 3]


def test_rounds_made_at_once_do_not_overlap(engine: Engine) -> None:
    made = at_once(
        engine,
        lambda connection, turn: create_round(connection, 5 + turn, date(2023 + turn, 1, 1)),
    )
    assert made == 1
