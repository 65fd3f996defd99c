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

from spatial.errors import ShikongError
from spatial.tile_grids import GRIDS
from tileserver.cutting import Place
from tileserver.editions import BEFORE, Edition, EditionState
from tileserver.layers import Layer, declared_layers
from tileserver.loop_cutting import LoopCutter
from tileserver.loop_pool import NoAnswer
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
    """A tile by its address in a URL. built: whether the store may hold it."""

    layer: Layer
    sight: Sight
    place: Place
    built: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of HTTP: names of its headers in lower case."""

    status: int
    head: list[tuple[str, str]]
    body: bytes


@dataclass(frozen=True, slots=True)
class _Ready:
    """An answer as it is sent to most clients, valid while the state of editions is the same.

    packed: the one to clients that take gzip, None where the tile is not packed.
    """

    state: EditionState
    content: Content
    edition: Edition
    packed: Answer | None


class HotPath:
    """An ASGI application around another one."""

    def __init__(
        self,
        application: Application,
        tiles: VectorTiles,
        store: LoopStore,
        cutter: LoopCutter | None = None,
    ) -> None:
        self.application = application
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
            answer = await self.answer(scope["path"], *_said(scope))
            if answer is not None:
                await _send(send, answer)
                return
        try:
            await self.application(scope, receive, send)
        finally:
            if scope["type"] == "lifespan":
                await self.close()

    async def answer(
        self, path: str, accept_encoding: str | None, if_none_match: str | None
    ) -> Answer | None:
        """The answer to a GET without a query, None where the application has to give it."""
        ready = self._ready.get(path)
        if ready is None or ready.state is not self._tiles.known_state():
            ready = await self._make_ready(path)
            if ready is None:
                return None
        takes_gzip = accept_encoding is not None and _takes_gzip(accept_encoding)
        if ready.packed is not None and takes_gzip and if_none_match is None:
            return ready.packed
        return _other_form(ready, takes_gzip=takes_gzip, if_none_match=if_none_match)

    async def close(self) -> None:
        """Ends its connections to the database."""
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
        ready = _ready(state, edition, content)
        if self._most_bytes:
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
        except NoAnswer:
            # The application says it as it says any error.
            return None
        if content is None or not self._tiles.keep(address, build, content, state):
            return None
        return content

    async def _made(
        self, asked: _Asked, edition: Edition, address: Address
    ) -> tuple[str | None, Content | None]:
        """A tile from the store, or else cut, and the build that it shows; None for no tile."""
        if asked.built:
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
    sight = Sight(day)
    return _Asked(layer, sight, place, may_be_built(layer, sight, place))


def _ready(state: EditionState, edition: Edition, content: Content) -> _Ready:
    packed = None
    if content.packed:
        head = [
            *_head(edition, content, pending=state.pending),
            ("content-encoding", "gzip"),
            ("content-type", MVT),
            ("content-length", str(len(content.body))),
        ]
        packed = Answer(200, head, content.body)
    return _Ready(state, content, edition, packed)


def _head(edition: Edition, content: Content, *, pending: bool) -> list[tuple[str, str]]:
    head = [*_dated_head(edition, content.coarser, pending=pending)]
    if content.body:
        head += [("etag", content.etag), ("vary", "Accept-Encoding")]
    return head


@lru_cache(maxsize=1024)
def _dated_head(edition: Edition, coarser: int, *, pending: bool) -> tuple[tuple[str, str], ...]:
    # Every tile that is answered here is one as known now.
    said = tile_head(Sight(None), edition, pending=pending, coarser=coarser)
    return tuple((name.lower(), value) for name, value in said.items())


def _other_form(ready: _Ready, *, takes_gzip: bool, if_none_match: str | None) -> Answer:
    """An answer without gzip, without a body, or to a client that has a tile already."""
    content = ready.content
    head = _head(ready.edition, content, pending=ready.state.pending)
    if not content.body:
        return Answer(204, head, b"")
    if holds_etag(if_none_match, content.etag):
        return Answer(304, head, b"")
    if ready.packed is not None and takes_gzip:
        return ready.packed
    body = content.plain
    return Answer(200, [*head, ("content-type", MVT), ("content-length", str(len(body)))], body)


_takes_gzip = lru_cache(maxsize=256)(accepts_gzip)


def _said(scope: Scope) -> tuple[str | None, str | None]:
    """Accept-Encoding and If-None-Match of a request."""
    accept_encoding = if_none_match = None
    for name, value in scope["headers"]:
        if name == b"accept-encoding":
            accept_encoding = value.decode("latin-1")
        elif name == b"if-none-match":
            if_none_match = value.decode("latin-1")
    return accept_encoding, if_none_match


async def _send(send: Send, answer: Answer) -> None:
    head = [(name.encode(), value.encode()) for name, value in answer.head]
    await send({"type": "http.response.start", "status": answer.status, "headers": head})
    await send({"type": "http.response.body", "body": answer.body})
