"""What a point lies in, in any scheme: by its areas, by shapes of its own, or by counterparts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, text

from spatial.db import read_sql
from spatial.divisions.answers.absence import UnitName
from spatial.divisions.answers.own_shapes import has_own_shapes, own_shapes_at
from spatial.divisions.answers.place_of_point import LevelAtPoint, PlacedUnit, Reason, levels_at
from spatial.divisions.footing import Footing, footing_of
from spatial.divisions.viewpoint import NOW, Viewpoint


def place_at(
    connection: Connection, footing: Footing, lon: float, lat: float, day: date
) -> list[LevelAtPoint]:
    """What a point (degrees, CGCS2000) lies in on a day, from the highest level down.

    The ministry's scheme answers by its areas. A scheme with shapes of its own answers by them;
    where it draws several over each other, all are candidates. Any other answers with the
    counterparts of the ministry's units there, by the mapping of the day.
    """
    if footing.viewpoint.scheme == NOW.scheme:
        return levels_at(connection, footing, lon, lat, day)
    if has_own_shapes(connection, footing.viewpoint):
        return _by_own_shapes(connection, footing, lon, lat, day)
    drawn = footing_of(connection, Viewpoint(known_at=footing.viewpoint.known_at))
    levels = levels_at(connection, drawn, lon, lat, day)
    if day < footing.record.first:
        return [_without(one, Reason.BEFORE_THE_RECORD) for one in levels]
    return _counterparts(connection, footing, levels, day)


def _by_own_shapes(
    connection: Connection, footing: Footing, lon: float, lat: float, day: date
) -> list[LevelAtPoint]:
    shapes = own_shapes_at(connection, footing.viewpoint, day, lon, lat)
    found = {
        level: list(some)
        for level, some in groupby(sorted(shapes, key=_level_and_code), key=lambda one: one.level)
    }
    levels = connection.execute(
        text("SELECT DISTINCT level FROM division WHERE scheme = :scheme ORDER BY level"),
        {"scheme": footing.viewpoint.scheme},
    ).scalars()
    return [_drawn(level, found.get(level, [])) for level in levels]


def _level_and_code(shape: Any) -> tuple[str, str]:
    return shape.level, shape.code


def _drawn(level: str, shapes: list[Any]) -> LevelAtPoint:
    if not shapes:
        return LevelAtPoint(level, None, None, Reason.NO_DATA, None, ())
    if len(shapes) > 1:
        names = tuple(UnitName(shape.code, shape.name) for shape in shapes)
        return LevelAtPoint(level, None, None, Reason.DOUBLY_COVERED, None, names)
    unit = PlacedUnit(shapes[0].code, shapes[0].name, None, shapes[0].identity)
    return LevelAtPoint(level, unit, "held", None, None, ())


def _without(one: LevelAtPoint, reason: Reason) -> LevelAtPoint:
    return replace(one, unit=None, grade=None, reason=one.reason or reason, candidates=())


def _counterparts(
    connection: Connection, footing: Footing, levels: list[LevelAtPoint], day: date
) -> list[LevelAtPoint]:
    codes = {one.unit.code for one in levels if one.unit is not None} | {
        named.code for one in levels for named in one.candidates
    }
    rows = connection.execute(
        text(read_sql("spatial.divisions.answers", "counterparts_at")),
        footing.viewpoint.parameters
        | {"from_scheme": NOW.scheme, "codes": sorted(codes), "day": day},
    ).all()
    units = {row.from_code: row for row in rows if row.code is not None}
    reasons = {row.from_code: row.reason for row in rows if row.code is None}
    return [_counterpart(one, units, reasons) for one in levels]


def _counterpart(one: LevelAtPoint, units: dict[str, Any], reasons: dict[str, str]) -> LevelAtPoint:
    candidates = tuple(
        UnitName(units[named.code].code, units[named.code].name)
        for named in one.candidates
        if named.code in units
    )
    if one.unit is None:
        return replace(one, candidates=candidates)
    row = units.get(one.unit.code)
    if row is None:
        note = reasons.get(one.unit.code, one.note)
        return LevelAtPoint(one.level, None, one.grade, Reason.NO_COUNTERPART, note, candidates)
    unit = PlacedUnit(row.code, row.name, row.parent_code, row.identity)
    return replace(one, unit=unit, candidates=candidates)
