"""What a point lies in on a day: for every level one unit, or the reason why in none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import Connection

from spatial.division_codes import Level, level_of
from spatial.divisions.answers.absence import UnitName
from spatial.divisions.footing import Footing


class Reason(StrEnum):
    """Why a point has no unit of a level on a day.

    sea: in no area at all. before_the_record: before the first list. no_data: the list of the day
    has no unit there. no_geometry: one of several units, their limits unknown. doubly_covered: the
    source draws the place in two units. no_lower_levels: the unit around it has none of the level.
    no_prefecture: the province or county around it stands under no prefecture. no_counterpart: the
    unit there has none in the scheme asked for.
    """

    SEA = "sea"
    BEFORE_THE_RECORD = "before_the_record"
    NO_DATA = "no_data"
    NO_GEOMETRY = "no_geometry"
    DOUBLY_COVERED = "doubly_covered"
    NO_LOWER_LEVELS = "no_lower_levels"
    NO_PREFECTURE = "no_prefecture"
    NO_COUNTERPART = "no_counterpart"


@dataclass(frozen=True, slots=True)
class PlacedUnit:
    """The unit that a point lies in. parent_code is None for a province.

    identity: None for what is no division, such as a place that no list holds.
    """

    code: str
    name: str
    parent_code: str | None
    identity: str | None


@dataclass(frozen=True, slots=True)
class LevelAtPoint:
    """What a point lies in on one level: a unit with its grade, or the reason why in none.

    candidates: the units it may lie in where that is not certain; a point on a limit names the
    other units there, and `unit` is then the one of the smallest code.
    """

    level: str
    unit: PlacedUnit | None
    grade: str | None
    reason: Reason | None
    note: str | None
    candidates: tuple[UnitName, ...]


def levels_at(
    connection: Connection, footing: Footing, lon: float, lat: float, day: date
) -> list[LevelAtPoint]:
    """What a point (degrees, CGCS2000) lies in on a day, from the highest level down.

    Every level that has areas answers with exactly one unit or with a reason.
    """
    rows = connection.execute(
        footing.viewpoint.sql("spatial.divisions.answers", "areas_at_point"),
        {"lon": lon, "lat": lat, "day": day}
        | {"known_at": footing.viewpoint.parameters["known_at"]},
    )
    by_level = {level: list(areas) for level, areas in groupby(rows, key=lambda row: row.level)}
    return [
        _at_level(connection, footing, by_level[level], lon, lat, early=day < footing.record.first)
        for level in Level
        if level in by_level
    ]


_FLAGS = frozenset(Reason)


def _at_level(
    connection: Connection,
    footing: Footing,
    areas: list[Any],
    lon: float,
    lat: float,
    *,
    early: bool,
) -> LevelAtPoint:
    area = areas[0]
    level: str = area.level
    if area.area_id is None:
        return LevelAtPoint(level, None, None, Reason.SEA, None, ())
    if early:
        return LevelAtPoint(level, None, None, Reason.BEFORE_THE_RECORD, area.note, ())
    if area.flag in (Reason.NO_GEOMETRY, Reason.DOUBLY_COVERED):
        return _shared(connection, footing, area, lon, lat)
    named = (UnitName(area.code, area.name),) if area.code else ()
    if area.flag in _FLAGS and not (
        area.flag == Reason.NO_LOWER_LEVELS and level_of(area.code) == level
    ):
        return LevelAtPoint(level, None, area.grade, Reason(area.flag), area.note, named)
    others = tuple(UnitName(other.code, other.name) for other in areas[1:] if other.code)
    unit = PlacedUnit(area.code, area.name, area.parent_code, area.identity)
    return LevelAtPoint(level, unit, area.grade, None, area.note, others)


def _shared(
    connection: Connection, footing: Footing, area: Any, lon: float, lat: float
) -> LevelAtPoint:
    level: str = area.level
    candidates = connection.execute(
        footing.viewpoint.sql("spatial.divisions.answers", "candidates_of_area"),
        {"area": area.area_id, "lon": lon, "lat": lat},
    ).all()
    drawn = [one for one in candidates if one.drawn_here]
    names = tuple(UnitName(one.code, one.name) for one in candidates)
    if area.flag == Reason.NO_GEOMETRY and len(drawn) == 1:
        # A second vintage, drawn while they stood, tells them apart.
        unit = PlacedUnit(*drawn[0][:4])
        return LevelAtPoint(level, unit, "cut", None, area.note, names)
    return LevelAtPoint(level, None, area.grade, Reason(area.flag), area.note, names)
