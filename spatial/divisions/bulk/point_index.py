"""Points to areas in memory: the atom of each point by its polygon, the area by a table of days.

An atom never moves, so that a point is looked up once, whatever its date. Which area an atom
belongs to is a table of editions (the spans of days between two changes) by atoms. No database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from spatial.division_codes import Level

Indices = NDArray[np.int32]
Days = NDArray[np.int64]
Floats = NDArray[np.float64]
Geometries = NDArray[np.object_]

EPOCH = date(1970, 1, 1)
"""Days are counted from here."""

NO_AREA = -1
"""In the place of an area: the point lies in none."""

ALWAYS = np.iinfo(np.int64).min
FOR_EVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Area:
    """An area of a level through the spans in which it is drawn.

    division_id: the version of the unit, None where no single one is known. spans: half open, in
    days since 1970-01-01, ALWAYS and FOR_EVER where they have no end. atoms: places in the
    coverage. candidates: codes and names of the units that share it, by code.
    """

    id: int
    level: Level
    division_id: int | None
    code: str
    name: str
    parent_code: str | None
    grade: str
    flag: str | None
    note: str | None
    spans: tuple[tuple[int, int], ...]
    atoms: Indices
    candidates: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A unit of an area of flag no_geometry, as a second vintage draws it while the area stands.

    area_id: of the shared area. unit: the unit as an area of grade `cut`, without atoms.
    """

    area_id: int
    unit: Area
    shape: Any


@dataclass(frozen=True)
class Coverage:
    """The atoms of one base level: polygons in CGCS2000 that do not overlap.

    areas_m2: geodesic. Safe for several threads: all lazy parts are made with it.
    """

    level: Level
    geometries: Geometries
    areas_m2: Floats

    def __post_init__(self) -> None:
        prepare_for_threads(self.geometries)
        self.tree.query(shapely.Point(0, 0))

    @cached_property
    def tree(self) -> Any:
        """The boxes of the atoms."""
        return shapely.STRtree(self.geometries)

    def atoms_of(self, lon: Floats, lat: Floats) -> tuple[Indices, Indices]:
        """Pairs (place of the point, place of the atom) for every atom that covers a point.

        A point on a limit is in several pairs, one at sea in none. Points ascend.
        """
        points, atoms = self.tree.query(shapely.points(lon, lat))
        inside = shapely.intersects_xy(self.geometries[atoms], lon[points], lat[points])
        return points[inside].astype(np.int32), atoms[inside].astype(np.int32)


def prepare_for_threads(shapes: Geometries) -> None:
    """Prepares polygons for points; the lazy parts are made now, not by two threads at once."""
    shapely.prepare(shapes)
    if len(shapes):
        west, south, east, north = shapely.bounds(shapes).T
        shapely.intersects_xy(shapes, (west + east) / 2, (south + north) / 2)


@dataclass(frozen=True)
class LevelTable:
    """Which area each atom belongs to on a level, edition by edition.

    starts: the first day of each edition, ascending, the first ALWAYS. areas: editions by atoms.
    """

    coverage: Coverage
    starts: Days
    areas: Indices

    def editions_of(self, days: Days) -> NDArray[np.intp]:
        """The edition that each day lies in."""
        return np.searchsorted(self.starts, days, side="right") - 1

    def on(self, day: int) -> Indices:
        """The area of every atom on a day."""
        found: Indices = self.areas[int(self.editions_of(np.array([day]))[0])]
        return found


class PointIndex:
    """All areas of one basis of time, as known at one instant. Immutable, shared by threads."""

    def __init__(
        self, coverages: Iterable[Coverage], areas: Sequence[Area], drawn: Sequence[Drawn] = ()
    ) -> None:
        self.areas = [*areas, *(one.unit for one in drawn)]
        self.rank = _ranks(areas)
        self._shared = _shared(areas, drawn)
        by_base = {coverage.level: coverage for coverage in coverages}
        self.levels: Mapping[Level, LevelTable] = {
            level: _table(_coverage_under(level, by_base), of_level)
            for level in Level
            if (of_level := [(i, area) for i, area in enumerate(areas) if area.level == level])
        }

    def locate(
        self, lon: Floats, lat: Floats, days: Days, levels: Sequence[Level]
    ) -> dict[Level, Indices]:
        """For each level and point the place of its area in `areas`, or NO_AREA.

        lon, lat: degrees, CGCS2000, finite. days: since 1970-01-01, one for each point. A point on
        a limit belongs to the area of the smallest code, as in the answer for one point.
        """
        pairs: dict[int, tuple[Indices, Indices]] = {}
        found = {}
        for level in levels:
            table = self.levels[level]
            key = id(table.coverage)
            if key not in pairs:
                pairs[key] = table.coverage.atoms_of(lon, lat)
            points, atoms = pairs[key]
            found[level] = self._areas_of(table, points, atoms, days)
            self._tell_apart(found[level], lon, lat)
        return found

    def _tell_apart(self, found: Indices, lon: Floats, lat: Floats) -> None:
        """Puts the unit in the place of a shared area where a second vintage draws just one."""
        for place in np.intersect1d(found, np.array([*self._shared], dtype=np.int32)):
            here = np.flatnonzero(found == place)
            units, shapes = self._shared[int(place)]
            inside = shapely.intersects_xy(shapes[:, None], lon[here], lat[here])
            single = inside.sum(axis=0) == 1
            found[here[single]] = units[inside.argmax(axis=0)][single]

    def _areas_of(self, table: LevelTable, points: Indices, atoms: Indices, days: Days) -> Indices:
        areas = table.areas[table.editions_of(days)[points], atoms]
        found = np.full(len(days), NO_AREA, dtype=np.int32)
        drawn = areas != NO_AREA
        points, areas = points[drawn], areas[drawn]
        if np.any(points[1:] == points[:-1]):
            # The last of several assignments stays: the one of the smallest code.
            order = np.argsort(-self.rank[areas], kind="stable")
            points, areas = points[order], areas[order]
        found[points] = areas
        return found


def _ranks(areas: Sequence[Area]) -> Indices:
    """The place of each area in the order of codes."""
    order = sorted(range(len(areas)), key=lambda i: (areas[i].code, areas[i].id))
    ranks = np.empty(len(areas), dtype=np.int32)
    ranks[order] = np.arange(len(areas), dtype=np.int32)
    return ranks


def _shared(areas: Sequence[Area], drawn: Sequence[Drawn]) -> dict[int, tuple[Indices, Geometries]]:
    """By the place of each shared area: the places of its drawn units, and their shapes."""
    places = {area.id: place for place, area in enumerate(areas)}
    found: defaultdict[int, list[tuple[int, Any]]] = defaultdict(list)
    for place, one in enumerate(drawn, start=len(areas)):
        if one.area_id in places:
            found[places[one.area_id]].append((place, one.shape))
    shared = {}
    for place, units in found.items():
        shapes = np.array([shape for _, shape in units], dtype=object)
        prepare_for_threads(shapes)
        shared[place] = np.array([unit for unit, _ in units], dtype=np.int32), shapes
    return shared


def _coverage_under(level: Level, by_base: Mapping[Level, Coverage]) -> Coverage:
    """The coverage whose atoms a level is made of: its own, else that of counties."""
    return by_base[level] if level in by_base else by_base[Level.COUNTY]


def _table(coverage: Coverage, areas: Sequence[tuple[int, Area]]) -> LevelTable:
    starts = np.unique(
        [ALWAYS] + [day for _, area in areas for span in area.spans for day in span]
    ).astype(np.int64)
    starts = starts[starts != FOR_EVER]
    table = np.full((len(starts), len(coverage.geometries)), NO_AREA, dtype=np.int32)
    for place, area in areas:
        for start, end in area.spans:
            first, last = np.searchsorted(starts, (start, end))
            table[first:last, area.atoms] = place
    return LevelTable(coverage, starts, table)
