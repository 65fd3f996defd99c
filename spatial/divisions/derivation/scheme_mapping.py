"""Codes of the ministry's scheme in the statistics bureau's, and the reverse. Pure.

At county level and above the two agree but for what is listed here; below, the bureau takes over
the townships that civil affairs has confirmed (001-399) with their codes. Where a code has no
counterpart, the row says why: nothing is silently mapped (R1.10, R1.11).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from spatial.division_codes import Level
from spatial.divisions.derivation.statistics_codes import LeftOut
from spatial.divisions.unit_types import NOT_DIVISIONS, TERMS, UnitType
from spatial.temporal import Period


@dataclass(frozen=True, slots=True)
class CodedUnit:
    """A version of one of the schemes, on basis `list`."""

    code: str
    name: str
    level: str
    type: str
    parent_code: str | None
    valid: Period


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A code of one scheme in the other over a period; to_code None: none, and the reason why."""

    from_scheme: str
    from_code: str
    to_scheme: str
    to_code: str | None
    valid: Period
    reason: str


@dataclass(frozen=True, slots=True)
class _Known:
    """A pair that the codes do not tell. The first is the bureau's code, the second ours."""

    theirs: str
    ours: str
    reason: str
    back: bool = True


_SANSHA = (
    "民政部2020年4月18日公告三沙市设西沙区（460302）、南沙区（460303），统计用代码仍为旧群岛代码"
)
_KNOWN = (
    _Known("460321", "460302", _SANSHA),
    _Known("460322", "460303", _SANSHA),
    # 西沙区 looks after 中沙群岛, which it does not equal: no way back.
    _Known("460323", "460302", f"{_SANSHA}；中沙群岛的岛礁及其海域由西沙区代管", back=False),
    _Known("620201", "620200", "嘉峪关市不设区，统计用代码虚设同名县级620201", back=False),
)
_NO_STATISTICS = {
    "71": "统计用区划代码不含台湾省",
    "81": "统计用区划代码不含香港特别行政区",
    "82": "统计用区划代码不含澳门特别行政区",
}
_SAME = "代码、名称相同"
_CONFIRMED = "民政部门确认的乡级单位，统计用代码沿用其代码"


def known_pair_reason(code: str) -> str | None:
    """Why a code of either scheme has another one in the other; None: it is no known pair."""
    return next((one.reason for one in _KNOWN if code in (one.theirs, one.ours)), None)


def not_in_statistics(code: str) -> str:
    """Why a code of the ministry is not on the lists of the bureau."""
    return _NO_STATISTICS.get(code[:2], "统计用区划代码表无此代码（晚于该表设立，或统计未列）")


def counterparts(
    ours: Iterable[CodedUnit], theirs: Iterable[CodedUnit], left_out: Iterable[LeftOut]
) -> list[Counterpart]:
    """The mapping both ways, over the days on which the bureau's lists hold.

    ours: versions of `mca`, of all levels that are there. theirs: versions of `nbs`; villages are
    no divisions and are passed over. left_out: rows of the bureau's lists that are no version.
    """
    units = [unit for unit in theirs if unit.level != Level.VILLAGE]
    ministry, bureau = _by_code(ours), _by_code(units)
    names, bureau_names = (
        TownshipNames(unit for spans in ministry.values() for unit in spans),
        TownshipNames(units),
    )
    found = [
        *(row for unit in units for row in _of_bureau(unit, ministry, bureau, names)),
        *_of_left_out(left_out, ministry, bureau),
    ]
    if units:
        lists = Period(min(unit.valid.start for unit in units), None)
        standing = [unit for spans in ministry.values() for unit in spans]
        found.extend(
            row for unit in standing for row in _of_ministry(unit, bureau, lists, bureau_names)
        )
    return sorted(set(found), key=lambda row: (row.from_scheme, row.from_code, row.valid.start))


def _by_code(units: Iterable[CodedUnit]) -> Mapping[str, Sequence[CodedUnit]]:
    of_code: defaultdict[str, list[CodedUnit]] = defaultdict(list)
    for unit in units:
        of_code[unit.code].append(unit)
    return of_code


def _of_bureau(
    unit: CodedUnit,
    ministry: Mapping[str, Sequence[CodedUnit]],
    bureau: Mapping[str, Sequence[CodedUnit]],
    names: TownshipNames,
) -> Iterator[Counterpart]:
    """A code of the bureau in ours; names: of our townships."""
    known = next((one for one in _KNOWN if one.theirs == unit.code), None)
    if known is not None:
        yield from _while_standing(
            "nbs", unit.code, known.ours, unit.valid, known.reason, ministry.get(known.ours, ())
        )
    elif UnitType(unit.type) in NOT_DIVISIONS:
        yield _to_mca(unit, None, unit.valid, _no_division(unit, bureau))
    elif unit.level == Level.TOWNSHIP:
        yield _township(unit, ministry, names)
    else:
        spans = ministry.get(unit.code, ())
        for held in spans:
            common = held.valid.cut(unit.valid)
            if common is not None:
                yield _to_mca(unit, unit.code, common, _named(unit.name, held.name))
        for gap in _gaps(unit.valid, [held.valid for held in spans]):
            yield _to_mca(unit, None, gap, "民政部代码表此时无此代码")


def _to_mca(unit: CodedUnit, code: str | None, valid: Period, reason: str) -> Counterpart:
    return Counterpart("nbs", unit.code, "mca", code, valid, reason)


def _while_standing(
    scheme: str, code: str, other: str, valid: Period, reason: str, spans: Sequence[CodedUnit]
) -> Iterator[Counterpart]:
    """The pair on the days on which the other code stands, and no counterpart on the rest."""
    to = "mca" if scheme == "nbs" else "nbs"
    for held in spans:
        common = held.valid.cut(valid)
        if common is not None:
            yield Counterpart(scheme, code, to, other, common, reason)
    for gap in _gaps(valid, [held.valid for held in spans]):
        yield Counterpart(scheme, code, to, None, gap, f"{reason}；{other}此时不在册")


def _no_division(unit: CodedUnit, bureau: Mapping[str, Sequence[CodedUnit]]) -> str:
    above = _name_of(unit.parent_code, unit.valid, bureau)
    term = TERMS[UnitType(unit.type)]
    return f"{term}，不是行政区划，民政部无代码；位于{above}" if above else f"{term}，不是行政区划"


def _name_of(
    code: str | None, valid: Period, units: Mapping[str, Sequence[CodedUnit]]
) -> str | None:
    for unit in units.get(code or "", ()):
        if unit.valid.meets(valid):
            return f"{unit.code} {unit.name}"
    return None


def _township(
    unit: CodedUnit,
    ministry: Mapping[str, Sequence[CodedUnit]],
    names: TownshipNames,
) -> Counterpart:
    """A confirmed township: its own code, where its digits are those of a county of ours.

    The two bodies may number the townships of one change differently: where the registry has the
    code under another name, the name within the county decides.
    """
    county = unit.code[:6]
    if not any(held.valid.meets(unit.valid) for held in ministry.get(county, ())):
        reason = f"代码以统计用县级码{county}开头，民政部门另有乡级代码，资料未载"
        return _to_mca(unit, None, unit.valid, reason)
    held = [one for one in ministry.get(unit.code, ()) if one.valid.meets(unit.valid)]
    if not held:
        return _to_mca(unit, unit.code, unit.valid, _CONFIRMED)
    if any(one.name == unit.name for one in held):
        return _to_mca(unit, unit.code, unit.valid, _SAME)
    code, reason = names.elsewhere(unit, held[-1].name)
    return _to_mca(unit, code, unit.valid, reason)


class TownshipNames:
    """Townships of one scheme by the digits of their county and their name."""

    def __init__(self, units: Iterable[CodedUnit]) -> None:
        self._found: defaultdict[tuple[str, str], list[CodedUnit]] = defaultdict(list)
        for unit in units:
            if unit.level == Level.TOWNSHIP:
                self._found[unit.code[:6], unit.name].append(unit)

    def elsewhere(self, unit: CodedUnit, other: str | None) -> tuple[str | None, str]:
        """The code of the same name in the county, and in words why it is that or none.

        other: the name that the other scheme has under the unit's own code; None: it lacks it.
        """
        said = f"同一代码在另一套代码中为{other}" if other else "另一套代码无此代码"
        codes = {
            one.code for one in self._found[unit.code[:6], unit.name] if one.valid.meets(unit.valid)
        }
        if len(codes) == 1:
            return codes.pop(), f"{said}；县内同名单位代码不同，按名称对应"
        return None, f"{said}；县内{'有多个' if codes else '无'}同名单位，不作对应"


def _named(theirs: str, ours: str) -> str:
    return _SAME if theirs == ours else f"代码相同，名称不同：统计{theirs}，民政{ours}"


def _of_left_out(
    left_out: Iterable[LeftOut],
    ministry: Mapping[str, Sequence[CodedUnit]],
    bureau: Mapping[str, Sequence[CodedUnit]],
) -> Iterator[Counterpart]:
    """A placeholder of the bureau, since the first list with it: what it stands for, or nothing."""
    first = {one.unit.canonical: one for one in sorted(left_out, key=_latest_first)}
    for code, one in first.items():
        valid = Period(one.list_date, None)
        if code in bureau:
            # It repeats the code of a unit that is real and mapped itself (441900, 350527000).
            continue
        known = next((pair for pair in _KNOWN if pair.theirs == code), None)
        if known is None:
            yield Counterpart("nbs", code, "mca", None, valid, one.reason)
        else:
            spans = ministry.get(known.ours, ())
            yield from _while_standing("nbs", code, known.ours, valid, known.reason, spans)


def _latest_first(one: LeftOut) -> int:
    return -one.list_date.toordinal()


def _of_ministry(
    unit: CodedUnit, bureau: Mapping[str, Sequence[CodedUnit]], lists: Period, names: TownshipNames
) -> Iterator[Counterpart]:
    """A code of ours in the bureau's, since its first list."""
    valid = unit.valid.cut(lists)
    if valid is None:
        return
    known = next((one for one in _KNOWN if one.ours == unit.code and one.back), None)
    if known is not None:
        spans = bureau.get(known.theirs, ())
        yield from _while_standing("mca", unit.code, known.theirs, valid, known.reason, spans)
        return
    spans = bureau.get(unit.code, ())
    if unit.level == Level.TOWNSHIP and not any(one.name == unit.name for one in spans):
        code, reason = names.elsewhere(unit, spans[-1].name if spans else None)
        yield Counterpart("mca", unit.code, "nbs", code, valid, reason)
        return
    for held in spans:
        common = held.valid.cut(valid)
        if common is not None:
            yield Counterpart(
                "mca", unit.code, "nbs", unit.code, common, _named(held.name, unit.name)
            )
    for gap in _gaps(valid, [held.valid for held in spans]):
        yield Counterpart("mca", unit.code, "nbs", None, gap, not_in_statistics(unit.code))


def _gaps(whole: Period, parts: Iterable[Period]) -> Iterator[Period]:
    """What of a period none of the parts covers."""
    start = whole.start
    for part in sorted(parts):
        if not part.meets(whole):
            continue
        if part.start > start:
            yield Period(start, part.start)
        if part.end is None:
            return
        start = max(start, part.end)
    if whole.end is None or start < whole.end:
        yield Period(start, whole.end)
