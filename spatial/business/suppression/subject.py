"""What is protected together: an indicator, and those that are declared parts of it.

Who knows the whole and a part knows the rest. An indicator is part of another where a rate declares
them numerator and denominator and both are of one unit, kind and period: 低保对象中的老年人 of
低保对象. The whole at the root with all its parts is one subject; its k is the greatest of theirs.
Where a numerator has several such denominators, the first by name is its whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, text

from spatial.business.indicators import IndicatorKind
from spatial.db import read_sql
from spatial.errors import UnknownIndicator


@dataclass(frozen=True, slots=True)
class Subject:
    """A whole with its parts. whole_of: of each part the whole next to it.

    minimum: k; 0 protects nothing. additive: whether values of divisions add up.
    """

    id: str
    kind: IndicatorKind
    minimum: int
    additive: bool
    whole_of: dict[str, str]

    @property
    def members(self) -> tuple[str, ...]:
        """The indicators of the subject, the root first, a part after its whole."""
        found = [self.id]
        for one in found:
            found += sorted(part for part, whole in self.whole_of.items() if whole == one)
        return tuple(found)

    def parts_of(self, indicator: str) -> frozenset[str]:
        """The indicator with its parts and theirs."""
        found = {indicator}
        for one in self.members:
            if self.whole_of.get(one) in found:
                found.add(one)
        return frozenset(found)


def subject_of(connection: Connection, indicator: str) -> Subject:
    """The subject to which an indicator belongs. Raises UnknownIndicator."""
    found = next((one for one in subjects(connection) if indicator in one.members), None)
    if found is None:
        raise UnknownIndicator(f"there is no indicator {indicator!r}; /v1/datasets lists all")
    return found


def subjects(connection: Connection) -> list[Subject]:
    """All subjects, by name."""
    rows = connection.execute(text(read_sql("spatial.business.suppression", "wholes"))).all()
    whole_of: dict[str, str] = {}
    for row in rows:
        # Two that are each other's denominators are no whole and part.
        if row.whole is not None and row.id not in _around(row.whole, whole_of):
            whole_of[row.id] = row.whole
    by_id = {row.id: row for row in rows}
    together: dict[str, list[str]] = {}
    for one in by_id:
        together.setdefault(list(_around(one, whole_of))[-1], []).append(one)
    return [
        Subject(
            root,
            IndicatorKind(by_id[root].kind),
            max(by_id[one].minimum_cell for one in members),
            all(by_id[one].additive_space for one in members),
            {one: whole_of[one] for one in members if one in whole_of},
        )
        for root, members in sorted(together.items())
    ]


def _around(indicator: str, whole_of: dict[str, str]) -> Iterable[str]:
    found = {indicator: None}
    while (one := whole_of.get(next(reversed(found)))) is not None:
        found[one] = None
    return found
