"""Indicators and figures put straight into the tables, for tests of what is hidden of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Connection, text

from spatial.temporal import next_month

# Indicator, code, first day of the month, value.
Told = tuple[str, str, date, float]


def declare(
    connection: Connection,
    indicator: str,
    *,
    kind: str = "flow",
    minimum: int = 5,
    additive: bool = True,
    rate_of: tuple[str, str] | None = None,
) -> None:
    """An indicator of the dataset `counted`, which is made where it is missing."""
    connection.execute(
        text(
            "INSERT INTO dataset (id, title, line, owner)"
            " VALUES ('counted', '计数', '养老', '虚构市') ON CONFLICT DO NOTHING"
        )
    )
    numerator, denominator = rate_of or (None, None)
    connection.execute(
        text(
            "INSERT INTO indicator (id, dataset_id, title, unit, kind, additive_space,"
            " additive_time, grade, minimum_cell, numerator, denominator)"
            " VALUES (:id, 'counted', :id, :unit, :kind, :additive, :over_time, 'open', :minimum,"
            " :numerator, :denominator)"
        ),
        {
            "id": indicator,
            "unit": "%" if rate_of else "人",
            "kind": kind,
            "additive": additive and rate_of is None,
            "over_time": kind == "flow" and additive and rate_of is None,
            "minimum": minimum,
            "numerator": numerator,
            "denominator": denominator,
        },
    )


def tell(connection: Connection, told: Iterable[Told], known_from: datetime) -> None:
    """Figures as they are learned at an instant; those that stood before are corrected."""
    for indicator, code, starts, value in told:
        values = {"indicator": indicator, "code": code, "starts": starts, "at": known_from}
        connection.execute(
            text(
                "UPDATE observation SET known_until = :at WHERE indicator_id = :indicator"
                " AND division_code = :code AND starts = :starts AND known_until = 'infinity'"
            ),
            values,
        )
        connection.execute(
            text(
                "INSERT INTO observation (indicator_id, division_code, starts, ends, value,"
                " known_from) VALUES (:indicator, :code, :starts, :ends, :value, :at)"
            ),
            values | {"ends": next_month(starts), "value": value},
        )
