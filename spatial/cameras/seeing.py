"""Which cameras see a place, and which stand near it, on a day (R7.2).

A camera sees what lies in its sector: no nearer test is possible, for terrain, buildings and trees
are not known. Sensitive cameras are only counted.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import shapely
from shapely import LineString
from sqlalchemy import Connection, Row

from spatial.access.declaration import Grade
from spatial.boundaries.course import Course
from spatial.cameras.register import StandingCamera, standing_of
from spatial.cameras.sectors import LONGEST_REACH_M, SAGITTA, View, off_axis, sector_of
from spatial.cameras.statements import plan_for_values, statement
from spatial.temporal import end_of_day

LIMITS = ("地形、建筑物和树木的遮挡未知：只按朝向、视角和视距计算，实际看到的只会更少",)
"""What every answer says of itself."""

UNKNOWN_WITHIN_M = 500.0
"""How far around cameras are counted of which it is not known what they see."""

# A metre is less than so many degrees of latitude.
_DEGREES = 1 / 110_000
_PAD_M = SAGITTA * LONGEST_REACH_M + 1.0
# The last digits of geodesics are nobody's: a tenth of a millimetre, and what it is at 50 m.
_MILLIMETRE = 1e-4
_ANGLE = 1e-7
_FINE_STEP_DEG = 0.25


@dataclass(frozen=True, slots=True)
class Sighting:
    """A camera and a point. distance_m: geodesic. towards_deg: from the camera to the point, from
    true north, None where it stands on it. off_axis_deg: beside the middle of its view, None all
    round. sees: whether the point lies in its sector, None where that is not known."""

    standing: StandingCamera
    distance_m: float
    towards_deg: float | None
    off_axis_deg: float | None
    sees: bool | None


@dataclass(frozen=True, slots=True)
class Sightings:
    """cameras: nearest first. sensitive: how many more there are that are only counted.
    unknown_view: cameras within UNKNOWN_WITHIN_M of which it is not known what they see."""

    cameras: Sequence[Sighting]
    sensitive: int
    unknown_view: int


def holds(view: View, distance_m: float, towards_deg: float | None) -> bool | None:
    """Whether a point so far away in a direction lies in the sector; its edge does. None: unknown.

    >>> holds(View(350.0, 60.0, 100.0), 99.0, 15.0), holds(View(350.0, 60.0, 100.0), 99.0, 21.0)
    (True, False)
    """
    if view.unseen is not None:
        return None
    assert view.angle_deg is not None
    assert view.reach_m is not None
    if distance_m > view.reach_m + _MILLIMETRE:
        return False
    beside = None if towards_deg is None else off_axis(view, towards_deg)
    return beside is None or beside <= view.angle_deg / 2 + _ANGLE


def cameras_seeing(
    connection: Connection,
    lon: float,
    lat: float,
    day: date,
    *,
    known_at: datetime | None = None,
) -> Sightings:
    """The cameras whose sector holds a point (degrees, CGCS2000) on a day."""
    plan_for_values(connection)
    north = _PAD_M * _DEGREES
    rows = connection.execute(
        statement("seeing"),
        _asked(lon, lat, day, known_at)
        | {"north_pad": north, "east_pad": north / max(math.cos(math.radians(lat)), 0.01)},
    )
    found = [one for one in map(_sighting, rows) if one.sees]
    around = cameras_near(connection, lon, lat, UNKNOWN_WITHIN_M, day, known_at=known_at)
    shown, hidden = _parted(found)
    return Sightings(shown, hidden, around.unknown_view)


def cameras_near(
    connection: Connection,
    lon: float,
    lat: float,
    radius_m: float,
    day: date,
    *,
    known_at: datetime | None = None,
) -> Sightings:
    """The cameras within some metres of a point on a day, whether or not they see it."""
    plan_for_values(connection)
    rows = connection.execute(
        statement("near"),
        _asked(lon, lat, day, known_at) | {"radius_m": radius_m},
    )
    found = [_sighting(row) for row in rows]
    shown, hidden = _parted(found)
    return Sightings(shown, hidden, sum(one.sees is None for one in shown))


@dataclass(frozen=True, slots=True)
class LineSighting:
    """A camera and what it sees of a line. stretches: from and to chainage, metres."""

    standing: StandingCamera
    seen_m: float
    stretches: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class LineSightings:
    """cameras: those that see most first. stretches: seen by any of them; seen_m: their length.
    sensitive: how many more cameras see it, which are only counted and seen through by nobody."""

    length_m: float
    seen_m: float
    stretches: Sequence[tuple[float, float]]
    cameras: Sequence[LineSighting]
    sensitive: int


def cameras_seeing_line(
    connection: Connection, course: Course, day: date, *, known_at: datetime | None = None
) -> LineSightings:
    """The cameras that see any of a line on a day, and which stretches of it.

    Sectors are drawn with an arc of quarter degrees: it lies inside by 3 millionths of the reach.
    """
    plan_for_values(connection)
    line = course.line
    widest = max(abs(line.bounds[1]), abs(line.bounds[3]))
    rows = connection.execute(
        statement("seeing_line"),
        {
            "line": line.wkb,
            "day": day,
            "known_at": known_at,
            "day_ends": end_of_day(day),
            "pad": _PAD_M * _DEGREES / max(math.cos(math.radians(widest)), 0.01),
        },
    )
    found, hidden = [], 0
    for row in rows:
        standing = standing_of(row)
        stretches = _seen(course, standing)
        if not stretches:
            continue
        if standing.camera.grade is not Grade.INTERNAL:
            hidden += 1
            continue
        found.append(LineSighting(standing, _length(stretches), stretches))
    found.sort(key=lambda one: (-one.seen_m, one.standing.camera.number))
    together = _merged(stretch for one in found for stretch in one.stretches)
    return LineSightings(course.length_m, _length(together), together, found, hidden)


def _asked(lon: float, lat: float, day: date, known_at: datetime | None) -> dict[str, object]:
    return {"lon": lon, "lat": lat, "day": day, "known_at": known_at, "day_ends": end_of_day(day)}


def _sighting(row: Row[Any]) -> Sighting:
    standing = standing_of(row)
    view = standing.camera.view
    return Sighting(
        standing,
        row.distance_m,
        row.towards_deg,
        None if row.towards_deg is None else off_axis(view, row.towards_deg),
        holds(view, row.distance_m, row.towards_deg),
    )


def _parted(found: Iterable[Sighting]) -> tuple[list[Sighting], int]:
    """Those that may be told of, nearest first, and how many others there are."""
    every = sorted(found, key=lambda one: (one.distance_m, one.standing.camera.number))
    shown = [one for one in every if one.standing.camera.grade is Grade.INTERNAL]
    return shown, len(every) - len(shown)


def _seen(course: Course, standing: StandingCamera) -> list[tuple[float, float]]:
    """The stretches of a line in the sector of a camera, in order, as chainage."""
    camera = standing.camera
    sector = sector_of(camera.lon, camera.lat, camera.view, _FINE_STEP_DEG)
    if sector is None:
        return []
    chainage = course.chainage
    # A line may run through its own earlier places, so each of its steps is cut by itself.
    vertices = np.stack([course.lon, course.lat], axis=1)
    steps = shapely.linestrings(np.stack([vertices[:-1], vertices[1:]], axis=1))
    shapely.prepare(sector)
    stretches = []
    for place in shapely.intersects(sector, steps).nonzero()[0]:
        step: LineString = steps[place]
        begin, length = chainage[place], chainage[place + 1] - chainage[place]
        for part in shapely.get_parts(shapely.intersection(step, sector)):
            if isinstance(part, LineString) and step.length > 0:
                ends = sorted(step.project(shapely.Point(one)) for one in part.coords)
                stretches.append(
                    tuple(float(begin + length * end / step.length) for end in (ends[0], ends[-1]))
                )
    return _merged((from_m, to_m) for from_m, to_m in stretches)


def _merged(stretches: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """The stretches in order, those that meet as one."""
    merged: list[tuple[float, float]] = []
    for from_m, to_m in sorted(stretches):
        if merged and from_m <= merged[-1][1] + _MILLIMETRE:
            merged[-1] = merged[-1][0], max(merged[-1][1], to_m)
        else:
            merged.append((from_m, to_m))
    return merged


def _length(stretches: Iterable[tuple[float, float]]) -> float:
    return sum(to_m - from_m for from_m, to_m in stretches)
