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
