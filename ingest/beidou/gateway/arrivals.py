"""What comes in and what becomes of it: the two values that sessions and writer exchange."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.beidou.checks import Candidates
from spatial.errors import ShikongError


class What(IntEnum):
    """What a message is for. Kept in spools: numbers are never given a second meaning."""

    DATA = 0
    """Positions, or another message that is kept as it came."""
    REGISTRATION = 1
    AUTHENTICATION = 2
    REFUSED = 3
    """It cannot be read, or its sender may not send; kept with the reason."""


class Outcome(IntEnum):
    """What became of a message."""

    STORED = 0
    """It is durable: in the history, with what is refused, or in the spool."""
    UNKNOWN_DEVICE = 1
    """Turned away: nobody has registered the device."""
    NOT_ALLOWED = 2
    """The device is blocked, its key is wrong, or another terminal has its number."""
    UNREADABLE = 3
    """Durable with what is refused: the sender need not send it again."""


@dataclass(slots=True, eq=False)
class Arrival:
    """A message as it came.

    identifier: what the device is called in the protocol. peer: address and port, or topic.
    received_us: microseconds since 1970-01-01 UTC by our clock. payload: the bytes as sent.
    content: the message taken apart, as its protocol has it; None where only the bytes are known
    (from a spool). reason: why it is refused already. answer_to: whatever the session needs to
    answer it. key_version: of the device's key, told by the writer to a registration. context: what
    the session knew beside the bytes and their reader needs (the date of a sentence). admit_class:
    a device that is unknown becomes one of this class, for its sender is trusted with it; "" lets
    it wait for adoption.
    """

    protocol: str
    identifier: str
    peer: str
    received_us: int
    payload: bytes
    what: What = What.DATA
    content: Any = None
    reason: str = ""
    answer_to: Any = None
    key_version: int = 0
    context: str = ""
    admit_class: str = ""


@dataclass(frozen=True, slots=True)
class Positions:
    """The positions of many messages.

    candidates: `device` is the index of the message that each came in. faults: message → why it
    cannot be read.
    """

    candidates: Candidates
    faults: Mapping[int, str]


class MessageReader(Protocol):
    """How the messages of a protocol are read."""

    def taken_apart(self, payload: bytes, context: str) -> Any:
        """The content of a message from its bytes. Raises ShikongError when they are none."""

    def positions(self, contents: Sequence[Any]) -> Positions:
        """The positions of messages."""

    def is_kept(self, content: Any) -> bool:
        """Whether the message is kept as it came, whatever the class of its device."""


def no_candidates() -> Candidates:
    """No position."""
    real = np.empty(0, np.float64)
    half: NDArray[np.float32] = np.empty(0, np.float32)
    return Candidates(
        device=np.empty(0, np.int32),
        time_us=np.empty(0, np.int64),
        lon=real,
        lat=real,
        altitude_m=half,
        speed_kmh=half,
        course=half,
    )


_HEAD = struct.Struct(">BqHHHHHHI")


class BadRecord(ShikongError):
    """Bytes of a spool that are no message."""


def packed(arrival: Arrival) -> bytes:
    """The message as bytes; `unpacked` gives it back, without content and answer."""
    texts = [
        text.encode()
        for text in (
            arrival.protocol,
            arrival.identifier,
            arrival.peer,
            arrival.reason,
            arrival.context,
            arrival.admit_class,
        )
    ]
    head = _HEAD.pack(arrival.what, arrival.received_us, *map(len, texts), len(arrival.payload))
    return b"".join([head, *texts, arrival.payload])


def unpacked(record: bytes) -> Arrival:
    """The message of a record. Raises BadRecord."""
    try:
        what, received_us, *lengths = _HEAD.unpack_from(record)
        parts, at = [], _HEAD.size
        for length in lengths:
            parts.append(record[at : at + length])
            at += length
        if at != len(record):
            raise BadRecord(f"{len(record)} bytes, its lengths make {at}")
        protocol, identifier, peer, reason, context, admit_class = (
            part.decode() for part in parts[:-1]
        )
        return Arrival(
            protocol,
            identifier,
            peer,
            received_us,
            parts[-1],
            What(what),
            reason=reason,
            context=context,
            admit_class=admit_class,
        )
    except (struct.error, ValueError) as error:
        raise BadRecord(f"no message: {error}") from error
