"""The route of translation: many codes or names to another date or scheme."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from spatial.access.declaration import Action, DataClass, Grade, declared
from spatial.api.dependencies import AsOf, Database, Looking
from spatial.api.standard.responses import also_as
from spatial.api.uploads import Body
from spatial.divisions.bulk.translation import Asked, Translation, translate, translate_into
from spatial.divisions.bulk.translation_tables import (
    answer_rows,
    csv_of,
    facts_of,
    rows_of_csv,
    rows_of_json,
)
from spatial.divisions.bulk.whole_register_loading import mapping_of, register_of
from spatial.divisions.footing import footing_of, in_utc
from spatial.divisions.viewpoint import NOW, Viewpoint
from spatial.errors import UnsupportedUpload
from spatial.temporal import parse_date, today_in_china

router = APIRouter(prefix="/v1", tags=["divisions"])


@router.post("/divisions/translate", response_model=None, responses=also_as("text/csv"))
@declared(DataClass.DIVISION, Grade.OPEN, Action.READ)
async def translate_divisions(
    request: Request,
    body: Body,
    engine: Database,
    day: AsOf,
    looking: Looking,
    to: Annotated[
        str | None, Query(description="The day wanted, YYYY-MM-DD; today when left out.")
    ] = None,
    to_scheme: Annotated[
        str | None, Query(description="The scheme wanted; that of the codes when left out.")
    ] = None,
) -> Response:
    """Every code or name of a table on another day, or in another scheme, row by row.

    The body is JSON (an array of rows, or of codes) or `text/csv` (UTF-8 or GBK); a row has `code`
    (any form) or `name` (with `within`, a code or name above it), perhaps `date` and `to`, else
    those of the query. `status` is exact, changed, candidates, ambiguous, unknown, not_yet,
    retired, unmapped or unreadable; candidates come with their code in the scheme wanted (null
    where it has none), their `unit_code` in that of the question, share and documents, and
    `events` are those on the way. A CSV comes back as CSV with the answer's columns. No row is
    dropped.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in ("application/json", "text/csv", "application/csv"):
        raise UnsupportedUpload(
            f"a table of the type {media_type or 'unknown'} is not read: send application/json or "
            "text/csv"
        )
    target = today_in_china(datetime.now(UTC)) if to is None else parse_date(to)

    def answered() -> Response:
        names, rows = (
            ([], rows_of_json(body)) if media_type == "application/json" else rows_of_csv(body)
        )
        with engine.connect() as connection:
            footing = footing_of(connection, looking)
            wanted = to_scheme or looking.scheme
            there = footing_of(connection, replace(looking, scheme=wanted))
        translated = _translation(engine, footing.viewpoint, there.viewpoint)
        answers = answer_rows(translated, rows, day, target)
        basis = {
            "date": day.isoformat(),
            "to": target.isoformat(),
            "scheme": footing.viewpoint.scheme,
            "to_scheme": wanted,
            "basis": footing.viewpoint.basis.value,
            "data_until": footing.record.until.isoformat(),
            "known_at": in_utc(footing.known_at),
        }
        if media_type == "application/json":
            return JSONResponse(basis | {"rows": [facts_of(one) for one in answers]})
        return Response(
            csv_of(names, answers),
            media_type="text/csv; charset=utf-8",
            headers={f"X-{name.title().replace('_', '-')}": v for name, v in basis.items()},
        )

    return await run_in_threadpool(answered)


def _translation(
    engine: Engine, here: Viewpoint, there: Viewpoint
) -> Callable[[Asked], Translation]:
    """The way from one scheme to another, or within one: changes are those of the ministry's."""
    register = register_of(engine, here)
    if here.scheme == there.scheme:
        return lambda asked: translate(register, asked)
    mapping = mapping_of(engine, here, there.scheme)
    if there.scheme != NOW.scheme:
        return lambda asked: translate(register, asked, mapping)
    other = register_of(engine, there)
    return lambda asked: translate_into(register, other, asked, mapping)
