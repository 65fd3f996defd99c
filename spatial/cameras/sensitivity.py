"""Which cameras are only counted: those inside care homes, rescue stations and the like.

Pictures of people there are sensitive, and so is where a camera hangs among them. An indoor camera
is sensitive unless its row says that it is not, and no such place is known where it stands.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, text

from spatial.access.declaration import Grade
from spatial.cameras.rows import CameraRow
from spatial.db import read_sql

SENSITIVE_LINES = ("养老", "流浪乞讨救助", "儿童福利与未成年人保护", "残疾人福利")
"""Business lines whose facilities shelter people."""

NEAR_M = 100.0
"""A facility is a point: a camera so near to it may be inside."""


def grades_of(connection: Connection, rows: Sequence[CameraRow]) -> list[Grade]:
    """The grade of each row's camera."""
    sheltering = _datasets(connection)
    doubtful = [
        i for i, row in enumerate(rows) if row.camera.indoor and row.grade is Grade.INTERNAL
    ]
    beside = _beside(connection, [rows[i] for i in doubtful])
    inside = {i for i, near in zip(doubtful, beside, strict=True) if near}
    return [_grade(row, sheltering, beside=i in inside) for i, row in enumerate(rows)]


def _grade(row: CameraRow, sheltering: set[str], *, beside: bool) -> Grade:
    if row.grade is Grade.SENSITIVE:
        return Grade.SENSITIVE
    if row.camera.indoor is not False and row.camera.facility_dataset in sheltering:
        return Grade.SENSITIVE
    if row.camera.indoor and (row.grade is None or beside):
        return Grade.SENSITIVE
    return Grade.INTERNAL


def _datasets(connection: Connection) -> set[str]:
    found = connection.execute(
        text("SELECT id FROM dataset WHERE line = ANY(:lines) AND 'facilities' = ANY(holds)"),
        {"lines": list(SENSITIVE_LINES)},
    )
    return set(found.scalars())


def _beside(connection: Connection, rows: Sequence[CameraRow]) -> list[bool]:
    if not rows:
        return []
    found = connection.execute(
        text(read_sql("spatial.cameras", "beside_shelters")),
        {
            "lons": [row.camera.lon for row in rows],
            "lats": [row.camera.lat for row in rows],
            "lines": list(SENSITIVE_LINES),
            "near_m": NEAR_M,
        },
    )
    return list(found.scalars())
