"""Which numbers of an answer are shown: small cells are not (R8.4).

Of figures the protection decides that was made for all questions together (`suppression`). Counts
of records, with filters and groups of one's own, have no such cells: the small ones are hidden, and
the sums of an answer that would give them away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Connection

from spatial.business.indicators import Indicator
from spatial.business.suppression.protection import protection_of

Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Cell:
    """A number that could be shown, with all that says of what it is.

    value: the count (or the figure) that decides; None where there is nothing to show. code: of the
    unit. starts, ends: of the period, half open, None where the answer has one for all. group: of
    the field or the time of day that the answer is parted by.
    """

    code: str
    value: Number | None
    starts: date | None = None
    ends: date | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Of what the cells are: a dataset's records or an indicator. minimum_cell: the least shown."""

    id: str
    is_indicator: bool
    minimum_cell: int


def shown(connection: Connection, source: Source, cells: Sequence[Cell]) -> list[bool]:
    """For each cell whether its number may be shown.

    What is below the minimum cell and above nothing is not: primary suppression.
    """
    del connection
    return [not is_small(one.value, source.minimum_cell) for one in cells]


def figures_shown(
    connection: Connection,
    of: Indicator,
    sums: Sequence[Mapping[tuple[str, date], float]],
    known_at: datetime,
) -> list[bool]:
    """For each weighted sum of reported figures (code, first day) whether it may be shown.

    known_at: the instant whose knowledge answers.
    """
    if not of.minimum_cell:
        return [True] * len(sums)
    figures = [figure for one in sums for figure in one]
    if not figures:
        return [True] * len(sums)
    protection = protection_of(
        connection,
        of,
        codes=sorted({code for code, _ in figures}),
        first=min(start for _, start in figures),
        last=max(start for _, start in figures),
        known_at=known_at,
    )
    return [protection.shows(one) for one in sums]


def notes_on_counts(minimum_cell: int) -> tuple[str, ...]:
    """What an answer with counts of records says: they are kept from telling a small cell within
    the answer, and no more. None where nothing is kept.
    """
    if not minimum_cell:
        return ()
    return (
        "个案计数的小单元只在一次回答之内受保护，几次回答相减仍可能推出：不得公布，公布请用指标",
    )


def is_small(value: Number | None, minimum_cell: int) -> bool:
    """Whether a number is a small cell: above 0 and below the least that is shown."""
    return value is not None and 0 < value < minimum_cell


def totals_shown(cells: Sequence[Cell], visible: Sequence[bool], minimum_cell: int) -> bool:
    """Whether sums over all cells may stand beside them.

    A single hidden cell, or hidden cells that are small together, would be told by subtraction.
    """
    hidden = [one.value or 0 for one, shows in zip(cells, visible, strict=True) if not shows]
    return not hidden or (len(hidden) > 1 and sum(hidden) >= minimum_cell)
