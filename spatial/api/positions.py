"""Routes of the position history. They read persons' data: grade personal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from spatial.access.declaration import Action, DataClass, Grade, declared
from spatial.api import device_questions, device_tracks, position_heat, position_meetings
from spatial.api.dependencies import Reading, require_window
from spatial.api.device_classes import Classes
from spatial.api.known_answers import known_answer
from spatial.api.standard.documents import GEO_JSON
from spatial.api.standard.responses import document_responses
from spatial.errors import BadParameter
from spatial.geojson import parse_polygon
from spatial.locations import moments, queries
from spatial.locations.clock import iso_utc
from spatial.locations.known_time import known_of_devices
from spatial.temporal import parse_instant

router = APIRouter(prefix="/v1", tags=["positions"])


for _questions in (device_tracks, device_questions, position_meetings, position_heat):
    router.include_router(_questions.router)


@router.get("/devices", response_model=None)
@declared(DataClass.POSITION, Grade.PERSONAL)
def devices(
    reading: Reading,
    limit: Annotated[int, Query(ge=1, le=1000, description="Devices of a page.")] = 100,
    offset: Annotated[int, Query(ge=0, le=2**53, description="Devices to leave out first.")] = 0,
) -> JSONResponse:
    """The register of devices by identifier, with the span and number of their fixes."""
    total, page = queries.devices_page(reading, limit=limit, offset=offset)
    return JSONResponse(
        {
            "total": total,
            "limit": limit,
            "offset": offset,
            "devices": [
                {
                    "id": device.id,
                    "device_class": device.device_class,
                    "name": device.id,
                    "first": device.first and iso_utc(device.first),
                    "last": device.last and iso_utc(device.last),
                    "fixes": device.fixes,
                }
                for device in page
            ],
        }
    )


class WithinQuestion(BaseModel):
    """An area and a span."""

    model_config = ConfigDict(extra="forbid")

    polygon: dict[str, Any] = Field(
        description="GeoJSON Polygon or MultiPolygon, longitude, latitude in CGCS2000."
    )
    from_: str = Field(alias="from", description="Start, included; ISO 8601 with zone, or a day.")
    to: str = Field(description="End, not included; ISO 8601 with zone, or a day.")
    known: bool = Field(
        default=True,
        description="Whether to tell what of the window is known of each device: reads all of its "
        "fixes.",
    )


@router.post("/positions/within", response_model=None)
@declared(DataClass.POSITION, Grade.PERSONAL, Action.READ)
def positions_within(question: WithinQuestion, reading: Reading) -> JSONResponse:
    """The devices with a fix in the polygon (its edge included) in [from, to).

    For each the first and last of these fixes, their number, and the seconds for which it was there
    for sure: between neighbouring fixes that both lie inside, 10 minutes apart at most. `known` is
    what is known of the whole window, in the polygon or elsewhere: where the device was in the rest
    of it nobody knows. A POST because a polygon does not fit into an address; it changes nothing.
    """
    start, end = parse_instant(question.from_), parse_instant(question.to)
    require_window(start, end)
    polygon = parse_polygon(question.polygon)
    found = queries.devices_within(reading, polygon, start, end)
    names = [device.id for device in found] if question.known else []
    known = known_of_devices(reading, names, start, end)
    return JSONResponse(
        {
            "from": iso_utc(start),
            "to": iso_utc(end),
            "devices": [
                {
                    "id": device.id,
                    "device_class": device.device_class,
                    "first": iso_utc(device.first),
                    "last": iso_utc(device.last),
                    "count": device.count,
                    "seconds": device.seconds,
                    **(
                        {"known": known_answer(known[device.id], listed=False)}
                        if question.known
                        else {}
                    ),
                }
                for device in found
            ],
        }
    )


@router.get(
    "/positions/latest",
    response_class=Response,
    responses=document_responses("FeatureCollection", GEO_JSON),
)
@declared(DataClass.POSITION, Grade.PERSONAL)
def latest_positions(
    reading: Reading,
    device: Annotated[
        list[str] | None, Query(description="Identifiers; all devices if left out.")
    ] = None,
    device_class: Classes = None,
) -> JSONResponse:
    """The newest fix of each device, as GeoJSON points by identifier; CGCS2000.

    A late fix never replaces a newer one. A device without any fix is not in it.
    """
    if device is not None and any("\0" in name for name in device):
        raise BadParameter("no device is named with a NUL")
    found = moments.latest(reading, devices=device, classes=device_class)
    return _points(
        {},
        [
            (one.lon, one.lat, {
                "device": one.device,
                "device_class": one.device_class,
                "time": iso_utc(one.fixed_at),
                "speed_kmh": one.speed_kmh,
                "course": one.course,
            })
            for one in found
        ],
    )  # fmt: skip


@router.get(
    "/positions/at",
    response_class=Response,
    responses=document_responses("FeatureCollection", GEO_JSON),
)
@declared(DataClass.POSITION, Grade.PERSONAL)
def positions_at(
    reading: Reading,
    time: Annotated[str, Query(description="ISO 8601 with zone.")],
    device_class: Classes = None,
) -> JSONResponse:
    """Where each device was at an instant, as GeoJSON points by identifier; CGCS2000.

    `certainty` says how it is known: `fix` at the very instant; `between` two fixes without a gap,
    by proportion of the time; `last`, the last fix before, 10 minutes ago at most, after which
    nothing is known. Where the others were is unknown: they are not in it.
    """
    instant = parse_instant(time)
    found = moments.moments(reading, instant, classes=device_class)
    return _points(
        {"time": iso_utc(instant)},
        [
            (round(one.lon, 7), round(one.lat, 7), {
                "device": one.device,
                "device_class": one.device_class,
                "certainty": one.certainty,
                "fixed_at": iso_utc(one.fixed_at),
                "seconds": one.seconds,
            })
            for one in found
        ],
    )  # fmt: skip


@router.get(
    "/positions/nearest",
    response_class=Response,
    responses=document_responses("FeatureCollection", GEO_JSON),
)
@declared(DataClass.POSITION, Grade.PERSONAL)
def nearest_positions(
    reading: Reading,
    lon: Annotated[float, Query(ge=-180, le=180, description="Degrees east, CGCS2000.")],
    lat: Annotated[float, Query(ge=-90, le=90, description="Degrees north, CGCS2000.")],
    time: Annotated[str, Query(description="ISO 8601 with zone.")],
    within_s: Annotated[
        float, Query(gt=0, le=86_400, description="Seconds before or after it.")
    ] = 60,
    limit: Annotated[int, Query(ge=1, le=1000, description="Devices at most.")] = 10,
    device_class: Classes = None,
) -> JSONResponse:
    """The devices nearest to a place about an instant, the nearest first: each by its nearest fix.

    GeoJSON points; `metres` is geodesic.
    """
    instant = parse_instant(time)
    found = moments.nearest(
        reading, lon, lat, instant,
        within=timedelta(seconds=within_s), limit=limit, classes=device_class,
    )  # fmt: skip
    return _points(
        {"time": iso_utc(instant)},
        [
            (one.lon, one.lat, {
                "device": one.device,
                "device_class": one.device_class,
                "time": iso_utc(one.fixed_at),
                "metres": round(one.metres, 2),
            })
            for one in found
        ],
    )  # fmt: skip


def _points(
    said: dict[str, Any], points: Sequence[tuple[float, float, dict[str, Any]]]
) -> JSONResponse:
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
            "properties": properties,
        }
        for lon, lat, properties in points
    ]
    return JSONResponse(
        {"type": "FeatureCollection", **said, "features": features},
        media_type="application/geo+json",
    )
