"""A marker over the rounds: how it was registered, and how each inspection found it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, text

from spatial.access.standing import Standing
from spatial.boundaries.inspections.inspections import inspection_of, office_pattern
from spatial.boundaries.inspections.rights import shows
from spatial.boundaries.register import Boundary
from spatial.db import read_sql


@dataclass(frozen=True, slots=True)
class Stood:
    """How a marker is registered for a period, valid_to not included: degrees, CGCS2000."""

    valid_from: date | None
    valid_to: date | None
    state: str
    note: str | None
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Found:
    """How an inspection found it. reset: how it was set again, if it was; confirmed: whether the
    other side agreed."""

    inspection_id: int
    round_number: int | None
    plan_year: int
    record_id: int
    side: str
    checked_at: datetime
    condition: str
    text: str
    reset: str | None
    confirmed: bool


def marker_history(
    connection: Connection, line: Boundary, marker: str, standing: Standing
) -> tuple[Sequence[Stood], Sequence[Found]]:
    """How a marker stood by the register, and the records of it that the office may see."""
    stood = connection.execute(
        text(
            "SELECT lower(valid) AS valid_from, upper(valid) AS valid_to, state, note,"
            " ST_X(geom) AS lon, ST_Y(geom) AS lat FROM boundary_marker"
            " WHERE boundary_id = :boundary AND number = :marker AND upper_inf(known)"
            " ORDER BY valid"
        ),
        {"boundary": line.id, "marker": marker},
    )
    rows = connection.execute(
        text(read_sql("spatial.boundaries.inspections", "marker_history")),
        {"boundary": line.id, "marker": marker, "office": office_pattern(standing)},
    )
    found = [Found(**row._mapping) for row in rows]
    inspections = {
        number: inspection_of(connection, number, standing)
        for number in {one.inspection_id for one in found}
    }
    return (
        [Stood(**row._mapping) for row in stood],
        [one for one in found if shows(standing, inspections[one.inspection_id], one.side)],
    )
