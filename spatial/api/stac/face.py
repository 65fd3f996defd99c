"""The application under `/stac`: stac-fastapi-pgstac, read-only, with our errors and declarations.

It is an application of its own, for its document of the interface (`/stac/api`) has the media
type and the models of the standard, which are not those of `/openapi.json`.
"""

from __future__ import annotations

import functools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from fastapi import FastAPI, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from sqlalchemy import Engine
from stac_fastapi.api.app import StacApi
from stac_fastapi.api.models import (
    ItemCollectionUri,
    create_get_request_model,
    create_post_request_model,
)
from stac_fastapi.extensions import (
    FieldsExtension,
    ItemCollectionFilterExtension,
    SearchFilterExtension,
    TokenPaginationExtension,
)
from stac_fastapi.extensions.fields import FieldsConformanceClasses
from stac_fastapi.extensions.query import QueryConformanceClasses
from stac_fastapi.extensions.sort import ItemCollectionSortExtension, SearchSortExtension
from stac_fastapi.pgstac.config import Settings
from stac_fastapi.pgstac.extensions import QueryExtension
from stac_fastapi.pgstac.extensions.filter import FiltersClient
from stac_fastapi.pgstac.types.search import PgstacSearch
from stac_fastapi.types.errors import InvalidQueryParameter, NotFoundError
from starlette.routing import Route

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.errors import install_error_handlers, problem
from spatial.api.registration import every_route
from spatial.api.stac.areas import AreaExtension
from spatial.api.stac.client import CatalogueClient
from spatial.api.stac.connections import connection_of, open_pool

ROOT = "/stac"
"""Where the face stands."""

TITLE = "时空影像目录"
DESCRIPTION = "Shikong: images with their history; search by place, time, clouds, division, line."


def catalogue_face(engine: Engine) -> FastAPI:
    """The STAC API over the catalogue of a database, to be mounted at ROOT.

    Its pool opens and closes with its lifespan, which who mounts it has to run.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_pool(engine.url) as pool:
            app.state.readpool = pool
            yield

    settings = Settings(
        _env_file=None,
        stac_fastapi_title=TITLE,
        stac_fastapi_description=DESCRIPTION,
        stac_fastapi_landing_id="shikong",
        stac_fastapi_version="1",
        # pgstac 0.10 puts items together faster than Python does (bench/catalogue.py).
        use_api_hydrate=False,
    )
    search = [
        QueryExtension(),
        SearchSortExtension(),
        FieldsExtension(),
        SearchFilterExtension(client=FiltersClient()),
        TokenPaginationExtension(),
        AreaExtension(),
    ]
    items = [
        QueryExtension(conformance_classes=[QueryConformanceClasses.ITEMS]),
        ItemCollectionSortExtension(),
        FieldsExtension(conformance_classes=[FieldsConformanceClasses.ITEMS]),
        ItemCollectionFilterExtension(client=FiltersClient()),
        TokenPaginationExtension(),
        AreaExtension(),
    ]
    post = create_post_request_model(search, base_model=PgstacSearch)
    app = FastAPI(
        openapi_url="/api",
        docs_url="/api.html",
        redoc_url=None,
        title=TITLE,
        version="1",
        description=DESCRIPTION,
        lifespan=lifespan,
    )
    StacApi(
        app=app,
        settings=settings,
        extensions=[*search, *items],
        client=CatalogueClient(pgstac_search_model=post),
        items_get_request_model=create_get_request_model(items, base_model=ItemCollectionUri),
        search_get_request_model=create_get_request_model(search),
        search_post_request_model=post,
        middlewares=[],
    )
    app.state.engine = engine
    app.state.get_connection = connection_of
    install_error_handlers(app)
    app.add_exception_handler(NotFoundError, _not_found)
    app.add_exception_handler(InvalidQueryParameter, _bad_parameter)
    app.add_exception_handler(asyncpg.PostgresError, _refused)
    _declare(app)
    return app


def _declare(app: FastAPI) -> None:
    """All routes of the face read images, which may be finer than the public limit."""
    for route in every_route(app.routes):
        if isinstance(route, Route | APIRoute):
            endpoint: Any = route.endpoint
            if isinstance(endpoint, functools.partial) or not hasattr(endpoint, "__dict__"):
                endpoint = endpoint.func
            declared(DataClass.IMAGE, Grade.INTERNAL)(getattr(endpoint, "__func__", endpoint))


async def _not_found(_request: Request, error: Exception) -> Response:
    return problem(404, "Not Found", str(error), "not-found")


async def _bad_parameter(_request: Request, error: Exception) -> Response:
    return problem(400, "Bad Request", str(error), "bad-parameter")


# What pgstac and PostgreSQL refuse because of what was asked: classes 22 (data), 42 (what a filter
# names or compares), P0 (raised by pgstac's functions).
_ASKED_BADLY = ("22", "42", "P0")


async def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, asyncpg.PostgresError)
    if str(error.sqlstate)[:2] in _ASKED_BADLY:
        return problem(400, "Bad Request", str(error), "bad-parameter")
    return problem(503, "Service Unavailable", "the catalogue does not answer", "database")
