"""From claims to the registry: versions with three periods, events with effects, differences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from spatial.divisions.derivation.claims import Claims, Difference, Move
from spatial.divisions.derivation.dating import Dates, date_groups
from spatial.divisions.derivation.decisions import Decision, applicable, decisions_of, digest
from spatial.divisions.derivation.edges import Edge, all_edges
from spatial.divisions.derivation.effects import Verdict, identity_roots, judge
from spatial.divisions.derivation.grouping import Group, groups_of
from spatial.divisions.derivation.linking import Links, link
from spatial.divisions.derivation.renewals import find_renewals
from spatial.divisions.derivation.spans import Span, choose_versions, spans_of, without_parent
from spatial.divisions.registry import (
    EffectRecord,
    EventRecord,
    Passed,
    Registry,
    StartBasis,
    VersionRecord,
    identity_id,
)
from spatial.divisions.unit_types import unit_type
from spatial.temporal import Basis, Period, list_day


def derive(claims: Claims) -> tuple[Registry, tuple[Difference, ...]]:
    """The registry that follows from the claims, and where a claim says other than it.

    Every yearly list is reproduced on basis `list`: a version that the lists hold from one year
    begins after the list before and not after 31 December of its own.
    """
    chosen, unlike = choose_versions(claims.versions)
    recorded, refused = applicable(claims, chosen)
    renewals = find_renewals(claims, chosen, recorded)
    spans = spans_of(chosen, {(one.code, one.year): one.reason for one in renewals})
    decisions = decisions_of(claims, recorded)
    edges = all_edges(spans, claims.list_years, decisions.values())
    links, unlinked = link(claims.scheme, spans, edges, claims.changes, renewals)
    keys = [links.of(edge, decisions) for edge in edges]
    groups = groups_of(spans, edges, keys, links, claims.list_years[0]) if spans else []
    dates = date_groups(groups, spans, edges, decisions, claims.list_years)
    verdicts = judge(claims.scheme, spans, edges)
    registry = Registry(
        claims.scheme,
        _versions(claims, spans, edges, verdicts, groups, dates),
        tuple(
            _events(claims.scheme, spans, edges, verdicts, keys, groups, dates, decisions, links)
        ),
    )
    orphans = without_parent(chosen, claims.list_years)
    return registry, (*unlike, *orphans, *refused, *unlinked)


def _versions(
    claims: Claims,
    spans: Sequence[Span],
    edges: Sequence[Edge],
    verdicts: Sequence[Verdict],
    groups: Sequence[Group],
    dates: Sequence[Dates],
) -> tuple[VersionRecord, ...]:
    began = {place: of for group, of in zip(groups, dates, strict=True) for place in group.starts}
    ended = {place: of for group, of in zip(groups, dates, strict=True) for place in group.ends}
    continuing = (e for e, verdict in zip(edges, verdicts, strict=True) if verdict.continues)
    roots = identity_roots(spans, continuing)
    found = []
    for span in spans:
        start, end = began.get(span.place), ended.get(span.place)
        periods = {basis: _period(span, start, end, basis) for basis in Basis}
        listed = periods[Basis.LIST]
        assert isinstance(listed, Period)
        root = spans[roots[span.place]]
        found.append(
            VersionRecord(
                code=span.code,
                name=span.name,
                level=span.level.value,
                type=unit_type(claims.scheme, span.code, span.name, span.level).value,
                parent_code=span.parent_code,
                identity=identity_id(claims.scheme, root.code, root.first),
                valid=listed,
                announced=periods[Basis.ANNOUNCED],
                approved=periods[Basis.APPROVED],
                start_basis=_start_basis(start),
                run_id=span.origin.run_id,
            )
        )
    return tuple(found)


def _period(span: Span, start: Dates | None, end: Dates | None, basis: Basis) -> Period | Passed:
    first = list_day(span.first) if start is None else start.on[basis]
    until = None if end is None else end.on[basis]
    return Passed.OVER if until is not None and until <= first else Period(first, until)


def _start_basis(start: Dates | None) -> StartBasis:
    if start is None:
        return StartBasis.RECORD_START
    return StartBasis.DECISION if start.decided else StartBasis.LIST


@dataclass(frozen=True, slots=True)
class _Part:
    """The edges of a group that one decision made, or that no decision is known of (key None)."""

    key: str | None
    places: tuple[int, ...]


def _parts(group: Group, keys: Sequence[str | None]) -> Iterable[_Part]:
    by_key: defaultdict[str | None, list[int]] = defaultdict(list)
    for place in group.edges:
        by_key[keys[place]].append(place)
    for decision in group.decisions:
        by_key.setdefault(decision, [])
    for key, places in by_key.items():
        yield _Part(key, tuple(places))


def _events(
    scheme: str,
    spans: Sequence[Span],
    edges: Sequence[Edge],
    verdicts: Sequence[Verdict],
    keys: Sequence[str | None],
    groups: Sequence[Group],
    dates: Sequence[Dates],
    decisions: Mapping[str, Decision],
    links: Links,
) -> Iterable[EventRecord]:
    for group, of in zip(groups, dates, strict=True):
        for part in _parts(group, keys):
            decision = decisions[part.key] if part.key is not None else None
            if not part.places and (decision is None or decision.approved is None):
                continue
            effects = tuple(
                _effect(spans, edges[place], verdicts[place], decision, links)
                for place in part.places
            )
            yield _event(scheme, spans, edges, group, of, part, decision, effects)


def _event(
    scheme: str,
    spans: Sequence[Span],
    edges: Sequence[Edge],
    group: Group,
    of: Dates,
    part: _Part,
    decision: Decision | None,
    effects: tuple[EffectRecord, ...],
) -> EventRecord:
    if decision is None:
        codes = sorted(
            f"{_code(spans, edges[place].before)}>{_code(spans, edges[place].after)}"
            for place in part.places
        )
        return EventRecord(
            key=f"{scheme}/{group.year}/~{digest(';'.join(codes))}",
            title=None,
            document_nos=(),
            approved_on=None,
            announced_on=None,
            effective_on=None,
            list_date=list_day(group.year),
            on_list=of.on[Basis.LIST],
            on_announced=of.on[Basis.ANNOUNCED],
            on_approved=of.on[Basis.APPROVED],
            effects=effects,
            date_notes=of.notes,
        )
    return EventRecord(
        key=decision.key,
        title=decision.title,
        document_nos=(decision.number,) if decision.number else (),
        approved_on=decision.approved,
        announced_on=decision.announced,
        effective_on=decision.effective,
        list_date=list_day(group.year),
        on_list=of.on[Basis.LIST],
        on_announced=of.on[Basis.ANNOUNCED],
        on_approved=of.on[Basis.APPROVED],
        effects=effects,
        date_notes=tuple(dict.fromkeys((*of.notes, *decision.date_notes))),
        wording=decision.wording,
        sources=decision.sources,
    )


def _code(spans: Sequence[Span], place: int | None) -> str:
    return "" if place is None else spans[place].code


def _effect(
    spans: Sequence[Span],
    edge: Edge,
    verdict: Verdict,
    decision: Decision | None,
    links: Links,
) -> EffectRecord:
    stated = edge.stated
    moved = stated.moved if stated is not None else ()
    if not moved and decision is not None:
        moved = _moved(spans, edge, decision.moves)
    notes = []
    if stated is not None and stated.seat:
        notes.append(f"驻地迁至{stated.seat}")
    if stated is not None and stated.note:
        notes.append(stated.note)
    if edge.before is not None and (edge.before, edge.after) in links.doubtful:
        notes.append("来源对此关系存疑")
    return EffectRecord(
        kind=verdict.kind,
        predecessor=edge.before,
        successor=edge.after,
        continues=verdict.continues,
        rule=verdict.rule,
        share=edge.share,
        successor_code=edge.successor_code,
        portion=None if stated is None else stated.portion,
        moved=moved,
        note="；".join(notes) or None,
    )


def _moved(spans: Sequence[Span], edge: Edge, moves: Iterable[Move]) -> tuple[str, ...]:
    """The lower units that the wording moves along the edge."""
    if edge.before is None or edge.after is None:
        return ()
    source, target = spans[edge.before].name, spans[edge.after].name
    found = [
        place
        for move in moves
        if move.source.endswith(source) and move.target.endswith(target)
        for place in move.places
    ]
    return tuple(dict.fromkeys(found))
