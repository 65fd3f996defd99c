"""Where a registered line and the polygons of a day differ (R3.9): listed, never mended.

The two are separate facts: the agreement makes the line, a drawing makes the polygons. Distances
are measured on planes that touch the earth every 20 km of the line, where metres are metres.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import shapely
from shapely import LineString, MultiLineString, Polygon
from sqlalchemy import Connection

from spatial.boundaries.course import Course
from spatial.boundaries.proposals import lines_between
from spatial.boundaries.register import Boundary, course_on
from spatial.division_codes import Level
from spatial.errors import BadParameter
from spatial.locations.geodesic import CGCS2000, Floats, earth_centred, tangent_axes

_WINDOW_M = 20_000.0
_FINEST_M, _COARSEST_M = 1.0, 50.0


@dataclass(frozen=True, slots=True)
class FarPart:
    """A part of a line that runs farther from another than the tolerance.

    from_m, to_m: chainage. greatest_m: the largest distance, at lon, lat. area_m2: geodesic,
    between the part and the other line; None where the other one is not one line there.
    """

    from_m: float
    to_m: float
    greatest_m: float
    lon: float
    lat: float
    area_m2: float | None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """How a registered line and the polygons of a day differ.

    border_m: length of the line that the polygons of both neighbours share; None where they share
    none or one is not drawn, and there is nothing to compare. parts: of the registered line, by its
    chainage. beyond: parts of the border far from the registered line, each by the chainage of its
    own piece of border.
    """

    number: str
    day: date
    tolerance_m: float
    length_m: float
    border_m: float | None
    parts: tuple[FarPart, ...]
    beyond: tuple[FarPart, ...]

    @property
    def comparable(self) -> bool:
        """Whether the polygons have a border to compare with."""
        return self.border_m is not None


def disagreement_of(
    connection: Connection,
    boundary: Boundary,
    day: date,
    tolerance_m: float,
    *,
    known_at: datetime | None = None,
) -> Disagreement:
    """Where a registered line is farther than the tolerance from the polygons' line, and the
    reverse.

    Raises NoCourse, BadParameter for a tolerance that is not above 0, and what `footing_of` does.
    """
    if not 0 < tolerance_m < 1e6:
        raise BadParameter(f"tolerance {tolerance_m:g} m is not above 0")
    course = course_on(connection, boundary.id, day, known_at=known_at)
    codes = (boundary.left_code, boundary.right_code)
    found = lines_between(connection, Level(boundary.level), day, codes)
    if not found:
        return Disagreement(boundary.number, day, tolerance_m, course.length_m, None, (), ())
    [border] = found
    beyond = [
        part
        for piece in border.line.geoms
        for part in far_parts(Course.of(piece), MultiLineString([course.line]), tolerance_m)
    ]
    return Disagreement(
        boundary.number,
        day,
        tolerance_m,
        course.length_m,
        border.length_m,
        tuple(far_parts(course, border.line, tolerance_m)),
        tuple(beyond),
    )


def far_parts(course: Course, other: MultiLineString, tolerance_m: float) -> list[FarPart]:
    """The parts of a course that run farther from another line than the tolerance, in order.

    other: degrees, CGCS2000. Distances are taken every tenth of the tolerance (1 to 50 m), so that
    a part shorter than that may be missed.
    """
    step = min(max(tolerance_m / 10, _FINEST_M), _COARSEST_M)
    count = max(2, int(np.ceil(course.length_m / step)) + 1)
    regular = np.linspace(0, course.length_m, count)
    metres = np.union1d(regular, course.chainage)
    lon = np.interp(metres, course.chainage, course.lon)
    lat = np.interp(metres, course.chainage, course.lat)
    away = np.concatenate(list(_distances(metres, lon, lat, other)))
    found = []
    for begin, end in _runs(away > tolerance_m):
        worst = begin + int(away[begin : end + 1].argmax())
        from_m = _crossing(metres, away, begin, -1, tolerance_m)
        to_m = _crossing(metres, away, end, +1, tolerance_m)
        area = _area_between(course, other, from_m, to_m) if to_m > from_m else 0.0
        found.append(
            FarPart(from_m, to_m, float(away[worst]), float(lon[worst]), float(lat[worst]), area)
        )
    return found


def _distances(
    metres: Floats, lon: Floats, lat: Floats, other: MultiLineString
) -> Iterator[Floats]:
    """The distance of each place from the other line, by windows."""
    pieces = [Course.of(piece) for piece in other.geoms]
    earth = [earth_centred(piece.lon, piece.lat) for piece in pieces]
    window = np.floor(metres / _WINDOW_M).astype(int)
    for number in range(int(window[-1]) + 1):
        chosen = np.flatnonzero(window == number)
        if not len(chosen):
            continue
        middle = chosen[len(chosen) // 2]
        axes = tangent_axes(float(lon[middle]), float(lat[middle]))
        flat = [LineString(xyz @ axes) for xyz in earth]
        here = shapely.points(earth_centred(lon[chosen], lat[chosen]) @ axes)
        # A tree of single edges: the nearest of thousands is found in the time of a few.
        edges = np.concatenate([_edges_of(line) for line in flat])
        tree = shapely.STRtree(edges)
        nearest = tree.nearest(here)
        yield shapely.distance(here, edges[nearest])


def _edges_of(line: LineString) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    vertices = shapely.get_coordinates(line)
    edges: np.ndarray[tuple[int], np.dtype[np.object_]] = shapely.linestrings(
        np.stack([vertices[:-1], vertices[1:]], axis=1)
    )
    return edges


def _runs(far: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> list[tuple[int, int]]:
    """The first and last place of each run of what is true."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], far, [False]]).astype(int)))
    return [(int(start), int(end) - 1) for start, end in edges.reshape(-1, 2)]


def _crossing(metres: Floats, away: Floats, place: int, ahead: int, tolerance_m: float) -> float:
    """The chainage at which the distance passes the tolerance, between a place beyond it and the
    next one within; that of the place itself at the end of the line."""
    beside = place + ahead
    if not 0 <= beside < len(metres):
        return float(metres[place])
    share = (away[place] - tolerance_m) / (away[place] - away[beside])
    return float(metres[place] + share * (metres[beside] - metres[place]))


def _area_between(
    course: Course, other: MultiLineString, from_m: float, to_m: float
) -> float | None:
    """What lies between a part of the course and the other line, closed at both ends by the
    shortest way; None where these lead to two pieces of it."""
    part = course.part(from_m, to_m)
    pieces = list(other.geoms)
    nearest = []
    for end in (part.coords[0], part.coords[-1]):
        places = [Course.of(piece).locate(*end) for piece in pieces]
        which = min(range(len(pieces)), key=lambda number: places[number].away_m)
        nearest.append((which, places[which]))
    (one, begin), (another, finish) = nearest
    if one != another:
        return None
    beside = Course.of(pieces[one])
    low, high = sorted((begin.chainage_m, finish.chainage_m))
    between = list(beside.part(low, high).coords) if high - low > 1e-6 else []
    if begin.chainage_m < finish.chainage_m:
        between.reverse()
    # One ring: ends that are computed twice would miss each other by the last digit.
    ring = LineString(
        [
            *part.coords,
            (finish.lon, finish.lat),
            *between,
            (begin.lon, begin.lat),
            part.coords[0],
        ]
    )
    noded = shapely.unary_union(ring)
    faces = shapely.get_parts(shapely.polygonize(list(shapely.get_parts(noded))))
    return sum(
        abs(CGCS2000.geometry_area_perimeter(face)[0])
        for face in faces
        if isinstance(face, Polygon)
    )
