"""Brings messages of all connections to the writer, and what became of them back to each.

A connection that has many unanswered messages is not read until they are answered; where the writer
is behind, none is. So memory is bounded by the number of connections, and a sender that is not read
holds what it has.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from ingest.beidou.gateway.arrivals import Arrival, Outcome
from ingest.beidou.gateway.settings import GatewaySettings
from ingest.beidou.gateway.writer import Writer

MOST_UNANSWERED = 2_000
"""Messages of one connection that may wait for their answers."""

_MOST_WAITING = 50_000
"""Messages of all that may wait for the writer."""

_LOOK_S = 1.0


class Session(Protocol):
    """What a protocol does with the bytes of one peer."""

    @property
    def is_hopeless(self) -> bool:
        """Whether the peer is to be cut off: it was not let in, or nothing but what has to be
        refused has come for long."""

    @property
    def has_half_a_frame(self) -> bool:
        """Whether a message has begun and not ended."""

    @property
    def ended(self) -> int:
        """How many messages have ended so far, good or bad."""

    def look(self) -> None:
        """Called each second: asks for what is missing."""

    def cut(self) -> None:
        """What has begun is not continued: a datagram has ended."""

    def take(self, chunk: bytes) -> None:
        """Takes bytes as they came."""

    def answer(self, arrival: Arrival, outcome: Outcome | None) -> None:
        """What became of a message."""

    def finish(self) -> None:
        """The peer is gone."""


OpenSession = Callable[[str, Callable[[Arrival], None], Callable[[bytes], None]], Session]
"""Makes a session of a protocol: peer, where messages go, where answers go."""


class Switchboard:
    """Brings messages of all connections to the writer, and what became of them back.

    Everything here runs in the event loop.
    """

    def __init__(self, settings: GatewaySettings) -> None:
        self.settings = settings
        self.writer: Writer | None = None
        self._loop = asyncio.get_running_loop()
        self._put: list[tuple[Arrival, Peer]] = []
        self._flushing = False
        self._senders: dict[int, Peer] = {}
        self.waiting = 0
        self.peers: set[Peer] = set()
        self._held_back = False

    def put(self, arrival: Arrival, peer: Peer) -> None:
        """A message for the writer. Those of one turn of the loop go together."""
        self._put.append((arrival, peer))
        if not self._flushing:
            self._flushing = True
            self._loop.call_soon(self._flush)

    def _flush(self) -> None:
        self._flushing = False
        put, self._put = self._put, []
        self.waiting += len(put)
        for arrival, peer in put:
            self._senders[id(arrival)] = peer
            peer.unanswered += 1
        assert self.writer is not None
        self.writer.put([arrival for arrival, _ in put])
        if self.waiting > _MOST_WAITING and not self._held_back:
            self._held_back = True
            for peer in self.peers:
                peer.look_at_flow()

    @property
    def is_behind(self) -> bool:
        """Whether nobody is to be read."""
        return self._held_back

    def delivered(self, arrivals: Sequence[Arrival], outcomes: Sequence[Outcome | None]) -> None:
        """Takes what became of messages from the writer's thread."""
        self._loop.call_soon_threadsafe(self._answer, arrivals, outcomes)

    def _answer(self, arrivals: Sequence[Arrival], outcomes: Sequence[Outcome | None]) -> None:
        self.waiting -= len(arrivals)
        touched = set()
        for arrival, outcome in zip(arrivals, outcomes, strict=True):
            peer = self._senders.pop(id(arrival))
            peer.unanswered -= 1
            peer.answer(arrival, outcome)
            touched.add(peer)
        released = self._held_back and self.waiting < _MOST_WAITING // 2
        if released:
            self._held_back = False
        for peer in touched:
            peer.flush()
        for peer in self.peers if released else touched:
            peer.look_at_flow()

    async def watch(self) -> None:
        """Closes connections that are silent or half open; ends when the writer does."""
        while self.writer is not None and self.writer.is_alive():
            await asyncio.sleep(_LOOK_S)
            now = time.monotonic()
            for peer in list(self.peers):
                if peer.has_lost_patience(now):
                    peer.close()
                else:
                    peer.look()


class Peer(Protocol):
    """Someone who sends: a connection, or an address of UDP."""

    unanswered: int

    def answer(self, arrival: Arrival, outcome: Outcome | None) -> None:
        """What became of one of its messages."""

    def flush(self) -> None:
        """Sends the answers that have gathered."""

    def look_at_flow(self) -> None:
        """Reads on, or stops reading."""

    def has_lost_patience(self, now: float) -> bool:
        """Whether it has been silent, or in the middle of a message, for too long."""

    def look(self) -> None:
        """Called each second: asks for what is missing."""

    def close(self) -> None:
        """Ends it."""


def peer_address(name: Any) -> str:
    """Address and port of a socket's other end."""
    if not isinstance(name, tuple):
        return "?"
    host, port = name[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
