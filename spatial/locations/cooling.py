"""Seals the hours of the position history that are hot no more."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from spatial.locations.clock import instant
from spatial.locations.fixes import in_order
from spatial.locations.rows import HOT_COLUMNS, columns_of
from spatial.locations.sealing import hot_from_us, lock_devices, seal


def seal_hours(connection: Connection, devices_together: int = 50) -> Iterator[int]:
    """Seals the hours that are hot no more; how many fixes, after each transaction of its own.

    connection: without an open transaction. The devices of an hour are sealed in groups, so that
    nobody waits long to store a fix of theirs; then the empty partition goes.
    """
    for partition in _cooled(connection):
        while True:
            with connection.begin():
                devices = connection.execute(
                    text(f"SELECT DISTINCT device_id FROM {partition} LIMIT :most"),  # noqa: S608
                    {"most": devices_together},
                ).scalars().all()  # fmt: skip
                if not devices:
                    break
                lock_devices(connection, devices)
                rows = connection.execute(
                    text(
                        f"DELETE FROM {partition} WHERE device_id = ANY(:devices)"  # noqa: S608
                        f" RETURNING {HOT_COLUMNS}"
                    ),
                    {"devices": list(devices)},
                ).all()
                seal(connection, in_order(columns_of(rows))[0])
            yield len(rows)
        _drop_empty(connection, partition)


def _cooled(connection: Connection) -> list[str]:
    """The partitions of hours that are hot no more, the oldest first."""
    with connection.begin():
        hot_from = instant(hot_from_us(connection))
        return list(
            connection.execute(
                text(
                    "SELECT relid::regclass::text FROM pg_partition_tree('position_fix')"
                    " WHERE isleaf AND level = 1 AND right(relid::regclass::text, 13)"
                    " < to_char(CAST(:hot AS timestamptz) AT TIME ZONE 'UTC', 'YYYY_MM_DD_HH24')"
                    " ORDER BY 1"
                ),
                {"hot": hot_from},
            ).scalars()
        )


def _drop_empty(connection: Connection, partition: str) -> None:
    """Drops a partition, unless something came into it meanwhile or someone reads it for long."""
    try:
        with connection.begin():
            connection.execute(text("SET LOCAL lock_timeout = '2s'"))
            connection.execute(text(f"LOCK TABLE {partition} IN ACCESS EXCLUSIVE MODE"))
            empty = connection.execute(
                text(f"SELECT NOT EXISTS (SELECT FROM {partition})")  # noqa: S608
            ).scalar_one()
            if empty:
                connection.execute(text(f"DROP TABLE {partition}"))
    except OperationalError as error:
        if not isinstance(error.orig, psycopg.errors.LockNotAvailable):
            raise
