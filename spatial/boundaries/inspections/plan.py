"""The yearly plan of a round: which line is inspected in which year, and which is not planned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, text

from spatial.access.standing import Standing
from spatial.boundaries.inspections.inspections import (
    USUAL,
    Draft,
    Measures,
    create_inspection,
    inspections_page,
    locked_inspection,
    office_pattern,
    require_neighbour,
    store_step,
)
from spatial.boundaries.inspections.rights import Author
from spatial.boundaries.inspections.rounds import Round, round_of
from spatial.boundaries.inspections.states import State
from spatial.boundaries.register import boundary_on
from spatial.db import read_sql
from spatial.errors import InspectionConflict


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A line of the plan. inspection_id, year, state: None where it is not planned."""

    number: str
    name: str
    level: str
    left_code: str
    right_code: str
    inspection_id: int | None
    year: int | None
    state: State | None


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of a round on a day. lines: planned ones by year. unplanned: the others."""

    round: Round
    day: date
    lines: Sequence[PlannedLine]
    unplanned: Sequence[PlannedLine]

    def counts(self) -> Mapping[int, Mapping[State, int]]:
        """For each year of the round how many lines are in each state that occurs."""
        by_year: dict[int, Counter[State]] = {year: Counter() for year in self.round.years}
        for line in self.lines:
            assert line.year is not None
            assert line.state is not None
            by_year[line.year][line.state] += 1
        return by_year


@dataclass(frozen=True, slots=True)
class Planning:
    """What planning many lines did, by their numbers. moved: they were planned for another year."""

    created: tuple[str, ...]
    moved: tuple[str, ...]
    unchanged: tuple[str, ...]


def plan_of(connection: Connection, round_number: int, day: date, standing: Standing) -> Plan:
    """The plan of a round for the lines of a day in which the office has part.

    Raises UnknownInspection for a round that there is not.
    """
    found = round_of(connection, round_number)
    rows = connection.execute(
        text(read_sql("spatial.boundaries.inspections", "plan")),
        {"round": found.id, "day": day, "office": office_pattern(standing)},
    )
    lines = [
        PlannedLine(**dict(row._mapping) | {"state": row.state and State(row.state)})
        for row in rows
    ]
    return Plan(
        found,
        day,
        [one for one in lines if one.inspection_id is not None],
        [one for one in lines if one.inspection_id is None],
    )


def plan_lines(
    connection: Connection,
    round_number: int,
    years: Mapping[str, int],
    author: Author,
    day: date,
    *,
    measures: Measures | None = None,
) -> Planning:
    """Plans lines for years of a round, all or none. years: by the number of the line.

    A line that is planned for another year and not begun is moved: its inspection is cancelled, and
    another one made as it was. Raises as create_inspection, and InspectionConflict for one begun.
    """
    found: dict[str, list[str]] = {"created": [], "moved": [], "unchanged": []}
    # In one order: two who plan the same lines at once wait for each other, and do not lock up.
    for number, year in sorted(years.items()):
        found[_plan_line(connection, round_number, number, year, author, day, measures)].append(
            number
        )
    return Planning(**{name: tuple(numbers) for name, numbers in found.items()})


def _plan_line(
    connection: Connection,
    round_number: int,
    number: str,
    year: int,
    author: Author,
    day: date,
    measures: Measures | None,
) -> str:
    line = boundary_on(connection, number, day)
    require_neighbour(author, line)
    connection.execute(
        text("SELECT id FROM boundary WHERE id = :line FOR UPDATE"), {"line": line.id}
    )
    draft = Draft(number, year, round_number, measures=measures or USUAL)
    _, planned = inspections_page(
        connection, Standing(), boundary_id=line.id, round_number=round_number
    )
    standing = [one for one in planned if one.state is not State.CANCELLED]
    if standing:
        old = locked_inspection(connection, standing[0].id, Standing())
        if old.plan_year == year:
            return "unchanged"
        if old.state is not State.PLANNED:
            raise InspectionConflict(
                f"the line {number} is not moved to {year}: its inspection {old.id} of "
                f"{old.plan_year} is {old.state} already",
                inspection=old.id,
                state=old.state.value,
            )
        note = f"改列 {year} 年"
        store_step(connection, old.id, State.CANCELLED, max(day, old.state_day), author, note)
        draft = replace(
            draft,
            left_office=old.left_office,
            right_office=old.right_office,
            lead=old.lead,
            measures=measures or Measures(old.within_m, old.radius_m, old.dwell_s, old.gap_s),
        )
    create_inspection(connection, draft, author, day, day)
    return "moved" if standing else "created"
