"""Brings the database to a registry: as a difference, in system time.

What is no longer said keeps its row and gets an upper end of `known`; what is said anew begins to
be known; what is said as before keeps its id. So every read with `known_at` answers for ever as it
did then, and readers of the moment see either the whole of the old registry or the whole new one.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg.types.range import DateRange, TimestamptzRange
from sqlalchemy import Connection, text

from ingest.bulk import copy_rows, reserve_ids
from spatial.db import read_sql
from spatial.divisions.registry import (
    EffectRecord,
    EventRecord,
    Passed,
    Registry,
    VersionRecord,
)
from spatial.temporal import Period

_Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Applied:
    """What changed. known_from: the instant from which the new facts are known."""

    known_from: datetime
    versions_added: int
    versions_ended: int
    events_added: int
    events_ended: int

    @property
    def changed(self) -> bool:
        """Whether anything did."""
        return any((self.versions_added, self.versions_ended, self.events_added, self.events_ended))


def apply_registry(connection: Connection, registry: Registry) -> Applied:
    """Stores the registry of one scheme as a difference to what stands; other schemes stay.

    Versions are compared by all they say, events by all they say and the versions they name. The
    caller owns the transaction; a second writer of the same scheme waits for its end.

    Raises ValueError when two events have one key. Two versions of one code, or of one identity,
    at one time the database itself refuses (psycopg.errors.IntegrityError).
    """
    connection.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"),
        {"key": f"registry {registry.scheme}"},
    )
    instant = _next_instant(connection)
    ids, added, ended = _versions_difference(connection, registry)
    events, events_ended = _events_difference(connection, registry, ids)
    _end(connection, "division_event", events_ended, instant)
    _end(connection, "division", ended, instant)
    _store_versions(connection, registry, [(ids[place], place) for place in added], instant)
    _store_events(connection, registry, events, ids, instant)
    return Applied(instant, len(added), len(ended), len(events), len(events_ended))


def _next_instant(connection: Connection) -> datetime:
    """The instant of this change: now, and after every change before, whose clock may differ."""
    found: datetime = connection.execute(
        text(read_sql("ingest.divisions.derivation", "next_instant"))
    ).scalar_one()
    return found


def _versions_difference(
    connection: Connection, registry: Registry
) -> tuple[list[int], list[int], list[int]]:
    """The id of each version of the registry, the places of the new ones, the ids that end."""
    standing: dict[_Row, int] = {}
    for row in connection.execute(
        text(read_sql("ingest.divisions.derivation", "standing_versions")),
        {"scheme": registry.scheme},
    ):
        standing[tuple(row)[1:]] = row.id
    keys = [_content(version) for version in registry.versions]
    added = [place for place, key in enumerate(keys) if key not in standing]
    fresh = dict(zip(added, reserve_ids(connection, "division", len(added)), strict=True))
    ids = [fresh[place] if place in fresh else standing[key] for place, key in enumerate(keys)]
    kept = set(ids)
    return ids, added, [key for key in standing.values() if key not in kept]


def _content(version: VersionRecord) -> _Row:
    """All that a version says, as `standing_versions.sql` reads it."""
    return (
        version.code,
        version.name,
        version.level,
        version.type,
        version.parent_code,
        version.identity,
        *_ends(version.valid),
        *_ends(version.announced),
        *_ends(version.approved),
        version.start_basis.value,
    )


def _ends(period: Period | Passed | None) -> tuple[date | None, date | None, bool | None]:
    """Lower end, upper end, and whether it is empty (None: the basis does not apply)."""
    if period is None:
        return None, None, None
    if isinstance(period, Passed):
        return None, None, True
    return period.start, period.end, False


def _events_difference(
    connection: Connection, registry: Registry, ids: Sequence[int]
) -> tuple[list[EventRecord], list[int]]:
    """The events that are new or say something else, and the ids of those that end."""
    wanted = {event.key: event for event in registry.events}
    if len(wanted) < len(registry.events):
        raise ValueError("two events of the registry have one key")
    effects: defaultdict[int, list[_Row]] = defaultdict(list)
    for effect in connection.execute(
        text(read_sql("ingest.divisions.derivation", "standing_effects")),
        {"scheme": registry.scheme},
    ):
        event_id, *said = effect
        effects[event_id].append(_plain(said))
    kept: set[str] = set()
    ended: list[int] = []
    for row in connection.execute(
        text(read_sql("ingest.divisions.derivation", "standing_events")),
        {"scheme": registry.scheme},
    ):
        event_id, key, *said, sources = row
        same = (
            key in wanted
            and _plain([*said, _json(sources)]) == _plain(_event_row(wanted[key]))
            and sorted(effects[event_id], key=repr)
            == sorted((_plain(_effect_row(e, ids)) for e in wanted[key].effects), key=repr)
        )
        if same:
            kept.add(key)
        else:
            ended.append(event_id)
    return [event for event in registry.events if event.key not in kept], ended


def _plain(values: Sequence[Any]) -> _Row:
    """The values with lists and JSON in one comparable form."""
    return tuple(
        tuple(value)
        if isinstance(value, list) and all(isinstance(v, str) for v in value)
        else value
        for value in values
    )


def _event_row(event: EventRecord) -> _Row:
    return (
        event.title,
        list(event.document_nos),
        event.approved_on,
        event.announced_on,
        event.effective_on,
        event.list_date,
        event.on_list,
        event.on_announced,
        event.on_approved,
        list(event.date_notes),
        event.wording,
        _json(event.sources),
    )


def _json(sources: Sequence[Mapping[str, str]]) -> str:
    return json.dumps([dict(source) for source in sources], ensure_ascii=False, sort_keys=True)


def _effect_row(effect: EffectRecord, ids: Sequence[int]) -> _Row:
    return (
        effect.kind.value,
        None if effect.predecessor is None else ids[effect.predecessor],
        None if effect.successor is None else ids[effect.successor],
        effect.successor_code,
        effect.continues,
        effect.rule,
        effect.share.value,
        effect.portion,
        list(effect.moved),
        effect.note,
    )


def _end(connection: Connection, table: str, ids: Sequence[int], instant: datetime) -> None:
    """Ends what is held for true; table is a constant of this module."""
    if ids:
        connection.execute(
            text(
                f"UPDATE {table} SET known = tstzrange(lower(known), :instant)"  # noqa: S608
                " WHERE id = ANY(:ids)"
            ),
            {"instant": instant, "ids": list(ids)},
        )


def _store_versions(
    connection: Connection,
    registry: Registry,
    added: Sequence[tuple[int, int]],
    instant: datetime,
) -> None:
    known = TimestamptzRange(instant, None, "[)")
    connection.execute(
        text(
            "INSERT INTO division_identity (id, scheme, known_from)"
            " SELECT id, :scheme, :instant FROM unnest(CAST(:ids AS text[])) AS id"
            " ON CONFLICT DO NOTHING"
        ),
        {"scheme": registry.scheme, "instant": instant}
        | {"ids": sorted({registry.versions[place].identity for _, place in added})},
    )
    copy_rows(
        connection,
        "division",
        ("id", "scheme", "code", "name", "level", "type", "parent_code", "identity_id")
        + ("valid", "valid_announced", "valid_approved", "start_basis", "run_id", "known"),
        (
            (key, registry.scheme, v.code, v.name, v.level, v.type, v.parent_code, v.identity)
            + (_range(v.valid), _range(v.announced), _range(v.approved))
            + (v.start_basis.value, v.run_id, known)
            for key, v in ((key, registry.versions[place]) for key, place in added)
        ),
    )


def _range(period: Period | Passed | None) -> DateRange | None:
    if period is None:
        return None
    if isinstance(period, Passed):
        return DateRange(empty=True)
    return DateRange(period.start, period.end, "[)")


def _store_events(
    connection: Connection,
    registry: Registry,
    events: Sequence[EventRecord],
    ids: Sequence[int],
    instant: datetime,
) -> None:
    known = TimestamptzRange(instant, None, "[)")
    rows = list(zip(reserve_ids(connection, "division_event", len(events)), events, strict=True))
    copy_rows(
        connection,
        "division_event",
        ("id", "key", "scheme", "title", "document_nos", "approved_on", "announced_on")
        + ("effective_on", "list_date", "on_list", "on_announced", "on_approved", "date_notes")
        + ("wording", "sources", "known"),
        ((key, event.key, registry.scheme, *_event_row(event), known) for key, event in rows),
    )
    copy_rows(
        connection,
        "division_effect",
        ("event_id", "kind", "predecessor_id", "successor_id", "successor_code", "continues")
        + ("rule", "share", "portion", "moved", "note"),
        ((key, *_effect_row(effect, ids)) for key, event in rows for effect in event.effects),
    )
