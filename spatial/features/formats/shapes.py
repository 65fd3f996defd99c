"""What is known of geometries in WKB without a database: their boxes and their types."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

# A point in WKB of two dimensions: byte order, type, x, y.
_POINT_BYTES = 21

_NAMES = (
    "Point",
    "LineString",
    "LinearRing",
    "Polygon",
    "MultiPoint",
    "MultiLineString",
    "MultiPolygon",
    "GeometryCollection",
)


@dataclass(frozen=True, slots=True)
class Shapes:
    """Of an array of geometries: boxes of shape (n, 4) as xmin, ymin, xmax, ymax, NaN where there
    is none, and the names of the types that occur."""

    boxes: NDArray[np.float64]
    types: frozenset[str]


def shapes_of(geometries: pa.BinaryArray) -> Shapes:
    """Boxes and types of geometries in little-endian WKB of two dimensions."""
    points = _points(geometries)
    if points is not None:
        return Shapes(np.concatenate([points, points], axis=1), frozenset({"Point"}))
    import shapely

    read = shapely.from_wkb(geometries.to_numpy(zero_copy_only=False))
    kinds = np.unique(shapely.get_type_id(read))
    return Shapes(shapely.bounds(read), frozenset(_NAMES[kind] for kind in kinds if kind >= 0))


def _points(geometries: pa.BinaryArray) -> NDArray[np.float64] | None:
    """The coordinates where all geometries are points that are not empty, None where they are not.

    Points all have the same length, so that they are read as one table.
    """
    if not len(geometries) or geometries.null_count:
        return None
    _, offsets, data = geometries.buffers()
    first = geometries.offset
    starts = np.frombuffer(offsets, np.int32)[first : first + len(geometries) + 1]
    if not (np.diff(starts) == _POINT_BYTES).all():
        return None
    bytes_ = np.frombuffer(data, np.uint8)[starts[0] : starts[-1]].reshape(-1, _POINT_BYTES)
    if not (bytes_[:, 1] == 1).all():
        return None
    coordinates = np.ascontiguousarray(bytes_[:, 5:]).view(np.float64)
    return None if np.isnan(coordinates).any() else coordinates
