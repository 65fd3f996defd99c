"""The areas that images are asked for: a division as of a day, the corridor of a boundary line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection

from spatial.boundaries.register import boundary_on, course_on
from spatial.divisions.answers.units import drawn_on, resolve
from spatial.divisions.footing import footing_of
from spatial.divisions.versions import UnitVersion
from spatial.divisions.viewpoint import NOW, Viewpoint
from spatial.errors import BadGeometry, BadParameter
from spatial.imagery.projection import plane_about

MOST_METRES = 50_000
"""Of a corridor, to either side of its line."""


@dataclass(frozen=True, slots=True)
class DivisionArea:
    """A division as it stood on a day. area: longitude, latitude, CGCS2000. grade: of the shape."""

    version: UnitVersion
    day: date
    area: Polygon | MultiPolygon
    grade: str | None


def division_on(
    connection: Connection, code: str, day: date, looking: Viewpoint = NOW
) -> DivisionArea:
    """The area of a division (any form of its code, or an identity) as of a day.

    Raises BadCode, BeforeTheRecord, UnknownDivision, and BadGeometry when no shape of it is known.
    """
    footing = footing_of(connection, looking)
    found = resolve(connection, footing, code, day).version
    drawn = drawn_on(connection, footing, found, day, with_geometry=True)
    if drawn.geometry is None:
        raise BadGeometry(f"no shape of {found.code} {found.name} is known on {day}")
    area = shapely.from_geojson(json.dumps(drawn.geometry))
    assert isinstance(area, Polygon | MultiPolygon)
    return DivisionArea(found, day, area, drawn.grade)


def corridor_on(connection: Connection, line: str, day: date, metres: float) -> BaseGeometry:
    """All that lies within so many metres of a registered boundary line as of a day.

    Degrees, CGCS2000. Raises UnknownBoundary, NoCourse, BadParameter (metres).
    """
    if not 0 < metres <= MOST_METRES:
        raise BadParameter(f"a corridor is up to {MOST_METRES:,} m to either side, not {metres:g}")
    course = course_on(connection, boundary_on(connection, line, day).id, day)
    return about(course.line, metres)


def about(shape: BaseGeometry, metres: float) -> BaseGeometry:
    """What lies within so many metres of a shape (degrees): in an equidistant projection about its
    middle, piece by piece, so that a long line is measured truly.
    """
    pieces = [shape]
    if shape.geom_type == "LineString":
        vertices = shapely.get_coordinates(shape)
        pieces = [
            shapely.LineString(vertices[at : at + 65]) for at in range(0, len(vertices) - 1, 64)
        ]
    return shapely.union_all([_about(piece, metres) for piece in pieces])


def _about(piece: BaseGeometry, metres: float) -> BaseGeometry:
    to_local = plane_about(piece)
    there = shapely.transform(piece, lambda x, y: to_local.transform(x, y), interleaved=False)
    return shapely.transform(
        there.buffer(metres),
        lambda x, y: to_local.transform(x, y, direction="INVERSE"),
        interleaved=False,
    )
