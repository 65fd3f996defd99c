"""Messages of JT/T 808 for the writer: from bytes as sent to positions in columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ingest.beidou.gateway.arrivals import Positions, no_candidates
from ingest.beidou.jt808.blocks import candidates_of
from ingest.beidou.jt808.frame import SegmentReader, read_frame, require_sound
from ingest.beidou.jt808.messages import STORED, location_bodies
from ingest.beidou.jt808.reassembly import Reassembly
from spatial.errors import BadBody, BadFrame

PROTOCOL = "jt808"

SATELLITES = 0x0205
"""卫星状态, every 600 s (amendment 1 to 2019). Its layout is not public: kept as it came."""


@dataclass(slots=True)
class Message:
    """A whole message."""

    message_id: int
    body: bytes


class Jt808Reader:
    """Reads the messages that carry positions."""

    def taken_apart(self, payload: bytes, _context: str = "") -> Message:
        """The message of its frames as sent, flags included, in any order of its packets.

        Raises BadFrame when they are not the frames of one message.
        """
        reassembly = Reassembly()
        for segment in SegmentReader().feed(payload):
            frame = read_frame(segment.content)
            require_sound(frame)
            whole = reassembly.add(frame)
            if whole is not None:
                return Message(whole.frame.message_id, whole.frame.body)
        raise BadFrame("no whole message")

    def positions(self, contents: Sequence[Any]) -> Positions:
        """The positions of messages that may be stored (`jt808.messages.STORED`)."""
        bodies: list[bytes] = []
        origins: list[int] = []
        faults: dict[int, str] = {}
        for number, message in enumerate(contents):
            if message.message_id not in STORED:
                continue
            try:
                items = location_bodies(message.message_id, message.body)
            except BadBody as error:
                faults[number] = str(error)
                continue
            bodies += items
            origins += [number] * len(items)
        return Positions(candidates_of(bodies, origins) if bodies else no_candidates(), faults)

    def is_kept(self, content: Any) -> bool:
        """Whether nothing of it becomes a fix: it is kept for who will read it."""
        return bool(content.message_id == SATELLITES)
