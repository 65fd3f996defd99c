"""Rows of tables of cameras that were not stored: kept with the reason, whichever way they came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from spatial.db import read_sql


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """source: name of the file, None of a push. row: as it came, None where it stays hidden."""

    source: str | None
    at: datetime
    place: str
    reason: str
    row: Mapping[str, Any] | None


def refused_rows(connection: Connection, limit: int) -> list[RefusedRow]:
    """The latest rows that were refused."""
    rows = connection.execute(text(read_sql("spatial.cameras", "refused_rows")), {"limit": limit})
    return [RefusedRow(row.source, row.at, row.place, row.reason, row.values) for row in rows]
