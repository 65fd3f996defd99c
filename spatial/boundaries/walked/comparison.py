"""An inspection beside that of the round before: what is newly missed, what is newly walked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from spatial.boundaries.walked.results import StoredCoverage, coverage_results
from spatial.db import read_sql

Span = tuple[float, float]
"""From and to, metres along the line."""


@dataclass(frozen=True, slots=True)
class SideComparison:
    """Of one side: the shares (0 to 1), and the parts that differ, as chainages of the line.

    newly_missed: not walked now (or unknown), walked before. newly_walked: the other way round.
    """

    side: str
    share: float
    previous_share: float
    newly_missed: tuple[Span, ...]
    newly_walked: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """previous: the inspection of the round before, None where the line has none with a result.

    same_course: whether both were measured on the same registered segments; where not, a chainage
    may not name the same place in both.
    """

    inspection_id: int
    previous: int | None
    same_course: bool
    sides: tuple[SideComparison, ...]


def comparison(connection: Connection, inspection_id: int) -> Comparison:
    """Compares the newest stored results; without sides where either has none."""
    previous = connection.execute(
        text(read_sql("spatial.boundaries.walked", "previous_inspection")),
        {"inspection": inspection_id},
    ).scalar_one_or_none()
    if previous is None:
        return Comparison(inspection_id, None, False, ())
    now = coverage_results(connection, inspection_id)
    before = {one.side: one for one in coverage_results(connection, previous)}
    pairs = [(one, before[one.side]) for one in now if one.side in before]
    same = bool(pairs) and all(
        one.sources["segments"] == other.sources["segments"] for one, other in pairs
    )
    return Comparison(inspection_id, previous, same, tuple(_side(*pair) for pair in pairs))


def _side(now: StoredCoverage, before: StoredCoverage) -> SideComparison:
    missed, missed_before = _spans(now.parts), _spans(before.parts)
    return SideComparison(
        now.side,
        now.share,
        before.share,
        without(missed, missed_before),
        without(missed_before, missed),
    )


def _spans(parts: Sequence[dict[str, Any]]) -> list[Span]:
    return [(float(part["from_m"]), float(part["to_m"])) for part in parts]


def without(spans: Sequence[Span], others: Sequence[Span]) -> tuple[Span, ...]:
    """What of spans lies in none of the others; both in order, and apart from each other or
    touching. Spans that touch come out as one.

    >>> without([(0, 10), (20, 30)], [(4, 6), (25, 40)])
    ((0, 4), (6, 10), (20, 25))
    """
    found: list[Span] = []
    for begin, end in spans:
        at = begin
        for low, high in others:
            if high <= at or low >= end:
                continue
            if low > at:
                found.append((at, low))
            at = max(at, high)
        if at < end:
            found.append((at, end))
    return _joined(found)


def _joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for begin, end in spans:
        if joined and joined[-1][1] == begin:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((begin, end))
    return tuple(joined)
