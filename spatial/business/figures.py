"""Figures as they are stored: of divisions as reported, by period, with what was known when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Connection, text

from spatial.db import read_sql
from spatial.temporal import Period


@dataclass(frozen=True, slots=True)
class Figure:
    """The value of an indicator for a division, as reported, in a period."""

    division: str
    period: Period
    value: Decimal


def figures(
    connection: Connection,
    indicator: str,
    *,
    first: date | None = None,
    last: date | None = None,
    codes: Sequence[str] | None = None,
    known_at: datetime | None = None,
) -> list[Figure]:
    """The figures of an indicator, ordered by division and period.

    first, last: of the periods' first days, both included; None is no limit. codes: of divisions as
    reported; None for all. known_at: the instant whose knowledge answers; None for all by now.
    """
    rows = connection.execute(
        text(read_sql("spatial.business", "figures")),
        {
            "indicator": indicator,
            "first": first,
            "last": last,
            "codes": None if codes is None else list(codes),
            "known_at": known_at,
        },
    )
    # Taken apart by place: a name costs more than the row itself, of which there may be millions.
    return [Figure(code, Period(starts, ends), value) for code, starts, ends, value in rows.all()]


def data_known_at(connection: Connection, indicators: Sequence[str]) -> datetime | None:
    """When the last thing of the indicators was learned or taken back; None where nothing was."""
    known: datetime | None = connection.execute(
        text(read_sql("spatial.business", "figures_known")), {"indicators": list(indicators)}
    ).scalar_one()
    return known
