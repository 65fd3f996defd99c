"""Where an export takes its tiles from."""

from __future__ import annotations

from typing import Protocol

from spatial.tile_grids import TileGrid
from tileserver.editions import Edition, EditionState
from tileserver.layers import Layer
from tileserver.sight import Sight
from tileserver.vector_tiles import Bounds, VectorTile


class TileSource(Protocol):
    """Finished tiles, of one build at a time; `VectorTiles` is one.

    A tile is of the build that `state` tells after it, as long as that is the one told before.
    """

    def state(self) -> EditionState:
        """The editions and the build that tiles are of."""

    def edition(self, layer: Layer, sight: Sight, state: EditionState) -> Edition:
        """The edition of a layer that holds the day of the sight."""

    def bounds(self, layer: Layer, sight: Sight, state: EditionState) -> Bounds | None:
        """The box around a layer in its edition, None where there is nothing."""

    def tile(
        self, layer: Layer, grid: TileGrid, sight: Sight, z: int, x: int, y: int
    ) -> VectorTile:
        """One tile, empty where there is nothing. Raises UnknownTile."""
