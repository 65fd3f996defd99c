"""Where a record is: its point or polygon in CGCS2000, from degrees, metres or GeoJSON."""

from __future__ import annotations

import json
from collections.abc import Mapping

import shapely
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from spatial.business.intake.cells import is_nothing, number_of
from spatial.crs import BD09, CGCS2000, GCJ02, in_degrees, require_crs, to_cgcs2000
from spatial.errors import BadGeometry, BadParameter
from spatial.geojson import parse_polygon

_CHINA = (73.0, 3.0, 136.0, 54.0)
"""Longitudes and latitudes between which the country lies, to a degree."""

_AS_THEY_ARE = ("EPSG:4490", "EPSG:4326")


def require_told_crs(name: str) -> str:
    """The system itself. Raises BadParameter for one that is not taken.

    GCJ-02 and BD-09 are refused: whether a table was shifted once or twice, or not at all, nobody
    can see in it, and a wrong shift moves a household over the limit of its village.
    """
    if name.upper() in (GCJ02, BD09, "GCJ02", "BD09"):
        raise BadParameter(
            f"坐标系 {name} 是加密偏移坐标，业务数据不收：请用 CGCS2000（EPSG:4490）的原始坐标，"
            "或只报区划代码与地址"
        )
    return require_crs(name)


def point_of(lon: object, lat: object, crs: str = CGCS2000) -> shapely.Point | None:
    """The point of two cells, in CGCS2000; None where both say nothing.

    lon, lat: degrees, or easting and northing of a projected system. Raises BadParameter,
    BadGeometry.
    """
    if is_nothing(lon) and is_nothing(lat):
        return None
    if is_nothing(lon) or is_nothing(lat):
        raise BadParameter("经度和纬度只有一个：两个都报，或都不报")
    east, north = float(number_of(lon, "°")), float(number_of(lat, "°"))
    if in_degrees(crs):
        _require_degrees(east, north)
    point = shapely.Point(east, north)
    if crs in _AS_THEY_ARE:
        return point
    moved = to_cgcs2000(point, crs)
    assert isinstance(moved, shapely.Point)
    return moved


def geometry_of(value: object, crs: str = CGCS2000) -> BaseGeometry | None:
    """The point or polygon of a cell: a GeoJSON geometry, as an object or as text, or WKT.

    Raises BadGeometry with the place of the fault; nothing is repaired.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    document = _document(value)
    if document.get("type") == "Point":
        coordinates = document.get("coordinates")
        if not isinstance(coordinates, list | tuple) or len(coordinates) not in (2, 3):
            raise BadGeometry("Point 的 coordinates 应为 [经度, 纬度]")
        return point_of(coordinates[0], coordinates[1], crs)
    if crs in _AS_THEY_ARE:
        return parse_polygon(document)
    shape = shapely.from_geojson(json.dumps(document))
    return parse_polygon(json.loads(shapely.to_geojson(to_cgcs2000(shape, crs))))


def _document(value: object) -> Mapping[str, object]:
    if isinstance(value, Mapping):
        return value
    if not isinstance(value, str):
        raise BadGeometry("几何应为 GeoJSON 或 WKT")
    try:
        if value.lstrip().startswith("{"):
            found = json.loads(value)
        else:
            found = json.loads(shapely.to_geojson(shapely.from_wkt(value)))
    except (ValueError, ShapelyError, RecursionError):
        raise BadGeometry("几何不是 GeoJSON，也不是 WKT") from None
    if not isinstance(found, Mapping):
        raise BadGeometry("几何应为 GeoJSON 或 WKT")
    return found


def _require_degrees(lon: float, lat: float) -> None:
    west, south, east, north = _CHINA
    swapped = west <= lat <= east and south <= lon <= north
    if swapped:
        raise BadParameter("经纬度像是颠倒了：经度约 73 到 136，纬度约 3 到 54")
    if abs(lon) > 180 or abs(lat) > 90:
        raise BadParameter("点位不在地球上：经度 -180 到 180，纬度 -90 到 90")
