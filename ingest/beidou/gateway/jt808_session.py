"""One connection of JT/T 808: what a terminal says, and what it is answered. No sockets here.

A session takes bytes and gives messages for the writer; later it is told what became of them and
gives the bytes of the answers. Positions of a terminal whose authentication is under way wait for
it. A terminal is named by its number, and a connection may carry several (a concentrator).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from ingest.beidou.gateway.arrivals import Arrival, Outcome, What
from ingest.beidou.gateway.jt808_answers import Answers, Registered, Result
from ingest.beidou.gateway.jt808_reader import PROTOCOL, SATELLITES, Message
from ingest.beidou.gateway.keys import Keys
from ingest.beidou.jt808.frame import (
    Frame,
    Segment,
    SegmentReader,
    read_frame,
    require_sound,
    terminal_name,
)
from ingest.beidou.jt808.layouts import decode_body
from ingest.beidou.jt808.messages import STORED
from ingest.beidou.jt808.reassembly import PACKET_BYTES, Packet, Reassembly
from spatial.errors import BadBody, BadFrame

_HEARTBEAT, _LOGOUT, _TIME, _REGISTER, _AUTHENTICATE = 0x0002, 0x0003, 0x0004, 0x0100, 0x0102
_KEPT = STORED | {SATELLITES}
_NO_ANSWER = frozenset({0x0001})
"""Answers of the terminal: they are not answered."""

_MOST_SPLIT = 2 << 20
"""What unfinished split messages of a connection may take: a MiB of them in full packets fits."""

_MOST_DECIDING = 1 << 20
"""What may wait, of all terminals of a connection, until it is decided whether they may send."""

_AGAIN_US, _MOST_ASKED = 10_000_000, 3
"""Packets that have not come for so long are asked for (0x8003), so often, and given up at last."""

_MOST_WRONG = 64 << 10
"""Bytes of what has to be refused that may come without anything good between."""

_UNTOLD = "?"
"""The identifier of what nobody has sent: bytes that are no frame tell no number."""

_REGISTERED = {
    Outcome.STORED: Registered.DONE,
    Outcome.UNKNOWN_DEVICE: Registered.NO_SUCH_TERMINAL,
    Outcome.NOT_ALLOWED: Registered.ANOTHER_TERMINAL,
    Outcome.UNREADABLE: Registered.NO_SUCH_TERMINAL,
}


@dataclass(frozen=True, slots=True)
class _Split:
    """A message that waits for packets: how many have come, since when no more, and how often the
    others were asked for."""

    came: int
    since_us: int
    asked: int


class Jt808Session:
    """The state of one connection.

    put: takes messages for the writer. send: takes the bytes of answers. must_authenticate: whether
    positions are taken from terminals that have authenticated only. clock_us: our clock,
    microseconds since 1970-01-01 UTC.
    """

    def __init__(
        self,
        peer: str,
        keys: Keys,
        *,
        put: Callable[[Arrival], None],
        send: Callable[[bytes], None],
        must_authenticate: bool,
        clock_us: Callable[[], int],
    ) -> None:
        self.authenticated: set[str] = set()
        self._peer, self._keys = peer, keys
        self._put, self._send, self._clock_us = put, send, clock_us
        self._must_authenticate = must_authenticate
        self._segments = SegmentReader()
        self._reassembly = Reassembly(most_bytes=_MOST_SPLIT)
        self._splits: dict[tuple[str, int, int, int], _Split] = {}
        self._answers = Answers()
        self._deciding: dict[str, deque[Packet]] = {}
        self._deciding_bytes = 0
        self._wrong_bytes = 0
        self.ended = 0

    @property
    def is_hopeless(self) -> bool:
        """Whether nothing but what has to be refused has come for long."""
        return self._wrong_bytes > _MOST_WRONG

    @property
    def has_half_a_frame(self) -> bool:
        """Whether a frame has begun and not ended."""
        return self._segments.pending > 0

    @property
    def held_bytes(self) -> int:
        """What it holds of what has come: half a frame, unfinished messages, what waits."""
        return self._segments.pending + self._reassembly.waiting_bytes + self._deciding_bytes

    def take(self, chunk: bytes) -> None:
        """Takes bytes as they came."""
        for segment in self._segments.feed(chunk):
            self._take_segment(segment)

    def look(self) -> None:
        """Asks for packets of split messages that have not come for a while; at last gives up.

        Called now and then, as often as a second.
        """
        now, seen = self._clock_us(), {}
        for packets in self._reassembly.incomplete():
            frame = packets[0].frame
            assert frame.packet is not None
            total, number = frame.packet
            first = (frame.serial - number + 1) & 0xFFFF
            key = (frame.phone, frame.message_id, total, first)
            state = self._splits.get(key)
            if state is None or state.came != len(packets):
                state = _Split(len(packets), now, 0)
            elif now - state.since_us >= _AGAIN_US:
                if state.asked == _MOST_ASKED:
                    self._give_up(self._reassembly.give_up(packets[0]))
                    continue
                there = {packet.frame.packet[1] for packet in packets if packet.frame.packet}
                missing = [one for one in range(1, total + 1) if one not in there]
                self._send(self._answers.send_again(frame, first, missing))
                state = _Split(len(packets), now, state.asked + 1)
            seen[key] = state
        self._splits = seen

    def cut(self) -> None:
        """What has begun is not continued: a datagram has ended."""
        if (rest := self._segments.finish()) is not None:
            self._refuse(_UNTOLD, rest.content, "half a frame, and nothing follows")
        self._segments = SegmentReader()

    def _take_segment(self, segment: Segment) -> None:
        self.ended += 1
        sent = b"\x7e" + segment.content + b"\x7e"
        try:
            if not segment.closed:
                raise BadFrame("bytes outside of flags: garbage, or half a frame")
            frame = read_frame(segment.content)
            require_sound(frame)
            if not frame.phone.isdecimal():
                raise BadFrame("the number of the terminal is no BCD")
        except BadFrame as error:
            # Not answered: nobody knows who sent it. It is kept, by the peer.
            self._refuse(_UNTOLD, sent if segment.closed else segment.content, str(error))
            return
        self._take_frame(frame, sent)

    def _refuse(
        self,
        identifier: str,
        payload: bytes,
        reason: str,
        frames: Sequence[Frame] = (),
        result: Result = Result.WRONG,
    ) -> None:
        """Has a message kept with the reason. frames: those that are answered then."""
        self._wrong_bytes += len(payload)
        self._hand_over(
            identifier, payload, What.REFUSED, reason=reason, answer_to=(frames, result)
        )

    def _hand_over(
        self,
        identifier: str,
        payload: bytes,
        what: What,
        *,
        answer_to: tuple[Sequence[Frame], Result],
        content: object = None,
        reason: str = "",
    ) -> None:
        self._put(
            Arrival(
                PROTOCOL,
                identifier,
                self._peer,
                self._clock_us(),
                payload,
                what,
                content,
                reason,
                answer_to,
            )
        )

    def _take_frame(self, frame: Frame, sent: bytes) -> None:
        terminal = terminal_name(frame.phone)
        waiting = self._deciding.get(terminal)
        if waiting is not None:
            self._wait(waiting, terminal, Packet(frame, sent))
            return
        if frame.packet is None:
            self._take_message(terminal, frame, sent, (frame,))
            return
        try:
            whole = self._reassembly.add(frame, sent)
        except BadFrame as error:
            self._refuse(terminal, sent, str(error), [frame])
            return
        if whole is not None:
            sent = b"".join(packet.sent for packet in whole.packets)
            frames = [packet.frame for packet in whole.packets]
            self._take_message(terminal, whole.frame, sent, frames)
        for packets in self._reassembly.take_given_up():
            self._give_up(packets)

    def _wait(self, waiting: deque[Packet], terminal: str, packet: Packet) -> None:
        """Has a packet wait for the decision; where too much does already, it is turned away."""
        takes = PACKET_BYTES + len(packet.sent)
        if self._deciding_bytes + takes > _MOST_DECIDING:
            # Its sender is not to blame: these are no wrong bytes, but they count as unanswered.
            reason = "too much has come before it was decided whether the terminal may send"
            answer_to = ([packet.frame], Result.FAILED)
            self._hand_over(terminal, packet.sent, What.REFUSED, reason=reason, answer_to=answer_to)
            return
        self._deciding_bytes += takes
        waiting.append(packet)

    def _decided(self, terminal: str) -> deque[Packet]:
        """What has waited for the decision."""
        waited = self._deciding.pop(terminal, deque())
        self._deciding_bytes -= sum(PACKET_BYTES + len(packet.sent) for packet in waited)
        return waited

    def _give_up(self, packets: Sequence[Packet]) -> None:
        """Has the packets of a message kept that will not be whole any more."""
        first = packets[0].frame
        assert first.packet is not None
        self._refuse(
            terminal_name(first.phone),
            b"".join(packet.sent for packet in packets),
            f"{len(packets)} of its {first.packet[0]} packets came",
        )

    def _take_message(
        self, terminal: str, frame: Frame, sent: bytes, frames: Sequence[Frame]
    ) -> None:
        """frame: the whole message. frames: those that it came in, which are answered."""
        message = frame.message_id
        if message == _REGISTER:
            self._register(terminal, frame, sent)
        elif message == _AUTHENTICATE:
            self._authenticate(terminal, frame, sent)
        elif message == _TIME:
            now = datetime.fromtimestamp(self._clock_us() / 1e6, UTC)
            self._send(self._answers.server_time(frame, now))
        elif message in _NO_ANSWER:
            return
        elif self._must_authenticate and terminal not in self.authenticated:
            reason = "the terminal has not authenticated"
            self._refuse(terminal, sent, reason, frames, Result.FAILED)
        elif message in _KEPT:
            self._wrong_bytes = 0
            content = Message(message, frame.body)
            answer_to = (frames, Result.WRONG)
            self._hand_over(terminal, sent, What.DATA, content=content, answer_to=answer_to)
        elif message in (_HEARTBEAT, _LOGOUT):
            if message == _LOGOUT:
                self.authenticated.discard(terminal)
            self._send(self._answers.general(frame, Result.DONE))
        else:
            self._send(self._answers.general(frame, Result.NOT_SUPPORTED))

    def _register(self, terminal: str, frame: Frame, sent: bytes) -> None:
        try:
            body = decode_body(_REGISTER, frame.body, frame.version)
        except BadBody as error:
            self._refuse(terminal, sent, str(error), [frame])
            return
        told = {name: body.text(name) for name in ("maker", "model", "terminal")}
        self._decide(terminal, frame, sent, What.REGISTRATION, told)

    def _authenticate(self, terminal: str, frame: Frame, sent: bytes) -> None:
        try:
            body = decode_body(_AUTHENTICATE, frame.body, frame.version)
        except BadBody as error:
            self._refuse(terminal, sent, str(error), [frame])
            return
        key = body.values["code"]
        assert isinstance(key, bytes)
        self._decide(terminal, frame, sent, What.AUTHENTICATION, key.rstrip(b"\0"))

    def _decide(
        self, terminal: str, frame: Frame, sent: bytes, what: What, content: object
    ) -> None:
        """Has the register asked; what else the terminal says waits for the answer."""
        self._deciding[terminal] = deque()
        answer_to = ([frame], Result.WRONG)
        self._hand_over(terminal, sent, what, content=content, answer_to=answer_to)

    def answer(self, arrival: Arrival, outcome: Outcome | None) -> None:
        """What became of a message: its answer goes out. None: there is none for now."""
        if arrival.what is What.AUTHENTICATION:
            if outcome is Outcome.STORED:
                self.authenticated.add(arrival.identifier)
            else:
                self._wrong_bytes += len(arrival.payload)
        if outcome is not None:
            self._answer(arrival, outcome)
        if arrival.what in (What.REGISTRATION, What.AUTHENTICATION):
            for packet in self._decided(arrival.identifier):
                self._take_frame(packet.frame, packet.sent)

    def _answer(self, arrival: Arrival, outcome: Outcome) -> None:
        frames, if_unreadable = arrival.answer_to
        if arrival.what is What.REGISTRATION:
            [frame] = frames
            key = b""
            if outcome is Outcome.STORED:
                key = self._keys.key(PROTOCOL, arrival.identifier, arrival.key_version)
            self._send(self._answers.registration(frame, _REGISTERED[outcome], key))
            return
        result = {Outcome.STORED: Result.DONE, Outcome.UNREADABLE: if_unreadable}
        for frame in frames:
            self._send(self._answers.general(frame, result.get(outcome, Result.FAILED)))

    def finish(self) -> None:
        """The connection has ended: what is unfinished is kept with the reason."""
        self.cut()
        for terminal in list(self._deciding):
            for packet in self._decided(terminal):
                reason = "the connection ended before it was decided whether the terminal may send"
                self._refuse(terminal, packet.sent, reason, [packet.frame], Result.FAILED)
        for packets in self._reassembly.incomplete():
            self._give_up(packets)
