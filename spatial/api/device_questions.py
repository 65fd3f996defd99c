"""Routes of questions about one device in a window: stays, trips, profile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse, Response

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import Reading, Window
from spatial.api.fix_wishes import DAY_S, Clean, PossibleSpeed
from spatial.api.known_answers import known_answer
from spatial.api.standard.documents import GEO_JSON
from spatial.api.standard.responses import document_responses
from spatial.locations.clock import instant, iso_utc
from spatial.locations.device_window import DeviceWindow, device_window
from spatial.locations.profile import ProfileRow, Unit, profile
from spatial.locations.stays import Stay, stays
from spatial.locations.steps import POSSIBLE_KMH, steps_of
from spatial.locations.trips import Trip, trips

router = APIRouter()


@dataclass(frozen=True, slots=True)
class StayRule:
    """What is a stay. least_us: microseconds."""

    radius_m: float
    least_us: int
    over_gaps: bool

    def found(self, window: DeviceWindow) -> list[Stay]:
        """The stays by this rule."""
        return stays(
            window.places,
            radius_m=self.radius_m,
            least_us=self.least_us,
            over_gaps=self.over_gaps,
        )


def stay_rule(
    radius_m: Annotated[
        float, Query(ge=1, le=10_000, description="Of the circle that holds the fixes of a stay.")
    ] = 100,
    least_s: Annotated[
        float, Query(ge=0, le=30 * DAY_S, description="Seconds that a stay lasts at least.")
    ] = 300,
    over_gaps: Annotated[
        bool,
        Query(description="Whether a stay may go over a gap when the device is there again."),
    ] = False,
) -> StayRule:
    """The rule that the request gives."""
    return StayRule(radius_m, round(least_s * 1e6), over_gaps)


Rule = Annotated[StayRule, Depends(stay_rule)]


@router.get(
    "/devices/{device}/stays",
    response_class=Response,
    responses=document_responses("FeatureCollection", GEO_JSON),
)
@declared(DataClass.POSITION, Grade.PERSONAL)
def device_stays(
    device: str,
    reading: Reading,
    window: Window,
    rule: Rule,
    clean: Clean = True,
    max_speed_kmh: PossibleSpeed = POSSIBLE_KMH,
) -> JSONResponse:
    """Where a device stayed in [from, to): GeoJSON points, longitude, latitude in CGCS2000.

    A stay is a run of fixes in one circle of `radius_m` for `least_s` or more: the point is the
    centre of the smallest circle that holds them, `radius_m` its radius. `arrival` and `departure`
    are its first and last fix; `came` and `left` are false where the way there or on is unknown,
    so that it may be longer. It ends at a gap, unless `over_gaps`; then `unknown_s` is in gaps.
    """
    start, end = window
    asked = device_window(reading, device, start, end, clean_kmh=max_speed_kmh if clean else None)
    return JSONResponse(
        {
            "type": "FeatureCollection",
            **_said(asked, start, end),
            "features": [_stay(one) for one in rule.found(asked)],
        },
        media_type="application/geo+json",
    )


@router.get("/devices/{device}/trips", response_model=None)
@declared(DataClass.POSITION, Grade.PERSONAL)
def device_trips(
    device: str,
    reading: Reading,
    window: Window,
    rule: Rule,
    clean: Clean = True,
    max_speed_kmh: PossibleSpeed = POSSIBLE_KMH,
) -> JSONResponse:
    """The ways of a device between its stays in [from, to), cut at gaps.

    `from` and `to` have the time and the longitude, latitude (CGCS2000) of the first and last fix,
    and what the way begins or ends with: a `stay`, a `gap` beyond which it is unknown, or the
    `window`. `metres` is geodesic from fix to fix; `jumps` (more than 10 km, or faster than
    possible) add none. `mean_speed_kmh` is metres by time, `max_speed_kmh` of the fastest step.
    What lies in one circle of `radius_m` is no trip.
    """
    start, end = window
    asked = device_window(reading, device, start, end, clean_kmh=max_speed_kmh if clean else None)
    steps = steps_of(asked.places, possible_kmh=max_speed_kmh)
    found = trips(asked.places, steps, rule.found(asked), radius_m=rule.radius_m)
    return JSONResponse(_said(asked, start, end) | {"trips": [_trip(one) for one in found]})


@router.get("/devices/{device}/profile", response_model=None)
@declared(DataClass.POSITION, Grade.PERSONAL)
def device_profile(
    device: str,
    reading: Reading,
    window: Window,
    per: Annotated[Unit, Query(description="A row for each hour, or each day in Beijing.")] = (
        Unit.DAY
    ),
    clean: Clean = True,
    max_speed_kmh: PossibleSpeed = POSSIBLE_KMH,
) -> JSONResponse:
    """How far and fast a device went in each hour or day (in Beijing) of [from, to).

    `metres` is geodesic from fix to fix, `cumulative_m` with all rows before. Of `known_s` (between
    fixes of the window without a gap) the device moved for `moving_s`, at 3 km/h or more. `jumps`
    (more than 10 km, or faster than possible) are left out and counted. Where nothing is known
    `metres` and `max_speed_kmh` are null, which is not 0.
    """
    start, end = window
    asked = device_window(reading, device, start, end, clean_kmh=max_speed_kmh if clean else None)
    steps = steps_of(asked.places, possible_kmh=max_speed_kmh)
    rows = profile(asked.places, steps, start, end, per)
    return JSONResponse(
        _said(asked, start, end)
        | {
            "per": per,
            "metres": round(rows[-1].cumulative_m, 2),
            "moving_s": round(sum(row.moving_s for row in rows), 6),
            "max_speed_kmh": _rounded(
                max((row.max_kmh for row in rows if row.max_kmh is not None), default=None), 2
            ),
            "jumps": sum(row.jumps for row in rows),
            "rows": [_row(row) for row in rows],
        }
    )


def _said(asked: DeviceWindow, start: datetime, end: datetime) -> dict[str, Any]:
    return {
        "device": asked.device.name,
        "device_class": asked.device.device_class,
        "from": iso_utc(start),
        "to": iso_utc(end),
        "fixes": len(asked.places),
        "removed": asked.removed,
        "known": known_answer(asked.known),
    }


def _stay(stay: Stay) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [round(stay.lon, 7), round(stay.lat, 7)]},
        "properties": {
            "arrival": iso_utc(instant(stay.arrival_us)),
            "departure": iso_utc(instant(stay.departure_us)),
            "seconds": (stay.departure_us - stay.arrival_us) / 1e6,
            "fixes": stay.fixes,
            "radius_m": round(stay.radius_m, 2),
            "unknown_s": stay.unknown_us / 1e6,
            "came": stay.came,
            "left": stay.left,
        },
    }


def _trip(trip: Trip) -> dict[str, Any]:
    return {
        "from": {
            "time": iso_utc(instant(trip.start_us)),
            "coordinates": [trip.from_lon, trip.from_lat],
            "with": trip.begins_with,
        },
        "to": {
            "time": iso_utc(instant(trip.end_us)),
            "coordinates": [trip.to_lon, trip.to_lat],
            "with": trip.ends_with,
        },
        "seconds": (trip.end_us - trip.start_us) / 1e6,
        "fixes": trip.fixes,
        "metres": round(trip.metres, 2),
        "mean_speed_kmh": _rounded(trip.mean_kmh, 2),
        "max_speed_kmh": _rounded(trip.max_kmh, 2),
        "jumps": trip.jumps,
    }


def _row(row: ProfileRow) -> dict[str, Any]:
    return {
        "from": iso_utc(row.start),
        "to": iso_utc(row.end),
        "fixes": row.fixes,
        "metres": _rounded(row.metres, 2),
        "cumulative_m": round(row.cumulative_m, 2),
        "known_s": round(row.known_s, 6),
        "moving_s": round(row.moving_s, 6),
        "max_speed_kmh": _rounded(row.max_kmh, 2),
        "jumps": row.jumps,
    }


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
