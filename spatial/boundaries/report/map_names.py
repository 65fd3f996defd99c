"""Writes the names of units into a map, where there is most room for each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from spatial.boundaries.course import Course
from spatial.boundaries.report.areas import Area
from spatial.boundaries.report.colours import SIDE
from spatial.boundaries.report.facts import SIDES, Facts
from spatial.boundaries.report.labels import Room
from spatial.boundaries.report.projection import Frame
from spatial.boundaries.report.sheets import Sheet
from spatial.boundaries.report.svg import words
from spatial.division_codes import significant

_GRID = (29, 19)


def _grid(frame: Frame) -> list[tuple[float, float]]:
    xs = np.linspace(frame.left, frame.left + frame.width, _GRID[0] + 2)[1:-1]
    ys = np.linspace(frame.top, frame.top + frame.height, _GRID[1] + 2)[1:-1]
    return [(float(x), float(y)) for y in ys for x in xs]


def name_areas(
    facts: Facts, areas: Sequence[Area], frame: Frame, room: Room, line: BaseGeometry
) -> str:
    """The names of the units that are drawn; of one without room, none."""
    grid = _grid(frame)
    points = shapely.points(grid)
    sides = {significant(getattr(facts.boundary, f"{side}_code")): side for side in SIDES}
    written = []
    ordered = sorted(areas, key=lambda area: significant(area.code) not in sides)
    for area in ordered:
        shape = shapely.clip_by_rect(
            shapely.simplify(frame.drawn(area.shape), 1.0), *frame.box.bounds
        )
        inside = shapely.distance(shape, points) == 0
        away = shapely.distance(shapely.boundary(shape), points)
        if not line.is_empty:
            away = np.minimum(away, shapely.distance(line, points))
        side = sides.get(significant(area.code))
        size = 21.0 if side else 14.0
        for index in np.argsort(-away):
            if not inside[index] or away[index] < size * 0.6:
                continue
            x, y = grid[index]
            if room.place_at(area.name, x, y, size=size):
                written.append(_name(area.name, x, y, side, size))
                break
    return "".join(written)


def name_sides(
    facts: Facts, course: Course, sheet: Sheet, areas: Sequence[Area], frame: Frame, room: Room
) -> str:
    """The names of the line's own units of which nothing is drawn: on their sides of it."""
    drawn = {significant(area.code) for area in areas}
    part = course.part(sheet.from_m, sheet.to_m)
    fine = Course.of(shapely.simplify(part, 1e-4))
    written = []
    for side in SIDES:
        if significant(getattr(facts.boundary, f"{side}_code")) in drawn:
            continue
        name = facts.side_unit(side)
        middle_x, middle_y = frame.left + frame.width / 2, frame.top + frame.height / 2
        nearest_first = sorted(
            _grid(frame), key=lambda at: (at[0] - middle_x) ** 2 + (at[1] - middle_y) ** 2
        )
        for x, y in nearest_first:
            lon, lat = frame.local.lon_lat(
                frame.west + (x - frame.left) * frame.metres,
                frame.south + (frame.top + frame.height - y) * frame.metres,
            )
            found = fine.locate(lon, lat)
            at_end = found.chainage_m in (0.0, fine.length_m)
            if found.side != side or at_end or found.away_m < 45 * frame.metres:
                continue
            if room.place_at(name, x, y, size=21.0):
                written.append(_name(name, x, y, side, 21.0))
                break
    return "".join(written)


def _name(name: str, x: float, y: float, side: str | None, size: float) -> str:
    fill = SIDE[side] if side else "#6b6b60"
    return words(name, x, y + size * 0.35, size=size, fill=fill, halo=True, anchor="middle")
