"""Routes of OGC API – Moving Features: landing, collections (classes of devices), their devices."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse
from sqlalchemy import Connection

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api import moving_feature_properties, moving_feature_sequences
from spatial.api.dependencies import Reading
from spatial.api.device_classes import DeviceClass
from spatial.api.moving_feature_documents import (
    CONFORMANCE,
    GEO_JSON,
    Document,
    answer,
    collection,
    collection_class,
    landing,
    link,
    page_links,
    path,
)
from spatial.api.moving_feature_parameters import Boxes, During, Limit, SubTrajectory, Times
from spatial.api.moving_feature_sequences import MOST_INSTANTS, moving_point
from spatial.errors import BadParameter, UnknownDevice
from spatial.locations.clock import iso_utc
from spatial.locations.moving_devices import MovingDevice, devices_moving, devices_of_class
from spatial.locations.moving_features import CRS84, ISO_TIME
from spatial.locations.moving_parts import moving_parts

router = APIRouter(prefix="/mf", tags=["moving features"])
router.include_router(moving_feature_sequences.router)
router.include_router(moving_feature_properties.router)


@router.get("", response_model=None)
@declared(DataClass.PLATFORM, Grade.OPEN)
def moving_features() -> JSONResponse:
    """The landing page (OGC 19-072, 7.2)."""
    return answer(landing())


@router.get("/conformance", response_model=None)
@declared(DataClass.PLATFORM, Grade.OPEN)
def moving_features_conformance() -> JSONResponse:
    """The classes of requirements that are met (OGC 19-072, 7.4)."""
    return answer({"conformsTo": list(CONFORMANCE)})


@router.get("/collections", response_model=None)
@declared(DataClass.POSITION, Grade.PERSONAL)
def moving_features_collections(reading: Reading) -> JSONResponse:
    """A collection for each class of devices (OGC 22-003r3, /req/mf-collection/collections-get)."""
    listed = [collection(one, devices_of_class(reading, one)) for one in DeviceClass]
    links = [link("self", path("collections"))]
    return answer({"collections": listed, "links": links})


@router.get("/collections/{collection_id}", response_model=None)
@declared(DataClass.POSITION, Grade.PERSONAL)
def moving_features_collection(collection_id: str, reading: Reading) -> JSONResponse:
    """One collection. Raises UnknownCollection."""
    device_class = collection_class(collection_id)
    return answer(collection(device_class, devices_of_class(reading, device_class)))


@router.get("/collections/{collection_id}/items", response_model=None)
@declared(DataClass.POSITION, Grade.PERSONAL)
def moving_features_items(
    collection_id: str,
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
    device_class = collection_class(collection_id)
    found = devices_moving(reading, device_class, boxes, during.start, during.end)
    page = found[offset : offset + limit]
    features = [_feature(device_class, one) for one in page]
    if cut:
        room = MOST_INSTANTS
        for feature, device in zip(features, page, strict=True):
            feature["temporalGeometry"], taken = _movement(reading, device, during, room)
            room -= taken
    more = offset + limit < len(found)
    following = {"offset": str(offset + limit)} if more else None
    return answer(
        {
            "type": "FeatureCollection",
            "features": features,
            "crs": CRS84,
            "trs": ISO_TIME,
            "links": page_links(request, GEO_JSON, following),
            "timeStamp": iso_utc(datetime.now(UTC).replace(microsecond=0)),
            "numberMatched": len(found),
            "numberReturned": len(features),
        },
        GEO_JSON,
    )


@router.get("/collections/{collection_id}/items/{feature_id}", response_model=None)
@declared(DataClass.POSITION, Grade.PERSONAL)
def moving_features_item(collection_id: str, feature_id: str, reading: Reading) -> JSONResponse:
    """One device: what does not change, and where its movement is. Raises UnknownDevice."""
    device_class = collection_class(collection_id)
    for one in devices_of_class(reading, device_class):
        if one.name == feature_id:
            return answer(_feature(device_class, one) | {"crs": CRS84, "trs": ISO_TIME}, GEO_JSON)
    raise UnknownDevice(f"the collection {device_class} holds no device {feature_id!r} with a fix")


def _feature(device_class: DeviceClass, device: MovingDevice) -> Document:
    own = path("collections", device_class, "items", device.name)
    return {
        "type": "Feature",
        "id": device.name,
        "geometry": None,
        "properties": {"device": device.name, "device_class": device_class},
        "time": [iso_utc(device.first), iso_utc(device.last)],
        "links": [
            link("self", own, GEO_JSON),
            link("collection", path("collections", device_class)),
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
