"""The features of a collection, page by page, and one feature (OGC 17-069r4, 7.15 and 7.16)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import KnownAt, Reading
from spatial.api.features.entity_tags import tag_of
from spatial.api.features.exporting import asked_limit, exported
from spatial.api.features.forms import AsItem, AsItems, AskedForm, form_links, form_responses
from spatial.api.features.page_tokens import After, Position, position_of, token_of
from spatial.api.features.parameters import MOST, AskedCollection, Limit, Selected, Told
from spatial.api.standard.documents import base_url, collection_url, link, own_links
from spatial.api.standard.face import Document
from spatial.api.standard.known_parameters import known_parameters
from spatial.features.editing.standing import state_of
from spatial.features.formats.export import Export
from spatial.features.formats.feature_text import (
    FeatureText,
    geojson_text,
    jsonfg_members,
    jsonfg_text,
)
from spatial.features.formats.form import FACTS, Form
from spatial.features.reading import Telling, one_of, page_of
from spatial.features.selection import Selection
from spatial.features.systems import System
from spatial.features.time_limit import FeatureSettings, page_limit
from spatial.locations.clock import iso_utc

router = APIRouter(prefix="/ogc/collections/{collectionId}/items", tags=["features"])


@router.get(
    "",
    summary="一个集合的要素",
    response_class=Response,
    responses=form_responses("FeatureCollection", whole=True),
)
@declared(DataClass.PLATFORM, Grade.INTERNAL)
def items(
    request: Request,
    reading: Reading,
    collection: AskedCollection,
    selection: Selected,
    told: Told,
    asked: AsItems,
    after: After = None,
    limit: Limit = 100,
) -> Response:
    """A page of the features that meet all that is asked, in the order of their ids.

    In JSON it is a page; in the other forms a file of all of them, or of the first `limit`.

    Any property of the collection is a parameter, too: `code=330106`. `next` leads to the page
    after this one, told as of the knowledge of the first page. `numberMatched` is left out where
    counting would take long. Raises UnknownCollection, BadParameter, BadDate, BadPageToken,
    UnknownCrs, QuestionTooLarge, FormNotOffered, TooManyExports.
    """
    position = position_of(request, after)
    export = Export(
        collection,
        selection,
        told.system,
        told.columns,
        None if position is None else position.after,
        with_geometry=told.with_geometry,
    )
    if FACTS[asked.form].whole:
        reading.close()
        return exported(request, replace(export, limit=asked_limit(request)), asked)
    with page_limit(reading, _seconds(request)):
        plan = None if position is None else position.plan
        found = page_of(reading, export, _telling(asked), limit=min(limit, MOST), plan=plan)
    number = found.matched if position is None else position.matched
    following = {}
    if found.last is not None:
        known_at = found.known_at if collection.known_at is not None else None
        following["after"] = token_of(
            request, Position(found.last, known_at, selection.day, number, found.plan)
        )
    links = [
        *own_links(request, asked.media_type, **following),
        link("collection", collection_url(base_url(request), collection.id)),
        *form_links(request, asked.form),
        *asked.profile_links(),
    ]
    head: Document = {"type": "FeatureCollection"}
    if asked.form is Form.JSONFG:
        head = jsonfg_members(export)
    head["links"] = links
    if number is not None:
        head["numberMatched"] = number
    head["numberReturned"] = len(found.features)
    head["timeStamp"] = iso_utc(datetime.now(UTC).replace(microsecond=0))
    body = f'{_inside(head)},"features":[{",".join(found.features)}]}}'
    return _response(body, told.system, links, asked.media_type)


@router.get(
    "/{featureId:path}",
    summary="一个要素",
    response_class=Response,
    responses=form_responses("Feature", whole=False),
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
    asked: AsItem,
) -> Response:
    """One feature, whatever the days through which it stands.

    The ETag is of its content, and of its state where it can be edited. Raises UnknownCollection,
    UnknownFeature, BadParameter, UnknownCrs, FormNotOffered.
    """
    export = Export(
        collection,
        Selection(known_at=known_at),
        told.system,
        told.columns,
        with_geometry=told.with_geometry,
        feature_id=featureId,
    )
    with page_limit(reading, _seconds(request)):
        # Before the feature: the tag of an older state changes nothing, that of a newer one would.
        state = None if known_at else state_of(reading, collection, featureId)
        feature = one_of(reading, export, _telling(asked))
    if asked.form is Form.JSONFG:
        members = _text(jsonfg_members(export, alone=True))
        feature = f"{members[:-1]},{feature[1:]}"
    base = base_url(request)
    links = [
        link("self", collection_url(base, collection.id, "items", featureId), asked.media_type),
        link("collection", collection_url(base, collection.id)),
        *asked.profile_links(),
    ]
    body = f'{feature[:-1]},"links":{_text(links)}}}'
    response = _response(body, told.system, links, asked.media_type)
    response.headers["ETag"] = etag = tag_of(body, state)
    if _holds(request.headers.get("if-none-match"), etag):
        kept = ("ETag", "Content-Crs", "Link", "Vary")
        head = {name: response.headers[name] for name in kept}
        return Response(status_code=304, headers=head)
    return response


def _seconds(request: Request) -> float:
    """After how long a question is stopped: read from the environment once."""
    state = request.app.state
    if not hasattr(state, "feature_settings"):
        state.feature_settings = FeatureSettings()
    return float(state.feature_settings.seconds)


def _telling(asked: AskedForm) -> Telling:
    """How features are told in a form."""
    if asked.form is not Form.JSONFG:
        return geojson_text

    def jsonfg(export: Export) -> FeatureText:
        return jsonfg_text(export, fallback=asked.wishes.fallback)

    return jsonfg


def _response(body: str, system: System, links: list[Document], kind: str) -> Response:
    told = ", ".join(f'<{one["href"]}>; rel="{one["rel"]}"; type="{one["type"]}"' for one in links)
    return Response(
        body,
        media_type=kind,
        headers={"Content-Crs": f"<{system.uri}>", "Link": told, "Vary": "Accept"},
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
