"""When each group of changes takes effect on each basis of time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from spatial.divisions.derivation.decisions import Decision
from spatial.divisions.derivation.edges import Edge
from spatial.divisions.derivation.grouping import Group
from spatial.divisions.derivation.spans import Span
from spatial.temporal import Basis, list_day

_LISTS_BACK = 2
"""By how many years an approval may lie before its list and still be taken for that change's."""


@dataclass(frozen=True, slots=True)
class Dates:
    """The day of a group on each basis, and why it is not what a decision says.

    decided: whether the day on lists is that of a decision.
    """

    on: Mapping[Basis, date]
    decided: bool
    notes: tuple[str, ...]


def date_groups(
    groups: Sequence[Group],
    spans: Sequence[Span],
    edges: Sequence[Edge],
    decisions: Mapping[str, Decision],
    years: Sequence[int],
) -> list[Dates]:
    """The dates of the groups, which are in order of year; years: of all lists, in order.

    On announcements and approvals a change never takes effect before an earlier one of the same
    code, its parent or its children, nor before the first list: it waits, and a version between
    the two is passed over.
    """
    list_before = dict(zip(years[1:], years, strict=False))
    begun = list_day(years[0]) if years else date.min
    latest: dict[tuple[Basis, str, str], date] = {}
    found = []
    for group in groups:
        own = [decisions[key] for key in group.decisions]
        day = list_day(group.year)
        after = list_day(list_before[group.year])
        limited, touched, above = _codes(group, spans, edges)
        notes: list[str] = []
        on: dict[Basis, date] = {}
        within = [d.approved for d in own if d.approved and after < d.approved <= day]
        on[Basis.LIST] = max(within, default=day)
        wanted = {
            Basis.ANNOUNCED: [d.announced for d in own if d.announced],
            Basis.APPROVED: [d.approved for d in own if d.approved and _near(d.approved, group)],
        }
        for basis, days in wanted.items():
            if not days:
                notes.append(_UNDATED[basis])
            asked = max(days, default=day)
            bound = [
                latest[key]
                for key in (
                    *((basis, "limited", code) for code in limited | touched | above),
                    *((basis, "under", code) for code in limited),
                )
                if key in latest
            ]
            on[basis] = max([asked, begun, *bound])
            if on[basis] > asked:
                notes.append(
                    f"{_TITLES[basis]}日期 {asked} 早于有关单位前一变动或记录起点，"
                    f"按 {on[basis]} 生效"
                )
        notes += _notes(own, within, after, day)
        for basis, moment in on.items():
            for role, codes in (("limited", limited | touched), ("under", above)):
                for code in codes:
                    key = (basis, role, code)
                    latest[key] = max(moment, latest.get(key, moment))
        found.append(Dates(on, bool(within), tuple(notes)))
    return found


_TITLES = {Basis.ANNOUNCED: "公告", Basis.APPROVED: "批准"}
_UNDATED = {
    Basis.ANNOUNCED: "无公告日期：按公告口径取当年 12 月 31 日",
    Basis.APPROVED: "无批准日期：按批准口径取当年 12 月 31 日",
}


def _near(day: date, group: Group) -> bool:
    """Whether an approval can be that of a change which the list of the year shows first."""
    return list_day(group.year - 1 - _LISTS_BACK) < day <= list_day(group.year)


def _codes(
    group: Group, spans: Sequence[Span], edges: Sequence[Edge]
) -> tuple[set[str], set[str], set[str]]:
    """The codes that begin or end in the group, those that give or take area, their parents'."""
    own = [spans[place] for place in (*group.starts, *group.ends)]
    ends = [
        spans[place]
        for number in group.edges
        for place in (edges[number].before, edges[number].after)
        if place is not None
    ]
    return (
        {span.code for span in own},
        {span.code for span in ends},
        {span.parent_code for span in own if span.parent_code},
    )


def _notes(own: Sequence[Decision], within: Sequence[date], after: date, day: date) -> list[str]:
    notes = [
        f"{decision.number or '批准'}日期 {decision.approved} 不在代码表 {day.year} 年之内，"
        "按代码表口径不采用"
        for decision in own
        if decision.approved and not after < decision.approved <= day
    ]
    if len(set(within)) > 1:
        notes.append(f"同时生效的几个决定日期不同，取最晚的 {max(within)}")
    return notes
