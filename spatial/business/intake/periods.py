"""Periods as people write them: 2024, 2024年5月, 2024Q2, 2024H1, 2024-W05, 2024-05-01. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

from spatial.business.declarations.model import PeriodUnit
from spatial.business.intake.cells import day_of, written
from spatial.errors import BadDate
from spatial.temporal import Period

UNIT_TITLES = {
    PeriodUnit.DAY: "日",
    PeriodUnit.WEEK: "周",
    PeriodUnit.MONTH: "月",
    PeriodUnit.QUARTER: "季度",
    PeriodUnit.HALF_YEAR: "半年",
    PeriodUnit.YEAR: "年",
}

_NUMERALS = dict(zip("一二三四", "1234", strict=True)) | {"上": "1", "下": "2"}


def period_of(value: object, *, cumulative: bool = False) -> tuple[Period, PeriodUnit]:
    """The days of a period and of which length it is.

    cumulative: whether `2024年1-5月` is read: what was counted from January on is the figure of the
    last month. Raises BadDate.

    >>> period_of("2024年5月")[0].end, period_of("2024Q2")[1].value, period_of(2024)[1].value
    (datetime.date(2024, 6, 1), 'quarter', 'year')
    """
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return _days(day, PeriodUnit.DAY)
    text = re.sub(r"\s+|(?<=\d{4})\.0+$", "", written(value)).upper()
    for pattern, read in _FORMS:
        found = pattern.fullmatch(text)
        if found is not None:
            try:
                return read(found)
            except (ValueError, OverflowError):
                raise BadDate(f"日历中没有“{text[:40]}”这一时期") from None
    if cumulative and (found := _UP_TO_MONTH.fullmatch(text)):
        try:
            return _days(date(int(found[1]), int(found[2]), 1), PeriodUnit.MONTH)
        except ValueError:
            raise BadDate(f"日历中没有“{text[:40]}”这一时期") from None
    try:
        return _days(day_of(text), PeriodUnit.DAY)
    except BadDate:
        raise BadDate(
            f"“{text[:40]}”不是时期：请写 2024、2024H1、2024Q2、2024-05、2024-W05 或 2024-05-01"
        ) from None


def period_from(start: date, unit: PeriodUnit) -> Period:
    """The period of a length that begins on a day.

    Raises BadDate where none of that length does, as no month on the second.
    """
    found = {
        PeriodUnit.MONTH: start.day == 1,
        PeriodUnit.QUARTER: start.day == 1 and start.month % 3 == 1,
        PeriodUnit.HALF_YEAR: start.day == 1 and start.month % 6 == 1,
        PeriodUnit.YEAR: start.day == 1 and start.month == 1,
        PeriodUnit.WEEK: start.weekday() == 0,
        PeriodUnit.DAY: True,
    }[unit]
    if not found:
        raise BadDate(f"没有一个{UNIT_TITLES[unit]}从 {start} 开始")
    return _days(start, unit)[0]


def period_text(period: Period, unit: PeriodUnit) -> str:
    """How a period is written.

    >>> period_text(Period(date(2024, 4, 1), date(2024, 7, 1)), PeriodUnit.QUARTER)
    '2024Q2'
    """
    start = period.start
    return {
        PeriodUnit.DAY: start.isoformat(),
        PeriodUnit.WEEK: "{}-W{:02}".format(*start.isocalendar()[:2]),
        PeriodUnit.MONTH: start.isoformat()[:7],
        PeriodUnit.QUARTER: f"{start.year:04}Q{(start.month + 2) // 3}",
        PeriodUnit.HALF_YEAR: f"{start.year:04}H{1 if start.month <= 6 else 2}",
        PeriodUnit.YEAR: f"{start.year:04}",
    }[unit]


def _days(start: date, unit: PeriodUnit) -> tuple[Period, PeriodUnit]:
    if unit in (PeriodUnit.DAY, PeriodUnit.WEEK):
        return Period(start, start + timedelta(days=7 if unit is PeriodUnit.WEEK else 1)), unit
    months = {PeriodUnit.MONTH: 1, PeriodUnit.QUARTER: 3, PeriodUnit.HALF_YEAR: 6}.get(unit, 12)
    after = start.year * 12 + start.month - 1 + months
    return Period(start, date(after // 12, after % 12 + 1, 1)), unit


def _month(found: re.Match[str]) -> tuple[Period, PeriodUnit]:
    return _days(date(int(found[1]), int(found[2]), 1), PeriodUnit.MONTH)


def _quarter(found: re.Match[str]) -> tuple[Period, PeriodUnit]:
    number = int(_NUMERALS.get(found[2], found[2]))
    return _days(date(int(found[1]), number * 3 - 2, 1), PeriodUnit.QUARTER)


def _half(found: re.Match[str]) -> tuple[Period, PeriodUnit]:
    number = int(_NUMERALS.get(found[2], found[2]))
    return _days(date(int(found[1]), number * 6 - 5, 1), PeriodUnit.HALF_YEAR)


def _week(found: re.Match[str]) -> tuple[Period, PeriodUnit]:
    return _days(date.fromisocalendar(int(found[1]), int(found[2]), 1), PeriodUnit.WEEK)


def _year(found: re.Match[str]) -> tuple[Period, PeriodUnit]:
    return _days(date(int(found[1]), 1, 1), PeriodUnit.YEAR)


def _span(found: re.Match[str]) -> tuple[Period, PeriodUnit]:
    """First and last day, both included: one of the known lengths, or none."""
    first, last = day_of(found[1]), day_of(found[2])
    for unit in PeriodUnit:
        try:
            period = period_from(first, unit)
        except BadDate:
            continue
        if period.end == last + timedelta(days=1):
            return period, unit
    raise ValueError("no whole period")


_Read = Callable[[re.Match[str]], tuple[Period, PeriodUnit]]
_FORMS: tuple[tuple[re.Pattern[str], _Read], ...] = (
    (re.compile(r"(\d{4})年?(?:度|全年)?", re.ASCII), _year),
    (re.compile(r"(\d{4})[-/.年](\d{1,2})月?(?:份)?", re.ASCII), _month),
    (re.compile(r"(\d{4})(0[1-9]|1[0-2])", re.ASCII), _month),
    (re.compile(r"(\d{4})[-年]?Q([1-4])", re.ASCII), _quarter),
    (re.compile(r"(\d{4})年?第?([1-4一二三四])季度?"), _quarter),
    (re.compile(r"(\d{4})[-年]?H([12])", re.ASCII), _half),
    (re.compile(r"(\d{4})年?([上下])半年"), _half),
    (re.compile(r"(\d{4})-?W(\d{2})", re.ASCII), _week),
    (re.compile(r"(\d{4})年第(\d{1,2})周"), _week),
    (re.compile(r"(\d{4}-\d{2}-\d{2})(?:/|至|~|到)(\d{4}-\d{2}-\d{2})", re.ASCII), _span),
)
_UP_TO_MONTH = re.compile(r"(\d{4})年?0?1月?[-~—–至](\d{1,2})月", re.ASCII)
