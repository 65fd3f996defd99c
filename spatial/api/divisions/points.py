"""What a point lies in on a day."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import AsOf, Lat, Lon, Reading
from spatial.api.divisions import forms
from spatial.divisions.answers.place_of_point import LevelAtPoint
from spatial.divisions.answers.point_in_schemes import place_at

router = APIRouter(prefix="/v1", tags=["divisions"])


@router.get("/divisions/at", response_model=None)
@declared(DataClass.DIVISION, Grade.OPEN)
def division_at(
    reading: Reading, footing: forms.Standing, lon: Lon, lat: Lat, day: AsOf
) -> JSONResponse:
    """What a point lies in on a day: for every level one unit, or the reason why in none.

    `grade` says how well the limits are known (held, derived, approximate, cut). Where several
    units share an area, `candidates` names them. A point on a limit belongs to the unit of the
    smallest code, and `candidates` names the others. In a scheme without shapes (nbs) the answer is
    the counterpart of the ministry's unit there, or the reason why it has none (`note`).
    """
    levels = place_at(reading, footing, lon, lat, day)
    return JSONResponse(
        {"lon": lon, "lat": lat}
        | forms.basis_of(footing, day)
        | {"levels": [_level(one) for one in levels]}
    )


def _level(one: LevelAtPoint) -> dict[str, Any]:
    unit = one.unit
    return {
        "level": one.level,
        "division": None
        if unit is None
        else {
            "code": unit.code,
            "name": unit.name,
            "parent_code": unit.parent_code,
            "identity": unit.identity,
        },
        "grade": one.grade,
        "reason": one.reason,
        "note": one.note,
        "candidates": forms.names(one.candidates),
    }
