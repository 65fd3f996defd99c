"""Townships of the ministry's scheme, as far as the yearly tables of changes tell of them. Pure.

The tables tell of changes only, so what never changed is not here, and of even years only, so that
what lies between is open: a unit that a change names began some time before the list of the year
before (`first_mention`); one that a table set up goes on until another says otherwise. A township
cannot outlast the code of its county, for its own code begins with it.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, groupby

from spatial.division_codes import Level
from spatial.divisions.derivation.code_spans import CodeSpans, Moment
from spatial.divisions.derivation.township_changes import (
    Township,
    TownshipChange,
    TownshipClaim,
    township_changes,
)
from spatial.divisions.derivation.township_effects import TownshipEffect, TownshipSpan, effects_of
from spatial.divisions.registry import (
    ChangeKind,
    EffectRecord,
    EventRecord,
    Registry,
    Share,
    StartBasis,
    VersionRecord,
    identity_id,
)
from spatial.divisions.unit_types import unit_type
from spatial.temporal import list_day

SCHEME = "mca"
_YEAR_ONLY = "来源只载年份与文号，无批准、公告日期：各时间基准均自当年12月31日起算"
_WITH_COUNTY = "来源只载年份与文号，无批准、公告日期：自所属县级代码停用之日起算"


@dataclass(slots=True)
class _Event:
    key: str
    moment: Moment
    year: int
    document_nos: tuple[str, ...] = ()
    title: str | None = None
    notes: tuple[str, ...] = ()
    basis: StartBasis = StartBasis.LIST
    effects: list[TownshipEffect] = field(default_factory=list)


def with_townships(
    registry: Registry, claims: Iterable[TownshipClaim]
) -> tuple[Registry, list[TownshipChange]]:
    """The registry with the townships of the claims and their events, and the changes left out.

    Versions of the registry keep their places. Effects of a decision that the registry has under
    the same document number join its event and take its dates. A change of a township that the
    registry has already, from lists, is left out: lists go before a table of changes.
    """
    listed = {one.code for one in registry.versions if one.level == Level.TOWNSHIP}
    book = _Book(registry)
    left_out: list[TownshipChange] = []
    for _, changes in groupby(township_changes(claims), key=lambda change: change.year):
        taken: list[TownshipChange] = []
        for change in changes:
            known = any(unit.code in listed for unit in (*change.old, *change.new))
            (left_out if known else taken).append(change)
        if taken:
            book.take_year(taken)
    return book.registry(), left_out


class _Book:
    """The townships so far: which stand, which have ended, and by which events."""

    def __init__(self, registry: Registry) -> None:
        self._base = registry
        self._counties = CodeSpans(registry.versions)
        self._decisions = {
            (number, event.list_date): event
            for event in registry.events
            for number in event.document_nos
        }
        self._standing: dict[str, TownshipSpan] = {}
        self._mentioned: dict[Township, TownshipSpan] = {}
        self._of_code: defaultdict[str, list[TownshipSpan]] = defaultdict(list)
        self._named: Counter[str] = Counter()
        self._events: dict[str, _Event] = {}

    def take_year(self, changes: Sequence[TownshipChange]) -> None:
        """Takes the changes of one table; years come in order."""
        before = Moment.on(list_day(changes[0].year - 1))
        self._mentioned.clear()
        for change in changes:
            for unit in change.old:
                self._mention(unit, change, before)
            if change.absorbs:
                for unit in change.new:
                    self._mention(unit, change, before)
        events = [self._event(change) for change in changes]
        ended = [
            self._close(change, event.moment) for change, event in zip(changes, events, strict=True)
        ]
        named_old = Counter(unit for change in changes for unit in change.old)
        named_new = Counter(unit for change in changes for unit in change.new)
        for change, event, olds in zip(changes, events, ended, strict=True):
            news = [self._open(unit, change, event) for unit in change.new]
            sole = all(named_old[one] == 1 for one in change.old) and all(
                named_new[one] == 1 for one in change.new
            )
            event.effects.extend(effects_of(change, olds, news, sole=sole))

    def _mention(self, unit: Township, change: TownshipChange, before: Moment) -> None:
        """Makes sure that the unit stands before the changes of the year."""
        standing = self._standing.get(unit.code)
        if standing is not None and standing.unit == unit:
            self._mentioned[unit] = standing
            return
        year = change.year - 1
        span = self._begin(unit, before, StartBasis.FIRST_MENTION, year, change.run_id)
        self._mentioned[unit] = span
        if standing is None:
            return
        standing.end = before
        event = self._events.setdefault(
            f"{SCHEME}/township/undocumented/{unit.code}/{year}",
            _Event(f"{SCHEME}/township/undocumented/{unit.code}/{year}", before, year),
        )
        event.notes = (f"资料未载该变更；最迟在{year}年12月31日之前",)
        event.effects.append(
            TownshipEffect(
                ChangeKind.RENAME,
                standing,
                span,
                False,
                "同一代码前后名称不同，变更未见于资料，存疑时另立标识",
                Share.UNKNOWN,
            )
        )

    def _begin(
        self, unit: Township, start: Moment, basis: StartBasis, year: int, run_id: int
    ) -> TownshipSpan:
        identity = identity_id(SCHEME, unit.code, year)
        self._named[identity] += 1
        if self._named[identity] > 1:
            # Tables that contradict themselves let a code begin twice in one year.
            identity = f"{identity}~{self._named[identity]}"
        span = TownshipSpan(unit, start, basis, year, run_id, identity)
        for before in self._of_code[unit.code]:
            if before.end is not None:
                # Two decisions of a year may take effect on two days of it: a code stands once.
                before.end = before.end.or_earlier(start)
        self._of_code[unit.code].append(span)
        self._standing[unit.code] = span
        return span

    def _event(self, change: TownshipChange) -> _Event:
        """The event of the change: one for each approval of a year."""
        year = change.year
        if change.approval:
            key = f"{SCHEME}/township/{year}/{change.approval}"
        else:
            codes = ",".join(unit.code for unit in (*change.old, *change.new))
            digest = hashlib.sha256(codes.encode()).hexdigest()[:12]
            key = f"{SCHEME}/township/{year}/{digest}"
        if key in self._events:
            return self._events[key]
        day = list_day(year)
        decision = next(
            (
                self._decisions[number, day]
                for number in change.document_nos
                if (number, day) in self._decisions
            ),
            None,
        )
        if decision is not None:
            moment = Moment(decision.on_list, decision.on_announced, decision.on_approved)
            event = self._events.setdefault(decision.key, _Event(decision.key, moment, year))
            if decision.on_list == decision.approved_on:
                event.basis = StartBasis.DECISION
        else:
            # The codes of townships turn over on the day on which that of their county does.
            of_county = self._counties.turn(
                [unit.county_code for unit in change.old], list_day(year - 1), day
            )
            event = _Event(key, of_county or Moment.on(day), year, change.document_nos)
            event.notes = (_YEAR_ONLY if of_county is None else _WITH_COUNTY,)
            event.title = None if change.document_nos else change.approval or None
        self._events[key] = event
        return event

    def _close(self, change: TownshipChange, moment: Moment) -> list[TownshipSpan]:
        """The spans of the old units, ended but for a unit that the change leaves as it is.

        A unit that an earlier change of the year has ended is ended once.
        """
        olds = [self._mentioned[unit] for unit in change.old]
        for span in olds:
            if span.end is None and span.unit not in change.new:
                span.end = moment
                self._standing.pop(span.unit.code)
        return olds

    def _open(self, unit: Township, change: TownshipChange, event: _Event) -> TownshipSpan:
        standing = self._standing.get(unit.code)
        if standing is not None:
            if standing.unit == unit:
                return standing
            standing.end = event.moment
            event.effects.append(
                TownshipEffect(
                    ChangeKind.ABOLISH,
                    standing,
                    None,
                    False,
                    "代码已另给他单位，原单位的变更未见于资料",
                    Share.UNKNOWN,
                )
            )
        return self._begin(unit, event.moment, event.basis, change.year, change.run_id)

    def registry(self) -> Registry:
        """The base with the townships, each within the days on which its county's code stands."""
        versions: list[VersionRecord] = []
        places: dict[int, int] = {}
        for span in chain.from_iterable(self._of_code.values()):
            version = self._version(span)
            if version is not None:
                places[id(span)] = len(self._base.versions) + len(versions)
                versions.append(version)
        added: defaultdict[str, list[EffectRecord]] = defaultdict(list)
        for event in {id(event): event for event in self._events.values()}.values():
            added[event.key].extend(_records(event, places))
        events = [
            replace(event, effects=(*event.effects, *added.pop(event.key, ())))
            for event in self._base.events
        ]
        events.extend(
            _record(event, added[event.key])
            for event in self._events.values()
            if added.get(event.key)
        )
        unique = {event.key: event for event in events}
        return Registry(
            self._base.scheme, (*self._base.versions, *versions), tuple(unique.values())
        )

    def _version(self, span: TownshipSpan) -> VersionRecord | None:
        """The version of a span; None where its county's code leaves it no day on the lists."""
        unit = span.unit
        parent, county = self._counties.parent_of(unit.code, span.start.on_list)
        stood = county.between(span.start, span.end)
        if stood is None:
            return None
        if span.end is None and county.end is not None:
            self._ended_with_county(span, county.end)
        return VersionRecord(
            code=unit.code,
            name=unit.name,
            level=Level.TOWNSHIP.value,
            type=unit_type(SCHEME, unit.code, unit.name, Level.TOWNSHIP).value,
            parent_code=parent,
            identity=span.identity,
            valid=stood.valid,
            announced=stood.announced,
            approved=stood.approved,
            start_basis=span.basis,
            run_id=span.run_id,
        )

    def _ended_with_county(self, span: TownshipSpan, moment: Moment) -> None:
        county = span.unit.county_code
        key = f"{SCHEME}/township/county-code-ended/{county}/{moment.on_list}"
        event = self._events.setdefault(key, _Event(key, moment, moment.on_list.year))
        event.notes = (f"县级代码{county}停用，乡级代码随之停用",)
        event.effects.append(
            TownshipEffect(
                ChangeKind.CODE,
                span,
                None,
                False,
                "县级代码停用，乡级代码随之停用；新代码未见于资料",
                Share.UNKNOWN,
            )
        )


def _records(event: _Event, places: Mapping[int, int]) -> Iterable[EffectRecord]:
    for effect in event.effects:
        old = None if effect.old is None else places.get(id(effect.old))
        new = None if effect.new is None else places.get(id(effect.new))
        if old is None and new is None:
            continue
        yield EffectRecord(
            kind=effect.kind,
            predecessor=old,
            successor=new,
            continues=effect.continues and old is not None and new is not None,
            rule=effect.rule,
            share=effect.share,
            successor_code=effect.new.unit.code if effect.new and new is None else None,
            note=effect.note,
        )


def _record(event: _Event, effects: Sequence[EffectRecord]) -> EventRecord:
    return EventRecord(
        key=event.key,
        title=event.title,
        document_nos=event.document_nos,
        approved_on=None,
        announced_on=None,
        effective_on=None,
        list_date=list_day(event.year),
        on_list=event.moment.on_list,
        on_announced=event.moment.on_announced,
        on_approved=event.moment.on_approved,
        effects=tuple(effects),
        date_notes=event.notes,
        sources=({"name": f"乡级行政区划变更表（{event.year}年）"},),
    )
