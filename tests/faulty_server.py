"""A server that answers as it is told to, also wrongly: for the patience of clients."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

GONE = b""
"""No answer: the connection ends."""


def reply(status: str, body: bytes = b"{}", *headers: str, whole: bool = True) -> bytes:
    """An answer; with `whole` false half of its body is missing."""
    head = [
        f"HTTP/1.1 {status}",
        f"Content-Length: {len(body)}",
        "Connection: close",
        *(headers if any("Content-Type" in one for one in headers) else
          ("Content-Type: application/json", *headers)),
    ]  # fmt: skip
    sent = body if whole else body[: len(body) // 2]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + sent


@dataclass
class FaultyServer:
    """address: of it. asked: the requests that came, whole."""

    address: str
    asked: list[bytes] = field(default_factory=list)


@contextmanager
def faulty_server(replies: Sequence[bytes]) -> Iterator[FaultyServer]:
    """Gives one of the replies for each connection, in their order, and then none."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = FaultyServer(f"http://127.0.0.1:{listening.getsockname()[1]}")

        def serve() -> None:
            for one in replies:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    server.asked.append(_request(connection))
                    connection.sendall(one)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join(5)


def _request(connection: socket.socket) -> bytes:
    came = b""
    while b"\r\n\r\n" not in came:
        came += connection.recv(65536)
    head, _, body = came.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body
