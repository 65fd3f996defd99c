"""Route by which tables of cameras are pushed, as a video platform's catalogue tells them."""

from __future__ import annotations

from typing import Annotated, BinaryIO

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from spatial.access.declaration import Action, DataClass, Grade, declared
from spatial.api.dependencies import Database
from spatial.api.offices import MayWrite, require_text
from spatial.api.standard.responses import created_or_known
from spatial.api.uploads import Body
from spatial.cameras.pushing import PushForm, take_push
from spatial.cameras.rows import system_named
from spatial.errors import UnsupportedUpload
from spatial.temporal import parse_date

router = APIRouter(prefix="/v1/cameras", tags=["cameras"])

_FORMS = {
    "application/json": PushForm.JSON,
    "application/x-ndjson": PushForm.JSON_LINES,
    "application/jsonl": PushForm.JSON_LINES,
    "text/csv": PushForm.CSV,
}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"type": "array", "items": {"type": "object"}}},
            "application/x-ndjson": {"schema": {"type": "string"}},
            "text/csv": {"schema": {"type": "string"}},
        },
    }
}


@router.post(
    "",
    status_code=201,
    response_model=None,
    dependencies=[MayWrite],
    openapi_extra=_BODY,
    responses=created_or_known(),
)
@declared(DataClass.CAMERA, Grade.SENSITIVE, Action.WRITE)
async def push(
    request: Request,
    body: Body,
    engine: Database,
    crs: Annotated[
        str | None,
        Query(max_length=64, description="Of positions whose row names none: EPSG:4490, GCJ-02."),
    ] = None,
    date: Annotated[
        str | None,
        Query(description="On which the rows without dates are so, YYYY-MM-DD; now when left out."),
    ] = None,
) -> JSONResponse:
    """Takes a table of cameras: JSON array, JSON lines or CSV, with names as GB/T 28181 has them
    (DeviceID, Name, Longitude …) or in Chinese.

    Good rows are stored beside refused ones, which are told with their reasons and kept. A row with
    `valid_from` is history, one without tells how the camera is. The same table again changes
    nothing. 201 where something changed, else 200.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _FORMS:
        raise UnsupportedUpload(f"a table of cameras is one of {', '.join(_FORMS)}, not {kind!r}")
    require_text(crs)
    return await run_in_threadpool(_taken, engine, body, _FORMS[kind], crs, date)


def _taken(
    engine: Engine, body: BinaryIO, form: PushForm, crs: str | None, day: str | None
) -> JSONResponse:
    system = None if crs is None else system_named(crs)
    told = None if day is None else parse_date(day)
    with engine.begin() as connection:
        pushed = take_push(connection, body, form, crs=system, day=told)
    done = pushed.done
    changed = done.new or done.replaced or done.states
    return JSONResponse(
        {
            "push": pushed.number,
            "new": done.new,
            "replaced": done.replaced,
            "unchanged": done.unchanged,
            "states": done.states,
            "refused": done.refused,
            "refused_rows": pushed.refused,
        },
        201 if changed else 200,
    )
