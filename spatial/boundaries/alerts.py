"""Alerts about lines and markers: raised once while they last, ended by a row of their own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from spatial.access.standing import Standing
from spatial.db import read_sql
from spatial.division_codes import significant
from spatial.errors import AlertEnded, UnknownAlert

KINDS = (
    "marker_displaced",
    "marker_silent",
    "result_changed",
    "inspection_due",
    "building_across",
)


@dataclass(frozen=True, slots=True)
class Alert:
    """Something to look at. key: what it is about, within its kind. line: number of the boundary,
    left_code, right_code: its units. ended_by: a person, None for the platform itself. lon, lat:
    degrees, CGCS2000."""

    id: int
    kind: str
    key: str
    boundary_id: int | None
    line: str | None
    marker_number: str | None
    device: str | None
    details: dict[str, Any]
    raised_at: datetime
    ended_at: datetime | None
    ended_by: str | None
    lon: float | None
    lat: float | None
    left_code: str | None
    right_code: str | None


def raise_alert(
    connection: Connection,
    kind: str,
    key: str,
    *,
    details: dict[str, Any],
    boundary_id: int | None = None,
    marker_number: str | None = None,
    device_id: int | None = None,
    place: tuple[float, float] | None = None,
) -> int | None:
    """Raises an alert of KINDS; its number, None where one of the key lasts already.

    place: longitude, latitude in CGCS2000.
    """
    _lock(connection, kind, key)
    if lasting_alert(connection, kind, key) is not None:
        return None
    lon, lat = place or (None, None)
    raised = connection.execute(
        text(
            "INSERT INTO boundary_alert"
            " (kind, key, boundary_id, marker_number, device_id, details, geom) VALUES"
            " (:kind, :key, :boundary, :marker, :device, CAST(:details AS jsonb),"
            " ST_SetSRID(ST_MakePoint(:lon, :lat), 4490)) RETURNING id"
        ),
        {
            "kind": kind,
            "key": key,
            "boundary": boundary_id,
            "marker": marker_number,
            "device": device_id,
            "details": json.dumps(details, ensure_ascii=False),
            "lon": lon,
            "lat": lat,
        },
    )
    return int(raised.scalar_one())


def end_lasting(
    connection: Connection, kind: str, key: str, *, details: dict[str, Any]
) -> int | None:
    """Ends what lasts of a key, where something does: its number."""
    _lock(connection, kind, key)
    number = lasting_alert(connection, kind, key)
    if number is not None:
        _end(connection, number, None, details)
    return number


def end_alert(connection: Connection, number: int, person: str, note: str | None = None) -> None:
    """Ends an alert by a person. Raises UnknownAlert, and AlertEnded for one that is over."""
    alert = alert_of(connection, number)
    _lock(connection, alert.kind, alert.key)
    if alert_of(connection, number).ended_at is not None:
        raise AlertEnded(f"alert {number} is over already")
    _end(connection, number, person, {} if note is None else {"note": note})


def alert_of(connection: Connection, number: int) -> Alert:
    """An alert by its number. Raises UnknownAlert."""
    found = _asked(connection, id=number, limit=1)
    if not found:
        raise UnknownAlert(f"there is no alert {number}")
    return found[0]


def alerts_page(
    connection: Connection,
    *,
    line: str | None = None,
    kind: str | None = None,
    standing: Standing | None = None,
    lasting: bool = True,
    limit: int = 100,
    offset: int = 0,
) -> list[Alert]:
    """Alerts, the newest first.

    line: by its number. lasting: only those that last; else those that are over as well. standing:
    only those of lines of the office and below it.
    """
    code = None if standing is None else standing.code
    return _asked(
        connection,
        line=line,
        kind=kind,
        office=None if code is None else f"{significant(code)}%",
        lasting=lasting,
        limit=limit,
        offset=offset,
    )


def lasting_alert(connection: Connection, kind: str, key: str) -> int | None:
    """The number of the alert of a key that lasts, None where none does."""
    return connection.execute(
        text(
            "SELECT id FROM boundary_alert AS alert WHERE kind = :kind AND key = :key"
            " AND ends IS NULL AND NOT EXISTS"
            " (SELECT FROM boundary_alert AS later WHERE later.ends = alert.id)"
        ),
        {"kind": kind, "key": key},
    ).scalar_one_or_none()


def _end(connection: Connection, number: int, person: str | None, details: dict[str, Any]) -> None:
    connection.execute(
        text(
            "INSERT INTO boundary_alert (kind, key, boundary_id, marker_number, device_id, details,"
            " ends, person) SELECT kind, key, boundary_id, marker_number, device_id,"
            " CAST(:details AS jsonb), id, :person FROM boundary_alert WHERE id = :number"
        ),
        {
            "number": number,
            "person": person,
            "details": json.dumps(details, ensure_ascii=False),
        },
    )


def _lock(connection: Connection, kind: str, key: str) -> None:
    """Two that look whether an alert lasts wait for each other."""
    connection.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 353))"), {"key": f"{kind} {key}"}
    )


def _asked(connection: Connection, **asked: Any) -> list[Alert]:
    told = {
        "id": None,
        "line": None,
        "kind": None,
        "office": None,
        "lasting": False,
        "offset": 0,
    } | asked
    rows = connection.execute(text(read_sql("spatial.boundaries", "alerts")), told)
    return [Alert(**row._mapping) for row in rows]
