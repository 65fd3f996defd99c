"""What an older release knew of a dataset, as a declaration; not judged, it was accepted then."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from spatial.access.declaration import Grade
from spatial.business.declarations.model import (
    DatasetDeclaration,
    Holds,
    IndicatorDeclaration,
    IndicatorKind,
    Nature,
    PeriodUnit,
)


def older_dataset(row: Row[Any], indicators: Sequence[IndicatorDeclaration]) -> DatasetDeclaration:
    """The dataset of a row of `datasets.sql` without a declaration."""
    return DatasetDeclaration.model_construct(
        id=row.id,
        title=row.title,
        line=row.line,
        owner=row.owner,
        holds=tuple(Holds(one) for one in row.holds),
        grade=Grade(row.grade),
        minimum_cell=row.minimum_cell,
        retention_months=row.retention_months,
        about=None,
        fields=(),
        indicators=tuple(indicators),
    )


def older_indicator(row: Row[Any]) -> IndicatorDeclaration:
    """The indicator of a row of `older_indicators.sql`."""
    return IndicatorDeclaration.model_construct(
        id=row.id,
        title=row.title,
        unit=row.unit,
        kind=IndicatorKind(row.kind),
        period=PeriodUnit(row.period),
        additive_space=row.additive_space,
        additive_time=row.additive_time,
        nature=None if row.nature is None else Nature(row.nature),
        numerator=row.numerator,
        denominator=row.denominator,
        factor=row.factor,
        weight=row.weight,
        signed=row.signed,
        grade=Grade(row.grade),
        minimum_cell=row.minimum_cell,
        about=None,
    )
