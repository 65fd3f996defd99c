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
    learned or taken back. expired: single records that went because their time was over;
    expired_before: those of days before this one.
    """

    records: Mapping[Holds, int]
    figures: int
    data_from: date | None
    data_until: date | None
    known_at: datetime | None
    expired: int
    expired_before: date | None


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
