"""The route of the meetings of two devices."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import Reading, Window
from spatial.api.fix_wishes import DAY_S, Clean, PossibleSpeed
from spatial.api.known_answers import known_answer
from spatial.api.standard.documents import GEO_JSON
from spatial.api.standard.responses import document_responses
from spatial.errors import BadParameter
from spatial.locations.clock import instant, iso_utc
from spatial.locations.device_window import device_about_window
from spatial.locations.meetings import Meeting, meetings
from spatial.locations.steps import POSSIBLE_KMH

router = APIRouter()


@router.get(
    "/positions/meetings",
    response_class=Response,
    responses=document_responses("FeatureCollection", GEO_JSON),
)
@declared(DataClass.POSITION, Grade.PERSONAL)
def device_meetings(
    reading: Reading,
    window: Window,
    device: Annotated[list[str], Query(description="Two identifiers: device=…&device=…")],
    distance_m: Annotated[
        float, Query(gt=0, le=10_000, description="So near, along the ground.")
    ] = 50,
    least_s: Annotated[
        float, Query(ge=0, le=30 * DAY_S, description="For so many seconds at least.")
    ] = 60,
    clean: Clean = True,
    max_speed_kmh: PossibleSpeed = POSSIBLE_KMH,
) -> JSONResponse:
    """When two devices were near each other in [from, to), as far as both are known.

    Between two fixes without a gap or a jump a device moves straight and steadily; by that the
    instants are exact. `metres`, `closest` and the GeoJSON point (longitude, latitude, CGCS2000,
    midway) tell how near they came, when and where. `began` and `ended` are false where a gap or
    the window hides how they met or parted. `known` is what of the window is known of both at once:
    in the rest they may have met unseen.
    """
    start, end = window
    if len(device) != 2 or device[0] == device[1]:
        raise BadParameter(
            f"a meeting is one of two different devices; {len(set(device))} are named"
        )
    clean_kmh = max_speed_kmh if clean else None
    one, other = (
        device_about_window(reading, name, start, end, clean_kmh=clean_kmh) for name in device
    )
    found = meetings(
        one.places,
        other.places,
        start,
        end,
        distance_m=distance_m,
        least_us=round(least_s * 1e6),
        possible_kmh=max_speed_kmh,
    )
    return JSONResponse(
        {
            "type": "FeatureCollection",
            "from": iso_utc(start),
            "to": iso_utc(end),
            "devices": [
                {
                    "id": asked.device.name,
                    "device_class": asked.device.device_class,
                    "removed": asked.removed,
                    "known": known_answer(asked.known, listed=False),
                }
                for asked in (one, other)
            ],
            "known": known_answer(found.both),
            "features": [_meeting(meeting) for meeting in found.meetings],
        },
        media_type="application/geo+json",
    )


def _meeting(meeting: Meeting) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {
            "type": "Point",
            "coordinates": [round(meeting.lon, 7), round(meeting.lat, 7)],
        },
        "properties": {
            "start": iso_utc(instant(meeting.start_us)),
            "end": iso_utc(instant(meeting.end_us)),
            "seconds": (meeting.end_us - meeting.start_us) / 1e6,
            "metres": round(meeting.least_m, 2),
            "closest": iso_utc(instant(meeting.closest_us)),
            "began": meeting.began,
            "ended": meeting.ended,
        },
    }
