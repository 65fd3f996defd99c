"""Values by a shorter period told by a longer one: never the other way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from spatial.business.declarations.model import PeriodUnit
from spatial.business.indicators import IndicatorKind
from spatial.business.series.line import ZERO, Line, Missing
from spatial.business.series.periods import after, require_upward, start_of
from spatial.business.series.sources import Given
from spatial.errors import BadParameter


def require_conversion(
    identifier: str, kind: IndicatorKind, *, additive: bool, unit: PeriodUnit, to: PeriodUnit
) -> None:
    """Returns where an indicator's values by `unit` can be told by `to`; else raises BadParameter.

    additive: values of periods add up (`additive_time`). A flow that does not add up (persons
    helped in a month, of whom some came in two) has no yearly value.
    """
    require_upward(unit, to)
    if to is PeriodUnit.WEEK and to is not unit and kind is IndicatorKind.YEAR_TO_DATE:
        raise BadParameter(
            f"{identifier} is counted from 1 January, and the weeks of a year are not: it cannot "
            f"be told by {to}"
        )
    if to is not unit and kind is IndicatorKind.FLOW and not additive:
        raise BadParameter(
            f"the values of {identifier} do not add up over time (additive_time is false): they "
            f"are told by {unit} only"
        )


def converted(
    line: Line,
    kind: IndicatorKind,
    to: PeriodUnit,
    given: Given | None = None,
) -> Line:
    """The line by a longer period.

    given: values that the line hides, of which a sum may be shown all the same.

    A flow is the sum of all parts, and has no value where one part has none: a sum over what is
    there would look like a small year. A stock and a year-to-date value are those of the last part.
    A period that the line does not begin or does not end with has the parts that it has.
    """
    if to is line.unit:
        return line
    places: dict[date, list[int]] = {}
    for number, start in enumerate(line.starts):
        places.setdefault(start_of(to, start), []).append(number)
    cells = []
    for start, parts in places.items():
        if kind is not IndicatorKind.FLOW:
            cells.append(_last(line, start, parts, to))
        else:
            cells.append(_sum(line, start, parts, to, given))
    starts = list(places)
    return Line(to, starts, [value for value, _ in cells], [reason for _, reason in cells])


_Cell = tuple[Decimal | None, Missing | None]


def _whole(line: Line, start: date, parts: Sequence[int], to: PeriodUnit) -> bool:
    """Whether the line reaches from the first day of a period to its last."""
    ends = after(line.unit, line.starts[parts[-1]])
    return line.starts[parts[0]] == start and ends == after(to, start)


def _last(line: Line, start: date, parts: Sequence[int], to: PeriodUnit) -> _Cell:
    if after(line.unit, line.starts[parts[-1]]) != after(to, start):
        return None, Missing.NOT_REPORTED
    return line.values[parts[-1]], line.reasons[parts[-1]]


def _sum(
    line: Line, start: date, parts: Sequence[int], to: PeriodUnit, given: Given | None
) -> _Cell:
    reasons = {line.reasons[number] for number in parts}
    values = [line.values[number] for number in parts]
    whole = _whole(line, start, parts, to)
    if Missing.SUPPRESSED in reasons:
        starts = [line.starts[number] for number in parts]
        if not whole or given is None or given.may_sum is None or not given.may_sum(starts):
            return None, Missing.SUPPRESSED
        values = [given.values.get(start) for start in starts]
    if whole and None not in values:
        return sum((value for value in values if value is not None), ZERO), None
    reasons.discard(Missing.SUPPRESSED)
    if len(reasons) == 1 and None not in reasons:
        return None, reasons.pop()
    return None, Missing.INCOMPLETE
