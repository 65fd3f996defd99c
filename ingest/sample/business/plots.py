"""Small areas on the ground: burial grounds, blocks of houses, zones of danger."""

from __future__ import annotations

import numpy as np
import shapely
from shapely import Point, Polygon

from ingest.sample.business.ground import Spot, spot_of
from ingest.sample.business.rows import Row
from ingest.sample.coverage import DECIMALS, Points, to_lon_lat, to_plane


def at(spot: Spot) -> Points:
    """A place on the working plane (km)."""
    plane: Points = to_plane(np.array([[float(spot.lon), float(spot.lat)]]))[0]
    return plane


def spot_at(plane: Points, cell: int) -> Spot:
    """The place of a point of the working plane (km)."""
    lon, lat = to_lon_lat(plane[None, :])[0]
    return spot_of(float(lon), float(lat), cell)


def rectangle(middle: Points, width_km: float, height_km: float, turn: float) -> Polygon:
    """A turned rectangle about a point of the working plane; degrees lon, lat."""
    x, y = width_km / 2, height_km / 2
    corners = np.array([[-x, -y], [x, -y], [x, y], [-x, y], [-x, -y]])
    cos, sin = np.cos(turn), np.sin(turn)
    turned = corners @ np.array([[cos, sin], [-sin, cos]]) + middle
    return Polygon(to_lon_lat(turned))


def circle(middle: Points, radius_km: float) -> Polygon:
    """A circle of 32 corners about a point of the working plane; degrees lon, lat."""
    ring = Point(middle).buffer(radius_km, quad_segs=8).exterior
    return Polygon(to_lon_lat(shapely.get_coordinates(ring)))


def area_row(
    key: str, since: str, shape: shapely.Geometry, name: str, until: str = "", **fields: object
) -> Row:
    """An area with its outline as WKT, and its days."""
    outline = shapely.to_wkt(shapely.orient_polygons(shape), rounding_precision=DECIMALS)
    return {
        "key": key,
        "valid_from": since,
        "valid_to": until,
        "geometry": outline,
        "name": name,
        **fields,
    }
