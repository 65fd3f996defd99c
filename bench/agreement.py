"""How far a derived shape agrees with a published one, and why not further. Pure geometry.

Two maps of the same limit are digitised some hundred metres apart. So beside the plain intersection
over union there is one that leaves out strips narrower than `STRIP_M`: what is left of the
difference are places that one map gives to a unit and the other does not.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import shapely
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

STRIP_M = 500.0
_DEGREE_M = 111_319.49


@dataclass(frozen=True, slots=True)
class Agreement:
    """One unit. iou: intersection over union. beyond_strips: the same, without narrow strips.

    off_m: median distance of the published limit from the derived one, in metres.
    reason: what most of the difference is.
    """

    code: str
    name: str
    grade: str
    iou: float
    beyond_strips: float
    off_m: float
    reason: str


def agreements(
    derived: Mapping[str, tuple[str, MultiPolygon]],
    published: Mapping[str, tuple[str, MultiPolygon]],
) -> list[Agreement]:
    """The units of the published map by code, the worst first; one without a shape has 0.

    derived: grade and shape by code, with the neighbours. published: name and shape by code.
    """
    ours = _Places({code: shape for code, (_, shape) in derived.items()})
    theirs = _Places({code: shape for code, (_, shape) in published.items()})
    found = []
    for code, (name, shape) in published.items():
        if code not in derived:
            found.append(Agreement(code, name, "none", 0.0, 0.0, math.nan, "no shape known"))
            continue
        grade, own = derived[code]
        found.append(_agreement(code, name, grade, own, shape, ours, theirs))
    return sorted(found, key=lambda one: (one.iou, one.code))


class _Places:
    """Which unit of a map holds most of a place."""

    def __init__(self, shapes: Mapping[str, MultiPolygon]) -> None:
        self._codes = list(shapes)
        self._shapes = list(shapes.values())
        self._tree = shapely.STRtree(self._shapes)

    def most(self, place: BaseGeometry, but: str) -> tuple[str, float]:
        """The unit, other than the one named, and its share of the place."""
        best, code = 0.0, ""
        for at in self._tree.query(place).tolist():
            if self._codes[at] == but:
                continue
            shared = self._shapes[at].intersection(place).area
            if shared > best:
                best, code = shared, self._codes[at]
        return code, best / place.area


def _agreement(
    code: str,
    name: str,
    grade: str,
    own: MultiPolygon,
    shape: MultiPolygon,
    ours: _Places,
    theirs: _Places,
) -> Agreement:
    common = own.intersection(shape).area
    whole = own.area + shape.area - common
    surplus, lacking = _wide(own.difference(shape)), _wide(shape.difference(own))
    return Agreement(
        code,
        name,
        grade,
        iou=common / whole,
        beyond_strips=1 - (surplus.area + lacking.area) / whole,
        off_m=_distance_m(own, shape),
        reason=_reason(code, whole, surplus, lacking, ours, theirs),
    )


def _reason(
    code: str,
    whole: float,
    surplus: BaseGeometry,
    lacking: BaseGeometry,
    ours: _Places,
    theirs: _Places,
) -> str:
    if surplus.area + lacking.area < 0.02 * whole:
        return f"digitising: strips narrower than {STRIP_M:.0f} m"
    said = []
    for place, places, their in ((lacking, ours, "published"), (surplus, theirs, "derived")):
        if place.area < 0.01 * whole:
            continue
        other, share = places.most(place, code)
        how = f"{place.area / whole:.0%} only {their}"
        if share < 0.5:
            said.append(f"{how}: sea, tidal flat or outside the other map")
        else:
            said.append(f"{how}: {other} in the other map")
    return "; ".join(said)


def _wide(difference: BaseGeometry) -> BaseGeometry:
    """Where a difference is wider than a strip, in the plane of its own latitude."""
    if difference.is_empty:
        return difference
    east = math.cos(math.radians(difference.centroid.y))
    flat = shapely.transform(difference, lambda xy: xy * (east, 1.0))
    half = STRIP_M / _DEGREE_M / 2
    opened = flat.buffer(-half).buffer(half)
    return shapely.transform(opened, lambda xy: xy / (east, 1.0))


def _distance_m(own: MultiPolygon, shape: MultiPolygon) -> float:
    east = math.cos(math.radians(own.centroid.y))
    here, there = shapely.transform([own, shape], lambda xy: xy * (east * _DEGREE_M, _DEGREE_M))
    points = shapely.points(shapely.get_coordinates(there.boundary.segmentize(500.0)))
    away = sorted(shapely.distance(here.boundary, points).tolist())
    return float(away[len(away) // 2])


def share_of(found: Iterable[float], at_least: float) -> float:
    """The share of the values that reach a limit."""
    values = list(found)
    return sum(value >= at_least for value in values) / len(values)
