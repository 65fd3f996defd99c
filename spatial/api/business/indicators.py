"""Routes of the business lines: nearest facilities."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import AsOf, Lat, Lon, Reading
from spatial.business import facilities
from spatial.temporal import Period

router = APIRouter(prefix="/v1", tags=["business"])


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


def _valid(period: Period) -> dict[str, str | None]:
    return {
        "valid_from": period.start.isoformat(),
        "valid_to": None if period.end is None else period.end.isoformat(),
    }
