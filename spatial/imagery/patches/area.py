"""The polygons of a patch, and how far a place is from them: along the ground, in metres."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from spatial.imagery.projection import plane_about

Floats = NDArray[np.float64]


def many_sided(area: BaseGeometry) -> MultiPolygon:
    """The polygons of a geometry as one; lines and points of it are left out. Empty without any."""
    if isinstance(area, Polygon):
        return MultiPolygon([] if area.is_empty else [area])
    parts = [
        part
        for one in getattr(area, "geoms", [])
        for part in getattr(one, "geoms", [one])
        if isinstance(part, Polygon) and not part.is_empty
    ]
    return MultiPolygon(parts)


def metres_from(area: BaseGeometry, lon: Floats, lat: Floats) -> Floats:
    """How far places are from an area, 0 inside; degrees, CGCS2000.

    True within some tens of kilometres.
    """
    to_local = plane_about(area)
    there = shapely.transform(area, lambda x, y: to_local.transform(x, y), interleaved=False)
    x, y = to_local.transform(np.asarray(lon, float), np.asarray(lat, float))
    found: Floats = shapely.distance(there, shapely.points(x, y))
    return found
