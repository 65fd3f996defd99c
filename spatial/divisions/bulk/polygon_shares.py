"""Which units a polygon lies in on a day: geodesic areas, shares of the polygon and of the unit."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from spatial.division_codes import Level
from spatial.divisions.answers.place_of_point import Reason
from spatial.divisions.bulk.bulk_points import Outcome, outcome_of
from spatial.divisions.bulk.point_index import NO_AREA, Area, PointIndex
from spatial.locations.geodesic import area_m2

EDGE_DEGREES = 0.1
"""An edge of GeoJSON is straight in longitude and latitude; a geodesic strays from it by some
metres within this length at most, so longer edges are divided before they are measured."""


@dataclass(frozen=True, slots=True)
class PolygonShare:
    """The part of a polygon in one area. outcome: its unit, or the reason why it has none.

    area: None for what lies in none (sea). of_unit: share of the area's own, None without one.
    """

    area: Area | None
    outcome: Outcome
    area_m2: float
    of_polygon: float
    of_unit: float | None


@dataclass(frozen=True, slots=True)
class PolygonShares:
    """The parts of a polygon, the largest first. area_m2: of the whole polygon."""

    area_m2: float
    parts: tuple[PolygonShare, ...]


def shares_of(
    index: PointIndex, polygon: Polygon | MultiPolygon, level: Level, day: int, *, early: bool
) -> PolygonShares:
    """The parts of a polygon (CGCS2000) in the areas of a level on a day since 1970-01-01.

    early: the day lies before the record. What lies in no area is a part of reason `sea`; parts
    below a square metre are left out.
    """
    table = index.levels[level]
    shapes = table.coverage.geometries
    whole = shapely.segmentize(polygon, EDGE_DEGREES)
    shapely.prepare(whole)
    met = table.coverage.tree.query(whole, predicate="intersects")
    inside = shapely.contains_properly(whole, shapes[met])
    areas = table.on(day)
    found: defaultdict[int, float] = defaultdict(float)
    for atom, wholly in zip(met.tolist(), inside.tolist(), strict=True):
        part = (
            float(table.coverage.areas_m2[atom])
            if wholly
            else area_m2(shapely.intersection(whole, shapes[atom]))
        )
        found[int(areas[atom])] += part
    total = area_m2(whole)
    covered = sum(part for place, part in found.items() if place != NO_AREA)
    found[NO_AREA] = max(total - covered, 0.0)
    parts = [
        _share(index, place, part, total, table.coverage.areas_m2, early=early)
        for place, part in found.items()
        if part >= 1.0
    ]
    return PolygonShares(total, tuple(sorted(parts, key=lambda one: -one.area_m2)))


def _share(
    index: PointIndex,
    place: int,
    part: float,
    total: float,
    atoms_m2: np.ndarray[tuple[int], np.dtype[np.float64]],
    *,
    early: bool,
) -> PolygonShare:
    if place == NO_AREA:
        return PolygonShare(None, Outcome(None, None, None, Reason.SEA), part, part / total, None)
    area = index.areas[place]
    if early:
        outcome = Outcome(None, None, None, Reason.BEFORE_THE_RECORD)
        return PolygonShare(area, outcome, part, part / total, None)
    own = float(atoms_m2[area.atoms].sum())
    return PolygonShare(area, outcome_of(area), part, part / total, min(part / own, 1.0))
