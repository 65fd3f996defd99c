"""Routes of what is due, of the yearly plan, and of how far a round is."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response

from spatial.access.declaration import Action, DataClass, Grade, declared
from spatial.api.dependencies import AsOf, Database, Reading
from spatial.api.inspections.answers import (
    day_text,
    inspection_answer,
    round_answer,
    state_answer,
)
from spatial.api.inspections.asking import today
from spatial.api.inspections.bodies import PlanBody
from spatial.api.inspections.sheet import sheet
from spatial.api.offices import Asking, MayWrite, require_text, writing
from spatial.api.standard.responses import also_as
from spatial.boundaries.inspections.due import DueLine, due_lines
from spatial.boundaries.inspections.inspections import Inspection, inspections_page
from spatial.boundaries.inspections.plan import PlannedLine, plan_lines, plan_of
from spatial.boundaries.inspections.wording import STATES
from spatial.division_codes import canonical_code
from spatial.errors import BadParameter

router = APIRouter(prefix="/v1", tags=["inspections"])

RoundQuery = Annotated[int, Query(ge=1, le=999, description="Number of the round.")]
YearQuery = Annotated[int | None, Query(ge=1949, le=2200, description="Of the plan; all.")]
Form = Annotated[Literal["json", "csv"], Query(description="json or csv.")]

_SUMMED = 10_000

DUE_COLUMNS = (
    "number", "name", "level", "left_code", "right_code", "due_on", "days_over", "overdue",
    "filed_on", "last_inspection", "last_round", "extra_on", "first_day", "planned_inspection",
    "planned_year", "planned_state", "planned_state_text",
)  # fmt: skip
PLAN_COLUMNS = (
    "year", "number", "name", "level", "left_code", "right_code", "inspection", "state",
    "state_text",
)  # fmt: skip


@router.get("/inspections/due", response_model=None, responses=also_as("text/csv"))
@declared(DataClass.BOUNDARY, Grade.INTERNAL)
def due(
    reading: Reading,
    asking: Asking,
    day: AsOf,
    division: Annotated[
        str | None, Query(max_length=12, description="Lines of this unit and of those in it.")
    ] = None,
    ahead_days: Annotated[
        int, Query(ge=0, le=36_525, description="With those that will be overdue so much later.")
    ] = 0,
    format: Form = "json",
) -> Response:
    """The lines whose last completed inspection is more than five years ago, the longest first.

    Five years end on the same day of the fifth year (29 February: on 28 February), which is
    `due_on`; on the day after it a line is overdue. They begin with the day on which the last
    inspection of a round was filed, else with the first day of the line. Extra inspections are
    told, and do not begin them anew.
    """
    code = None if division is None else canonical_code(division)
    found = due_lines(reading, day, asking, division=code, ahead_days=ahead_days)
    rows = [
        _due_row(one) | {"days_over": one.days_over(day), "overdue": one.is_overdue(day)}
        for one in found
    ]
    if format == "csv":
        return sheet(f"inspections-due-{day.isoformat()}", DUE_COLUMNS, rows)
    return JSONResponse(
        {"date": day.isoformat(), "division": code, "ahead_days": ahead_days}
        | {"total": len(rows), "lines": rows}
    )


@router.get("/inspections/plan", response_model=None, responses=also_as("text/csv"))
@declared(DataClass.BOUNDARY, Grade.INTERNAL)
def plan(
    reading: Reading,
    asking: Asking,
    day: AsOf,
    round: RoundQuery,
    year: YearQuery = None,
    format: Form = "json",
) -> Response:
    """The yearly plan of a round for the lines of a day: which in which year, and which in none.

    `years` counts the whole round; with `year` only its lines are listed, without the unplanned.
    """
    found = plan_of(reading, round, day, asking)
    lines = [one for one in found.lines if year is None or one.year == year]
    unplanned = list(found.unplanned) if year is None else []
    if format == "csv":
        rows = [_plan_row(one) for one in [*lines, *unplanned]]
        return sheet(f"inspections-plan-{round}", PLAN_COLUMNS, rows)
    return JSONResponse(
        {
            "round": round_answer(found.round),
            "date": day.isoformat(),
            "years": [
                {
                    "year": of,
                    "planned": sum(states.values()),
                    "states": {state.value: count for state, count in sorted(states.items())},
                }
                for of, states in found.counts().items()
            ],
            "planned": len(found.lines),
            "not_planned": len(found.unplanned),
            "lines": [_plan_row(one) for one in lines],
            "unplanned": [_plan_row(one) for one in unplanned],
        }
    )


@router.post("/inspections/plan", response_model=None, dependencies=[MayWrite])
@declared(DataClass.BOUNDARY, Grade.INTERNAL, Action.WRITE)
def plan_many(body: PlanBody, engine: Database, asking: Asking) -> JSONResponse:
    """Plans many lines of a round at once, all or none.

    A line that is planned for another year and not begun is moved there; one that is begun is a
    conflict. The same plan twice changes nothing.
    """
    author = body.author(asking)
    require_text(*(one.line for one in body.lines))
    years = {one.line: one.year for one in body.lines}
    if len(years) < len(body.lines):
        twice = next(line for line, n in Counter(one.line for one in body.lines).items() if n > 1)
        raise BadParameter(f"the line {twice} is in the plan twice", line=twice)
    measures = None if body.measures is None else body.measures.measures()
    with writing(engine) as connection:
        done = plan_lines(connection, body.round, years, author, today(), measures=measures)
    return JSONResponse(
        {
            "round": body.round,
            "created": list(done.created),
            "moved": list(done.moved),
            "unchanged": list(done.unchanged),
        }
    )


@router.get("/inspections/summary", response_model=None)
@declared(DataClass.BOUNDARY, Grade.INTERNAL)
def summary(
    reading: Reading, asking: Asking, round: RoundQuery, year: YearQuery = None
) -> JSONResponse:
    """How far a round is: inspections by state, and how much of the lines was walked.

    From the newest stored result of each side; `lines` counts the inspections that have one.
    """
    total, found = inspections_page(reading, asking, round_number=round, year=year, limit=_SUMMED)
    states = Counter(one.state for one in found)
    return JSONResponse(
        {
            "round": round,
            "year": year,
            "total": total,
            "states": [{**state_answer(s), "count": n} for s, n in sorted(states.items())],
            "open_findings": sum(one.open_findings for one in found),
            "coverage": _summed(found),
            "inspections": [inspection_answer(one) for one in found],
        }
    )


def _summed(found: list[Inspection]) -> dict[str, dict[str, Any]]:
    sums: dict[str, dict[str, Any]] = {}
    for one in found:
        for side, result in one.coverage.items():
            told = sums.setdefault(side, {"lines": 0, "length_m": 0.0, "walked_m": 0.0})
            told["lines"] += 1
            told["length_m"] += result["length_m"]
            told["walked_m"] += result["walked_m"]
    for told in sums.values():
        told["share"] = told["walked_m"] / told["length_m"] if told["length_m"] else None
    return dict(sorted(sums.items()))


def _due_row(one: DueLine) -> dict[str, Any]:
    state = one.planned_state
    return {
        "number": one.number,
        "name": one.name,
        "level": one.level,
        "left_code": one.left_code,
        "right_code": one.right_code,
        "due_on": day_text(one.due_on),
        "filed_on": day_text(one.filed_on),
        "last_inspection": one.inspection_id,
        "last_round": one.round_number,
        "extra_on": day_text(one.extra_on),
        "first_day": day_text(one.first_day),
        "planned_inspection": one.planned_id,
        "planned_year": one.planned_year,
        "planned_state": None if state is None else state.value,
        "planned_state_text": None if state is None else STATES[state],
    }


def _plan_row(one: PlannedLine) -> dict[str, Any]:
    return {
        "year": one.year,
        "number": one.number,
        "name": one.name,
        "level": one.level,
        "left_code": one.left_code,
        "right_code": one.right_code,
        "inspection": one.inspection_id,
        "state": None if one.state is None else one.state.value,
        "state_text": None if one.state is None else STATES[one.state],
    }
