"""Rows of a statement as COPY sends them: the quickest way out of the database, one row at a time.

COPY runs in the transaction of its connection, so that rights, time zone, time limit and what is
seen are those of the request. Its values are bound by the client (psycopg), for COPY takes none.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import closing

import psycopg
from sqlalchemy import Connection, text

AS_CSV = "FORMAT csv"

# What no text of JSON holds, so that nothing is ever quoted and each row is a line of JSON.
AS_LINES = r"FORMAT csv, DELIMITER E'\x02', QUOTE E'\x01'"


def copied(
    connection: Connection, sql: str, values: Mapping[str, object], form: str
) -> Generator[bytes]:
    """The rows of a statement, each as COPY writes it with its line feed.

    sql: with binds as `:name`. form: AS_CSV or AS_LINES. Memory holds a row at a time; whoever
    closes the iterator before its end ends the statement, and with it the transaction.
    """
    statement = text(sql).compile(dialect=connection.dialect)
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    asked = f"COPY ({statement.string}) TO STDOUT ({form})".encode()
    with driver.cursor() as cursor, cursor.copy(asked, dict(values)) as rows:
        for row in rows:
            yield bytes(row)


def gathered(rows: Generator[bytes], size: int) -> Iterator[list[bytes]]:
    """The rows in lots of at least so many bytes, the last excepted."""
    lot: list[bytes] = []
    held = 0
    with closing(rows):
        for row in rows:
            lot.append(row)
            held += len(row)
            if held >= size:
                yield lot
                lot, held = [], 0
    if lot:
        yield lot
