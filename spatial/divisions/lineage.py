"""Lineage of divisions between yearly lists: who became whom. Pure functions, no database.

The record of successions says, for a version that ended, which codes took its area, and for one
that stands on, which codes took a part in which year. From it come the edges of each transition
between a list and the next: `(before, after)` when area of the one lies in the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from spatial.division_codes import Level, is_prefecture_city, is_urban_district

UnitId = int


@dataclass(frozen=True, slots=True)
class Succession:
    """A code that took area of a version, in the list of the year."""

    code: str
    year: int


@dataclass(frozen=True, slots=True)
class Unit:
    """A version of a division: in the lists from `first` until, and not in, `until`."""

    id: UnitId
    code: str
    name: str
    level: Level
    parent_code: str | None
    first: int
    until: int | None
    successions: tuple[Succession, ...] = ()


@dataclass(frozen=True)
class Transition:
    """What happened between a list and the next one.

    edges: pairs (unit of the list before, unit of the list after) that share area.
    partial: such pairs of which only a part moved into a unit that stood before and after: no
    polygon shows that part, so that shapes on the far side of the transition are approximate.
    """

    edges: frozenset[tuple[UnitId, UnitId]]
    partial: frozenset[tuple[UnitId, UnitId]]

    @cached_property
    def before(self) -> Mapping[UnitId, frozenset[UnitId]]:
        """The predecessors of each unit of the list after."""
        return _grouped((after, before) for before, after in self.edges)

    @cached_property
    def after(self) -> Mapping[UnitId, frozenset[UnitId]]:
        """The successors of each unit of the list before."""
        return _grouped(self.edges)


def _grouped(pairs: Iterable[tuple[UnitId, UnitId]]) -> dict[UnitId, frozenset[UnitId]]:
    groups: defaultdict[UnitId, set[UnitId]] = defaultdict(set)
    for key, value in pairs:
        groups[key].add(value)
    return {key: frozenset(values) for key, values in groups.items()}


@dataclass(frozen=True)
class YearList:
    """The units of one yearly list, with who stands under whom."""

    year: int
    units: Mapping[str, Unit] = field(repr=False)

    @cached_property
    def children(self) -> Mapping[str, list[Unit]]:
        """The units directly under each code."""
        found: defaultdict[str, list[Unit]] = defaultdict(list)
        for unit in self.units.values():
            if unit.parent_code:
                found[unit.parent_code].append(unit)
        return found

    def has_children(self, unit: Unit) -> bool:
        """Whether the list holds any unit under it."""
        return bool(self.children.get(unit.code))

    def holds_area_itself(self, unit: Unit) -> bool:
        """Whether land can lie in the unit and in no unit below it.

        So it is where nothing stands below it, and in a city (地级市) that has counties but no
        urban district yet: the city proper is the city's own.
        """
        below = self.children.get(unit.code, [])
        return not below or (
            unit.level is Level.PREFECTURE
            and is_prefecture_city(unit.code)
            and not any(is_urban_district(child.code) for child in below)
        )

    def ancestor(self, unit: Unit, level: Level) -> Unit | None:
        """The unit itself or the one above it that has the level, None where there is none."""
        found: Unit | None = unit
        for _ in Level:
            if found is None or found.level is level:
                return found
            found = self.units.get(found.parent_code) if found.parent_code else None
        return None


class Lineage:
    """All versions with their successions, list by list."""

    def __init__(self, units: Iterable[Unit], years: Iterable[int]) -> None:
        """years: of all lists; they need not be consecutive."""
        self.units = {unit.id: unit for unit in units}
        self.years = sorted(set(years))
        self._transitions: dict[int, Transition] = {}
        self._lists: dict[int, YearList] = {}

    def list_of(self, year: int) -> YearList:
        """The list of the year."""
        if year not in self._lists:
            standing = {
                unit.code: unit
                for unit in self.units.values()
                if unit.first <= year and (unit.until is None or year < unit.until)
            }
            self._lists[year] = YearList(year, standing)
        return self._lists[year]

    def transition(self, year: int) -> Transition:
        """What happened between the list before and the list of the year.

        - A unit that stands in both is its own predecessor. A city that only now holds land
          itself, because its districts were dissolved into it, is not: its land was theirs.
        - A version that ended passes to each code it names without an earlier year; when it names
          none and its code stands on, it was renamed.
        - A part that moved makes an edge only into a unit that is new; into one that stood
          before it is `partial`.
        - Districts that are new and of unnamed origin, in a city that had none in the list before,
          were its city proper: the lists of 1981 and 1982 name no districts of most cities.
        """
        if year not in self._transitions:
            self._transitions[year] = self._transition(year)
        return self._transitions[year]

    def _transition(self, year: int) -> Transition:
        earlier = self.list_of(self.years[self.years.index(year) - 1])
        later = self.list_of(year)
        edges: set[tuple[UnitId, UnitId]] = set()
        partial: set[tuple[UnitId, UnitId]] = set()
        moved: list[tuple[Unit, Unit]] = []
        for unit in earlier.units.values():
            ends = unit.until is not None and unit.until <= year
            taking = [s for s in unit.successions if earlier.year < s.year <= year]
            for succession in taking:
                successor = later.units.get(succession.code)
                if successor is None:
                    continue
                if ends and unit.until == succession.year:
                    edges.add((unit.id, successor.id))
                else:
                    moved.append((unit, successor))
            if ends and not any(s.year == unit.until for s in unit.successions):
                namesake = later.units.get(unit.code)
                if namesake is not None:
                    edges.add((unit.id, namesake.id))
        goes_on = {after for before, after in edges if self._code(before) == self._code(after)}
        goes_on |= ids_of(earlier) & ids_of(later)
        for unit, successor in moved:
            (partial if successor.id in goes_on else edges).add((unit.id, successor.id))
        dissolved_into = {after for before, after in edges if self._is_below(before, after)}
        for unit in later.units.values():
            stood = earlier.units.get(unit.code) is unit
            if stood and (unit.id not in dissolved_into or earlier.holds_area_itself(unit)):
                edges.add((unit.id, unit.id))
        originating = {after for _, after in edges}
        for unit in later.units.values():
            if unit.id in originating or not is_urban_district(unit.code):
                continue
            city = earlier.units.get(unit.parent_code or "")
            if city and city.level is Level.PREFECTURE and earlier.holds_area_itself(city):
                edges.add((city.id, unit.id))
        return Transition(frozenset(edges), frozenset(partial))

    def _is_below(self, lower: UnitId, upper: UnitId) -> bool:
        order = list(Level)
        return order.index(self.units[lower].level) > order.index(self.units[upper].level)

    def _code(self, key: UnitId) -> str:
        return self.units[key].code


def ids_of(units: YearList) -> frozenset[UnitId]:
    """The ids of the units of a list."""
    return frozenset(unit.id for unit in units.units.values())
