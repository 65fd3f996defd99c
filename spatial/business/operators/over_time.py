"""One number of many periods: flows are summed, of stocks the last one stands (R8.2, R8.3).

A year-to-date figure (本年累计数) holds all that its year brought so far: of a span it is the last
one of each year, less what the year had brought before the span began.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from spatial.business.indicators import Indicator, IndicatorKind
from spatial.business.operators.times import period_of
from spatial.errors import NotAdditive
from spatial.temporal import Period

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Term:
    """A period whose value is added, or taken away where sign is -1."""

    start: date
    sign: int = 1


def terms_of(indicator: Indicator, periods: Sequence[Period]) -> list[Term]:
    """The periods of which the value of a span is made; the span is these periods, in order.

    Raises NotAdditive for what does not add up over time.
    """
    if len(periods) == 1 and indicator.kind is not IndicatorKind.YEAR_TO_DATE:
        return [Term(periods[0].start)]
    if indicator.kind is IndicatorKind.STOCK:
        return [Term(periods[-1].start)]
    if indicator.kind is IndicatorKind.FLOW:
        if not indicator.additive_time:
            raise NotAdditive(
                f"{indicator.id} does not add up over time: ask for one {indicator.period}, or by "
                "its periods"
            )
        return [Term(one.start) for one in periods]
    return _year_to_date(indicator, periods)


def _year_to_date(indicator: Indicator, periods: Sequence[Period]) -> list[Term]:
    terms = []
    last: dict[int, Period] = {one.start.year: one for one in periods}
    for one in last.values():
        terms.append(Term(one.start))
    first = periods[0].start
    if (first.month, first.day) != (1, 1):
        before = _before(indicator, first)
        terms.append(Term(before, -1))
    return terms


def _before(indicator: Indicator, first: date) -> date:
    """The first day of the period before one."""
    return period_of(indicator.period, first - timedelta(days=1)).start


def folded(
    terms: Sequence[Term], value_at: Callable[[date], Decimal | None]
) -> tuple[Decimal | None, list[date]]:
    """The value of a span, and the first days of the periods that lack one (then it is None)."""
    total, missing = ZERO, []
    for term in terms:
        value = value_at(term.start)
        if value is None:
            missing.append(term.start)
        else:
            total += term.sign * value
    return (None if missing else total), missing
