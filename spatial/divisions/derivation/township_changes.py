"""Yearly tables of township changes (乡级行政区划变更): rows to changes. Pure.

A row names an old unit, a new one, or both. Cells that were merged in the original are blank
below their first row, so a row that lacks one side may belong to the row above: several old units
beside one new cell were merged, several new ones beside one old cell came from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

_DOCUMENT = re.compile(r"[^\s、，;；,〔〕]+〔[0-9]{4}〕\s*[0-9]+\s*号")
# 撤乡设镇, 撤镇建街道, 撤销设街道; not 撤销建制, which sets up nothing.
_TURNED_INTO = re.compile(r"撤.*[设建](?!制|社区)")


@dataclass(frozen=True, slots=True)
class TownshipClaim:
    """A row of a yearly table after the blanks of merged cells were filled.

    cell: the line on which the merged cells of reason and approval begin: rows of one cell belong
    together. into: the name of the unit that took the old one, where the row gives no code.
    """

    run_id: int
    line: int
    year: int
    cell: int
    reason: str
    approval: str
    old: Township | None
    new: Township | None
    into: str | None = None


@dataclass(frozen=True, slots=True)
class Township:
    """Code (9 digits) and name of a township."""

    code: str
    name: str

    @property
    def county_code(self) -> str:
        """The six digits that the code begins with; no such county need stand."""
        return self.code[:6]


@dataclass(slots=True)
class TownshipChange:
    """One change: what all of `old` became. joined: a side was read from merged cells."""

    run_id: int
    year: int
    reason: str
    approval: str
    old: list[Township] = field(default_factory=list)
    new: list[Township] = field(default_factory=list)
    into: str | None = None
    joined: bool = False

    @property
    def document_nos(self) -> tuple[str, ...]:
        """The document numbers in the approval cell, without spaces."""
        return document_numbers(self.approval)

    @property
    def absorbs(self) -> bool:
        """Whether the new unit stood before and took the old ones in (并入)."""
        return "并入" in self.reason


def document_numbers(approval: str) -> tuple[str, ...]:
    """The document numbers (文号) of a cell, in order; () where it holds none.

    >>> document_numbers("赣民函〔2020〕8 号"), document_numbers("湖南省民政厅函")
    (('赣民函〔2020〕8号',), ())
    """
    return tuple(re.sub(r"\s", "", found) for found in _DOCUMENT.findall(approval))


def township_changes(claims: Iterable[TownshipClaim]) -> list[TownshipChange]:
    """The changes of all tables, by year, in the order of the rows.

    A row without a new unit joins the change above it in its cell where the reason sets something
    up (撤乡设镇, 合并); else (撤销, 并入其他建制) nobody says what became of it. A row without an
    old unit joins where the reason turns something into it; else it was newly set up.
    """
    ordered = sorted(claims, key=lambda claim: (claim.year, claim.run_id, claim.line))
    found: list[TownshipChange] = []
    for _, rows in groupby(ordered, key=lambda claim: (claim.run_id, claim.year, claim.cell)):
        found.extend(_of_cell(list(rows)))
    return found


def _of_cell(rows: Sequence[TownshipClaim]) -> list[TownshipChange]:
    changes: list[TownshipChange] = []
    for row in rows:
        last = changes[-1] if changes else None
        sets_up = bool(_TURNED_INTO.search(row.reason))
        if last is not None and _merged_below(row, last, sets_up):
            last.old.extend(filter(None, (row.old,)))
            last.new.extend(filter(None, (row.new,)))
            last.joined = True
            continue
        changes.append(
            TownshipChange(
                row.run_id,
                row.year,
                row.reason,
                row.approval,
                [row.old] if row.old else [],
                [row.new] if row.new else [],
                row.into,
            )
        )
    return changes


def _merged_below(row: TownshipClaim, above: TownshipChange, sets_up: bool) -> bool:
    """Whether the blank side of the row is the lower part of a cell of the change above."""
    if row.new is None:
        return row.into is None and bool(above.new) and (sets_up or "合并" in row.reason)
    return row.old is None and sets_up and bool(above.old)
