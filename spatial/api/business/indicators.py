"""Routes of the business lines: monthly series, nearest facilities."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.business.indicator_answer import indicator_answer
from spatial.api.dependencies import AsOf, Lat, Lon, Reading
from spatial.business import facilities, queries
from spatial.business.series import MonthValue
from spatial.division_codes import canonical_code
from spatial.temporal import Period, parse_month

router = APIRouter(prefix="/v1", tags=["business"])


def month_from(
    from_: Annotated[str, Query(alias="from", description="First month, included: YYYY-MM.")],
) -> date:
    """The first day of the first month. Raises BadDate."""
    return parse_month(from_)


def month_to(to: Annotated[str, Query(description="Last month, included: YYYY-MM.")]) -> date:
    """The first day of the last month. Raises BadDate."""
    return parse_month(to)


@router.get("/indicators/{identifier}/series", response_model=None)
@declared(DataClass.INDICATOR, Grade.INTERNAL)
def series(
    identifier: str,
    reading: Reading,
    division: Annotated[str, Query(description="Division code of 2 to 12 digits, as in 990101.")],
    first: Annotated[date, Depends(month_from)],
    last: Annotated[date, Depends(month_to)],
) -> JSONResponse:
    """The values of an indicator for a division as it stood (basis `as_reported`), by month.

    A month without a value says why: `before_the_record`, `not_yet`, `retired`, `not_reported` or
    `suppressed`. For a year-to-date indicator `periodic` is what the month alone brought; after a
    month without a value it is null (`previous_not_reported`), never guessed.
    """
    found = queries.series(reading, identifier, canonical_code(division), first, last)
    return JSONResponse(
        {
            "indicator": indicator_answer(found.indicator),
            "division": {
                "code": found.code,
                "versions": [
                    {"name": one.name, "level": one.level, "parent_code": one.parent_code}
                    | _valid(one.days)
                    for one in found.versions
                ],
                "successors": [{"code": one.code, "name": one.name} for one in found.successors],
            },
            "from": _month(found.first),
            "to": _month(found.last),
            "basis": found.basis,
            "scheme": "mca",
            "exact": found.exact,
            "data_until": found.data_until and found.data_until.isoformat(),
            "divisions_until": found.divisions_until.isoformat(),
            "values": [_value(one) for one in found.values],
        }
    )


@router.get("/facilities/nearest", response_model=None)
@declared(DataClass.FACILITY, Grade.OPEN)
def nearest(
    lon: Lon,
    lat: Lat,
    kind: Annotated[str, Query(description="care_institution, day_care or rescue_station.")],
    day: AsOf,
    reading: Reading,
    limit: Annotated[int, Query(ge=1, le=100, description="Facilities of the answer.")] = 5,
) -> JSONResponse:
    """The facilities of a kind that are nearest to a place among those open on a day.

    `distance_m` is the geodesic distance in metres. An empty answer says why in `reason`:
    `not_loaded`, `before_the_record` or `none_open`.
    """
    found = facilities.nearest(reading, lon, lat, kind, day, limit)
    return JSONResponse(
        {
            "lon": lon,
            "lat": lat,
            "date": day.isoformat(),
            "kind": {"id": found.kind.id, "title": found.kind.title},
            "data_until": found.data_until and found.data_until.isoformat(),
            "last_known": found.last_known,
            "exact": found.exact,
            "reason": found.reason,
            "facilities": [
                {
                    "id": one.id,
                    "name": one.name,
                    "kind": found.kind.id,
                    "address": one.address,
                    "beds": one.beds,
                    "lon": one.lon,
                    "lat": one.lat,
                    "distance_m": round(one.distance_m, 2),
                }
                | _valid(one.valid)
                for one in found.facilities
            ],
        }
    )


def _value(one: MonthValue) -> dict[str, Any]:
    return {
        "month": _month(one.month),
        "value": _number(one.value),
        "reason": one.reason,
        "periodic": _number(one.periodic),
        "periodic_reason": one.periodic_reason,
    }


def _valid(period: Period) -> dict[str, str | None]:
    return {
        "valid_from": period.start.isoformat(),
        "valid_to": None if period.end is None else period.end.isoformat(),
    }


def _month(first_day: date) -> str:
    return first_day.isoformat()[:7]


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
