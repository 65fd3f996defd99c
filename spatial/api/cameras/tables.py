"""In which form a list of cameras leaves: JSON, or a table for spreadsheets."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query, Request

from spatial.api.accepting import accepted

CSV = "text/csv; charset=utf-8"

Format = Annotated[
    Literal["json", "csv"] | None, Query(description="In place of the header Accept.")
]

_FORMS: dict[str, Literal["json", "csv"]] = {"application/json": "json", "text/csv": "csv"}


def wants_csv(request: Request, format: Literal["json", "csv"] | None) -> bool:
    """Whether the table is asked for, by `format` or else by the header Accept."""
    return (format or accepted(request, _FORMS)) == "csv"
