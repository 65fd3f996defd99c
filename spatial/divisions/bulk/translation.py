"""A code or name of one day in the terms of another day or scheme: what became of it, or was it.

Answers follow the effects over the whole span; overlaps of areas are never chained.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from spatial.division_codes import canonical_code
from spatial.divisions.bulk.whole_register import Reached, WholeRegister, last_day_of
from spatial.divisions.bulk.whole_register_loading import Mapping_
from spatial.divisions.effects import Effect
from spatial.divisions.versions import UnitVersion
from spatial.errors import BadCode

COUNTY_DIGITS = 6


class Status(StrEnum):
    """What a translation came to.

    exact: the identity goes on with the same area. changed: it goes on, its area changed.
    candidates: it does not stand then; its land went to (came from) these. ambiguous: several
    units bear the name. unknown, not_yet, retired: nothing bears the code or name on its day.
    unmapped: the other scheme has no such unit. unreadable: the row cannot be read.
    """

    EXACT = "exact"
    CHANGED = "changed"
    CANDIDATES = "candidates"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"
    NOT_YET = "not_yet"
    RETIRED = "retired"
    UNMAPPED = "unmapped"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Asked:
    """A code, or a name (within: code or name of a unit above), of a day, wanted on another."""

    code: str | None
    name: str | None
    within: str | None
    day: date
    target: date


@dataclass(frozen=True, slots=True)
class Translation:
    """The answer. unit: where the status is exact or changed. effects: on the way, in order.

    code: of the unit in the target scheme. resolved_from: the code asked for, where a unit around
    it answers. explanation: a sentence for officers.
    """

    status: Status
    explanation: str
    unit: UnitVersion | None = None
    code: str | None = None
    candidates: tuple[Reached, ...] = ()
    effects: tuple[Effect, ...] = ()
    resolved_from: str | None = None


def translate(
    register: WholeRegister, asked: Asked, mapping: Mapping_ | None = None
) -> Translation:
    """The translation of one question; mapping: to the target scheme, None within the own one."""
    if asked.code:
        try:
            found = _by_code(register, asked, canonical_code(asked.code.strip()))
        except BadCode as error:
            return Translation(Status.UNREADABLE, str(error))
    elif asked.name:
        found = _by_name(register, asked, asked.name.strip())
    else:
        return Translation(Status.UNREADABLE, "代码与名称都未给出")
    return found if mapping is None else _mapped(found, mapping, asked.target)


def translate_into(
    register: WholeRegister, other: WholeRegister, asked: Asked, mapping: Mapping_
) -> Translation:
    """The translation into a scheme whose own record tells the changes, from one that has none.

    The code is mapped on its own day, and followed from there to the target day in the other
    scheme: the register asked in need not reach back to that day.
    """
    here = translate(register, replace(asked, target=asked.day), mapping)
    if here.code is None:
        return here
    found = translate(other, replace(asked, code=here.code, name=None, within=None))
    return replace(found, resolved_from=here.resolved_from or found.resolved_from)


def _by_code(register: WholeRegister, asked: Asked, code: str) -> Translation:
    versions = register.by_code.get(code, ())
    start = register.on(code, asked.day)
    if start is not None:
        return _carried(register, start, asked, None)
    if not versions and len(code) > COUNTY_DIGITS:
        for around in (code[:9], code[:COUNTY_DIGITS]):
            start = register.on(around, asked.day)
            if start is not None:
                return _carried(register, start, asked, code)
    return _absent(register, versions, asked, code)


def _by_name(register: WholeRegister, asked: Asked, name: str) -> Translation:
    versions = [
        one
        for one in register.by_name.get(name, ())
        if asked.within is None or _lies_within(register, one, asked.within, asked.day)
    ]
    standing = [one for one in versions if one.stands_on(asked.day)]
    if len(standing) == 1:
        return _carried(register, standing[0], asked, None)
    if standing:
        return Translation(
            Status.AMBIGUOUS,
            f"{asked.day} 有 {len(standing)} 个单位名为{name}，请给出上级",
            candidates=tuple(Reached(one, (), one.code) for one in standing),
        )
    return _absent(register, versions, asked, name)


def _lies_within(register: WholeRegister, unit: UnitVersion, within: str, day: date) -> bool:
    """Whether a unit above, on the day (or while the unit stood), bears the code or the name."""
    if unit.valid is not None and not unit.stands_on(day):
        day = unit.valid.start
    wanted = {within}
    with suppress(BadCode):
        wanted.add(canonical_code(within))
    above = unit.parent_code
    for _ in range(5):
        parent = register.on(above, day) if above else None
        if parent is None:
            return False
        if parent.code in wanted or parent.name in wanted:
            return True
        above = parent.parent_code
    return False


def _carried(
    register: WholeRegister, start: UnitVersion, asked: Asked, resolved_from: str | None
) -> Translation:
    reached = register.reach(start, asked.day, asked.target)
    same = next((one for one in reached if one.version.identity == start.identity), None)
    others = tuple(one for one in reached if one is not same)
    if same is None:
        effects = _in_order(effect for one in others for effect in one.way)
        if others:
            names = "、".join(f"{one.version.code} {one.version.name}" for one in others)
            said = f"{asked.target} 无此单位，其地域涉及：{names}"
            return Translation(Status.CANDIDATES, said, None, None, others, effects, resolved_from)
        status = Status.RETIRED if asked.target >= asked.day else Status.NOT_YET
        said = f"{asked.target} 无此单位，去向（来源）未见记载"
        return Translation(status, said, resolved_from=resolved_from)
    touching = register.touching(start.identity, asked.day, asked.target)
    effects = _in_order([*same.way, *touching])
    unit = same.version
    if touching:
        status, said = Status.CHANGED, f"{unit.code} {unit.name}：同一单位，辖区有变动"
    else:
        status, said = Status.EXACT, f"{unit.code} {unit.name}：同一单位，辖区未变"
    return Translation(status, said, unit, unit.code, others, effects, resolved_from)


def _absent(
    register: WholeRegister, versions: Sequence[UnitVersion], asked: Asked, named: str
) -> Translation:
    """Nothing bears the code or name on the day: why, and where its land is on the target day."""
    if not versions:
        return Translation(Status.UNKNOWN, f"名录中从无 {named}")
    earlier = [one for one in versions if one.valid and one.valid.start <= asked.day]
    found: dict[int, Reached] = {}
    if earlier:
        last_end = max(last_day_of(one) for one in earlier)
        nearest = [one for one in earlier if last_day_of(one) == last_end]
        day, status = last_end, Status.RETIRED
        said = f"{named} {nearest[-1].name}列至 {last_end}，{asked.day} 已无"
    else:
        first = min(one.valid.start for one in versions if one.valid)
        nearest = [one for one in versions if one.valid and one.valid.start == first]
        day, status = first, Status.NOT_YET
        said = f"{named} {nearest[0].name}自 {first} 起始列，{asked.day} 尚无"
    for start in nearest:
        for one in register.reach(start, day, asked.target):
            found.setdefault(one.version.id, one)
    effects = _in_order(effect for one in found.values() for effect in one.way)
    return Translation(status, said, candidates=tuple(found.values()), effects=effects)


def _mapped(found: Translation, mapping: Mapping_, target: date) -> Translation:
    """The same in the codes of another scheme, the unit and every candidate."""
    candidates = tuple(
        replace(one, code=_code_in(mapping, one.version.code, target)[0])
        for one in found.candidates
    )
    if found.unit is None:
        return replace(found, candidates=candidates)
    code, reason = _code_in(mapping, found.unit.code, target)
    if code is not None:
        return replace(found, code=code, candidates=candidates)
    return replace(
        found,
        status=Status.UNMAPPED,
        explanation=reason,
        code=None,
        candidates=candidates,
    )


def _code_in(mapping: Mapping_, code: str, day: date) -> tuple[str | None, str]:
    """The code that another scheme has for one on a day; None with the reason where it has none."""
    held = [one for one in mapping.get(code, ()) if one.valid.holds(day)]
    codes = [one.code for one in held if one.code is not None]
    if len(codes) == 1:
        return codes[0], ""
    return None, "；".join(dict.fromkeys(one.reason for one in held)) or "该日无对照"


def _in_order(effects: Iterable[Effect]) -> tuple[Effect, ...]:
    unique = {effect.id: effect for effect in effects}
    return tuple(sorted(unique.values(), key=lambda one: (one.dates.on_list, one.id)))
