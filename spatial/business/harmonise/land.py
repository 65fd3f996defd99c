"""Where the land of units lies on another day, as the record of changes tells it. Pure.

Directly from the one day to the other: never from list to list, which sends land to where it never
went. A province or prefecture lies where its counties do, for a county that comes under another
prefecture leaves no trace in the record of either.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from spatial.division_codes import Level
from spatial.divisions.bulk.whole_register import Way, WholeRegister
from spatial.divisions.effects import Effect
from spatial.divisions.registry import Share, StartBasis
from spatial.divisions.versions import UnitVersion

_HIGHER = (Level.PROVINCE, Level.PREFECTURE)


class Lost(StrEnum):
    """Why the record does not say where land of a unit lies.

    no_successor: the unit ended, and nothing says into what. no_predecessor: it began, and nothing
    says from what. part: a part went to (came from) nowhere on record. other_level: it lies in a
    unit of a higher level, and in none of the level asked for.
    """

    NO_SUCCESSOR = "no_successor"
    NO_PREDECESSOR = "no_predecessor"
    PART = "part"
    OTHER_LEVEL = "other_level"


@dataclass(frozen=True, slots=True)
class Destination:
    """A unit in which land lies on the other day, and the effects on the first way to it."""

    unit: UnitVersion
    way: Way


@dataclass(frozen=True, slots=True)
class Where:
    """Where the land of a unit lies. destinations: by code; lost: None where all of it is there."""

    destinations: tuple[Destination, ...]
    lost: Lost | None = None

    @property
    def whole(self) -> bool:
        """Whether all of it lies in one unit."""
        return len(self.destinations) == 1 and self.lost is None


@dataclass(frozen=True, slots=True)
class Part:
    """A unit of the level below on the earlier side, and where it lies."""

    unit: UnitVersion
    where: Where


class Land:
    """The walks over one register for units of one level. Answers are kept: ask in any order."""

    def __init__(self, register: WholeRegister, level: Level) -> None:
        self.register = register
        self.level = level
        self._walked: dict[tuple[int, int, date, bool], Where] = {}
        self._days: dict[tuple[int, bool], list[date]] = {}
        self._standing: dict[date, _Standing] = {}

    def units_on(self, day: date) -> Sequence[UnitVersion]:
        """The units of the level on a day, and those above that stand for one, by code.

        A prefecture or province with nothing below it (东莞市) stands for a county.
        """
        return self._on(day).holders

    def unit_of(self, code: str, day: date) -> UnitVersion | None:
        """The unit of the level that a canonical code names on a day."""
        return self._on(day).by_code.get(code)

    def where(self, unit: UnitVersion, day: date, target: date) -> Where:
        """Where the land of a unit that stands on a day lies on another, earlier or later, day."""
        if self.level in _HIGHER:
            parts = self.parts(unit, day, target)
            if parts:
                return _together(part.where for part in parts)
        return self._walk(unit, day, target)

    def parts(self, unit: UnitVersion, day: date, target: date) -> list[Part]:
        """The units one level below that a unit has on a day, and in what each lies on another.

        Of a county they are the townships on record: see `parts_complete`.
        """
        below = self._on(day).below.get(unit.code, ())
        if self.level in _HIGHER:
            return [Part(one, self._walk(one, day, target)) for one in below]
        if self.level is not Level.COUNTY or not below:
            return []
        named = self._named(unit, day, target)
        return [Part(one, self._township(one, day, target, named)) for one in below]

    def parts_complete(self, unit: UnitVersion, day: date) -> bool:
        """Whether the record knows all units below a unit on a day.

        Townships that are known only since a change named them came without their neighbours.
        """
        below = self._on(day).below.get(unit.code, ())
        return bool(below) and all(one.start_basis != StartBasis.FIRST_MENTION for one in below)

    def _on(self, day: date) -> _Standing:
        if day not in self._standing:
            self._standing[day] = _standing(self.register, self.level, day)
        return self._standing[day]

    def _walk(self, unit: UnitVersion, day: date, target: date) -> Where:
        """Where the record says it lies; a walk depends on the day by the effects that follow."""
        forward = target >= day
        days = self._effect_days(unit, forward)
        passed = bisect_right(days, day)
        beyond = passed == len(days) if forward else passed == 0
        if beyond and unit.stands_on(target):
            holder = self.holder(unit, target)
            if holder is unit:
                return Where((Destination(unit, ()),))
        key = (unit.id, passed, target, forward)
        if key not in self._walked:
            self._walked[key] = self._found(unit, day, target)
        return self._walked[key]

    def _effect_days(self, unit: UnitVersion, forward: bool) -> list[date]:
        key = (unit.id, forward)
        if key not in self._days:
            effects = self.register.leaving if forward else self.register.coming
            self._days[key] = sorted(one.dates.on_day for one in effects.get(unit.id, ()))
        return self._days[key]

    def _found(self, unit: UnitVersion, day: date, target: date) -> Where:
        ways = self.register.ways(unit, day, target)
        destinations: dict[int, Destination] = {}
        lost = _dead_end(self.register, ways, unit, day, target)
        for id_, way in ways.items():
            reached = self.register.versions[id_]
            if not reached.stands_on(target):
                continue
            holder = self.holder(reached, target)
            if holder is not None:
                destinations.setdefault(holder.id, Destination(holder, way))
            elif not any(self._under(other, reached, target) for other in ways):
                lost = lost or Lost.OTHER_LEVEL
        found = sorted(destinations.values(), key=lambda one: one.unit.code)
        return Where(tuple(found), lost)

    def _under(self, id_: int, above: UnitVersion, target: date) -> bool:
        """Whether a version reached lies in another one that was reached too."""
        one = self.register.versions[id_]
        return one.stands_on(target) and above.code in codes_above(self.register, one, target)

    def holder(self, version: UnitVersion, day: date) -> UnitVersion | None:
        """The unit of the level in which a version lies on a day, itself where it is one."""
        holders = self._on(day).by_code
        if version.code in holders:
            return holders[version.code]
        above = codes_above(self.register, version, day)
        return next((holders[code] for code in above if code in holders), None)

    def _township(
        self, unit: UnitVersion, day: date, target: date, named: Mapping[str, Where]
    ) -> Where:
        """Where a township lies: as its own record tells, else as decisions name it."""
        found = self._walk(unit, day, target)
        if found.destinations:
            return found
        return named.get(unit.name) or named.get(_REST) or found

    def _named(self, unit: UnitVersion, day: date, target: date) -> dict[str, Where]:
        """Where the townships of a county lie by the decisions that name them.

        Those that none names stay with the county, or go where all the rest of it went.
        """
        forward = target >= day
        found: dict[str, Where] = {}
        nameless: list[Where] = []
        twice: set[str] = set()
        for effect in self._own_effects(unit, day, target):
            other = self.register.versions.get(_other_end(effect, forward))
            on = effect.dates.on_day
            since = on if forward else on - timedelta(days=1)
            there = Where(()) if other is None else self._walk(other, since, target)
            twice.update(name for name in effect.moved if name in found)
            found.update(dict.fromkeys(effect.moved, there))
            if not effect.moved:
                nameless.append(there)
        stays = self._own_destination(unit, day, target)
        rest = [*nameless, *([] if stays is None else [Where((stays,))])]
        if found and len(rest) == 1:
            found[_REST] = rest[0]
        return {name: one for name, one in found.items() if name not in twice and one.whole}

    def _own_effects(self, unit: UnitVersion, day: date, target: date) -> list[Effect]:
        """The effects between two days that took land from a unit (brought it), in its own line."""
        forward = target >= day
        effects = self.register.leaving if forward else self.register.coming
        return [
            effect
            for id_, way in self.register.ways(unit, day, target).items()
            if all(self.register.leaves_area(step) for step in way)
            for effect in effects.get(id_, ())
            if _follows(effect, way, day, target) and not self.register.leaves_area(effect)
        ]

    def _own_destination(self, unit: UnitVersion, day: date, target: date) -> Destination | None:
        """The unit itself on the other day, where it stands then."""
        for one in self._walk(unit, day, target).destinations:
            if one.unit.identity == unit.identity:
                return one
        return None


_REST = ""
"""The name of the townships that no decision names."""


@dataclass(frozen=True, slots=True)
class _Standing:
    """What stands on a day: holders of the level by code, and the units right below each."""

    holders: Sequence[UnitVersion]
    by_code: Mapping[str, UnitVersion]
    below: Mapping[str, Sequence[UnitVersion]]


_LEVELS = list(Level)


def _standing(register: WholeRegister, level: Level, day: date) -> _Standing:
    all_on = sorted(
        (one for one in register.versions.values() if one.stands_on(day)), key=lambda one: one.code
    )
    rank = _LEVELS.index(level)
    parents = {one.parent_code for one in all_on if _LEVELS.index(Level(one.level)) <= rank}
    holders = [
        one
        for one in all_on
        if one.level == level
        or (_LEVELS.index(Level(one.level)) < rank <= 2 and one.code not in parents)
    ]
    by_code = {one.code: one for one in holders}
    below: defaultdict[str, list[UnitVersion]] = defaultdict(list)
    # Below prefectures and provinces stand the counties, and what stands for one.
    lower = Level.COUNTY if level in _HIGHER else Level.TOWNSHIP
    leaves = _standing(register, Level.COUNTY, day).holders if level in _HIGHER else all_on
    for one in leaves:
        if one.level != lower and level not in _HIGHER:
            continue
        if one.code in by_code:
            continue
        above = next((c for c in codes_above(register, one, day) if c in by_code), None)
        if above is not None:
            below[above].append(one)
    return _Standing(holders, by_code, below)


def codes_above(register: WholeRegister, version: UnitVersion, day: date) -> list[str]:
    """The codes of what a version lies in on a day, from near to far."""
    found: list[str] = []
    code = version.parent_code
    while code is not None and code not in found:
        found.append(code)
        above = register.on(code, day)
        code = None if above is None else above.parent_code
    return found


def _dead_end(
    register: WholeRegister, ways: Mapping[int, Way], start: UnitVersion, day: date, target: date
) -> Lost | None:
    """Whether land was lost on the ways: where the record names nothing that it went to."""
    forward = target >= day
    found: Lost | None = None
    for id_, way in ways.items():
        version = register.versions[id_]
        effects = (register.leaving if forward else register.coming).get(id_, ())
        told = [one for one in effects if _follows(one, way, day, target)]
        going_on = {one.event_id for one in told if _other_end(one, forward) in register.versions}
        for one in told:
            if one.share != Share.NONE and one.event_id not in going_on:
                found = found or Lost.PART
        ended = not version.stands_on(target)
        if ended and not going_on and not _same_code_goes_on(register, version, ways, forward):
            return Lost.NO_SUCCESSOR if forward else Lost.NO_PREDECESSOR
    return found


def _follows(effect: Effect, way: Way, day: date, target: date) -> bool:
    """Whether a walk that came by a way goes on by an effect: see `WholeRegister`."""
    on = effect.dates
    if target >= day:
        after = on.on_list > way[-1].dates.on_list if way else on.on_day > day
        return after and on.on_day <= target
    before = on.on_list < way[-1].dates.on_list if way else on.on_day <= day
    return before and on.on_day > target


def _other_end(effect: Effect, forward: bool) -> int:
    return (effect.successor_id if forward else effect.predecessor_id) or 0


def _same_code_goes_on(
    register: WholeRegister, version: UnitVersion, ways: Mapping[int, Way], forward: bool
) -> bool:
    if version.valid is None:
        return True
    edge = version.valid.end if forward else version.valid.start
    return any(
        other.id in ways
        and other.valid is not None
        and (other.valid.start if forward else other.valid.end) == edge
        for other in register.by_code[version.code]
    )


def _together(parts: Iterable[Where]) -> Where:
    found: dict[int, Destination] = {}
    lost: Lost | None = None
    for part in parts:
        lost = lost or part.lost
        for one in part.destinations:
            found.setdefault(one.unit.id, one)
    return Where(tuple(sorted(found.values(), key=lambda one: one.unit.code)), lost)
