"""Routes of the record sheets of inspections, of findings, and of a marker over the rounds."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse
from sqlalchemy import Connection

from spatial.access.declaration import Action, DataClass, Grade, declared
from spatial.access.standing import Standing
from spatial.api.dependencies import AsOf, Database, Reading
from spatial.api.inspections.answers import (
    day_text,
    finding_answer,
    point_answer,
    record_answer,
)
from spatial.api.inspections.asking import Number, now
from spatial.api.inspections.bodies import (
    ConfirmationBody,
    FindingBody,
    FindingStepBody,
    SheetBody,
)
from spatial.api.offices import Asking, MayWrite, require_text, writing
from spatial.boundaries.inspections.findings import findings_of, open_finding, settle_finding
from spatial.boundaries.inspections.inspections import inspection_of
from spatial.boundaries.inspections.marker_history import Found, Stood, marker_history
from spatial.boundaries.inspections.records import add_record, record_of, records_of
from spatial.boundaries.inspections.resetting import confirm_reset
from spatial.boundaries.inspections.rights import shows
from spatial.boundaries.inspections.wording import CONDITIONS
from spatial.boundaries.register import boundary_on
from spatial.locations.clock import iso_utc
from spatial.temporal import parse_instant

router = APIRouter(prefix="/v1", tags=["inspections"])

RowId = Annotated[int, Path(ge=1, le=2**53)]


@router.get("/inspections/markers", response_model=None)
@declared(DataClass.BOUNDARY, Grade.INTERNAL)
def marker(
    reading: Reading,
    asking: Asking,
    day: AsOf,
    line: Annotated[str, Query(max_length=100, description="Number of the line.")],
    marker: Annotated[str, Query(max_length=100, description="Number of the marker.")],
) -> JSONResponse:
    """A marker over the rounds: how the register has it, and how each inspection found it.

    Records of the other side are told once their inspection is reported.
    """
    require_text(line, marker)
    registered, found = marker_history(reading, boundary_on(reading, line, day), marker, asking)
    return JSONResponse(
        {
            "line": line,
            "marker": marker,
            "registered": [_stood(one) for one in registered],
            "records": [_found(one) for one in found],
        }
    )


@router.get("/inspections/{number}/records", response_model=None)
@declared(DataClass.BOUNDARY, Grade.PERSONAL)
def records(
    number: Number,
    reading: Reading,
    asking: Asking,
    corrected: Annotated[bool, Query(description="With records that were corrected.")] = False,
) -> JSONResponse:
    """The record sheets that stand; those of the other side once the inspection is reported."""
    inspection = inspection_of(reading, number, asking)
    return JSONResponse(
        {
            "inspection": number,
            "records": [
                record_answer(one)
                for one in records_of(reading, number)
                if shows(asking, inspection, one.side) and (corrected or one.stands)
            ],
        }
    )


@router.post(
    "/inspections/{number}/records", status_code=201, response_model=None, dependencies=[MayWrite]
)
@declared(DataClass.BOUNDARY, Grade.PERSONAL, Action.WRITE)
def record(number: Number, body: SheetBody, engine: Database, asking: Asking) -> JSONResponse:
    """Enters a record sheet while the inspection is in the field; `corrects` an earlier one.

    A marker that was set again (condition reset) is told by one side with `reset` and, where it
    stands elsewhere, lon and lat; the register follows when the other side confirms it.
    """
    author = body.author(asking)
    require_text(body.text, body.marker, body.device, body.person)
    require_text(*body.details, *(v for v in body.details.values() if isinstance(v, str)))
    with writing(engine) as connection:
        made = add_record(connection, number, author, body.sheet(), now())
        answer = record_answer(record_of(connection, number, made))
    return JSONResponse(answer, status_code=201)


@router.post(
    "/inspections/{number}/records/{record_id}/confirmation",
    status_code=201,
    response_model=None,
    dependencies=[MayWrite],
)
@declared(DataClass.BOUNDARY, Grade.PERSONAL, Action.WRITE)
def confirm(
    number: Number, record_id: RowId, body: ConfirmationBody, engine: Database, asking: Asking
) -> JSONResponse:
    """The other side confirms that a marker was set again: the register changes now.

    From the day of the record on the marker stands as both sides say.
    """
    author = body.author(asking)
    require_text(body.text, body.person)
    with writing(engine) as connection:
        done = confirm_reset(
            connection,
            number,
            author,
            record_id,
            side=body.side,
            checked_at=parse_instant(body.checked_at),
            words=body.text,
            now=now(),
        )
        answer = record_answer(record_of(connection, number, done.record))
    return JSONResponse(answer | {"registered_as": done.marker}, status_code=201)


@router.get("/inspections/{number}/findings", response_model=None)
@declared(DataClass.BOUNDARY, Grade.PERSONAL)
def findings(number: Number, reading: Reading, asking: Asking) -> JSONResponse:
    """The findings with all that became of them; both sides see all."""
    return JSONResponse({"inspection": number, "findings": _findings(reading, number, asking)})


@router.post(
    "/inspections/{number}/findings", status_code=201, response_model=None, dependencies=[MayWrite]
)
@declared(DataClass.BOUNDARY, Grade.PERSONAL, Action.WRITE)
def find(number: Number, body: FindingBody, engine: Database, asking: Asking) -> JSONResponse:
    """Enters a problem that a record tells of, as open."""
    author = body.author(asking)
    require_text(body.text, body.person)
    with writing(engine) as connection:
        made = open_finding(
            connection,
            number,
            author,
            record=body.record,
            category=body.category,
            words=body.text,
        )
        told = _findings(connection, number, author.standing)
    return JSONResponse(next(one for one in told if one["number"] == made), status_code=201)


@router.post(
    "/inspections/{number}/findings/{finding}/steps",
    status_code=201,
    response_model=None,
    dependencies=[MayWrite],
)
@declared(DataClass.BOUNDARY, Grade.PERSONAL, Action.WRITE)
def settle(
    number: Number, finding: RowId, body: FindingStepBody, engine: Database, asking: Asking
) -> JSONResponse:
    """Enters what became of a finding: remedied, deferred, passed on, or open again."""
    author = body.author(asking)
    require_text(body.text, body.person)
    with writing(engine) as connection:
        settle_finding(
            connection, number, author, finding=finding, state=body.state, words=body.text
        )
        told = _findings(connection, number, author.standing)
    return JSONResponse(next(one for one in told if one["number"] == finding), status_code=201)


def _findings(connection: Connection, number: int, asking: Standing) -> list[dict[str, Any]]:
    inspection_of(connection, number, asking)
    return [finding_answer(one) for one in findings_of(connection, number)]


def _stood(one: Stood) -> dict[str, Any]:
    return {
        "valid_from": day_text(one.valid_from),
        "valid_to": day_text(one.valid_to),
        "state": one.state,
        "note": one.note,
        "geometry": point_answer(one.lon, one.lat),
    }


def _found(one: Found) -> dict[str, Any]:
    return {
        "inspection": one.inspection_id,
        "round": one.round_number,
        "plan_year": one.plan_year,
        "record": one.record_id,
        "side": one.side,
        "checked_at": iso_utc(one.checked_at),
        "condition": one.condition,
        "condition_text": CONDITIONS[one.condition],
        "text": one.text,
        "reset": one.reset,
        "confirmed": one.confirmed,
    }
