"""Small registries for tests, in a scheme whose units have free names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Engine, text

from spatial.divisions.registry import (
    ChangeKind,
    EffectRecord,
    EventRecord,
    Registry,
    Share,
    StartBasis,
    VersionRecord,
)
from spatial.temporal import Period


def stored_run(engine: Engine, name: str = "test") -> int:
    """A loaded run that versions may name."""
    with engine.begin() as connection:
        return int(
            connection.execute(
                text(
                    "INSERT INTO ingest_run (kind, source_name, source_sha256, status,"
                    " started_at, finished_at)"
                    " VALUES ('test', :name, :name, 'loaded', now(), now()) RETURNING id"
                ),
                {"name": name},
            ).scalar_one()
        )


def version(
    run: int, code: str, name: str, start: str, end: str | None = None, **more: Any
) -> VersionRecord:
    """A county, the same on every basis."""
    days = Period(date.fromisoformat(start), date.fromisoformat(end) if end else None)
    said: dict[str, Any] = {
        "level": "county",
        "type": "county",
        "parent_code": None,
        "identity": f"mca:{code}:{days.start.year}",
        "announced": days,
        "approved": days,
        "start_basis": StartBasis.LIST,
    }
    return VersionRecord(code=code, name=name, valid=days, run_id=run, **(said | more))


def effect(
    kind: ChangeKind, predecessor: int | None, successor: int | None, **more: Any
) -> EffectRecord:
    said: dict[str, Any] = {"continues": False, "rule": "test", "share": Share.WHOLE}
    return EffectRecord(kind, predecessor, successor, **(said | more))


def event(key: str, day: str, *effects: EffectRecord, **more: Any) -> EventRecord:
    on = date.fromisoformat(day)
    said: dict[str, Any] = {
        "title": None,
        "document_nos": (),
        "approved_on": None,
        "announced_on": None,
        "effective_on": None,
        "list_date": None,
    }
    return EventRecord(
        key=key, on_list=on, on_announced=on, on_approved=on, effects=effects, **(said | more)
    )


def registry(versions: Sequence[VersionRecord], events: Sequence[EventRecord] = ()) -> Registry:
    return Registry("mca", tuple(versions), tuple(events))
