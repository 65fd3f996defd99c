"""What a source claims, stored as it came: one row of `division_assertion` for each claim."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from ingest.bulk import copy_rows
from ingest.runs import IngestRun


@dataclass(frozen=True, slots=True)
class Assertion:
    """A claim of a source. record: where it stands there; raw: the row as it came.

    said: the claim in the terms of its kind, beside code, name and list date.
    """

    record: str
    code: str | None
    name: str | None
    list_date: date | None
    raw: Mapping[str, str]
    said: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredAssertion:
    """A claim as it stands in the database, with the run that brought it."""

    run_id: int
    code: str | None
    name: str | None
    list_date: date | None
    said: Mapping[str, Any]


def store_assertions(
    run: IngestRun, scheme: str, claim: str, assertions: Iterable[Assertion]
) -> None:
    """Appends the claims of a run and counts them as accepted."""
    run.accepted += copy_rows(
        run.connection,
        "division_assertion",
        ("run_id", "record", "claim", "scheme", "code", "name", "list_date", "said", "raw"),
        (
            (run.id, one.record, claim, scheme, one.code, one.name, one.list_date)
            + (json.dumps(one.said, ensure_ascii=False), json.dumps(one.raw, ensure_ascii=False))
            for one in assertions
        ),
    )


def assertions_of(connection: Connection, scheme: str, claim: str) -> Iterator[StoredAssertion]:
    """All claims of a kind in a scheme, in the order in which they were stored."""
    found = connection.execute(
        text(
            "SELECT run_id, code, name, list_date, said FROM division_assertion"
            " WHERE scheme = :scheme AND claim = :claim ORDER BY id"
        ),
        {"scheme": scheme, "claim": claim},
    )
    for row in found:
        yield StoredAssertion(row.run_id, row.code, row.name, row.list_date, row.said)


def store_list_dates(connection: Connection, scheme: str, days: Iterable[date]) -> None:
    """Says that the scheme has lists of these days; a day that is there keeps its row."""
    rows = [{"scheme": scheme, "day": day} for day in sorted(set(days))]
    if rows:
        connection.execute(
            text(
                "INSERT INTO division_list (scheme, list_date) VALUES (:scheme, :day)"
                " ON CONFLICT DO NOTHING"
            ),
            rows,
        )
