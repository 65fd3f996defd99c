"""Routes by which owners push records and figures, and take single ones back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, BinaryIO

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import JSONResponse
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from spatial.access.declaration import Action, DataClass, Grade, declared
from spatial.api.dependencies import Database, Reading
from spatial.api.offices import MayWrite, require_text
from spatial.api.standard.responses import created_or_known
from spatial.api.uploads import Body
from spatial.business.declarations.model import Holds
from spatial.business.declarations.store import declaration_of
from spatial.business.intake.figure_store import take_back_figures
from spatial.business.intake.figures import FigureTerms
from spatial.business.intake.periods import period_of
from spatial.business.intake.pushes import Push, PushForm, push_of, take_push
from spatial.business.intake.record_store import take_back_records
from spatial.business.intake.records import RecordTerms
from spatial.crs import CGCS2000
from spatial.division_codes import canonical_code
from spatial.errors import BadParameter, UnsupportedUpload

router = APIRouter(prefix="/v1", tags=["business"])

_FORMS = {
    "application/json": PushForm.JSON,
    "application/x-ndjson": PushForm.JSON_LINES,
    "application/jsonl": PushForm.JSON_LINES,
    "application/json-lines": PushForm.JSON_LINES,
    "text/csv": PushForm.CSV,
    "application/csv": PushForm.CSV,
}

_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"type": "array", "items": {"type": "object"}, "maxItems": 100_000}
            },
            "application/x-ndjson": {"schema": {"type": "string"}},
            "text/csv": {"schema": {"type": "string"}},
        },
    }
}

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="The same key and body again are answered with the first answer; left out, the "
        "digest of the body is the key.",
    ),
]
Partial = Annotated[
    bool, Query(description="Store the good rows beside refused ones; else all or none.")
]
Scheme = Annotated[str, Query(description="Of the division codes: mca or nbs.")]
Columns = Annotated[
    list[str] | None,
    Query(alias="column", description="Where something stands: day=救助日期; may be repeated."),
]


@router.post(
    "/datasets/{identifier}/records",
    status_code=201,
    response_model=None,
    dependencies=[MayWrite],
    openapi_extra=_BODY,
    responses=created_or_known(),
)
@declared(DataClass.INDICATOR, Grade.SENSITIVE, Action.WRITE)
async def push_records(
    identifier: str,
    request: Request,
    body: Body,
    engine: Database,
    key: Key = None,
    partial: Partial = False,
    crs: Annotated[str, Query(description="Of the coordinates.")] = CGCS2000,
    scheme: Scheme = "mca",
    holds: Annotated[
        Holds | None, Query(description="What the rows are, where the dataset holds several.")
    ] = None,
    column: Columns = None,
) -> JSONResponse:
    """Takes single records of a declared dataset: upsert by key, with history.

    The body is a JSON array of objects, JSON lines or CSV. A row has the declared fields by name or
    Chinese title, `key`, `day` (cases) or `valid_from` and `valid_to` (facilities and areas), and a
    place: `division`, `division_name` with `within`, `lon` and `lat`, `address` or `geometry`.
    All or nothing unless `partial`; what is refused is told with its reason and candidates. A push
    that came before is answered as then, with status 200 and `Idempotency-Replayed: true`.
    """
    terms = RecordTerms(crs, holds, _columns(column))
    push = Push(identifier, terms, _form(request), key, scheme, partial)
    return await run_in_threadpool(_taken, engine, push, body)


@router.post(
    "/datasets/{identifier}/figures",
    status_code=201,
    response_model=None,
    dependencies=[MayWrite],
    openapi_extra=_BODY,
    responses=created_or_known(),
)
@declared(DataClass.INDICATOR, Grade.INTERNAL, Action.WRITE)
async def push_figures(
    identifier: str,
    request: Request,
    body: Body,
    engine: Database,
    key: Key = None,
    partial: Partial = False,
    period: Annotated[
        str | None, Query(max_length=40, description="Of all rows, where none tells its own.")
    ] = None,
    scheme: Scheme = "mca",
    column: Columns = None,
) -> JSONResponse:
    """Takes figures of the indicators of a declared dataset, with history.

    The body is a JSON array of objects, JSON lines or CSV; a row has `indicator`, `division` (or
    `division_name` with `within`), `period` and `value`, or in place of indicator and value a
    member for each indicator. Else as for records.
    """
    push = Push(
        identifier, FigureTerms(period, _columns(column)), _form(request), key, scheme, partial
    )
    return await run_in_threadpool(_taken, engine, push, body)


@router.get("/pushes/{number}", response_model=None)
@declared(DataClass.INDICATOR, Grade.INTERNAL)
def one_push(number: int, reading: Reading) -> JSONResponse:
    """What a push was answered: its counts, the rows that were refused, and remarks."""
    if not 0 < number < 2**63:
        raise BadParameter("a push has a number from 1 on")
    return JSONResponse(dict(push_of(reading, number)))


@router.delete(
    "/datasets/{identifier}/records/{key:path}", response_model=None, dependencies=[MayWrite]
)
@declared(DataClass.INDICATOR, Grade.SENSITIVE, Action.WRITE)
def take_back_record(identifier: str, key: str, engine: Database) -> JSONResponse:
    """Takes a record back: it stands no longer, and answers given before stay as they were.

    `taken_back` is empty where no such record stands.
    """
    require_text(key)
    with engine.begin() as connection:
        declaration_of(connection, identifier)
        taken = take_back_records(connection, identifier, [key])
    return JSONResponse({"dataset": identifier, "taken_back": taken})


@router.delete("/datasets/{identifier}/figures", response_model=None, dependencies=[MayWrite])
@declared(DataClass.INDICATOR, Grade.INTERNAL, Action.WRITE)
def take_back_figure(
    identifier: str,
    engine: Database,
    indicator: Annotated[str, Query(max_length=63, description="Identifier of the indicator.")],
    division: Annotated[str, Query(description="Division code, as reported.")],
    period: Annotated[str, Query(max_length=40, description="As 2024-05, 2024Q2, 2024.")],
) -> JSONResponse:
    """Takes a figure back: it stands no longer, and answers given before stay as they were.

    `taken_back` is 0 where no such figure stands.
    """
    require_text(indicator)
    starts = period_of(period)[0].start.isoformat()
    code = canonical_code(division)
    with engine.begin() as connection:
        declaration_of(connection, identifier)
        taken = take_back_figures(connection, identifier, [(indicator, code, starts)])
    return JSONResponse({"dataset": identifier, "taken_back": taken})


def _taken(engine: Engine, push: Push, body: BinaryIO) -> JSONResponse:
    done = take_push(engine, push, body)
    headers = {"Location": f"/v1/pushes/{done.id}"}
    if done.replayed:
        headers["Idempotency-Replayed"] = "true"
    answer: Mapping[str, Any] = done.answer
    return JSONResponse(dict(answer), status_code=200 if done.replayed else 201, headers=headers)


def _form(request: Request) -> PushForm:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in _FORMS:
        raise UnsupportedUpload(
            f"a table of the type {media_type or 'unknown'} is not read: send application/json, "
            "application/x-ndjson or text/csv"
        )
    return _FORMS[media_type]


def _columns(told: list[str] | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in told or ():
        place, equals, column = one.partition("=")
        if not equals or not column:
            raise BadParameter(f"column={one[:60]!r}: write what it is and its name, day=救助日期")
        found[place] = column
    return found
