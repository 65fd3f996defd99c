"""Second vintages, and of which list they draw each unit.

A vintage is not of one day: what was decided in the months before its drawing is in it here and
not yet there. So a polygon is taken for the unit of its code and name, and where that unit was
gone by the day of drawing, the vintage shows the list before that in this place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Generic

import shapely
from shapely.geometry import MultiPolygon
from sqlalchemy import Connection, text

from ingest.divisions.polygons.geometry import as_multipolygon
from spatial.db import read_sql
from spatial.division_codes import Level
from spatial.divisions.coverage.lineage import Lineage, Moment, Unit, UnitId


@dataclass(frozen=True, slots=True)
class DrawnShape:
    """A polygon of a vintage in CGCS2000, under the code and the name that it bears.

    listed: whether the list of the day of drawing holds the code, by whatever name.
    """

    code: str
    name: str
    listed: bool
    polygon: MultiPolygon


@dataclass(frozen=True, slots=True)
class SecondVintage(Generic[Moment]):
    """A vintage that cuts. moment: of the newest list that was out on the day of its drawing."""

    name: str
    moment: Moment
    shapes: tuple[DrawnShape, ...]


@dataclass(frozen=True, slots=True)
class View(Generic[Moment]):
    """What a vintage draws of the units of one list.

    retired: those of them that were gone by the list of the vintage and are drawn all the same.
    """

    moment: Moment
    polygons: Mapping[UnitId, MultiPolygon]
    retired: frozenset[UnitId]


def read_second_vintages(
    connection: Connection, lineage: Lineage[date], level: Level
) -> list[SecondVintage[date]]:
    """The second vintages of the level, the newest first.

    Decisions of the months since the last list are rarely in a map yet, so a vintage shows the
    newest list at the day of its drawing. One older than the first list shows none and is left out.
    """
    rows = connection.execute(
        text(read_sql("ingest.divisions.coverage", "second_vintages")), {"level": level.value}
    )
    return [
        SecondVintage(
            name,
            day,
            tuple(
                DrawnShape(row.code, row.name, row.published, shapely.from_wkb(row.geom))
                for row in shapes
            ),
        )
        for (name, day), shapes in groupby(rows, key=lambda row: (row.vintage, row.list_date))
        if day >= lineage.moments[0]
    ]


def views(lineage: Lineage[Moment], vintage: SecondVintage[Moment]) -> Iterator[View[Moment]]:
    """The view of the vintage's own list, then one of each older list of which it still draws a
    unit, the newest first."""
    own, retired = _by_unit(lineage, vintage)
    yield View(vintage.moment, _with_predecessors(lineage, vintage, own, retired), frozenset())
    ends = {lineage.units[unit].until for unit in retired}
    for end in sorted((end for end in ends if end is not None), reverse=True):
        at = lineage.moments.index(end) - 1
        moment = lineage.moments[at]
        standing = {unit.id for unit in lineage.list_of(moment).units.values()}
        polygons = {unit: shape for unit, shape in (own | retired).items() if unit in standing}
        yield View(moment, polygons, frozenset(retired) & standing)


def _by_unit(
    lineage: Lineage[Moment], vintage: SecondVintage[Moment]
) -> tuple[dict[UnitId, MultiPolygon], dict[UnitId, MultiPolygon]]:
    """The polygons of the units of the vintage's list, and those of units that had ended."""
    ended: dict[tuple[str, str], Unit[Moment]] = {}
    for unit in lineage.units.values():
        if unit.until is not None and unit.until <= vintage.moment:
            last = ended.get((unit.code, unit.name))
            if last is None or last.first < unit.first:
                ended[unit.code, unit.name] = unit
    units = lineage.list_of(vintage.moment).units
    own: dict[UnitId, MultiPolygon] = {}
    retired: dict[UnitId, MultiPolygon] = {}
    for shape in vintage.shapes:
        listed, former = units.get(shape.code), ended.get((shape.code, shape.name))
        if listed is not None and listed.name == shape.name:
            own[listed.id] = shape.polygon
        elif former is not None:
            retired[former.id] = shape.polygon
        elif listed is not None and shape.listed:
            own[listed.id] = shape.polygon
    return own, retired


def _with_predecessors(
    lineage: Lineage[Moment],
    vintage: SecondVintage[Moment],
    own: Mapping[UnitId, MultiPolygon],
    retired: Mapping[UnitId, MultiPolygon],
) -> dict[UnitId, MultiPolygon]:
    """What is drawn of each unit of the list, with the drawn ones that went into it whole."""
    shapes = {unit: [polygon] for unit, polygon in own.items()}
    for unit, polygon in retired.items():
        reached = _successors(lineage, lineage.units[unit], vintage.moment)
        if len(reached) == 1:
            shapes.setdefault(next(iter(reached)), []).append(polygon)
    return {
        unit: parts[0] if len(parts) == 1 else as_multipolygon(shapely.union_all(parts))
        for unit, parts in shapes.items()
    }


def _successors(lineage: Lineage[Moment], unit: Unit[Moment], moment: Moment) -> frozenset[UnitId]:
    """The units of the later list that its land went to, by the edges of the lineage."""
    reached = frozenset({unit.id})
    for at in lineage.moments:
        if unit.until is not None and unit.until <= at <= moment:
            after = lineage.transition(at).after
            reached = frozenset().union(*(after.get(one, frozenset()) for one in reached))
    return reached
