"""Geometries that cross the 180th meridian, cut there as RFC 7946 (3.1.9) asks.

A ring that goes from longitude 179 to -179 means two degrees, not 358. The cut is made by the
library `antimeridian`, on straight lines in degrees.
"""

from __future__ import annotations

import warnings

import antimeridian
import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from spatial.errors import BadGeometry

_HALF_EARTH = 360.0 * 180.0 / 2.0
_CUT = ("Polygon", "MultiPolygon", "LineString", "MultiLineString")


def crosses_date_line(geometry: BaseGeometry) -> bool:
    """Whether a line or ring of the geometry, in degrees, goes over the 180th meridian.

    It steps more than 180 degrees at once, or goes on counting up to 360 beyond 180.
    """
    for part in _lines(geometry):
        lon, lat = shapely.get_coordinates(part).T
        # The edge of the map at a pole, from -180 to 180, is no step: cut polygons have it.
        at_pole = (np.abs(lat[:-1]) == 90.0) & (np.abs(lat[1:]) == 90.0)
        over = (np.abs(np.diff(lon)) > 180.0) & ~at_pole
        if over.any() or (np.abs(lon) > 180.0).any():
            return bool((np.abs(lon) <= 360.0).all())
    return False


def cut_at_date_line(geometry: BaseGeometry) -> BaseGeometry:
    """The geometry cut at ±180 degrees; as it is where it does not cross. Maybe not valid.

    Where a ring encloses a pole its winding would say which side is meant, but windings are
    seldom right: of both readings the one smaller than half the earth is taken.
    Raises BadGeometry where no cut can be made.
    """
    if geometry.geom_type not in _CUT or not crosses_date_line(geometry):
        return geometry
    try:
        cut = _cut(geometry, reverse=False)
        return _cut(geometry, reverse=True) if cut.area > _HALF_EARTH else cut
    except ValueError as error:
        raise BadGeometry(f"it cannot be cut at the 180th meridian: {error}") from error


def _cut(geometry: BaseGeometry, *, reverse: bool) -> BaseGeometry:
    with warnings.catch_warnings():
        # A clockwise ring is wound anew, which is what is wanted here.
        warnings.simplefilter("ignore", antimeridian.FixWindingWarning)
        return shape(antimeridian.fix_shape(geometry, great_circle=False, reverse=reverse))


def _lines(geometry: BaseGeometry) -> list[BaseGeometry]:
    found: list[BaseGeometry] = []
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon":
            found.extend(shapely.get_rings(part))
        elif part.geom_type in ("LineString", "LinearRing"):
            found.append(part)
    return found
