"""Keeps the mapping between the codes of the ministry and those of the statistics bureau."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from psycopg.types.range import TimestamptzRange
from sqlalchemy import Connection, text

from ingest.bulk import copy_rows, days
from spatial.db import read_sql
from spatial.divisions.derivation.scheme_mapping import CodedUnit, Counterpart, counterparts
from spatial.divisions.derivation.statistics_codes import LeftOut
from spatial.temporal import Period

_Row = tuple[str, str, str, str | None, date, date | None, str]


def derive_mapping(
    connection: Connection, left_out: Iterable[LeftOut], instant: datetime
) -> tuple[int, int]:
    """Derives the mapping from both registries as they stand now; how many rows began and ended.

    left_out: the rows of the statistical lists that are no version. instant: from when the change
    is known, that of the registries. Stored as a difference in system time: what is said as before
    keeps its row. The caller owns the transaction.
    """
    connection.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended('division_mapping', 0))")
    )
    wanted = {
        _row(one)
        for one in counterparts(
            coded_units(connection, "mca"), coded_units(connection, "nbs"), left_out
        )
    }
    standing: dict[_Row, str] = {}
    for place, *said in connection.execute(
        text(read_sql("ingest.divisions.derivation", "standing_mapping"))
    ):
        standing[tuple(said)] = place
    ended = [place for row, place in standing.items() if row not in wanted]
    connection.execute(
        text(
            "UPDATE division_mapping SET known = tstzrange(lower(known), :instant)"
            " WHERE ctid = ANY(CAST(:places AS tid[]))"
        ),
        {"instant": instant, "places": ended},
    )
    begun = copy_rows(
        connection,
        "division_mapping",
        ("from_scheme", "from_code", "to_scheme", "to_code", "valid", "reason", "known"),
        (
            (scheme, code, to_scheme, to_code, days(start, until), reason)
            + (TimestamptzRange(instant, None, "[)"),)
            for scheme, code, to_scheme, to_code, start, until, reason in sorted(
                wanted - standing.keys(), key=repr
            )
        ),
    )
    return begun, len(ended)


def _row(one: Counterpart) -> _Row:
    codes = (one.from_scheme, one.from_code, one.to_scheme, one.to_code)
    return (*codes, one.valid.start, one.valid.end, one.reason)


def coded_units(connection: Connection, scheme: str) -> list[CodedUnit]:
    """The versions of a scheme on basis `list`, as they are known now, without villages."""
    found = connection.execute(
        text(read_sql("ingest.divisions.derivation", "coded_units")), {"scheme": scheme}
    )
    return [
        CodedUnit(
            row.code,
            row.name,
            row.level,
            row.type,
            row.parent_code,
            Period(row.first, row.until),
        )
        for row in found
    ]
