"""COPY into a table, through the connection whose transaction the caller owns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import LiteralString

import psycopg
from psycopg import sql
from psycopg.types.range import DateRange
from sqlalchemy import Connection


def copy_rows(
    connection: Connection,
    table: LiteralString,
    columns: Sequence[LiteralString],
    rows: Iterable[Sequence[object]],
) -> int:
    """Appends rows with COPY and returns how many.

    table, columns: constants of our code. A geometry goes as hex EWKB, a period as `days`,
    None as NULL.
    """
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    count = 0
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    return count


def days(start: date | None, end: date | None) -> DateRange:
    """The half-open daterange of a period for COPY; None is unbounded."""
    return DateRange(start, end, "[)")
