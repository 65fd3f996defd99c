"""Routes of series: of one division, and of many in one question."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Annotated, Any, Literal

import structlog
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response, StreamingResponse
from sqlalchemy import Connection, Engine

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.accepting import accepted
from spatial.api.business.given import given
from spatial.api.business.series.bodies import Asked, SeriesBody
from spatial.api.business.series.legacy import members_of
from spatial.api.business.series.plot import plot_of
from spatial.api.business.series.tables import columns_of, csv_of, ndjson_of, rows_of
from spatial.api.dependencies import Database, Reading
from spatial.api.standard.responses import also_as
from spatial.business.indicators import IndicatorKind, indicator
from spatial.business.series.answers import (
    DivisionSeries,
    all_series,
    framed,
    require_whole,
    series_of,
)
from spatial.business.series.preparation import Prepared, prepare
from spatial.divisions.footing import in_utc

router = APIRouter(prefix="/v1", tags=["business"])

log = structlog.get_logger(__name__)

Form = Literal["json", "ndjson", "csv", "parquet", "arrow", "svg"]

PARQUET = "application/vnd.apache.parquet"
ARROW = "application/vnd.apache.arrow.stream"

_MEDIA_TYPES: dict[Form, str] = {
    "json": "application/json",
    "ndjson": "application/x-ndjson",
    "csv": "text/csv; charset=utf-8",
    "parquet": PARQUET,
    "arrow": ARROW,
    "svg": "image/svg+xml",
}
_ACCEPTED: dict[str, Form] = {
    "application/json": "json",
    "application/x-ndjson": "ndjson",
    "application/jsonl": "ndjson",
    "text/csv": "csv",
    PARQUET: "parquet",
    "application/x-parquet": "parquet",
    ARROW: "arrow",
    "image/svg+xml": "svg",
    "image/*": "svg",
    "*/*": "json",
}


def form_of(
    request: Request,
    format: Annotated[
        Form | None, Query(description="The form of the answer; else the header Accept decides.")
    ] = None,
) -> Form:
    """The form asked for; JSON when none is."""
    return format or accepted(request, _ACCEPTED) or "json"


InForm = Annotated[Form, Depends(form_of)]
Bom = Annotated[bool, Query(description="Whether a CSV begins with a byte order mark.")]


@router.get(
    "/indicators/{identifier}/series",
    summary="某区划的指标序列",
    response_model=None,
    responses=also_as(*_MEDIA_TYPES.values()),
)
@declared(DataClass.INDICATOR, Grade.INTERNAL)
def series(
    identifier: str, reading: Reading, told: Asked, form: InForm, bom: Bom = False
) -> Response:
    """The values of an indicator for a division, period by period, and what is derived of them.

    A period without a value says why: `before_the_record`, `not_yet`, `retired`, `not_reported` or
    `suppressed`; by longer periods than it is reported also `incomplete`. For a year-to-date
    indicator `periodic` is what the period alone brought; after one without a value it is null
    (`previous_not_reported`), never guessed.
    """
    body, known = told
    meaning = indicator(reading, identifier)
    prepared = prepare(reading, body.question(meaning), known, meaning)
    asked = prepared.question.measures
    if meaning.kind is IndicatorKind.YEAR_TO_DATE and "periodic" not in asked:
        # What the month alone brought is told of every such series.
        question = replace(prepared.question, measures=("periodic", *asked))
        prepared = replace(prepared, question=question)
    found = series_of(reading, prepared, prepared.codes)
    if form == "json":
        answer = framed(prepared, found)
        return given(answer, members_of(prepared, found[0], answer.items[0]["values"]))
    return _table(prepared, iter(found), form, bom=bom)


@router.post(
    "/indicators/{identifier}/series",
    summary="多个区划的指标序列",
    response_model=None,
    responses=also_as(*_MEDIA_TYPES.values()),
)
@declared(DataClass.INDICATOR, Grade.INTERNAL)
def series_of_many(
    identifier: str,
    body: SeriesBody,
    engine: Database,
    form: InForm,
    bom: Bom = False,
) -> Response:
    """The same of many divisions: of codes, or of all of a level on a day.

    JSON is one document; the other forms are sent as they are computed, a row for each period of
    each division.
    """
    connected = _connections(engine)
    with connected() as connection:
        meaning = indicator(connection, identifier)
        prepared = prepare(connection, body.question(meaning), body.knowledge(), meaning)
        if form in ("json", "svg"):
            require_whole(prepared)
            found = list(all_series(lambda: _same(connection), prepared))
            if form == "svg":
                return _table(prepared, iter(found), form, bom=bom)
            return given(framed(prepared, found))
    # Each reading has a connection of its own, given back before anything is sent: the knowledge
    # that answers is fixed, so that all of them are of one state.
    prepared = replace(prepared, known=prepared.fixed)
    return _table(prepared, all_series(connected, prepared), form, bom=bom)


@contextmanager
def _same(connection: Connection) -> Iterator[Connection]:
    yield connection


def _connections(engine: Engine) -> Callable[[], AbstractContextManager[Connection]]:
    @contextmanager
    def connected() -> Iterator[Connection]:
        with engine.connect() as connection:
            connection = connection.execution_options(postgresql_readonly=True)
            with connection.begin():
                yield connection

    return connected


def _table(
    prepared: Prepared, found: Iterator[DivisionSeries], form: Form, *, bom: bool
) -> Response:
    headers = _headers(prepared)
    if form == "svg":
        return Response(
            plot_of(prepared, list(found)), media_type=_MEDIA_TYPES[form], headers=headers
        )
    columns = columns_of(prepared.question.measures)
    # The first divisions are read before anything is sent, so that an error is still a problem.
    rows = _begun(rows_of(found))
    pieces: Iterator[bytes]
    if form == "csv":
        pieces = csv_of(rows, columns, bom=bom)
    elif form == "ndjson":
        pieces = ndjson_of(rows, columns)
    else:
        from spatial.api.business.series.columnar import columnar

        pieces = columnar(rows, columns, _told(prepared), parquet=form == "parquet")
    return StreamingResponse(pieces, media_type=_MEDIA_TYPES[form], headers=headers)


def _begun(rows: Iterator[Any]) -> Iterator[Any]:
    first = next(rows, None)

    def all_rows() -> Iterator[Any]:
        if first is not None:
            yield first
        yield from rows

    return all_rows()


def _told(prepared: Prepared) -> dict[str, str]:
    """What the metadata of a table say of it."""
    data = prepared.data_of()
    return {
        "indicator": prepared.meaning.id,
        "title": prepared.meaning.title,
        "unit": prepared.meaning.unit,
        "basis": prepared.question.basis,
        "answer": framed(prepared, []).id,
        "data_known_at": in_utc(data.known_at),
        "divisions_known_at": in_utc(prepared.footing.known_at),
        "data_until": "" if data.until is None else data.until.isoformat(),
    }


def _headers(prepared: Prepared) -> dict[str, str]:
    told = _told(prepared)
    return {
        "Vary": "Accept",
        "X-Data-Known-At": told["data_known_at"],
        "X-Known-At": told["divisions_known_at"],
    } | ({"X-Data-Until": told["data_until"]} if told["data_until"] else {})
