"""Split messages (分包) put together again from their packets."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ingest.beidou.jt808.frame import Frame
from spatial.errors import BadFrame

PACKET_BYTES = 512
"""What a waiting packet takes beside its body, about: one without a body takes memory too."""


@dataclass(frozen=True, slots=True)
class _Key:
    """Packets of one message: same terminal and id, serials that run with the packet numbers."""

    phone: str
    message_id: int
    total: int
    first_serial: int


@dataclass(frozen=True, slots=True)
class Packet:
    """A frame and its bytes as they were sent, flags included."""

    frame: Frame
    sent: bytes = b""


@dataclass(frozen=True, slots=True)
class Whole:
    """A message and the packets it was put together from, in order of number.

    frame: has the serial and flags of the first packet, no packet number, and a declared length
    equal to that of its body.
    """

    frame: Frame
    packets: tuple[Packet, ...]


class Reassembly:
    """Collects packets in any order; a packet that comes twice counts once.

    most_bytes: that packets may take while they wait, PACKET_BYTES and its body each; where they
    take more, the message that has waited longest is given up (`take_given_up`). None: no limit.
    """

    def __init__(self, most_bytes: int | None = None) -> None:
        self._most_bytes = most_bytes
        self._waiting: dict[_Key, dict[int, Packet]] = {}
        self._bytes = 0
        self._given_up: list[list[Packet]] = []

    def add(self, frame: Frame, sent: bytes = b"") -> Whole | None:
        """The whole message when the frame completes one or was never split; else None.

        Raises BadFrame for a packet number that cannot be.
        """
        packet = Packet(frame, sent)
        if frame.packet is None:
            return Whole(frame, (packet,))
        total, number = frame.packet
        if not 1 <= number <= total:
            raise BadFrame(f"packet {number} of {total}: numbers go from 1 to the total")
        key = _key_of(frame)
        packets = self._waiting.setdefault(key, {})
        if number not in packets:
            packets[number] = packet
            self._bytes += PACKET_BYTES + len(frame.body)
        if len(packets) < total:
            self._keep_to_limit()
            return None
        self._take_out(key)
        body = b"".join(packets[i].frame.body for i in range(1, total + 1))
        first = replace(packets[1].frame, packet=None, body=body, declared_length=len(body))
        return Whole(first, tuple(packets[i] for i in range(1, total + 1)))

    def _keep_to_limit(self) -> None:
        while self._most_bytes is not None and self._bytes > self._most_bytes:
            self._given_up.append(_in_order(self._take_out(next(iter(self._waiting)))))

    def give_up(self, packet: Packet) -> list[Packet]:
        """Takes out the packets of the message that a waiting packet belongs to."""
        return _in_order(self._take_out(_key_of(packet.frame)))

    def _take_out(self, key: _Key) -> dict[int, Packet]:
        packets = self._waiting.pop(key)
        self._bytes -= sum(PACKET_BYTES + len(packet.frame.body) for packet in packets.values())
        return packets

    @property
    def waiting_bytes(self) -> int:
        """What the packets that wait take."""
        return self._bytes

    def take_given_up(self) -> list[list[Packet]]:
        """The packets of messages that were given up since this was asked last."""
        given_up, self._given_up = self._given_up, []
        return given_up

    def incomplete(self) -> list[list[Packet]]:
        """The packets of messages that are not whole yet, by message, in order of number."""
        return [_in_order(packets) for packets in self._waiting.values()]


def _key_of(frame: Frame) -> _Key:
    assert frame.packet is not None
    total, number = frame.packet
    return _Key(frame.phone, frame.message_id, total, (frame.serial - number + 1) & 0xFFFF)


def _in_order(packets: dict[int, Packet]) -> list[Packet]:
    return [packets[i] for i in sorted(packets)]
