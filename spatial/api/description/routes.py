"""The addresses of the OpenAPI document, and of the page that shows it."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse, Response

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.description.document import DescribedApplication, Document
from spatial.api.description.part import below
from spatial.api.description.version_3_0 import as_3_0
from spatial.api.standard.documents import OPENAPI_3_0, OPENAPI_3_1, base_url
from spatial.api.standard.known_parameters import known_parameters

router = APIRouter()

STANDARD = "/ogc"
"""Below which the standard faces stand."""


class Version(StrEnum):
    """Versions of OpenAPI in which the document is told."""

    V3_0 = "3.0"
    V3_1 = "3.1"


_MEDIA_TYPES = {Version.V3_0: OPENAPI_3_0, Version.V3_1: OPENAPI_3_1}

_Asked = Annotated[Version | None, Query(description="Version of OpenAPI: 3.0 or 3.1.")]


@router.get("/openapi.json", include_in_schema=False)
@declared(DataClass.PLATFORM, Grade.OPEN)
def openapi(request: Request, version: _Asked = None) -> Response:
    """The OpenAPI document of all routes; 3.1 where neither `version` nor `Accept` says 3.0."""
    version = version or _accepted(request)
    media_type = "application/json" if version is None else _MEDIA_TYPES[version]
    body = _text(request, version or Version.V3_1)
    return Response(body, media_type=media_type, headers={"Vary": "Accept"})


@router.get(
    "/ogc/api",
    tags=["ogc"],
    summary="OGC API 接口定义",
    dependencies=[Depends(known_parameters)],
    response_class=Response,
    responses={
        200: {"content": {kind: {"schema": {"type": "object"}} for kind in _MEDIA_TYPES.values()}}
    },
)
@declared(DataClass.PLATFORM, Grade.OPEN)
def standard_api(request: Request, version: _Asked = None) -> Response:
    """The standard faces alone, with paths below their landing page; 3.0 where nothing says 3.1."""
    version = version or _accepted(request) or Version.V3_0
    told = _text(request, version, STANDARD)
    servers = json.dumps({"servers": [{"url": f"{base_url(request)}{STANDARD}"}]})
    body = f"{servers[:-1]}, {told[1:]}"
    return Response(body, media_type=_MEDIA_TYPES[version], headers={"Vary": "Accept"})


@router.get("/docs", include_in_schema=False)
@declared(DataClass.PLATFORM, Grade.OPEN)
def docs() -> HTMLResponse:
    """The API documentation; its assets are built with the web map and served by us."""
    return get_swagger_ui_html(
        openapi_url="/openapi.json",
        title="Shikong 时空 API",
        swagger_js_url="/docs-assets/swagger-ui-bundle.js",
        swagger_css_url="/docs-assets/swagger-ui.css",
        swagger_favicon_url="/favicon.svg",
    )


def _accepted(request: Request) -> Version | None:
    """The version that the client names in a media type of OpenAPI."""
    for one in request.headers.get("accept", "").lower().replace(" ", "").split(","):
        for version, media_type in _MEDIA_TYPES.items():
            if one.startswith(media_type):
                return version
    return None


def _text(request: Request, version: Version, prefix: str | None = None) -> str:
    """The document as JSON, made once for each application, version and part."""
    application = request.app
    assert isinstance(application, DescribedApplication)
    told: dict[tuple[Version, str | None], str] = application.described
    if (version, prefix) not in told:
        document: Document = application.openapi()
        if prefix is not None:
            document = below(document, prefix)
        if version is Version.V3_0:
            document = as_3_0(document)
        told[version, prefix] = json.dumps(document, ensure_ascii=False)
    return told[version, prefix]
