"""What the standard's `datetime` means: an instant, a day, or an interval with both ends in it."""

from __future__ import annotations

from datetime import datetime, timedelta

from spatial.errors import BadDate, BadParameter
from spatial.features.selection import Span
from spatial.temporal import end_of_day, parse_date, parse_instant

_OPEN = ("", "..")
_MICROSECOND = timedelta(microseconds=1)


def span_of(told: str) -> Span:
    """The instants that a `datetime` of OGC API - Features means (17-069r4, 7.15.4).

    An instant has its zone; a day without a time is that whole day in Beijing. An interval holds
    both its ends; `..` or nothing leaves an end open. Raises BadDate, BadParameter.

    >>> span_of("2020-06-01").start.isoformat(), span_of("../2020-06-01").end.isoformat()
    ('2020-05-31T16:00:00+00:00', '2020-06-02T00:00:00+08:00')
    """
    ends = told.split("/")
    if len(ends) > 2 or (len(ends) == 1 and ends[0] in _OPEN):
        raise BadParameter(f"datetime={told!r} is no instant and no interval start/end")
    first, last = ends[0], ends[-1]
    span = Span(
        None if first in _OPEN else parse_instant(first),
        None if last in _OPEN else _after(last),
    )
    if span.start is not None and span.end is not None and span.end <= span.start:
        raise BadParameter(f"datetime={told!r} ends before it begins")
    return span


def _after(told: str) -> datetime | None:
    """The first instant after a day or an instant; None where the calendar ends before it."""
    try:
        return end_of_day(parse_date(told))
    except BadDate:
        instant = parse_instant(told)
    try:
        return instant + _MICROSECOND
    except OverflowError:
        return None
