"""A line of values: periods that follow each other without a hole, each with a value or a reason.

Values are exact decimals. What is derived from a line is derived from its shown values alone, so
that it gives away nothing that they do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from enum import StrEnum

from spatial.business.declarations.model import PeriodUnit
from spatial.business.series.periods import last_day
from spatial.temporal import Period

ZERO = Decimal(0)
_DIGITS = Context(prec=12)


class Missing(StrEnum):
    """Why a period shows no value, or nothing derived from it."""

    BEFORE_THE_RECORD = "before_the_record"
    """The period ends before the first division list."""
    NOT_YET = "not_yet"
    """The division's code stands in no list yet."""
    RETIRED = "retired"
    """The division's code stands in no list any more."""
    NOT_REPORTED = "not_reported"
    """The division stands in the list, and nobody reported a value."""
    SUPPRESSED = "suppressed"
    """There is a value, but it or a difference that it gives away is a small cell (R8.4)."""
    PREVIOUS_NOT_REPORTED = "previous_not_reported"
    """The period before, from which it differs or which it goes on from, has no value."""
    INCOMPLETE = "incomplete"
    """Some of the parts of the period were not reported."""
    COMPARED_NOT_REPORTED = "compared_not_reported"
    """The period that it is compared with has no value."""
    NO_SUCH_PERIOD = "no_such_period"
    """The other year has no such period: 29 February, week 53."""
    ZERO_BASE = "zero_base"
    """What it would be divided by is zero."""
    TOO_FEW = "too_few"
    """Fewer values about it than a mean or a season needs."""
    NO_SEASON = "no_season"
    """Periods of this length have no season."""
    NO_SPREAD = "no_spread"
    """What it is compared with is all alike: a distance from it has no measure."""
    DENOMINATOR_NOT_REPORTED = "denominator_not_reported"
    """The denominator has no value."""
    NOT_HARMONISED = "not_harmonised"
    """The value cannot be told on the divisions asked for."""


@dataclass(frozen=True, slots=True)
class Line:
    """Values of periods that follow each other. reasons: why a value is None, None where it is not.

    Where value and reason are both None nothing is told at all (as of a measure that does not
    apply).
    """

    unit: PeriodUnit
    starts: Sequence[date]
    values: Sequence[Decimal | None]
    reasons: Sequence[Missing | None]

    def __len__(self) -> int:
        return len(self.starts)

    def like(self, cells: Iterable[tuple[Decimal | None, Missing | None]]) -> Line:
        """A line of the same periods with other values and reasons."""
        values, reasons = [], []
        for value, reason in cells:
            values.append(value)
            reasons.append(reason)
        return Line(self.unit, self.starts, values, reasons)

    def from_start(self, first: date) -> Line:
        """The part from the period that begins on a day, which is one of the line."""
        place = self.starts.index(first)
        return Line(self.unit, self.starts[place:], self.values[place:], self.reasons[place:])


def line_of(
    unit: PeriodUnit,
    starts: Sequence[date],
    values: Mapping[date, Decimal],
    *,
    hidden: frozenset[date],
    held: Sequence[Period],
    record_start: date,
) -> Line:
    """The line of what was reported. hidden: periods with a value that is not shown.

    held: the periods in which the division stood in the lists, in order. record_start: the day of
    the first list.
    """
    cells: list[Decimal | None] = []
    reasons: list[Missing | None] = []
    for start in starts:
        if start in hidden:
            cells.append(None)
            reasons.append(Missing.SUPPRESSED)
            continue
        value = values.get(start)
        cells.append(value)
        reasons.append(_why_absent(unit, start, held, record_start) if value is None else None)
    return Line(unit, starts, cells, reasons)


def _why_absent(
    unit: PeriodUnit, start: date, held: Sequence[Period], record_start: date
) -> Missing:
    """Why nobody reported. What counts is the period's last day: a yearly list speaks of it."""
    day = last_day(unit, start)
    if day < record_start:
        return Missing.BEFORE_THE_RECORD
    if any(period.holds(day) for period in held):
        return Missing.NOT_REPORTED
    if all(day < period.start for period in held):
        return Missing.NOT_YET
    return Missing.RETIRED


def worst(reasons: Iterable[Missing | None], otherwise: Missing) -> Missing:
    """Why something cannot be derived from several values: one is hidden, or else the given reason.

    That one is hidden goes first, so that nobody takes it for not reported.
    """
    return Missing.SUPPRESSED if Missing.SUPPRESSED in tuple(reasons) else otherwise


def rounded(value: Decimal) -> Decimal:
    """A quotient to twelve significant digits, without zeros at its end."""
    short = _DIGITS.plus(value).normalize()
    # 1E+2 is written as 100.
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short
