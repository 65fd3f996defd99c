"""Where a list of the statistics bureau says other than the ministry's registry on its day. Pure.

Only units that both could hold are compared: what the bureau types as a functional area is no
division, and of townships the registry knows those that a table of changes names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from spatial.division_codes import Level
from spatial.divisions.derivation.scheme_mapping import (
    CodedUnit,
    TownshipNames,
    known_pair_reason,
    not_in_statistics,
)
from spatial.divisions.unit_types import NOT_DIVISIONS, UnitType


@dataclass(frozen=True, slots=True)
class SchemeDifference:
    """One difference of a list. kind: extra, missing, name, level or parent."""

    code: str
    kind: str
    source_says: str | None
    registry_says: str | None
    explanation: str


def scheme_differences(
    day: date, ours: Iterable[CodedUnit], theirs: Iterable[CodedUnit]
) -> list[SchemeDifference]:
    """All differences on the day of a list of the bureau, by code.

    ours, theirs: versions of `mca` and `nbs` of any day; those that stand on the day count.
    """
    ministry = {unit.code: unit for unit in ours if unit.valid.holds(day)}
    bureau = {
        unit.code: unit for unit in theirs if unit.valid.holds(day) and unit.level != Level.VILLAGE
    }
    levels = {unit.level for unit in bureau.values()}
    names = TownshipNames(bureau.values())
    found = [
        *(one for unit in bureau.values() for one in _of_unit(unit, ministry, names)),
        *(
            _missing(unit, day, names)
            for unit in ministry.values()
            if unit.level in levels and unit.code not in bureau
        ),
    ]
    return sorted(found, key=lambda one: (one.code, one.kind))


def _of_unit(
    unit: CodedUnit, ministry: Mapping[str, CodedUnit], names: TownshipNames
) -> Iterator[SchemeDifference]:
    if UnitType(unit.type) in NOT_DIVISIONS:
        return
    held = ministry.get(unit.code)
    if held is None:
        if unit.level != Level.TOWNSHIP:
            why = known_pair_reason(unit.code) or "民政部代码表此时无此代码"
            yield SchemeDifference(unit.code, "extra", unit.name, None, why)
        return
    if held.name != unit.name:
        why = "代码相同而名称不同：登记库依民政部代码表和变更表，统计用名称只作对照"
        if held.level == Level.TOWNSHIP:
            code, reason = names.elsewhere(held, unit.name)
            why = f"{why}；{reason}" + (f"（{code}）" if code else "")
        yield SchemeDifference(unit.code, "name", unit.name, held.name, why)
    if held.level != unit.level:
        why = "代码相同而级别不同：登记库依民政部代码表"
        yield SchemeDifference(unit.code, "level", unit.level, held.level, why)
    if held.parent_code != unit.parent_code:
        why = "代码相同而上级不同：登记库依民政部隶属关系"
        yield SchemeDifference(unit.code, "parent", unit.parent_code, held.parent_code, why)


def _missing(unit: CodedUnit, day: date, names: TownshipNames) -> SchemeDifference:
    if unit.level == Level.TOWNSHIP:
        code, reason = names.elsewhere(unit, None)
        where = f"（{code}）" if code else "；其后的变更不在已载的变更表内，登记库未作推断"
        why = (
            f"乡级变更表自{unit.valid.start}起列有此单位，{day}的统计用代码表不同：{reason}{where}"
        )
    else:
        why = known_pair_reason(unit.code) or not_in_statistics(unit.code)
    return SchemeDifference(unit.code, "missing", None, unit.name, why)
