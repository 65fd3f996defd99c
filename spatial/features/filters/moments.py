"""Times in a filter as SQL, and the fifteen relations between them (OGC 21-065, 7.6).

The standard's intervals hold both their ends. So a period of days [from, to) is the interval from
its first day to its last, the day before `to`; where days meet instants, a day in Beijing goes from
its first microsecond to its last.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from spatial.temporal import CHINA_TIME, end_of_day

BEIJING = "'Etc/GMT-8'"
"""Beijing time in PostgreSQL, without daylight saving; its sign is that of POSIX."""

RELATIONS = {
    "t_after": "{s1} > {e2}",
    "t_before": "{e1} < {s2}",
    "t_disjoint": "({e1} < {s2} OR {s1} > {e2})",
    "t_equals": "({s1} = {s2} AND {e1} = {e2})",
    "t_intersects": "({e1} >= {s2} AND {s1} <= {e2})",
    "t_contains": "({s1} < {s2} AND {e1} > {e2})",
    "t_during": "({s1} > {s2} AND {e1} < {e2})",
    "t_finishedby": "({s1} < {s2} AND {e1} = {e2})",
    "t_finishes": "({s1} > {s2} AND {e1} = {e2})",
    "t_meets": "{e1} = {s2}",
    "t_metby": "{s1} = {e2}",
    "t_overlappedby": "({s1} > {s2} AND {s1} < {e2} AND {e1} > {e2})",
    "t_overlaps": "({s1} < {s2} AND {e1} > {s2} AND {e1} < {e2})",
    "t_startedby": "({s1} = {s2} AND {e1} > {e2})",
    "t_starts": "({s1} = {s2} AND {e1} < {e2})",
}
"""Of two times, each with its first and its last day or instant."""

OF_INSTANTS = frozenset({"t_after", "t_before", "t_disjoint", "t_equals", "t_intersects"})
"""The relations that instants have too; the others are those of intervals."""


Ends = tuple[date | datetime | None, date | datetime | None]
"""The first and the last day or instant of a time; None where it is open."""


@dataclass(frozen=True, slots=True)
class Time:
    """A time as SQL. start, end: its first and its last day, or instant; the same of an instant.

    days: whether they are days. interval: whether it is an interval. moment: of a day, its instant
    where that is known.
    """

    start: str
    end: str
    days: bool
    interval: bool
    moment: str | None = None

    def as_instants(self) -> Time:
        """The same with instants as its ends."""
        if not self.days:
            return self
        start, end = first_instant(self.start), last_instant(self.end)
        if self.moment is not None:
            start, end = f"coalesce({self.moment}, {start})", f"coalesce({self.moment}, {end})"
        return Time(start, end, False, self.interval)


def of_period(period: str, *, of_instants: bool) -> Time:
    """The time of a range [from, to) of days, or of instants; either end may be open.

    Of a period that is NULL both are NULL: what is not known meets nothing and misses nothing.
    """
    least = "interval '1 microsecond'" if of_instants else "1"
    return Time(
        f"CASE WHEN lower_inf({period}) THEN '-infinity' ELSE lower({period}) END",
        f"CASE WHEN upper_inf({period}) THEN 'infinity' ELSE upper({period}) - {least} END",
        not of_instants,
        True,
    )


def first_instant(day: str) -> str:
    """The first instant of a day in Beijing."""
    return f"(({day})::timestamp AT TIME ZONE {BEIJING})"


def next_instant(day: str) -> str:
    """The first instant after a day in Beijing."""
    return f"((({day}) + 1)::timestamp AT TIME ZONE {BEIJING})"


def last_instant(day: str) -> str:
    """The last instant of a day in Beijing that PostgreSQL tells from the next."""
    return f"({next_instant(day)} - interval '1 microsecond')"


def day_in_beijing(instant: str) -> str:
    """The day in Beijing on which an instant lies."""
    return f"(({instant}) AT TIME ZONE {BEIJING})::date"


def relation(name: str, one: Time, other: Time) -> str:
    """The condition under which two times stand in a relation."""
    if one.days != other.days:
        one, other = one.as_instants(), other.as_instants()
    ends = {"s1": one.start, "e1": one.end, "s2": other.start, "e2": other.end}
    return RELATIONS[name].format_map(ends)


def days_met(ends: Ends) -> list[date | None]:
    """The first and the last day in Beijing that an interval meets; None where it is open."""
    return [_day_of(one) if isinstance(one, datetime) else one for one in ends]


def instants_met(ends: Ends) -> tuple[datetime | None, datetime | None]:
    """The first and the last instant of an interval; None where it is open."""
    first, last = ends
    if first is not None and not isinstance(first, datetime):
        first = end_of_day(first) - timedelta(days=1)
    if last is not None and not isinstance(last, datetime):
        last = end_of_day(last) - timedelta(microseconds=1)
    return first, last


def _day_of(instant: datetime) -> date:
    try:
        return instant.astimezone(CHINA_TIME).date()
    except OverflowError:
        # In Beijing the last hours of the calendar are those of a year that it has not.
        return date.max
