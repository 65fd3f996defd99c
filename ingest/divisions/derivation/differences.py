"""The report of differences: where a source says other than the registry, kept in system time.

Rows are brought to what is derived now: what is no longer so keeps its row and gets an upper end
of `known`, so that the report of any instant can be read again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date

import structlog
from psycopg.types.range import TimestamptzRange
from sqlalchemy import Connection, Engine, text

from ingest.bulk import copy_rows
from ingest.divisions.claims.assertions import assertions_of
from ingest.divisions.claims.published_lists import KIND as LISTS
from spatial.db import read_sql
from spatial.divisions.derivation.list_differences import (
    Change,
    ListDifference,
    ListedVersion,
    PublishedList,
    list_differences,
)
from spatial.temporal import Period

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Difference:
    """A row of the report; the kinds are those of `division_difference`.

    run_id: of the source that differs. explanation: why the registry says what it says, for
    officers.
    """

    run_id: int
    scheme: str
    as_of: date | None
    code: str | None
    kind: str
    source_says: str | None
    registry_says: str | None
    explanation: str


def store_differences(
    connection: Connection, kinds: Sequence[str], rows: Sequence[Difference]
) -> tuple[int, int]:
    """Brings the report on sources of the ingest kinds to the rows; how many began and ended.

    Rows that stand already keep theirs. The caller owns the transaction; a second writer of the
    report waits for its end.
    """
    connection.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended('division_difference', 0))")
    )
    standing: defaultdict[Difference, list[int]] = defaultdict(list)
    for key, *said in connection.execute(
        text(read_sql("ingest.divisions.derivation", "standing_differences")),
        {"kinds": list(kinds)},
    ):
        standing[Difference(*said)].append(key)
    wanted = Counter(rows)
    ended = [key for row, keys in standing.items() for key in keys[wanted[row] :]]
    # After the wait for the lock, so that no row ends before it began.
    instant = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    connection.execute(
        text(
            "UPDATE division_difference SET known = tstzrange(lower(known), :instant)"
            " WHERE id = ANY(:ids)"
        ),
        {"instant": instant, "ids": ended},
    )
    known = TimestamptzRange(instant, None, "[)")
    begun = copy_rows(
        connection,
        "division_difference",
        ("run_id", "scheme", "as_of", "code", "kind", "source_says", "registry_says")
        + ("explanation", "known"),
        (
            (*astuple(row), known)
            for row, count in wanted.items()
            for _ in range(count - len(standing.get(row, ())))
        ),
    )
    return begun, len(ended)


def report_differences(engine: Engine) -> Mapping[str, int]:
    """Compares every published list with the registry on basis `list`; the count of each class.

    One transaction. The same lists and registry as before change nothing.
    """
    with engine.begin() as connection:
        found = list_differences(_published(connection), _versions(connection))
        begun, ended = store_differences(connection, (LISTS,), [_row(one) for one in found])
    counts = dict(sorted(Counter(one.kind for one in found).items()))
    log.info("division differences", begun=begun, ended=ended, **counts)
    return counts


def _row(one: ListDifference) -> Difference:
    return Difference(
        run_id=one.run_id,
        scheme="mca",
        as_of=one.day,
        code=one.code,
        kind=one.kind,
        source_says=one.source_says,
        registry_says=one.registry_says,
        explanation=one.explanation,
    )


def _published(connection: Connection) -> list[PublishedList]:
    lists: defaultdict[tuple[int, str, date], dict[str, str]] = defaultdict(dict)
    for claim in assertions_of(connection, "mca", "listed"):
        assert claim.code
        assert claim.name
        assert claim.list_date
        key = (claim.run_id, claim.said.get("series", ""), claim.list_date)
        lists[key][claim.code] = claim.name
    return [PublishedList(run, series, day, names) for (run, series, day), names in lists.items()]


def _versions(connection: Connection) -> list[ListedVersion]:
    found = connection.execute(text(read_sql("ingest.divisions.derivation", "listed_versions")))
    return [
        ListedVersion(
            row.code,
            row.name,
            Period(row.first, row.until),
            _change(row.began),
            _change(row.ended),
        )
        for row in found
    ]


def _change(event: Mapping[str, object] | None) -> Change | None:
    if event is None:
        return None
    approved, documents = event["approved_on"], event["document_nos"]
    assert isinstance(documents, list)
    return Change(
        tuple(documents), date.fromisoformat(approved) if isinstance(approved, str) else None
    )
