"""What is looked at: a rectangle of pixels in the CRS of a grid, a tile or a picture of a place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, cos, floor, radians

import shapely
from pyproj import Transformer
from shapely.geometry import Polygon

from spatial.crs import web_mercator_from_cgcs2000
from spatial.imagery.scene import Scene
from spatial.tile_grids import TileGrid

SIZE = 256
"""Pixels along the side of a tile."""

STRIP = 256
"""Rows of a picture that are drawn at once."""

_METRES_PER_DEGREE = 111_320

_INTO_DEGREES = Transformer.from_crs(3857, 4490, always_xy=True)

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class View:
    """A rectangle of square pixels in the CRS of a grid (east before north).

    srid: EPSG code, 3857 or 4490. west, north: its corner. pixel: the side of one.
    """

    srid: int
    west: float
    north: float
    pixel: float
    columns: int = SIZE
    rows: int = SIZE

    @classmethod
    def of(cls, grid: TileGrid, z: int, x: int, y: int) -> View:
        """The tile of a grid; y counts from the north."""
        west, _, east, north = grid.box(z, x, y)
        return cls(grid.srid, west, north, (east - west) / SIZE)

    @classmethod
    def around(cls, srid: int, box: Box, columns: int) -> View:
        """So many pixels from the western to the eastern edge of a box (degrees), and as many from
        its northern to its southern one as hold it.
        """
        west, south, east, north = _edges(srid, box)
        pixel = (east - west) / columns
        return cls(srid, west, north, pixel, columns, max(ceil((north - south) / pixel - 1e-6), 1))

    @property
    def box(self) -> Box:
        """West, south, east, north in units of its CRS."""
        return (
            self.west,
            self.north - self.rows * self.pixel,
            self.west + self.columns * self.pixel,
            self.north,
        )

    @property
    def degrees(self) -> Box:
        """West, south, east, north in degrees."""
        return self.box if self.srid == 4490 else _INTO_DEGREES.transform_bounds(*self.box)

    def ground_m(self, latitude: float) -> float:
        """Metres on the ground along the shorter side of a pixel at a latitude, about."""
        shrunk = cos(radians(max(min(latitude, 85.0), -85.0)))
        return self.pixel * shrunk * (1.0 if self.srid == 3857 else _METRES_PER_DEGREE)

    def strips(self) -> Iterator[tuple[slice, View]]:
        """Its rows in parts of no more than STRIP, each with the view of them."""
        for top in range(0, self.rows, STRIP):
            rows = min(STRIP, self.rows - top)
            north = self.north - top * self.pixel
            part = View(self.srid, self.west, north, self.pixel, self.columns, rows)
            yield slice(top, top + rows), part


def _edges(srid: int, box: Box) -> Box:
    """West, south, east, north of a box in degrees, in a CRS; cut where Web Mercator ends."""
    if srid == 4490:
        return box
    west, south, east, north = box
    corners = web_mercator_from_cgcs2000(
        [(west, max(min(south, 85.06), -85.06)), (east, max(min(north, 85.06), -85.06))]
    )
    return corners[0, 0], corners[0, 1], corners[1, 0], corners[1, 1]


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of a view in which (a part of) a scene lies: whole pixels of the view.

    srid: of the grid. west, north: of the part, in its units. pixel: the side of one in them.
    ground_m: the same on the ground, metres.
    """

    slices: tuple[slice, slice]
    srid: int
    west: float
    north: float
    pixel: float
    ground_m: float

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.slices
        return rows.stop - rows.start, columns.stop - columns.start


def frames(scene: Scene, view: View) -> list[Frame]:
    """Where the parts of a scene lie in a view.

    Only there is it read: far from it the image's projection may have no values, and a scene
    across 180 degrees lies at both edges of the world.
    """
    found = []
    for part in shapely.get_parts(scene.footprint):
        assert isinstance(part, Polygon)
        west, south, east, north = _edges(view.srid, part.bounds)
        left = max(floor((west - view.west) / view.pixel) - 1, 0)
        right = min(ceil((east - view.west) / view.pixel) + 1, view.columns)
        top = max(floor((view.north - north) / view.pixel) - 1, 0)
        bottom = min(ceil((view.north - south) / view.pixel) + 1, view.rows)
        if left < right and top < bottom:
            found.append(
                Frame(
                    (slice(top, bottom), slice(left, right)),
                    view.srid,
                    view.west + left * view.pixel,
                    view.north - top * view.pixel,
                    view.pixel,
                    view.ground_m((part.bounds[1] + part.bounds[3]) / 2),
                )
            )
    return found
