"""Routes of the stored results of inspections: coverage, visits, the round before."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import JSONResponse
from sqlalchemy import Connection, text

from spatial.access.declaration import Action, DataClass, Grade, declared
from spatial.access.standing import Standing
from spatial.api.boundaries.coverage_answers import (
    comparison_answer,
    parts_as_geojson,
    stored_coverage_answer,
    stored_visits_answer,
)
from spatial.api.dependencies import Database, Reading, require_write_token
from spatial.api.offices import Asking, writing
from spatial.api.standard.documents import GEO_JSON
from spatial.api.standard.responses import also_as
from spatial.boundaries.register import course_on
from spatial.boundaries.walked.comparison import comparison
from spatial.boundaries.walked.offices import sides_seen
from spatial.boundaries.walked.results import compute, coverage_results, visit_results
from spatial.errors import BadParameter, NotPermitted, UnknownInspection

router = APIRouter(prefix="/v1", tags=["inspections"])

MayWrite = Depends(require_write_token)
Number = Annotated[int, Path(ge=1, le=2**53, description="Number of the inspection.")]
Every = Annotated[
    bool, Query(alias="all", description="With results that newer ones replaced; they stay.")
]


@router.get("/inspections/{number}/coverage", response_model=None, responses=also_as(GEO_JSON))
@declared(DataClass.BOUNDARY, Grade.PERSONAL)
def inspection_coverage(
    number: Number,
    reading: Reading,
    asking: Asking,
    every: Every = False,
    format: Annotated[
        Literal["json", "geojson"], Query(description="geojson: the parts, as lines.")
    ] = "json",
) -> JSONResponse:
    """How much of its line an inspection walked, as computed and stored: by side, newest first."""
    boundary, seen = _inspected(reading, number, asking)
    found = coverage_results(reading, number, every=every)
    answers = [told for one in found if (told := stored_coverage_answer(seen, one)) is not None]
    if format == "json":
        return JSONResponse({"inspection": number, "coverage": answers})
    if every:
        raise BadParameter("parts are drawn of the newest results alone: leave all out")
    if not found:
        return JSONResponse({"type": "FeatureCollection", "features": []})
    day = date.fromisoformat(found[0].parameters["day"])
    course = course_on(reading, boundary, day, known_at=found[0].recorded_at)
    return JSONResponse(parts_as_geojson(course, answers), media_type="application/geo+json")


@router.get("/inspections/{number}/visits", response_model=None)
@declared(DataClass.BOUNDARY, Grade.PERSONAL)
def inspection_visits(
    number: Number, reading: Reading, asking: Asking, every: Every = False
) -> JSONResponse:
    """The visits of the markers of its line, as computed and stored: by side, newest first."""
    _, seen = _inspected(reading, number, asking)
    found = visit_results(reading, number, every=every)
    answers = [told for one in found if (told := stored_visits_answer(seen, one)) is not None]
    return JSONResponse({"inspection": number, "visits": answers})


@router.get("/inspections/{number}/comparison", response_model=None)
@declared(DataClass.BOUNDARY, Grade.PERSONAL)
def inspection_comparison(number: Number, reading: Reading, asking: Asking) -> JSONResponse:
    """Its coverage beside that of the round before: shares, and the parts that differ.

    `previous` is null where the line was not inspected then. With `same_course` false the course of
    the line was registered anew between them, so that chainages may name other places.
    """
    _, seen = _inspected(reading, number, asking)
    return JSONResponse(comparison_answer(seen, comparison(reading, number)))


@router.post("/inspections/{number}/compute", response_model=None, dependencies=[MayWrite])
@declared(DataClass.BOUNDARY, Grade.PERSONAL, Action.WRITE)
def compute_inspection(number: Number, engine: Database, asking: Asking) -> JSONResponse:
    """Computes its results from what the history holds now. `changed`: whether new ones were
    stored; the old ones stay. Late data are computed without being asked for."""
    with writing(engine) as connection:
        _inspected(connection, number, asking)
        changed = compute(connection, number, now=datetime.now(UTC))
    return JSONResponse({"inspection": number, "changed": changed})


def _inspected(connection: Connection, number: int, asking: Standing) -> tuple[int, frozenset[str]]:
    """The line of an inspection, and whose results may be seen.

    Raises UnknownInspection, also for an office that has no part in it.
    """
    row = connection.execute(
        text("SELECT boundary_id, left_office, right_office FROM inspection WHERE id = :id"),
        {"id": number},
    ).one_or_none()
    unknown = UnknownInspection(f"there is no inspection {number}")
    if row is None:
        raise unknown
    try:
        return row.boundary_id, sides_seen(asking, row.left_office, row.right_office)
    except NotPermitted:
        raise unknown from None
