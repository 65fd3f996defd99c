"""Plans made for the values that are asked with."""

from __future__ import annotations

from sqlalchemy import Connection


def plan_for_values(connection: Connection) -> None:
    """Has PostgreSQL plan each statement of the transaction for its values.

    A plan for any point and radius passes over the indexes of places: it takes a thousand times as
    long, and psycopg's prepared statements come to it after some calls.
    """
    connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_custom_plan")
