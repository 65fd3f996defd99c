"""Routes of inspections: made, listed, told whole; their states and parties."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse
from sqlalchemy import Connection

from spatial.access.declaration import Action, DataClass, Grade, declared
from spatial.access.standing import Standing
from spatial.api.dependencies import Database, Reading
from spatial.api.inspections.answers import (
    finding_answer,
    inspection_answer,
    measures_answer,
    next_answer,
    party_answer,
    step_answer,
)
from spatial.api.inspections.asking import ByAuthor, Number, today
from spatial.api.inspections.bodies import InspectionBody, PartyBody, StepBody
from spatial.api.inspections.desk import desk_check_answer
from spatial.api.offices import Asking, MayWrite, require_text, writing
from spatial.boundaries.inspections.desk_check import desk_check
from spatial.boundaries.inspections.findings import findings_of
from spatial.boundaries.inspections.inspections import (
    create_inspection,
    inspection_of,
    inspections_page,
)
from spatial.boundaries.inspections.parties import add_party, parties_of, withdraw_party
from spatial.boundaries.inspections.photos import photos_of
from spatial.boundaries.inspections.records import records_of, unrecorded_markers
from spatial.boundaries.inspections.rights import shows
from spatial.boundaries.inspections.states import State
from spatial.boundaries.inspections.steps import next_steps, steps_of, take_step
from spatial.boundaries.register import boundary_on, markers_on
from spatial.errors import UnknownBoundary
from spatial.temporal import parse_date, parse_instant

router = APIRouter(prefix="/v1", tags=["inspections"])


@router.get("/inspections", response_model=None)
@declared(DataClass.BOUNDARY, Grade.INTERNAL)
def list_inspections(
    reading: Reading,
    asking: Asking,
    round: Annotated[int | None, Query(ge=1, le=999, description="Of this round.")] = None,
    year: Annotated[int | None, Query(ge=1949, le=2200, description="Planned for it.")] = None,
    line: Annotated[str | None, Query(max_length=100, description="Number of the line.")] = None,
    state: Annotated[State | None, Query(description="Only those in this state.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000, description="Rows of a page.")] = 100,
    offset: Annotated[int, Query(ge=0, le=2**53, description="Rows to leave out first.")] = 0,
) -> JSONResponse:
    """The inspections in which the office has part, those of the newest year first.

    `coverage` is the newest stored result of each side.
    """
    require_text(line)
    total, found = inspections_page(
        reading,
        asking,
        line=line,
        round_number=round,
        year=year,
        state=state,
        limit=limit,
        offset=offset,
    )
    return JSONResponse(
        {
            "total": total,
            "limit": limit,
            "offset": offset,
            "inspections": [inspection_answer(one) for one in found],
        }
    )


@router.post("/inspections", status_code=201, response_model=None, dependencies=[MayWrite])
@declared(DataClass.BOUNDARY, Grade.PERSONAL, Action.WRITE)
def create(body: InspectionBody, engine: Database, asking: Asking) -> JSONResponse:
    """Makes an inspection of a line: of a round, or an extra one with its reason.

    The offices are the units of the line on the day where the body names none. Of a round each line
    has one inspection, not counting cancelled ones.
    """
    author = body.author(asking)
    require_text(body.line, body.reason, body.person)
    day = today() if body.day is None else parse_date(body.day)
    with writing(engine) as connection:
        number = create_inspection(connection, body.draft(), author, day, today())
        answer = _whole(connection, number, author.standing)
    return JSONResponse(answer, status_code=201, headers={"Location": f"/v1/inspections/{number}"})


@router.get("/inspections/{number}", response_model=None)
@declared(DataClass.BOUNDARY, Grade.PERSONAL)
def one(number: Number, reading: Reading, asking: Asking) -> JSONResponse:
    """An inspection whole: line, states, parties, counts, findings, and what each state that may
    follow still lacks. Records of the other side are counted once it is reported."""
    return JSONResponse(_whole(reading, number, asking))


@router.get("/inspections/{number}/desk-check", response_model=None)
@declared(DataClass.BOUNDARY, Grade.PERSONAL)
def desk(number: Number, reading: Reading, asking: Asking) -> JSONResponse:
    """What the desk check looks at: the agreement, the markers, earlier inspections with what they
    left open, changes of the neighbours since, and alerts."""
    return JSONResponse(desk_check_answer(desk_check(reading, number, asking, today())))


@router.post(
    "/inspections/{number}/steps", status_code=201, response_model=None, dependencies=[MayWrite]
)
@declared(DataClass.BOUNDARY, Grade.PERSONAL, Action.WRITE)
def step(number: Number, body: StepBody, engine: Database, asking: Asking) -> JSONResponse:
    """Takes an inspection to a state; what is missing for it is told by the refusal (409).

    planned → desk_check → field_check (⇄ remedy) → reported → filed; cancelled from any before
    filed, with a note. `reported` needs a record of every marker, or `reason`, and no open finding;
    `filed` needs the report, here or in the step before.
    """
    author = body.author(asking)
    require_text(body.note, body.reason, body.person)
    with writing(engine) as connection:
        take_step(
            connection,
            number,
            body.state,
            author,
            day=today() if body.day is None else parse_date(body.day),
            today=today(),
            note=body.note,
            reason=body.reason,
            document=body.document,
        )
        answer = _whole(connection, number, author.standing)
    return JSONResponse(answer, status_code=201)


@router.get("/inspections/{number}/steps", response_model=None)
@declared(DataClass.BOUNDARY, Grade.PERSONAL)
def steps(number: Number, reading: Reading, asking: Asking) -> JSONResponse:
    """The states that it went through: who and when."""
    inspection_of(reading, number, asking)
    return JSONResponse(
        {"inspection": number, "steps": [step_answer(one) for one in steps_of(reading, number)]}
    )


@router.get("/inspections/{number}/parties", response_model=None)
@declared(DataClass.BOUNDARY, Grade.PERSONAL)
def parties(number: Number, reading: Reading, asking: Asking) -> JSONResponse:
    """The devices that count for each side; who carried one is told to its own side alone."""
    return JSONResponse({"inspection": number, "parties": _parties(reading, number, asking)})


@router.post(
    "/inspections/{number}/parties", status_code=201, response_model=None, dependencies=[MayWrite]
)
@declared(DataClass.BOUNDARY, Grade.PERSONAL, Action.WRITE)
def join(number: Number, body: PartyBody, engine: Database, asking: Asking) -> JSONResponse:
    """Has the tracks of a device count for a side in a time. It belongs to the unit of the side, or
    to one below it; a personal tracker or a marker is refused."""
    author = body.author(asking)
    require_text(body.device, body.bearer, body.person)
    with writing(engine) as connection:
        party = add_party(
            connection,
            number,
            author,
            side=body.side,
            device=body.device,
            starts=parse_instant(body.from_),
            ends=None if body.to is None else parse_instant(body.to),
            bearer=body.bearer,
        )
        answer = {"id": party, "parties": _parties(connection, number, author.standing)}
    return JSONResponse(answer, status_code=201)


@router.post(
    "/inspections/{number}/parties/{party}/withdrawal",
    response_model=None,
    dependencies=[MayWrite],
)
@declared(DataClass.BOUNDARY, Grade.PERSONAL, Action.WRITE)
def withdraw(
    number: Number,
    party: Annotated[int, Path(ge=1, le=2**53, description="Id of the party.")],
    body: ByAuthor,
    engine: Database,
    asking: Asking,
) -> JSONResponse:
    """Takes back a party that was wrong; the row stays, and another one says so."""
    author = body.author(asking)
    require_text(body.person)
    with writing(engine) as connection:
        withdraw_party(connection, number, author, party)
        answer = {"parties": _parties(connection, number, author.standing)}
    return JSONResponse(answer)


def _parties(connection: Connection, number: int, asking: Standing) -> list[dict[str, Any]]:
    inspection = inspection_of(connection, number, asking)
    return [party_answer(one, inspection, asking) for one in parties_of(connection, number)]


def _whole(connection: Connection, number: int, asking: Standing) -> dict[str, Any]:
    inspection = inspection_of(connection, number, asking)
    records = [one for one in records_of(connection, number) if one.stands]
    seen = [one for one in records if shows(asking, inspection, one.side)]
    photos = [one for one in photos_of(connection, number) if shows(asking, inspection, one.side)]
    markers = markers_on(connection, inspection.boundary_id, today())
    return (
        inspection_answer(inspection)
        | {"measures": measures_answer(inspection)}
        | {"registered": _registered(connection, inspection.line_number)}
        | {
            "steps": [step_answer(one) for one in steps_of(connection, number)],
            "parties": _parties(connection, number, asking),
            "records": {
                "total": len(seen),
                "by_subject": dict(sorted(Counter(one.subject for one in seen).items())),
                "markers": len(markers),
                "markers_recorded": len(markers) - len(unrecorded_markers(records, markers)),
            },
            "photos": len(photos),
            "findings": [finding_answer(one) for one in findings_of(connection, number)],
            "next": next_answer(next_steps(connection, inspection, today())),
        }
    )


def _registered(connection: Connection, number: str) -> dict[str, Any] | None:
    try:
        line = boundary_on(connection, number, today())
    except UnknownBoundary:
        return None
    return {
        "name": line.name,
        "level": line.level,
        "left_code": line.left_code,
        "right_code": line.right_code,
        "agreement": line.agreement,
        "stated_m": line.stated_m,
    }
