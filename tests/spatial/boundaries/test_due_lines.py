"""Five years by the calendar, rounds, and the lines that are due on a day."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event, text

from spatial.access.standing import Standing
from spatial.boundaries.inspections.due import due_lines, due_on
from spatial.boundaries.inspections.inspections import Draft, create_inspection, store_step
from spatial.boundaries.inspections.rounds import create_round, round_of, rounds
from spatial.boundaries.inspections.states import State
from spatial.db import read_sql
from spatial.errors import BadDate, BadParameter, InspectionConflict, UnknownInspection
from spatial.temporal import years_after
from tests.inspection_rows import ABOVE, LINE, OTHER, RIGHT, WEST, add_line

DAYS = st.dates(date(1949, 10, 1), date(2200, 12, 31))


@settings(deadline=None)
@given(day=DAYS)
@example(day=date(2020, 2, 29))
@example(day=date(2019, 12, 31))
@example(day=date(2095, 2, 28))
def test_five_years_end_on_the_same_day_or_the_last_of_its_month_r3_7(day: date) -> None:
    end = due_on(day)
    assert (end.year, end.month) == (day.year + 5, day.month)
    assert end.day == min(day.day, calendar.monthrange(end.year, end.month)[1])
    assert timedelta(1825) <= end - day <= timedelta(1827)


@settings(deadline=None)
@given(one=DAYS, other=DAYS)
def test_who_was_inspected_earlier_is_never_due_later_r3_7(one: date, other: date) -> None:
    if one <= other:
        assert due_on(one) <= due_on(other)


@settings(deadline=None)
@given(day=st.dates(date(1949, 10, 1), date(2100, 12, 31)), span=st.integers(0, 100))
def test_years_are_twelve_months_each(day: date, span: int) -> None:
    months = day.year * 12 + day.month - 1 + span * 12
    last = calendar.monthrange(months // 12, months % 12 + 1)[1]
    assert years_after(day, span) == date(months // 12, months % 12 + 1, min(day.day, last))


def test_years_beyond_the_calendar_are_refused() -> None:
    with pytest.raises(BadDate, match="10004"):
        years_after(date(9999, 5, 1), 5)


@settings(deadline=None)
@given(starts=DAYS)
@example(starts=date(2024, 2, 29))
def test_a_round_has_the_years_of_its_days(starts: date) -> None:
    from spatial.boundaries.inspections.rounds import Round

    one = Round(1, 5, "第五轮", starts, due_on(starts))
    of_days = {(starts + timedelta(n)).year for n in range((one.ends - starts).days)}
    assert set(one.years) == of_days


def test_rounds_do_not_overlap_and_have_a_number_of_their_own(engine: Engine) -> None:
    with engine.begin() as connection:
        fifth = create_round(connection, 5, date(2023, 1, 1))
        assert (fifth.name, fifth.ends, list(fifth.years)) == (
            "第五轮",
            date(2028, 1, 1),
            [2023, 2024, 2025, 2026, 2027],
        )
        create_round(connection, 4, date(2018, 1, 1), name="四轮")
        for number, starts in ((5, date(2040, 1, 1)), (6, date(2027, 12, 31))):
            with pytest.raises(InspectionConflict) as refused:
                create_round(connection, number, starts)
            assert refused.value.members == {"round": 5}
        create_round(connection, 6, date(2028, 1, 1))
        with pytest.raises(BadParameter):
            create_round(connection, 0, date(2090, 1, 1))
        assert [one.number for one in rounds(connection)] == [4, 5, 6]
        with pytest.raises(UnknownInspection, match="round 7"):
            round_of(connection, 7)


def test_a_line_is_overdue_on_the_day_after_its_five_years_r3_7(engine: Engine) -> None:
    with engine.begin() as connection:
        add_line(connection, since="2002-07-01")
        create_round(connection, 3, date(2015, 1, 1))
        made = create_inspection(
            connection, Draft(LINE, 2016, 3), WEST, date(2016, 1, 5), date(2016, 1, 5)
        )

        def numbers(day: date, **of: int) -> list[str]:
            return [one.number for one in due_lines(connection, day, Standing(), **of)]

        # Never inspected: since the first day of the line.
        assert numbers(date(2007, 7, 1)) == []
        assert numbers(date(2007, 7, 2)) == [LINE]
        [never] = due_lines(connection, date(2007, 7, 2), Standing())
        assert (never.due_on, never.filed_on, never.days_over(date(2007, 7, 2))) == (
            date(2007, 7, 1),
            None,
            1,
        )
        assert (never.planned_id, never.planned_state, never.planned_year) == (
            made,
            State.PLANNED,
            2016,
        )
        # Filed on 29 February 2016: five years end on 28 February 2021.
        store_step(connection, made, State.FILED, date(2016, 2, 29), WEST)
        assert numbers(date(2016, 2, 28)) == [LINE], "not filed yet on that day"
        assert numbers(date(2016, 2, 29)) == []
        assert numbers(date(2021, 2, 28)) == []
        assert numbers(date(2021, 2, 28), ahead_days=1) == [LINE]
        assert numbers(date(2021, 3, 1)) == [LINE]
        [due] = due_lines(connection, date(2021, 3, 1), Standing())
        assert (due.inspection_id, due.filed_on, due.round_number, due.planned_id) == (
            made,
            date(2016, 2, 29),
            3,
            None,
        )


def test_an_extra_inspection_does_not_begin_the_five_years_anew_r3_7(engine: Engine) -> None:
    with engine.begin() as connection:
        add_line(connection, since="2002-07-01")
        made = create_inspection(
            connection, Draft(LINE, 2010, reason="洪水"), WEST, date(2010, 8, 1), date(2010, 8, 1)
        )
        store_step(connection, made, State.FILED, date(2010, 9, 1), WEST)
        [due] = due_lines(connection, date(2011, 1, 1), Standing())
        assert (due.due_on, due.extra_on) == (date(2007, 7, 1), date(2010, 9, 1))


def test_the_longest_overdue_comes_first_and_only_lines_asked_for(engine: Engine) -> None:
    with engine.begin() as connection:
        add_line(connection, "3301-1", since="2003-01-01")
        add_line(connection, "3301-2", left=RIGHT, right=OTHER, name="萧越线", since="2002-01-01")
        add_line(connection, "3301-9", left=RIGHT, right="330681", name="萧诸线", since=None)
        add_line(connection, "3301-3", left="330105", right="330104", name="拱江线")
        gone = add_line(connection, "3301-4", left="330102", right="330108", name="上滨线")
        connection.execute(
            text(
                "UPDATE boundary_fact SET known = tstzrange(lower(known), clock_timestamp())"
                " WHERE boundary_id = :line"
            ),
            {"line": gone},
        )
        day = date(2020, 1, 1)

        def numbers(office: str | None = None, division: str | None = None) -> list[str]:
            found = due_lines(connection, day, Standing(office), division=division)
            return [one.number for one in found]

        assert numbers() == ["3301-9", "3301-2", "3301-3", "3301-1"]
        assert numbers(office=OTHER) == ["3301-2"]
        assert numbers(office=ABOVE, division="330600") == ["3301-9", "3301-2"]
        assert numbers(division="330104") == ["3301-3"]


def test_due_lines_are_one_statement_however_many_there_are(engine: Engine) -> None:
    with engine.begin() as connection:
        for number in range(12):
            add_line(connection, f"x-{number}")
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    with engine.connect() as connection:
        assert len(due_lines(connection, date(2020, 1, 1), Standing())) == 12
    assert len([one for one in asked if "boundary_fact" in one]) == 1


def test_inspections_with_their_coverage_are_found_by_indexes(engine: Engine) -> None:
    asked = dict.fromkeys(("id", "boundary", "line", "round", "year", "state", "office"))
    statement = read_sql("spatial.boundaries.inspections", "inspections")
    with engine.begin() as connection:
        # The tables are empty: without this any plan reads them whole.
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        lines = connection.execute(
            text(f"EXPLAIN {statement}"), asked | {"id": 7, "limit": 1, "offset": 0}
        ).scalars()
        plan = "\n".join(lines)
    for index in (
        "inspection_pkey",
        "inspection_step_of",
        "coverage_result_of",
        "inspection_record_of",
        "inspection_finding_of",
    ):
        assert index in plan
