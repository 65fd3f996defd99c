"""How every answer of an operator is given."""

from __future__ import annotations

from fastapi.responses import JSONResponse, Response

from spatial.business.answering.answer import Answer


def given(answer: Answer) -> Response:
    """The answer with all that it stands on (R8.6)."""
    return JSONResponse(answer.as_json())
