"""Figures as they were reported, as columns: one for each period, in whole numbers of a unit.

A value is a whole number times ten to the minus `digits`: sums of such are exact, and a value that
passes through is the same to the last digit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from spatial.business.suppression.protection import (
    Protection,
    ProtectionOfRate,
    protection_of,
)
from spatial.db import read_sql
from spatial.errors import BadParameter
from spatial.temporal import Period

Whole = NDArray[np.int64]

Shows = Callable[[Sequence[str]], bool]

_MOST_DIGITS = 18
"""Of a number in 64 bits."""


@dataclass(frozen=True)
class ReportedColumn:
    """The figures of a period.

    codes: of divisions as reported, ascending; values: beside them. hidden: the codes whose figures
    may not be shown (R8.4); shows: whether the sum of the figures of some codes may be, None where
    all may.
    """

    period: Period
    codes: tuple[str, ...]
    values: Whole
    hidden: frozenset[str] = frozenset()
    shows: Shows | None = None

    @property
    def day(self) -> date:
        """The day on whose divisions the figures are: the last one of the period."""
        assert self.period.end is not None
        return self.period.end - timedelta(days=1)


@dataclass(frozen=True)
class Reported:
    """All figures of an indicator in a span. digits: decimals of every value."""

    indicator: str
    digits: int
    columns: tuple[ReportedColumn, ...]


def reported(
    connection: Connection,
    indicator: str,
    first: date | None,
    last: date | None,
    known_at: datetime | None,
) -> Reported:
    """The figures of an indicator whose periods begin in a span; None is no limit.

    Raises BadParameter for values that need more digits than 64 bits hold.
    """
    rows = connection.execute(
        text(read_sql("spatial.business.harmonise", "reported_columns")),
        {"indicator": indicator, "first": first, "last": last, "known_at": known_at},
    ).all()
    digits = max((row.digits for row in rows), default=0)
    columns = tuple(
        ReportedColumn(
            Period(row.starts, row.ends),
            tuple(row.codes.split(",")),
            whole_numbers(row.values, digits),
        )
        for row in rows
    )
    if not columns:
        return Reported(indicator, digits, columns)
    protection = protection_of(
        connection,
        indicator,
        first=columns[0].period.start,
        last=columns[-1].period.start,
        known_at=known_at,
    )
    if isinstance(protection, Protection) and not protection.minimum:
        return Reported(indicator, digits, columns)
    return Reported(indicator, digits, tuple(_protected(one, protection) for one in columns))


def _protected(column: ReportedColumn, protection: Protection | ProtectionOfRate) -> ReportedColumn:
    starts = column.period.start

    def shows(codes: Sequence[str]) -> bool:
        return protection.shows([(code, starts) for code in codes])

    hidden = frozenset(code for code in column.codes if not shows((code,)))
    return replace(column, hidden=hidden, shows=shows)


def whole_numbers(values: str, digits: int) -> Whole:
    """Numbers, written with commas between, in units of the last of some decimals."""
    if digits == 0 and "." not in values and len(values) < 2**31:
        parts = values.split(",")
        if max(map(len, parts)) <= _MOST_DIGITS:
            return np.array(parts, dtype=np.int64)
    return scaled([Decimal(one) for one in values.split(",")], digits)


def scaled(values: Sequence[Decimal], digits: int) -> Whole:
    """Numbers in units of the last of some decimals. Raises BadParameter where one is too long."""
    units = [int(one.scaleb(digits)) for one in values]
    longest = max(map(abs, units), default=0)
    if longest >= 10**_MOST_DIGITS:
        raise BadParameter(
            f"a value of {len(str(longest))} digits with {digits} decimals: at most "
            f"{_MOST_DIGITS} digits go over to other divisions"
        )
    return np.array(units, dtype=np.int64)
