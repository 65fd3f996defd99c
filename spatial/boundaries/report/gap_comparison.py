"""What became of the parts of a line that were not walked, from one round to the next (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Span = tuple[float, float]
"""From and to, metres of chainage."""


@dataclass(frozen=True, slots=True)
class Change:
    """Parts by chainage. newly_walked: not walked before, now walked; newly_missed: the reverse;
    missed_again: neither in the one nor in the other."""

    newly_walked: tuple[Span, ...]
    newly_missed: tuple[Span, ...]
    missed_again: tuple[Span, ...]


def change(before: Iterable[Span], after: Iterable[Span]) -> Change:
    """From the parts that were missed before, and those that are missed now.

    >>> change([(0, 100)], [(50, 200)])
    Change(newly_walked=((0, 50),), newly_missed=((100, 200),), missed_again=((50, 100),))
    """
    old, new = _merged(before), _merged(after)
    return Change(tuple(_without(old, new)), tuple(_without(new, old)), tuple(_in_both(old, new)))


def spans_of(parts: Iterable[Mapping[str, Any]]) -> list[Span]:
    """Of the parts of a stored result."""
    return [(float(part["from_m"]), float(part["to_m"])) for part in parts]


def walked_spans(length_m: float, missed: Iterable[Span]) -> list[Span]:
    """What is left of a line of a length.

    >>> walked_spans(100, [(0, 10), (50, 60)])
    [(10, 50), (60, 100)]
    """
    return _without([(0, length_m)], _merged(missed))


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for begin, end in sorted(spans):
        if end <= begin:
            continue
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((begin, end))
    return merged


def _without(spans: list[Span], others: list[Span]) -> list[Span]:
    left = []
    for begin, end in spans:
        for other_begin, other_end in others:
            if other_end <= begin or other_begin >= end:
                continue
            if other_begin > begin:
                left.append((begin, other_begin))
            begin = max(begin, other_end)
        if begin < end:
            left.append((begin, end))
    return left


def _in_both(spans: list[Span], others: list[Span]) -> list[Span]:
    return [
        (max(begin, other_begin), min(end, other_end))
        for begin, end in spans
        for other_begin, other_end in others
        if max(begin, other_begin) < min(end, other_end)
    ]
