"""Which decision stands behind which edge: the lines of notices are put on spans and edges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from spatial.divisions.derivation.claims import ChangeClaim, Difference, Document, Op, Other, Same
from spatial.divisions.derivation.decisions import Decision, decision_key
from spatial.divisions.derivation.edges import Edge
from spatial.divisions.derivation.renewals import Renewal
from spatial.divisions.derivation.spans import Span
from spatial.temporal import list_day


@dataclass(slots=True)
class Links:
    """Keys of the decisions behind the ends and starts of spans, and behind edges.

    doubtful: pairs of spans whose relation the source itself marks as doubtful.
    """

    ends: defaultdict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    starts: defaultdict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    pairs: defaultdict[tuple[int, int], list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )
    doubtful: set[tuple[int, int]] = field(default_factory=set)

    def of(self, edge: Edge, decisions: Mapping[str, Decision]) -> str | None:
        """The decision of an edge: its own, else the one behind both its ends, else the latest."""
        if edge.decision is not None:
            return edge.decision
        end = self.ends[edge.before] if edge.before is not None else []
        start = self.starts[edge.after] if edge.after is not None else []
        pair = (
            self.pairs[edge.before, edge.after]
            if edge.before is not None and edge.after is not None
            else []
        )
        both = [key for key in end if key in start]
        for keys in (pair, both, start, end):
            known = [key for key in keys if decisions[key].year == edge.year]
            if known:
                return max(known, key=lambda key: (str(decisions[key].approved or ""), key))
        return None


@dataclass(slots=True)
class _Lists:
    """Spans by what lines of notices name them by."""

    by_start: dict[tuple[str, int], Span]
    by_end: dict[tuple[str, int], Span]
    by_code: defaultdict[str, list[Span]]
    by_name: defaultdict[str, list[Span]]

    def standing(self, code: str, year: int) -> Span | None:
        return next((span for span in self.by_code[code] if span.holds(year)), None)

    def named(self, other: Other, of: Span, year: int) -> Span | None:
        """The span of the list of the year that a relation of a unit means."""
        if other.name is Same.CODE:
            return self.standing(of.code, year)
        if other.name is Same.PARENT:
            return self.standing(of.parent_code or "", year)
        name = of.name if other.name is Same.NAME else other.name
        near = [span for span in self.by_name[name] if span.holds(year) and span.place != of.place]
        # 郊区 and 城区 stand in many cities: the one nearest by code is meant.
        near.sort(key=lambda span: (-_common(span.code, of.code), span.code))
        if not near and isinstance(other.name, str):
            return self._within(other.name, year)
        return near[0] if near else None

    def _within(self, name: str, year: int) -> Span | None:
        """The span whose name stands after that of its parent: 临沂市河东区."""
        for at in range(2, len(name) - 1):
            for span in self.by_name.get(name[at:], ()):
                parent = self.standing(span.parent_code or "", year)
                if span.holds(year) and parent is not None and parent.name == name[:at]:
                    return span
        return None


def _common(one: str, other: str) -> int:
    length = 0
    while length < len(one) and one[: length + 1] == other[: length + 1]:
        length += 1
    return length


def link(
    scheme: str,
    spans: Sequence[Span],
    edges: Iterable[Edge],
    changes: Iterable[ChangeClaim],
    renewals: Iterable[Renewal],
) -> tuple[Links, list[Difference]]:
    """The links of all lines, and a difference for each line that fits no unit or no edge."""
    links = Links()
    differences: list[Difference] = []
    lists = _Lists({}, {}, defaultdict(list), defaultdict(list))
    for span in spans:
        lists.by_start[span.code, span.first] = span
        if span.until is not None:
            lists.by_end[span.code, span.until] = span
        lists.by_code[span.code].append(span)
        lists.by_name[span.name].append(span)
    pairs: defaultdict[int, set[tuple[int, int]]] = defaultdict(set)
    for edge in edges:
        if edge.before is not None and edge.after is not None:
            pairs[edge.year].add((edge.before, edge.after))
    for renewal in renewals:
        links.ends[lists.by_end[renewal.code, renewal.year].place].append(renewal.decision)
        links.starts[lists.by_start[renewal.code, renewal.year].place].append(renewal.decision)
    for change in changes:
        problem = _place(links, lists, pairs[change.year], change, scheme)
        if problem is not None:
            differences.append(problem)
    return links, differences


def _place(
    links: Links,
    lists: _Lists,
    pairs: set[tuple[int, int]],
    change: ChangeClaim,
    scheme: str,
) -> Difference | None:
    """Puts one line on its span and edges; a difference where it fits none."""
    year = change.year
    key = _key(scheme, year, change.document)
    span: Span | None
    if change.op is Op.ADD:
        span = lists.by_start.get((change.code, year))
    elif change.op is Op.REMOVE:
        span = lists.by_end.get((change.code, year))
    else:
        span = lists.standing(change.code, year - 1) or lists.standing(change.code, year)
    if span is None:
        through = lists.standing(change.code, year)
        if through is not None and through.first < year and through.name == change.name:
            return _difference(
                change,
                "relation",
                _lasting(through),
                "只是上级更名，代码与名称未变：不作该单位的变动",
            )
        return _difference(change, "unknown_unit", None, "沿革中没有这样的单位或变动，此行未采用")
    if key is not None and change.op is Op.ADD:
        links.starts[span.place].append(key)
    if key is not None and change.op is Op.REMOVE:
        links.ends[span.place].append(key)
    if span.name != change.name:
        return _difference(change, "name", span.name, "名称与沿革不同，以沿革为准")
    astray: list[str] = []
    for other in change.others:
        outward = change.outward is True
        found = lists.named(other, span, year if outward else year - 1)
        pair = None if found is None else _pair(span, found, outward)
        if found is not None and pair is not None and pair in pairs:
            both = [d for d in change.documents if span.name in d.text and found.name in d.text]
            of_pair = _key(scheme, year, both[0]) if both else key
            if of_pair is not None:
                links.pairs[pair].append(of_pair)
            if other.doubtful:
                links.doubtful.add(pair)
        elif found is None or found.place != span.place:
            astray.append(other.name)
    if astray:
        named = "、".join("同名单位" if n == "_" else "同代码" if n == "." else
                         "上级" if n == ".." else n for n in astray)  # fmt: skip
        way = "去往" if change.outward else "来自"
        return _difference(
            change, "relation", None, f"来源称有面积{way}{named}，沿革没有这一去向，以沿革为准"
        )
    return None


def _lasting(span: Span) -> str:
    return f"{span.name} {span.first}–{'' if span.until is None else span.until - 1}"


def _key(scheme: str, year: int, document: Document | None) -> str | None:
    if document is None:
        return None
    return decision_key(scheme, year, document.number, document.text)


def _pair(span: Span, other: Span, outward: bool) -> tuple[int, int]:
    return (span.place, other.place) if outward else (other.place, span.place)


def _difference(
    change: ChangeClaim, kind: str, registry_says: str | None, explanation: str
) -> Difference:
    others = ",".join(str(other.name) for other in change.others)
    sign = {True: ">", False: "<", None: ""}[change.outward]
    return Difference(
        run_id=change.origin.run_id,
        as_of=list_day(change.year),
        code=change.code,
        kind=kind,
        source_says=f"{change.op} {change.name} {sign}{others}".strip(),
        registry_says=registry_says,
        explanation=f"{change.origin.record}：{explanation}",
    )
