"""What each edge did, of which kind it is, and whether an identity goes on through it.

The rules are those of table 1.4 of the field: an identity goes on through a rename, a change of
subordination (also 代管), of code, of seat, of limits, when a part moves, and through a change of
type with exactly one whole predecessor and one whole successor. It ends with abolition, with a
merger, and where a decision abolishes and sets up anew. In doubt a new one begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spatial.division_codes import Level
from spatial.divisions.derivation.edges import Edge, InYear, grouped_edges
from spatial.divisions.derivation.spans import Span
from spatial.divisions.registry import ChangeKind, Share
from spatial.divisions.unit_types import unit_type

_ENDINGS = (
    "自治县", "自治州", "自治旗", "自治区", "地区", "林区", "特区", "新区", "矿区",
    "省", "市", "区", "县", "旗", "盟",
)  # fmt: skip
"""Generic parts of names of counties and above, the longer ones first."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The kind of an edge, and whether the identity goes on through it, with the rule."""

    kind: ChangeKind
    continues: bool
    rule: str


def judge(scheme: str, spans: Sequence[Span], edges: Sequence[Edge]) -> list[Verdict]:
    """The verdict on each edge. No span has two that go on into it, or two out of it."""
    out, into = grouped_edges(edges)
    going_on = _going_on(scheme, spans, edges, out, into)
    gone_on_into = {edges[place].after for place in going_on}
    return [
        _verdict(scheme, spans, edge, going_on.get(place), out, into, gone_on_into)
        for place, edge in enumerate(edges)
    ]


def _going_on(
    scheme: str,
    spans: Sequence[Span],
    edges: Sequence[Edge],
    out: InYear,
    into: InYear,
) -> dict[int, str]:
    """The places of the edges through which an identity goes on, with the rule of each.

    The surest rules come first: of two that claim one span the first has it.
    """
    offers = []
    for place, edge in enumerate(edges):
        found = _rule(scheme, spans, edge, out, into)
        if found is not None:
            offers.append((*found, place))
    taken_before: set[int] = set()
    taken_after: set[int] = set()
    accepted: dict[int, str] = {}
    for _, rule, place in sorted(offers):
        before, after = edges[place].before, edges[place].after
        assert before is not None
        assert after is not None
        if before not in taken_before and after not in taken_after:
            taken_before.add(before)
            taken_after.add(after)
            accepted[place] = rule
    return accepted


def _rule(
    scheme: str,
    spans: Sequence[Span],
    edge: Edge,
    out: InYear,
    into: InYear,
) -> tuple[int, str] | None:
    """The rule by which an identity may go on through the edge, with its rank; None: it ends."""
    if edge.before is None or edge.after is None or edge.share is Share.NONE:
        return None
    before, after = spans[edge.before], spans[edge.after]
    if before.until != edge.year or after.first != edge.year:
        return None
    if edge.stated is not None and edge.stated.continues is not None:
        return (0, "决定载明延续") if edge.stated.continues else None
    if after.new_of is not None:
        return None
    if before.code == after.code:
        return 1, "代码未变：更名或上级变动不改变其为同一单位"
    whole = edge.share is Share.WHOLE
    if whole and before.name == after.name and before.level == after.level:
        return 2, "名称与建制未变，整体承接：隶属（代管）或代码变更不改变其为同一单位"
    year = edge.year
    if whole and len(out[year, edge.before]) == 1 and len(into[year, edge.after]) == 1:
        return 3, "一个整体前身、一个整体后继：建制类型变更不改变其为同一单位"
    return None


def _verdict(
    scheme: str,
    spans: Sequence[Span],
    edge: Edge,
    rule: str | None,
    out: InYear,
    into: InYear,
    gone_on_into: set[int | None],
) -> Verdict:
    stated = edge.stated.kind if edge.stated is not None else None
    if edge.before is None:
        return Verdict(stated or ChangeKind.ESTABLISH, False, "来源未载前身：新的单位")
    if edge.after is None:
        return Verdict(stated or ChangeKind.ABOLISH, False, "来源未载后继：单位终止")
    before, after = spans[edge.before], spans[edge.after]
    if rule is not None:
        return Verdict(stated or _kind_going_on(scheme, before, after), True, rule)
    if before is after:
        return Verdict(stated or ChangeKind.BOUNDARY, True, "同一单位")
    stood = after.first < edge.year or edge.after in gone_on_into
    if before.until != edge.year:
        kind = ChangeKind.TRANSFER if stood else ChangeKind.ESTABLISH
        return Verdict(stated or kind, False, "只有部分辖地划出：原单位本身延续")
    if after.new_of is not None and before.code == after.code:
        return Verdict(stated or ChangeKind.MERGE, False, after.new_of)
    if stood:
        return Verdict(stated or ChangeKind.MERGE, False, "并入继续存在的单位：被撤销者终止")
    if len(into[edge.year, edge.after]) > 1:
        return Verdict(stated or ChangeKind.MERGE, False, "由几个单位合设：新的单位")
    if len(out[edge.year, edge.before]) > 1:
        return Verdict(stated or ChangeKind.SPLIT, False, "由一个单位分设：新的单位")
    return Verdict(stated or ChangeKind.TYPE, False, "是否同一单位存疑：作新的单位，由事件相连")


def _kind_going_on(scheme: str, before: Span, after: Span) -> ChangeKind:
    """The kind of a change through which a unit goes on, by what it changes."""
    same_type = before.level == after.level and _type(scheme, before) == _type(scheme, after)
    if not same_type:
        return ChangeKind.TYPE
    if specific_part(before.name) != specific_part(after.name):
        return ChangeKind.RENAME
    if before.parent_code != after.parent_code:
        return ChangeKind.SUBORDINATION
    return ChangeKind.RENAME if before.name != after.name else ChangeKind.CODE


def _type(scheme: str, span: Span) -> str:
    return unit_type(scheme, span.code, span.name, Level(span.level)).value


def specific_part(name: str) -> str:
    """The name without its generic part (通名), where something is left of it.

    >>> specific_part("密云县"), specific_part("密云区"), specific_part("郊区")
    ('密云', '密云', '郊区')
    """
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return name[: -len(ending)]
    return name


def identity_roots(spans: Sequence[Span], continuing: Iterable[Edge]) -> list[int]:
    """For each span the place of the first span of its identity."""
    above = {edge.after: edge.before for edge in continuing if edge.before != edge.after}
    roots = []
    for span in spans:
        place = span.place
        while (earlier := above.get(place)) is not None:
            place = earlier
        roots.append(place)
    return roots
