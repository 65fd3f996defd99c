"""Patches of hidden cells, and which sums over them are public.

Every published number is a weighted sum of elementary cells: a division of any date, a year, a
total, a running sum, a fixed division of another date, an estimate by weights. A cell in no patch
is public by itself. The cells of a patch are hidden; each has a row label and a column label, and
public of them are the sums by row and the sums by column, and nothing else: a weighted sum is shown
where its weights in each patch have the form weight(cell) = r(row) + c(column). So whatever is
shown, at all dates, levels and questions together, is computed from public cells, row sums and
column sums; and patches share no cell, so what is known of one says nothing of another.

Row 0 is the cover. A patch is made such that (1) the cells of row 0 sum to more than k in every
column, and (2) the cells of every other row sum to more than k. Then take ANY set A of cells, in
whatever shape a division through time has, with a sum V, 0 < V < k. Consistent with all that is
public are values of A from 0 to more than k:

* Down to 0. Within one row and column, values move freely between cells. Where all cells of a row i
  and column j lie in A, i is not 0, for row 0 has more than k > V there; and row i has another
  column j' with a cell outside A, for its sum is more than k > V. Move the value from (i, j) to
  (i, j'), and as much from (0, j') to (0, j): all sums stay. What is taken from (0, j') is at most
  V < k in all, less than it has, and (0, j) has a cell outside A to take it.
* Up to more than k. Take a cell of A in row i, column j. If i is 0, give it all that row 0 has in
  column j. Else move values of row i into it from other columns j', and as much from (0, j) to
  (0, j'), until row i or (0, j) has no more to give: both have more than k.
* Between, for what is consistent is convex; and with whole numbers it is reached by whole numbers.

So the interval of every suppressed cell, also of one that is a sum of cells, contains 0 to k and is
wider than k. A sum of cells that IS shown is 0 or at least k: public cells are, and so are sums
by row and by column; with weights 0 and 1 nothing else is in reach. A closed patch shows nothing.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)

COVER = 0
"""The row label of the cells that cover the others."""

TOLERANCE = 1e-9
"""Weights that differ by less are one: estimates multiply shares that are not whole."""


@dataclass(frozen=True, slots=True)
class Place(Generic[Key]):
    """A hidden cell with its row label and its column label."""

    cell: Key
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Patch(Generic[Key]):
    """Hidden cells of which the sums by row and by column are public; of a closed one nothing."""

    places: tuple[Place[Key], ...]
    closed: bool = False

    def shows(self, weights: Mapping[Key, float]) -> bool:
        """Whether a weighted sum of its cells is public; a cell without a weight has weight 0."""
        given = [weights.get(place.cell, 0.0) for place in self.places]
        if self.closed:
            return all(abs(weight) <= TOLERANCE for weight in given)
        of_column: dict[int, float] = {}
        for place, weight in zip(self.places, given, strict=True):
            if place.row == COVER and not _same(of_column, place.column, weight):
                return False
        of_row: dict[int, float] = {}
        return all(
            place.row == COVER or _same(of_row, place.row, weight - of_column[place.column])
            for place, weight in zip(self.places, given, strict=True)
        )

    def holds(self, values: Mapping[Key, float], minimum: float) -> bool:
        """Whether its sums protect it with these values; False where a cell has none.

        minimum: k, the least count that is shown.
        """
        if self.closed:
            return True
        if any(place.cell not in values for place in self.places):
            return False
        cover: dict[int, float] = {}
        rows: dict[int, float] = {}
        for place in self.places:
            sums, label = (cover, place.column) if place.row == COVER else (rows, place.row)
            sums[label] = sums.get(label, 0.0) + values[place.cell]
        columns = {place.column for place in self.places}
        return columns == set(cover) and all(
            total > minimum for total in (*cover.values(), *rows.values())
        )


def shows(patches: Iterable[Patch[Key]], weights: Mapping[Key, float]) -> bool:
    """Whether a weighted sum of cells is public, with all that is hidden in some patches."""
    return all(patch.shows(weights) for patch in patches)


def _same(of: dict[int, float], label: int, weight: float) -> bool:
    return abs(of.setdefault(label, weight) - weight) <= TOLERANCE
