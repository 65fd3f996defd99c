"""A monthly series: what is shown, what is missing and why, periodic figures, small cells.

Pure functions: months are their first days, values are exact decimals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from spatial.business.indicators import IndicatorKind
from spatial.temporal import Period, month_period, months_between

ZERO = Decimal(0)


class Missing(StrEnum):
    """Why a month shows no value."""

    BEFORE_THE_RECORD = "before_the_record"
    """The month ends before the first division list."""
    NOT_YET = "not_yet"
    """The division's code stands in no list yet."""
    RETIRED = "retired"
    """The division's code stands in no list any more."""
    NOT_REPORTED = "not_reported"
    """The division stands in the list, and nobody reported a value."""
    SUPPRESSED = "suppressed"
    """There is a value, but it or a difference that it gives away is a small cell (R8.4)."""
    PREVIOUS_NOT_REPORTED = "previous_not_reported"
    """No periodic figure: the month before, from which it differs, has no value."""


@dataclass(frozen=True, slots=True)
class MonthValue:
    """One month of a series.

    reason: why `value` is None. periodic: of a year-to-date indicator what the month alone
    brought; periodic_reason: why that is None (both None for other kinds).
    """

    month: date
    value: Decimal | None
    reason: Missing | None
    periodic: Decimal | None = None
    periodic_reason: Missing | None = None


def monthly_series(
    reported: Mapping[date, Decimal],
    *,
    kind: IndicatorKind,
    minimum_cell: int,
    first: date,
    last: date,
    held: Sequence[Period],
    record_start: date,
) -> list[MonthValue]:
    """One value per month from `first` to `last`, both included.

    reported: values by month; for a year-to-date indicator from January of the first year on, else
    the answer would depend on where the question begins. held: the periods in which the division
    stood in the lists, in order. record_start: the day of the first list.
    """
    shown = visible_months(reported, kind=kind, minimum_cell=minimum_cell)
    series = []
    for month in months_between(first, last):
        value = reported[month] if month in shown else None
        reason = None
        if month not in reported:
            reason = _why_absent(month, held, record_start)
        elif value is None:
            reason = Missing.SUPPRESSED
        if kind is IndicatorKind.YEAR_TO_DATE:
            periodic, why = _periodic(month, reported, shown)
            series.append(MonthValue(month, value, reason, periodic, why or reason))
        else:
            series.append(MonthValue(month, value, reason))
    return series


def visible_months(
    reported: Mapping[date, Decimal], *, kind: IndicatorKind, minimum_cell: int
) -> frozenset[date]:
    """The months whose value may be shown.

    A value below the minimum cell is not. Of a year-to-date indicator two shown values of a year
    give away their difference: the later one is then shown only when that difference is no small
    cell either, counted from 0 in January.
    """
    if kind is not IndicatorKind.YEAR_TO_DATE:
        return frozenset(month for month, value in reported.items() if value >= minimum_cell)
    shown: set[date] = set()
    last_shown: dict[int, Decimal] = {}
    for month in sorted(reported):
        value = reported[month]
        step = value - last_shown.get(month.year, ZERO)
        if value >= minimum_cell and abs(step) >= minimum_cell:
            shown.add(month)
            last_shown[month.year] = value
    return frozenset(shown)


def _periodic(
    month: date, reported: Mapping[date, Decimal], shown: frozenset[date]
) -> tuple[Decimal | None, Missing | None]:
    """What the month alone brought (R8.3); January's is its own value, no month is invented."""
    if month not in shown:
        return None, None
    if month.month == 1:
        return reported[month], None
    previous = (month - timedelta(days=1)).replace(day=1)
    if previous not in reported:
        return None, Missing.PREVIOUS_NOT_REPORTED
    if previous not in shown:
        return None, Missing.SUPPRESSED
    return reported[month] - reported[previous], None


def _why_absent(month: date, held: Sequence[Period], record_start: date) -> Missing:
    """Why nobody reported. What counts is the month's last day: a yearly list speaks of it."""
    end = month_period(month).end
    assert end is not None
    last_day = end - timedelta(days=1)
    if last_day < record_start:
        return Missing.BEFORE_THE_RECORD
    if any(period.holds(last_day) for period in held):
        return Missing.NOT_REPORTED
    if all(last_day < period.start for period in held):
        return Missing.NOT_YET
    return Missing.RETIRED
