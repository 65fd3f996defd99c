"""Which periods of a series may be shown: the one place that decides it (R8.4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from spatial.business.declarations.model import PeriodUnit
from spatial.business.indicators import IndicatorKind
from spatial.business.series.line import ZERO
from spatial.business.series.periods import MONTH, year_of


def visible(
    reported: Mapping[date, Decimal],
    *,
    kind: IndicatorKind,
    minimum_cell: int,
    unit: PeriodUnit = MONTH,
) -> frozenset[date]:
    """The periods whose value may be shown, by their first days.

    A value below the minimum cell is not (of values that may be negative, one that is nearer to
    zero). Of a year-to-date indicator two shown values of a year give away their difference: a
    later one is then shown only when its difference from each earlier one that is shown is no small
    cell either, counted from 0 at the beginning of the year. reported: such a year has to be whole.
    """
    if kind is not IndicatorKind.YEAR_TO_DATE:
        return frozenset(start for start, value in reported.items() if abs(value) >= minimum_cell)
    shown: set[date] = set()
    told: dict[int, list[Decimal]] = {}
    for start in sorted(reported):
        value = reported[start]
        earlier = told.setdefault(year_of(unit, start), [ZERO])
        if all(abs(value - other) >= minimum_cell for other in earlier):
            shown.add(start)
            earlier.append(value)
    return frozenset(shown)
