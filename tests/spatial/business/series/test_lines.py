"""Lines of values: missing periods and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from series_lines import month

from spatial.business.series.line import Line, Missing, line_of, rounded
from spatial.business.series.periods import MONTH, YEAR, starts_between
from spatial.temporal import Period

RECORD_START = date(2010, 12, 31)
ALWAYS = [Period(RECORD_START, None)]


def ask(
    reported: dict[date, int],
    first: date,
    last: date,
    *,
    hidden: Sequence[date] = (),
    held: Sequence[Period] = ALWAYS,
) -> Line:
    return line_of(
        MONTH,
        starts_between(MONTH, first, last),
        {start: Decimal(value) for start, value in reported.items()},
        hidden=frozenset(hidden),
        held=held,
        record_start=RECORD_START,
    )


def test_a_month_that_nobody_reported_is_listed_without_a_value() -> None:
    got = ask({month(2016, 1): 5, month(2016, 3): 7}, month(2016, 1), month(2016, 3))
    assert list(got.values) == [5, None, 7]
    assert list(got.reasons) == [None, Missing.NOT_REPORTED, None]


def test_months_before_the_record_before_the_code_and_after_it_say_so() -> None:
    held = [Period(date(2012, 12, 31), date(2014, 12, 31))]
    got = ask({}, month(2010, 11), month(2014, 12), held=held)
    reason = dict(zip(got.starts, got.reasons, strict=True))
    assert reason[month(2010, 11)] is Missing.BEFORE_THE_RECORD
    # The first list speaks of the last day of December, so of that month's end.
    assert reason[month(2010, 12)] is Missing.NOT_YET
    assert reason[month(2012, 11)] is Missing.NOT_YET
    assert reason[month(2012, 12)] is Missing.NOT_REPORTED
    assert reason[month(2014, 11)] is Missing.NOT_REPORTED
    assert reason[month(2014, 12)] is Missing.RETIRED


def test_between_two_uses_of_one_code_it_is_retired() -> None:
    held = [Period(RECORD_START, date(2013, 12, 31)), Period(date(2017, 12, 31), None)]
    got = ask({}, month(2013, 11), month(2018, 1), held=held)
    reason = dict(zip(got.starts, got.reasons, strict=True))
    assert reason[month(2013, 11)] is Missing.NOT_REPORTED
    assert reason[month(2015, 6)] is Missing.RETIRED
    assert reason[month(2018, 1)] is Missing.NOT_REPORTED


def test_a_year_is_judged_by_its_last_day() -> None:
    held = [Period(RECORD_START, date(2013, 12, 31))]
    got = line_of(
        YEAR,
        [date(2012, 1, 1), date(2013, 1, 1)],
        {},
        hidden=frozenset(),
        held=held,
        record_start=RECORD_START,
    )
    assert list(got.reasons) == [Missing.NOT_REPORTED, Missing.RETIRED]


def test_a_value_of_the_month_of_retirement_is_shown() -> None:
    held = [Period(RECORD_START, date(2013, 12, 31))]
    got = ask({month(2013, 12): 8}, month(2013, 12), month(2013, 12), held=held)
    assert (got.values[0], got.reasons[0]) == (8, None)


def test_a_hidden_month_says_so_and_not_that_nobody_reported_r8_4() -> None:
    got = ask({month(2016, 1): 4}, month(2016, 1), month(2016, 2), hidden=[month(2016, 1)])
    assert list(got.values) == [None, None]
    assert list(got.reasons) == [Missing.SUPPRESSED, Missing.NOT_REPORTED]


def test_quotients_keep_twelve_digits_and_no_zeros_at_their_end() -> None:
    assert str(rounded(Decimal(1) / 3)) == "0.333333333333"
    assert str(rounded(Decimal("1E+2"))) == "100"
    assert str(rounded(Decimal("2.500"))) == "2.5"
