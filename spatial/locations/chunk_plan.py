"""Which fixes go into which chunk of their device. Pure: no database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

HOUR_US = 3_600_000_000
DAY_US = 24 * HOUR_US

FEW = 256
"""A chunk of fewer fixes takes following hours of the same day in."""


@dataclass(slots=True)
class Chunk:
    """A chunk that is there: its whole hours in microseconds, and how many fixes it holds."""

    starts: int
    ends: int
    fixes: int


@dataclass(slots=True)
class Part:
    """Fixes of one device that go into one chunk: one that is there, or a new one."""

    device: int
    starts: int
    ends: int
    begin: int
    end: int
    held: Chunk | None


Run = tuple[int, int, int, int]
"""Device, hour in microseconds, and the first and the end of its fixes."""


def planned(device: int, runs: Sequence[Run], held: Sequence[Chunk]) -> Iterator[Part]:
    """The parts of one device, in order; no two chunks share an hour, whatever is put in.

    runs: its hours with fixes, in order. held: its chunks of these days, in order.
    """
    part: Part | None = None
    at = 0
    for _, hour, begin, end in runs:
        while at < len(held) and held[at].ends <= hour:
            at += 1
        covering = held[at] if at < len(held) and held[at].starts <= hour else None
        before = held[at - 1] if at else None
        if part is not None and _goes_on(part, hour, covering, before, begin):
            part.end = end
            part.ends = max(part.ends, hour + HOUR_US)
            continue
        taken = None if part is None else part.held
        if part is not None:
            yield part
        if covering is not None:
            part = Part(device, covering.starts, covering.ends, begin, end, covering)
        elif (
            before is not None
            and before is not taken
            and before.fixes < FEW
            and _same_day(before.starts, hour)
            and (part is None or part.starts < before.starts)
        ):
            part = Part(device, before.starts, hour + HOUR_US, begin, end, before)
        else:
            part = Part(device, hour, hour + HOUR_US, begin, end, None)
    if part is not None:
        yield part


def _goes_on(
    part: Part, hour: int, covering: Chunk | None, before: Chunk | None, fixes_end: int
) -> bool:
    """Whether the fixes of an hour go into the same chunk as those before them."""
    if covering is not None:
        return part.held is covering
    # No other chunk lies between.
    between = before is not None and before.starts >= part.ends
    held = part.held.fixes if part.held else 0
    few = held + fixes_end - part.begin < FEW
    return few and not between and _same_day(part.starts, hour)


def _same_day(one: int, other: int) -> bool:
    return one // DAY_US == other // DAY_US
