"""A link of JT/T 809: another platform hands positions of its vehicles on. No sockets here.

Positions get no answer (the standard has none for them); they are as durable as all others, and a
link that is cut before is the business of the platform's re-report (0x1203).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ingest.beidou.gateway.arrivals import Arrival, Outcome, Positions, What
from ingest.beidou.gateway.peers import PeerPlatform, admission_of
from ingest.beidou.gateway.stored_sightings import positions_of
from ingest.beidou.jt809.frame import Frame, edition_of, read_frame, require_sound, write_frame
from ingest.beidou.jt809.link import Admission, Link, Login, Taken
from ingest.beidou.jt809.locations import sightings_of, vehicle_message
from ingest.beidou.jt809.segments import Segment, SegmentReader
from spatial.errors import BadFrame, ShikongError

PROTOCOL = "jt809"

_MOST_WRONG = 256 << 10
"""Bytes of what has to be refused that may come without anything good between."""


class Jt809Reader:
    """Reads the vehicle messages that carry positions."""

    def taken_apart(self, payload: bytes, _context: str = "") -> Any:
        """The sightings of a frame in the clear, flags included. Raises BadFrame, BadBody."""
        [segment] = SegmentReader().feed(payload)
        edition = edition_of(segment.content)
        if edition is None:
            raise BadFrame("the frame does not tell its edition")
        frame = read_frame(segment.content, edition)
        require_sound(frame)
        return sightings_of(frame)

    def positions(self, contents: Sequence[Any]) -> Positions:
        """The positions of messages."""
        return positions_of(contents)

    def is_kept(self, _content: Any) -> bool:
        """Frames are kept by the class of their device."""
        return False


class Jt809Session:
    """The state of one link. peers: the platforms that may log in, as they are now."""

    def __init__(
        self,
        peer: str,
        peers: Callable[[], Mapping[int, PeerPlatform]],
        *,
        put: Callable[[Arrival], None],
        send: Callable[[bytes], None],
        clock_us: Callable[[], int],
    ) -> None:
        self._peer, self._peers = peer, peers
        self._put, self._send, self._clock_us = put, send, clock_us
        self._segments = SegmentReader()
        self._link = Link(self._admit, lambda: clock_us() // 1_000_000)
        self._wrong_bytes = 0
        self._closing = False
        self.ended = 0

    def _admit(self, login: Login) -> Admission:
        return admission_of(self._peers(), login, secrets.randbits(31))

    @property
    def is_hopeless(self) -> bool:
        """Whether the link has ended, or nothing but what has to be refused has come for long."""
        return self._closing or self._wrong_bytes > _MOST_WRONG

    @property
    def has_half_a_frame(self) -> bool:
        """Whether a frame has begun and not ended."""
        return self._segments.pending > 0

    def take(self, chunk: bytes) -> None:
        """Takes bytes as they came."""
        for segment in self._segments.feed(chunk):
            self.ended += 1
            if not self._closing:
                self._take(segment)

    def _take(self, segment: Segment) -> None:
        taken = self._link.take(segment)
        if taken.answer:
            self._send(taken.answer)
        self._closing = taken.closing
        if taken.refused is not None:
            self._refuse(segment, taken)
        elif taken.sightings and taken.frame is not None:
            self._wrong_bytes = 0
            self._hand_over(_as_kept(segment, taken.frame), taken)

    def _hand_over(self, sent: bytes, taken: Taken) -> None:
        login = self._link.login
        peer = None if login is None else self._peers().get(login.platform_id)
        self._put(
            Arrival(
                PROTOCOL,
                taken.sightings[0].device,
                self._told_peer(),
                self._clock_us(),
                sent,
                content=taken.sightings,
                admit_class="" if peer is None else peer.device_class,
            )
        )

    def _refuse(self, segment: Segment, taken: Taken) -> None:
        self._wrong_bytes += len(segment.content)
        device = "?"
        try:
            message = None if taken.frame is None else vehicle_message(taken.frame)
            device = "?" if message is None else message.device
        except ShikongError:
            pass
        sent = b"\x5b" + segment.content + b"\x5d" if segment.closed else segment.content
        self._put(
            Arrival(
                PROTOCOL,
                device,
                self._told_peer(),
                self._clock_us(),
                sent,
                What.REFUSED,
                reason=taken.refused or "",
            )
        )

    def _told_peer(self) -> str:
        login = self._link.login
        return self._peer if login is None else f"{self._peer} platform {login.platform_id}"

    def answer(self, arrival: Arrival, outcome: Outcome | None) -> None:
        """Nothing is told of positions."""

    def look(self) -> None:
        """Nothing is asked for."""

    def cut(self) -> None:
        """What has begun is not continued."""
        if (rest := self._segments.finish()) is not None:
            self._refuse(rest, Taken(refused="half a frame, and nothing follows"))
        self._segments = SegmentReader()

    def finish(self) -> None:
        """The connection has ended."""
        self.cut()


def _as_kept(segment: Segment, clear: Frame) -> bytes:
    """The frame as it was sent; one that was encrypted in the clear, so that it can be read later
    without the constants."""
    if not read_frame(segment.content, clear.edition).encrypted:
        return b"\x5b" + segment.content + b"\x5d"
    return write_frame(
        clear.message_id,
        clear.body,
        edition=clear.edition,
        platform_id=clear.platform_id,
        serial=clear.serial,
        version=clear.version,
        sent_at=clear.sent_at or 0,
    )
