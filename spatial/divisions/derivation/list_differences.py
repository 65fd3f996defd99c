"""Where a published list says other than the registry, and why the registry says what it says.

Pure: a list of a day on one side, versions on basis `list` on the other. Every difference falls
into a class, and its explanation (for officers) names the decision or the list that stands behind
the registry. Classes:

later     the source still shows the state before a change that the registry dates earlier
earlier   the source shows a change before the day from which the registry has it
name      the source has a name that the code never bore: a slip
extra     the source has a code that the registry never had under any name
missing   the source lacks a unit that stood before and after
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from spatial.temporal import Period


@dataclass(frozen=True, slots=True)
class Change:
    """The event at a limit of a version: its documents and its approval, where known."""

    document_nos: tuple[str, ...] = ()
    approved_on: date | None = None


@dataclass(frozen=True, slots=True)
class ListedVersion:
    """A version as lists show it: county level and above. valid: on basis `list`."""

    code: str
    name: str
    valid: Period
    began: Change | None = None
    ended: Change | None = None


@dataclass(frozen=True, slots=True)
class PublishedList:
    """A list as published. series: what tells the source's lists from those of another."""

    run_id: int
    series: str
    day: date
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ListDifference:
    """One difference of one list. source_says, registry_says: the name there, None: not there."""

    run_id: int
    day: date
    code: str
    kind: str
    source_says: str | None
    registry_says: str | None
    explanation: str


def list_differences(
    lists: Iterable[PublishedList], versions: Iterable[ListedVersion]
) -> list[ListDifference]:
    """All differences of all lists, by list and code. A list that agrees gives none."""
    of_code: defaultdict[str, list[ListedVersion]] = defaultdict(list)
    codes_of: defaultdict[str, list[str]] = defaultdict(list)
    for version in versions:
        of_code[version.code].append(version)
        codes_of[version.name].append(version.code)
    for spans in of_code.values():
        spans.sort(key=lambda version: version.valid.start)
    series: defaultdict[tuple[int, str], list[PublishedList]] = defaultdict(list)
    for one in lists:
        series[one.run_id, one.series].append(one)
    found: list[ListDifference] = []
    for editions in series.values():
        editions.sort(key=lambda one: one.day)
        for one in editions:
            found.extend(_of_list(one, editions, of_code, codes_of))
    return sorted(found, key=lambda one: (one.run_id, one.day, one.code))


def _of_list(
    one: PublishedList,
    editions: Sequence[PublishedList],
    of_code: Mapping[str, Sequence[ListedVersion]],
    codes_of: Mapping[str, Sequence[str]],
) -> Iterable[ListDifference]:
    standing = {
        code: version
        for code, spans in of_code.items()
        for version in spans
        if version.valid.holds(one.day)
    }
    for code in sorted({*one.names, *standing}):
        said, held = one.names.get(code), standing.get(code)
        if said == (held.name if held else None):
            continue
        kind, why = (
            _misnamed(said, code, one.day, of_code.get(code, ()), held)
            if said is not None
            else _absent(held, one.day, editions)
        )
        if kind in ("extra", "name"):
            why += _codes_of_name(said, code, codes_of)
        until = _agrees_again(code, said, one.day, editions)
        yield ListDifference(
            one.run_id, one.day, code, kind, said, held.name if held else None, why + until
        )


def _misnamed(
    said: str,
    code: str,
    day: date,
    spans: Sequence[ListedVersion],
    held: ListedVersion | None,
) -> tuple[str, str]:
    """The class and reason of a code and name that the registry does not hold on the day."""
    same = [version for version in spans if version.name == said]
    past = [v for v in same if v.valid.end is not None and v.valid.end <= day]
    future = [v for v in same if v.valid.start > day]
    # A name that was borne before and comes again later is the nearer one of the two.
    if past and (not future or _gap(day, past[-1].valid.end) <= _gap(future[0].valid.start, day)):
        return "later", (f"来源仍列{code} {said}的旧状态。{_ending(past[-1])}{_beginning(held)}")
    if future:
        return "earlier", (f"来源早于登记库的日期列出{code} {said}。{_beginning(future[0])}")
    if held is not None:
        known = "、".join(dict.fromkeys(version.name for version in spans))
        return "name", (
            f"来源笔误：{code}从未名为{said}，历年代码表所载名称为{known}。{_beginning(held)}"
        )
    if spans:
        known = "、".join(dict.fromkeys(version.name for version in spans))
        return "name", (f"来源笔误：{code}在该日未启用，其前后名称为{known}，从未名为{said}。")
    return "extra", f"来源笔误：历年代码表从未启用代码{code}（{said}）。"


def _codes_of_name(said: str | None, code: str, codes_of: Mapping[str, Sequence[str]]) -> str:
    """Under which codes of the same province the registry has the name, in words."""
    codes = dict.fromkeys(one for one in codes_of.get(said or "", ()) if one[:2] == code[:2])
    return f"登记库中{said}的代码为{'、'.join(codes)}。" if codes else ""


def _gap(later: date, earlier: date | None) -> timedelta:
    return later - earlier if earlier is not None else timedelta.max


def _absent(
    held: ListedVersion | None, day: date, editions: Sequence[PublishedList]
) -> tuple[str, str]:
    """The class and reason of a unit that the registry holds on the day and the list lacks."""
    assert held is not None
    before = any(one.day < day and held.code in one.names for one in editions)
    after = any(one.day > day and one.names.get(held.code) == held.name for one in editions)
    began, end = held.valid.start, held.valid.end
    if before == after and end is not None:
        # The series does not tell: the change nearer to the list is the one it differs in.
        before, after = end - day < day - began, end - day >= day - began
    elif before == after:
        after = day - began < timedelta(days=366)
        before = False
    if after:
        if began <= day and not _stood_long(held, day, editions):
            return "later", f"来源尚未列出{held.code} {held.name}。{_beginning(held)}"
    elif before and end is not None:
        return "earlier", f"来源已不列{held.code} {held.name}。{_ending(held)}"
    return "missing", (
        f"来源遗漏：{held.code} {held.name}在此日前后一直存在。{_beginning(held)}{_ending(held)}"
    )


def _stood_long(held: ListedVersion, day: date, editions: Sequence[PublishedList]) -> bool:
    """Whether the unit had stood in an earlier list of the series, so that this one dropped it."""
    return any(
        held.valid.start <= one.day < day and one.names.get(held.code) == held.name
        for one in editions
    )


def _agrees_again(code: str, said: str | None, day: date, editions: Sequence[PublishedList]) -> str:
    """When the source gives up what it says here, in words; empty where it never does."""
    for one in editions:
        if one.day > day and one.names.get(code) != said:
            shown = one.names.get(code)
            return f"该来源自{one.day}的表起" + (f"列为{shown}。" if shown else "不再列此代码。")
    return ""


def _beginning(version: ListedVersion | None) -> str:
    if version is None:
        return ""
    who, day = f"{version.code} {version.name}", version.valid.start
    change = version.began
    if change is None:
        return f"登记库自{day}的代码表起有{who}。"
    return f"登记库自{day}起为{who}（{_ground(change, day)}）。"


def _ending(version: ListedVersion) -> str:
    who, day = f"{version.code} {version.name}", version.valid.end
    if day is None:
        return f"登记库中{who}至今有效。"
    change = version.ended or Change()
    return f"登记库中{who}止于{day}（{_ground(change, day)}）。"


def _ground(change: Change, day: date) -> str:
    """Why the registry has the change on the day: its approval, or the list of the year."""
    documents = "、".join(change.document_nos)
    if change.approved_on == day:
        return f"{documents or '批复'}，{day}批准"
    if change.approved_on is not None:
        return (
            f"{documents or '批复'}，{change.approved_on}批准，不在该年度表的年份内，"
            f"按{day.year}年年度代码表"
        )
    if documents:
        return f"{documents}，批准日期不详，按{day.year}年年度代码表"
    return f"无批复日期记录，按{day.year}年年度代码表"
