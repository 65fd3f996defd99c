"""What a collection can be filtered by, and what its features tell, as JSON Schema."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import Reading
from spatial.api.features.parameters import AskedCollection
from spatial.api.standard.documents import base_url, collection_url, link
from spatial.api.standard.face import Document
from spatial.api.standard.known_parameters import known_parameters
from spatial.api.standard.responses import Responses
from spatial.business.declarations.store import declaration_of
from spatial.features.schemas import feature_schema, queryables_schema

SCHEMA_JSON = "application/schema+json"

_REL = "http://www.opengis.net/def/rel/ogc/1.0"
_RESPONSES: Responses = {200: {"content": {SCHEMA_JSON: {"schema": {"type": "object"}}}}}

router = APIRouter(prefix="/ogc/collections/{collectionId}", tags=["features"])


@router.get(
    "/queryables",
    summary="一个集合可按什么过滤",
    response_class=JSONResponse,
    responses=_RESPONSES,
    dependencies=[Depends(known_parameters)],
)
@declared(DataClass.PLATFORM, Grade.INTERNAL)
def queryables(request: Request, collection: AskedCollection) -> JSONResponse:
    """The names that `filter` knows of a collection, and their types (OGC 19-079r2, 6.1)."""
    address = collection_url(base_url(request), collection.id, "queryables")
    return JSONResponse(queryables_schema(collection, address), media_type=SCHEMA_JSON)


@router.get(
    "/schema",
    summary="一个集合的要素结构",
    response_class=JSONResponse,
    responses=_RESPONSES,
    dependencies=[Depends(known_parameters)],
)
@declared(DataClass.PLATFORM, Grade.INTERNAL)
def schema(request: Request, reading: Reading, collection: AskedCollection) -> JSONResponse:
    """What is told of each feature of a collection (OGC 23-058r2), and what else may be written."""
    dataset = (
        None
        if collection.dataset is None
        else declaration_of(reading, collection.dataset).declaration
    )
    address = collection_url(base_url(request), collection.id, "schema")
    return JSONResponse(feature_schema(collection, address, dataset), media_type=SCHEMA_JSON)


def schema_links(base: str, identifier: str) -> tuple[Document, ...]:
    """The links of a collection to both."""
    return (
        link(
            f"{_REL}/queryables",
            collection_url(base, identifier, "queryables"),
            SCHEMA_JSON,
            title="可过滤的属性",
        ),
        link(
            f"{_REL}/schema",
            collection_url(base, identifier, "schema"),
            SCHEMA_JSON,
            title="要素结构",
        ),
    )
