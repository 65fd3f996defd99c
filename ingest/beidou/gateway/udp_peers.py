"""UDP senders of the gateway: a datagram is complete, and none waits for another."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any, cast

from ingest.beidou.gateway.arrivals import Arrival, Outcome
from ingest.beidou.gateway.switchboard import (
    MOST_UNANSWERED,
    OpenSession,
    Switchboard,
    peer_address,
)


class UdpPeers(asyncio.DatagramProtocol):
    """All senders of one UDP socket. A datagram is complete; nothing of it waits for another.

    Who authenticates over UDP stays authenticated as long as it is heard. Beyond the limits a
    datagram is dropped unanswered, which is what its sender has to expect of UDP; it is counted.
    """

    def __init__(self, switchboard: Switchboard, open_session: OpenSession) -> None:
        self._switchboard, self._open_session = switchboard, open_session
        self._peers: dict[Any, _UdpPeer] = {}
        self._transport: asyncio.DatagramTransport | None = None
        self.dropped = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keeps the socket."""
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: Any) -> None:
        """Takes a datagram."""
        board = self._switchboard
        peer = self._peers.get(addr)
        if board.is_behind or (
            peer is None and len(board.peers) >= board.settings.connections
        ) or (peer is not None and peer.unanswered >= MOST_UNANSWERED):  # fmt: skip
            self.dropped += 1
            return
        if peer is None:
            assert self._transport is not None
            peer = _UdpPeer(board, self._open_session, self._transport, addr, self._forget)
            self._peers[addr] = peer
            board.peers.add(peer)
        peer.take(data)

    def _forget(self, addr: Any) -> None:
        self._switchboard.peers.discard(self._peers.pop(addr))


class _UdpPeer:
    """One address."""

    def __init__(
        self,
        switchboard: Switchboard,
        open_session: OpenSession,
        transport: asyncio.DatagramTransport,
        addr: Any,
        forget: Callable[[Any], None],
    ) -> None:
        self.unanswered = 0
        self._switchboard, self._transport, self._addr = switchboard, transport, addr
        self._forget = forget
        self._answers: list[bytes] = []
        self._heard = time.monotonic()
        self._session = open_session(f"udp {peer_address(addr)}", self._put, self._answers.append)

    def _put(self, arrival: Arrival) -> None:
        self._switchboard.put(arrival, self)

    def take(self, data: bytes) -> None:
        self._heard = time.monotonic()
        self._session.take(data)
        self._session.cut()
        self.flush()
        if self._session.is_hopeless:
            self.close()

    def answer(self, arrival: Arrival, outcome: Outcome | None) -> None:
        self._session.answer(arrival, outcome)

    def flush(self) -> None:
        for answer in self._answers:
            self._transport.sendto(answer, self._addr)
        self._answers.clear()

    def look_at_flow(self) -> None:
        """There is nothing that could be stopped."""

    def has_lost_patience(self, now: float) -> bool:
        return now - self._heard > self._switchboard.settings.silence_s and not self.unanswered

    def look(self) -> None:
        self._session.look()
        self.flush()

    def close(self) -> None:
        self._session.finish()
        self._forget(self._addr)
