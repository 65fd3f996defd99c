"""Creating, replacing, changing and removing features of datasets (OGC 20-002)."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Annotated, Any, BinaryIO, NoReturn

from fastapi import APIRouter, Depends, Header, HTTPException, Request
from fastapi.responses import Response
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from spatial.access.declaration import Action, DataClass, Grade, declared
from spatial.api.dependencies import Database, Reading
from spatial.api.features.entity_tags import states_in, tag_of
from spatial.api.features.parameters import AskedCollection
from spatial.api.offices import MayWrite
from spatial.api.standard.documents import GEO_JSON, base_url, collection_url, link
from spatial.api.standard.known_parameters import known_parameters
from spatial.api.standard.responses import created_or_known, document_responses, named
from spatial.api.uploads import Body
from spatial.errors import BadParameter, UnsupportedUpload
from spatial.features.collection import Collection
from spatial.features.editing.changes import create, remove, replace, update
from spatial.features.editing.standing import state_of
from spatial.features.reading import one
from spatial.features.systems import CRS84, System, system_named

MERGE_PATCH = "application/merge-patch+json"

_FEATURE = (GEO_JSON, "application/json")
_READS = "GET, HEAD, OPTIONS"
_FEATURE_BODY = {
    "requestBody": {
        "required": True,
        "content": {GEO_JSON: {"schema": named("Feature")}},
    }
}
_PATCH_BODY = {
    "requestBody": {
        "required": True,
        "content": {MERGE_PATCH: {"schema": {"type": "object"}}},
    }
}

router = APIRouter(
    prefix="/ogc/collections/{collectionId}/items",
    tags=["features"],
    dependencies=[Depends(known_parameters)],
)


def editable(collection: AskedCollection) -> Collection:
    """The collection that the path names, where its features are records of a dataset.

    Raises HTTPException 405 for others, which tells what is allowed.
    """
    if collection.dataset is None:
        raise HTTPException(
            405,
            f"{collection.title}不能在此编辑：只有业务数据集的要素可以",
            headers={"Allow": _READS},
        )
    return collection


def content_system(
    content_crs: Annotated[
        str | None,
        Header(
            alias="Content-Crs",
            description="The system of the coordinates of the body as a URI in <>; CRS84 when left "
            "out.",
        ),
    ] = None,
) -> System:
    """The system of the coordinates of a body. Raises UnknownCrs."""
    return CRS84 if content_crs is None else system_named(content_crs)


def expected_states(
    if_match: Annotated[
        str | None,
        Header(
            alias="If-Match",
            description="The ETag of the feature as it was read; * whatever its state. Asked for.",
        ),
    ] = None,
) -> frozenset[str] | None:
    """In which states the feature may be. Raises BadParameter."""
    return states_in(if_match)


def released(reading: Reading, collection: Annotated[Collection, Depends(editable)]) -> Collection:
    """The collection, when the connection that named it is given back.

    A change has a connection of its own: a request that holds one and waits for another may wait
    for another request that does the same.
    """
    reading.close()
    return collection


Editable = Annotated[Collection, Depends(released)]
ContentSystem = Annotated[System, Depends(content_system)]
Expected = Annotated[frozenset[str] | None, Depends(expected_states)]


@router.post(
    "",
    summary="新建一个要素",
    status_code=201,
    response_class=Response,
    dependencies=[MayWrite],
    openapi_extra=_FEATURE_BODY,
    responses=created_or_known(GEO_JSON, "Feature"),
)
@declared(DataClass.INDICATOR, Grade.SENSITIVE, Action.WRITE)
async def create_item(
    request: Request,
    collection: Editable,
    body: Body,
    engine: Database,
    system: ContentSystem,
    key: Annotated[
        str | None, Header(alias="Idempotency-Key", min_length=1, max_length=200)
    ] = None,
) -> Response:
    """Creates a feature; `properties.key` is its key, one is made where it has none.

    With Idempotency-Key the same request again gives the first feature, with status 200 and
    `Idempotency-Replayed: true`. Fields that features do not tell may be given too.
    Raises FeatureRefused with every fault, FeatureExists, PushConflict, UnsupportedUpload.
    """
    document = _document(request, body, *_FEATURE)

    def created() -> Response:
        done = create(engine, collection, document, system=system, idempotency_key=key)
        response = _told(request, engine, collection, done.feature_id)
        response.headers["Location"] = _address(request, collection, done.feature_id)
        if done.replayed:
            response.headers["Idempotency-Replayed"] = "true"
        else:
            response.status_code = 201
        return response

    return await run_in_threadpool(created)


@router.put(
    "/{featureId:path}",
    summary="替换一个要素",
    response_class=Response,
    dependencies=[MayWrite],
    openapi_extra=_FEATURE_BODY,
    responses=document_responses("Feature", GEO_JSON),
)
@declared(DataClass.INDICATOR, Grade.SENSITIVE, Action.WRITE)
async def replace_item(
    request: Request,
    collection: Editable,
    featureId: str,
    body: Body,
    engine: Database,
    system: ContentSystem,
    expected: Expected,
) -> Response:
    """Replaces a feature; its id stays, an `id` in the body says nothing.

    Fields that features do not tell keep their values. Raises UnknownFeature, FeatureStateNotSaid
    (428), FeatureChanged (412), FeatureRefused, UnsupportedUpload.
    """
    document = _document(request, body, *_FEATURE)

    def replaced() -> Response:
        replace(engine, collection, featureId, document, system=system, expected=expected)
        return _told(request, engine, collection, featureId)

    return await run_in_threadpool(replaced)


@router.patch(
    "/{featureId:path}",
    summary="修改一个要素的一部分",
    response_class=Response,
    dependencies=[MayWrite],
    openapi_extra=_PATCH_BODY,
    responses=document_responses("Feature", GEO_JSON),
)
@declared(DataClass.INDICATOR, Grade.SENSITIVE, Action.WRITE)
async def update_item(
    request: Request,
    collection: Editable,
    featureId: str,
    body: Body,
    engine: Database,
    system: ContentSystem,
    expected: Expected,
) -> Response:
    """Changes parts of a feature by a JSON merge patch (RFC 7396) of its GeoJSON.

    Raises UnknownFeature, FeatureStateNotSaid (428), FeatureChanged (412), FeatureRefused,
    UnsupportedUpload.
    """
    patch = _document(request, body, MERGE_PATCH)

    def updated() -> Response:
        update(engine, collection, featureId, patch, system=system, expected=expected)
        return _told(request, engine, collection, featureId)

    return await run_in_threadpool(updated)


@router.delete(
    "/{featureId:path}",
    summary="撤回一个要素",
    status_code=204,
    response_class=Response,
    dependencies=[MayWrite],
)
@declared(DataClass.INDICATOR, Grade.SENSITIVE, Action.WRITE)
def remove_item(
    collection: Editable, featureId: str, engine: Database, expected: Expected
) -> Response:
    """Takes a feature back: it stands no longer; what was known of it stays known with an end.

    Raises UnknownFeature, FeatureStateNotSaid (428), FeatureChanged (412).
    """
    remove(engine, collection, featureId, expected=expected)
    return Response(status_code=204)


@router.options("", summary="要素集合可用的方法", response_class=Response)
@declared(DataClass.PLATFORM, Grade.INTERNAL)
def items_options(collection: AskedCollection) -> Response:
    """What may be done with the features of a collection."""
    if collection.dataset is None:
        return Response(headers={"Allow": _READS})
    return Response(headers={"Allow": f"{_READS}, POST", "Accept-Post": ", ".join(_FEATURE)})


@router.options("/{featureId:path}", summary="单个要素可用的方法", response_class=Response)
@declared(DataClass.PLATFORM, Grade.INTERNAL)
def item_options(collection: AskedCollection, featureId: str) -> Response:
    """What may be done with one feature of a collection."""
    if collection.dataset is None:
        return Response(headers={"Allow": _READS})
    return Response(headers={"Allow": f"{_READS}, PUT, PATCH, DELETE", "Accept-Patch": MERGE_PATCH})


def _told(request: Request, engine: Engine, collection: Collection, feature_id: str) -> Response:
    """The feature as GET tells it, with its tag."""
    with engine.connect() as connection:
        state = state_of(connection, collection, feature_id)
        feature = one(connection, collection, feature_id)
    address = _address(request, collection, feature_id)
    links = [
        link("self", address, GEO_JSON),
        link("collection", collection_url(base_url(request), collection.id)),
    ]
    told = json.dumps(links, ensure_ascii=False, separators=(",", ":"))
    body = f'{feature[:-1]},"links":{told}}}'
    headers = {"ETag": tag_of(body, state), "Content-Crs": f"<{CRS84.uri}>"}
    return Response(body, media_type=GEO_JSON, headers=headers)


def _address(request: Request, collection: Collection, feature_id: str) -> str:
    return collection_url(base_url(request), collection.id, "items", feature_id)


def _document(request: Request, body: BinaryIO, *kinds: str) -> Any:
    """The JSON of a body, numbers exact. Raises UnsupportedUpload, BadParameter."""
    told = request.headers.get("content-type")
    if not told:
        raise BadParameter(f"Content-Type is left out: write {kinds[0]}")
    if told.partition(";")[0].strip().lower() not in kinds:
        raise UnsupportedUpload(f"{told[:100]} is not taken here: send {' or '.join(kinds)}")
    try:
        document = json.loads(body.read(), parse_float=Decimal, parse_constant=_no_number)
        # What holds half of a sign can be written nowhere.
        json.dumps(document, ensure_ascii=False, default=str).encode()
    except UnicodeError:
        raise BadParameter("the body is no text in UTF-8") from None
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise BadParameter(f"the body is no JSON: {reason}") from None
    return document


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of JSON")
