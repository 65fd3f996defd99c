"""Rates made from numerator and denominator: never summed, never averaged (R10.5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from spatial.business.declarations.model import PeriodUnit
from spatial.business.indicators import IndicatorKind
from spatial.business.series.conversion import converted
from spatial.business.series.cumulation import cumulative, periodic
from spatial.business.series.line import ZERO, Line, Missing, rounded
from spatial.business.series.periods import last_day, nests
from spatial.errors import BadParameter
from spatial.temporal import years_after


def of_kind(line: Line, kind: IndicatorKind, wanted: IndicatorKind) -> tuple[Line, IndicatorKind]:
    """A line of flows as year-to-date values or the other way, and its kind then, so that both
    sides of a rate speak of the same time. A stock stays what it is."""
    if kind is IndicatorKind.FLOW and wanted is IndicatorKind.YEAR_TO_DATE:
        return cumulative(line), wanted
    if kind is IndicatorKind.YEAR_TO_DATE and wanted is IndicatorKind.FLOW:
        return periodic(line), wanted
    return line, kind


def denominators(line: Line, kind: IndicatorKind, unit: PeriodUnit, starts: Sequence[date]) -> Line:
    """The denominator for each period of a series.

    One that is reported by shorter periods is told by those of the series; of a stock that is
    reported by longer ones (residents at the year's end) the latest that is not a year old at the
    end of the period serves. Raises BadParameter for a flow by longer periods, which cannot be
    divided among shorter ones.
    """
    if nests(line.unit, unit):
        own = converted(line, kind, unit)
        found = dict(zip(own.starts, zip(own.values, own.reasons, strict=True), strict=True))
        absent = (None, Missing.DENOMINATOR_NOT_REPORTED)
        cells = [found.get(start, absent) for start in starts]
    elif kind is IndicatorKind.STOCK:
        cells = [_latest(line, last_day(unit, start)) for start in starts]
    else:
        raise BadParameter(
            f"a denominator by {line.unit} that is no stock cannot serve a series by {unit}"
        )
    return Line(unit, starts, [value for value, _ in cells], [reason for _, reason in cells])


def _latest(line: Line, day: date) -> tuple[Decimal | None, Missing | None]:
    """The latest value that was so at the end of a day; a hidden one is not passed over."""
    for start, value, reason in zip(
        reversed(line.starts), reversed(line.values), reversed(line.reasons), strict=True
    ):
        told_on = last_day(line.unit, start)
        if told_on > day or (value is None and reason is not Missing.SUPPRESSED):
            continue
        if day < years_after(told_on, 1):
            return value, reason
        break
    return None, Missing.DENOMINATOR_NOT_REPORTED


def rate(numerator: Line, denominator: Line, factor: Decimal) -> Line:
    """factor × numerator ÷ denominator, period by period; hidden where either of them is."""
    cells: list[tuple[Decimal | None, Missing | None]] = []
    for number, (above, below) in enumerate(zip(numerator.values, denominator.values, strict=True)):
        why = (numerator.reasons[number], denominator.reasons[number])
        if Missing.SUPPRESSED in why:
            cells.append((None, Missing.SUPPRESSED))
        elif above is None:
            cells.append((None, why[0]))
        elif below is None:
            cells.append((None, Missing.DENOMINATOR_NOT_REPORTED))
        elif below == ZERO:
            cells.append((None, Missing.ZERO_BASE))
        else:
            cells.append((rounded(factor * above / below), None))
    return numerator.like(cells)


def reported_or_made(reported: Line, made: Line) -> Line:
    """The values of a rate as reported, and where nobody reported one, made from its parts.

    Where a part is hidden the reported rate is too: times the denominator it gives it away.
    """
    cells: list[tuple[Decimal | None, Missing | None]] = []
    for number, value in enumerate(reported.values):
        if made.reasons[number] is Missing.SUPPRESSED:
            cells.append((None, Missing.SUPPRESSED))
        elif value is not None:
            cells.append((value, None))
        elif made.values[number] is not None:
            cells.append((made.values[number], None))
        else:
            cells.append((None, reported.reasons[number] or made.reasons[number]))
    return reported.like(cells)
