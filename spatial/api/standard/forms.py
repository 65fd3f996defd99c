"""JSON for programs, a page for a person with a browser: `f`, or what the client accepts."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from fastapi import Depends, Query, Request

from spatial.api.accepting import accepted


class PageForm(StrEnum):
    """A form of a document that both programs and persons read."""

    JSON = "json"
    HTML = "html"


_BY_MEDIA_RANGE = {
    "application/json": PageForm.JSON,
    "text/html": PageForm.HTML,
    "application/xhtml+xml": PageForm.HTML,
}


def page_form(
    request: Request,
    f: Annotated[
        PageForm | None,
        Query(description="json or html; what `Accept` asks for when left out, JSON where it "
              "names neither."),
    ] = None,
) -> PageForm:  # fmt: skip
    """The form of an answer."""
    return f or accepted(request, _BY_MEDIA_RANGE) or PageForm.JSON


AsPage = Annotated[PageForm, Depends(page_form)]
