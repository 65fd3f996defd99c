"""The platform on a real socket that notes what clients ask: how a client pages and filters is seen
in its requests.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote

from live_server import serving
from sqlalchemy import Engine

from deploy.application import build_application


@dataclass(frozen=True)
class Asked:
    """A request and the status of its answer. query: each parameter's last value."""

    method: str
    path: str
    query: dict[str, str]
    accept: str
    status: int


@dataclass
class Watched:
    """A server that notes what it is asked."""

    address: str
    asked: list[Asked] = field(default_factory=list)

    def of(self, path: str) -> list[Asked]:
        """The requests for a path, in order."""
        return [one for one in self.asked if one.path == path]

    def forget(self) -> None:
        self.asked.clear()


@contextmanager
def watched_server(engine: Engine) -> Iterator[Watched]:
    """The whole platform over a database, without the web map."""
    application: Any = build_application(engine, write_token="test-token", web_map=None)
    notes: list[Asked] = []

    async def noting(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return

        async def answering(message: Any) -> None:
            if message["type"] == "http.response.start":
                query = parse_qs(scope["query_string"].decode(), keep_blank_values=True)
                head = dict(scope["headers"])
                notes.append(
                    Asked(
                        scope["method"],
                        unquote(scope["path"]),
                        {name: values[-1] for name, values in query.items()},
                        head.get(b"accept", b"").decode(),
                        message["status"],
                    )
                )
            await send(message)

        await application(scope, receive, answering)

    with serving(noting) as address:
        yield Watched(address, notes)
