"""The other side of a session of JT/T 808, without sockets: a writer, and a terminal that hears."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingest.beidou.gateway.arrivals import Arrival, Outcome, What
from ingest.beidou.gateway.jt808_reader import Jt808Reader
from ingest.beidou.gateway.jt808_session import Jt808Session
from ingest.beidou.gateway.keys import Keys
from ingest.beidou.jt808.frame import Frame, SegmentReader, read_frame, require_sound
from spatial.errors import ShikongError

KEYS = Keys(b"a secret of tests, 32 bytes long")
NOW_US = 1_764_000_000_000_000
"""Our clock: it stands still."""

_ANSWERS = frozenset({0x8001, 0x8004, 0x8100})


class BrokenPromise(AssertionError):
    """A session or reader has done what it never may."""


def outcome_of(arrival: Arrival) -> Outcome:
    """What becomes of a message by its content, where every device is known and may send."""
    if arrival.what is What.REFUSED:
        return Outcome.UNREADABLE
    if arrival.what is What.DATA:
        try:
            faults = Jt808Reader().positions([arrival.content]).faults
        except ShikongError as error:
            raise BrokenPromise("a message that was handed over is no message") from error
        return Outcome.UNREADABLE if faults else Outcome.STORED
    return Outcome.STORED


@dataclass(frozen=True, slots=True)
class Happened:
    """A message, and the answers that it got."""

    arrival: Arrival
    outcome: Outcome | None
    answers: tuple[Frame, ...]


class Partner:
    """A session, and what came of it.

    happened: messages that were decided, in order. spoken: answers that no message had to wait for.
    """

    def __init__(self, *, must_authenticate: bool) -> None:
        self.session = Jt808Session(
            "test", KEYS, put=self._take, send=self._hear,
            must_authenticate=must_authenticate, clock_us=lambda: NOW_US,
        )  # fmt: skip
        self.waiting: deque[Arrival] = deque()
        self.happened: list[Happened] = []
        self.spoken: list[Frame] = []
        self._heard: list[Frame] = []

    def _take(self, arrival: Arrival) -> None:
        self.waiting.append(arrival)

    def _hear(self, answer: bytes) -> None:
        """Each answer is one whole frame, of a message that a platform sends."""
        reader = SegmentReader()
        segments = list(reader.feed(answer))
        if len(segments) != 1 or reader.finish() is not None or not segments[0].closed:
            raise BrokenPromise(f"an answer is no frame: {answer.hex()}")
        frame = read_frame(segments[0].content)
        require_sound(frame)
        if frame.message_id not in _ANSWERS or not frame.phone.isdecimal():
            raise BrokenPromise(f"an answer nobody gives: {answer.hex()}")
        self._heard.append(frame)

    def take(self, chunk: bytes) -> None:
        """Hands bytes over."""
        self.session.take(chunk)
        self.spoken += self._heard
        self._heard.clear()

    def settle(
        self, decide: Callable[[Arrival], Outcome | None] = outcome_of, most: int | None = None
    ) -> None:
        """Tells the session what became of the messages that wait, the first `most` of them."""
        while self.waiting and most != 0:
            most = None if most is None else most - 1
            arrival = self.waiting.popleft()
            if not arrival.identifier or (arrival.reason == "") is (arrival.what is What.REFUSED):
                raise BrokenPromise(f"a message without its sender or reason: {arrival}")
            outcome = decide(arrival)
            self.session.answer(arrival, outcome)
            self.happened.append(Happened(arrival, outcome, tuple(self._heard)))
            self._heard.clear()

    def finish(self) -> None:
        """The peer is gone: what is unfinished comes, too."""
        self.session.finish()
        self.settle()

    @property
    def payloads(self) -> Sequence[bytes]:
        """The bytes of all messages."""
        return [one.arrival.payload for one in self.happened]
