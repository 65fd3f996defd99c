"""By which times counts are parted: periods of the calendar, seasons, days of week, hours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Integer,
    String,
    case,
    cast,
    extract,
    func,
    text,
)

from spatial.business.declarations.model import PeriodUnit
from spatial.business.series.periods import after, start_of
from spatial.errors import BadParameter
from spatial.temporal import Period


class By(StrEnum):
    """Parts of time. hour, weekday, season: of every day of the question together.

    weekday: 1 Monday to 7 Sunday. hour: 0 to 23 in Beijing time; a case without a time of day has
    none. season: 春 March to May, 夏 June to August, 秋 September to November, 冬 the rest.
    """

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    SEASON = "season"
    WEEKDAY = "weekday"
    HOUR = "hour"

    @property
    def unit(self) -> PeriodUnit | None:
        """The length of its periods; None of what is no period."""
        return PeriodUnit(self.value) if self.value in list(PeriodUnit) else None


SEASONS = ("春", "夏", "秋", "冬")


def part_of(by: By, day: ColumnElement[Any], at: ColumnElement[Any]) -> ColumnElement[Any]:
    """The part of time of a record as a text: the first day of a period, or a name."""
    month = extract("month", day)
    if by is By.HOUR:
        # Beijing time has no daylight saving here: as in spatial.temporal.
        hour = extract("hour", func.timezone("UTC", cast(at, DateTime(timezone=True)))
                       + text("interval '8 hours'"))  # fmt: skip
        return cast(cast(hour, Integer), String)
    if by is By.WEEKDAY:
        return cast(cast(extract("isodow", day), Integer), String)
    if by is By.SEASON:
        spans = ((3, 5), (6, 8), (9, 11))
        named = [(month.between(a, b), SEASONS[place]) for place, (a, b) in enumerate(spans)]
        return case(*named, else_=SEASONS[3])
    if by is By.DAY:
        return cast(day, String)
    if by is By.HALF_YEAR:
        first = case((month <= 6, 1), else_=7)
        return cast(func.make_date(cast(extract("year", day), Integer), first, 1), String)
    return cast(cast(func.date_trunc(by.value, cast(day, DateTime(timezone=False))), Date), String)


def period_of(unit: PeriodUnit, day: date) -> Period:
    """The period of a length that holds a day; weeks begin on Monday.

    >>> period_of(PeriodUnit.HALF_YEAR, date(2024, 8, 9))
    Period(start=datetime.date(2024, 7, 1), end=datetime.date(2025, 1, 1))

    Raises BadDate where it ends outside the calendar.
    """
    start = start_of(unit, day)
    return Period(start, after(unit, start))


def periods_in(unit: PeriodUnit, asked: Period) -> Iterator[Period]:
    """The periods of a length that make up a span, in order; its end is not open.

    Raises BadParameter where the span begins or ends in the midst of one.
    """
    assert asked.end is not None
    at = asked.start
    if period_of(unit, at).start != at or period_of(unit, asked.end).start != asked.end:
        raise BadParameter(
            f"from {asked.start} to {asked.end} (not included) are no whole periods of a {unit}: "
            f"they begin and end with {period_of(unit, at).start} and "
            f"{period_of(unit, asked.end).start}"
        )
    while at < asked.end:
        period = period_of(unit, at)
        assert period.end is not None
        yield period
        at = period.end
