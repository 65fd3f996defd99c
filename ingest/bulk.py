"""COPY into a table and ids for it, through the connection whose transaction the run owns."""

from __future__ import annotations

from typing import LiteralString

from sqlalchemy import Connection, text

from spatial.copying import copy_rows as copy_rows
from spatial.copying import days as days


def reserve_ids(connection: Connection, table: LiteralString, count: int) -> list[int]:
    """`count` new values of the table's `id` column, to be given to COPY."""
    found = connection.execute(
        text(
            "SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)"
        ),
        {"table": table, "count": count},
    )
    return list(found.scalars())
