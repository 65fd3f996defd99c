"""Routes of questions in bulk: many points, a polygon, many codes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi import Body as JsonBody
from fastapi.responses import JSONResponse, Response, StreamingResponse
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from spatial.access.declaration import Action, DataClass, Grade, declared
from spatial.api.dependencies import AsOf, Database, Looking
from spatial.api.standard.responses import file_responses
from spatial.api.uploads import Body
from spatial.division_codes import Level
from spatial.divisions.bulk.point_index import EPOCH, PointIndex
from spatial.divisions.bulk.point_index_loading import index_of
from spatial.divisions.bulk.table_forms import TableForm
from spatial.divisions.footing import Footing, footing_of, in_utc
from spatial.divisions.viewpoint import Viewpoint
from spatial.errors import BadParameter, UnsupportedUpload
from spatial.geojson import parse_polygon

# What reads and writes tables (pyarrow) is loaded by the first question that needs it: workers that
# answer tiles do without its forty megabytes.
if TYPE_CHECKING:
    import pyarrow as pa

    from spatial.divisions.bulk.polygon_shares import PolygonShare

router = APIRouter(prefix="/v1", tags=["divisions"])

PARQUET = "application/vnd.apache.parquet"
ARROW = "application/vnd.apache.arrow.stream"
_FORM_OF = {
    "text/csv": TableForm.CSV,
    "application/csv": TableForm.CSV,
    PARQUET: TableForm.PARQUET,
    "application/x-parquet": TableForm.PARQUET,
}
_MEDIA_TYPES = {
    TableForm.CSV: "text/csv; charset=utf-8",
    TableForm.PARQUET: PARQUET,
    TableForm.ARROW: ARROW,
}


@router.post(
    "/divisions/at", response_class=Response, responses=file_responses(*_MEDIA_TYPES.values())
)
@declared(DataClass.DIVISION, Grade.OPEN, Action.READ)
async def divisions_at(
    request: Request,
    body: Body,
    engine: Database,
    day: AsOf,
    looking: Looking,
    levels: Annotated[
        str | None, Query(description="Levels, joined by commas; all that have areas if left out.")
    ] = None,
    format: Annotated[
        TableForm | None, Query(description="csv, parquet or arrow; as it came if left out.")
    ] = None,
) -> StreamingResponse:
    """What each point of a table lies in: its rows in their order, with units or reasons.

    The body is a CSV (`text/csv`; UTF-8 or GBK, also gzip) or a Parquet table
    (`application/vnd.apache.parquet`) with the columns `lon` and `lat` (degrees, CGCS2000),
    perhaps `date` (YYYY-MM-DD; else that of the query) and any others, which are kept. GeoParquet
    with a point column will do. Added are, for each level, `…_code`, `…_name`, `…_grade` and
    `…_reason` as the question for one point has them, and `row_error` for a row that cannot be
    read: no row is dropped. A POST because a table does not fit into an address; it changes
    nothing.
    """
    from spatial.divisions.bulk.bulk_points import PointQuestion, answer_schema
    from spatial.divisions.bulk.point_answers import answered
    from spatial.divisions.bulk.point_csv import open_csv
    from spatial.divisions.bulk.point_parquet import open_parquet
    from spatial.divisions.bulk.point_writing import writable_as, written

    came = _form_of(request)
    form = format or came

    def prepared() -> tuple[Footing, pa.Schema, Iterator[pa.RecordBatch]]:
        table = open_csv(body) if came is TableForm.CSV else open_parquet(body)
        footing, index = standing_index(engine, looking)
        chosen = _levels(levels, index)
        schema = answer_schema(table.schema, chosen)
        writable_as(schema, form)
        question = PointQuestion(index, chosen, day, footing.record.first)
        return footing, schema, answered(table, question)

    footing, schema, batches = await run_in_threadpool(prepared)
    return StreamingResponse(
        written(schema, batches, form),
        media_type=_MEDIA_TYPES[form],
        headers=_basis(footing, day),
    )


@router.post("/divisions/within", response_model=None)
@declared(DataClass.DIVISION, Grade.OPEN, Action.READ)
def divisions_within(
    polygon: Annotated[
        dict[str, Any],
        JsonBody(description="GeoJSON Polygon or MultiPolygon, or a Feature of one; CGCS2000."),
    ],
    engine: Database,
    day: AsOf,
    looking: Looking,
    level: Annotated[Level, Query(description="Level of the units.")] = Level.COUNTY,
) -> JSONResponse:
    """The units of a level that a polygon lies in on a day, the largest part first.

    `area_m2` is geodesic; `share_of_polygon` and `share_of_unit` are fractions of 1. `uncovered`
    are the parts that lie in no single unit, each with its reason (sea, no_geometry …). A POST
    because a polygon does not fit into an address; it changes nothing.
    """
    from spatial.divisions.bulk.polygon_shares import shares_of

    shape = parse_polygon(polygon)
    footing, index = standing_index(engine, looking)
    _levels(level, index)
    shares = shares_of(index, shape, level, (day - EPOCH).days, early=day < footing.record.first)
    return JSONResponse(
        {
            "date": day.isoformat(),
            "data_until": footing.record.until.isoformat(),
            "last_known": day > footing.record.until,
            "scheme": footing.viewpoint.scheme,
            "basis": footing.viewpoint.basis,
            "known_at": in_utc(footing.known_at),
            "level": level,
            "area_m2": round(shares.area_m2, 1),
            "divisions": [_unit_share(one) for one in shares.parts if one.outcome.code],
            "uncovered": [_reason_share(one) for one in shares.parts if not one.outcome.code],
        }
    )


def _unit_share(one: PolygonShare) -> dict[str, Any]:
    return {
        "code": one.outcome.code,
        "name": one.outcome.name,
        "parent_code": one.area and one.area.parent_code,
        "grade": one.outcome.grade,
        "area_m2": round(one.area_m2, 1),
        "share_of_polygon": one.of_polygon,
        "share_of_unit": one.of_unit,
    }


def _reason_share(one: PolygonShare) -> dict[str, Any]:
    area = one.area
    return {
        "reason": one.outcome.reason,
        "note": area and area.note,
        "area_m2": round(one.area_m2, 1),
        "share_of_polygon": one.of_polygon,
        "candidates": [
            {"code": code, "name": name} for code, name in (area.candidates if area else ())
        ],
    }


def standing_index(engine: Engine, looking: Viewpoint) -> tuple[Footing, PointIndex]:
    """What the areas of a viewpoint stand on, and their index.

    Raises BadParameter for a scheme whose units have no areas of their own.
    """
    with engine.connect() as connection:
        footing = footing_of(connection, looking)
    if looking.scheme != "mca":
        raise BadParameter(
            f"questions in bulk are answered in the scheme mca, not {looking.scheme}: translate "
            "the codes with /v1/divisions/translate"
        )
    return footing, index_of(engine, footing.viewpoint)


def _form_of(request: Request) -> TableForm:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in _FORM_OF:
        raise UnsupportedUpload(
            f"a table of the type {media_type or 'unknown'} is not read: send text/csv or {PARQUET}"
        )
    return _FORM_OF[media_type]


def _levels(asked: str | None, index: PointIndex) -> list[Level]:
    if asked is None:
        return list(index.levels)
    names = {name.strip() for name in asked.split(",")}
    unknown = sorted(names - set(index.levels))
    if unknown:
        there = ", ".join(index.levels) or "none"
        raise BadParameter(f"no areas of the level {unknown[0]!r} are there; there are {there}")
    return [level for level in index.levels if level in names]


def _basis(footing: Footing, day: date) -> dict[str, str]:
    """What the answer stands on, as header fields: asked again with it, it is the same."""
    return {
        "X-Date": day.isoformat(),
        "X-Data-Until": footing.record.until.isoformat(),
        "X-Basis": footing.viewpoint.basis.value,
        "X-Known-At": in_utc(footing.known_at),
    }
