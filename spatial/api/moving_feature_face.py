"""The classes of devices as a standard face: OGC API – Moving Features (22-003r3), read-only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request
from sqlalchemy import Connection

from spatial.api.device_classes import DeviceClass
from spatial.api.moving_feature_documents import own_url
from spatial.api.standard.documents import CRS84, GEO_JSON, link
from spatial.api.standard.face import CollectionPart, Document, Interval
from spatial.locations.clock import iso_utc
from spatial.locations.moving_devices import devices_of_class
from spatial.locations.tracks import GAP

CONFORMANCE = ("http://www.opengis.net/spec/ogcapi-movingfeatures-1/1.0/conf/common",)
"""The classes that are met. `mf-collection` and `movingfeatures` ask for POST, PUT and DELETE as
well, and positions come in by other ways: of them the reading requirements are met."""

_TITLES = {
    DeviceClass.VEHICLE: "车辆",
    DeviceClass.PATROL: "巡查",
    DeviceClass.PERSONAL: "个人手环",
    DeviceClass.MARKER: "界桩",
}


@dataclass(frozen=True, slots=True)
class MovingFeaturesFace:
    """A collection for each class of devices."""

    conformance: tuple[str, ...] = CONFORMANCE

    def landing_links(self, base: str) -> Sequence[Document]:
        """None: its collections stand in the list of all."""
        return ()

    def collections(self, request: Request, connection: Connection) -> Sequence[CollectionPart]:
        """All classes (OGC 22-003r3, /req/mf-collection/collections-get)."""
        return [_part(request, connection, one) for one in DeviceClass]

    def collection(
        self, request: Request, connection: Connection, id: str
    ) -> CollectionPart | None:
        """One class."""
        if id not in list(DeviceClass):
            return None
        return _part(request, connection, DeviceClass(id))


MOVING_FEATURES_FACE = MovingFeaturesFace()


def _part(request: Request, connection: Connection, device_class: DeviceClass) -> CollectionPart:
    return CollectionPart(
        device_class,
        _TITLES[device_class],
        [link("items", own_url(request, device_class, "items"), GEO_JSON)],
        description="轨迹 (OGC API – Moving Features，只读)",
        interval=_interval(connection, device_class),
        members={
            "itemType": "movingfeature",
            # In milliseconds: the longest silence that is no gap.
            "updateFrequency": GAP.total_seconds() * 1000,
            "crs": [CRS84],
        },
    )


def _interval(connection: Connection, device_class: DeviceClass) -> Interval | None:
    """The time that the devices have fixes of.

    Of the devices that persons carry nothing: the list of collections is no place for it.
    """
    if device_class is DeviceClass.PERSONAL:
        return None
    devices = devices_of_class(connection, device_class)
    if not devices:
        return None
    first, last = min(one.first for one in devices), max(one.last for one in devices)
    return iso_utc(first), iso_utc(last)
