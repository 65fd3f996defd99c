"""Year-to-date figures (本年累计数) to periodic ones and back, without loss (R8.3).

Cumulative to periodic: each reported value is a step from the last one reported in the same year,
or from zero; a step says how many periods it covers. A step of one period is that period's own
figure; where a period is missing the step after it covers two, and none of them is invented. The
running sum of the steps gives the cumulative values back exactly.

Periodic to cumulative: the running sum of the year counts the periods that have no value. While
there is none, it is the cumulative value; after one it is only what is known of it. Differences of
running sums, and of the counts, give the periodic values back exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from spatial.business.declarations.model import PeriodUnit
from spatial.business.series.line import ZERO, Line, Missing, worst
from spatial.business.series.periods import year_of


@dataclass(frozen=True, slots=True)
class Step:
    """What a period brought, together with the periods before it that have no value.

    periods: how many they are together, 1 for the period alone. A negative value of something that
    cannot shrink is a correction of what was reported before.
    """

    value: Decimal
    periods: int

    @property
    def correction(self) -> bool:
        """Whether less was reported than before."""
        return self.value < ZERO


@dataclass(frozen=True, slots=True)
class Running:
    """The sum of a year up to a period. lacking: how many of its periods have no value."""

    total: Decimal
    lacking: int


def steps(line: Line) -> list[Step | None]:
    """The steps of a cumulative line that begins with a year; None where there is no value."""
    found: list[Step | None] = []
    last, since = ZERO, 0
    year: int | None = None
    for start, value in zip(line.starts, line.values, strict=True):
        if year_of(line.unit, start) != year:
            last, since, year = ZERO, 0, year_of(line.unit, start)
        since += 1
        if value is None:
            found.append(None)
            continue
        found.append(Step(value - last, since))
        last, since = value, 0
    return found


def cumulated(
    unit: PeriodUnit, starts: Sequence[date], found: Sequence[Step | None]
) -> list[Decimal | None]:
    """The cumulative values that the steps of whole years make: the inverse of `steps`."""
    values: list[Decimal | None] = []
    total = ZERO
    year: int | None = None
    for start, step in zip(starts, found, strict=True):
        if year_of(unit, start) != year:
            total, year = ZERO, year_of(unit, start)
        if step is None:
            values.append(None)
        else:
            total += step.value
            values.append(total)
    return values


def periodic(line: Line) -> Line:
    """What each period of a cumulative line brought alone.

    After a period without a value there is none: `previous_not_reported`, or `suppressed` where the
    period before is hidden.
    """
    cells: list[tuple[Decimal | None, Missing | None]] = []
    for number, step in enumerate(steps(line)):
        if step is not None and step.periods == 1:
            cells.append((step.value, None))
        elif line.values[number] is None:
            cells.append((None, line.reasons[number]))
        else:
            before = line.reasons[number - 1] if number else None
            cells.append((None, worst((before,), Missing.PREVIOUS_NOT_REPORTED)))
    return line.like(cells)


def running(line: Line) -> list[Running]:
    """The running sums of a periodic line, which begins with a year, year by year."""
    found = []
    total, lacking = ZERO, 0
    year: int | None = None
    for start, value in zip(line.starts, line.values, strict=True):
        if year_of(line.unit, start) != year:
            total, lacking, year = ZERO, 0, year_of(line.unit, start)
        if value is None:
            lacking += 1
        else:
            total += value
        found.append(Running(total, lacking))
    return found


def parted(
    unit: PeriodUnit, starts: Sequence[date], sums: Sequence[Running]
) -> list[Decimal | None]:
    """The periodic values whose running sums these are: the inverse of `running`."""
    values: list[Decimal | None] = []
    before, year = Running(ZERO, 0), None
    for start, here in zip(starts, sums, strict=True):
        if year_of(unit, start) != year:
            before, year = Running(ZERO, 0), year_of(unit, start)
        values.append(here.total - before.total if here.lacking == before.lacking else None)
        before = here
    return values


def cumulative(line: Line) -> Line:
    """The year-to-date values of a periodic line.

    From the first period of a year without a value on there is none in that year: `suppressed`
    where one so far is hidden, else the period's own reason or `previous_not_reported`.
    """
    cells: list[tuple[Decimal | None, Missing | None]] = []
    hidden: int | None = None
    for start, own, here in zip(line.starts, line.reasons, running(line), strict=True):
        year = year_of(line.unit, start)
        if own is Missing.SUPPRESSED:
            hidden = year
        if here.lacking == 0:
            cells.append((here.total, None))
        elif hidden == year:
            cells.append((None, Missing.SUPPRESSED))
        else:
            cells.append((None, own or Missing.PREVIOUS_NOT_REPORTED))
    return line.like(cells)
