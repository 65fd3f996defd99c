"""What is fuzzed, and what has to hold whatever comes. Each target takes bytes and raises nothing.

The first three bytes of an input say what happens with the rest: which target, into how long pieces
the stream is cut, and what becomes of messages. So one corpus serves all, and a crash is one file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count

import numpy as np

from fuzz.partner import BrokenPromise, Partner, outcome_of
from ingest.beidou.gateway.arrivals import Arrival, Outcome, What
from ingest.beidou.jt808.blocks import candidates_of
from ingest.beidou.jt808.frame import (
    FLAG,
    MAX_SEGMENT,
    Segment,
    SegmentReader,
    read_frame,
    require_sound,
)
from ingest.beidou.jt808.layouts import decode_body
from ingest.beidou.jt808.location import BLOCK_LENGTH, decode_location
from ingest.beidou.jt808.messages import location_bodies
from ingest.beidou.jt808.reassembly import Reassembly
from ingest.beidou.nmea.epochs import MOST_SENTENCES, EpochReader
from ingest.beidou.nmea.sentences import MOST_LINE, BadSentence, LineReader, read_sentence
from spatial.errors import BadBody, BadFrame

CONTROL = 3
"""Bytes before the stream."""

_MOST_WAITING = 64 << 10
_MOST_HELD = (3 << 20) + MAX_SEGMENT
"""Of a session: unfinished split messages, what waits for a decision, half a frame."""


def run(data: bytes) -> None:
    """One input. Raises BrokenPromise, or whatever a reader should not have raised."""
    if len(data) < CONTROL:
        return
    which, cutting, deciding = data[:CONTROL]
    stream = data[CONTROL:]
    names = sorted(TARGETS)
    TARGETS[names[which % len(names)]](stream, cutting, deciding)


def seed(target: str, stream: bytes, cutting: int = 0, deciding: int = 0) -> bytes:
    """The input that gives a stream to a target."""
    return bytes((sorted(TARGETS).index(target), cutting, deciding)) + stream


def _pieces(stream: bytes, cutting: int) -> Iterator[bytes]:
    """The stream in pieces of so many bytes; 0 is in one."""
    size = cutting or max(len(stream), 1)
    for at in range(0, len(stream), size):
        yield stream[at : at + size]


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise BrokenPromise(what)


# Frames of JT/T 808


def frames(stream: bytes, cutting: int, _deciding: int) -> None:
    """Segments, frames, reassembly, bodies and their positions: our own errors only, no byte lost.

    What is read does not depend on how the stream was cut.
    """
    reader, reassembly = SegmentReader(), Reassembly(most_bytes=_MOST_WAITING)
    segments: list[Segment] = []
    for piece in _pieces(stream, cutting):
        for segment in reader.feed(piece):
            segments.append(segment)
            _read_segment(segment, reassembly)
        _require(reader.pending <= MAX_SEGMENT, "half a frame grows without end")
        _require(reassembly.waiting_bytes <= _MOST_WAITING, "packets wait without end")
    rest = reader.finish()
    everything = [*segments, *([rest] if rest else [])]
    for segment in everything:
        there = stream[segment.offset : segment.offset + len(segment.content)]
        _require(there == segment.content, "a segment does not stand where it says")
        _require(len(segment.content) <= MAX_SEGMENT, "a segment is too long")
    told = sum(len(segment.content) for segment in everything)
    _require(told + stream.count(FLAG) == len(stream), "bytes of the stream are lost")
    at_once = SegmentReader()
    _require(list(at_once.feed(stream)) == segments, "the cutting of the stream matters")


def _read_segment(segment: Segment, reassembly: Reassembly) -> None:
    try:
        frame = read_frame(segment.content)
        require_sound(frame)
        whole = reassembly.add(frame)
    except BadFrame:
        return
    if whole is None:
        return
    with suppress(BadBody):
        decode_body(whole.frame.message_id, whole.frame.body, whole.frame.version)
    try:
        bodies = location_bodies(whole.frame.message_id, whole.frame.body)
    except BadBody:
        return
    if bodies:
        _read_locations(bodies)


def _read_locations(bodies: list[bytes]) -> None:
    """Columns say what each location says by itself."""
    columns = candidates_of(bodies, list(range(len(bodies))))
    _require(len(columns) == len(bodies), "positions are lost")
    _require(bool(np.isfinite(columns.lon).all()), "a longitude is no number")
    for row, body in enumerate(bodies):
        _require(len(body) >= BLOCK_LENGTH, "a location is too short")
        one = decode_location(body)
        _require(columns.lat[row] == one.latitude_e6 / 1e6, "two readers differ about a latitude")
        _require(columns.lon[row] == one.longitude_e6 / 1e6, "two readers differ about a longitude")
        _require(one.tail == body[BLOCK_LENGTH:], "extras are lost")
        try:
            micros = round(one.fix_time().timestamp() * 1e6)
        except BadBody:
            _require(row in columns.faults, "a time that is none is no fault")
        else:
            _require(columns.time_us[row] == micros, "two readers differ about a time")


# A connection of JT/T 808


def session(stream: bytes, cutting: int, deciding: int) -> None:
    """A whole connection: bounded, its answers are frames, each message is decided or kept.

    deciding: its lowest bit says whether terminals must authenticate, the next two how many
    messages are decided after each piece (0 is none until the end), the others how.
    """
    partner = Partner(must_authenticate=bool(deciding & 1))
    decide = _decider(deciding >> 3)
    for piece in _pieces(stream, cutting):
        partner.take(piece)
        _require(partner.session.held_bytes <= _MOST_HELD, "a session holds too much")
        partner.settle(decide, most=(deciding >> 1) & 3)
    partner.settle(decide)
    partner.session.finish()
    _require(partner.session.held_bytes == 0 or bool(partner.waiting), "a dead session holds bytes")
    partner.settle(decide)
    kept = sum(len(one) for one in partner.payloads)
    _require(kept <= 3 * len(stream) + 1, "more is kept than came")
    for one in partner.happened:
        # After a decision, what waited for it may be answered.
        if one.outcome is None and one.arrival.what in (What.DATA, What.REFUSED):
            _require(not one.answers, "what has no outcome is answered")


def _decider(how: int) -> Callable[[Arrival], Outcome | None]:
    """0: all by their content. Else now and then the register or the database is unkind."""
    numbers = count(how)
    unkind = (None, Outcome.UNKNOWN_DEVICE, Outcome.NOT_ALLOWED)

    def decide(arrival: Arrival) -> Outcome | None:
        number = next(numbers)
        if how == 0 or number % 4 or arrival.what is What.REFUSED:
            return outcome_of(arrival)
        return unkind[number // 4 % 3]

    return decide


# Sentences of NMEA


def sentences(stream: bytes, cutting: int, _deciding: int) -> None:
    """Lines, sentences and epochs: our own errors only, lines and epochs of bounded length."""
    reader, epochs = LineReader(), EpochReader()
    found = []
    for piece in _pieces(stream, cutting):
        for line in reader.feed(piece):
            found.append(line)
            _read_line(line.content, line.offset, epochs)
        _require(reader.pending <= MOST_LINE, "half a line grows without end")
    if (rest := reader.finish()) is not None:
        _read_line(rest.content, rest.offset, epochs)
    for epoch in epochs.finish():
        _require(len(epoch.raw) <= MOST_SENTENCES, "an epoch grows without end")
        _require(len(epoch.extras) < 1_000, "extras grow without end")
    at_once = LineReader()
    _require(list(at_once.feed(stream)) == found, "the cutting of the stream matters")


def _read_line(line: bytes, offset: int, epochs: EpochReader) -> None:
    _require(len(line) <= MOST_LINE, "a line is too long")
    try:
        sentence = read_sentence(line)
        if sentence is not None:
            for epoch in epochs.take(sentence, offset, "x"):
                _require(epoch.extras is not None, "an epoch without its extras")
    except (BadSentence, BadBody):
        return


TARGETS: dict[str, Callable[[bytes, int, int], None]] = {
    "frames": frames,
    "sentences": sentences,
    "session": session,
}
