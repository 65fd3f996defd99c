"""Windows of cells that are chosen from together, and the lots that are drawn in them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

import numpy as np

from spatial.business.suppression.choosing import Bools, Position, Window, choose
from spatial.business.suppression.elementary import Cell, Cells
from spatial.business.suppression.patch import COVER, Patch, Place

DRAWN_SHARE = 0.01
"""So many units are drawn in each window, so that no rule tells that a hidden cell is small.

Of less than a hundred units none is.
"""


@dataclass(frozen=True, slots=True)
class _Block:
    """Columns of a window: places of periods and of parts."""

    columns: tuple[tuple[int, int], ...]


def protecting(
    cells: Cells,
    *,
    minimum: float,
    over_time: bool,
    additive: bool,
    placed: Collection[Cell],
    lot: UUID,
    share: float = DRAWN_SHARE,
) -> list[Patch[Cell]]:
    """The patches that protect every small cell that is not placed in one already.

    over_time: values of periods add up; then the periods of a year are columns of one window.
    Of a whole with parts the parts of one period are. additive: values of divisions add up; where
    they do not, no sum is shown, and small cells are closed alone.
    """
    found: list[Patch[Cell]] = []
    taken = frozenset(placed)
    around = _Around(cells)
    for block in _blocks(cells, over_time):
        window, units = _window(cells, around, block, taken)
        if additive:
            day = cells.starts[block.columns[0][0]]
            chosen = choose(_with_lots(window, lot, day, share), minimum)
        else:
            chosen = _each_alone(window, minimum)
        found += [_named(cells, block, units, patch) for patch in chosen]
    return found


class _Around:
    """The divisions around each unit, walked once for all periods in which they are the same."""

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        _, self._alike = np.unique(cells.parents, axis=1, return_inverse=True)
        self._found: dict[tuple[int, int], tuple[str, ...]] = {}

    def of(self, code: int, start: int) -> tuple[str, ...]:
        key = code, int(self._alike[start])
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._cells.groups(code, start)
        return found


def _blocks(cells: Cells, over_time: bool) -> Iterator[_Block]:
    parts = range(len(cells.parts))
    if len(parts) > 1 or not over_time:
        for place in range(len(cells.starts)):
            yield _Block(tuple((place, part) for part in parts))
        return
    years: dict[int, list[tuple[int, int]]] = {}
    for place, start in enumerate(cells.starts):
        years.setdefault(start.year, []).append((place, 0))
    for columns in years.values():
        yield _Block(tuple(columns))


def _window(
    cells: Cells, around: _Around, block: _Block, placed: frozenset[Cell]
) -> tuple[Window, list[int]]:
    """The window of a block, and the places of its units among the codes."""
    values = np.stack([cells.values[part, :, place] for place, part in block.columns], axis=1)
    fresh = np.stack([cells.fresh[part, :, place] for place, part in block.columns], axis=1)
    present = ~np.isnan(values)
    units = np.flatnonzero(present.any(axis=1)).tolist()
    last = present.shape[1] - 1 - np.argmax(present[:, ::-1], axis=1)
    groups = tuple(around.of(unit, block.columns[int(last[unit])][0]) for unit in units)
    taken: Bools = np.zeros((len(units), len(block.columns)), dtype=bool)
    if placed:
        for column, (place, part) in enumerate(block.columns):
            start, indicator = cells.starts[place], cells.parts[part]
            taken[:, column] = [
                Cell(cells.codes[unit], start, indicator) in placed for unit in units
            ]
    drawn = np.zeros_like(taken)
    return Window(values[units], groups, fresh[units], taken, drawn), units


def _with_lots(window: Window, lot: UUID, day: date, share: float) -> Window:
    """The window with a cell drawn of some units, by a secret lot and its first day."""
    seed = sha256(lot.bytes + day.isoformat().encode()).digest()
    dice = np.random.default_rng(int.from_bytes(seed, "big"))
    units, columns = window.values.shape
    drawn = np.zeros((units, columns), dtype=bool)
    lucky = dice.choice(units, int(units * share), replace=False)
    drawn[lucky, dice.integers(0, columns, size=len(lucky))] = True
    return Window(window.values, window.groups, window.fresh, window.placed, drawn)


def _each_alone(window: Window, minimum: float) -> list[Patch[Position]]:
    size = np.abs(np.nan_to_num(window.values))
    small = (size > 0) & (size < minimum) & ~window.placed
    return [
        Patch((Place((int(unit), int(column)), COVER, 0),), closed=True)
        for unit, column in np.argwhere(small)
    ]


def _named(cells: Cells, block: _Block, units: list[int], patch: Patch[Position]) -> Patch[Cell]:
    places = []
    for one in patch.places:
        unit, column = one.cell
        place, part = block.columns[column]
        cell = Cell(cells.codes[units[unit]], cells.starts[place], cells.parts[part])
        places.append(Place(cell, one.row, one.column))
    return Patch(tuple(places), patch.closed)
