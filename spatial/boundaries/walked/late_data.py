"""Finds inspections whose devices got more fixes in their window, and computes them again."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, text

from spatial.boundaries.alerts import raise_alert
from spatial.boundaries.walked.results import StoredCoverage, compute, coverage_results, walks_of
from spatial.db import read_sql
from spatial.errors import ShikongError
from spatial.locations.clock import iso_utc
from spatial.locations.history import count_of

_NEVER = datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Recomputed:
    """looked: inspections whose windows were counted. changed: those whose results are others now.
    failed: those that cannot be computed, each with the reason."""

    looked: int
    changed: tuple[int, ...]
    failed: tuple[tuple[int, str], ...]


def recompute_touched(engine: Engine, *, now: datetime) -> Recomputed:
    """Computes the inspections anew whose devices got fixes in their window since the last result.

    Each in a transaction of its own; several servers may do so at the same time. A result that
    changes after the window was over raises the alert `result_changed`. Fixes that are deleted by
    law take nothing from a result. Looking costs one statement where no device has another number
    of fixes than before.
    """
    with engine.connect() as connection:
        touched = connection.execute(
            text(read_sql("spatial.boundaries.walked", "touched_inspections"))
        ).scalars()
        numbers = list(touched)
    looked, changed, failed = 0, [], []
    for number in numbers:
        try:
            with engine.begin() as connection:
                if not _ours(connection, number):
                    continue
                looked += 1
                if _recompute(connection, number, now):
                    changed.append(number)
                _note(connection, number)
        except ShikongError as error:
            failed.append((number, str(error)))
            # Not tried again before its devices report again.
            with engine.begin() as connection:
                _note(connection, number)
    return Recomputed(looked, tuple(changed), tuple(failed))


def _ours(connection: Connection, inspection_id: int) -> bool:
    """Whether nobody else computes it just now."""
    row = connection.execute(
        text("SELECT id FROM inspection WHERE id = :id FOR NO KEY UPDATE SKIP LOCKED"),
        {"id": inspection_id},
    ).one_or_none()
    return row is not None


def _recompute(connection: Connection, inspection_id: int, now: datetime) -> bool:
    results = coverage_results(connection, inspection_id)
    if results and not _grown(connection, inspection_id, results[0], now):
        return False
    if not compute(connection, inspection_id, now=now):
        return False
    if results and _was_over(connection, inspection_id, results[0].recorded_at):
        _alert(connection, inspection_id, results)
    return True


def _grown(connection: Connection, inspection_id: int, last: StoredCoverage, now: datetime) -> bool:
    """Whether a device has more fixes in its window than the result knows of."""
    known = Counter[str]()
    for source in last.sources["devices"]:
        known[source["device"]] += source["fixes"]
    held = Counter[str]()
    for walk in walks_of(connection, inspection_id, now):
        held[walk.device] += count_of(connection, walk.device_id, walk.starts, walk.ends)
    return any(count > known[device] for device, count in held.items())


def _was_over(connection: Connection, inspection_id: int, at: datetime) -> bool:
    """Whether no device counted any more then: while one does, results grow by themselves."""
    return all(walk.ends <= at for walk in walks_of(connection, inspection_id, _NEVER))


def _alert(connection: Connection, inspection_id: int, before: list[StoredCoverage]) -> None:
    now = {one.side: one for one in coverage_results(connection, inspection_id)}
    boundary = connection.execute(
        text("SELECT boundary_id FROM inspection WHERE id = :id"), {"id": inspection_id}
    ).scalar_one()
    raise_alert(
        connection,
        "result_changed",
        f"inspection {inspection_id}",
        boundary_id=boundary,
        details={
            "inspection": inspection_id,
            "ends": iso_utc(before[0].ends),
            "sides": {
                one.side: {
                    "before_m": one.walked_m,
                    "now_m": now[one.side].walked_m,
                    "result": now[one.side].id,
                }
                for one in before
            },
        },
    )


def _note(connection: Connection, inspection_id: int) -> None:
    connection.execute(
        text(read_sql("spatial.boundaries.walked", "note_watched")), {"inspection": inspection_id}
    )
