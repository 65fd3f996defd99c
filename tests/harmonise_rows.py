"""Figures put straight into the tables, and worlds of changing divisions, for harmonisation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import Engine, text

from spatial.business.suppression.renewal import protect
from spatial.temporal import Period


def store_indicator(
    engine: Engine,
    identifier: str,
    nature: str | None = "extensive",
    *,
    numerator: str | None = None,
    denominator: str | None = None,
    factor: int = 1,
    weight: str | None = None,
    minimum_cell: int = 0,
    grade: str = "internal",
) -> None:
    """Declares an indicator of yearly stocks."""
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO dataset (id, title, line, owner) VALUES ('figures', '虚构统计',"
                " '养老', '虚构市民政局') ON CONFLICT DO NOTHING"
            )
        )
        connection.execute(
            text(
                "INSERT INTO indicator (id, dataset_id, title, unit, kind, additive_space,"
                " additive_time, numerator, denominator, grade, minimum_cell, period, nature,"
                " factor, weight) VALUES (:id, 'figures', :id, '人', 'stock', :additive, false,"
                " :numerator, :denominator, :grade, :least, 'year', :nature, :factor, :weight)"
            ),
            {"id": identifier, "additive": nature == "extensive", "numerator": numerator}
            | {"denominator": denominator, "grade": grade, "least": minimum_cell}
            | {"nature": nature, "factor": factor, "weight": weight},
        )


def store_figures(
    engine: Engine, indicator: str, year: int, values: Mapping[str, int | str | Decimal]
) -> None:
    """Stores figures of a year, by division code."""
    store_period(engine, indicator, year_of(year), values)


def store_period(
    engine: Engine, indicator: str, period: Period, values: Mapping[str, int | str | Decimal]
) -> None:
    """Stores figures of a period; what was there of a division is corrected."""
    with engine.begin() as connection:
        for code, value in values.items():
            place = {"indicator": indicator, "code": code, "starts": period.start}
            connection.execute(
                text(
                    "UPDATE observation SET known_until = clock_timestamp()"
                    " WHERE indicator_id = :indicator AND division_code = :code"
                    " AND starts = :starts AND known_until = 'infinity'"
                ),
                place,
            )
            connection.execute(
                text(
                    "INSERT INTO observation (indicator_id, division_code, starts, ends, value,"
                    " known_from) VALUES (:indicator, :code, :starts, :ends, :value,"
                    " clock_timestamp())"
                ),
                place | {"ends": period.end, "value": Decimal(value)},
            )
        protect(connection, indicator)


def year_of(year: int) -> Period:
    """The days of a year."""
    return Period(date(year, 1, 1), date(year + 1, 1, 1))


def squares(names: Sequence[str], *, south: float = 30) -> dict[str, tuple[float, float]]:
    """Square atoms in a row from west to east, for `store_areas`."""
    return {name: (100.0 + place, south) for place, name in enumerate(names)}
