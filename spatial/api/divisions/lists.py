"""The list of units as of a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response
from sqlalchemy import Connection

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import AsOf, Reading
from spatial.api.divisions import forms
from spatial.api.standard.documents import GEO_JSON
from spatial.api.standard.responses import also_as
from spatial.division_codes import Level
from spatial.divisions.answers.lists import Listed, Selection, Unofficial, count_as_of, units_as_of
from spatial.divisions.answers.shapes_of_versions import shapes_on
from spatial.divisions.answers.units import resolve, span_within
from spatial.divisions.footing import Footing
from spatial.errors import BadParameter

router = APIRouter(prefix="/v1", tags=["divisions"])

_INCLUDED = {
    "functional_areas": Unofficial.FUNCTIONAL_AREA,
    "placeholders": Unofficial.PLACEHOLDER,
}
_SHAPES_AT_A_TIME = 100


@router.get("/divisions", response_model=None, responses=also_as("text/csv", GEO_JSON))
@declared(DataClass.DIVISION, Grade.OPEN)
def divisions(
    reading: Reading,
    footing: forms.Standing,
    day: AsOf,
    level: Annotated[Level | None, Query(description="Units of this level only.")] = None,
    parent: Annotated[str | None, Query(description="Units directly under this code.")] = None,
    within: Annotated[str | None, Query(description="This unit and all that lies in it.")] = None,
    include: Annotated[
        str,
        Query(
            description="Types that an official count leaves out, joined by commas: "
            "functional_areas, placeholders."
        ),
    ] = "",
    limit: forms.Limit = forms.PAGE,
    offset: forms.Offset = 0,
    format: Annotated[
        Literal["json", "csv", "geojson"],
        Query(description="json in pages; csv and geojson (with shapes) whole, without pages."),
    ] = "json",
) -> Response:
    """The units that stand on a day, by code.

    The list of a year is the state at the end of its 31 December. Before the first list the answer
    is the problem `before-the-record`; after the last it is the last known state (`last_known`).
    Without `level` the list holds county and above, as the published one does, or with `parent`
    whatever stands under it. Functional areas and the levels that statistics insert are left out
    unless `include` names them (R1.10). In GeoJSON a unit without a known shape has none.
    """
    footing.require(day)
    above = None if parent is None else resolve(reading, footing, parent, day).version.code
    codes = None if within is None else span_within(reading, footing, within)
    selection = Selection(level, above, codes, _included(include))
    asked = {"date": day.isoformat(), "level": level, "parent": above}
    asked |= {"within": within, "include": include or None}
    if format == "csv":
        units = units_as_of(reading, footing, day, selection)
        header = ("code", "name", "level", "parent_code", "type", "identity")
        rows = (
            (unit.code, unit.name, unit.level, unit.parent_code, unit.type, unit.identity)
            for unit in units
        )
        return forms.sheet("divisions", header, rows, footing)
    total = count_as_of(reading, footing, day, selection)
    if format == "geojson":
        head = asked | forms.basis_of(footing, day) | {"total": total}
        units = units_as_of(reading, footing, day, selection)
        return forms.collection(head, _features(reading, footing, list(units), day), footing)
    page = units_as_of(reading, footing, day, selection, limit=limit, offset=offset)
    return JSONResponse(
        forms.basis_of(footing, day)
        | {
            "total": total,
            "limit": limit,
            "offset": offset,
            "next": forms.page_after(
                "/v1/divisions", asked, footing, limit=limit, offset=offset, total=total
            ),
            "divisions": [_listed(unit) for unit in page],
        }
    )


def _included(include: str) -> tuple[Unofficial, ...]:
    """The types that the list is asked to hold too. Raises BadParameter."""
    found: list[Unofficial] = []
    for name in filter(None, include.split(",")):
        if name not in _INCLUDED:
            raise BadParameter(f"include={name!r} is neither of {', '.join(_INCLUDED)}")
        found.append(_INCLUDED[name])
    return tuple(found)


def _features(
    reading: Connection, footing: Footing, units: list[Listed], day: date
) -> Iterator[tuple[dict[str, Any], str | None]]:
    for start in range(0, len(units), _SHAPES_AT_A_TIME):
        some = units[start : start + _SHAPES_AT_A_TIME]
        shapes = shapes_on(reading, footing, [(unit.version_id, day) for unit in some])
        for unit in some:
            shape = shapes.get((unit.version_id, day))
            grade = None if shape is None else shape.grade
            yield _listed(unit) | {"grade": grade}, None if shape is None else shape.geojson


def _listed(unit: Listed) -> dict[str, Any]:
    return {
        "code": unit.code,
        "name": unit.name,
        "level": unit.level,
        "type": unit.type,
        "parent_code": unit.parent_code,
        "identity": unit.identity,
    }
