"""Two days compared, as a list and as a map of what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response
from sqlalchemy import Connection

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import Reading
from spatial.api.divisions import forms
from spatial.api.standard.documents import GEO_JSON
from spatial.api.standard.responses import also_as
from spatial.division_codes import Level
from spatial.divisions.answers.comparison import ChangedUnit, compare
from spatial.divisions.answers.lists import Listed
from spatial.divisions.answers.shapes_of_versions import shapes_on
from spatial.divisions.answers.units import span_within
from spatial.divisions.footing import Footing
from spatial.errors import BadPeriod
from spatial.temporal import parse_date

router = APIRouter(prefix="/v1", tags=["divisions"])

_SHAPES_AT_A_TIME = 100


@router.get("/divisions/compare", response_model=None, responses=also_as(GEO_JSON))
@declared(DataClass.DIVISION, Grade.OPEN)
def compare_divisions(
    reading: Reading,
    footing: forms.Standing,
    from_: Annotated[str, Query(alias="from", description="The earlier day, YYYY-MM-DD.")],
    to: Annotated[str, Query(description="The later day, YYYY-MM-DD.")],
    level: Annotated[
        Level | None, Query(description="Units of this level; left out: county and above.")
    ] = None,
    within: Annotated[
        str | None, Query(description="Units that lie in this one on one of the days.")
    ] = None,
    limit: forms.Limit = forms.PAGE,
    offset: forms.Offset = 0,
    format: Annotated[
        Literal["json", "geojson"],
        Query(description="json in pages; geojson whole, a feature for each changed unit."),
    ] = "json",
) -> Response:
    """Which units are not the same on two days: gone, new, or of another name, code, parent, type
    or shape, each with what it was, what it is, and the events between.

    Units are matched by identity, so one that took another code is told as changed, not as gone.
    `kin` of a gone unit are those of the later day that it went to, of a new one those that it came
    from, told by lineage. In GeoJSON a unit has its shape of the later day, a gone one that of the
    earlier; null where no shape of its own is known.
    """
    first, last = parse_date(from_), parse_date(to)
    if last <= first:
        raise BadPeriod(f"to ({last}) must lie after from ({first})")
    footing.require(first)
    codes = None if within is None else span_within(reading, footing, within)
    found = compare(reading, footing, first, last, level=level, within=codes)
    asked = {"from": first.isoformat(), "to": last.isoformat(), "level": level, "within": within}
    counts = Counter(change for one in found for change in one.changes)
    head = (
        asked
        | forms.basis_of(footing, last)
        | {"total": len(found), "counts": {change.value: n for change, n in counts.items()}}
    )
    if format == "geojson":
        return forms.collection(head, _features(reading, footing, found, first, last), footing)
    following = forms.page_after(
        "/v1/divisions/compare", asked, footing, limit=limit, offset=offset, total=len(found)
    )
    return JSONResponse(
        head
        | {"limit": limit, "offset": offset, "next": following}
        | {"changes": [_changed(one) for one in found[offset : offset + limit]]}
    )


def _changed(one: ChangedUnit) -> dict[str, Any]:
    return {
        "identity": one.identity,
        "change": list(one.changes),
        "before": _unit(one.before),
        "after": _unit(one.after),
        "kin": [
            {"code": kin.code, "name": kin.name, "identity": kin.identity, "share": kin.share}
            for kin in one.kin
        ],
        "events": forms.events_of(one.effects),
    }


def _unit(unit: Listed | None) -> dict[str, Any] | None:
    if unit is None:
        return None
    return {
        "code": unit.code,
        "name": unit.name,
        "level": unit.level,
        "type": unit.type,
        "parent_code": unit.parent_code,
    }


def _features(
    reading: Connection, footing: Footing, found: list[ChangedUnit], first: date, last: date
) -> Iterator[tuple[dict[str, Any], str | None]]:
    for start in range(0, len(found), _SHAPES_AT_A_TIME):
        some = found[start : start + _SHAPES_AT_A_TIME]
        places = [_place(one, first, last) for one in some]
        shapes = shapes_on(reading, footing, places)
        for one, place in zip(some, places, strict=True):
            shape = shapes.get(place)
            grade = None if shape is None else shape.grade
            yield _changed(one) | {"grade": grade}, None if shape is None else shape.geojson


def _place(one: ChangedUnit, first: date, last: date) -> tuple[int, date]:
    if one.after is not None:
        return one.after.version_id, last
    assert one.before is not None
    return one.before.version_id, first
