"""Split messages (分包) put together again from their packets."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ingest.beidou.jt808.frame import Frame
from spatial.errors import BadFrame


@dataclass(frozen=True, slots=True)
class _Key:
    """Packets of one message: same terminal and id, serials that run with the packet numbers."""

    phone: str
    message_id: int
    total: int
    first_serial: int


class Reassembly:
    """Collects packets in any order; a packet that comes twice counts once."""

    def __init__(self) -> None:
        self._waiting: dict[_Key, dict[int, Frame]] = {}

    def add(self, frame: Frame) -> Frame | None:
        """The whole message when the frame completes one or was never split; else None.

        The whole has the serial and flags of its first packet, no packet number, and a declared
        length equal to that of its body. Raises BadFrame for a packet number that cannot be.
        """
        if frame.packet is None:
            return frame
        total, number = frame.packet
        if not 1 <= number <= total:
            raise BadFrame(f"packet {number} of {total}: numbers go from 1 to the total")
        key = _Key(frame.phone, frame.message_id, total, (frame.serial - number + 1) & 0xFFFF)
        packets = self._waiting.setdefault(key, {})
        packets.setdefault(number, frame)
        if len(packets) < total:
            return None
        del self._waiting[key]
        body = b"".join(packets[i].body for i in range(1, total + 1))
        return replace(packets[1], packet=None, body=body, declared_length=len(body))

    def incomplete(self) -> list[list[Frame]]:
        """The packets of messages that are not whole yet, by message, in order of number."""
        return [[packets[i] for i in sorted(packets)] for packets in self._waiting.values()]
