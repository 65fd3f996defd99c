"""How every answer of an operator is given: kept, so that it can be asked again, as JSON or CSV."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import structlog
from fastapi import Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

from spatial.api.accepting import accepted
from spatial.business.answering.answer import Answer
from spatial.business.answering.kept import keep
from spatial.business.answering.sheet import sheet_of
from spatial.db import beside
from spatial.divisions.footing import in_utc
from spatial.errors import BadParameter

log = structlog.get_logger(__name__)


class AnswerForm(StrEnum):
    """In what form an answer is given. csv: its items as a table, the rest in header fields."""

    JSON = "json"
    CSV = "csv"


_ACCEPTED = {
    "application/json": AnswerForm.JSON,
    "application/*": AnswerForm.JSON,
    "*/*": AnswerForm.JSON,
    "text/csv": AnswerForm.CSV,
    "text/*": AnswerForm.CSV,
}

CSV = "text/csv; charset=utf-8"


def given(answer: Answer, more: Mapping[str, Any] | None = None) -> Response:
    """The answer with all that it stands on (R8.6). more: members beside those of the answer.

    The parameter `format` of the request, else its header Accept, says in which form; with
    `bom=true` a CSV begins as spreadsheet programs like it.
    """
    return _Given(answer, more or {})


class _Given(Response):
    """Written when it is sent: only then the request is at hand, whose form it takes."""

    def __init__(self, answer: Answer, more: Mapping[str, Any]) -> None:
        super().__init__()
        self._answer = answer
        self._more = more

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        form, bom = _form(request), _flag(request, "bom")
        response = await run_in_threadpool(self._written, request.app.state.engine, form, bom)
        await response(scope, receive, send)

    def _written(self, engine: Engine, form: AnswerForm, bom: bool) -> Response:
        answer = self._answer
        with beside(engine).begin() as connection:
            alike = keep(connection, answer)
        if not alike:
            log.warning("an answer differs from the one of its id", answer=answer.id)
        headers = _headers(answer) | ({} if alike else {"X-Answer-Differs": "true"})
        if form is AnswerForm.JSON:
            return JSONResponse(answer.as_json() | dict(self._more), headers=headers)
        headers["Content-Disposition"] = f'attachment; filename="{answer.operator}.csv"'
        sheet = sheet_of(answer.items)
        return Response("\ufeff" + sheet if bom else sheet, media_type=CSV, headers=headers)


def _form(request: Request) -> AnswerForm:
    said = request.query_params.get("format")
    if said is None:
        return accepted(request, _ACCEPTED) or AnswerForm.JSON
    try:
        return AnswerForm(said)
    except ValueError:
        known = ", ".join(AnswerForm)
        raise BadParameter(f"format={said!r} is none of {known}") from None


def _flag(request: Request, name: str) -> bool:
    said = request.query_params.get(name, "false")
    if said not in ("true", "false"):
        raise BadParameter(f"{name}={said!r} is neither true nor false")
    return said == "true"


def _headers(answer: Answer) -> dict[str, str]:
    """What an answer stands on, for forms without room for it."""
    found = {
        "Vary": "Accept",
        "Content-Location": f"/v1/answers/{answer.id}",
        "X-Answer-Id": answer.id,
        "X-Answer-Digest": answer.digest,
        "X-Exact": str(answer.exact).lower(),
        "X-Suppressed": str(answer.suppressed),
    }
    if answer.perturbation is not None:
        found["X-Perturbed"] = "; ".join(f"{name}={n:g}" for name, n in answer.perturbation.items())
    if answer.divisions is not None:
        found |= {
            "X-Date": answer.divisions.day.isoformat(),
            "X-Scheme": answer.divisions.scheme,
            "X-Basis": answer.divisions.basis,
            "X-Known-At": in_utc(answer.divisions.known_at),
        }
    if answer.data is not None:
        found["X-Data-Known-At"] = in_utc(answer.data.known_at)
        if answer.data.until is not None:
            found["X-Data-Until"] = answer.data.until.isoformat()
    return found
