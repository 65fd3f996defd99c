"""Routes of weights between the divisions of two dates (R10.6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool

from spatial.access.declaration import Action, DataClass, Grade, declared
from spatial.api.accepting import accepted
from spatial.api.dependencies import Database, KnownAt, Reading, require_write_token
from spatial.api.standard.responses import also_as, created_or_known
from spatial.api.uploads import Body
from spatial.business.harmonise import store
from spatial.business.harmonise.computing import computed_crosswalk
from spatial.business.harmonise.land import Land
from spatial.business.harmonise.meanings import meaning
from spatial.business.harmonise.tables import (
    COLUMNS,
    csv_of,
    facts_of,
    imported_crosswalk,
    parquet_of,
    rows_of,
)
from spatial.business.harmonise.weights import Crosswalk
from spatial.division_codes import Level
from spatial.divisions.bulk.whole_register_loading import register_in
from spatial.divisions.footing import footing_of
from spatial.divisions.viewpoint import Viewpoint
from spatial.spreadsheets import as_text
from spatial.temporal import Basis, parse_date

router = APIRouter(prefix="/v1", tags=["business"])

MayWrite = Depends(require_write_token)


class CrosswalkForm(StrEnum):
    """The forms of a crosswalk."""

    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"


PARQUET = "application/vnd.apache.parquet"

_MEDIA: Mapping[str, CrosswalkForm] = {
    "application/json": CrosswalkForm.JSON,
    "text/csv": CrosswalkForm.CSV,
    PARQUET: CrosswalkForm.PARQUET,
}

LevelOf = Annotated[Level, Query(description="Level of the divisions.")]
Form = Annotated[CrosswalkForm | None, Query(alias="format", description="json, csv or parquet.")]


def _day_from(
    from_: Annotated[str, Query(alias="from", description="Day of the sources, YYYY-MM-DD.")],
) -> date:
    return parse_date(from_)


def _day_to(to: Annotated[str, Query(description="Day of the targets, YYYY-MM-DD.")]) -> date:
    return parse_date(to)


First = Annotated[date, Depends(_day_from)]
Second = Annotated[date, Depends(_day_to)]


def _looking(
    known: KnownAt,
    scheme: Annotated[str, Query(description="System of codes.")] = "mca",
    basis: Annotated[
        Basis, Query(description="By which date of a decision a change takes effect.")
    ] = Basis.LIST,
) -> Viewpoint:
    return Viewpoint(scheme, basis, known)


Looking = Annotated[Viewpoint, Depends(_looking)]
Density = Annotated[
    str | None,
    Query(description="The extensive indicator by which divided units are shared out."),
]


@router.get("/crosswalks", response_model=None, responses=also_as("text/csv", PARQUET))
@declared(DataClass.DIVISION, Grade.INTERNAL)
def crosswalk(
    request: Request,
    reading: Reading,
    first: First,
    second: Second,
    looking: Looking,
    level: LevelOf = Level.COUNTY,
    density: Density = None,
    form: Form = None,
) -> Response:
    """The weights from the divisions of one day to those of another, computed directly.

    `weight` is the share of an extensive figure of the source that goes to the target. Weights sum
    to 1 for each source, or to less with a `reason`, and say nothing of the way back. `id` is a
    digest of all of it: `POST` keeps it under that name.
    """
    found = _computed(reading, looking, level, first, second, density)
    return _given(found, form or accepted(request, _MEDIA) or CrosswalkForm.JSON)


@router.post(
    "/crosswalks", response_model=None, dependencies=[MayWrite], responses=created_or_known()
)
@declared(DataClass.DIVISION, Grade.INTERNAL, Action.WRITE)
def keep_crosswalk(
    engine: Database,
    first: First,
    second: Second,
    looking: Looking,
    level: LevelOf = Level.COUNTY,
    density: Density = None,
) -> JSONResponse:
    """Computes weights and keeps them as a version that never changes."""
    with engine.begin() as connection:
        found = _computed(connection, looking, level, first, second, density)
        new = store.keep(connection, found)
    return JSONResponse(_facts(found), status_code=201 if new else 200)


@router.post(
    "/crosswalks/import", response_model=None, dependencies=[MayWrite], responses=created_or_known()
)
@declared(DataClass.DIVISION, Grade.INTERNAL, Action.WRITE)
async def import_crosswalk(
    body: Body,
    engine: Database,
    first: First,
    second: Second,
    looking: Looking,
    source: Annotated[str, Query(min_length=1, max_length=200, description="Who made it.")],
    level: LevelOf = Level.COUNTY,
) -> JSONResponse:
    """Keeps the weights of another hand: a CSV with source_code, target_code and weight.

    A column `reason` says why the weights of a source sum to less than 1. Harmonisation uses them
    where it is asked to by their id.
    """

    def kept() -> JSONResponse:
        with engine.begin() as connection:
            footing = footing_of(connection, looking)
            footing.require(first)
            footing.require(second)
            land = Land(register_in(connection, footing.viewpoint), level)
            basis = str(footing.viewpoint.basis)
            found = imported_crosswalk(body, land, basis, first, second)
            new = store.keep(connection, found, source)
        return JSONResponse(_facts(found), status_code=201 if new else 200)

    return await run_in_threadpool(kept)


@router.get("/crosswalks/{name}", response_model=None, responses=also_as("text/csv", PARQUET))
@declared(DataClass.DIVISION, Grade.INTERNAL)
def kept_crosswalk(request: Request, reading: Reading, name: str, form: Form = None) -> Response:
    """A kept version of weights by its id; `.csv` or `.parquet` behind it ask for a table."""
    id_, dot, ending = name.partition(".")
    if dot and ending in (CrosswalkForm.CSV, CrosswalkForm.PARQUET, CrosswalkForm.JSON):
        form = CrosswalkForm(ending)
    elif dot:
        id_ = name
    found = store.crosswalk_kept(reading, id_)
    return _given(found, form or accepted(request, _MEDIA) or CrosswalkForm.JSON)


def _computed(
    connection: Connection,
    looking: Viewpoint,
    level: Level,
    first: date,
    second: date,
    density: str | None,
) -> Crosswalk:
    footing = footing_of(connection, looking)
    by = None if density is None else meaning(connection, density)
    return computed_crosswalk(
        connection, footing, level, first, second, by, data_known_at=looking.known_at
    )


def _given(found: Crosswalk, form: CrosswalkForm) -> Response:
    name = f"crosswalk-{found.level}-{found.first}-{found.second}"
    if form is CrosswalkForm.JSON:
        weights = [dict(zip(COLUMNS, row, strict=True)) for row in rows_of(found)]
        return JSONResponse(_facts(found) | {"weights": weights})
    body: str | bytes = csv_of(found, as_text) if form is CrosswalkForm.CSV else parquet_of(found)
    media = next(media for media, known in _MEDIA.items() if known is form)
    return Response(
        body,
        media_type=f"{media}; charset=utf-8" if form is CrosswalkForm.CSV else media,
        headers={
            "Content-Disposition": f'attachment; filename="{name}.{form}"',
            "X-Crosswalk-Id": found.id,
        },
    )


def _facts(found: Crosswalk) -> dict[str, Any]:
    exact = sum(one.exact for one in found.weights)
    return facts_of(found) | {"rows": len(found.weights), "exact_rows": exact}
