"""The rows of a sheet with the values of merged cells where they belong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.business.workbooks.marks import Merged, SheetMarks

UNCOMPUTED = "（公式未计算）"
"""In the place of a formula whose value no program has computed and stored."""


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of a sheet. number: from 1.

    cells: as they stand, those of merged ranges repeated downwards, as they are meant. spread: also
    to the right, as a header over several columns is. wide: columns (from 0) that a range over
    several columns covers. repeated: columns whose value was told by a row above.
    """

    number: int
    cells: Sequence[object]
    spread: Sequence[object]
    wide: frozenset[int]
    repeated: frozenset[int]

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return all(value is None or value == "" for value in self.cells)


def grid_rows(rows: Iterable[Sequence[object]], marks: SheetMarks) -> Iterator[GridRow]:
    """The rows of a sheet from the first on, one after another."""
    waiting = iter(marks.merged)
    following = next(waiting, None)
    active: list[tuple[Merged, object]] = []
    for number, raw in enumerate(rows, start=1):
        cells = _trimmed(raw)
        for row, column in _uncomputed(marks, number, len(raw)):
            del row
            _put(cells, column - 1, UNCOMPUTED)
        active = [(one, value) for one, value in active if one.last_row >= number]
        while following is not None and following.first_row <= number:
            if following.last_row >= number:
                left = following.first_column - 1
                active.append((following, cells[left] if left < len(cells) else None))
            following = next(waiting, None)
        yield _with_merged(number, cells, active)


def _with_merged(
    number: int, cells: list[object], active: Sequence[tuple[Merged, object]]
) -> GridRow:
    spread = list(cells)
    wide: set[int] = set()
    repeated: set[int] = set()
    for merged, value in active:
        if value is None:
            continue
        left = merged.first_column - 1
        _put(cells, left, value)
        if merged.first_row < number:
            repeated.add(left)
        # What lies to the right of the widest row that is read is no column of a table.
        for column in range(left, min(merged.last_column, left + 2_000)):
            _put(spread, column, value)
            if merged.last_column > merged.first_column:
                wide.add(column)
    return GridRow(number, cells, spread, frozenset(wide), frozenset(repeated))


def _uncomputed(marks: SheetMarks, number: int, width: int) -> Iterator[tuple[int, int]]:
    if marks.uncomputed:
        for column in range(1, width + 1):
            if (number, column) in marks.uncomputed:
                yield number, column


def _trimmed(row: Sequence[object]) -> list[object]:
    """The cells without empty ones at the end."""
    width = len(row)
    while width and (row[width - 1] is None or row[width - 1] == ""):
        width -= 1
    return list(row[:width])


def _put(cells: list[object], column: int, value: object) -> None:
    if column >= len(cells):
        cells.extend([None] * (column + 1 - len(cells)))
    cells[column] = value
