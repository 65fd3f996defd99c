"""Lineage of divisions from moment to moment: who became whom. Pure functions, no database.

Moments are years (of the yearly lists) or days (on which something changes), of one kind in one
lineage; at each of them there is one list of the units that stand. The record of successions says,
for a version that ended, which codes took its area, and for one that stands on, which codes took a
part at which moment. From it come the edges of each transition between a list and the next:
`(before, after)` when area of the one lies in the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Generic, TypeVar

from spatial.division_codes import Level, is_prefecture_city, is_urban_district

UnitId = int

Moment = TypeVar("Moment", int, date)
"""A year, whose list shows what stands at its end, or a day from which on something stands."""


@dataclass(frozen=True, slots=True)
class Succession(Generic[Moment]):
    """A code that took area of a version, first seen in the list of the moment."""

    code: str
    moment: Moment


@dataclass(frozen=True, slots=True)
class Unit(Generic[Moment]):
    """A version of a division: in the lists from `first` until, and not in, `until`."""

    id: UnitId
    code: str
    name: str
    level: Level
    parent_code: str | None
    first: Moment
    until: Moment | None
    successions: tuple[Succession[Moment], ...] = ()

    def __hash__(self) -> int:
        return hash(self.id)


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
class UnitList(Generic[Moment]):
    """The units that stand at one moment, with who stands under whom."""

    moment: Moment
    units: Mapping[str, Unit[Moment]] = field(repr=False)

    @cached_property
    def children(self) -> Mapping[str, list[Unit[Moment]]]:
        """The units directly under each code."""
        found: defaultdict[str, list[Unit[Moment]]] = defaultdict(list)
        for unit in self.units.values():
            if unit.parent_code:
                found[unit.parent_code].append(unit)
        return found

    def has_children(self, unit: Unit[Moment]) -> bool:
        """Whether the list holds any unit under it."""
        return bool(self.children.get(unit.code))

    def holds_area_itself(self, unit: Unit[Moment]) -> bool:
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

    def ancestor(self, unit: Unit[Moment], level: Level) -> Unit[Moment] | None:
        """The unit itself or the one above it that has the level, None where there is none."""
        found: Unit[Moment] | None = unit
        for _ in Level:
            if found is None or found.level is level:
                return found
            found = self.units.get(found.parent_code) if found.parent_code else None
        return None


class Lineage(Generic[Moment]):
    """All versions with their successions, list by list."""

    def __init__(self, units: Iterable[Unit[Moment]], moments: Iterable[Moment]) -> None:
        """moments: of all lists; years need not be consecutive.

        Days must be all on which a version begins or ends or gives a part.
        """
        self.units: dict[UnitId, Unit[Moment]] = {unit.id: unit for unit in units}
        self.moments: list[Moment] = sorted(set(moments))
        self._transitions: dict[Moment, Transition] = {}
        self._lists: dict[Moment, UnitList[Moment]] = {}

    def list_of(self, moment: Moment) -> UnitList[Moment]:
        """The list of the moment; between two of `moments` it is that of the one before."""
        if moment not in self._lists:
            standing = {
                unit.code: unit
                for unit in self.units.values()
                if unit.first <= moment and (unit.until is None or moment < unit.until)
            }
            self._lists[moment] = UnitList(moment, standing)
        return self._lists[moment]

    def transition(self, moment: Moment) -> Transition:
        """What happened between the list before and the list of the moment.

        - A unit that stands in both is its own predecessor. A city that only now holds land
          itself, because its districts were dissolved into it, is not: its land was theirs.
        - A version that ended passes to each code it names for its end; when it names none and its
          code stands on, it was renamed.
        - A part that moved makes an edge only into a unit that is new; into one that stood
          before it is `partial`.
        - Districts that are new and of unnamed origin, in a city that had none in the list before,
          were its city proper: the lists of 1981 and 1982 name no districts of most cities.
        """
        if moment not in self._transitions:
            self._transitions[moment] = self._transition(moment)
        return self._transitions[moment]

    def _transition(self, moment: Moment) -> Transition:
        earlier = self.list_of(self.moments[self.moments.index(moment) - 1])
        later = self.list_of(moment)
        edges: set[tuple[UnitId, UnitId]] = set()
        partial: set[tuple[UnitId, UnitId]] = set()
        moved: list[tuple[Unit[Moment], Unit[Moment]]] = []
        for unit in earlier.units.values():
            ends = unit.until is not None and unit.until <= moment
            taking = [s for s in unit.successions if earlier.moment < s.moment <= moment]
            for succession in taking:
                successor = later.units.get(succession.code)
                if successor is None:
                    continue
                if ends and unit.until == succession.moment:
                    edges.add((unit.id, successor.id))
                else:
                    moved.append((unit, successor))
            if ends and not any(s.moment == unit.until for s in unit.successions):
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


def ids_of(units: UnitList[Moment]) -> frozenset[UnitId]:
    """The ids of the units of a list."""
    return frozenset(unit.id for unit in units.units.values())
