"""The route of a device's track, in the formats in which tracks travel."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.accepting import accepted
from spatial.api.dependencies import Reading, Window
from spatial.api.fix_wishes import Clean, PossibleSpeed
from spatial.api.known_answers import known_answer
from spatial.api.standard.responses import file_responses
from spatial.locations.clock import iso_utc
from spatial.locations.device_track import Track, TrackPart, Variant, track
from spatial.locations.gpx import gpx_of
from spatial.locations.moving_features import moving_feature_of
from spatial.locations.steps import POSSIBLE_KMH

router = APIRouter()

TRACK_LIMIT = 100_000
TRACK_LIMIT_MOST = 500_000


class TrackForm(StrEnum):
    """In what form a track is given."""

    GEOJSON = "geojson"
    GPX = "gpx"
    PARQUET = "parquet"
    MF_JSON = "mfjson"


_MEDIA_TYPES = {
    TrackForm.GEOJSON: "application/geo+json",
    TrackForm.GPX: "application/gpx+xml",
    TrackForm.PARQUET: "application/vnd.apache.parquet",
    # MF-JSON has no media type of its own; OGC API – Moving Features sends this one.
    TrackForm.MF_JSON: "application/json",
}

# What a client may accept, and which form that is. MF-JSON is asked for by f alone.
_ACCEPTED = {
    "application/geo+json": TrackForm.GEOJSON,
    "application/json": TrackForm.GEOJSON,
    "*/*": TrackForm.GEOJSON,
    "application/*": TrackForm.GEOJSON,
    "application/gpx+xml": TrackForm.GPX,
    "application/vnd.apache.parquet": TrackForm.PARQUET,
    "application/x-parquet": TrackForm.PARQUET,
}


def track_form(
    request: Request,
    f: Annotated[
        TrackForm | None,
        Query(description="The form of the answer; else the header Accept decides."),
    ] = None,
) -> TrackForm:
    """The form asked for, of several equally welcome ones the first; GeoJSON when none is."""
    return f or accepted(request, _ACCEPTED) or TrackForm.GEOJSON


@router.get(
    "/devices/{device}/track",
    response_class=Response,
    responses=file_responses(*_MEDIA_TYPES.values()),
)
@declared(DataClass.POSITION, Grade.PERSONAL)
def device_track(
    device: str,
    request: Request,
    reading: Reading,
    window: Window,
    form: Annotated[TrackForm, Depends(track_form)],
    limit: Annotated[
        int, Query(ge=1, le=TRACK_LIMIT_MOST, description="Fixes of one answer at most.")
    ] = TRACK_LIMIT,
    simplify: Annotated[
        float | None,
        Query(
            gt=0,
            le=100_000,
            description="Metres: a fix is left out when it lies so near to where the others put it "
            "at its time; none is if left out.",
        ),
    ] = None,
    clean: Clean = False,
    max_speed_kmh: PossibleSpeed = POSSIBLE_KMH,
) -> Response:
    """The fixes of a device in [from, to): a GeoJSON line or point for each gap-free part.

    Coordinates are longitude, latitude in CGCS2000. A silence of more than 10 minutes or a step of
    more than 10 km begins a new feature. `f` or the header Accept asks for GPX 1.1, (Geo)Parquet or
    OGC Moving Features JSON instead, with altitude, speed and course where they are told.

    When there are more fixes than `limit`, `truncated` is true and `next` is the `from` of the
    request that goes on; in each form the header Link (rel=next) is its address. `known` is what is
    known of the window, or of the part of it that is given: `gaps` are unknown, never absence.
    `removed` counts spikes, `left_out` what a simplified track does without.
    """
    start, end = window
    found = track(
        reading,
        device,
        start,
        end,
        limit=limit,
        variant=Variant(max_speed_kmh if clean else None, simplify),
        told=form is not TrackForm.GEOJSON,
    )
    headers = {"Vary": "Accept"} | _next_link(request, found.following)
    media_type = _MEDIA_TYPES[form]
    if form is TrackForm.GEOJSON:
        answer = _geojson(found, start, end)
        return JSONResponse(answer, media_type=media_type, headers=headers)
    if form is TrackForm.MF_JSON:
        answer = moving_feature_of(found)
        return JSONResponse(answer, media_type=media_type, headers=headers)
    headers |= {"Content-Disposition": f"attachment; filename*=UTF-8''{_file_name(found, form)}"}
    return Response(_written(found, form), media_type=media_type, headers=headers)


def _written(found: Track, form: TrackForm) -> bytes:
    if form is TrackForm.GPX:
        return gpx_of(found)
    # Loaded by the first question that needs it: workers that answer tiles do without pyarrow.
    from spatial.locations.track_table import parquet_of

    return parquet_of(found)


def _file_name(found: Track, form: TrackForm) -> str:
    """The name of a file, for RFC 8187."""
    return quote(f"{found.device}.{form}", safe="")


def _next_link(request: Request, following: datetime | None) -> dict[str, str]:
    if following is None:
        return {}
    address = request.url.include_query_params(**{"from": iso_utc(following)})
    # Without the host, which a proxy in front may have changed (RFC 8288, section 3.1).
    path = quote(request.scope["path"])
    return {"Link": f'<{path}?{address.query}>; rel="next"'}


def _geojson(found: Track, start: datetime, end: datetime) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "device": found.device,
        "device_class": found.device_class,
        "from": iso_utc(start),
        "to": iso_utc(end),
        "count": found.count,
        "removed": found.removed,
        "left_out": found.left_out,
        "truncated": found.following is not None,
        "next": found.following and iso_utc(found.following),
        "known": known_answer(found.known),
        "features": [_feature(found.device, part) for part in found.parts],
    }


def _feature(device: str, part: TrackPart) -> dict[str, Any]:
    times = [iso_utc(instant) for instant in part.times]
    lon_lat = part.lon_lat.tolist()
    geometry = (
        {"type": "Point", "coordinates": lon_lat[0]}
        if len(times) == 1
        else {"type": "LineString", "coordinates": lon_lat}
    )
    return {
        "type": "Feature",
        "geometry": geometry,
        "properties": {
            "device": device,
            "first": times[0],
            "last": times[-1],
            "fixes": len(times),
            "times": times,
        },
    }
