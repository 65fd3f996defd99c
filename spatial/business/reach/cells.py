"""Land as cells of one area: the middles of squares of the equal-area plane of China."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from spatial.business.reach.plane import to_lon_lat, to_plane
from spatial.errors import BadParameter

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

_MOST_CELLS = 500_000


@dataclass(frozen=True, slots=True)
class Cells:
    """Middles of cells, in degrees (CGCS2000), and the shape that each lies in by its place."""

    lon: Floats
    lat: Floats
    shape: Numbers

    def __len__(self) -> int:
        return len(self.lon)


def cells_of(shapes: NDArray[np.object_], step_m: float) -> Cells:
    """The cells of the polygons (degrees, CGCS2000); of one smaller than a cell a point on it.

    The squares have a common origin, so that the cells of a place are the same in every answer.
    Raises BadParameter for more than half a million.
    """
    # What is straight in degrees is an arc on the plane: of a twentieth of a degree, half a metre.
    plane = [shapely.transform(shapely.segmentize(shape, 0.05), to_plane) for shape in shapes]
    expected = sum(shapely.area(shape) for shape in plane) / step_m**2
    if expected > _MOST_CELLS:
        raise BadParameter(
            f"cells of {step_m:g} m would be {expected:,.0f}: at most {_MOST_CELLS:,}; ask for a "
            "larger step_m or within a unit"
        )
    found, owner = [], []
    for number, shape in enumerate(plane):
        west, south, east, north = shapely.bounds(shape)
        x = (np.arange(np.floor(west / step_m), np.ceil(east / step_m)) + 0.5) * step_m
        y = (np.arange(np.floor(south / step_m), np.ceil(north / step_m)) + 0.5) * step_m
        grid = np.column_stack([axis.ravel() for axis in np.meshgrid(x, y)])
        shapely.prepare(shape)
        inside = grid[shapely.contains_xy(shape, grid[:, 0], grid[:, 1])]
        if not len(inside):
            inside = shapely.get_coordinates(shape.representative_point())
        found.append(inside)
        owner.append(np.full(len(inside), number, dtype=np.int64))
    if not found:
        return Cells(np.empty(0), np.empty(0), np.empty(0, dtype=np.int64))
    lon, lat = to_lon_lat(np.concatenate(found)).T
    return Cells(lon, lat, np.concatenate(owner))


def shape_at(shapes: NDArray[np.object_], lon: Floats, lat: Floats) -> Numbers:
    """The place of the polygon that each point lies in, the first on a limit; -1 for none."""
    found = np.full(len(lon), -1, dtype=np.int64)
    if len(shapes) and len(lon):
        tree = shapely.STRtree(shapes)
        point, shape = tree.query(shapely.points(lon, lat), predicate="intersects")
        order = np.lexsort([-shape, point])
        found[point[order]] = shape[order]
    return found
