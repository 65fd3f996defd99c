"""What a tile shows from which day on: the days of its features, laid over each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

Days = tuple[date | None, date | None]
"""A half-open period; None is unbounded."""

Step = tuple[date | None, frozenset[int]]
"""The features that a tile holds from a day on; None is before all."""


def steps_of(features: Iterable[tuple[int, Sequence[Days]]]) -> list[Step]:
    """The steps of a tile, ascending; the first begins before all days.

    features: ids with the periods in which each is drawn. Two steps in a row never hold the same.
    Cost: grows with the periods, and with the features that stand on the days of change.

    >>> steps_of([(1, [(None, date(2001, 1, 1))]), (2, [(date(2001, 1, 1), None)])])
    [(None, frozenset({1})), (datetime.date(2001, 1, 1), frozenset({2}))]
    """
    standing: set[int] = set()
    begins: defaultdict[date, set[int]] = defaultdict(set)
    ends: defaultdict[date, set[int]] = defaultdict(set)
    for feature, periods in features:
        for start, end in periods:
            if start is None:
                standing.add(feature)
            else:
                begins[start].add(feature)
            if end is not None:
                ends[end].add(feature)
    steps: list[Step] = [(None, frozenset(standing))]
    for day in sorted(begins.keys() | ends.keys()):
        standing = (standing - ends.get(day, set())) | begins.get(day, set())
        now = frozenset(standing)
        if now != steps[-1][1]:
            steps.append((day, now))
    return steps
