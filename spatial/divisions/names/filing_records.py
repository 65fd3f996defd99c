"""A filing in the database: read as it stands, locked for a step, its revisions and steps written.

Nothing that was written is ever changed; the tables see to it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import shapely
from sqlalchemy import Connection, text

from spatial.db import read_sql
from spatial.divisions.names.filing_rules import (
    TRANSITIONS,
    FilingAction,
    FilingContent,
    FilingKind,
    FilingState,
    Paper,
    PaperRecord,
)
from spatial.divisions.names.kinds import Category
from spatial.errors import NameFilingConflict, UnknownNameFiling

_PACKAGE = "spatial.divisions.names"


@dataclass(frozen=True, slots=True)
class StandingFiling:
    """A filing as it stands."""

    id: int
    state: FilingState
    step: int
    revision: int
    content: FilingContent


@dataclass(frozen=True, slots=True)
class DivisionPath:
    """A unit on a day. path: the names from the province down, with spaces between."""

    identity: str
    code: str
    path: str


def filing_now(connection: Connection, filing: int) -> StandingFiling:
    """A filing as it stands. Raises UnknownNameFiling."""
    row = connection.execute(
        text(read_sql(_PACKAGE, "filing_now")), {"filing": filing}
    ).one_or_none()
    if row is None:
        raise UnknownNameFiling(f"there is no filing {filing}")
    values = {one.name: getattr(row, one.name, None) for one in fields(FilingContent)}
    content = FilingContent(
        **values
        | {
            "kind": FilingKind(row.kind),
            "category": Category(row.category),
            "geometry": None if row.wkb is None else shapely.from_wkb(bytes(row.wkb)),
            "papers": tuple(
                PaperRecord(Paper(one["kind"]), one["name"], one["sha256"], one["reference"])
                for one in row.papers
            ),
        }
    )
    return StandingFiling(filing, FilingState(row.state), row.step, row.revision, content)


def division_on(connection: Connection, code: str, day: date) -> DivisionPath | None:
    """The unit that bore the code on the day, with those above it; None where none did."""
    row = connection.execute(
        text(read_sql(_PACKAGE, "division_path")), {"code": code, "day": day}
    ).one_or_none()
    return None if row is None else DivisionPath(row.identity, row.code, row.path)


def locked(connection: Connection, filing: int, action: FilingAction) -> StandingFiling:
    """The filing, held until the transaction ends. Raises NameFilingConflict for its state."""
    connection.execute(
        text("SELECT 1 FROM name_filing WHERE id = :filing FOR UPDATE"), {"filing": filing}
    )
    found = filing_now(connection, filing)
    if (action, found.state) not in TRANSITIONS:
        possible = [state.value for known, state in TRANSITIONS if known is action]
        raise NameFilingConflict(
            f"the filing {filing} is {found.state}: to {action} it, it must be "
            f"{' or '.join(possible)}",
            state=found.state.value,
        )
    return found


def store_revision(
    connection: Connection, filing: int, revision: int, content: FilingContent, actor: str
) -> None:
    """Writes what a filing says, as its revision of that number."""
    said = {one.name: getattr(content, one.name) for one in fields(content)}
    papers: list[dict[str, str | None]] = [
        {
            "kind": one.kind.value,
            "name": one.name,
            "sha256": one.sha256,
            "reference": one.reference,
        }
        for one in content.papers
    ]
    geometry = said.pop("geometry")
    connection.execute(
        text(read_sql(_PACKAGE, "filing_store")),
        said
        | {
            "filing_id": filing,
            "revision": revision,
            "actor": actor,
            "geom": None if geometry is None else shapely.to_wkb(geometry),
            "papers": json.dumps(papers, ensure_ascii=False),
        },
    )


def take_step(
    connection: Connection,
    found: StandingFiling,
    action: FilingAction,
    actor: str,
    remark: str | None,
    revision: int,
    checks: Mapping[str, Any] | None = None,
) -> None:
    """Writes the step that the action is, from the state in which it was found."""
    after = TRANSITIONS[action, found.state]
    _step(
        connection, found.id, found.step + 1, action, found.state, after, actor, remark, revision,
        checks,
    )  # fmt: skip


def first_step(connection: Connection, filing: int, *, actor: str, remark: str | None) -> None:
    """Writes the step that begins a filing, after its first revision."""
    _step(connection, filing, 1, FilingAction.CREATE, None, FilingState.DRAFT, actor, remark, 1)


def _step(
    connection: Connection,
    filing: int,
    number: int,
    action: FilingAction,
    before: FilingState | None,
    after: FilingState,
    actor: str,
    remark: str | None,
    revision: int,
    checks: Mapping[str, Any] | None = None,
) -> None:
    connection.execute(
        text(
            "INSERT INTO name_filing_step (filing_id, number, action, from_state, to_state, actor,"
            " remark, revision, checks) VALUES (:filing, :number, :action, :before, :after, :actor,"
            " :remark, :revision, CAST(:checks AS jsonb))"
        ),
        {
            "filing": filing,
            "number": number,
            "action": action.value,
            "before": None if before is None else before.value,
            "after": after.value,
            "actor": actor,
            "remark": remark,
            "revision": revision,
            "checks": None if checks is None else json.dumps(checks, ensure_ascii=False),
        },
    )
