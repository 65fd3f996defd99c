"""The lists of the statistics bureau (统计用区划代码) as versions of the scheme `nbs`. Pure.

The bureau writes 2 digits for a province, 4 for a prefecture, 6 for a county, 9 for a township and
12 for a village, and puts in levels that no law knows: `1101 市辖区`, `5002 县`, `4290 省直辖县级
行政区划`, a county 东莞 below the city 东莞. Those placeholders become no versions; what hangs on
them hangs on what they hang on, so that no false level stands in the tree (R1.7).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from spatial.division_codes import Level, canonical_code
from spatial.divisions.registry import Registry, StartBasis, VersionRecord
from spatial.divisions.unit_types import UnitType, unit_type
from spatial.errors import ShikongError
from spatial.temporal import Period

SCHEME = "nbs"

LEVELS = {
    "province": Level.PROVINCE,
    "city": Level.PREFECTURE,
    "prefecture": Level.PREFECTURE,
    "county": Level.COUNTY,
    "town": Level.TOWNSHIP,
    "township": Level.TOWNSHIP,
    "village": Level.VILLAGE,
}
"""What the columns `level` of published copies say, and the level meant."""

_DIGITS = {
    Level.PROVINCE: 2,
    Level.PREFECTURE: 4,
    Level.COUNTY: 6,
    Level.TOWNSHIP: 9,
    Level.VILLAGE: 12,
}
_ABOVE = {
    Level.PREFECTURE: Level.PROVINCE,
    Level.COUNTY: Level.PREFECTURE,
    Level.TOWNSHIP: Level.COUNTY,
    Level.VILLAGE: Level.TOWNSHIP,
}


class BadListRow(ShikongError):
    """A row of a list that says something impossible; the message is the reason."""


@dataclass(frozen=True, slots=True)
class StatisticalUnit:
    """A row of a list, with codes as published (`1101`); the parent is one level above."""

    code: str
    name: str
    level: Level
    parent_code: str | None

    @property
    def canonical(self) -> str:
        """The code as the registry writes it."""
        return canonical_code(self.code)

    @property
    def level_above(self) -> Level | None:
        """The level of the parent; None above a province."""
        return _ABOVE.get(self.level)

    @property
    def type(self) -> UnitType:
        """The type of the unit."""
        return unit_type(SCHEME, self.code, self.name, self.level)


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of the list. run_id: of the run that brought it."""

    list_date: date
    run_id: int
    units: Sequence[StatisticalUnit]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that is no version, and why; the reason is for officers."""

    run_id: int
    list_date: date
    unit: StatisticalUnit
    reason: str


def read_unit(row: Mapping[str, str]) -> StatisticalUnit:
    """The unit that a row (code, name, level, parent_code) says.

    An empty parent is read from the code. Raises BadListRow or BadCode with the reason.
    """
    code, name = row["code"], row["name"]
    level = LEVELS.get(row["level"])
    if level is None:
        known = ", ".join(LEVELS)
        raise BadListRow(f"{code}: unknown level {row['level']!r}; known are {known}")
    canonical_code(code)
    if len(code) != _DIGITS[level]:
        raise BadListRow(f"{code} has {len(code)} digits, a {level} has {_DIGITS[level]}")
    if not name:
        raise BadListRow(f"{code} has no name")
    if level is Level.PROVINCE:
        if row["parent_code"]:
            raise BadListRow(f"{code} is a province and names the parent {row['parent_code']}")
        return StatisticalUnit(code, name, level, None)
    own = code[: _DIGITS[_ABOVE[level]]]
    parent = row["parent_code"] or own
    if parent != own:
        raise BadListRow(f"{code} names the parent {parent}, but its code begins with {own}")
    return StatisticalUnit(code, name, level, parent)


def statistics_registry(editions: Iterable[Edition]) -> tuple[Registry, list[LeftOut]]:
    """The versions of all editions, and the rows that became none.

    A unit that bears the same code, name, type and parent in the next edition goes on; else its
    version ends on the day of that edition. An edition speaks only of the levels that it holds: a
    list without villages does not end them. Codes that differ between editions are not linked, for
    the bureau publishes no changes: each version is an identity of its own.
    """
    parts = sorted(editions, key=lambda edition: (edition.list_date, edition.run_id))
    standing: dict[str, tuple[_Said, date, int]] = {}
    done: list[VersionRecord] = []
    left_out: list[LeftOut] = []
    for day, said, levels in _by_day(parts, left_out):
        for code, (old, first, run) in list(standing.items()):
            if old.level in levels and said.get(code, (None,))[0] != old:
                done.append(_version(old, first, day, run))
                del standing[code]
        for code, (new, run) in said.items():
            standing.setdefault(code, (new, day, run))
    done.extend(_version(said, first, None, run) for said, first, run in standing.values())
    done.sort(key=lambda version: (version.code, version.valid.start))
    return Registry(SCHEME, tuple(done)), left_out


@dataclass(frozen=True, slots=True)
class _Said:
    """What an edition says of a code, as the registry keeps it."""

    code: str
    name: str
    level: Level
    type: UnitType
    parent_code: str | None


def _by_day(
    parts: Sequence[Edition], left_out: list[LeftOut]
) -> Iterable[tuple[date, dict[str, tuple[_Said, int]], set[Level]]]:
    """Per day of a list what its editions say together: villages come in a file of their own."""
    for day in sorted({part.list_date for part in parts}):
        todays = [part for part in parts if part.list_date == day]
        units: dict[str, StatisticalUnit] = {}
        runs: dict[str, int] = {}
        for part in todays:
            for unit in part.units:
                # Of two runs of one day the one loaded last wins.
                units[unit.code], runs[unit.code] = unit, part.run_id
        parents: dict[str | None, str | None] = {}
        said: dict[str, tuple[_Said, int]] = {}
        for unit in units.values():
            kind = unit.type
            if kind is UnitType.PLACEHOLDER:
                reason = _placeholder_reason(unit)
                left_out.append(LeftOut(runs[unit.code], day, unit, reason))
                continue
            if unit.parent_code not in parents:
                parents[unit.parent_code] = _real_parent(units, unit.parent_code)
            canonical = unit.canonical
            said[canonical] = (
                _Said(canonical, unit.name, unit.level, kind, parents[unit.parent_code]),
                runs[unit.code],
            )
        yield day, said, {unit.level for unit in units.values()}


def _real_parent(units: Mapping[str, StatisticalUnit], code: str | None) -> str | None:
    """The canonical code of the nearest unit at or above a published code that is no placeholder.

    A parent that the editions of the day do not hold is taken by its code: villages may be loaded
    without the list above them.
    """
    while code is not None:
        unit = units.get(code)
        if unit is None:
            return canonical_code(code)
        if unit.type is not UnitType.PLACEHOLDER:
            return unit.canonical
        code = unit.parent_code
    return None


def _placeholder_reason(unit: StatisticalUnit) -> str:
    if unit.level is Level.PREFECTURE:
        return f"{unit.code} {unit.name}是统计汇总码，不是一级行政区划；下级直接归省级"
    if unit.level is Level.COUNTY:
        return f"{unit.code} {unit.name}是统计用虚设县级；该市不设区，乡级直接归市"
    if unit.code.endswith("000"):
        return f"{unit.code} {unit.name}重复县级单位本身，不是乡级行政区划"
    return f"{unit.code} {unit.name}只是村级单位的汇总码，不是乡级行政区划"


def _version(said: _Said, first: date, until: date | None, run_id: int) -> VersionRecord:
    return VersionRecord(
        code=said.code,
        name=said.name,
        level=said.level.value,
        type=said.type.value,
        parent_code=said.parent_code,
        identity=f"{SCHEME}:{said.code}:{first.year}",
        valid=Period(first, until),
        announced=None,
        approved=None,
        start_basis=StartBasis.LIST,
        run_id=run_id,
    )
