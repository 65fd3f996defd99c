"""Routes of what tracks prove of a line, computed when asked. Grade personal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse
from sqlalchemy import Connection

from spatial.access.declaration import DataClass, Grade, declared
from spatial.access.standing import Standing
from spatial.api.boundaries.coverage_answers import sources_answer
from spatial.api.dependencies import Reading, Window
from spatial.api.offices import Asking
from spatial.boundaries.register import Boundary, boundary_on, course_on, markers_on
from spatial.boundaries.walked.offices import coverage_answer, sides_seen
from spatial.boundaries.walked.results import VISIT_SIDES, markers_json, parts_json, sources_json
from spatial.boundaries.walked.sides import walks_by_owner
from spatial.boundaries.walked.survey import Rules, Survey, survey
from spatial.errors import BadParameter
from spatial.locations.clock import iso_utc
from spatial.temporal import today_in_china

router = APIRouter(prefix="/v1", tags=["boundary coverage"])

Devices = Annotated[
    list[str] | None,
    Query(max_length=1_000, description="Their tracks; all of both sides when left out."),
]

_LONGEST = timedelta(days=100)


def rules(
    within_m: Annotated[
        float, Query(gt=0, le=10_000, description="So near to the line a track counts.")
    ] = 50,
    radius_m: Annotated[
        float, Query(gt=0, le=10_000, description="So near to a marker a visit is.")
    ] = 50,
    dwell_s: Annotated[
        float, Query(ge=0, le=86_400, description="So long a visit lasts at least.")
    ] = 120,
    gap_s: Annotated[
        float, Query(gt=0, le=86_400, description="After a longer silence nothing is known.")
    ] = 600,
) -> Rules:
    """The rules that the request gives."""
    return Rules(within_m, radius_m, dwell_s, gap_s)


Judging = Annotated[Rules, Depends(rules)]


@router.get("/boundaries/{number}/coverage", response_model=None)
@declared(DataClass.BOUNDARY, Grade.PERSONAL)
def line_coverage(
    number: str,
    reading: Reading,
    window: Window,
    asking: Asking,
    judging: Judging,
    device: Devices = None,
) -> JSONResponse:
    """How much of a line was walked in [from, to) (R3.4): by each side, both, and either.

    Metres are geodesic, chainages from the beginning of the line as it was registered on the day of
    `from`. A device counts for the side of its owner. `parts` were not walked; those of kind
    `unknown` lie between places where a device was at the line before and after a gap in its fixes.
    An office sees its own side, and the share of both. `remarks` say why a track may be wrong.
    """
    line, found, seen = _surveyed(reading, number, window, asking, judging, device)
    answers = (
        coverage_answer(seen, side, one.length_m, one.walked_m, parts_json(one))
        for side, one in found.coverage.items()
    )
    told = {"coverage": [one for one in answers if one is not None]}
    return JSONResponse(_said(line, found, seen, window, judging) | told)


@router.get("/boundaries/{number}/visits", response_model=None)
@declared(DataClass.BOUNDARY, Grade.PERSONAL)
def line_visits(
    number: str,
    reading: Reading,
    window: Window,
    asking: Asking,
    judging: Judging,
    device: Devices = None,
) -> JSONResponse:
    """Who came to the markers of a line in [from, to) (R3.5), by each side and either.

    A visit is a run of two fixes or more within `radius_m` of the marker, without a gap longer than
    `gap_s`, for `dwell_s` or longer. A marker without one is `not_seen`, or `unknown` where a
    device may have been there in a gap, or nothing was told at all. An office sees its own side.
    """
    line, found, seen = _surveyed(reading, number, window, asking, judging, device)
    told = {
        "visits": [
            {"side": side, "markers": markers_json(found.visits[side])}
            for side in VISIT_SIDES
            if side in seen
        ]
    }
    return JSONResponse(_said(line, found, seen, window, judging) | told)


def _surveyed(
    connection: Connection,
    number: str,
    window: tuple[datetime, datetime],
    asking: Standing,
    judging: Rules,
    devices: Sequence[str] | None,
) -> tuple[Boundary, Survey, frozenset[str]]:
    start, end = window
    if end - start > _LONGEST:
        raise BadParameter(f"a window of more than {_LONGEST.days} days: ask in parts")
    if any("\0" in text for text in (number, *(devices or ()))):
        raise BadParameter("nothing is named with a NUL")
    day = today_in_china(start)
    line = boundary_on(connection, number, day)
    seen = sides_seen(asking, line.left_code, line.right_code)
    walks = walks_by_owner(connection, line, devices, start, end)
    course, markers = course_on(connection, line.id, day), markers_on(connection, line.id, day)
    return line, survey(connection, course, markers, walks, judging), seen


def _said(
    line: Boundary,
    found: Survey,
    seen: frozenset[str],
    window: tuple[datetime, datetime],
    judging: Rules,
) -> dict[str, Any]:
    start, end = window
    return {
        "boundary": line.number,
        "left_code": line.left_code,
        "right_code": line.right_code,
        "from": iso_utc(start),
        "to": iso_utc(end),
        "parameters": asdict(judging) | {"day": today_in_china(start).isoformat()},
        "sources": {"devices": sources_answer(seen, sources_json(found.sources))},
    }
