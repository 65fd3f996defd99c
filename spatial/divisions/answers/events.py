"""Events: what happened in a place between two days, and one decision whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, text

from spatial.division_codes import Level
from spatial.divisions.answers.lineages import Span
from spatial.divisions.answers.spans import CodeSpan
from spatial.divisions.effects import Effect, EventDates, dates_of, effects_of
from spatial.divisions.footing import Footing, in_utc
from spatial.divisions.registry import ChangeKind
from spatial.divisions.versions import UnitVersion, versions_by_id
from spatial.errors import UnknownEvent


@dataclass(frozen=True, slots=True)
class Event:
    """A decision with all that it did, see `registry.EventRecord`.

    known_to: when it was corrected, None while it is held for true. versions: those that its
    effects name, by id.
    """

    id: int
    key: str
    title: str | None
    document_nos: tuple[str, ...]
    dates: EventDates
    date_notes: tuple[str, ...]
    wording: str | None
    sources: Sequence[dict[str, str]]
    known_to: datetime | None
    effects: tuple[Effect, ...]
    versions: dict[int, UnitVersion]


@dataclass(frozen=True, slots=True)
class EventQuestion:
    """Which events: of a span of days, a kind, a level, on units whose codes are in a span."""

    span: Span
    kind: ChangeKind | None = None
    level: Level | None = None
    within: CodeSpan | None = None


def event_ids(
    connection: Connection,
    footing: Footing,
    question: EventQuestion,
    *,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[list[int], int]:
    """The ids of a page of events, in order of time, and how many there are in all."""
    bound: dict[str, Any] = {
        "after": question.span.first,
        "until": question.span.last,
        "kind": question.kind,
        "level": question.level,
        "low": None if question.within is None else question.within.low,
        "high": None if question.within is None else question.within.high,
    }
    statement = footing.viewpoint.sql("spatial.divisions.answers", "events_between")
    bound |= footing.viewpoint.parameters
    rows = connection.execute(statement, bound | {"rows": limit, "skip": offset}).all()
    if rows or offset == 0:
        return [row.id for row in rows], rows[0].total if rows else 0
    # A page behind the last one has no row that could tell the total.
    first = connection.execute(statement, bound | {"rows": 1, "skip": 0}).one_or_none()
    return [], 0 if first is None else first.total


def events_whole(connection: Connection, footing: Footing, ids: Sequence[int]) -> list[Event]:
    """The events of the ids with their effects, in order of time."""
    if not ids:
        return []
    rows = connection.execute(
        footing.viewpoint.sql("spatial.divisions.answers", "events_by_id"), {"ids": list(ids)}
    ).all()
    effects: defaultdict[int, list[Effect]] = defaultdict(list)
    for effect in effects_of(connection, footing.viewpoint, events=ids):
        effects[effect.event_id].append(effect)
    named = {
        version_id
        for some in effects.values()
        for effect in some
        for version_id in (effect.predecessor_id, effect.successor_id)
        if version_id is not None
    }
    versions = versions_by_id(connection, footing.viewpoint, named)
    return [_event(row, tuple(effects[row.id]), versions) for row in rows]


def event_of(connection: Connection, footing: Footing, event_id: int) -> Event:
    """One event whole. Raises UnknownEvent: there is none, or it was not held for true then."""
    known = connection.execute(
        text(
            "SELECT known @> CAST(:known_at AS timestamptz) AS held, upper(known) AS known_to,"
            " lower(known) AS known_from, key FROM division_event"
            " WHERE id = :id AND scheme = :scheme"
        ),
        footing.viewpoint.parameters | {"id": event_id},
    ).one_or_none()
    if known is None:
        raise UnknownEvent(
            f"there is no event {event_id} of the scheme {footing.viewpoint.scheme}",
            reason="unknown",
        )
    if not known.held:
        raise _not_held(connection, footing, event_id, known)
    [event] = events_whole(connection, footing, [event_id])
    return event


def _not_held(
    connection: Connection, footing: Footing, event_id: int, known: Row[Any]
) -> UnknownEvent:
    instead = connection.execute(
        text(
            "SELECT id FROM division_event WHERE key = :key"
            " AND known @> CAST(:known_at AS timestamptz)"
        ),
        footing.viewpoint.parameters | {"key": known.key},
    ).scalar_one_or_none()
    until = None if known.known_to is None else in_utc(known.known_to)
    early = footing.viewpoint.known_at is not None and footing.viewpoint.known_at < known.known_from
    return UnknownEvent(
        f"the event {event_id} was held for true from {in_utc(known.known_from)} until "
        f"{until or 'now'}, not at the instant asked for",
        reason="not_yet_known" if early else "corrected",
        known_from=in_utc(known.known_from),
        known_to=until,
        instead=instead,
    )


def _event(row: Row[Any], effects: tuple[Effect, ...], versions: dict[int, UnitVersion]) -> Event:
    return Event(
        id=row.id,
        key=row.key,
        title=row.title,
        document_nos=tuple(row.document_nos),
        dates=dates_of(row),
        date_notes=tuple(row.date_notes),
        wording=row.wording,
        sources=row.sources,
        known_to=row.known_to,
        effects=effects,
        versions={
            version_id: versions[version_id]
            for effect in effects
            for version_id in (effect.predecessor_id, effect.successor_id)
            if version_id in versions
        },
    )


def day_shown(effect: Effect) -> tuple[int, date] | None:
    """Which version shows the place of an effect, and on what day: the one after it, or before."""
    if effect.successor_id is not None:
        return effect.successor_id, effect.dates.on_day
    if effect.predecessor_id is not None:
        before = effect.dates.on_day.toordinal() - 1
        return effect.predecessor_id, date.fromordinal(before)
    return None
