"""Which span's area lies in which, list by list: what the record says and what it implies."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from spatial.divisions.coverage.lineage import Lineage, Succession, Unit
from spatial.divisions.derivation.claims import EffectClaim
from spatial.divisions.derivation.decisions import Decision
from spatial.divisions.derivation.spans import Span
from spatial.divisions.registry import ChangeKind, Share


@dataclass(frozen=True, slots=True)
class Edge:
    """Area of one span that lies in another from the list of the year on.

    before, after: places of spans; None: it came from nothing, or went to nothing, on record.
    recorded: the history names the successor; else it is implied by the lists.
    stated: what a recorded decision says of the pair; decision: the key of that decision.
    successor_code: a code that is named where no span bears it.
    """

    year: int
    before: int | None
    after: int | None
    share: Share
    recorded: bool
    stated: EffectClaim | None = None
    decision: str | None = None
    successor_code: str | None = None


def all_edges(
    spans: Sequence[Span], years: Sequence[int], decisions: Iterable[Decision]
) -> list[Edge]:
    """Every edge between two lists that is a change, with those of recorded decisions."""
    units = [
        Unit(
            id=span.place,
            code=span.code,
            name=span.name,
            level=span.level,
            parent_code=span.parent_code,
            first=span.first,
            until=span.until,
            successions=tuple(Succession(s.code, s.year) for s in span.successors),
        )
        for span in spans
    ]
    lineage = Lineage(units, years)
    stated: defaultdict[int, list[Decision]] = defaultdict(list)
    for decision in decisions:
        if decision.effects:
            stated[decision.year].append(decision)
    starting: defaultdict[int, list[Span]] = defaultdict(list)
    ending: defaultdict[int, list[Span]] = defaultdict(list)
    for span in spans:
        starting[span.first].append(span)
        if span.until is not None:
            ending[span.until].append(span)
    found: list[Edge] = []
    for year in sorted(lineage.moments)[1:]:
        transition = lineage.transition(year)
        pairs = {
            pair
            for pair in transition.edges | transition.partial
            # A city that holds land again stays its own predecessor: no change of its own.
            if pair[0] != pair[1]
        }
        edges = _edges(spans, year, pairs)
        edges += _stated(lineage, year, edges, stated[year])
        edges += _without_end(year, edges, starting[year], ending[year])
        found.extend(edges)
    return found


def _edges(spans: Sequence[Span], year: int, pairs: Iterable[tuple[int, int]]) -> list[Edge]:
    pairs = sorted(pairs)
    parts = Counter(before for before, _ in pairs)
    found = []
    for before, after in pairs:
        span = spans[before]
        named = [s for s in span.successors if s.year == year and s.code == spans[after].code]
        ends = span.until == year
        whole = ends and (parts[before] == 1 or any(s.whole for s in named))
        share = Share.WHOLE if whole else Share.PART
        found.append(Edge(year, before, after, share, recorded=bool(named)))
    return found


def _stated(
    lineage: Lineage[int], year: int, edges: list[Edge], decisions: Iterable[Decision]
) -> list[Edge]:
    """Puts what decisions state on the edges of the list, and returns what only they know."""
    list_before = lineage.moments[lineage.moments.index(year) - 1]
    earlier, later = (lineage.list_of(y).units for y in (list_before, year))
    place_of = {(edge.before, edge.after): i for i, edge in enumerate(edges)}
    extra = []
    for decision in decisions:
        for effect in decision.effects:
            before = earlier[effect.from_code].id if effect.from_code else None
            after = later[effect.to_code].id if effect.to_code else None
            known = place_of.get((before, after))
            share = effect.share
            if known is None or effect.kind is ChangeKind.SEAT:
                extra.append(Edge(year, before, after, share, True, effect, decision.key))
            else:
                edges[known] = Edge(year, before, after, share, True, effect, decision.key)
    return extra


def _without_end(
    year: int, edges: Iterable[Edge], starting: Iterable[Span], ending: Iterable[Span]
) -> list[Edge]:
    """Edges for spans that begin of nothing on record, and those that end in nothing."""
    came = {edge.after for edge in edges if edge.share is not Share.NONE}
    went = {edge.before for edge in edges if edge.share is not Share.NONE}
    found = [
        Edge(year, None, span.place, Share.UNKNOWN, recorded=False)
        for span in starting
        if span.place not in came
    ]
    for span in ending:
        if span.place not in went:
            codes = [s.code for s in span.successors if s.year == year]
            found.append(
                Edge(
                    year,
                    span.place,
                    None,
                    Share.UNKNOWN,
                    recorded=bool(codes),
                    successor_code=codes[0] if codes else None,
                )
            )
    return found


InYear = Mapping[tuple[int, int], list[Edge]]
"""Edges by list year and the place of a span."""


def grouped_edges(edges: Iterable[Edge]) -> tuple[InYear, InYear]:
    """The edges out of each span and into each span, list by list.

    Seats are left out: no area moves with them.
    """
    out: defaultdict[tuple[int, int], list[Edge]] = defaultdict(list)
    into: defaultdict[tuple[int, int], list[Edge]] = defaultdict(list)
    for edge in edges:
        if edge.share is Share.NONE:
            continue
        if edge.before is not None:
            out[edge.year, edge.before].append(edge)
        if edge.after is not None:
            into[edge.year, edge.after].append(edge)
    return out, into
