"""The server as granian's workers speak to it: RSGI, whose answers cost no event of their own.

Tiles go from the short way to the socket in one call. Everything else is asked of the application,
which speaks ASGI, in the words of that.
https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md (RSGI 1.5, ASGI 3.0)
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any, Protocol
from urllib.parse import quote

import structlog

from tileserver.hot_path import HotPath

log = structlog.get_logger(__name__)

Message = MutableMapping[str, Any]
Head = list[tuple[str, str]]


class RsgiHeaders(Protocol):
    """The headers of a request; names are in lower case."""

    def get(self, name: str) -> str | None:
        """The first value of a name."""

    def items(self) -> list[tuple[str, str]]:
        """All, in order."""


class RsgiScope(Protocol):
    """What is known of a request before its body. path: percent-decoded."""

    proto: str
    http_version: str
    server: str
    client: str
    scheme: str
    method: str
    path: str
    query_string: str
    authority: str | None
    headers: RsgiHeaders


class RsgiStream(Protocol):
    """An answer under way."""

    async def send_bytes(self, data: bytes) -> None:
        """Sends a piece of the body."""


class RsgiExchange(Protocol):
    """A request and its answer: granian's protocol object."""

    def __aiter__(self) -> AsyncIterator[bytes]: ...

    def response_empty(self, status: int, headers: Head) -> None:
        """An answer without a body."""

    def response_bytes(self, status: int, headers: Head, body: bytes) -> None:
        """A whole answer."""

    def response_file(self, status: int, headers: Head, file: str) -> None:
        """A file as an answer, read by granian at the pace of the client."""

    def response_stream(self, status: int, headers: Head) -> RsgiStream:
        """The beginning of an answer whose body follows in pieces."""

    async def client_disconnect(self) -> None:
        """Returns when the client has gone."""


class RsgiServer:
    """What granian serves with `--interface rsgi`."""

    def __init__(self, server: HotPath) -> None:
        self._server = server
        self._life = _Life(server)

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Before the first request of a worker."""
        loop.run_until_complete(self._life.begin())

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """After the last request of a worker."""
        loop.run_until_complete(self._life.end())

    async def __rsgi__(self, scope: RsgiScope, exchange: RsgiExchange) -> None:
        """Answers one request."""
        if scope.method == "GET" and not scope.query_string and scope.proto == "http":
            said = scope.headers.get
            answer = await self._server.answer(
                scope.path, said("accept-encoding"), said("if-none-match")
            )
            if answer is not None:
                exchange.response_bytes(answer.status, answer.head, answer.body)
                return
        await _Request(scope, exchange).ask(self._server.application)


class _Request:
    """One request, asked of an ASGI application."""

    def __init__(self, scope: RsgiScope, exchange: RsgiExchange) -> None:
        self._scope = scope
        self._exchange = exchange
        self._pieces: AsyncIterator[bytes] | None = None
        self._whole = False
        self._begun: tuple[int, Head] | None = None
        self._stream: RsgiStream | None = None
        self._answered = False

    async def ask(self, application: Callable[..., Awaitable[None]]) -> None:
        try:
            await application(_asgi_scope(self._scope), self.receive, self.send)
        except Exception as error:
            # It has answered 500 by itself and raises for the log of the server. Of the error only
            # the kind is told: its text may hold a person's data.
            log.error("a request failed", kind=type(error).__name__)
        if not self._answered and self._stream is None:
            self._exchange.response_empty(500, [])

    async def receive(self) -> Message:
        if not self._whole:
            if self._pieces is None:
                self._pieces = aiter(self._exchange)
            try:
                # Not anext() with a default: what granian gives to await is no coroutine.
                piece = await self._pieces.__anext__()
            except StopAsyncIteration:
                self._whole, piece = True, b""
            return {"type": "http.request", "body": piece, "more_body": not self._whole}
        if not self._answered:
            await self._exchange.client_disconnect()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            head = [(name.decode("latin-1"), value.decode("latin-1"))
                    for name, value in message.get("headers", ())]  # fmt: skip
            self._begun = (message["status"], head)
            return
        assert self._begun is not None
        if message["type"] == "http.response.pathsend":
            self._exchange.response_file(*self._begun, message["path"])
            self._answered = True
            return
        body, more = bytes(message.get("body", b"")), message.get("more_body", False)
        if self._stream is None and not more:
            self._exchange.response_bytes(*self._begun, body)
        else:
            if self._stream is None:
                self._stream = self._exchange.response_stream(*self._begun)
            if body:
                await self._stream.send_bytes(body)
        self._answered = not more


def _asgi_scope(scope: RsgiScope) -> Message:
    """https://asgi.readthedocs.io/en/latest/specs/www.html#http-connection-scope"""
    head = [(name.encode("latin-1"), value.encode("latin-1"))
            for name, value in scope.headers.items()]  # fmt: skip
    if scope.authority and scope.headers.get("host") is None:
        # HTTP/2 names the host outside of its headers.
        head.append((b"host", scope.authority.encode("latin-1")))
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": scope.http_version,
        "method": scope.method,
        "scheme": scope.scheme,
        "path": scope.path,
        "raw_path": quote(scope.path).encode(),
        "query_string": scope.query_string.encode("latin-1"),
        "root_path": "",
        "headers": head,
        "client": _address(scope.client),
        "server": _address(scope.server),
        "state": {},
        # What is streamed to a slow client piles up in granian; a file does not.
        "extensions": {"http.response.pathsend": {}},
    }


def _address(told: str) -> tuple[str, int] | None:
    host, _, port = told.rpartition(":")
    return (host.strip("[]"), int(port)) if host and port.isdecimal() else None


class _Life:
    """The lifespan of an ASGI application."""

    def __init__(self, application: Callable[..., Awaitable[None]]) -> None:
        self._application = application
        self._orders: asyncio.Queue[Message] = asyncio.Queue()
        self._done: asyncio.Queue[Message] = asyncio.Queue()
        self._task: asyncio.Future[None] | None = None

    async def begin(self) -> None:
        """Raises RuntimeError where it does not start."""
        scope: Message = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
        self._task = asyncio.ensure_future(
            self._application(scope, self._orders.get, self._done.put)
        )
        await self._order("lifespan.startup")

    async def end(self) -> None:
        if self._task is not None and not self._task.done():
            await self._order("lifespan.shutdown")
            await self._task

    async def _order(self, what: str) -> None:
        assert self._task is not None
        await self._orders.put({"type": what})
        done = asyncio.ensure_future(self._done.get())
        await asyncio.wait((done, self._task), return_when=asyncio.FIRST_COMPLETED)
        if not done.done():
            done.cancel()
            self._task.result()
            raise RuntimeError(f"the application ended before {what}")
        if done.result()["type"] != f"{what}.complete":
            raise RuntimeError(done.result().get("message", f"{what} failed"))
