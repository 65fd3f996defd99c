"""Routes of lists of suspected patches: pages, tables, counts."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.accepting import accepted
from spatial.api.dependencies import AsOf, Reading
from spatial.api.inspections.asking import now, today
from spatial.api.offices import Asking, require_text
from spatial.api.patches.answers import feature_answer, patch_answer, table_answer
from spatial.api.standard.documents import GEO_JSON
from spatial.api.standard.responses import also_as
from spatial.errors import BadParameter
from spatial.imagery.patches.patches import Wanted, patches_page
from spatial.imagery.patches.states import State
from spatial.imagery.patches.summary import summary
from spatial.imagery.patches.wording import KINDS, STATES
from spatial.temporal import parse_date

router = APIRouter(prefix="/v1/patches", tags=["patches"])

_Form = Literal["json", "geojson", "csv"]

_TYPES: dict[str, _Form] = {
    "text/csv": "csv",
    "application/geo+json": "geojson",
    "application/json": "json",
}


def wanted(
    day: AsOf,
    division: Annotated[
        str | None, Query(max_length=40, description="Code, as of `date`: what lies in it in part.")
    ] = None,
    state: Annotated[State | None, Query()] = None,
    kind: Annotated[str | None, Query(max_length=100, description="疑似类型.")] = None,
    source: Annotated[int | None, Query(ge=1, le=2**53, description="Of this source.")] = None,
    from_: Annotated[
        str | None, Query(alias="from", description="Found on this day or after it.")
    ] = None,
    to: Annotated[str | None, Query(description="Found before this day.")] = None,
    bbox: Annotated[
        str | None, Query(max_length=200, description="West,south,east,north, degrees.")
    ] = None,
    overdue: Annotated[
        bool | None, Query(description="Whether the term of the check has passed.")
    ] = None,
) -> Wanted:
    """Which patches a request wants. Raises BadDate, BadParameter."""
    require_text(division, kind)
    since, before = (None if one is None else parse_date(one) for one in (from_, to))
    return Wanted(division, day, state, kind, source, since, before, _box(bbox), overdue)


def _box(told: str | None) -> tuple[float, float, float, float] | None:
    if told is None:
        return None
    try:
        west, south, east, north = (float(one) for one in told.split(","))
    except ValueError as error:
        raise BadParameter(f"bbox={told!r} is not west,south,east,north") from error
    # Written so that a NaN fails too.
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise BadParameter(f"bbox={told!r} is no box of degrees, west before east")
    return west, south, east, north


Asked = Annotated[Wanted, Depends(wanted)]


@router.get("", response_model=None, responses=also_as("text/csv", GEO_JSON))
@declared(DataClass.IMAGE, Grade.PERSONAL)
def list_patches(
    request: Request,
    reading: Reading,
    asking: Asking,
    asked: Asked,
    limit: Annotated[int, Query(ge=1, le=5_000, description="Rows of a page.")] = 100,
    offset: Annotated[int, Query(ge=0, le=2**53, description="Rows to leave out first.")] = 0,
    format: Annotated[
        _Form | None,
        Query(description="Else as Accept says: JSON, GeoJSON or a table."),
    ] = None,
) -> Response:
    """The patches that the office may see, the newest first: as JSON, GeoJSON or CSV.

    `divisions` are those of the day of finding. With `division` those that lie in part in it as of
    `date`, whatever codes they had when they were found.
    """
    total, found = patches_page(reading, asking, asked, now=now(), limit=limit, offset=offset)
    day = today()
    form = format or accepted(request, _TYPES)
    if form == "csv":
        return Response(
            table_answer(found, day),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="patches.csv"', "Vary": "Accept"},
        )
    page = {"total": total, "limit": limit, "offset": offset}
    vary = {"Vary": "Accept"}
    if form == "geojson":
        answer: dict[str, Any] = {
            "type": "FeatureCollection",
            **page,
            "features": [feature_answer(one, day) for one in found],
        }
        return JSONResponse(answer, media_type="application/geo+json", headers=vary)
    return JSONResponse(
        {**page, "patches": [patch_answer(one, day) for one in found]}, headers=vary
    )


@router.get("/words", response_model=None)
@declared(DataClass.IMAGE, Grade.INTERNAL)
def words() -> JSONResponse:
    """The words of patches: states in their order, and the kinds that are offered."""
    return JSONResponse({"states": dict(STATES), "kinds": list(KINDS)})


@router.get("/summary", response_model=None)
@declared(DataClass.IMAGE, Grade.INTERNAL)
def counts(
    reading: Reading,
    asking: Asking,
    level: Annotated[
        Literal["province", "prefecture", "county", "township", "village"], Query()
    ] = "county",
    within: Annotated[str | None, Query(max_length=12, description="Code of a division.")] = None,
) -> JSONResponse:
    """How many patches each division of a level has in each state, and how many are overdue.

    By the divisions of the day of finding; a patch on a limit counts on both sides.
    """
    day: date = today()
    found = summary(reading, asking, level, within, day)
    return JSONResponse(
        {
            "level": level,
            "today": day.isoformat(),
            "divisions": [
                {
                    "code": one.code,
                    "name": one.name,
                    "patches": sum(one.by_state.values()),
                    "by_state": {state.value: one.by_state.get(state, 0) for state in State},
                    "overdue": one.overdue,
                    "area_m2": round(one.area_m2, 1),
                }
                for one in found
            ],
        }
    )
