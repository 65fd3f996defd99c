"""The GeoJSON geometry of a place in a request: point, line or polygon, checked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely
from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry

from spatial.errors import BadGeometry
from spatial.geojson import MAX_VERTICES, parse_polygon

_SIMPLE = ("Point", "MultiPoint", "LineString", "MultiLineString")


def parse_place_geometry(document: Mapping[str, Any]) -> BaseGeometry:
    """The geometry of a place, longitude, latitude in CGCS2000 degrees; a height is left out.

    Raises BadGeometry for another type, an empty or impossible one, positions that are not on the
    earth, and more than MAX_VERTICES of them.
    """
    kind = document.get("type")
    if kind in ("Polygon", "MultiPolygon"):
        return parse_polygon(document)
    if kind not in _SIMPLE:
        raise BadGeometry(
            f"the geometry is of type {kind!r}: give a point, a line or a polygon of GeoJSON"
        )
    try:
        geometry = shapely.force_2d(shapely.from_geojson(json.dumps(document)))
    except (GEOSException, ValueError) as error:
        raise BadGeometry(f"the geometry is no GeoJSON {kind}") from error
    positions = shapely.get_coordinates(geometry)
    if not len(positions) or not geometry.is_valid:
        raise BadGeometry(f"the {kind} is empty or has no length")
    if len(positions) > MAX_VERTICES:
        raise BadGeometry(f"the {kind} has more than {MAX_VERTICES} positions")
    # Written so that a NaN fails too: every comparison with it is false.
    if not (np.abs(positions) <= (180.0, 90.0)).all():
        raise BadGeometry(f"the {kind} has positions that are not on the earth (longitude first)")
    return geometry
