"""Effects of events on versions, each with the document and the dates of its event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row

from spatial.divisions.viewpoint import Viewpoint


@dataclass(frozen=True, slots=True)
class EventDates:
    """The dates of an event, None where nobody says them.

    approved_on 批复, announced_on 公告, effective_on 实际生效. list_date: of the list that first
    shows it. known_from: when the platform learned it. on_day: when it takes effect on the basis
    asked for; on_list: on the basis of lists, which orders all events.
    """

    approved_on: date | None
    announced_on: date | None
    effective_on: date | None
    list_date: date | None
    known_from: datetime
    on_day: date
    on_list: date


@dataclass(frozen=True, slots=True)
class Effect:
    """What an event did to one pair of versions (ids of `division`), see `registry.EffectRecord`.

    portion: share of the predecessor's area in (0, 1], as the source says it.
    """

    id: int
    event_id: int
    event_key: str
    title: str | None
    document_nos: tuple[str, ...]
    dates: EventDates
    kind: str
    predecessor_id: int | None
    successor_id: int | None
    successor_code: str | None
    continues: bool
    rule: str
    share: str
    portion: float | None
    moved: tuple[str, ...]
    note: str | None


def effects_of(
    connection: Connection,
    viewpoint: Viewpoint,
    *,
    givers: Sequence[int] | None = None,
    takers: Sequence[int] | None = None,
    events: Sequence[int] | None = None,
    since: date | None = None,
    until: date | None = None,
) -> list[Effect]:
    """Effects in order of time: from the givers or to the takers, of events, of a span of days.

    since, until: days on the basis of the viewpoint, both included.
    """
    rows = connection.execute(
        viewpoint.sql("spatial.divisions", "effects_of"),
        viewpoint.parameters
        | {
            "givers": None if givers is None else list(givers),
            "takers": None if takers is None else list(takers),
            "events": None if events is None else list(events),
            "since": since,
            "until": until,
        },
    )
    return [_effect(row) for row in rows]


def dates_of(row: Row[Any]) -> EventDates:
    """The dates of an event as every statement on events gives them."""
    return EventDates(
        row.approved_on,
        row.announced_on,
        row.effective_on,
        row.list_date,
        row.known_from,
        row.on_day,
        row.on_list,
    )


def _effect(row: Row[Any]) -> Effect:
    return Effect(
        id=row.id,
        event_id=row.event_id,
        event_key=row.event_key,
        title=row.title,
        document_nos=tuple(row.document_nos),
        dates=dates_of(row),
        kind=row.kind,
        predecessor_id=row.predecessor_id,
        successor_id=row.successor_id,
        successor_code=row.successor_code,
        continues=row.continues,
        rule=row.rule,
        share=row.share,
        portion=row.portion,
        moved=tuple(row.moved),
        note=row.note,
    )
