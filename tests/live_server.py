"""A server in a thread of its own, and a client of its streams."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI


@contextmanager
def serving(app: FastAPI | Callable[..., Any]) -> Iterator[str]:
    """The application over a real socket; its address."""
    config = uvicorn.Config(app, port=0, log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive()


@dataclass(frozen=True)
class Message:
    """A message of Server-Sent Events."""

    kind: str
    content: dict[str, Any]
    id: str | None


class Listener:
    """Reads a stream message by message."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.comments: list[str] = []
        self.last_id: str | None = None
        self._lines = response.iter_lines()

    def heard(self) -> Message:
        """The next message; comments before it are kept."""
        kind, content, number = "message", "", None
        for line in self._lines:
            if line.startswith(":"):
                self.comments.append(line)
            elif line.startswith("event: "):
                kind = line.removeprefix("event: ")
            elif line.startswith("data: "):
                content += line.removeprefix("data: ")
            elif line.startswith("id: "):
                number = line.removeprefix("id: ")
            elif content:
                self.last_id = number or self.last_id
                return Message(kind, json.loads(content), number)
        raise EOFError("the stream has ended")


@contextmanager
def listening(address: str, path: str, **headers: str) -> Iterator[Listener]:
    """Follows a stream. A message has to come within 20 seconds."""
    with (
        httpx.Client(base_url=address, trust_env=False, timeout=20) as client,
        client.stream("GET", path, headers=headers) as response,
    ):
        assert response.status_code == 200, response.read()
        yield Listener(response)
