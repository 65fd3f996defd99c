"""All time semantics: half-open periods, the days of the yearly lists, parsing, zones.

The only place that interprets a date. Every period is half open, `[start, end)`; `None` as an
end means "still so". A yearly list of year Y is the state at the end of Y-12-31 (it is published
in the following January, as of 31 December), so what first stands in the list of Y is valid from
Y-12-31 and what first misses in the list of Z is valid until, and not on, Z-12-31.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum

from spatial.errors import BadDate, BadPeriod

CHINA_TIME = timezone(timedelta(hours=8), "GMT+8")
"""Beijing time, without daylight saving: JT/T 808 frames and the day of a list are in it."""

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)
_CHINESE_DATE = re.compile(
    r"(?P<year>\d{4}|[〇零○Ｏ一二三四五六七八九]{4})年"
    r"(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})月"
    r"(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})日"
)
_DIGITS = dict(zip("〇零○Ｏ一二三四五六七八九", "0000123456789", strict=True))


class Basis(StrEnum):
    """By which of its dates a change of divisions takes effect.

    list: the approval where it lies within the year of its list, else 31 December, so that every
    yearly list is reproduced. announced: the public announcement, else 31 December. approved: the
    approval, else 31 December.
    """

    LIST = "list"
    ANNOUNCED = "announced"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A half-open span of days `[start, end)`; `end` None is open.

    >>> Period(date(1982, 12, 31), date(1990, 12, 31)).holds(date(1990, 12, 31))
    False
    >>> Period(date(2020, 12, 31), None).holds(date(2020, 12, 31))
    True
    """

    start: date
    end: date | None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise BadPeriod(f"the period ends on {self.end}, not after its start {self.start}")

    def holds(self, day: date) -> bool:
        """Whether the day lies in the period: the start does, the end does not."""
        return self.start <= day and (self.end is None or day < self.end)

    def meets(self, other: Period) -> bool:
        """Whether the two share at least one day."""
        return (other.end is None or self.start < other.end) and (
            self.end is None or other.start < self.end
        )

    def cut(self, other: Period) -> Period | None:
        """The days in both, or None when there is none."""
        if not self.meets(other):
            return None
        ends = [end for end in (self.end, other.end) if end is not None]
        return Period(max(self.start, other.start), min(ends) if ends else None)


@dataclass(frozen=True, slots=True)
class Record:
    """What span the loaded lists speak of.

    first: the day of the first list; before it every answer is "before the record".
    until: the day of the last list; after it every answer is the last known state.
    """

    first: date
    until: date


def list_day(year: int) -> date:
    """The day whose end a yearly list describes: 31 December of its year."""
    return date(year, 12, 31)


def parse_date(text: str) -> date:
    """The day that `YYYY-MM-DD` names (ISO 8601 calendar date, no other form).

    Raises BadDate with the text and the form asked for, also for 2021-02-30.

    >>> parse_date("1996-07-01")
    datetime.date(1996, 7, 1)
    """
    if not _DATE.fullmatch(text):
        raise BadDate(f"{text!r} is no date: write YYYY-MM-DD, as in 1996-07-01")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadDate(f"{text!r} is not in the calendar: {error}") from error


def parse_chinese_date(text: str) -> date:
    """The day that `1994年5月6日` or `一九九四年五月六日` names, as Chinese documents write it.

    Raises BadDate, also for a day that is not in the calendar.

    >>> parse_chinese_date("二〇〇〇年十二月二十一日"), parse_chinese_date("2018年12月26日")
    (datetime.date(2000, 12, 21), datetime.date(2018, 12, 26))
    """
    match = _CHINESE_DATE.fullmatch(text.strip())
    if match is None:
        raise BadDate(f"{text!r} is no date: write 1994年5月6日 or 一九九四年五月六日")
    year = int("".join(_DIGITS.get(sign, sign) for sign in match["year"]))
    try:
        return date(year, _chinese_number(match["month"]), _chinese_number(match["day"]))
    except ValueError as error:
        raise BadDate(f"{text!r} is not in the calendar: {error}") from error


def _chinese_number(text: str) -> int:
    """The number up to 99 that digits or 二十三 write. Raises ValueError for 三三 and the like."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if len(tens) > 1 or len(ones) > 1:
        raise ValueError(f"{text} is no number of a month or a day")
    return (10 * int(_DIGITS.get(tens, "1")) if ten else 0) + int(_DIGITS.get(ones, "0"))


def parse_month(text: str) -> date:
    """The first day of the month that `YYYY-MM` names.

    Raises BadDate with the text and the form asked for, also for 2021-13.

    >>> parse_month("2021-02")
    datetime.date(2021, 2, 1)
    """
    if not _MONTH.fullmatch(text):
        raise BadDate(f"{text!r} is no month: write YYYY-MM, as in 2021-02")
    try:
        month = date.fromisoformat(f"{text}-01")
        month_period(month)
    except (ValueError, OverflowError) as error:
        raise BadDate(f"{text!r} is not in the calendar: {error}") from error
    return month


def month_period(month: date) -> Period:
    """The days of the month whose first day is given; December ends in the next year.

    >>> month_period(date(2021, 12, 1))
    Period(start=datetime.date(2021, 12, 1), end=datetime.date(2022, 1, 1))
    """
    return Period(month, next_month(month))


def next_month(month: date) -> date:
    """The first day of the month after the one whose first day is given."""
    return (month + timedelta(days=31)).replace(day=1)


def months_between(first: date, last: date) -> list[date]:
    """The first days of all months from `first` to `last`, both included and given as first days.

    Raises BadPeriod when `last` lies before `first`.
    """
    if last < first:
        raise BadPeriod(
            f"the last month {last.isoformat()[:7]} lies before the first {first.isoformat()[:7]}"
        )
    months = [first]
    while months[-1] < last:
        months.append(next_month(months[-1]))
    return months


def years_after(day: date, years: int) -> date:
    """The last day of a span of years that begins with a day: the same day of the same month.

    Where that month has no such day it is its last one, as the civil code counts
    (民法典第二百零二条): of 29 February, 28 February in a common year.
    Raises BadDate beyond the calendar.

    >>> years_after(date(2020, 2, 29), 5), years_after(date(2019, 3, 1), 5)
    (datetime.date(2025, 2, 28), datetime.date(2024, 3, 1))
    """
    year = day.year + years
    try:
        return day.replace(year=year)
    except ValueError:
        if not date.min.year <= year <= date.max.year:
            raise BadDate(f"the year {year} lies outside the calendar (1 to 9999)") from None
        return day.replace(year=year, day=28)


def months_before(day: date, months: int) -> date:
    """The day so many months earlier; where that month is shorter, its last day.

    Raises BadPeriod before the calendar.

    >>> months_before(date(2024, 3, 31), 1), months_before(date(2024, 1, 15), 24)
    (datetime.date(2024, 2, 29), datetime.date(2022, 1, 15))
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < date.min.year:
        raise BadPeriod(f"{months} months before {day} lie outside the calendar (1 to 9999)")
    last = next_month(date(year, month + 1, 1)) - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))


def parse_instant(text: str) -> datetime:
    """The instant that an ISO 8601 date-time names, in UTC.

    A time without a zone is refused: whether it is Beijing time or UTC nobody can tell.
    A plain date is midnight of that day in Beijing time (00:00+08:00).

    Raises BadDate.

    >>> parse_instant("2008-10-24T08:00:00+08:00").isoformat()
    '2008-10-24T00:00:00+00:00'
    """
    if _DATE.fullmatch(text):
        day = parse_date(text)
        midnight = datetime(day.year, day.month, day.day, tzinfo=CHINA_TIME)
        return _as_utc(midnight, text)
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadDate(
            f"{text!r} is no date-time: write 2008-10-24T08:00:00+08:00 or 2008-10-24"
        ) from error
    if instant.tzinfo is None:
        raise BadDate(f"{text!r} has no time zone: add Z or +08:00")
    return _as_utc(instant, text)


def _as_utc(instant: datetime, text: str) -> datetime:
    try:
        return instant.astimezone(UTC)
    except OverflowError as error:
        raise BadDate(f"{text!r} lies outside the years that can be stored (1 to 9999)") from error


def end_of_day(day: date) -> datetime:
    """The first instant after a day in Beijing.

    >>> end_of_day(date(2024, 2, 29)).isoformat()
    '2024-03-01T00:00:00+08:00'
    """
    # The last day of the calendar has no next one, and nothing ever happened on it.
    next_day = min(day, date.max - timedelta(days=1)) + timedelta(days=1)
    return datetime.combine(next_day, time.min, CHINA_TIME)


def today_in_china(now: datetime) -> date:
    """The calendar day in Beijing at the given instant (which must carry its zone)."""
    return now.astimezone(CHINA_TIME).date()
