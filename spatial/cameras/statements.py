"""The statements of the register, and plans made for the values that they are asked with."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import Connection, TextClause, text

from spatial.db import read_sql


@lru_cache
def statement(name: str) -> TextClause:
    """The statement of `name`.sql; taking a text apart for its parameters takes its time."""
    return text(read_sql("spatial.cameras", name))


def plan_for_values(connection: Connection) -> None:
    """Has PostgreSQL plan each statement of the transaction for its values.

    A plan for any point and radius passes over the indexes of places: it takes a thousand times as
    long, and psycopg's prepared statements come to it after some calls.
    """
    connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_custom_plan")
