"""The report of where sources say other than the registry."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import Reading
from spatial.api.divisions import forms
from spatial.api.standard.responses import also_as
from spatial.divisions.answers.differences import (
    DifferenceKind,
    DifferenceQuestion,
    SourceDifference,
    count_differences,
    differences,
)
from spatial.divisions.answers.units import span_within
from spatial.divisions.footing import in_utc
from spatial.temporal import parse_date

router = APIRouter(prefix="/v1", tags=["divisions"])

_COLUMNS = (
    "source",
    "as_of",
    "code",
    "kind",
    "source_says",
    "registry_says",
    "explanation",
    "known_from",
)


@router.get("/divisions/differences", response_model=None, responses=also_as("text/csv"))
@declared(DataClass.DIVISION, Grade.OPEN)
def division_differences(
    reading: Reading,
    footing: forms.Standing,
    source: Annotated[str | None, Query(description="Name of the source's file.")] = None,
    as_of: Annotated[
        str | None, Query(description="Day that the source speaks of, YYYY-MM-DD.")
    ] = None,
    kind: Annotated[DifferenceKind | None, Query(description="In what it differs.")] = None,
    within: Annotated[
        str | None, Query(description="Differences in this unit and all that lies in it.")
    ] = None,
    limit: forms.Limit = forms.PAGE,
    offset: forms.Offset = 0,
    format: Annotated[
        Literal["json", "csv"], Query(description="json in pages; csv whole, without pages.")
    ] = "json",
) -> Response:
    """Where sources say other than the registry, and why the registry says what it says.

    Nothing that a source says is overwritten: the claim stands beside the registry, and each
    difference is a row here, with an explanation (Chinese).
    """
    day = None if as_of is None else parse_date(as_of)
    codes = None if within is None else span_within(reading, footing, within)
    question = DifferenceQuestion(source, day, kind, codes)
    if format == "csv":
        rows = (list(_facts(one).values()) for one in differences(reading, footing, question))
        return forms.sheet("differences", _COLUMNS, rows, footing)
    counts = count_differences(reading, footing, question)
    total = sum(counts.values())
    asked = {"source": source, "as_of": as_of, "kind": kind, "within": within}
    following = forms.page_after(
        "/v1/divisions/differences", asked, footing, limit=limit, offset=offset, total=total
    )
    page = differences(reading, footing, question, limit=limit, offset=offset)
    return JSONResponse(
        asked
        | forms.basis_of(footing)
        | {"total": total, "counts": counts, "limit": limit, "offset": offset, "next": following}
        | {"differences": [_facts(one) for one in page]}
    )


def _facts(one: SourceDifference) -> dict[str, Any]:
    return {
        "source": one.source,
        "as_of": forms.day(one.as_of),
        "code": one.code,
        "kind": one.kind,
        "source_says": one.source_says,
        "registry_says": one.registry_says,
        "explanation": one.explanation,
        "known_from": in_utc(one.known_from),
    }
