"""The features of a collection by a filter that is a body, for filters longer than an address.

Everything else is asked as of the items: the same parameters, forms and pages. The body is posted
to the link `next` again.
"""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from spatial.api.features.filter_parameters import LANGUAGES
from spatial.api.features.forms import form_responses
from spatial.api.features.items import items

router = APIRouter(prefix="/ogc/collections/{collectionId}", tags=["features"])

router.add_api_route(
    "/search",
    items,
    methods=["POST"],
    name="search",
    summary="按请求体中的过滤条件查要素",
    response_class=Response,
    responses=form_responses("FeatureCollection", whole=True),
    openapi_extra={
        "requestBody": {
            "required": True,
            "description": "A condition in CQL2: cql2-json as application/json, cql2-text as "
            "text/plain.",
            "content": {kind: {"schema": {}} for kind in LANGUAGES},
        }
    },
)
