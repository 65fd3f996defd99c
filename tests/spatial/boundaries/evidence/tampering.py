"""Changes evidence as somebody could who has the whole database: past the triggers and checks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text

from spatial.boundaries.evidence.files import FileStore
from spatial.boundaries.evidence.findings import Finding
from spatial.boundaries.evidence.kinds import Form
from spatial.boundaries.evidence.verify import verify

CHANGED = {
    Form.WHOLE: "coalesce({0}, 0) + 1",
    Form.REAL: "coalesce({0}, 0) + 1e-9",
    Form.TEXT: "coalesce({0}, '') || '改'",
    Form.BYTES: "set_byte({0}, 0, (get_byte({0}, 0) + 1) % 256)",
    Form.INSTANT: "coalesce({0}, now()) + interval '1 microsecond'",
    Form.DAY: "{0} + 1",
    Form.DAYS: "daterange(lower({0}) + 1, upper({0}))",
    Form.SINCE: "tstzrange(lower({0}) + interval '1 microsecond', upper({0}))",
    Form.GEOMETRY: "ST_Translate({0}, 1e-9, 0)",
    Form.JSON: """{0} || '{{"x": 1}}'""",
    Form.WHOLES: "ARRAY[{0}[1] + 1] || {0}[2:]",
    Form.TEXTS: "{0} || CAST('改' AS text)",
}
"""A little change of a value, by its form."""


@contextmanager
def tampered(engine: Engine) -> Iterator[Connection]:
    """A connection to which no trigger and no check is in the way; all is undone at the end."""
    with engine.connect() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield connection
        connection.rollback()


def without_checks(connection: Connection, table: str) -> None:
    names = connection.execute(
        text(
            "SELECT conname FROM pg_constraint"
            " WHERE contype IN ('c', 'x') AND conrelid = to_regclass(:table)"
        ),
        {"table": table},
    ).scalars()
    for name in names.all():
        connection.execute(text(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'))


def found(connection: Connection, files: FileStore | None = None) -> list[Finding]:
    return list(verify(connection, files))


def told(findings: list[Finding]) -> set[tuple[str, str | None, int | None]]:
    return {(finding.what.value, finding.kind, finding.subject) for finding in findings}
