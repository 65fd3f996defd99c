"""Routes of OGC API – Moving Features: what a device tells beside its place, over time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import Reading
from spatial.api.device_classes import DeviceClass
from spatial.api.moving_feature_documents import (
    Collected,
    collection_device,
    curve_values,
    own_url,
)
from spatial.api.moving_feature_parameters import During, Leaf, Times
from spatial.api.standard.documents import answer, link, own_links
from spatial.api.standard.face import Document
from spatial.api.standard.responses import document_responses
from spatial.locations.clock import instant, iso_utc
from spatial.locations.device_track import Track, track
from spatial.locations.moving_devices import ENDING
from spatial.locations.moving_properties import PROPERTIES, told_curves
from spatial.locations.tracks import GAP

router = APIRouter()

MOST_FIXES = 100_000
"""Fixes that one answer looks at; the link to the next page goes on behind them."""


class PropertyName(StrEnum):
    """What fixes may tell beside their place."""

    ALTITUDE = "altitude"
    SPEED = "speed"
    COURSE = "course"


@router.get(
    "/items/{featureId}/tproperties",
    response_class=Response,
    responses=document_responses("TemporalProperties"),
)
@declared(DataClass.POSITION, Grade.PERSONAL)
def moving_features_properties(
    device_class: Collected, featureId: str, request: Request, reading: Reading
) -> JSONResponse:
    """What fixes may tell beside their place: altitude, speed, course, and where their numbers are.

    Raises UnknownCollection, UnknownDevice.
    """
    collection_device(reading, device_class, featureId)
    return answer(
        {
            "temporalProperties": [
                _described(name) | {"links": [_own_link(request, device_class, featureId, name)]}
                for name in PROPERTIES
            ],
            "links": own_links(request),
            "timeStamp": iso_utc(datetime.now(UTC).replace(microsecond=0)),
            "numberMatched": len(PROPERTIES),
            "numberReturned": len(PROPERTIES),
        }
    )


@router.get(
    "/items/{featureId}/tproperties/{name}",
    response_class=Response,
    responses=document_responses("TemporalProperty"),
)
@declared(DataClass.POSITION, Grade.PERSONAL)
def moving_features_property(
    device_class: Collected,
    featureId: str,
    name: PropertyName,
    request: Request,
    reading: Reading,
    during: During,
    leaf: Leaf,
) -> JSONResponse:
    """The numbers of a property at the fixes in the datetime; a sequence for each gap-free part.

    Fixes that do not tell it are left out. `leaf` gives the numbers at these instants alone: of
    altitude and speed in proportion of the time between two fixes, of course at fixes only; so
    does an instant as datetime. Of a long time the link `next` goes on.
    """
    device = collection_device(reading, device_class, featureId)
    found = _read(reading, device.name, during, leaf)
    curves = told_curves(found, name)
    if leaf is None and during.start == during.end:
        leaf = (during.start_us,)
    if leaf is not None:
        curves = [at for curve in curves if len((at := curve.at(leaf)).times_us)]
    following: dict[str, str] = {}
    if found.following is not None:
        end = iso_utc(during.end) if during.end < ENDING else ".."
        following = {"datetime": f"{iso_utc(found.following)}/{end}"}
    return answer(
        _described(name)
        | {
            "valueSequence": [curve_values(curve) for curve in curves],
            "links": own_links(request, **following),
            "timeStamp": iso_utc(datetime.now(UTC).replace(microsecond=0)),
            "numberReturned": len(curves),
        }
    )


def _read(reading: Reading, device: str, during: Times, leaf: tuple[int, ...] | None) -> Track:
    """The fixes in the datetime; of numbers at instants those around them."""
    start, end = during.start, during.end
    if leaf is not None:
        start = max(start, instant(leaf[0]) - GAP)
        end = min(end, instant(leaf[-1]) + GAP)
    elif start == end:
        start, end = start - GAP, end + GAP
    return track(
        reading, device, start, end + timedelta(microseconds=1), limit=MOST_FIXES, told=True
    )


def _described(name: str) -> Document:
    told = PROPERTIES[name]
    return {"name": name, "type": "TReal", "form": told.unit, "description": told.description}


def _own_link(request: Request, device_class: DeviceClass, featureId: str, name: str) -> Document:
    return link("self", own_url(request, device_class, "items", featureId, "tproperties", name))
