"""Which lines are due for a joint inspection on a day (R3.7).

Five years (民政部令第28号 article 2) begin with the day on which the last inspection of a round was
filed, or where there is none with the first day on which the line was valid. Extra inspections
look at a flood or a road; they are told, but the five years go on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row, text

from spatial.access.standing import Standing
from spatial.boundaries.inspections.inspections import office_pattern
from spatial.boundaries.inspections.rounds import ROUND_YEARS
from spatial.boundaries.inspections.states import State
from spatial.db import read_sql
from spatial.division_codes import significant
from spatial.temporal import years_after


@dataclass(frozen=True, slots=True)
class DueLine:
    """A line and when it falls due. first_day: of the line; None where it has none.

    inspection_id, filed_on, round_number: of the last inspection of a round, None where it was
    never inspected. extra_on: when the last extra one was filed. due_on: the last day in time; None
    for a line without inspection and first day, which is due always. planned_…: of the inspection
    of a round that is under way.
    """

    boundary_id: int
    number: str
    name: str
    level: str
    left_code: str
    right_code: str
    first_day: date | None
    inspection_id: int | None
    filed_on: date | None
    round_number: int | None
    extra_on: date | None
    planned_id: int | None
    planned_state: State | None
    planned_year: int | None
    due_on: date | None

    def is_overdue(self, day: date) -> bool:
        """Whether the five years are over: on their last day they are not yet."""
        return self.due_on is None or day > self.due_on

    def days_over(self, day: date) -> int | None:
        """Days since the last day in time; below zero before it."""
        return None if self.due_on is None else (day - self.due_on).days


def due_lines(
    connection: Connection,
    day: date,
    standing: Standing,
    *,
    division: str | None = None,
    ahead_days: int = 0,
) -> list[DueLine]:
    """The lines of a day that are overdue, the longest first.

    division: a code; lines of its own and of all below it. ahead_days: with those that will be
    overdue so many days later.
    """
    rows = connection.execute(
        text(read_sql("spatial.boundaries.inspections", "due")),
        {
            "day": day,
            "division": None if division is None else f"{significant(division)}%",
            "office": office_pattern(standing),
        },
    )
    until = day + timedelta(days=min(ahead_days, (date.max - day).days))
    found = [one for one in map(_due_line, rows) if one.is_overdue(until)]
    return sorted(found, key=lambda one: (one.due_on or date.min, one.number))


def due_on(begins: date) -> date:
    """The last day of the five years that begin with a day.

    >>> due_on(date(2020, 2, 29))
    datetime.date(2025, 2, 28)
    """
    return years_after(begins, ROUND_YEARS)


def _due_line(row: Row[Any]) -> DueLine:
    begins = row.filed_on or row.first_day
    state = row.planned_state and State(row.planned_state)
    return DueLine(
        **dict(row._mapping) | {"planned_state": state},
        due_on=None if begins is None else due_on(begins),
    )
