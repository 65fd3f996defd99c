"""Where a raw image lies: by the corners that its metadata tell, else by its RPC."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import antimeridian
import numpy as np
import shapely
from pyproj import Geod
from rasterio.errors import RasterioError
from rasterio.rpc import RPC
from rasterio.transform import RPCTransformer
from shapely.geometry import MultiPoint, MultiPolygon, Polygon

_GEOD = Geod(ellps="GRS80")
_WIDEST_M = 2_000_000.0
"""From corner to corner of a scene. The widest there are, GF-1 and GF-6 wide, have 850 km."""


def outline_of_corners(corners: Sequence[tuple[float, float]]) -> Polygon | MultiPolygon | None:
    """The hull of the corners (longitude, latitude); in parts across 180 degrees.

    Their order does not matter: producers have several. None where they have no area, are off the
    earth, or farther apart than a scene of any satellite is wide.
    """
    points = np.asarray(corners, dtype=np.float64)
    if len(points) < 3 or not np.isfinite(points).all():
        return None
    if (np.abs(points) > (180.0, 90.0)).any():
        return None
    for (lon, lat), (other_lon, other_lat) in combinations(points.tolist(), 2):
        if _GEOD.inv(lon, lat, other_lon, other_lat)[2] > _WIDEST_M:
            return None
    if np.ptp(points[:, 0]) > 180.0:
        points[:, 0] %= 360.0
    hull = MultiPoint(points).convex_hull
    if not isinstance(hull, Polygon) or hull.area < 1e-9:
        return None
    turned = shapely.orient_polygons(hull)
    if turned.bounds[2] <= 180.0:
        return turned
    split = antimeridian.fix_polygon(turned)
    assert isinstance(split, Polygon | MultiPolygon)
    return split


def outline_by_rpc(rpc: RPC, width: int, height: int) -> Polygon | MultiPolygon | None:
    """The outline of a raw image by its rational polynomials at height 0; None where they fail.

    Off by the relief: some hundred metres per kilometre of height and 10 degrees off nadir.
    """
    columns, rows = (0, width, width, 0), (0, 0, height, height)
    try:
        with RPCTransformer(rpc, rpc_height=0.0) as transformer:
            lon, lat = transformer.xy(rows, columns, offset="ul")
    except (RasterioError, ValueError, ArithmeticError):
        return None
    return outline_of_corners(list(zip(lon, lat, strict=True)))


def joined(outlines: Sequence[Polygon | MultiPolygon]) -> Polygon | MultiPolygon | None:
    """The outlines of the parts of a product as one; None without any."""
    if not outlines:
        return None
    whole = shapely.orient_polygons(shapely.union_all(list(outlines)))
    assert isinstance(whole, Polygon | MultiPolygon)
    return whole
