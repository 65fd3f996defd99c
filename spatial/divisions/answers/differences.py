"""The report of where sources say other than the registry, and why it says what it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, text

from spatial.divisions.answers.spans import CodeSpan
from spatial.divisions.footing import Footing


class DifferenceKind(StrEnum):
    """In what a source differs.

    missing: it lacks a unit that the registry has on the day. extra: it has one that the registry
    lacks. name, level, parent, date: it gives another one. earlier, later: it shows a change before
    or after the day that the registry gives it. unknown_unit: it names a unit on no list. relation:
    it tells of kin that the lists do not bear out.
    """

    MISSING = "missing"
    EXTRA = "extra"
    NAME = "name"
    LEVEL = "level"
    PARENT = "parent"
    EARLIER = "earlier"
    LATER = "later"
    DATE = "date"
    UNKNOWN_UNIT = "unknown_unit"
    RELATION = "relation"


@dataclass(frozen=True, slots=True)
class SourceDifference:
    """One difference. source: name of its file. known_from: when it was found."""

    source: str
    as_of: date | None
    code: str | None
    kind: str
    source_says: str | None
    registry_says: str | None
    explanation: str
    known_from: datetime


@dataclass(frozen=True, slots=True)
class DifferenceQuestion:
    """Which differences: of a source, a day, a kind, of units whose codes are in a span."""

    source: str | None = None
    as_of: date | None = None
    kind: DifferenceKind | None = None
    within: CodeSpan | None = None

    def parameters(self, footing: Footing) -> dict[str, Any]:
        """The bound values of `differences.sql`."""
        return footing.viewpoint.parameters | {
            "source": self.source,
            "as_of": self.as_of,
            "kind": self.kind,
            "low": None if self.within is None else self.within.low,
            "high": None if self.within is None else self.within.high,
        }


def differences(
    connection: Connection,
    footing: Footing,
    question: DifferenceQuestion,
    *,
    limit: int | None = None,
    offset: int = 0,
) -> Iterator[SourceDifference]:
    """The differences, by source, day and code."""
    rows = connection.execute(
        footing.viewpoint.sql("spatial.divisions.answers", "differences"),
        question.parameters(footing) | {"rows": limit, "skip": offset},
    )
    return (SourceDifference(*row) for row in rows)


def count_differences(
    connection: Connection, footing: Footing, question: DifferenceQuestion
) -> dict[str, int]:
    """How many there are in all, by kind."""
    listed = footing.viewpoint.sql("spatial.divisions.answers", "differences").text
    rows = connection.execute(
        text(f"SELECT kind, count(*) AS n FROM ({listed}) AS listed GROUP BY kind ORDER BY kind"),  # noqa: S608
        question.parameters(footing) | {"rows": None, "skip": 0},
    )
    return {row.kind: row.n for row in rows}
