"""What a server makes at its first request (the table of routes, the OpenAPI document, what it
remembers of collections) is made as it starts: the first client need not wait a second for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import structlog
from fastapi import FastAPI

log = structlog.get_logger(__name__)

FIRST_PATHS = ("/ogc", "/openapi.json", "/ogc/api", "/ogc/collections")
"""What a client such as QGIS asks for before its first feature."""


def warm(application: FastAPI, ended: Event | None = None) -> Thread:
    """Asks the application beside its first requests; nothing waits for it. What fails is logged:
    whoever asks next is told what is the matter.

    ended: when it is set, nothing more is asked.
    """
    thread = Thread(target=_ask, args=(application, ended), name="warming", daemon=True)
    thread.start()
    return thread


@contextmanager
def warming(application: FastAPI) -> Iterator[None]:
    """The same for as long as a block runs: at its end nothing is asked any more."""
    ended = Event()
    thread = warm(application, ended)
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _ask(application: FastAPI, ended: Event | None) -> None:
    for path in FIRST_PATHS:
        if ended is not None and ended.is_set():
            return
        try:
            status = asyncio.run(_status(application, path))
        except Exception as error:
            log.warning("a server could not be warmed", path=path, error=type(error).__name__)
            return
        if status >= 500:
            log.warning("a server could not be warmed", path=path, status=status)
            return


async def _status(application: FastAPI, path: str) -> int:
    """The status of the answer to a GET request by ASGI 3.0."""
    said: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            said.append(message["status"])

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"accept", b"application/json")],
        "client": None,
        "server": None,
    }
    await application(scope, receive, send)
    return said[0]
