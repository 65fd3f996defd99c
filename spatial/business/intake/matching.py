"""Which division of a day a row speaks of: by code, by name, or by the front of an address.

What does not match is told with the candidates of that day (R1.11); nothing is guessed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from spatial.business.intake.cells import written
from spatial.division_codes import canonical_code
from spatial.divisions.bulk.kept import Kept
from spatial.divisions.bulk.translation import Asked, Status, Translation, translate
from spatial.divisions.bulk.whole_register import WholeRegister
from spatial.divisions.bulk.whole_register_loading import Mapping_, mapping_of, register_of
from spatial.divisions.footing import footing_of
from spatial.divisions.names.parts import short_form
from spatial.divisions.versions import UnitVersion
from spatial.divisions.viewpoint import NOW, Viewpoint
from spatial.errors import BadCode
from spatial.temporal import Period

MOST_CANDIDATES = 10
"""Candidates that a reason names at most."""

_ANSWERS_KEPT = 200_000
_PARTINGS = str.maketrans("", "", " \t\r\n/\\>-—·、，,　")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that may be meant. code: of scheme mca; name: its name then."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Matched:
    """The division of a row. note: what has to be told of it, in Chinese."""

    code: str
    name: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Why there is none, in Chinese, and which units may be meant."""

    reason: str
    candidates: tuple[Candidate, ...] = ()

    def __str__(self) -> str:
        if not self.candidates:
            return self.reason
        told = "、".join(f"{one.code} {one.name}" for one in self.candidates[:MOST_CANDIDATES])
        more = "等" if len(self.candidates) > MOST_CANDIDATES else ""
        return f"{self.reason}；候选：{told}{more}"


_Find = Callable[[str, date], Matched | Unmatched]


@dataclass(frozen=True)
class NameIndex:
    """The versions of a register by their names, and by those without the generic part."""

    register: WholeRegister
    whole: Mapping[str, Sequence[UnitVersion]]
    short: Mapping[str, Sequence[UnitVersion]]
    longest: int


_indexes: WeakKeyDictionary[Engine, Kept[NameIndex]] = WeakKeyDictionary()


def name_index(register: WholeRegister) -> NameIndex:
    """The index of the names of a register."""
    short: defaultdict[str, list[UnitVersion]] = defaultdict(list)
    for name, versions in register.by_name.items():
        without = short_form(name)
        if without is not None:
            short[without].extend(versions)
    longest = max((len(name) for name in register.by_name), default=0)
    return NameIndex(register, register.by_name, short, longest)


def matcher_of(engine: Engine, scheme: str = NOW.scheme) -> Matcher:
    """A matcher by all that is known now. scheme: of the codes, mca or nbs.

    Raises BadParameter for a scheme that is not there, BeforeTheRecord where it has no list yet.
    """
    if scheme != NOW.scheme:
        with engine.connect() as connection:
            footing_of(connection, Viewpoint(scheme))
    register = register_of(engine, NOW)
    # The index holds its register, so that no other one has the same id while it is kept.
    index = _indexes.setdefault(engine, Kept(2)).get(id(register), lambda: name_index(register))
    if scheme == NOW.scheme:
        return Matcher(index)
    there = Viewpoint(scheme)
    return Matcher(index, register_of(engine, there), mapping_of(engine, there, NOW.scheme))


@dataclass
class Matcher:
    """Finds divisions of scheme mca. codes, mapping: of another scheme whose codes are told."""

    names: NameIndex
    codes: WholeRegister | None = None
    mapping: Mapping_ | None = None
    _known: dict[tuple[str, str, date], Matched | Unmatched] = field(default_factory=dict)

    def by_code(self, code: str, day: date) -> Matched | Unmatched:
        """The unit of a code in any form on a day; of a lower code that no list holds, the unit
        around it, which the note tells.
        """
        return self._kept("code", code, day, self._by_code)

    def by_name(self, name: str, day: date, within: str = "") -> Matched | Unmatched:
        """The unit of a name, whole or short, alone or behind those above it (某省某市某县).

        within: code or name of a unit above. Several that fit are candidates, and none is taken.
        """
        return self._kept("name", f"{within}\0{name}", day, self._by_name)

    def by_address(self, address: str, day: date) -> Matched | Unmatched:
        """The most detailed unit that the front of an address names."""
        return self._kept("address", address, day, self._by_address)

    def in_period(self, code: str, name: str, within: str, days: Period) -> Matched | Unmatched:
        """The unit of a code, or of a name, that stands on the last day of a period or on another.

        In a period of change the old and the new code both hold.
        """
        assert days.end is not None
        last = days.end - timedelta(days=1)
        found = self.by_code(code, last) if code else self.by_name(name, last, within)
        if isinstance(found, Matched) and found.note is None:
            return found
        for day in self._other_days(code, days):
            other = self.by_code(code, day) if code else self.by_name(name, day, within)
            if isinstance(other, Matched) and other.note is None:
                return other
        return found

    def _other_days(self, code: str, days: Period) -> Iterable[date]:
        yield days.start
        for version in self.names.register.by_code.get(_canonical(code) or "", ()):
            common = None if version.valid is None else version.valid.cut(days)
            if common is not None:
                yield common.start

    def _kept(self, kind: str, asked: str, day: date, find: _Find) -> Matched | Unmatched:
        key = (kind, asked, day)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _ANSWERS_KEPT:
                self._known.clear()
            found = self._known[key] = find(asked, day)
        return found

    def _by_code(self, text: str, day: date) -> Matched | Unmatched:
        asked = Asked(written(text), None, None, day, day)
        register = self.names.register
        if self.codes is None:
            # Nearly every code stands on its day: no walk through the register is needed for it.
            standing = register.on(_canonical(text) or "", day)
            if standing is not None:
                return Matched(standing.code, standing.name)
            return _matched(asked.code, translate(register, asked))
        there = translate(self.codes, asked, self.mapping)
        if there.code is None:
            return _matched(asked.code, there)
        here = translate(register, Asked(there.code, None, None, day, day))
        return _matched(asked.code, here, resolved=there.resolved_from)

    def _by_name(self, text: str, day: date) -> Matched | Unmatched:
        within, name = (part.translate(_PARTINGS) for part in text.split("\0"))
        above = self._above(written(within), day) if within else None
        if isinstance(above, Unmatched):
            return above
        name = written(name)
        ways = [way for way in self._ways(name, day, above) if way.length == len(name)]
        found = _best(ways)
        if len(found) == 1:
            return Matched(found[0].unit.code, found[0].unit.name)
        if found:
            return Unmatched(
                f"{day} 有 {len(found)} 个单位可称“{name}”，请给出代码或上级", _units(found)
            )
        asked = Asked(None, name, None if above is None else above.code, day, day)
        return _matched(name, translate(self.names.register, asked))

    def _above(self, within: str, day: date) -> UnitVersion | Unmatched:
        found = self.by_code(within, day) if within[:2].isdecimal() else self.by_name(within, day)
        if isinstance(found, Unmatched):
            return Unmatched(f"上级“{within}”：{found.reason}", found.candidates)
        unit = self.names.register.on(found.code, day)
        assert unit is not None
        return unit

    def _by_address(self, address: str, day: date) -> Matched | Unmatched:
        text = written(address).translate(_PARTINGS).removeprefix("中国")
        ways = [way for way in self._ways(text, day, None, loose=False) if not way.ends_short]
        found = _best(ways)
        if len(found) == 1:
            return Matched(found[0].unit.code, found[0].unit.name)
        if found:
            return Unmatched(
                f"地址开头可指 {day} 的 {len(found)} 个单位，请写全上级", _units(found)
            )
        return Unmatched(f"地址开头不是 {day} 的区划名称")

    def _ways(
        self, text: str, day: date, above: UnitVersion | None, *, loose: bool = True
    ) -> list[_Way]:
        """All ways to read the front of a text as names of units, each within the one before.

        loose: whether the short form of any unit counts, else those of provinces and prefectures.
        """
        found: list[_Way] = []
        for length in range(min(len(text), self.names.longest), 1, -1):
            front = text[:length]
            for is_short, units in (
                (False, self.names.whole.get(front, ())),
                (True, self.names.short.get(front, ())),
            ):
                for unit in units:
                    if not unit.stands_on(day) or not self._lies_in(unit, above, day):
                        continue
                    if is_short and not loose and unit.level not in ("province", "prefecture"):
                        continue
                    found.append(_Way(length, int(is_short), is_short, unit))
                    found += (
                        _Way(length + way.length, is_short + way.shorts, way.ends_short, way.unit)
                        for way in self._ways(text[length:], day, unit, loose=loose)
                    )
        return found

    def _lies_in(self, unit: UnitVersion, above: UnitVersion | None, day: date) -> bool:
        if above is None:
            return True
        code = unit.parent_code
        for _ in range(5):
            parent = self.names.register.on(code, day) if code else None
            if parent is None:
                return False
            if parent.code == above.code:
                return True
            code = parent.parent_code
        return False


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to read a text: characters read, short forms in it, whether the last is one."""

    length: int
    shorts: int
    ends_short: bool
    unit: UnitVersion


def _best(ways: Sequence[_Way]) -> list[_Way]:
    """The ways that read most and shorten least, one for each unit."""
    best = min(((-way.length, way.shorts) for way in ways), default=None)
    units = {way.unit.code: way for way in ways if (-way.length, way.shorts) == best}
    return [units[code] for code in sorted(units)]


def _units(ways: Iterable[_Way]) -> tuple[Candidate, ...]:
    return tuple(Candidate(way.unit.code, way.unit.name) for way in ways)


def _matched(
    asked: str | None, found: Translation, resolved: str | None = None
) -> Matched | Unmatched:
    if found.unit is not None:
        around = resolved or found.resolved_from
        note = None
        if around is not None:
            note = f"名录中没有 {around}，归到 {found.unit.code} {found.unit.name}"
        return Matched(found.unit.code, found.unit.name, note)
    candidates = tuple(Candidate(one.version.code, one.version.name) for one in found.candidates)
    if found.status is Status.UNREADABLE:
        return Unmatched(f"“{(asked or '')[:40]}”不是区划代码：应为 2、4、6、9 或 12 位数字")
    return Unmatched(found.explanation, candidates)


def _canonical(code: str) -> str | None:
    try:
        return canonical_code(written(code))
    except BadCode:
        return None
