"""The labels of a patch's cells, by which a sum of few of them is decided without the others.

`Patch.shows` looks at every cell of a patch. A question touches few: one month of one county is one
cell among hundreds. What it does not touch has weight 0, so that only the rows and columns of what
it touches have to be looked at. The rule is that of `patch`, and so is the proof.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from spatial.business.suppression.patch import COVER, TOLERANCE


@dataclass(frozen=True, slots=True)
class Grid:
    """How many cells of a patch have which row and column label. rows: without the cover, columns
    with the number of cells by row. covers: the number of cells of the cover by column. within: the
    rows that have cells of a column.
    """

    closed: bool
    rows: dict[int, dict[int, int]]
    covers: dict[int, int]
    within: dict[int, set[int]]

    @classmethod
    def of(cls, labels: Iterable[tuple[int, int]], *, closed: bool) -> Grid:
        """The grid of cells that are told by row and column."""
        rows: dict[int, dict[int, int]] = {}
        covers: dict[int, int] = {}
        within: dict[int, set[int]] = {}
        for (row, column), count in Counter(labels).items():
            if row == COVER:
                covers[column] = count
            else:
                rows.setdefault(row, {})[column] = count
                within.setdefault(column, set()).add(row)
        return cls(closed, rows, covers, within)

    def shows(self, weights: Iterable[tuple[int, int, float]]) -> bool:
        """Whether a weighted sum is public. weights: of some cells, each with its row and column;
        all others have none.
        """
        touched = [one for one in weights if abs(one[2]) > TOLERANCE]
        if self.closed or not touched:
            return not touched
        of_column = self._of_columns(touched)
        if of_column is None:
            return False
        by_row: dict[int, list[tuple[int, float]]] = {}
        for row, column, weight in touched:
            if row != COVER:
                by_row.setdefault(row, []).append((column, weight))
        looked_at = set(by_row).union(*(self.within.get(column, ()) for column in of_column))
        return all(self._row_agrees(row, by_row.get(row, ()), of_column) for row in looked_at)

    def _of_columns(self, touched: list[tuple[int, int, float]]) -> dict[int, float] | None:
        """The part of each column in the weights, where it is not 0: that of its whole cover. None
        where cells of the cover differ.
        """
        found: dict[int, float] = {}
        count: Counter[int] = Counter()
        for row, column, weight in touched:
            if row == COVER:
                count[column] += 1
                if abs(found.setdefault(column, weight) - weight) > TOLERANCE:
                    return None
        if any(count[column] < self.covers[column] for column in found):
            return None
        return found

    def _row_agrees(
        self, row: int, touched: Iterable[tuple[int, float]], of_column: dict[int, float]
    ) -> bool:
        """Whether what columns leave of the weights is the same for all cells of a row."""
        left = []
        there = dict(self.rows[row])
        for column, weight in touched:
            there[column] -= 1
            left.append(weight - of_column.get(column, 0.0))
        left += [-of_column.get(column, 0.0) for column, count in there.items() if count]
        return all(abs(one - left[0]) <= TOLERANCE for one in left)
