"""COPY of rows into a table, in the transaction of a SQLAlchemy connection."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import LiteralString

import psycopg
from sqlalchemy import Connection


def copy_rows(
    connection: Connection, statement: LiteralString, rows: Iterable[Sequence[object]]
) -> None:
    """Sends the rows through a `COPY … FROM STDIN`; each value in PostgreSQL's text form."""
    raw = connection.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    with raw.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
