"""What changes together: limits of spans that can only have one date.

Tied are the limits of spans that share area, of one code, of one decision, and of parent and
child where both begin or both end: so that at every day each code stands once and each unit under
one that stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from spatial.divisions.derivation.edges import Edge
from spatial.divisions.derivation.linking import Links
from spatial.divisions.derivation.spans import Span

_Node = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """What takes one date in the list of the year.

    starts, ends: places of spans. edges: places of edges. decisions: keys, in order.
    """

    year: int
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    edges: tuple[int, ...]
    decisions: tuple[str, ...]


class _Sets:
    """Disjoint sets, joined two by two (union-find with halved paths)."""

    def __init__(self) -> None:
        self._above: dict[_Node, _Node] = {}

    def top(self, node: _Node) -> _Node:
        above = self._above.setdefault(node, node)
        while above != node:
            self._above[node] = self._above[above]
            node = self._above[node]
            above = self._above[node]
        return node

    def join(self, one: _Node, other: _Node) -> None:
        self._above[self.top(one)] = self.top(other)

    def nodes(self) -> list[_Node]:
        return list(self._above)


def groups_of(
    spans: Sequence[Span],
    edges: Sequence[Edge],
    edge_decisions: Sequence[str | None],
    links: Links,
    first_year: int,
) -> list[Group]:
    """The groups of all lists after the first, in order of year.

    edge_decisions: the decision of each edge, by its place.
    """
    sets = _Sets()
    starting: dict[tuple[str, int], Span] = {}
    ending: dict[tuple[str, int], Span] = {}
    for span in spans:
        if span.first > first_year:
            sets.top(("start", span.first, span.place))
            starting[span.code, span.first] = span
        if span.until is not None:
            sets.top(("end", span.until, span.place))
            ending[span.code, span.until] = span
    for place, edge in enumerate(edges):
        _tie_edge(sets, spans, place, edge, edge_decisions[place])
    for kind, keys_of in (("start", links.starts), ("end", links.ends)):
        for place, keys in keys_of.items():
            limit = spans[place].first if kind == "start" else spans[place].until
            for key in keys:
                sets.join((kind, limit, place), ("decision", limit, key))
    _tie_codes_and_parents(sets, starting, ending)
    return _collected(sets)


def _tie_edge(
    sets: _Sets, spans: Sequence[Span], place: int, edge: Edge, decision: str | None
) -> None:
    node = ("edge", edge.year, place)
    sets.top(node)
    if edge.before is not None and spans[edge.before].until == edge.year:
        sets.join(node, ("end", edge.year, edge.before))
    if edge.after is not None and spans[edge.after].first == edge.year:
        sets.join(node, ("start", edge.year, edge.after))
    if decision is not None:
        sets.join(node, ("decision", edge.year, decision))


def _tie_codes_and_parents(
    sets: _Sets,
    starting: Mapping[tuple[str, int], Span],
    ending: Mapping[tuple[str, int], Span],
) -> None:
    for limits, others in ((starting, "start"), (ending, "end")):
        for (code, year), span in limits.items():
            node = (others, year, span.place)
            if others == "end" and (code, year) in starting:
                sets.join(node, ("start", year, starting[code, year].place))
            parent = limits.get((span.parent_code or "", year))
            if parent is not None:
                sets.join(node, (others, year, parent.place))


def _collected(sets: _Sets) -> list[Group]:
    members: defaultdict[_Node, list[_Node]] = defaultdict(list)
    for node in sets.nodes():
        members[sets.top(node)].append(node)
    groups = []
    for nodes in members.values():
        of: defaultdict[Hashable, list[Hashable]] = defaultdict(list)
        for kind, _, value in nodes:
            of[kind].append(value)
        groups.append(
            Group(
                year=int(str(nodes[0][1])),
                starts=tuple(sorted(int(str(v)) for v in of["start"])),
                ends=tuple(sorted(int(str(v)) for v in of["end"])),
                edges=tuple(sorted(int(str(v)) for v in of["edge"])),
                decisions=tuple(sorted(str(v) for v in of["decision"])),
            )
        )
    return sorted(groups, key=lambda group: (group.year, group.starts, group.ends, group.edges))
