"""What the atoms count to on a layer: the units of its level, and what stands for them.

Pure functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic

from spatial.division_codes import Level, prefecture_code, province_code
from spatial.divisions.coverage.grades import AreaFlag
from spatial.divisions.coverage.lineage import Lineage, Moment, Unit, UnitId, UnitList


@dataclass(frozen=True, slots=True)
class Key(Generic[Moment]):
    """What an atom counts to on a layer. connects: an unclear atom makes all of its key unclear.

    Counties connect: a county whose limit is unknown in one place has no known shape. Provinces
    and prefectures do not: one unclear county at the edge leaves the rest of them known.
    """

    unit: Unit[Moment]
    flag: AreaFlag | None
    connects: bool


@dataclass(frozen=True, slots=True)
class Claim(Generic[Moment]):
    """The keys that an atom may count to on a layer.

    vague: units it may lie in, one knows not where below them. astray: it may lie in no unit.
    """

    keys: frozenset[Key[Moment]]
    vague: frozenset[UnitId] = frozenset()
    astray: bool = False

    @property
    def is_clear(self) -> bool:
        """Whether it counts to one key for certain."""
        return len(self.keys) == 1 and not self.vague and not self.astray


KeyFinder = Callable[[UnitId], Key[Moment] | None]


def key_in(units: UnitList[Moment], unit: Unit[Moment], level: Level) -> Key[Moment] | None:
    """What a unit counts to on a layer; None where one knows only that it is below the unit."""
    own = units.ancestor(unit, level)
    if own is not None:
        childless = level is Level.PREFECTURE and not units.has_children(own)
        flag = AreaFlag.NO_LOWER_LEVELS if childless else None
        return Key(own, flag, connects=level not in (Level.PROVINCE, Level.PREFECTURE))
    if is_above(unit.level, level):
        if not units.holds_area_itself(unit):
            # On the prefecture layer a province without prefectures is drawn whole.
            whole = level is Level.PREFECTURE and not _has_prefectures(units, unit)
            return Key(unit, AreaFlag.NO_PREFECTURE, connects=False) if whole else None
        flag = AreaFlag.NO_LOWER_LEVELS
        return Key(unit, flag, connects=level is not Level.PREFECTURE)
    if level is Level.PREFECTURE:
        # A county directly under its province: the province whole where it has no prefecture at
        # all, else the county with its own shape.
        province = units.ancestor(unit, Level.PROVINCE) or units.units.get(province_code(unit.code))
        if province is not None and not _has_prefectures(units, province):
            return Key(province, AreaFlag.NO_PREFECTURE, connects=False)
        county = units.ancestor(unit, Level.COUNTY) or unit
        return Key(county, AreaFlag.NO_PREFECTURE, connects=True)
    fallback = units.units.get(province_code(unit.code)) if level is Level.PROVINCE else None
    return Key(fallback, None, connects=False) if fallback else None


def keys_by_code(units: UnitList[Moment], code: str, level: Level) -> frozenset[Key[Moment]]:
    """The unit that the digits of an atom's code name, for a place of no known unit.

    On the prefecture layer so for places that no list ever knew (大柴旦 632857); on the province
    layer also for units that one day stood in the list without a named origin (红寺堡区 640303):
    moves between provinces are recorded unit by unit.
    """
    above = {Level.PREFECTURE: prefecture_code, Level.PROVINCE: province_code}.get(level)
    unit = units.units.get(above(code)) if above else None
    if unit is None or unit.level is not level:
        return frozenset()
    return frozenset({Key(unit, None, connects=False)})


def is_above(upper: Level, lower: Level) -> bool:
    """Whether the one level is higher than the other."""
    order = list(Level)
    return order.index(upper) < order.index(lower)


def _has_prefectures(units: UnitList[Moment], province: Unit[Moment]) -> bool:
    return any(u.level is Level.PREFECTURE for u in units.children.get(province.code, []))


def with_other_keys(
    known: Iterable[UnitId],
    lineage: Lineage[Moment],
    before: UnitList[Moment],
    after: UnitList[Moment],
) -> frozenset[UnitId]:
    """Those of the units whose key may be another one in the list after.

    A key depends on the unit, on those above it and on what stands below these.
    """
    other = {
        unit.id: unit
        for one, two in ((before, after), (after, before))
        for unit in one.units.values()
        if two.units.get(unit.code) is not unit
    }
    codes = {unit.code for unit in other.values()}
    codes |= {unit.parent_code for unit in other.values() if unit.parent_code}
    return frozenset(
        unit
        for unit in known
        if unit in other or not codes.isdisjoint(_line(lineage.units[unit], before, after))
    )


_LEVELS = tuple(Level)


def _line(unit: Unit[Moment], *lists: UnitList[Moment]) -> set[str]:
    """The codes of a unit and of all that stand above it, in any of the lists or by its digits."""
    found = {unit.code, province_code(unit.code)}
    for units in lists:
        above = unit.parent_code
        for _ in _LEVELS:
            if above is None:
                break
            found.add(above)
            upper = units.units.get(above)
            above = upper.parent_code if upper is not None else None
    return found
