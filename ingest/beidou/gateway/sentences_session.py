"""A receiver or a BeiDou command unit that sends sentences: NMEA positions and short messages.

The first sentence says who it is: `$PSHKG,NAME,KEY*hh`, our own, as NMEA 0183 lets vendors have
($P, three letters of the vendor). It is answered `$PSHKG,OK,0*hh`, or `$PSHKG,NO*hh` and the end.
NAME is the identifier of the receiver in the register (protocol `nmea`); it may also be a command
unit (指挥机), whose `$--TXR` are of the cards that sent them (protocol `beidou-message`). Then
`$PSHKG,OK,n*hh` says that the first n messages (positions or short messages) of the connection
are durable. Over UDP each datagram begins with the sentence. No sockets here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from ingest.beidou.gateway.arrivals import Arrival, Outcome, Positions, What
from ingest.beidou.gateway.stored_sightings import positions_of
from ingest.beidou.nmea.epochs import POSITION_KINDS, Epoch, EpochReader
from ingest.beidou.nmea.sentences import BadSentence, Line, LineReader, Sentence, read_sentence
from ingest.beidou.short_messages.contents import content_plugins, sightings_of
from ingest.beidou.short_messages.envelopes import MOST_LINE, read_envelope
from ingest.beidou.sightings import Sighting
from spatial.errors import BadBody

NMEA = "nmea"
SHORT_MESSAGE = "beidou-message"

_WHO = "PSHKG"
_MOST_WRONG = 64 << 10
"""Bytes of what has to be refused that may come without anything good between."""

_MOST_DECIDING = 1 << 20
"""What lines may take that wait until it is decided who sends them."""

_LINE_BYTES = 256
"""What a waiting line takes beside its content, about."""

_MOST_UNDATED = 600
"""Epochs that may wait for a date: ten minutes of a receiver that tells one a second."""


class NmeaReader:
    """Reads the sentences of one time of day."""

    def taken_apart(self, payload: bytes, context: str) -> Any:
        """The sightings of the lines of an epoch. context: its instant, "" where no day is known.

        Raises BadSentence, BadBody.
        """
        reader = EpochReader()
        epochs: list[Epoch] = []
        for line in payload.split(b"\r\n"):
            sentence = read_sentence(line)
            if sentence is not None:
                epochs += reader.take(sentence)
        epochs += reader.finish()
        if len(epochs) != 1:
            raise BadBody(f"sentences of {len(epochs)} times of day, and not of one")
        epochs[0].day = datetime.fromisoformat(context).date() if context else None
        return (_sighting(epochs[0]),)

    def positions(self, contents: Sequence[Any]) -> Positions:
        """The positions of epochs."""
        return positions_of(contents)

    def is_kept(self, _content: Any) -> bool:
        """By the class of the device."""
        return False


class ShortMessageReader:
    """Reads short messages by the plug-ins that are installed."""

    def __init__(self) -> None:
        self._plugins = content_plugins()

    def taken_apart(self, payload: bytes, _context: str = "") -> Any:
        """The sightings of a sentence. Raises BadSentence, BadBody."""
        envelope = read_envelope(payload)
        if envelope is None:
            raise BadBody("the line holds no short message")
        return sightings_of(envelope, self._plugins)

    def positions(self, contents: Sequence[Any]) -> Positions:
        """The positions of messages."""
        return positions_of(contents)

    def is_kept(self, _content: Any) -> bool:
        """All of them: what no plug-in knows today may be known tomorrow (R4.7)."""
        return True


def _sighting(epoch: Epoch) -> Sighting:
    fault = epoch.refused
    if fault is None and epoch.instant is None:
        fault = "no sentence tells the date (RMC, ZDA)"
    return Sighting(
        "",
        epoch.instant,
        epoch.lon,
        epoch.lat,
        epoch.altitude_m,
        epoch.speed_kmh,
        epoch.course,
        extras=epoch.extras,
        fault=fault,
    )


class SentencesSession:
    """The state of one connection."""

    def __init__(
        self,
        peer: str,
        short_messages: ShortMessageReader,
        *,
        put: Callable[[Arrival], None],
        send: Callable[[bytes], None],
        must_authenticate: bool,
        clock_us: Callable[[], int],
    ) -> None:
        self._peer, self._short_messages = peer, short_messages
        self._put, self._send, self._clock_us = put, send, clock_us
        self._must_authenticate = must_authenticate
        self._lines = LineReader(MOST_LINE)
        self._epochs = EpochReader()
        self._name: str | None = None
        self._deciding = False
        self._waiting: list[Line] = []
        self._waiting_bytes = 0
        self._put_number = self._durable = 0
        self._closing = False
        self._wrong_bytes = 0
        self.ended = 0

    @property
    def is_hopeless(self) -> bool:
        """Whether it was not let in, or nothing but what has to be refused has come for long."""
        return self._closing or self._wrong_bytes > _MOST_WRONG

    @property
    def has_half_a_frame(self) -> bool:
        """Whether a line has begun and not ended."""
        return self._lines.pending > 0

    def take(self, chunk: bytes) -> None:
        """Takes bytes as they came."""
        for line in self._lines.feed(chunk):
            self.ended += 1
            self._take_or_wait(line)

    def _take_or_wait(self, line: Line) -> None:
        if self._closing:
            return
        if self._deciding:
            self._wait(line)
            return
        try:
            self._take(line)
        except (BadSentence, BadBody) as error:
            self._refuse(line, str(error))

    def _wait(self, line: Line) -> None:
        """Has a line wait for the decision; where too much does already, it is kept as refused."""
        takes = _LINE_BYTES + len(line.content)
        if self._waiting_bytes + takes > _MOST_DECIDING:
            self._keep_refused(line, "too much has come before it was decided who sends this")
            return
        self._waiting_bytes += takes
        self._waiting.append(line)

    def _waited(self) -> list[Line]:
        """What has waited for the decision."""
        waiting, self._waiting, self._waiting_bytes = self._waiting, [], 0
        return waiting

    def _take(self, line: Line) -> None:
        envelope = read_envelope(line.content)
        if envelope is not None:
            if self._name is None:
                self._refuse(line, "nobody has said who sends this")
                return
            self._wrong_bytes = 0
            content = self._short_messages.taken_apart(line.content)
            self._hand_over(SHORT_MESSAGE, envelope.device, line.content, content)
            return
        sentence = read_sentence(line.content)
        if sentence is None:
            return
        if sentence.talker == _WHO:
            self._enter(sentence, line)
        elif self._name is None:
            self._refuse(line, "nobody has said who sends this")
        elif sentence.kind in POSITION_KINDS:
            text = line.content.decode("ascii", "backslashreplace")
            self._keep(self._epochs.take(sentence, line.offset, text))
            if self._epochs.undated > _MOST_UNDATED:
                self._keep(self._epochs.finish())

    def _enter(self, sentence: Sentence, line: Line) -> None:
        name, key = sentence.field(0), sentence.field(1).encode()
        if not name:
            raise BadBody(f"{_WHO}: the name is missing")
        if self._name is not None and name != self._name:
            raise BadBody(f"{_WHO}: the connection is that of another name")
        if not self._must_authenticate:
            self._name = name
            self._tell()
            return
        if self._name is None:
            self._deciding = True
            self._put(
                Arrival(
                    NMEA,
                    name,
                    self._peer,
                    self._clock_us(),
                    # Without what came: it holds a key.
                    b"",
                    What.AUTHENTICATION,
                    content=key,
                )
            )

    def _keep(self, epochs: Iterator[Epoch]) -> None:
        for epoch in epochs:
            payload = "\r\n".join(epoch.raw).encode("ascii", "backslashreplace")
            context = "" if epoch.instant is None else epoch.instant.isoformat()
            self._wrong_bytes = 0
            assert self._name is not None
            self._hand_over(NMEA, self._name, payload, (_sighting(epoch),), context)

    def _hand_over(
        self, protocol: str, identifier: str, payload: bytes, content: Any, context: str = ""
    ) -> None:
        self._put_number += 1
        self._put(
            Arrival(
                protocol,
                identifier,
                self._peer,
                self._clock_us(),
                payload,
                content=content,
                context=context,
                answer_to=self._put_number,
            )
        )

    def _refuse(self, line: Line, reason: str) -> None:
        self._wrong_bytes += len(line.content)
        self._keep_refused(line, reason)

    def _keep_refused(self, line: Line, reason: str) -> None:
        self._put(
            Arrival(
                NMEA,
                self._name or "?",
                self._peer,
                self._clock_us(),
                line.content,
                What.REFUSED,
                reason=reason,
            )
        )

    def answer(self, arrival: Arrival, outcome: Outcome | None) -> None:
        """What became of a message."""
        if arrival.what is What.AUTHENTICATION:
            self._decided(arrival.identifier, outcome)
        elif arrival.answer_to is not None and outcome is not None:
            # In the order in which they were handed over.
            self._durable = arrival.answer_to
            self._tell()

    def _decided(self, name: str, outcome: Outcome | None) -> None:
        self._deciding = False
        if outcome is Outcome.STORED:
            self._name = name
            self._tell()
        else:
            self._send(sentence_of(f"{_WHO},NO"))
            self._closing = True
        for line in self._waited():
            self._take_or_wait(line)

    def _tell(self) -> None:
        self._send(sentence_of(f"{_WHO},OK,{self._durable}"))

    def look(self) -> None:
        """Nothing is asked for."""

    def cut(self) -> None:
        """What has begun is not continued: a datagram has ended, or the connection."""
        if (rest := self._lines.finish()) is not None:
            self._take_or_wait(rest)
        self._lines = LineReader(MOST_LINE)
        if not self._deciding and self._name is not None:
            self._keep(self._epochs.finish())

    def finish(self) -> None:
        """The connection has ended: what waited for a decision is kept with the reason."""
        self.cut()
        for line in self._waited():
            self._keep_refused(line, "the connection ended before it was decided who sends this")


def sentence_of(content: str) -> bytes:
    """A sentence with its checksum and CR LF.

    >>> sentence_of("PSHKG,OK,0")
    b'$PSHKG,OK,0*73\\r\\n'
    """
    told = 0
    for byte in content.encode("ascii"):
        told ^= byte
    return f"${content}*{told:02X}\r\n".encode("ascii")
