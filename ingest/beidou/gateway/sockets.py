"""The sockets of the gateway: TCP connections and UDP senders, their limits and their patience.

A connection that has many unanswered messages is not read until they are answered; where the writer
is behind, none is. So memory is bounded by the number of connections, and a sender that is not read
holds what it has.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol, cast

import structlog

from ingest.beidou.gateway.arrivals import Arrival, Outcome
from ingest.beidou.gateway.settings import GatewaySettings
from ingest.beidou.gateway.writer import Writer

log = structlog.get_logger(__name__)

_MOST_UNANSWERED = 2_000
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

    def close(self) -> None:
        """Ends it."""


class TcpPeer(asyncio.Protocol):
    """One TCP connection."""

    def __init__(self, switchboard: Switchboard, open_session: OpenSession) -> None:
        self.unanswered = 0
        self._switchboard, self._open_session = switchboard, open_session
        self._session: Session | None = None
        self._transport: asyncio.Transport | None = None
        self._answers: list[bytes] = []
        self._heard = self._began = time.monotonic()
        self._reading = True
        self._writable = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begins a session, unless there are too many."""
        # Transports of other loops do not say that they are one.
        stream = cast("asyncio.Transport", transport)
        board = self._switchboard
        if len(board.peers) >= board.settings.connections:
            log.warning("too many connections: one is turned away", limit=len(board.peers))
            stream.abort()
            return
        self._transport = stream
        self._session = self._open_session(
            f"tcp {_address(stream.get_extra_info('peername'))}", self._put, self._answers.append
        )
        board.peers.add(self)
        self.look_at_flow()

    def _put(self, arrival: Arrival) -> None:
        self._switchboard.put(arrival, self)

    def data_received(self, data: bytes) -> None:
        """Takes bytes; what can be answered at once is."""
        if self._session is None:
            return
        self._heard = time.monotonic()
        half_before, ended_before = self._session.has_half_a_frame, self._session.ended
        self._session.take(data)
        if not half_before or self._session.ended > ended_before:
            self._began = self._heard
        self.flush()
        self.look_at_flow()

    def answer(self, arrival: Arrival, outcome: Outcome | None) -> None:
        """What became of one of its messages."""
        if self._session is not None:
            self._session.answer(arrival, outcome)

    def flush(self) -> None:
        """Sends the answers that have gathered."""
        if self._answers and self._transport is not None:
            self._transport.write(b"".join(self._answers))
            self._answers.clear()
        if self._session is not None and self._session.is_hopeless:
            self.close()

    def look_at_flow(self) -> None:
        """Reads on, or stops reading."""
        wanted = (
            self._writable
            and self.unanswered < _MOST_UNANSWERED
            and not self._switchboard.is_behind
        )
        if self._transport is None or wanted == self._reading or self._transport.is_closing():
            return
        self._reading = wanted
        if wanted:
            self._heard = self._began = time.monotonic()
            self._transport.resume_reading()
        else:
            self._transport.pause_reading()

    def pause_writing(self) -> None:
        """The peer does not read its answers."""
        self._writable = False
        self.look_at_flow()

    def resume_writing(self) -> None:
        """The peer reads again."""
        self._writable = True
        self.look_at_flow()

    def has_lost_patience(self, now: float) -> bool:
        """Whether it has been silent, or in the middle of a message, for too long.

        Who waits for us is not silent.
        """
        settings = self._switchboard.settings
        if self._session is None or (self._writable and not self._reading):
            return False
        if now - self._heard > settings.silence_s:
            return True
        return self._session.has_half_a_frame and now - self._began > settings.half_frame_s

    def close(self) -> None:
        """Ends the connection; what has to be sent still is, for a while."""
        if self._transport is not None:
            if self._writable:
                self._transport.close()
            else:
                self._transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """What is unfinished is kept with a reason; answers have nowhere to go."""
        self._switchboard.peers.discard(self)
        if self._session is not None:
            self._session.finish()
            self._session = None
        self._transport = None


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
        ) or (peer is not None and peer.unanswered >= _MOST_UNANSWERED):  # fmt: skip
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
        self._session = open_session(f"udp {_address(addr)}", self._put, self._answers.append)

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

    def close(self) -> None:
        self._session.finish()
        self._forget(self._addr)


def _address(name: Any) -> str:
    if not isinstance(name, tuple):
        return "?"
    host, port = name[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


async def listen(
    switchboard: Switchboard,
    open_session: OpenSession,
    streams: Sequence[socket.socket],
    datagrams: Sequence[socket.socket],
) -> tuple[list[asyncio.Server], list[asyncio.DatagramTransport]]:
    """Takes connections and datagrams on bound sockets from here on."""
    loop = asyncio.get_running_loop()
    servers = [
        await loop.create_server(
            lambda: TcpPeer(switchboard, open_session), sock=bound, backlog=2048
        )
        for bound in streams
    ]
    transports = []
    for bound in datagrams:
        transport, _ = await loop.create_datagram_endpoint(
            lambda: UdpPeers(switchboard, open_session), sock=bound
        )
        transports.append(transport)
    return servers, transports
