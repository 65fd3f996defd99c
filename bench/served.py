"""What the benchmark serves in a process of its own: our tiles, names, and the ceiling."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from fastapi import FastAPI

from bench.tiles import CEILING_BYTES
from deploy.application import build_server
from deploy.rsgi import RsgiExchange
from spatial.api.app import create_app
from spatial.api.business import router as business_router
from spatial.api.division_batches import router as batch_router
from spatial.api.names import router as name_router
from spatial.api.settings import MapSettings
from spatial.db import open_engine
from tileserver.hot_path import HotPath
from tileserver.routes import router

Message = MutableMapping[str, Any]


def tiles() -> HotPath:
    """The tile routes over SHIKONG_DATABASE_URL, with the short way before them."""
    engine = open_engine(os.environ["SHIKONG_DATABASE_URL"], pool=4)
    app = create_app(engine, [router], write_token="unused", map_settings=MapSettings())  # noqa: S106
    return build_server(app, engine)


def names() -> FastAPI:
    """The routes of names over SHIKONG_DATABASE_URL."""
    engine = open_engine(os.environ["SHIKONG_DATABASE_URL"], pool=4)
    return create_app(engine, [name_router], write_token="unused", map_settings=MapSettings())  # noqa: S106


def division_points() -> FastAPI:
    """The routes of questions in bulk over SHIKONG_DATABASE_URL."""
    engine = open_engine(os.environ["SHIKONG_DATABASE_URL"], pool=4)
    return create_app(engine, [batch_router], write_token="unused", map_settings=MapSettings())  # noqa: S106


def business() -> FastAPI:
    """The routes of the business lines over SHIKONG_DATABASE_URL."""
    engine = open_engine(os.environ["SHIKONG_DATABASE_URL"], pool=4)
    return create_app(engine, [business_router], write_token="unused", map_settings=MapSettings())  # noqa: S106


def ceiling() -> Callable[..., Awaitable[None]]:
    """The least that an ASGI server can do: constant bytes, nothing looked up."""
    body = os.urandom(CEILING_BYTES)
    headers = [(b"content-length", str(len(body)).encode())]

    async def constant(
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        if scope["type"] == "lifespan":
            while True:
                message = await receive()
                await send({"type": message["type"] + ".complete"})
                if message["type"] == "lifespan.shutdown":
                    return
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return constant


def rsgi_ceiling() -> Callable[..., Awaitable[None]]:
    """The least that a server of granian's own protocol can do."""
    body = os.urandom(CEILING_BYTES)
    headers = [("content-length", str(len(body)))]

    async def constant(_scope: object, exchange: RsgiExchange) -> None:
        exchange.response_bytes(200, headers, body)

    return constant
