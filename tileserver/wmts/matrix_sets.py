"""Tile matrix sets of WMTS: Tianditu's `c` and `w`, and the grids under their own names.

Tianditu counts its levels from 1: level L of `w` is zoom L of Web Mercator, and level L of `c`,
whose first has two tiles, is zoom L - 1 of the grid in degrees.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from spatial.tile_grids import CGCS2000, WEB_MERCATOR, TileGrid

LAST_LEVEL = 18
"""Levels of Tianditu's matrix sets go from 1 to this one."""


@dataclass(frozen=True, slots=True)
class MatrixSet:
    """A tile matrix set. first, last: its levels; zoom 0 of the grid is level `zero`."""

    id: str
    grid: TileGrid
    first: int
    last: int
    zero: int = 0

    def zoom(self, level: int) -> int:
        """The zoom of the grid that a level is."""
        return level - self.zero

    def level(self, zoom: int) -> int:
        """The level that a zoom of the grid is."""
        return zoom + self.zero


MATRIX_SETS: Mapping[str, MatrixSet] = MappingProxyType(
    {
        one.id: one
        for one in (
            MatrixSet("c", CGCS2000, 1, LAST_LEVEL, zero=1),
            MatrixSet("w", WEB_MERCATOR, 1, LAST_LEVEL),
            MatrixSet(CGCS2000.id, CGCS2000, 0, 22),
            MatrixSet(WEB_MERCATOR.id, WEB_MERCATOR, 0, 22),
        )
    }
)
"""All of them by id."""
