"""The calendar of series: days, ISO weeks, months, quarters, half-years and years.

A period is named by its first day. Weeks begin on Monday and belong to the year in which their
Thursday lies (ISO 8601), so that they nest in nothing longer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from spatial.business.declarations.model import PeriodUnit
from spatial.errors import BadDate, BadParameter, BadPeriod
from spatial.temporal import parse_date, parse_month

DAY, WEEK, MONTH = PeriodUnit.DAY, PeriodUnit.WEEK, PeriodUnit.MONTH
QUARTER, HALF_YEAR, YEAR = PeriodUnit.QUARTER, PeriodUnit.HALF_YEAR, PeriodUnit.YEAR

_MONTHS: Mapping[PeriodUnit, int] = {MONTH: 1, QUARTER: 3, HALF_YEAR: 6, YEAR: 12}
_DAYS: Mapping[PeriodUnit, int] = {DAY: 1, WEEK: 7}

SEASON: Mapping[PeriodUnit, int] = {DAY: 7, WEEK: 52, MONTH: 12, QUARTER: 4, HALF_YEAR: 2}
"""How many periods make a season: of days a week, of all others a year; years have none."""

_PARTS: Mapping[PeriodUnit, frozenset[PeriodUnit]] = {
    DAY: frozenset({DAY}),
    WEEK: frozenset({WEEK, DAY}),
    MONTH: frozenset({MONTH, DAY}),
    QUARTER: frozenset({QUARTER, MONTH, DAY}),
    HALF_YEAR: frozenset({HALF_YEAR, QUARTER, MONTH, DAY}),
    YEAR: frozenset({YEAR, HALF_YEAR, QUARTER, MONTH, DAY}),
}
"""Of which units the periods of a unit are made whole."""


def start_of(unit: PeriodUnit, day: date) -> date:
    """The first day of the period in which a day lies."""
    if unit is WEEK:
        return day - timedelta(days=day.weekday())
    if unit is DAY:
        return day
    months = _MONTHS[unit]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def after(unit: PeriodUnit, start: date, count: int = 1) -> date:
    """The first day of the period that comes `count` after the one that begins on `start`.

    A negative count goes back. Raises BadDate outside the calendar (years 1 to 9999).
    """
    try:
        if unit in _DAYS:
            return start + timedelta(days=_DAYS[unit] * count)
        months = start.year * 12 + start.month - 1 + _MONTHS[unit] * count
        return date(months // 12, months % 12 + 1, 1)
    except (ValueError, OverflowError):
        raise BadDate(f"{count} {unit}s from {start} lie outside the calendar") from None


def last_day(unit: PeriodUnit, start: date) -> date:
    """The last day of the period that begins on a day."""
    return after(unit, start) - timedelta(days=1)


@lru_cache(maxsize=512)
def starts_between(unit: PeriodUnit, first: date, last: date) -> tuple[date, ...]:
    """The first days of all periods from the one that begins on `first` to that of `last`.

    Raises BadPeriod when `last` lies before `first`.
    """
    if last < first:
        raise BadPeriod(
            f"the last {unit} {name_of(unit, last)} lies before the first {name_of(unit, first)}"
        )
    starts = [first]
    while starts[-1] < last:
        starts.append(after(unit, starts[-1]))
    return tuple(starts)


def number_between(unit: PeriodUnit, first: date, last: date) -> int:
    """How many periods lie from the one that begins on `first` to that of `last`, both counted."""
    if unit in _DAYS:
        return (last - first).days // _DAYS[unit] + 1
    return ((last.year - first.year) * 12 + last.month - first.month) // _MONTHS[unit] + 1


def year_of(unit: PeriodUnit, start: date) -> int:
    """The year to which a period belongs; of a week that of its Thursday."""
    return start.isocalendar().year if unit is WEEK else start.year


def first_of_year(unit: PeriodUnit, start: date) -> date:
    """The first day of the first period of the year to which a period belongs."""
    year = year_of(unit, start)
    return date.fromisocalendar(year, 1, 1) if unit is WEEK else date(year, 1, 1)


def year_before(unit: PeriodUnit, start: date) -> date | None:
    """The same period of the year before; None where that year has none.

    29 February has none in a common year, and week 53 none in a year of 52 weeks.
    """
    try:
        if unit is WEEK:
            year, week, _ = start.isocalendar()
            return date.fromisocalendar(year - 1, week, 1)
        return start.replace(year=start.year - 1)
    except ValueError:
        return None


def place_in_year(unit: PeriodUnit, start: date) -> tuple[int, int]:
    """What periods of different years have in common: month and day, or the number of the week."""
    if unit is WEEK:
        return (start.isocalendar().week, 0)
    return (start.month, start.day)


def nests(unit: PeriodUnit, within: PeriodUnit) -> bool:
    """Whether periods of `within` are made of whole ones of `unit`."""
    return unit in _PARTS[within]


def require_upward(unit: PeriodUnit, to: PeriodUnit) -> None:
    """Returns where values by `unit` can be told by `to`; else raises BadParameter: never down."""
    if not nests(unit, to):
        kinds = ", ".join(one for one in PeriodUnit if nests(unit, one))
        raise BadParameter(
            f"values by {unit} cannot be told by {to}: only by {kinds} (longer periods that are "
            "made of whole ones)",
            allowed=kinds.split(", "),
        )


@lru_cache(maxsize=1 << 15)
def name_of(unit: PeriodUnit, start: date) -> str:
    """The name of a period: 2020-01-31, 2020-W53, 2020-01, 2020-Q1, 2020-H1, 2020."""
    return _NAMES[unit](start)


def _week_name(start: date) -> str:
    year, week, _ = start.isocalendar()
    return f"{year:04}-W{week:02}"


_NAMES: Mapping[PeriodUnit, Callable[[date], str]] = {
    DAY: date.isoformat,
    WEEK: _week_name,
    MONTH: lambda start: start.isoformat()[:7],
    QUARTER: lambda start: f"{start.year:04}-Q{(start.month + 2) // 3}",
    HALF_YEAR: lambda start: f"{start.year:04}-H{1 if start.month < 7 else 2}",
    YEAR: lambda start: f"{start.year:04}",
}


def chinese_name_of(unit: PeriodUnit, start: date) -> str:
    """The name of a period as officers read it: 2020年1月, 2020年第53周, 2020年上半年."""
    if unit is DAY:
        return f"{start.year}年{start.month}月{start.day}日"
    if unit is WEEK:
        year, week, _ = start.isocalendar()
        return f"{year}年第{week}周"
    if unit is MONTH:
        return f"{start.year}年{start.month}月"
    if unit is QUARTER:
        return f"{start.year}年第{'一二三四'[(start.month - 1) // 3]}季度"
    if unit is HALF_YEAR:
        return f"{start.year}年{'上' if start.month < 7 else '下'}半年"
    return f"{start.year}年"


@dataclass(frozen=True, slots=True)
class Bound:
    """One end of a span of time as it was told: the period that was named."""

    unit: PeriodUnit
    start: date

    def first_in(self, unit: PeriodUnit) -> date:
        """The first day of the first period of `unit` that lies in it, or in which it lies."""
        return start_of(unit, self.start)

    def last_in(self, unit: PeriodUnit) -> date:
        """The first day of the last period of `unit` that lies in it, or in which it lies."""
        return start_of(unit, last_day(self.unit, self.start))


_WEEK = re.compile(r"(?P<year>\d{4})-W(?P<number>\d{2})", re.ASCII)
_PART = re.compile(r"(?P<year>\d{4})-(?P<part>[QH])(?P<number>\d)", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)


def parse_bound(text: str, by: PeriodUnit) -> Bound:
    """The period that a text names: 2020, 2020-H1, 2020-Q1, 2020-01, 2020-W53, 2020-01-31.

    by: of which periods it is to be a bound; what is finer than they, as a day for months, is no
    bound of them. Raises BadDate.
    """
    bound = _bound(text, by)
    if bound.unit in _DAYS and by not in _DAYS:
        raise BadDate(f"{text!r} is a {bound.unit}, the series by {by}: write {_forms(by)}")
    return bound


def _bound(text: str, by: PeriodUnit) -> Bound:
    try:
        if match := _PART.fullmatch(text):
            unit = QUARTER if match["part"] == "Q" else HALF_YEAR
            month = (int(match["number"]) - 1) * _MONTHS[unit] + 1
            return Bound(unit, date(int(match["year"]), month, 1))
        if match := _WEEK.fullmatch(text):
            return Bound(WEEK, date.fromisocalendar(int(match["year"]), int(match["number"]), 1))
        if _YEAR.fullmatch(text):
            return Bound(YEAR, date(int(text), 1, 1))
        if len(text) == len("YYYY-MM"):
            return Bound(MONTH, parse_month(text))
    except ValueError as error:
        raise BadDate(f"{text!r} is not in the calendar: write {_forms(by)}") from error
    if len(text) == len("YYYY-MM-DD"):
        return Bound(DAY, parse_date(text))
    raise BadDate(f"{text!r} is no period: write {_forms(by)}")


def _forms(by: PeriodUnit) -> str:
    own = {
        DAY: "YYYY-MM-DD, YYYY-MM or YYYY",
        WEEK: "YYYY-Wnn, YYYY-MM-DD or YYYY",
        MONTH: "YYYY-MM, YYYY-Qn, YYYY-Hn or YYYY",
        QUARTER: "YYYY-Qn, YYYY-MM, YYYY-Hn or YYYY",
        HALF_YEAR: "YYYY-Hn, YYYY-MM or YYYY",
        YEAR: "YYYY or YYYY-MM",
    }
    return own[by]
