"""The documents that all faces share (OGC API - Common, 19-072 and 20-024), and their links."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import JSONResponse

from spatial.api.standard.face import Bounds, CollectionPart, Document, Face, Interval

JSON = "application/json"
GEO_JSON = "application/geo+json"
HTML = "text/html"
OPENAPI_3_0 = "application/vnd.oai.openapi+json;version=3.0"
OPENAPI_3_1 = "application/vnd.oai.openapi+json;version=3.1"
REL = "http://www.opengis.net/def/rel/ogc/1.0"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"

_COMMON = "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf"

CONFORMANCE = (
    f"{_COMMON}/core",
    f"{_COMMON}/landing-page",
    f"{_COMMON}/json",
    f"{_COMMON}/oas30",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
)
"""The classes that the shared documents meet, whatever faces there are.

`html` is not among them: it asks for a page of every answer, also of features and tiles."""


def base_url(request: Request) -> str:
    """The address of the server as the client wrote it, without a slash at its end."""
    return str(request.base_url).rstrip("/")


def collection_url(base: str, *parts: str) -> str:
    """The address of what lies below /ogc/collections; the parts are escaped here."""
    return "/".join([f"{base}/ogc/collections", *(quote(part, safe="") for part in parts)])


def link(rel: str, href: str, kind: str = JSON, **more: object) -> Document:
    """A link (RFC 8288)."""
    return {"rel": rel, "type": kind, "href": href, **more}


def own_links(request: Request, kind: str = JSON, **following: str) -> list[Document]:
    """The address that was asked, and, where parameters of a next page are given, that page."""
    here = f"{base_url(request)}{quote(request.scope['path'])}"
    query = request.url.query
    links = [link("self", f"{here}?{query}" if query else here, kind)]
    if following:
        address = request.url.include_query_params(**following)
        links.append(link("next", f"{here}?{address.query}", kind))
    return links


def answer(document: Document, kind: str = JSON, status: int = 200) -> JSONResponse:
    """A document as an answer; its links stand in the header, too (RFC 8288)."""
    told = ", ".join(
        f'<{one["href"]}>; rel="{one["rel"]}"; type="{one["type"]}"'
        for one in document.get("links", ())
        if "rel" in one and "type" in one
    )
    return JSONResponse(
        document, status_code=status, media_type=kind, headers={"Link": told} if told else None
    )


def landing(base: str, faces: Iterable[Face]) -> Document:
    """The first page of all faces."""
    here = f"{base}/ogc"
    return {
        "title": "时空",
        "description": "区划、界线、位置、影像与业务数据：要素、瓦片、轨迹与长时处理，任一日期",
        "links": [
            link("self", here, title="本页"),
            link("alternate", f"{here}?f=html", HTML, title="本页（网页）"),
            link("service-desc", f"{here}/api", OPENAPI_3_0, title="接口定义"),
            link("service-desc", f"{here}/api?version=3.1", OPENAPI_3_1, title="接口定义 (3.1)"),
            link("service-doc", f"{base}/docs", HTML, title="接口说明"),
            link("conformance", f"{here}/conformance", title="所符合的要求"),
            link(f"{REL}/conformance", f"{here}/conformance", title="所符合的要求"),
            link("data", f"{here}/collections", title="全部数据集合"),
            link(f"{REL}/data", f"{here}/collections", title="全部数据集合"),
            *(one for face in faces for one in face.landing_links(base)),
        ],
    }


def conformance(base: str, faces: Iterable[Face]) -> Document:
    """The classes of requirements that are met, each once."""
    here = f"{base}/ogc/conformance"
    met = dict.fromkeys([*CONFORMANCE, *(one for face in faces for one in face.conformance)])
    return {
        "conformsTo": list(met),
        "links": [link("self", here), link("alternate", f"{here}?f=html", HTML)],
    }


def collections(base: str, parts: Iterable[CollectionPart]) -> Document:
    """The list of all collections, in the order in which they are first named."""
    here = f"{base}/ogc/collections"
    by_id: dict[str, list[CollectionPart]] = {}
    for part in parts:
        by_id.setdefault(part.id, []).append(part)
    return {
        "links": [link("self", here), link("alternate", f"{here}?f=html", HTML)],
        "numberMatched": len(by_id),
        "numberReturned": len(by_id),
        "collections": [collection(base, told) for told in by_id.values()],
    }


def collection(base: str, parts: Sequence[CollectionPart]) -> Document:
    """One collection, of what the faces say of it; at least one says something.

    Title and description are of the first that tells one, other members of the last; the extent
    holds those of all.
    """
    id = parts[0].id
    own = collection_url(base, id)
    document: Document = {
        "id": id,
        "title": next((part.title for part in parts if part.title), id),
    }
    description = next((part.description for part in parts if part.description), None)
    if description:
        document["description"] = description
    extent = _extent(parts)
    if extent:
        document["extent"] = extent
    for part in parts:
        document.update(part.members)
    document["links"] = _distinct(
        [
            link("self", own),
            link("alternate", f"{own}?f=html", HTML),
            *(one for part in parts for one in part.links),
        ]
    )
    return document


def _extent(parts: Sequence[CollectionPart]) -> Document:
    extent: Document = {}
    boxes = [part.bbox for part in parts if part.bbox is not None]
    if boxes:
        bbox = [round(value, 6) for value in _around(boxes)]
        extent["spatial"] = {"bbox": [bbox], "crs": CRS84}
    intervals = [part.interval for part in parts if part.interval is not None]
    if intervals:
        extent["temporal"] = {"interval": [list(_through(intervals))], "trs": GREGORIAN}
    return extent


def _around(boxes: Sequence[Bounds]) -> Bounds:
    if len(boxes) == 1:
        return boxes[0]
    if any(west > east for west, _, east, _ in boxes):
        return (-180.0, min(box[1] for box in boxes), 180.0, max(box[3] for box in boxes))
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def _through(intervals: Sequence[Interval]) -> Interval:
    starts = [start for start, _ in intervals]
    ends = [end for _, end in intervals]
    return (
        None if None in starts else min(start for start in starts if start is not None),
        None if None in ends else max(end for end in ends if end is not None),
    )


def _distinct(links: Sequence[Document]) -> list[Document]:
    """Of links to the same with the same meaning the first."""
    found: dict[Any, Document] = {}
    for one in links:
        found.setdefault((one["rel"], one["href"], one.get("type")), one)
    return list(found.values())
