"""Where a way may still come near to points that are looked for: cells of grids, in whole numbers.

A lookup costs some nanoseconds, and leaves few ways for the exact test. A way belongs to the first
grid of whose cells it is not longer; its beginning then says whether it may come near.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spatial.locations.fixes import E7
from spatial.locations.geodesic import Floats, metres_per_degree
from spatial.locations.tracks import JUMP_M

_FINEST = 13
"""Cells are no smaller than 2**13 units of 1e-7 degree, 91 m from south to north."""

_MOST_CELLS = 2**25
"""Of one grid: a byte each."""

_REACH = 2
"""A position within a cell's width, and the distance that counts, of a point lies so many cells
from it at most: no cell is narrower than the distance."""


@dataclass
class _Grid:
    shift: int
    west: int
    south: int
    columns: int
    rows: int
    open: NDArray[np.bool_]
    marked: NDArray[np.int64]

    def look(self, lon: NDArray[np.int64], lat: NDArray[np.int64]) -> NDArray[np.bool_]:
        # The cells at the edge are never open: what lies outside counts as there.
        column = np.clip((lon >> self.shift) - self.west, 0, self.columns - 1)
        row = np.clip((lat >> self.shift) - self.south, 0, self.rows - 1)
        found: NDArray[np.bool_] = self.open[column * self.rows + row]
        return found


class OpenCells:
    """Points in degrees, CGCS2000, and the distance within which a way counts."""

    def __init__(self, lon: Floats, lat: Floats, within_m: float) -> None:
        self._lon = np.rint(lon * E7).astype(np.int64)
        self._lat = np.rint(lat * E7).astype(np.int64)
        per_lon, per_lat = metres_per_degree(np.array([np.abs(lat).max()]))
        narrowest = min(float(per_lon[0]), float(per_lat[0]) * 0.99) / E7
        finest = _FINEST
        while 1 << finest < within_m / narrowest + 1 or self._size(finest) > _MOST_CELLS:
            finest += 1
        shifts = [finest]
        while 1 << shifts[-1] < JUMP_M / narrowest + 1:
            shifts.append(shifts[-1] + 2)
        self._grids = [self._grid(shift) for shift in shifts]
        self.reopen(np.ones(len(lon), np.bool_))

    def reopen(self, wanted: NDArray[np.bool_]) -> None:
        """From now on only those of the points are looked for."""
        lon, lat = self._lon[wanted], self._lat[wanted]
        aside = np.arange(-_REACH, _REACH + 1)
        for grid in self._grids:
            column, row = (lon >> grid.shift) - grid.west, (lat >> grid.shift) - grid.south
            cells = column * grid.rows + row
            # Neighbours on the line mostly share their cell.
            cells = cells[np.append(True, cells[1:] != cells[:-1])] if len(cells) else cells
            around = (aside[:, None] * grid.rows + aside).ravel()
            # Only what was touched: most pages of a large grid are never in memory.
            grid.open[grid.marked] = False
            grid.marked = (cells[:, None] + around).ravel()
            grid.open[grid.marked] = True

    def may_pass(
        self,
        lon: NDArray[np.int64],
        lat: NDArray[np.int64],
        longest: NDArray[np.int64],
    ) -> NDArray[np.bool_]:
        """Whether ways may come near: where they begin, and the longer side of the box around each.

        In 1e-7 degree. A way that is longer than a jump never does.
        """
        first = self._grids[0]
        found = first.look(lon, lat)
        found &= longest <= 1 << first.shift
        rest = np.flatnonzero(longest > 1 << first.shift)
        for grid in self._grids[1:]:
            if not len(rest):
                break
            here = longest[rest] <= 1 << grid.shift
            rows = rest[here]
            found[rows] = grid.look(lon[rows], lat[rows])
            rest = rest[~here]
        return found

    def _bounds(self, shift: int) -> tuple[int, int, int, int]:
        margin = _REACH + 1
        west = (int(self._lon.min()) >> shift) - margin
        south = (int(self._lat.min()) >> shift) - margin
        east = (int(self._lon.max()) >> shift) + margin
        north = (int(self._lat.max()) >> shift) + margin
        return west, south, east - west + 1, north - south + 1

    def _size(self, shift: int) -> int:
        _, _, columns, rows = self._bounds(shift)
        return columns * rows

    def _grid(self, shift: int) -> _Grid:
        west, south, columns, rows = self._bounds(shift)
        none = np.empty(0, np.int64)
        return _Grid(shift, west, south, columns, rows, np.zeros(columns * rows, np.bool_), none)
