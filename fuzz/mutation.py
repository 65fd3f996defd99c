"""Mutations that know what a frame and a sentence is: what was mutated gets its checksum again.

Without it nearly every mutated frame ends at the check byte, and nothing behind it is ever tried.
"""

from __future__ import annotations

import random
from functools import reduce
from operator import xor

from fuzz.targets import CONTROL
from ingest.beidou.jt808.frame import FLAG, check_byte, escape, unescape
from spatial.errors import BadFrame

_MOST_FRAMES = 64
_LENGTHS = (0, 1, 27, 28, 1023)


def mended(data: bytes, rng: random.Random) -> bytes:
    """The input with the frames or sentences of its stream made sound again, most of them."""
    control, stream = data[:CONTROL], data[CONTROL:]
    if bytes((FLAG,)) in stream:
        parts = stream.split(bytes((FLAG,)))
        mend = [_frame(part, rng) if len(part) > 12 else part for part in parts[:_MOST_FRAMES]]
        return control + bytes((FLAG,)).join([*mend, *parts[_MOST_FRAMES:]])
    lines = stream.split(b"\n")
    return control + b"\n".join(_sentence(line) if b"*" in line else line for line in lines)


def _frame(content: bytes, rng: random.Random) -> bytes:
    try:
        plain = bytearray(unescape(content))
    except BadFrame:
        return content
    if len(plain) < 14 or rng.random() < 0.2:
        return content
    properties = int.from_bytes(plain[2:4], "big")
    head = (17 if properties & 0x4000 else 12) + (4 if properties & 0x2000 else 0)
    length = len(plain) - 1 - head
    # No encryption, and the length that it has.
    if 0 <= length <= 1023:
        plain[2:4] = ((properties & 0x6000) | length).to_bytes(2, "big")
    return escape(bytes(plain[:-1]) + bytes((check_byte(bytes(plain[:-1])),)))


def _sentence(line: bytes) -> bytes:
    begin, star = line.rfind(b"$"), line.rfind(b"*")
    if not 0 <= begin < star:
        return line
    told = reduce(xor, line[begin + 1 : star], 0)
    return line[: star + 1] + b"%02X" % told + line[star + 3 :]


def mutated(data: bytes, other: bytes, rng: random.Random) -> bytes:
    """A few changes of an input, without a fuzzing engine: bytes, spans, pieces of another one."""
    made = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 8))):
        at = rng.randrange(len(made) + 1)
        span = rng.choice((1, 1, 2, 4, 28, 300))
        match rng.randrange(6):
            case 0:
                made[at : at + span] = rng.randbytes(span)
            case 1:
                del made[at : at + span]
            case 2:
                made[at:at] = made[at : at + span] * rng.choice((1, 2, 50))
            case 3:
                begin = rng.randrange(len(other) + 1)
                made[at:at] = other[begin : begin + rng.choice((28, 300, 5_000))]
            case 4:
                made[at : at + 1] = bytes((rng.choice((0x7E, 0x7D, 0x02, 0x24, 0x2A, 0x0A)),))
            case _:
                made[at : at + 2] = rng.choice(_LENGTHS).to_bytes(2, "big")
    return mended(bytes(made), rng)
