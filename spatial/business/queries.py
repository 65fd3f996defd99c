"""The series of an indicator for a division as it stood, month by month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Connection, text

from spatial.business.indicators import Indicator, indicator, require_readable
from spatial.business.series import MonthValue, monthly_series
from spatial.db import read_sql
from spatial.divisions.answers.absence import UnitName, successors_standing
from spatial.divisions.footing import footing_of
from spatial.divisions.versions import UnitVersion, versions_of_code
from spatial.divisions.viewpoint import NOW
from spatial.errors import BadParameter, UnknownDivision
from spatial.temporal import Period, month_period, months_between

LONGEST_MONTHS = 1200


@dataclass(frozen=True, slots=True)
class Series:
    """The answer to a question for a series, on the basis `as_reported`.

    versions: of the division, those that hold in some of the months. successors: where the code is
    retired at the end of the last month, the candidates that hold then. data_until: last day of the
    indicator's last month with a value. divisions_until: day of the last division list. exact:
    no value is estimated.
    """

    indicator: Indicator
    code: str
    first: date
    last: date
    versions: tuple[UnitVersion, ...]
    successors: tuple[UnitName, ...]
    values: tuple[MonthValue, ...]
    data_until: date | None
    divisions_until: date
    exact: bool = True
    basis: str = "as_reported"


def series(connection: Connection, identifier: str, code: str, first: date, last: date) -> Series:
    """The values of an indicator for a division code from month to month, both included.

    first, last: the first days of the months.
    Raises UnknownIndicator, NotPermitted (grade), UnknownDivision (no list of the record ever held
    the code), BadPeriod and BadParameter (months).
    """
    meaning = indicator(connection, identifier)
    require_readable(meaning)
    months = months_between(first, last)
    if len(months) > LONGEST_MONTHS:
        raise BadParameter(f"{len(months)} months asked for: at most {LONGEST_MONTHS} at a time")
    versions = versions_of_code(connection, NOW, code)
    if not versions:
        raise UnknownDivision(f"no list of the record holds the division code {code!r}")
    record = footing_of(connection).record
    asked = Period(first, month_period(last).end)
    values = monthly_series(
        _reported(connection, meaning.id, code, first.replace(month=1), last),
        kind=meaning.kind,
        minimum_cell=meaning.minimum_cell,
        first=first,
        last=last,
        held=[version.days for version in versions],
        record_start=record.first,
    )
    return Series(
        meaning,
        code,
        first,
        last,
        tuple(version for version in versions if version.days.meets(asked)),
        tuple(successors_standing(connection, code, last_day(last))),
        tuple(values),
        None if meaning.data_until is None else last_day(meaning.data_until),
        record.until,
    )


def _reported(
    connection: Connection, identifier: str, code: str, first: date, last: date
) -> dict[date, Decimal]:
    rows = connection.execute(
        text(read_sql("spatial.business", "observations")),
        {"indicator": identifier, "code": code, "first": first, "last": last},
    )
    return {row.month: row.value for row in rows}


def last_day(month: date) -> date:
    """The last day of the month whose first day is given."""
    end = month_period(month).end
    assert end is not None
    return end - timedelta(days=1)
