"""Datasets and their indicators: what each number means, and who may read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Connection, text

from spatial.access.declaration import Grade
from spatial.business.declarations.model import Holds, IndicatorKind, Nature, PeriodUnit
from spatial.db import read_sql
from spatial.errors import NotPermitted, UnknownIndicator

__all__ = [
    "Dataset",
    "Indicator",
    "IndicatorKind",
    "datasets",
    "indicator",
    "require_readable",
]


@dataclass(frozen=True, slots=True)
class Indicator:
    """The metadata of an indicator (R8.2).

    additive_space: values of parts sum to the whole's. additive_time: values of periods sum to the
    year's. minimum_cell: a value below it is not shown. numerator, denominator: indicators from
    which a rate is made, `factor` times their quotient. data_from, data_until: first days of the
    first and last period with a value, None where there is none. period: of its values. nature: how
    they go over to other divisions; None where nobody declared it. weight: with which an intensive
    one is averaged; None for the area. signed: values may be negative.
    """

    id: str
    dataset: str
    title: str
    unit: str
    kind: IndicatorKind
    additive_space: bool
    additive_time: bool
    numerator: str | None
    denominator: str | None
    grade: Grade
    minimum_cell: int
    data_from: date | None
    data_until: date | None
    period: PeriodUnit = PeriodUnit.MONTH
    nature: Nature | None = None
    factor: Decimal = Decimal(1)
    weight: str | None = None
    signed: bool = False

    @property
    def readable(self) -> bool:
        """Whether its values are handed out while there are no accounts and rights (R9.7)."""
        return not self.grade.closed


@dataclass(frozen=True, slots=True)
class Dataset:
    """What one owner of a business line (业务条线) reports together.

    holds, grade, minimum_cell, retention_months: as declared; grade and retention are of single
    records. version: of the declaration.
    """

    id: str
    title: str
    line: str
    owner: str
    indicators: tuple[Indicator, ...]
    holds: tuple[Holds, ...]
    grade: Grade
    minimum_cell: int
    retention_months: int | None
    version: int
    declared_at: datetime


def datasets(connection: Connection) -> list[Dataset]:
    """Every dataset with its indicators, both in the order of their identifiers."""
    of_dataset: dict[str, list[Indicator]] = {}
    for indicator in _indicators(connection, None):
        of_dataset.setdefault(indicator.dataset, []).append(indicator)
    rows = connection.execute(
        text(
            "SELECT id, title, line, owner, holds, grade, minimum_cell, retention_months, version,"
            " declared_at FROM dataset ORDER BY id"
        )
    )
    return [
        Dataset(
            row.id,
            row.title,
            row.line,
            row.owner,
            tuple(of_dataset.get(row.id, ())),
            tuple(Holds(one) for one in row.holds),
            Grade(row.grade),
            row.minimum_cell,
            row.retention_months,
            row.version,
            row.declared_at,
        )
        for row in rows
    ]


def indicator(connection: Connection, identifier: str) -> Indicator:
    """The indicator of the identifier. Raises UnknownIndicator."""
    found = _indicators(connection, identifier)
    if not found:
        raise UnknownIndicator(f"there is no indicator {identifier!r}; /v1/datasets lists all")
    return found[0]


def require_readable(indicator: Indicator) -> None:
    """Returns when the indicator's values may be handed out; else raises NotPermitted."""
    if not indicator.readable:
        raise NotPermitted(
            f"the values of {indicator.id} are of grade {indicator.grade}: they stay closed until "
            "accounts and rights exist"
        )


def _indicators(connection: Connection, identifier: str | None) -> list[Indicator]:
    rows = connection.execute(
        text(read_sql("spatial.business", "indicators")), {"indicator": identifier}
    )
    return [
        Indicator(
            row.id,
            row.dataset_id,
            row.title,
            row.unit,
            IndicatorKind(row.kind),
            row.additive_space,
            row.additive_time,
            row.numerator,
            row.denominator,
            Grade(row.grade),
            row.minimum_cell,
            row.data_from,
            row.data_until,
            PeriodUnit(row.period),
            None if row.nature is None else Nature(row.nature),
            row.factor,
            row.weight,
            row.signed,
        )
        for row in rows
    ]
