"""The short way of a tile: from the socket to memory or the store, past the routes.

Finding a route, reading its parameters and building its answer take longer than reading a finished
tile, so a request for a tile by its plain address is answered here where it can be. Whatever else
there is to say (an unknown layer, a bad date, `known_at`, a tile of a small zoom that has to be
cut, a database that is away) goes on to the application, which is the only one that knows errors.
Both give the same bytes and headers.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import asyncpg

from spatial.errors import ShikongError
from spatial.tile_grids import GRIDS
from tileserver.cutting import Place
from tileserver.editions import BEFORE, Edition, EditionState
from tileserver.layers import Layer, declared_layers
from tileserver.loop_cutting import LoopCutter
from tileserver.responses import MVT, Content, accepts_gzip, holds_etag
from tileserver.sight import Sight
from tileserver.store.reading import LoopStore, may_be_built
from tileserver.tile_head import tile_head
from tileserver.vector_tiles import Address, VectorTiles, address_of

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

_TILE = re.compile(
    r"/tiles/([a-z_]+)/(before|\d{4}-\d\d-\d\d)/([A-Za-z0-9]+)/(\d{1,2})/(\d{1,8})/(\d{1,8})\.mvt",
    re.ASCII,
)


_MOST_READY = 2048
"""Answers that are kept ready to be sent."""


@dataclass(frozen=True, slots=True)
class _Asked:
    layer: Layer
    sight: Sight
    place: Place


@dataclass(frozen=True, slots=True)
class _Ready:
    """An answer as it is sent to most clients, valid while the state of editions is the same.

    packed: the messages for clients that take gzip, None where the tile is not packed.
    """

    state: EditionState
    content: Content
    edition: Edition
    packed: tuple[Message, Message] | None


class HotPath:
    """An ASGI application around another one."""

    def __init__(
        self,
        application: Application,
        tiles: VectorTiles,
        store: LoopStore,
        cutter: LoopCutter | None = None,
    ) -> None:
        self._application = application
        self._tiles = tiles
        self._store = store
        self._cutter = cutter
        self._ready: dict[str, _Ready] = {}
        self._ready_bytes = 0
        # What is ready stays so when memory has let go of it, so it is a part of that limit.
        self._most_bytes = tiles.memory_bytes // 4

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request for a finished tile; hands on any other."""
        if scope["type"] == "http" and scope["method"] == "GET" and not scope["query_string"]:
            path = scope["path"]
            ready = self._ready.get(path)
            if ready is None or ready.state is not self._tiles.known_state():
                ready = await self._make_ready(path)
            if ready is not None:
                await _send(scope, send, ready)
                return
        try:
            await self._application(scope, receive, send)
        finally:
            if scope["type"] == "lifespan":
                await self._store.close()
                if self._cutter is not None:
                    await self._cutter.close()

    async def _make_ready(self, path: str) -> _Ready | None:
        """The answer to a request for a tile, None where the application has to give it."""
        asked = _asked(path)
        if asked is None:
            return None
        known = self._tiles.known_edition(asked.layer, asked.sight)
        if known is None:
            return None
        state, edition = known
        content = await self._content(asked, state, edition)
        if content is None:
            return None
        ready = _ready(asked.sight, state, edition, content)
        self._keep_ready(path, ready)
        return ready

    def _keep_ready(self, path: str, ready: _Ready) -> None:
        before = self._ready.pop(path, None)
        self._ready_bytes += ready.content.size - (before.content.size if before else 0)
        self._ready[path] = ready
        if len(self._ready) > _MOST_READY or self._ready_bytes > self._most_bytes:
            self._ready.clear()
            self._ready_bytes = 0

    async def _content(
        self, asked: _Asked, state: EditionState, edition: Edition
    ) -> Content | None:
        address = address_of(asked.layer, asked.sight, edition, asked.place)
        content = self._tiles.in_memory(address)
        if content is not None:
            return content
        try:
            build, content = await self._made(asked, edition, address)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
            # The application says it as it says any error.
            return None
        if content is None or not self._tiles.keep(address, build, content, state):
            return None
        return content

    async def _made(
        self, asked: _Asked, edition: Edition, address: Address
    ) -> tuple[str | None, Content | None]:
        """A tile from the store, or else cut, and the build that it shows; None for no tile."""
        if may_be_built(asked.layer, asked.sight, asked.place):
            stored = await self._store.tile(asked.layer, asked.sight, edition.starts, asked.place)
            if stored.content is not None:
                return stored.build, stored.content
        if self._cutter is None:
            return None, None
        cut = await self._cutter.tile(asked.layer, asked.sight, edition, asked.place, address)
        return (None, None) if cut is None else cut


@lru_cache(maxsize=_MOST_READY)
def _asked(path: str) -> _Asked | None:
    """What the address of a tile asks for; None for any other, and for what is not right in it."""
    found = _TILE.fullmatch(path)
    if found is None:
        return None
    layer = declared_layers().get(found[1])
    grid = GRIDS.get(found[3])
    if layer is None or layer.source is None or grid is None:
        return None
    try:
        day = None if found[2] == BEFORE else date.fromisoformat(found[2])
        place = Place(grid, int(found[4]), int(found[5]), int(found[6]))
        layer.require_tile(grid, place.z, place.x, place.y)
    except (ValueError, ShikongError):
        return None
    return _Asked(layer, Sight(day), place)


def _ready(sight: Sight, state: EditionState, edition: Edition, content: Content) -> _Ready:
    packed = None
    if content.packed:
        head = [
            *_head(sight, state, edition, content),
            (b"content-encoding", b"gzip"),
            (b"content-type", MVT.encode()),
            (b"content-length", str(len(content.body)).encode()),
        ]
        packed = _messages(200, head, content.body)
    return _Ready(state, content, edition, packed)


def _head(
    sight: Sight, state: EditionState, edition: Edition, content: Content
) -> list[tuple[bytes, bytes]]:
    head = [
        (name.lower().encode(), value.encode())
        for name, value in tile_head(
            sight, edition, pending=state.pending, coarser=content.coarser
        ).items()
    ]
    if content.body:
        head += [(b"etag", content.etag.encode()), (b"vary", b"Accept-Encoding")]
    return head


def _messages(status: int, head: list[tuple[bytes, bytes]], body: bytes) -> tuple[Message, Message]:
    return (
        {"type": "http.response.start", "status": status, "headers": head},
        {"type": "http.response.body", "body": body},
    )


async def _send(scope: Scope, send: Send, ready: _Ready) -> None:
    accept_encoding, if_none_match = _said(scope)
    takes_gzip = accept_encoding is not None and _takes_gzip(accept_encoding)
    if ready.packed is not None and takes_gzip and if_none_match is None:
        start, body = ready.packed
    else:
        start, body = _other_form(ready, takes_gzip=takes_gzip, if_none_match=if_none_match)
    await send(start)
    await send(body)


def _other_form(
    ready: _Ready, *, takes_gzip: bool, if_none_match: bytes | None
) -> tuple[Message, Message]:
    """An answer without gzip, without a body, or to a client that has a tile already."""
    content = ready.content
    head = _head(_NOW, ready.state, ready.edition, content)
    if not content.body:
        return _messages(204, head, b"")
    said = None if if_none_match is None else if_none_match.decode("latin-1")
    if holds_etag(said, content.etag):
        return _messages(304, head, b"")
    if ready.packed is not None and takes_gzip:
        return ready.packed
    body = content.plain
    head += [(b"content-type", MVT.encode()), (b"content-length", str(len(body)).encode())]
    return _messages(200, head, body)


# Every tile that is answered here is one as known now, which is all that its headers depend on.
_NOW = Sight(None)


@lru_cache(maxsize=256)
def _takes_gzip(accept_encoding: bytes) -> bool:
    return accepts_gzip(accept_encoding.decode("latin-1"))


def _said(scope: Scope) -> tuple[bytes | None, bytes | None]:
    """Accept-Encoding and If-None-Match of a request."""
    accept_encoding = if_none_match = None
    for name, value in scope["headers"]:
        if name == b"accept-encoding":
            accept_encoding = value
        elif name == b"if-none-match":
            if_none_match = value
    return accept_encoding, if_none_match
