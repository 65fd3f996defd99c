"""Routes of OGC API – Moving Features: the devices of each class, under /ogc/collections.

The paths are literal, one set for each class of devices: those of any collection of features come
after them.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from sqlalchemy import Connection

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api import moving_feature_properties, moving_feature_sequences
from spatial.api.dependencies import Reading
from spatial.api.device_classes import DeviceClass
from spatial.api.moving_feature_documents import Collected, own_url
from spatial.api.moving_feature_parameters import Boxes, During, Limit, SubTrajectory, Times
from spatial.api.moving_feature_sequences import MOST_INSTANTS, moving_point
from spatial.api.standard.documents import GEO_JSON, answer, base_url, link, own_links
from spatial.api.standard.face import Document
from spatial.api.standard.known_parameters import known_parameters
from spatial.api.standard.responses import document_responses
from spatial.errors import BadParameter, UnknownDevice
from spatial.locations.clock import iso_utc
from spatial.locations.moving_devices import MovingDevice, devices_moving, devices_of_class
from spatial.locations.moving_features import CRS84, ISO_TIME
from spatial.locations.moving_parts import moving_parts

_devices = APIRouter()


@_devices.get(
    "/items",
    response_class=Response,
    responses=document_responses("MovingFeatureCollection", GEO_JSON),
)
@declared(DataClass.POSITION, Grade.PERSONAL)
def moving_features_items(
    device_class: Collected,
    request: Request,
    reading: Reading,
    boxes: Boxes,
    during: During,
    cut: SubTrajectory,
    limit: Limit = 100,
    offset: Annotated[int, Query(ge=0, le=2**53, description="Devices to leave out first.")] = 0,
) -> JSONResponse:
    """The devices that moved in the bbox and the datetime, by identifier: what does not change.

    A device without a fix is in no collection. `time` is of its oldest and newest fix. With
    `subTrajectory` each has its movement within the datetime as `temporalGeometry` (MF-JSON), cut
    on the way; a gap parts it.
    """
    found = devices_moving(reading, device_class, boxes, during.start, during.end)
    page = found[offset : offset + limit]
    features = [_feature(request, device_class, one) for one in page]
    if cut:
        room = MOST_INSTANTS
        for feature, device in zip(features, page, strict=True):
            feature["temporalGeometry"], taken = _movement(reading, device, during, room)
            room -= taken
    more = offset + limit < len(found)
    following = {"offset": str(offset + limit)} if more else {}
    return answer(
        {
            "type": "FeatureCollection",
            "features": features,
            "crs": CRS84,
            "trs": ISO_TIME,
            "links": own_links(request, GEO_JSON, **following),
            "timeStamp": iso_utc(datetime.now(UTC).replace(microsecond=0)),
            "numberMatched": len(found),
            "numberReturned": len(features),
        },
        GEO_JSON,
    )


@_devices.get(
    "/items/{featureId}",
    response_class=Response,
    responses=document_responses("MovingFeature", GEO_JSON),
)
@declared(DataClass.POSITION, Grade.PERSONAL)
def moving_features_item(
    device_class: Collected, featureId: str, request: Request, reading: Reading
) -> JSONResponse:
    """One device: what does not change, and where its movement is. Raises UnknownDevice."""
    for one in devices_of_class(reading, device_class):
        if one.name == featureId:
            return answer(
                _feature(request, device_class, one) | {"crs": CRS84, "trs": ISO_TIME}, GEO_JSON
            )
    raise UnknownDevice(f"the collection {device_class} holds no device {featureId!r} with a fix")


def _feature(request: Request, device_class: DeviceClass, device: MovingDevice) -> Document:
    own = own_url(request, device_class, "items", device.name)
    return {
        "type": "Feature",
        "id": device.name,
        "geometry": None,
        "properties": {"device": device.name, "device_class": device_class},
        "time": [iso_utc(device.first), iso_utc(device.last)],
        "links": [
            link("self", own, GEO_JSON),
            link("collection", own_url(request, device_class)),
            link("tgsequence", f"{own}/tgsequence"),
            link("tproperties", f"{own}/tproperties"),
        ],
    }


def _movement(
    reading: Connection, device: MovingDevice, during: Times, room: int
) -> tuple[Document, int]:
    """The movement of a device within the datetime, and how many instants it has."""
    prisms, taken = [], 0
    for part in moving_parts(reading, device.id, during.start, during.end):
        within = part.between(during.start_us, during.end_us)
        if within is None:
            continue
        taken += len(within.times_us)
        if taken > room:
            raise BadParameter(
                f"the movement has more than {MOST_INSTANTS:,} instants: ask with a shorter "
                "datetime, or a smaller limit"
            )
        prisms.append(moving_point(within))
    return {"type": "MovingGeometryCollection", "prisms": prisms}, taken


router = APIRouter(tags=["moving features"])
for _device_class in DeviceClass:
    for _routes in (_devices, moving_feature_sequences.router, moving_feature_properties.router):
        router.include_router(
            _routes,
            prefix=f"/ogc/collections/{_device_class}",
            dependencies=[Depends(known_parameters)],
        )


@router.get("/mf", include_in_schema=False)
@router.get("/mf/{below:path}", include_in_schema=False)
@declared(DataClass.PLATFORM, Grade.OPEN)
def moved(request: Request, below: str = "") -> RedirectResponse:
    """Where the address stands now; until 2026 the moving features had a tree of their own."""
    path = f"/ogc/{quote(below)}".rstrip("/")
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{base_url(request)}{path}{query}", 308)
