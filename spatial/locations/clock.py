"""Instants as the history counts them: whole microseconds since 1970-01-01 UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(instant: datetime) -> int:
    """Microseconds since 1970-01-01 UTC of an instant that carries its zone."""
    return (instant - _EPOCH) // timedelta(microseconds=1)


def instant(time_us: int) -> datetime:
    """The instant of microseconds since 1970-01-01 UTC."""
    return _EPOCH + timedelta(microseconds=time_us)


def widened(start: datetime, end: datetime, by: timedelta) -> tuple[datetime, datetime]:
    """A window and so much more on each side, as far as the calendar goes (years 1 to 9999)."""
    return (
        max(start, datetime.min.replace(tzinfo=UTC) + by) - by,
        min(end, datetime.max.replace(tzinfo=UTC) - by) + by,
    )


def iso_utc(instant: datetime) -> str:
    """ISO 8601 in UTC with Z; a fraction of the second only where there is one.

    >>> iso_utc(datetime(2008, 10, 23, 2, 53, 4, 500000, tzinfo=UTC))
    '2008-10-23T02:53:04.500Z'
    """
    utc = instant.astimezone(UTC).replace(tzinfo=None)
    fraction = utc.microsecond
    if fraction == 0:
        detail = "seconds"
    else:
        detail = "milliseconds" if fraction % 1000 == 0 else "microseconds"
    return utc.isoformat(timespec=detail) + "Z"
