"""The features of a collection, page by page, and one feature (OGC 17-069r4, 7.15 and 7.16)."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import KnownAt, Reading
from spatial.api.features.page_tokens import Position, after, token_of
from spatial.api.features.parameters import AskedCollection, Limit, Selected, Told
from spatial.api.standard.documents import GEO_JSON, base_url, collection_url, link, own_links
from spatial.api.standard.face import Document
from spatial.api.standard.known_parameters import known_parameters
from spatial.api.standard.responses import document_responses
from spatial.features.counting import matched
from spatial.features.reading import one, page
from spatial.features.systems import System
from spatial.features.time_limit import FeatureSettings, time_limit
from spatial.locations.clock import iso_utc

router = APIRouter(prefix="/ogc/collections/{collectionId}/items", tags=["features"])


@router.get(
    "",
    summary="一个集合的要素",
    response_class=Response,
    responses=document_responses("FeatureCollection", GEO_JSON),
)
@declared(DataClass.PLATFORM, Grade.INTERNAL)
def items(
    request: Request,
    reading: Reading,
    collection: AskedCollection,
    selection: Selected,
    told: Told,
    position: Annotated[Position | None, Depends(after)],
    limit: Limit,
) -> Response:
    """A page of the features that meet all that is asked, in the order of their ids.

    Any property of the collection is a parameter, too: `code=330106`. `next` leads to the page
    after this one, told as of the knowledge of the first page. `numberMatched` is left out where
    counting would take long. Raises UnknownCollection, BadParameter, BadDate, BadPageToken,
    UnknownCrs, QuestionTooLarge.
    """
    with time_limit(reading, FeatureSettings().seconds):
        number = position.matched if position else matched(reading, collection, selection)
        found = page(
            reading,
            collection,
            selection,
            limit=limit,
            after=None if position is None else position.after,
            system=told.system,
            columns=told.columns,
            with_geometry=told.with_geometry,
        )
    following = {}
    if found.last is not None:
        known_at = found.known_at if collection.known_at is not None else None
        following["after"] = token_of(
            request, Position(found.last, known_at, selection.day, number)
        )
    links = [
        *own_links(request, GEO_JSON, **following),
        link("collection", collection_url(base_url(request), collection.id)),
    ]
    head: Document = {"type": "FeatureCollection", "links": links}
    if number is not None:
        head["numberMatched"] = number
    head["numberReturned"] = len(found.features)
    head["timeStamp"] = iso_utc(datetime.now(UTC).replace(microsecond=0))
    body = f'{_inside(head)},"features":[{",".join(found.features)}]}}'
    return _response(body, told.system, links)


@router.get(
    "/{featureId:path}",
    summary="一个要素",
    response_class=Response,
    responses=document_responses("Feature", GEO_JSON),
    dependencies=[Depends(known_parameters)],
)
@declared(DataClass.PLATFORM, Grade.INTERNAL)
def item(
    request: Request,
    reading: Reading,
    collection: AskedCollection,
    featureId: str,
    told: Told,
    known_at: KnownAt,
) -> Response:
    """One feature, whatever the days through which it stands.

    The ETag is of its content. Raises UnknownCollection, UnknownFeature, BadParameter, UnknownCrs.
    """
    with time_limit(reading, FeatureSettings().seconds):
        feature = one(
            reading,
            collection,
            featureId,
            known_at=known_at,
            system=told.system,
            columns=told.columns,
            with_geometry=told.with_geometry,
        )
    base = base_url(request)
    links = [
        link("self", collection_url(base, collection.id, "items", featureId), GEO_JSON),
        link("collection", collection_url(base, collection.id)),
    ]
    body = f'{feature[:-1]},"links":{_text(links)}}}'
    response = _response(body, told.system, links)
    response.headers["ETag"] = etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'
    if _holds(request.headers.get("if-none-match"), etag):
        head = {name: response.headers[name] for name in ("ETag", "Content-Crs", "Link")}
        return Response(status_code=304, headers=head)
    return response


def _response(body: str, system: System, links: list[Document]) -> Response:
    told = ", ".join(f'<{one["href"]}>; rel="{one["rel"]}"; type="{one["type"]}"' for one in links)
    return Response(
        body,
        media_type=GEO_JSON,
        headers={"Content-Crs": f"<{system.uri}>", "Link": told},
    )


def _holds(if_none_match: str | None, etag: str) -> bool:
    """Whether a condition names the content (RFC 9110, 13.1.2: a weak comparison)."""
    if if_none_match is None:
        return False
    named = [one.strip().removeprefix("W/") for one in if_none_match.split(",")]
    return etag in named or "*" in named


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _inside(document: Document) -> str:
    """The text of an object without its closing bracket."""
    return _text(document)[:-1]
