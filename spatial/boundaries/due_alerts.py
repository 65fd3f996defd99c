"""Tells of lines whose five years are over soon: an alert for each, until one is inspected."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, text

from spatial.access.standing import Standing
from spatial.boundaries.alerts import end_lasting, raise_alert
from spatial.boundaries.inspections.due import due_lines

AHEAD_DAYS = 90
"""So long before the last day in time an alert is raised: a season for the plan and the field."""


def tell_due(connection: Connection, day: date) -> int:
    """Raises and ends alerts `inspection_due` as of a day: how many of both.

    An alert is of a line and its last day in time. One that a person has ended is not raised again.
    """
    due = {
        f"{line.number} {line.due_on}": line
        for line in due_lines(connection, day, Standing(), ahead_days=AHEAD_DAYS)
    }
    rows = connection.execute(
        text(
            "SELECT key, EXISTS (SELECT FROM boundary_alert AS later WHERE later.ends = alert.id)"
            " AS over FROM boundary_alert AS alert"
            " WHERE kind = 'inspection_due' AND ends IS NULL ORDER BY id"
        )
    ).all()
    told = {row.key: row.over for row in rows}
    changed = 0
    for key in due.keys() - told.keys():
        line = due[key]
        raised = raise_alert(
            connection,
            "inspection_due",
            key,
            details={"due_on": None if line.due_on is None else line.due_on.isoformat()},
            boundary_id=line.boundary_id,
        )
        changed += raised is not None
    for key in sorted(key for key, over in told.items() if not over and key not in due):
        ended = end_lasting(connection, "inspection_due", key, details={"day": day.isoformat()})
        changed += ended is not None
    return changed
