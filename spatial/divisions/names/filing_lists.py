"""What can be read of filings and announcements: lists, and one filing with all that was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, text

from spatial.db import read_sql
from spatial.divisions.names.filing_rules import FilingState
from spatial.divisions.names.same_names import code_pattern

_PACKAGE = "spatial.divisions.names"


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a list, and how many there are in all."""

    total: int
    rows: list[RowMapping]


def filings(
    connection: Connection,
    *,
    state: FilingState | None = None,
    within: str | None = None,
    first: datetime | None = None,
    until: datetime | None = None,
    most: int = 100,
    skip: int = 0,
) -> Page:
    """Filings as they stand, newest change first.

    within: a canonical code; those of the unit and the units below it. first, until: instants of
    the last change, half open.
    """
    return _page(
        connection,
        "filings",
        {"state": None if state is None else state.value, "first": first, "until": until},
        within,
        most,
        skip,
    )


def announcements(
    connection: Connection,
    *,
    within: str | None = None,
    first: date | None = None,
    until: date | None = None,
    known_at: datetime | None = None,
    most: int = 100,
    skip: int = 0,
) -> Page:
    """Announcements, newest first. first, until: days of the announcement, half open."""
    return _page(
        connection,
        "announcements",
        {"first": first, "until": until, "known_at": known_at or "infinity"},
        within,
        most,
        skip,
    )


def announcement_of(connection: Connection, filing: int) -> RowMapping | None:
    """The announcement of a filing, None where there is none yet."""
    return (
        connection.execute(
            text("SELECT * FROM name_announcement WHERE filing_id = :filing"), {"filing": filing}
        )
        .mappings()
        .one_or_none()
    )


def steps_of(connection: Connection, filing: int) -> list[RowMapping]:
    """All steps of a filing in their order."""
    return list(
        connection.execute(
            text(
                "SELECT number, action, from_state, to_state, at, actor, remark, revision, checks"
                " FROM name_filing_step WHERE filing_id = :filing ORDER BY number"
            ),
            {"filing": filing},
        ).mappings()
    )


def revisions_of(connection: Connection, filing: int) -> list[RowMapping]:
    """All that the filing has said, revision after revision; geometry as GeoJSON text."""
    return list(
        connection.execute(
            text(
                "SELECT *, ST_AsGeoJSON(geom, 7) AS geometry FROM name_filing_revision"
                " WHERE filing_id = :filing ORDER BY revision"
            ),
            {"filing": filing},
        ).mappings()
    )


def _page(
    connection: Connection,
    name: str,
    values: dict[str, Any],
    within: str | None,
    most: int,
    skip: int,
) -> Page:
    prefix = None if within is None else code_pattern(within)
    rows = list(
        connection.execute(
            text(read_sql(_PACKAGE, name)),
            values | {"prefix": prefix, "most": most, "skip": skip},
        ).mappings()
    )
    if rows or skip == 0:
        return Page(rows[0]["total"] if rows else 0, rows)
    # A page behind the end: the number of rows stands on any page before it.
    return Page(_page(connection, name, values, within, 1, 0).total, [])
