"""Lines of values and indicators for tests of series."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from spatial.access.declaration import Grade
from spatial.business.declarations.model import PeriodUnit
from spatial.business.indicators import Indicator, IndicatorKind
from spatial.business.series.line import Line, Missing
from spatial.business.series.periods import after


def month(year: int, number: int) -> date:
    """The first day of a month."""
    return date(year, number, 1)


def line(
    first: date,
    values: Sequence[int | str | Decimal | None],
    unit: PeriodUnit = PeriodUnit.MONTH,
    *,
    hidden: Sequence[int] = (),
) -> Line:
    """A line from a period on; None: not reported; hidden: places of values not shown."""
    cells = [
        None if value is None or place in hidden else Decimal(value)
        for place, value in enumerate(values)
    ]
    reasons = [
        Missing.SUPPRESSED if place in hidden else Missing.NOT_REPORTED if value is None else None
        for place, value in enumerate(values)
    ]
    return Line(unit, [after(unit, first, place) for place in range(len(values))], cells, reasons)


def meaning(
    kind: IndicatorKind = IndicatorKind.STOCK,
    *,
    additive_time: bool = False,
    signed: bool = False,
    unit: str = "人",
) -> Indicator:
    """An indicator of a kind."""
    return Indicator(
        "figures", "elderly", "人数", unit, kind, True, additive_time, None, None,
        Grade.OPEN, 0, None, None, signed=signed,
    )  # fmt: skip
