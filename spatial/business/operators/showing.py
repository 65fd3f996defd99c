"""Which numbers of an answer are shown: small cells are not (R8.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection

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


def is_small(value: Number | None, minimum_cell: int) -> bool:
    """Whether a number is a small cell: above 0 and below the least that is shown."""
    return value is not None and 0 < value < minimum_cell


def totals_shown(cells: Sequence[Cell], visible: Sequence[bool], minimum_cell: int) -> bool:
    """Whether sums over all cells may stand beside them.

    A single hidden cell, or hidden cells that are small together, would be told by subtraction.
    """
    hidden = [one.value or 0 for one, shows in zip(cells, visible, strict=True) if not shows]
    return not hidden or (len(hidden) > 1 and sum(hidden) >= minimum_cell)
