"""Routes of the business lines: datasets, nearest facilities."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import AsOf, Lat, Lon, Reading
from spatial.business import facilities, indicators
from spatial.business.indicators import Indicator
from spatial.temporal import Period

router = APIRouter(prefix="/v1", tags=["business"])


@router.get("/datasets", response_model=None)
@declared(DataClass.INDICATOR, Grade.OPEN)
def datasets(reading: Reading) -> JSONResponse:
    """The datasets of the business lines, each with its indicators and what their numbers mean.

    An indicator with `readable` false is listed, and its values are refused.
    """
    return JSONResponse(
        {
            "datasets": [
                {
                    "id": dataset.id,
                    "title": dataset.title,
                    "line": dataset.line,
                    "owner": dataset.owner,
                    "indicators": [_indicator(one) for one in dataset.indicators],
                }
                for dataset in indicators.datasets(reading)
            ]
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


def _indicator(indicator: Indicator) -> dict[str, Any]:
    return {
        "id": indicator.id,
        "dataset": indicator.dataset,
        "title": indicator.title,
        "unit": indicator.unit,
        "kind": indicator.kind,
        "additive_space": indicator.additive_space,
        "additive_time": indicator.additive_time,
        "numerator": indicator.numerator,
        "denominator": indicator.denominator,
        "grade": indicator.grade,
        "minimum_cell": indicator.minimum_cell,
        "readable": indicator.readable,
        "data_from": indicator.data_from and _month(indicator.data_from),
        "data_until": indicator.data_until and _month(indicator.data_until),
    }


def _valid(period: Period) -> dict[str, str | None]:
    return {
        "valid_from": period.start.isoformat(),
        "valid_to": None if period.end is None else period.end.isoformat(),
    }


def _month(first_day: date) -> str:
    return first_day.isoformat()[:7]
