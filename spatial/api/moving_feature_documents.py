"""The documents of OGC API – Moving Features: landing, conformance, collections, and links."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import JSONResponse
from sqlalchemy import Connection

from spatial.api.device_classes import DeviceClass
from spatial.errors import UnknownCollection, UnknownDevice
from spatial.locations.clock import instant, iso_utc
from spatial.locations.motion import Curve
from spatial.locations.moving_devices import MovingDevice
from spatial.locations.register import RegisteredDevice, device_named
from spatial.locations.tracks import GAP

Document = dict[str, Any]

CONFORMANCE = (
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/json",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    "http://www.opengis.net/spec/ogcapi-movingfeatures-1/1.0/conf/common",
)
"""The classes that are met. `mf-collection` and `movingfeatures` ask for POST, PUT and DELETE as
well, and positions come in by other ways: of them the reading requirements are met."""

GEO_JSON = "application/geo+json"

_TITLES = {
    DeviceClass.VEHICLE: "车辆",
    DeviceClass.PATROL: "巡查",
    DeviceClass.PERSONAL: "个人手环",
    DeviceClass.MARKER: "界桩",
}


def collection_class(collection_id: str) -> DeviceClass:
    """The class of devices that a collection holds. Raises UnknownCollection."""
    try:
        return DeviceClass(collection_id)
    except ValueError as error:
        known = ", ".join(DeviceClass)
        raise UnknownCollection(
            f"there is no collection {collection_id!r} of moving features: {known}"
        ) from error


def path(*parts: str) -> str:
    """A path below /mf, without the host: a proxy in front may have changed it."""
    return "/".join(["/mf", *(quote(part, safe="") for part in parts)])


def link(rel: str, href: str, kind: str = "application/json") -> Document:
    """A link (RFC 8288)."""
    return {"rel": rel, "type": kind, "href": href}


def page_links(request: Request, kind: str, following: dict[str, str] | None) -> list[Document]:
    """The address that was asked, and that of the next page; None on the last one."""
    here = quote(request.scope["path"])
    query = request.url.query
    links = [link("self", f"{here}?{query}" if query else here, kind)]
    if following is not None:
        address = request.url.include_query_params(**following)
        links.append(link("next", f"{here}?{address.query}", kind))
    return links


def answer(document: Document, kind: str = "application/json") -> JSONResponse:
    """A document as an answer; its links stand in the header, too (RFC 8288)."""
    told = ", ".join(
        f'<{one["href"]}>; rel="{one["rel"]}"' for one in document.get("links", ()) if "rel" in one
    )
    return JSONResponse(document, media_type=kind, headers={"Link": told} if told else None)


def landing() -> Document:
    """The first page."""
    return {
        "title": "时空：移动要素",
        "description": "各类终端的轨迹 (OGC API – Moving Features, 只读)",
        "links": [
            link("self", path()),
            link("service-desc", "/openapi.json", "application/vnd.oai.openapi+json;version=3.1"),
            link("service-doc", "/docs", "text/html"),
            link("conformance", path("conformance")),
            link("data", path("collections")),
            link("related", "/ogc"),
        ],
    }


def collection(device_class: DeviceClass, devices: Sequence[MovingDevice]) -> Document:
    """The devices of a class as a collection; its extent is the time that they have fixes of.

    updateFrequency: in milliseconds, the longest silence that is no gap.
    """
    document: Document = {
        "id": str(device_class),
        "title": _TITLES[device_class],
        "itemType": "movingfeature",
        "updateFrequency": GAP.total_seconds() * 1000,
        "crs": ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"],
        "links": [
            link("self", path("collections", device_class)),
            link("items", path("collections", device_class, "items"), GEO_JSON),
        ],
    }
    if devices:
        first, last = min(one.first for one in devices), max(one.last for one in devices)
        document["extent"] = {
            "temporal": {
                "interval": [[iso_utc(first), iso_utc(last)]],
                "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian",
            }
        }
    return document


def collection_device(
    connection: Connection, collection_id: str, feature_id: str
) -> RegisteredDevice:
    """The device of a collection. Raises UnknownCollection, UnknownDevice."""
    device_class = collection_class(collection_id)
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
