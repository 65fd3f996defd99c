"""Which share of each pixel of a grid lies in each polygon: exact, tile by tile, and kept small.

The shares are exactextract's. A pixel wholly inside is one bit; those on the edge carry a number.
What is kept serves every scene on the same grid. All is in pixels: x is the column, y the row, so
that a grid may be south-up or rotated.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from exactextract import exact_extract
from exactextract.feature import Feature, FeatureSource
from exactextract.raster import RasterSource
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

# Shares are computed in single precision, so what differs less from nothing or all is rounding.
_ROUNDING = 1e-5

_SIDE = 1024


@dataclass(frozen=True, slots=True)
class Tile:
    """A rectangle of a grid: columns from left, rows from top."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Part:
    """What of one polygon lies in one tile: in a window of it, of `height` rows from `row` on.

    polygon: its number. inside: the pixels wholly inside, packed bits row by row; None where it is
    all of the window. edge, shares: the places in the window of the pixels that are inside in part,
    and how much of each.
    """

    polygon: int
    row: int
    column: int
    height: int
    width: int
    inside: NDArray[np.uint8] | None
    edge: NDArray[np.intp]
    shares: NDArray[np.float64]

    def mask(self) -> NDArray[np.bool_] | None:
        """The pixels wholly inside, None for all of the window."""
        if self.inside is None:
            return None
        bits = np.unpackbits(self.inside, count=self.height * self.width)
        return bits.view(np.bool_).reshape(self.height, self.width)

    @property
    def nbytes(self) -> int:
        """Of memory, roughly."""
        bits = 0 if self.inside is None else self.inside.nbytes
        return bits + self.edge.nbytes + self.shares.nbytes + 200


@dataclass(frozen=True, slots=True)
class Shares:
    """The parts of all polygons in the tiles that they meet, in the order of reading.

    last: of each polygon that meets the grid the number of the last tile that holds a part of it.
    """

    tiles: tuple[tuple[Tile, tuple[Part, ...]], ...]
    last: dict[int, int]

    @property
    def nbytes(self) -> int:
        """Of memory, roughly."""
        return sum(part.nbytes for _, parts in self.tiles for part in parts)


def shares_of(
    polygons: Sequence[BaseGeometry], width: int, height: int, block: tuple[int, int]
) -> Shares:
    """The shares of the pixels of a grid of that size in polygons (in pixels: column, row).

    block: columns and rows of the blocks in which its files are stored: tiles are whole blocks, so
    that each block is read once. Polygons may overlap, and may reach beyond the grid.
    """
    tiles: list[tuple[Tile, tuple[Part, ...]]] = []
    last: dict[int, int] = {}
    tree = shapely.STRtree(list(polygons))
    for tile in _tiles(width, height, block, _box(polygons)):
        frame = shapely.box(tile.left, tile.top, tile.left + tile.width, tile.top + tile.height)
        parts = []
        for number in sorted(tree.query(frame, predicate="intersects").tolist()):
            part = _part(number, polygons[number], tile, frame)
            if part is not None:
                parts.append(part)
                last[number] = len(tiles)
        if parts:
            tiles.append(_shrunk(tile, parts))
    return Shares(tuple(tiles), last)


def _shrunk(tile: Tile, parts: Sequence[Part]) -> tuple[Tile, tuple[Part, ...]]:
    """The tile without the rows and columns at its sides that no polygon needs."""
    top, left = min(one.row for one in parts), min(one.column for one in parts)
    bottom = max(one.row + one.height for one in parts)
    right = max(one.column + one.width for one in parts)
    moved = (replace(one, row=one.row - top, column=one.column - left) for one in parts)
    return Tile(tile.left + left, tile.top + top, right - left, bottom - top), tuple(moved)


def _box(polygons: Sequence[BaseGeometry]) -> tuple[float, float, float, float]:
    west, south, east, north = shapely.total_bounds(list(polygons))
    return float(west), float(south), float(east), float(north)


def _tiles(
    width: int, height: int, block: tuple[int, int], box: tuple[float, float, float, float]
) -> Iterator[Tile]:
    """The tiles that meet a box, row by row: whole blocks, of about a million pixels."""
    if math.isnan(box[0]):
        return
    # A block may be a whole row (a strip), or the whole of a file that nobody has cut.
    columns = _multiple(block[0], min(max(_SIDE, block[0]), 16 * _SIDE), width)
    rows = _multiple(block[1], max(_SIDE * _SIDE // columns, 1), height)
    left, right = max(math.floor(box[0]), 0), min(math.ceil(box[2]), width)
    top, bottom = max(math.floor(box[1]), 0), min(math.ceil(box[3]), height)
    if left >= right or top >= bottom:
        return
    for row in range(top // rows * rows, bottom, rows):
        for column in range(left // columns * columns, right, columns):
            yield Tile(column, row, min(columns, width - column), min(rows, height - row))


def _multiple(block: int, wanted: int, most: int) -> int:
    """So many whole blocks as make up about the wanted side, one at least; less in huge blocks."""
    if block >= 4 * _SIDE and block > wanted:
        return min(wanted, most)
    return min(max(wanted // block, 1) * block, most)


def _part(number: int, polygon: BaseGeometry, tile: Tile, frame: Polygon) -> Part | None:
    nothing = np.zeros(0, np.intp), np.zeros(0, np.float64)
    clipped = _polygons(_clipped(polygon, frame))
    if clipped.is_empty:
        return None
    if clipped.area >= frame.area * (1 - 1e-12):
        return Part(number, 0, 0, tile.height, tile.width, None, *nothing)
    west, north, east, south = clipped.bounds
    left, right = max(math.floor(west), tile.left), min(math.ceil(east), tile.left + tile.width)
    top, bottom = max(math.floor(north), tile.top), min(math.ceil(south), tile.top + tile.height)
    if left >= right or top >= bottom:
        return None
    window = Tile(left, top, right - left, bottom - top)
    cells, shares = _exact(clipped, window)
    whole = shares >= 1 - _ROUNDING
    partly = (shares > _ROUNDING) & ~whole
    if not whole.any() and not partly.any():
        return None
    inside = np.zeros(window.width * window.height, np.bool_)
    inside[cells[whole]] = True
    return Part(
        number,
        window.top - tile.top,
        window.left - tile.left,
        window.height,
        window.width,
        np.packbits(inside),
        cells[partly].astype(np.intp),
        shares[partly].astype(np.float64),
    )


def _clipped(polygon: BaseGeometry, frame: Polygon) -> BaseGeometry:
    if frame.covers(polygon):
        return polygon
    try:
        return shapely.clip_by_rect(polygon, *frame.bounds)
    except shapely.errors.GEOSException:
        # A projection may lay an edge over another; that does not stop the slower way.
        return shapely.intersection(shapely.make_valid(polygon), frame)


def _polygons(shape: BaseGeometry) -> Polygon | MultiPolygon:
    """The polygons of a shape; lines and points of touching are of no area."""
    parts = [one for one in shapely.get_parts(shape) if isinstance(one, Polygon)]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def _exact(polygon: BaseGeometry, window: Tile) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The numbers of the pixels of a window that a polygon meets, and the share of each."""
    # exactextract knows grids whose rows run downwards from a greatest y alone.
    upright = shapely.transform(polygon, lambda xy: xy * (1.0, -1.0))
    [found] = exact_extract(
        _Cells(window),
        _One(upright),
        ["cell_id", "coverage"],
        max_cells_in_memory=window.width * window.height + 1,
    )
    values = found["properties"]
    return np.asarray(values["cell_id"]), np.asarray(values["coverage"])


class _Cells(RasterSource):  # type: ignore[misc]
    """A grid of squares of side 1 whose values do not matter."""

    def __init__(self, window: Tile) -> None:
        super().__init__()
        self._window = window
        self._nothing = np.zeros((window.height, window.width), np.uint8)

    def res(self) -> tuple[float, float]:
        return 1.0, 1.0

    def extent(self) -> tuple[float, float, float, float]:
        one = self._window
        return one.left, -(one.top + one.height), one.left + one.width, -one.top

    def read_window(self, x0: int, y0: int, nx: int, ny: int) -> NDArray[np.uint8]:
        return self._nothing[y0 : y0 + ny, x0 : x0 + nx]

    def nodata_value(self) -> None:
        return None

    def srs_wkt(self) -> None:
        return None


class _Shape(Feature):  # type: ignore[misc]
    """A polygon that hands itself over as WKB."""

    def __init__(self, polygon: BaseGeometry) -> None:
        super().__init__()
        self._wkb = shapely.to_wkb(polygon)

    def set(self, name: str, value: object) -> None:
        """It has no attributes."""

    def get(self, name: str) -> None:
        """It has no attributes."""

    def geometry(self) -> bytes:
        return bytes(self._wkb)

    def fields(self) -> list[str]:
        return []


class _One(FeatureSource):  # type: ignore[misc]
    def __init__(self, polygon: BaseGeometry) -> None:
        super().__init__()
        self._shape = _Shape(polygon)

    def __iter__(self) -> Iterator[_Shape]:
        return iter([self._shape])

    def count(self) -> int:
        return 1

    def srs_wkt(self) -> None:
        return None
