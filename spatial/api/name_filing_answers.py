"""How filings and announcements of names are answered."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from typing import Any

from fastapi.responses import Response
from sqlalchemy import Connection, RowMapping

from spatial.api.name_filing_bodies import CONTENT_FIELDS
from spatial.api.settings import FilingSettings
from spatial.divisions.names import filing_lists
from spatial.divisions.names.filing_checks import FilingChecks, checks_of
from spatial.divisions.names.filing_records import division_on, filing_now
from spatial.divisions.names.filing_rules import FilingContent
from spatial.spreadsheets import as_text
from spatial.temporal import today_in_china


def whole_filing(connection: Connection, number: int, rules: FilingSettings) -> dict[str, Any]:
    """A filing with every step and revision, its checks, and its announcement.

    Raises UnknownNameFiling.
    """
    found = filing_now(connection, number)
    revisions = filing_lists.revisions_of(connection, number)
    announcement = filing_lists.announcement_of(connection, number)
    return (
        {"id": number, "state": found.state.value, "revision": found.revision}
        | _said(revisions[-1])
        | {
            "division": _division(connection, found.content),
            "checks": _checks(connection, found.content, rules).as_document(),
            "announcement": None if announcement is None else announced(announcement),
            "history": [
                {
                    "number": row["number"],
                    "action": row["action"],
                    "from": row["from_state"],
                    "to": row["to_state"],
                    "at": row["at"].isoformat(),
                    "officer": row["actor"],
                    "remark": row["remark"],
                    "revision": row["revision"],
                    "checks": row["checks"],
                }
                for row in filing_lists.steps_of(connection, number)
            ],
            "revisions": [
                {"revision": row["revision"], "at": row["at"].isoformat(), "officer": row["actor"]}
                | _said(row)
                for row in revisions
            ],
        }
    )


def _checks(connection: Connection, content: FilingContent, rules: FilingSettings) -> FilingChecks:
    return checks_of(connection, content, today_in_china(datetime.now(UTC)), rules.days_allowed)


def _division(connection: Connection, content: FilingContent) -> dict[str, str] | None:
    if content.division_code is None:
        return None
    day = content.approved_on or today_in_china(datetime.now(UTC))
    found = division_on(connection, content.division_code, day)
    if found is None:
        return None
    return {"identity": found.identity, "code": found.code, "path": found.path}


def _said(row: RowMapping) -> dict[str, Any]:
    names = CONTENT_FIELDS - {"geometry", "approved_on", "in_force_on"}
    return {name: row[name] for name in sorted(names)} | {
        "approved_on": day_text(row["approved_on"]),
        "in_force_on": day_text(row["in_force_on"]),
        "geometry": None if row["geometry"] is None else json.loads(row["geometry"]),
    }


ANNOUNCED = [
    "filing_id",
    "kind",
    "category",
    "standard_name",
    "roman",
    "division_code",
    "division_identity",
    "division_path",
    "location",
    "approving_authority",
    "approved_on",
    "former_name",
    "approval_no",
    "in_force_on",
    "announced_on",
    "announcing_authority",
    "place_id",
    "note",
    "text",
]
"""What is answered of an announcement, in this order; a CSV has these columns and known_from."""


def announced(row: RowMapping) -> dict[str, Any]:
    """An announcement as it is answered."""
    return {
        name: day_text(row[name]) if name.endswith("_on") else row[name] for name in ANNOUNCED
    } | {"known_from": row["known_from"].isoformat()}


def day_text(day: date | None) -> str | None:
    """The day as YYYY-MM-DD, None for none."""
    return None if day is None else day.isoformat()


def announcements_csv(rows: list[dict[str, Any]]) -> Response:
    """With a byte-order mark, without which a spreadsheet program takes it for GBK."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, [*ANNOUNCED, "known_from"])
    writer.writeheader()
    writer.writerows({name: as_text(value) for name, value in row.items()} for row in rows)
    return Response(
        ("\ufeff" + stream.getvalue()).encode(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="name-announcements.csv"'},
    )
