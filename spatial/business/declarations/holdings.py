"""How much a dataset holds, of which days, and when that was learned last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, text

from spatial.business.declarations.model import Holds
from spatial.db import read_sql


@dataclass(frozen=True, slots=True)
class Holdings:
    """What is stored of a dataset, as it is known now.

    records: how many there are of each kind; a case once, a facility or an area once per version.
    figures: values of its indicators. data_from, data_until: first and last day of which anything
    speaks (facilities: of an opening or closing), both included. known_at: when the last of it was
    learned or taken back, or went. expired: single records that went because their time was over;
    expired_before: those of days before this one.
    """

    records: Mapping[Holds, int]
    figures: int
    data_from: date | None
    data_until: date | None
    known_at: datetime | None
    expired: int
    expired_before: date | None


def shown_count(count: int, minimum_cell: int) -> int | None:
    """How many records are said to be there; None for fewer than are shown (R8.4).

    Where small cells are protected the number is rounded down to ten times the least cell: it would
    else give away a hidden cell of a table as the rest of all that the table shows.

    >>> shown_count(1234, 0), shown_count(1234, 10), shown_count(99, 10), shown_count(0, 10)
    (1234, 1200, None, 0)
    """
    step = max(1, 10 * minimum_cell)
    return count // step * step or (None if count else 0)


def holdings_of(connection: Connection, dataset: str) -> Holdings:
    """What is stored of a dataset; nothing of one that there is not."""
    row = connection.execute(
        text(read_sql("spatial.business.declarations", "holdings")), {"dataset": dataset}
    ).one()
    counts = {
        Holds.FACILITIES: row.facilities,
        Holds.CASES: row.cases,
        Holds.AREAS: row.areas,
    }
    return Holdings(
        {one: count for one, count in counts.items() if count},
        row.figures,
        row.data_from,
        row.data_until,
        row.known_at,
        row.expired,
        row.expired_before,
    )
