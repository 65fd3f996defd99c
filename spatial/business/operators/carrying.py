"""Codes of one day carried to the units of another: exact where all that it was lies in one unit.

For what has no point: figures of divisions, and records of which only the division is told. The
walk is that of the register (`WholeRegister.reach`); areas are never laid over each other here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from spatial.division_codes import Level
from spatial.divisions.bulk.whole_register import WholeRegister
from spatial.divisions.versions import UnitVersion

_ORDER = list(Level)


class NotCarried(StrEnum):
    """Why what is told of a code belongs to no single unit of the day asked for.

    unknown_code: no list holds the code on its day. divided: its land lies in several units, or in
    one whose limits moved, so that nobody knows which part is meant. coarser: it is of a higher
    level than the units. gone: what became of it is not on record.
    """

    UNKNOWN_CODE = "unknown_code"
    DIVIDED = "divided"
    COARSER = "coarser"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Carried:
    """The unit to which a code of a day goes, or why to none."""

    code: str | None
    reason: NotCarried | None


@dataclass
class Carrier:
    """Carries codes to the units of a level on a day. register: of the ministry's scheme."""

    register: WholeRegister
    day: date
    level: Level
    _found: dict[tuple[str, int], Carried] = field(init=False, default_factory=dict)
    _changes: list[date] = field(init=False)

    def __post_init__(self) -> None:
        self._changes = changes_of(self.register)

    def carry(self, code: str, day: date) -> Carried:
        """Where what a code (canonical, of 6 to 12 digits) was on a day lies on the day asked for.

        A village or township that no list holds is carried as the unit around it, where that goes
        to one unit whole.
        """
        key = code, self.edition(day)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._carried(code, day)
        return found

    def edition(self, day: date) -> int:
        """The place of a day among the changes: days of one edition are carried alike."""
        return bisect_right(self._changes, day)

    def members(self, level: Level, day: date) -> dict[str, list[UnitVersion]]:
        """The units of a level that stand on a day, by the unit to which each of them goes.

        What an official count leaves out (functional areas, placeholders) is not in it.
        """
        found: dict[str, list[UnitVersion]] = {}
        for versions in self.register.by_code.values():
            for one in versions:
                if one.level != level or not one.stands_on(day) or one.type in _UNOFFICIAL:
                    continue
                goes = self.carry(one.code, day).code
                if goes is not None:
                    found.setdefault(goes, []).append(one)
        return found

    def _carried(self, code: str, day: date) -> Carried:
        start = None
        for around in (code, code[:9], code[:6]):
            start = self.register.on(around, day)
            if start is not None:
                break
        if start is None:
            return Carried(None, NotCarried.UNKNOWN_CODE)
        reached = [one.version for one in self.register.reach(start, day, self.day)]
        if not reached:
            return Carried(None, NotCarried.GONE)
        lifted = {self._lifted(one) for one in reached}
        if None in lifted:
            return Carried(None, NotCarried.COARSER)
        if len(lifted) > 1:
            return Carried(None, NotCarried.DIVIDED)
        return Carried(lifted.pop(), None)

    def _lifted(self, version: UnitVersion) -> str | None:
        """The unit of the level that a version lies in on the day; None where it is above it."""
        at: UnitVersion | None = version
        while at is not None and _ORDER.index(Level(at.level)) > _ORDER.index(self.level):
            at = None if at.parent_code is None else self.register.on(at.parent_code, self.day)
        return at.code if at is not None and at.level == self.level else None


_UNOFFICIAL = ("functional_area", "placeholder")


def changes_of(register: WholeRegister) -> list[date]:
    """The days, ascending, on which what a code means or consists of may become another."""
    days: set[date] = set()
    for effects in (*register.leaving.values(), *register.coming.values()):
        days.update(effect.dates.on_day for effect in effects)
    for versions in register.by_code.values():
        for one in versions:
            if one.valid is not None:
                days.add(one.valid.start)
                if one.valid.end is not None:
                    days.add(one.valid.end)
    return sorted(days)


def levels_from(level: Level) -> Sequence[Level]:
    """A level and those below it, from the highest down."""
    return _ORDER[_ORDER.index(level) :]
