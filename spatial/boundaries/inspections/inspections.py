"""Joint inspections (联合检查): made for a line, and read as they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, text

from spatial.access.standing import Standing
from spatial.boundaries.inspections.rights import Author, require_part
from spatial.boundaries.inspections.rounds import round_of
from spatial.boundaries.inspections.states import State
from spatial.boundaries.register import Boundary, boundary_on
from spatial.db import read_sql
from spatial.division_codes import significant
from spatial.errors import BadParameter, InspectionConflict, NotPermitted, UnknownInspection


@dataclass(frozen=True, slots=True)
class Measures:
    """By what tracks are judged.

    within_m: how near a track comes to the line that was walked: a path rarely runs on the line
    itself, and a hand-held receiver under trees is 10 to 20 m off. radius_m: how near to a marker a
    visit is: twice that error, and a double marker on the other bank stays another one. dwell_s:
    how long it takes: who reads and photographs a marker needs a minute, who passes does not.
    gap_s: how long a device may be silent before nobody knows where it was: devices send at least
    every five minutes, one message may be lost.
    """

    within_m: float = 50
    radius_m: float = 30
    dwell_s: float = 60
    gap_s: float = 600


USUAL = Measures()


@dataclass(frozen=True, slots=True)
class Draft:
    """An inspection to be made. line: number of the line. round_number: None for an extra one,
    which has a reason. Offices: codes; the units of the line when None. lead: left or right."""

    line: str
    plan_year: int
    round_number: int | None = None
    reason: str | None = None
    left_office: str | None = None
    right_office: str | None = None
    lead: str = "left"
    measures: Measures = USUAL


@dataclass(frozen=True, slots=True)
class Inspection:
    """An inspection as it stands. kind: regular or extra. round_number: None of an extra one.

    coverage: by side, the newest result: length_m, walked_m, starts, ends, at.
    """

    id: int
    boundary_id: int
    line_number: str
    line_name: str | None
    kind: str
    reason: str | None
    round_number: int | None
    round_name: str | None
    plan_year: int
    left_office: str
    right_office: str
    lead: str
    within_m: float
    radius_m: float
    dwell_s: float
    gap_s: float
    person: str
    recorded_at: datetime
    state: State
    state_day: date
    coverage: Mapping[str, Mapping[str, Any]]
    open_findings: int


def create_inspection(
    connection: Connection, draft: Draft, author: Author, day: date, today: date
) -> int:
    """Makes an inspection as planned on a day; its id.

    Of a round there is one for each line, not counting cancelled ones. Raises UnknownBoundary (not
    on that day), UnknownInspection (no such round), BadParameter, NotPermitted, InspectionConflict.
    """
    if day > today:
        raise BadParameter(f"the inspection is planned on {day}, but today is {today}")
    line = boundary_on(connection, draft.line, day)
    require_neighbour(author, line)
    left, right = _offices(line, draft)
    round_id = _round_id(connection, draft)
    connection.execute(
        text("SELECT id FROM boundary WHERE id = :line FOR UPDATE"), {"line": line.id}
    )
    if draft.round_number is not None:
        _require_first(connection, line, draft.round_number)
    number = connection.execute(
        text(
            "INSERT INTO inspection (boundary_id, round_id, kind, reason, plan_year, left_office,"
            " right_office, lead, within_m, radius_m, dwell_s, gap_s, person)"
            " VALUES (:line, :round, :kind, :reason, :year, :left, :right, :lead, :within_m,"
            " :radius_m, :dwell_s, :gap_s, :person) RETURNING id"
        ),
        {
            "line": line.id,
            "round": round_id,
            "kind": "extra" if draft.round_number is None else "regular",
            "reason": draft.reason,
            "year": draft.plan_year,
            "left": left,
            "right": right,
            "lead": draft.lead,
            "within_m": draft.measures.within_m,
            "radius_m": draft.measures.radius_m,
            "dwell_s": draft.measures.dwell_s,
            "gap_s": draft.measures.gap_s,
            "person": author.person,
        },
    ).scalar_one()
    store_step(connection, number, State.PLANNED, day, author)
    return int(number)


def store_step(
    connection: Connection,
    inspection: int,
    state: State,
    day: date,
    author: Author,
    note: str | None = None,
    document: str | None = None,
) -> int:
    """Enters a state without asking whether it may follow; the id of the row."""
    return int(
        connection.execute(
            text(
                "INSERT INTO inspection_step (inspection_id, state, day, office, person, note,"
                " document) VALUES (:inspection, :state, :day, :office, :person, :note,"
                " decode(:document, 'hex')) RETURNING id"
            ),
            {
                "inspection": inspection,
                "state": state.value,
                "day": day,
                "office": author.office,
                "person": author.person,
                "note": note,
                "document": document,
            },
        ).scalar_one()
    )


def require_neighbour(author: Author, line: Boundary) -> None:
    """Returns where the office may plan for a line: a unit of its sides or above it."""
    if not author.standing.takes_part(line.left_code, line.right_code):
        raise NotPermitted(
            f"the office {author.office} has no part in the line {line.number}: that have "
            f"{line.left_code} and {line.right_code} and those above them"
        )


def inspection_of(connection: Connection, number: int, standing: Standing) -> Inspection:
    """The inspection of an id. Raises UnknownInspection, also for who has no part in it."""
    _, found = inspections_page(connection, Standing(), number=number, limit=1)
    if not found:
        raise UnknownInspection(f"there is no inspection {number}")
    require_part(standing, found[0])
    return found[0]


def locked_inspection(connection: Connection, number: int, standing: Standing) -> Inspection:
    """The same, locked until the transaction ends: one writes after the other."""
    connection.execute(
        text("SELECT id FROM inspection WHERE id = :inspection FOR UPDATE"), {"inspection": number}
    )
    return inspection_of(connection, number, standing)


def inspections_page(
    connection: Connection,
    standing: Standing,
    *,
    number: int | None = None,
    boundary_id: int | None = None,
    line: str | None = None,
    round_number: int | None = None,
    year: int | None = None,
    state: State | None = None,
    limit: int = 100,
    offset: int = 0,
) -> tuple[int, list[Inspection]]:
    """How many there are in which the office has part, and a page, the newest year first.

    line: its number, also of one that is no more.
    """
    bound = {
        "id": number,
        "boundary": boundary_id,
        "line": line,
        "round": round_number,
        "year": year,
        "state": None if state is None else state.value,
        "office": office_pattern(standing),
    }
    statement = text(read_sql("spatial.boundaries.inspections", "inspections"))
    rows = connection.execute(statement, bound | {"limit": limit, "offset": offset}).all()
    total = rows[0].total if rows else 0
    if not rows and offset:
        first = connection.execute(statement, bound | {"limit": 1, "offset": 0}).one_or_none()
        total = 0 if first is None else first.total
    return total, [_inspection(row) for row in rows]


def office_pattern(standing: Standing) -> str | None:
    """The LIKE pattern of the codes that an office stands for; None for all."""
    return None if standing.code is None else f"{significant(standing.code)}%"


def require_state(inspection: Inspection, allowed: tuple[State, ...], doing: str) -> None:
    """Returns where the inspection is in one of the states. Raises InspectionConflict."""
    if inspection.state not in allowed:
        raise InspectionConflict(
            f"inspection {inspection.id} is in the state {inspection.state}: {doing} needs "
            f"{' or '.join(allowed)}",
            state=inspection.state.value,
            allowed=[one.value for one in allowed],
        )


def _inspection(row: Row[Any]) -> Inspection:
    values = dict(row._mapping)
    values.pop("total")
    return Inspection(**values | {"state": State(values["state"])})


def _offices(line: Boundary, draft: Draft) -> tuple[str, str]:
    left, right = draft.left_office or line.left_code, draft.right_office or line.right_code
    for office, unit in ((left, line.left_code), (right, line.right_code)):
        if not (Standing(office).is_of(unit) or Standing(unit).is_of(office)):
            raise BadParameter(
                f"the office {office} is neither the unit {unit} of its side nor above or below it"
            )
    if left == right:
        raise BadParameter(f"{left} cannot be the office of both sides")
    return left, right


def _round_id(connection: Connection, draft: Draft) -> int | None:
    if draft.round_number is None:
        if not (draft.reason or "").strip():
            raise BadParameter("an extra inspection has a reason: flood, shifted river, road …")
        return None
    found = round_of(connection, draft.round_number)
    if draft.plan_year not in found.years:
        raise BadParameter(
            f"{draft.plan_year} is no year of round {found.number}: it has those from "
            f"{found.years[0]} to {found.years[-1]}"
        )
    return found.id


def _require_first(connection: Connection, line: Boundary, round_number: int) -> None:
    _, found = inspections_page(
        connection, Standing(), boundary_id=line.id, round_number=round_number
    )
    for one in found:
        if one.state is not State.CANCELLED:
            raise InspectionConflict(
                f"the line {line.number} has inspection {one.id} in round {round_number} already",
                inspection=one.id,
                state=one.state.value,
                year=one.plan_year,
            )
