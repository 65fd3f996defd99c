"""Registers rows anew: what was held for true before ends, and never do two hold at once.

Rows of the register are evidence: nothing of one changes but the end of its `known`. Where a newer
source speaks of a part of the days of an older row, the other days are told again by a row of their
own. What a newer source repeats word for word stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from sqlalchemy import Connection, text

from ingest.bulk import copy_rows
from spatial.db import read_sql

_STAGE = "registered_anew"


@dataclass(frozen=True, slots=True)
class RegisterTable:
    """A table with `valid`, `known` and `run_id`. key: what a newer source speaks of as a whole.
    columns: those of a row beside `id`, `valid`, `known` and `run_id`, the key among them."""

    name: LiteralString
    key: tuple[LiteralString, ...]
    columns: tuple[LiteralString, ...]


FACTS = RegisterTable(
    "boundary_fact",
    ("boundary_id",),
    ("boundary_id", "name", "level", "left_code", "right_code", "approved_by", "agreement")
    + ("agreed_on", "document", "stated_m", "note"),
)
SEGMENTS = RegisterTable(
    "boundary_segment",
    ("boundary_id",),
    ("boundary_id", "ordinal", "feature", "description", "from_marker", "to_marker")
    + ("accuracy_m", "source_crs", "geom"),
)
MARKERS = RegisterTable(
    "boundary_marker",
    ("line_name", "number"),
    ("line_name", "number", "boundary_id", "serial", "kind", "state", "in_charge", "material")
    + ("height_m", "accuracy_m", "source_crs", "note", "geom"),
)
REFERENCES = RegisterTable(
    "boundary_reference",
    ("boundary_id", "marker_number"),
    ("boundary_id", "marker_number", "ordinal", "name", "bearing_deg", "distance_m"),
)
TRIPOINTS = RegisterTable(
    "tripoint",
    ("name",),
    ("name", "codes", "lines", "monument", "accuracy_m", "source_crs", "geom"),
)


@dataclass(frozen=True, slots=True)
class Registered:
    """What became of rows. added: the new ones and the other days of older ones. ended: older rows
    that are no longer held for true. unchanged: rows that stood so already."""

    added: int
    ended: int
    unchanged: int


def begin_registering(connection: Connection) -> datetime:
    """The instant from which what is registered in this transaction is held for true.

    One transaction registers at a time: a second one waits here, so that its instant is later.
    """
    connection.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended('register of boundaries', 0))")
    )
    instant = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    assert isinstance(instant, datetime)
    return instant


def register_anew(
    connection: Connection,
    table: RegisterTable,
    rows: Iterable[Sequence[object]],
    *,
    run_id: int,
    instant: datetime,
) -> Registered:
    """Registers rows: the columns of the table, then `valid`.

    instant: of `begin_registering`. Rows of one key must not meet, unless other columns of the
    table's exclusion tell them apart.
    """
    connection.execute(text(_sql("stage_register", table)))
    came = copy_rows(
        connection,
        _STAGE,
        (*table.columns, "valid", "run_id"),
        ((*row, run_id) for row in rows),
    )
    same = connection.execute(text(_sql("leave_unchanged", table))).rowcount
    ended = connection.execute(
        text(_sql("end_registered", table)), {"instant": instant}
    ).scalar_one()
    added = connection.execute(text(_sql("add_registered", table)), {"instant": instant}).rowcount
    connection.execute(text(f"DROP TABLE {_STAGE}"))
    assert same <= came
    return Registered(added, int(ended), same)


def _sql(name: str, table: RegisterTable) -> str:
    """The statement of a file; names of tables and columns are constants of this module."""
    columns = ", ".join(table.columns)
    parts = {
        "{table}": table.name,
        "{key}": ", ".join(table.key),
        "{same_key}": " AND ".join(f"own.{column} = said.{column}" for column in table.key),
        "{columns}": columns,
    }
    statement = read_sql("ingest.boundaries", name)
    for mark, part in parts.items():
        statement = statement.replace(mark, part)
    return statement
