"""How an archive counts the tiles of a grid.

PMTiles and MBTiles know one tile at zoom 0. A grid with two of them side by side is counted one
zoom further down, where it fills the northern half of the square: CGCS2000Quad zoom z is z + 1 in
the file, which is also Tianditu's level. The metadata of the file say so (`zoom_offset`).
"""

from __future__ import annotations

from pmtiles.tile import tileid_to_zxy, zxy_to_tileid

from spatial.tile_grids import TileGrid
from tileserver.cutting import Place


def zoom_offset(grid: TileGrid) -> int:
    """What is added to a zoom of the grid in an archive."""
    return grid.columns_at_0.bit_length() - 1


def number_of(place: Place) -> int:
    """The number of a tile in an archive: along the Hilbert curve, coarse zooms first."""
    return zxy_to_tileid(place.z + zoom_offset(place.grid), place.x, place.y)


def place_of(grid: TileGrid, number: int) -> Place:
    """The tile of a number."""
    z, x, y = tileid_to_zxy(number)
    return Place(grid, z - zoom_offset(grid), x, y)
