"""Which cells are hidden to protect small ones: as few as a greedy search finds.

Small cells are hidden together with others of the nearest division that can cover them (同级 of a
township: its county; then prefecture, province, country), so that the sums of that division and of
all above it stay public in every column. A unit whose hidden cells sum to more than k keeps its own
sum over the columns (its year) public too; where they do not, one more of its cells is hidden to
that end. What no division can cover is summed over the columns, and what that cannot cover either
is closed.

What is hidden follows from secret values by rules that anybody can read. So that nobody can infer
from the rule alone that a hidden cell is not 0 or not k, `Window.drawn` cells are hidden by lot
though nothing asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spatial.business.suppression.patch import COVER, Patch, Place

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Position = tuple[int, int]
"""Unit and column of a cell in its window."""


@dataclass(frozen=True, slots=True)
class Window:
    """Units by columns: the cells that are chosen from together.

    Columns are periods of a year, or the parts of a whole in one period. values: NaN where there is
    no cell. groups: of each unit the codes of its divisions, nearest first; all end in the same
    one. fresh: cells that were never shown by themselves; only these can cover. placed: hidden in
    a patch that stands already. drawn: to be hidden by lot, where something covers them.
    """

    values: Floats
    groups: tuple[tuple[str, ...], ...]
    fresh: Bools
    placed: Bools
    drawn: Bools


def choose(window: Window, minimum: float) -> list[Patch[Position]]:
    """The patches that protect every small cell (0 < |value| < minimum) that is not placed yet."""
    return _Choice(window, minimum).patches()


class _Choice:
    def __init__(self, window: Window, minimum: float) -> None:
        present = ~np.isnan(window.values)
        self.values = np.where(present, window.values, 0.0)
        self.minimum = minimum
        size = np.abs(self.values)
        self.small = present & ~window.placed & (size > 0) & (size < minimum)
        self.open = self.small | (present & ~window.placed & window.fresh & window.drawn)
        self.free = present & ~window.placed & window.fresh & ~self.open
        self.groups = window.groups

    def patches(self) -> list[Patch[Position]]:
        waiting = [int(unit) for unit in np.flatnonzero(self.open.any(axis=1))]
        if not waiting:
            return []
        found = []
        members = self._members()
        for level in range(max(len(self.groups[unit]) for unit in waiting)):
            of_group: dict[str, list[int]] = {}
            for unit in waiting:
                groups = self.groups[unit]
                of_group.setdefault(groups[min(level, len(groups) - 1)], []).append(unit)
            waiting = []
            for group, units in of_group.items():
                hidden = self._cover(units, members[group])
                if hidden is None:
                    # Lots are not worth a cover from farther away.
                    self.open[units] &= self.small[units]
                    waiting += [unit for unit in units if self.open[unit].any()]
                else:
                    found.append(self._settled(hidden))
        if waiting:
            found.append(self._last_resort(waiting, members))
        return found

    def _members(self) -> dict[str, NDArray[np.intp]]:
        of: dict[str, list[int]] = {}
        for unit, groups in enumerate(self.groups):
            for group in groups:
                of.setdefault(group, []).append(unit)
        return {group: np.array(units) for group, units in of.items()}

    def _cover(self, units: list[int], relatives: NDArray[np.intp]) -> dict[Position, int] | None:
        """The cells to hide with their row labels; None where the relatives cannot cover them.

        First with a row of its own for each unit that can have one, then all in the row of covers.
        """
        if self.values.shape[1] > 1:
            hidden = self._covered(self._own_rows(units), relatives)
            if hidden is not None:
                return hidden
        return self._covered(dict.fromkeys(self._opened(units), COVER), relatives)

    def _opened(self, units: list[int]) -> list[Position]:
        return [(unit, int(column)) for unit in units for column in np.flatnonzero(self.open[unit])]

    def _own_rows(self, units: list[int]) -> dict[Position, int]:
        rows: dict[Position, int] = {}
        columns: Bools = np.asarray(self.open[units].any(axis=0))
        for label, unit in enumerate(units, start=1):
            opened = self.open[unit]
            own = {(unit, int(column)): label for column in np.flatnonzero(opened)}
            # A row of one cell would show it.
            if opened.sum() < 2 or self.values[unit][opened].sum() <= self.minimum:
                more = self._one_more(unit, columns)
                if more is None:
                    own = dict.fromkeys(own, COVER)
                else:
                    own[unit, more] = label
                    columns[more] = True
            rows |= own
        return rows

    def _one_more(self, unit: int, columns: Bools) -> int | None:
        """A column that brings the hidden sum of the unit over k.

        One that is in use already first, then the nearest: quarters and running sums stay shown.
        """
        values = self.values[unit]
        enough = self.free[unit] & (values + values[self.open[unit]].sum() > self.minimum)
        opened = np.flatnonzero(self.open[unit])
        for among in (enough & columns, enough):
            if among.any():
                offered = np.flatnonzero(among)
                apart = np.abs(offered[:, None] - opened[None, :]).min(axis=1)
                return int(offered[apart.argmin()])
        return None

    def _covered(
        self, rows: dict[Position, int], relatives: NDArray[np.intp]
    ) -> dict[Position, int] | None:
        columns = np.unique([column for _, column in rows])
        sums = np.zeros(len(self.values[0]))
        for (unit, column), row in rows.items():
            if row == COVER:
                sums[column] += self.values[unit, column]
        lacking = self.minimum - sums[columns]
        if (lacking < 0).all():
            return rows
        own = {unit for (unit, _) in rows}
        others = np.array([unit for unit in relatives if unit not in own], dtype=np.intp)
        offered = np.where(
            self.free[np.ix_(others, columns)], self.values[np.ix_(others, columns)], 0.0
        )
        offered = np.maximum(offered, 0.0)
        alone = (offered > np.maximum(lacking, 0.0)).all(axis=1)
        if alone.any():
            best = int(np.where(alone, offered.sum(axis=1), np.inf).argmin())
            return rows | {(int(others[best]), int(column)): COVER for column in columns}
        return self._covered_by_several(rows, others, columns, lacking, offered)

    def _covered_by_several(
        self,
        rows: dict[Position, int],
        others: NDArray[np.intp],
        columns: NDArray[np.intp],
        lacking: Floats,
        offered: Floats,
    ) -> dict[Position, int] | None:
        if not ((offered.sum(axis=0) > lacking) | (lacking < 0)).all():
            return None
        hidden = dict(rows)
        while (lacking >= 0).any():
            wanted = lacking >= 0
            # One that is as large as what lacks is enough only where it is larger: hence the one.
            gains = np.minimum(offered, lacking + 1.0)[:, wanted].sum(axis=1)
            best = int(gains.argmax())
            if gains[best] <= 0:
                return None
            for place in np.flatnonzero(wanted & (offered[best] > 0)):
                hidden[int(others[best]), int(columns[place])] = COVER
                lacking[place] -= offered[best, place]
            offered[best] = 0.0
        return hidden

    def _last_resort(
        self, units: list[int], members: dict[str, NDArray[np.intp]]
    ) -> Patch[Position]:
        """One sum over all columns, with what else is free; closed where that is too little."""
        opened = self._opened(units)
        lacking = self.minimum - sum(self.values[cell] for cell in opened)
        everybody = members[self.groups[units[0]][-1]]
        free = np.argwhere(self.free & (self.values > 0))
        order = np.argsort(-self.values[free[:, 0], free[:, 1]], kind="stable")
        within = set(everybody.tolist())
        more: list[Position] = []
        for unit, column in free[order]:
            if lacking < 0:
                break
            if int(unit) in within:
                more.append((int(unit), int(column)))
                lacking -= self.values[unit, column]
        if lacking >= 0:
            more = []
        cells = [*opened, *more]
        self._take(cells)
        return Patch(tuple(Place(cell, COVER, 0) for cell in cells), closed=lacking >= 0)

    def _settled(self, hidden: dict[Position, int]) -> Patch[Position]:
        self._take(hidden)
        return Patch(tuple(Place(cell, row, cell[1]) for cell, row in hidden.items()))

    def _take(self, cells: dict[Position, int] | list[Position]) -> None:
        for cell in cells:
            self.free[cell] = False
            self.open[cell] = False
