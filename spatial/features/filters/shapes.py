"""Geometries of a filter: checked, and brought from the system of the filter to CGCS2000."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from spatial.crs import to_cgcs2000
from spatial.errors import BadGeometry, BadParameter
from spatial.features.filters.source import Source
from spatial.features.filters.tree import MOST_POSITIONS, Shape
from spatial.features.systems import System

_BOX_PARTS = 32
"""Into so many parts each edge of a box in metres is cut before it is turned into degrees."""


class ShapeReader:
    """Reads the geometries of one filter: in one system, of so many positions together.

    The order of axes is that of the system.
    """

    def __init__(self, source: Source, system: System) -> None:
        self._source = source
        self._system = system
        self._positions = 0

    def parts(self, shape: Shape) -> list[BaseGeometry]:
        """The geometry in CGCS2000, longitude first; of a box across 180° both of its parts.

        Raises BadFilter with the place: not closed, not valid, not on the earth, too large.
        """
        if shape.kind == "BBox":
            found = self._boxes(shape)
        else:
            found = [self._geometry(shape)]
            if not shapely.is_valid(found[0]):
                raise self._source.fault(shape.at, f"几何不成立：{_fault(found[0])}")
        try:
            return [to_cgcs2000(one, f"EPSG:{self._system.srid}") for one in found]
        except (BadGeometry, BadParameter) as error:
            raise self._source.fault(shape.at, str(error)) from error

    def _geometry(self, shape: Shape) -> BaseGeometry:
        if shape.kind == "GeometryCollection":
            return _united([self._geometry(one) for one in shape.members])
        return _MADE[shape.kind](self, shape)

    def _point(self, shape: Shape) -> BaseGeometry:
        return shapely.Point(self._position(shape.coordinates, shape))

    def _points(self, shape: Shape) -> BaseGeometry:
        return shapely.MultiPoint([self._position(one, shape) for one in shape.coordinates])

    def _line(self, shape: Shape) -> BaseGeometry:
        return shapely.LineString(self._path(shape.coordinates, shape))

    def _lines(self, shape: Shape) -> BaseGeometry:
        return shapely.MultiLineString([self._path(one, shape) for one in shape.coordinates])

    def _polygon(self, shape: Shape) -> BaseGeometry:
        return self._area(shape.coordinates, shape)

    def _polygons(self, shape: Shape) -> BaseGeometry:
        return shapely.MultiPolygon([self._area(one, shape) for one in shape.coordinates])

    def _area(self, rings: Any, shape: Shape) -> shapely.Polygon:
        read = [self._path(ring, shape, ring=True) for ring in rings]
        return shapely.Polygon(read[0], read[1:])

    def _path(self, positions: Any, shape: Shape, ring: bool = False) -> list[tuple[float, float]]:
        path = [self._position(one, shape) for one in positions]
        least, what = (4, "环") if ring else (2, "线")
        if len(path) < least:
            raise self._source.fault(shape.at, f"{what}只有 {len(path)} 个位置，至少要 {least} 个")
        if ring and path[0] != path[-1]:
            raise self._source.fault(
                shape.at, f"环没有闭合：从 {path[0]} 开始，到 {path[-1]} 结束（经度在前）"
            )
        if self._system.degrees:
            for (lon, _), (following, _) in pairwise(path):
                if abs(following - lon) > 180:
                    raise self._source.fault(
                        shape.at,
                        f"从经度 {lon} 到 {following} 越过 180° 经线：请在那里分开，或用 BBOX",
                    )
        return path

    def _position(self, position: Any, shape: Shape) -> tuple[float, float]:
        """A position of easting or longitude first."""
        self._positions += 1
        if self._positions > MOST_POSITIONS:
            raise self._source.fault(shape.at, f"几何太大：至多 {MOST_POSITIONS} 个位置")
        first, second = position
        x, y = (second, first) if self._system.northing_first else (first, second)
        if self._system.degrees and (abs(x) > 180 or abs(y) > 90):
            swapped = "，经纬度是否写反了？" if abs(x) <= 90 and abs(y) <= 180 else ""
            order = "纬度、经度" if self._system.northing_first else "经度、纬度"
            raise self._source.fault(
                shape.at,
                f"({first}, {second}) 不在地球上：{self._system.uri} 的次序是{order}{swapped}",
            )
        return x, y

    def _boxes(self, shape: Shape) -> list[BaseGeometry]:
        (west, south), (east, north) = (self._position(one, shape) for one in shape.coordinates)
        if south > north:
            raise self._source.fault(shape.at, f"BBOX 的下边 {south} 在上边 {north} 之上")
        if west <= east:
            return [self._box(west, south, east, north)]
        if not self._system.degrees:
            raise self._source.fault(shape.at, f"BBOX 的左边 {west} 在右边 {east} 之右")
        return [self._box(west, south, 180.0, north), self._box(-180.0, south, east, north)]

    def _box(self, west: float, south: float, east: float, north: float) -> BaseGeometry:
        if west == east and south == north:
            return shapely.Point(west, south)
        if west == east or south == north:
            return shapely.LineString([(west, south), (east, north)])
        box = shapely.box(west, south, east, north)
        if self._system.degrees:
            return box
        return shapely.segmentize(box, max(east - west, north - south) / _BOX_PARTS)


_MADE = {
    "Point": ShapeReader._point,
    "MultiPoint": ShapeReader._points,
    "LineString": ShapeReader._line,
    "MultiLineString": ShapeReader._lines,
    "Polygon": ShapeReader._polygon,
    "MultiPolygon": ShapeReader._polygons,
}


def _united(members: list[BaseGeometry]) -> BaseGeometry:
    """Members of one dimension as one geometry, others as a collection."""
    flat = [part for one in members for part in shapely.get_parts(one)]
    if len({shapely.get_dimensions(one) for one in flat}) > 1:
        return shapely.GeometryCollection(flat)
    united: BaseGeometry = shapely.union_all(flat)
    return united


def _fault(shape: BaseGeometry) -> str:
    """What GEOS says is wrong, and where."""
    name, _, point = str(explain_validity(shape)).partition("[")
    place = f"，在 ({', '.join(point.rstrip(']').split())})" if point else ""
    said = {
        "Self-intersection": "自相交",
        "Ring Self-intersection": "环自相交或自相接",
        "Hole lies outside shell": "洞在外环之外",
        "Holes are nested": "洞在洞中",
        "Interior is disconnected": "内部不连通",
        "Nested shells": "外环在外环之中",
        "Duplicate Rings": "有重复的环",
    }
    return f"{said.get(name.strip(), name.strip())}{place}"
