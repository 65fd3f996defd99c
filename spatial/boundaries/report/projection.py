"""From degrees to the metres of a local map, and from there to the units of a drawing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Local:
    """A transverse Mercator of CGCS2000 about a meridian; metres, north up.

    On the meridian grid north is true north and the scale is 1; 300 km beside it a length is drawn
    one in a thousand too long.
    """

    lon: float

    @cached_property
    def _transformer(self) -> Transformer:
        return Transformer.from_crs(
            "EPSG:4490",
            f"+proj=tmerc +lat_0=0 +lon_0={self.lon:.9f} +k=1 +x_0=0 +y_0=0 +ellps=GRS80 +units=m",
            always_xy=True,
        )

    def project(self, shape: BaseGeometry) -> BaseGeometry:
        """A shape of longitude, latitude, in metres. Far beyond a map nothing is promised."""
        return shapely.transform(shape, self.xy)

    def xy(self, lon_lat: Floats) -> Floats:
        """Rows of longitude, latitude, as rows of metres east and north."""
        x, y = self._transformer.transform(lon_lat[:, 0], lon_lat[:, 1])
        return np.stack([x, y], axis=1)

    def lon_lat(self, x: float, y: float) -> tuple[float, float]:
        """Back again."""
        lon, lat = self._transformer.transform(x, y, direction="INVERSE")
        return float(lon), float(lat)


@dataclass(frozen=True)
class Frame:
    """A window of a local map, and where it is drawn: units of the drawing, y downwards.

    west, south: metres of the window's corner. metres: of one unit. left, top, width, height: of
    the drawing.
    """

    local: Local
    west: float
    south: float
    metres: float
    left: float
    top: float
    width: float
    height: float

    @classmethod
    def about(
        cls,
        local: Local,
        shape: BaseGeometry,
        *,
        left: float,
        top: float,
        width: float,
        least: float,
        most: float,
        margin: float = 0.08,
        shortest_m: float = 400.0,
    ) -> Frame:
        """The window about a shape (metres) with a margin, as high as the shape asks for.

        least, most: units of height. margin: of the longer side. shortest_m: what a window shows
        at least from west to east.
        """
        west, south, east, north = shape.bounds
        room = max(east - west, north - south) * margin + 1.0
        across = max(east - west + 2 * room, shortest_m)
        up = north - south + 2 * room
        height = min(max(width * up / across, least), most)
        metres = max(across / width, up / height)
        middle_x, middle_y = (west + east) / 2, (south + north) / 2
        return cls(
            local,
            middle_x - metres * width / 2,
            middle_y - metres * height / 2,
            metres,
            left,
            top,
            width,
            height,
        )

    def place(self, xy: Floats) -> Floats:
        """Rows of metres, as rows of units of the drawing."""
        placed: Floats = np.stack(
            [
                self.left + (xy[:, 0] - self.west) / self.metres,
                self.top + self.height - (xy[:, 1] - self.south) / self.metres,
            ],
            axis=1,
        )
        return placed

    def drawn(self, shape: BaseGeometry) -> BaseGeometry:
        """A shape of degrees, in units of the drawing."""
        return shapely.transform(self.local.project(shape), self.place)

    @property
    def box(self) -> BaseGeometry:
        """The edge of the drawing."""
        return shapely.box(self.left, self.top, self.left + self.width, self.top + self.height)

    def degrees(self, beyond: float = 0.1) -> tuple[float, float, float, float]:
        """West, south, east, north of a box of degrees around the window and a share beyond."""
        wide, high = self.width * self.metres, self.height * self.metres
        xs = np.linspace(self.west - beyond * wide, self.west + (1 + beyond) * wide, 9)
        ys = np.linspace(self.south - beyond * high, self.south + (1 + beyond) * high, 9)
        edge = [self.local.lon_lat(float(x), float(y)) for x in xs for y in ys]
        lons, lats = [lon for lon, _ in edge], [lat for _, lat in edge]
        return min(lons), min(lats), max(lons), max(lats)

    def middle(self) -> tuple[float, float]:
        """Longitude and latitude of the middle."""
        return self.local.lon_lat(
            self.west + self.width * self.metres / 2, self.south + self.height * self.metres / 2
        )
