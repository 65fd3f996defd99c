"""Indicators and their figures put straight into the tables, for tests that stand on them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine, text

from spatial.business.declarations.model import PeriodUnit
from spatial.business.operators.times import period_of
from spatial.business.suppression.renewal import protect

# Indicator, division code, first day of the period, value.
Row = tuple[str, str, date, int | str]


def store_indicator(engine: Engine, identifier: str, **more: Any) -> None:
    """An indicator of the dataset `monthly`: an extensive monthly flow unless told otherwise."""
    said = {
        "id": identifier,
        "kind": "flow",
        "period": "month",
        "space": True,
        "time": True,
        "nature": "extensive",
        "numerator": None,
        "denominator": None,
        "factor": 1,
        "grade": "internal",
        "cell": 0,
    } | more
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO dataset (id, title, line, owner)"
                " VALUES ('monthly', '月报', '社会救助', '虚构') ON CONFLICT DO NOTHING"
            )
        )
        connection.execute(
            text(
                "INSERT INTO indicator (id, dataset_id, title, unit, kind, period, additive_space,"
                " additive_time, nature, numerator, denominator, factor, grade, minimum_cell)"
                " VALUES (:id, 'monthly', :id, '人', :kind, :period, :space, :time, :nature,"
                " :numerator, :denominator, :factor, :grade, :cell)"
            ),
            said,
        )


def store_figures(
    engine: Engine,
    rows: Iterable[Row],
    period: PeriodUnit = PeriodUnit.MONTH,
    *,
    protected: bool = True,
) -> None:
    """Figures as they are known from now on; a second value replaces the first.

    protected: their small cells are, as by whoever stores figures.
    """
    told = list(rows)
    with engine.begin() as connection:
        for indicator, code, start, value in told:
            said = {
                "indicator": indicator,
                "code": code,
                "start": start,
                "end": period_of(period, start).end,
                "value": Decimal(value),
            }
            connection.execute(
                text(
                    "UPDATE observation SET known_until = now() WHERE indicator_id = :indicator"
                    " AND division_code = :code AND starts = :start AND known_until = 'infinity'"
                ),
                said,
            )
            connection.execute(
                text(
                    "INSERT INTO observation (indicator_id, division_code, starts, ends, value)"
                    " VALUES (:indicator, :code, :start, :end, :value)"
                ),
                said,
            )
        for indicator in sorted({one[0] for one in told}) if protected else ():
            protect(connection, indicator)
