"""What the routes of OGC API – Moving Features share: whose collection it is, and addresses."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Connection

from spatial.api.device_classes import DeviceClass
from spatial.api.standard.documents import base_url, collection_url
from spatial.api.standard.face import Document
from spatial.errors import UnknownDevice
from spatial.locations.clock import instant, iso_utc
from spatial.locations.motion import Curve
from spatial.locations.register import RegisteredDevice, device_named


def collection_of(request: Request) -> DeviceClass:
    """The class of devices of the route that answers: its path names it."""
    return DeviceClass(request.scope["path"].rpartition("/ogc/collections/")[2].split("/")[0])


Collected = Annotated[DeviceClass, Depends(collection_of)]


def own_url(request: Request, *parts: str) -> str:
    """An address below the collections of /ogc."""
    return collection_url(base_url(request), *parts)


def collection_device(
    connection: Connection, device_class: DeviceClass, feature_id: str
) -> RegisteredDevice:
    """The device of a collection. Raises UnknownDevice."""
    device = device_named(connection, feature_id)
    if device.device_class != device_class:
        raise UnknownDevice(f"the collection {device_class} holds no device {feature_id!r}")
    return device


def curve_values(curve: Curve) -> Document:
    """Numbers over time as a sequence of values (OGC 19-045r3, ParametricValues)."""
    return {
        "datetimes": [iso_utc(instant(us)) for us in curve.times_us.tolist()],
        "values": curve.values.round(6).tolist(),
        "interpolation": curve.between,
    }
