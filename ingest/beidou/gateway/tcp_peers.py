"""TCP connections of the gateway: flow, limits and patience."""

from __future__ import annotations

import asyncio
import time
from typing import cast

import structlog

from ingest.beidou.gateway.arrivals import Arrival, Outcome
from ingest.beidou.gateway.switchboard import (
    MOST_UNANSWERED,
    OpenSession,
    Session,
    Switchboard,
    peer_address,
)

log = structlog.get_logger(__name__)


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
            f"tcp {peer_address(stream.get_extra_info('peername'))}",
            self._put,
            self._answers.append,
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
            self._writable and self.unanswered < MOST_UNANSWERED and not self._switchboard.is_behind
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

    def look(self) -> None:
        """Asks for what is missing."""
        if self._session is not None:
            self._session.look()
            self.flush()

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
