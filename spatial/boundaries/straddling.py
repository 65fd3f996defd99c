"""Buildings across a line (骑线建筑): which polygons, and how much of them on each side."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon
from sqlalchemy import Connection

from spatial.boundaries.alerts import raise_alert
from spatial.boundaries.course import Course
from spatial.errors import BadParameter
from spatial.locations.geodesic import CGCS2000


@dataclass(frozen=True, slots=True)
class Straddling:
    """A polygon that lies on both sides. row: its place among those given, from 0 on.

    left_m2, right_m2: geodesic. left_m, right_m: how far it reaches to each side from the line.
    from_m, to_m: chainage of what of the line lies in it.
    """

    row: int
    name: str | None
    polygon: Polygon | MultiPolygon
    left_m2: float
    right_m2: float
    left_m: float
    right_m: float
    from_m: float
    to_m: float


def straddling(
    course: Course,
    polygons: Iterable[tuple[str | None, Polygon | MultiPolygon]],
    *,
    more_than_m: float = 1.0,
) -> list[Straddling]:
    """Those that reach more than so many metres beyond the line on both of its sides, in order.

    polygons: with a name each, valid, longitude, latitude in CGCS2000. One in which the line ends
    lies across it only as far as the line parts it. Raises BadParameter.
    """
    if not 0 <= more_than_m < np.inf:
        raise BadParameter("more_than_m must not be less than 0")
    line = course.line
    shapely.prepare(line)
    found = []
    for row, (name, polygon) in enumerate(polygons):
        if not line.intersects(polygon):
            continue
        one = _across(course, row, name, polygon)
        if one is not None and min(one.left_m, one.right_m) > more_than_m:
            found.append(one)
    return found


def tell_building(
    connection: Connection, boundary_id: int, line: str, one: Straddling
) -> int | None:
    """Raises the alert `building_across` of a polygon; its number, None where one lasts already.

    A building is known again by its name, else by where the line enters it, to ten metres.
    """
    place = one.polygon.representative_point()
    return raise_alert(
        connection,
        "building_across",
        f"{line} {one.name or f'K{round(one.from_m, -1):.0f}'}",
        details={
            "name": one.name,
            "from_m": round(one.from_m, 1),
            "to_m": round(one.to_m, 1),
            "left_m2": round(one.left_m2, 1),
            "right_m2": round(one.right_m2, 1),
        },
        boundary_id=boundary_id,
        place=(place.x, place.y),
    )


def _across(
    course: Course, row: int, name: str | None, polygon: Polygon | MultiPolygon
) -> Straddling | None:
    inside = course.line.intersection(polygon)
    lines = [part for part in shapely.get_parts(inside) if part.geom_type == "LineString"]
    if not lines:
        return None
    area = {"left": 0.0, "right": 0.0}
    reach = {"left": 0.0, "right": 0.0}
    edges = shapely.union_all([polygon.boundary, *lines])
    for part in shapely.get_parts(shapely.polygonize(shapely.get_parts(edges).tolist())):
        middle = part.representative_point()
        if not polygon.covers(middle):
            # A court is no part of the building.
            continue
        side = course.locate(middle.x, middle.y).side
        if side not in area:
            continue
        area[side] += abs(CGCS2000.geometry_area_perimeter(part)[0])
        corners = shapely.get_coordinates(part).tolist()
        away = max(course.locate(lon, lat).away_m for lon, lat in corners)
        reach[side] = max(reach[side], away)
    ends = [
        course.locate(lon, lat).chainage_m
        for one in lines
        for lon, lat in shapely.get_coordinates(one).tolist()
    ]
    return Straddling(
        row,
        name,
        polygon,
        area["left"],
        area["right"],
        reach["left"],
        reach["right"],
        min(ends),
        max(ends),
    )


_MEASURES = ("left_m2", "right_m2", "left_m", "right_m", "from_m", "to_m")


def as_geojson(found: Iterable[Straddling]) -> dict[str, Any]:
    """A FeatureCollection; longitude, latitude in CGCS2000; metres to the centimetre."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": shapely.geometry.mapping(one.polygon),
                "properties": _told(one),
            }
            for one in found
        ],
    }


def as_csv(found: Iterable[Straddling]) -> str:
    """A table with a row of names, UTF-8, lines ended as RFC 4180 says."""
    written = io.StringIO()
    table = csv.DictWriter(written, ("row", "name", *_MEASURES))
    table.writeheader()
    for one in found:
        table.writerow(_told(one))
    return written.getvalue()


def _told(one: Straddling) -> dict[str, Any]:
    return {"row": one.row, "name": one.name} | {
        name: round(getattr(one, name), 2) for name in _MEASURES
    }
