"""The calendar of series: names, nesting, the same period of the year before."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spatial.business.declarations.model import PeriodUnit
from spatial.business.series.periods import (
    after,
    chinese_name_of,
    first_of_year,
    last_day,
    name_of,
    nests,
    number_between,
    parse_bound,
    require_upward,
    start_of,
    starts_between,
    year_before,
    year_of,
)
from spatial.errors import BadDate, BadParameter, BadPeriod

units = st.sampled_from(list(PeriodUnit))
days = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@given(units, days)
def test_a_day_lies_in_its_period_and_the_name_of_the_period_leads_back(
    unit: PeriodUnit, day: date
) -> None:
    start = start_of(unit, day)
    assert start <= day <= last_day(unit, start)
    bound = parse_bound(name_of(unit, start), unit)
    assert (bound.unit, bound.start) == (unit, start)
    assert bound.first_in(unit) == bound.last_in(unit) == start
    assert after(unit, after(unit, start), -1) == start
    assert chinese_name_of(unit, start).startswith(str(year_of(unit, start)))


@given(units, days, st.integers(min_value=0, max_value=40))
def test_periods_between_two_follow_each_other_without_a_hole(
    unit: PeriodUnit, day: date, count: int
) -> None:
    first = start_of(unit, day)
    last = after(unit, first, count)
    starts = starts_between(unit, first, last)
    assert len(starts) == number_between(unit, first, last) == count + 1
    for earlier, later in pairwise(starts):
        assert last_day(unit, earlier) + timedelta(days=1) == later


@given(units, units, days)
def test_what_nests_never_crosses_an_end_of_the_longer_period(
    unit: PeriodUnit, within: PeriodUnit, day: date
) -> None:
    start = start_of(unit, day)
    if nests(unit, within):
        assert start_of(within, start) == start_of(within, last_day(unit, start))


@given(units, days)
def test_a_year_begins_with_its_first_period(unit: PeriodUnit, day: date) -> None:
    start = start_of(unit, day)
    first = first_of_year(unit, start)
    assert first <= start
    assert year_of(unit, first) == year_of(unit, start)
    assert year_of(unit, after(unit, first, -1)) == year_of(unit, start) - 1


def test_the_year_before_has_no_29_february_and_mostly_no_week_53() -> None:
    assert year_before(PeriodUnit.DAY, date(2020, 2, 29)) is None
    assert year_before(PeriodUnit.DAY, date(2021, 2, 28)) == date(2020, 2, 28)
    week_53 = date.fromisocalendar(2020, 53, 1)
    assert year_before(PeriodUnit.WEEK, week_53) is None
    assert year_before(PeriodUnit.WEEK, date.fromisocalendar(2021, 1, 1)) == date(2019, 12, 30)
    assert year_before(PeriodUnit.MONTH, date(2020, 2, 1)) == date(2019, 2, 1)


@pytest.mark.parametrize(
    ("text", "by", "first", "last"),
    [
        ("2020", "month", "2020-01", "2020-12"),
        ("2020-H2", "month", "2020-07", "2020-12"),
        ("2020-Q4", "month", "2020-10", "2020-12"),
        ("2020-05", "quarter", "2020-Q2", "2020-Q2"),
        ("2020-05", "year", "2020", "2020"),
        ("2020-02", "day", "2020-02-01", "2020-02-29"),
        ("2020", "week", "2020-W01", "2020-W53"),
        ("2021-01-03", "week", "2020-W53", "2020-W53"),
    ],
)
def test_a_bound_of_another_length_is_the_periods_that_lie_in_it_or_hold_it(
    text: str, by: str, first: str, last: str
) -> None:
    unit = PeriodUnit(by)
    bound = parse_bound(text, unit)
    assert name_of(unit, bound.first_in(unit)) == first
    assert name_of(unit, bound.last_in(unit)) == last


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("2020-13", "month"),
        ("2020-Q5", "quarter"),
        ("2020-H3", "half_year"),
        ("2021-W53", "week"),
        ("2021-02-29", "day"),
        ("2020-01-31", "month"),
        ("2020-W05", "year"),
        ("0000", "year"),
        ("today", "month"),
        ("", "month"),
        ("9999-12", "month"),
    ],
)
def test_a_text_that_is_no_bound_is_refused(text: str, by: str) -> None:
    with pytest.raises(BadDate):
        parse_bound(text, PeriodUnit(by)).last_in(PeriodUnit(by))


def test_values_go_up_to_longer_periods_and_never_down() -> None:
    require_upward(PeriodUnit.MONTH, PeriodUnit.YEAR)
    for unit, to in (("month", "day"), ("week", "month"), ("month", "week"), ("year", "month")):
        with pytest.raises(BadParameter, match=f"by {unit} cannot be told by {to}"):
            require_upward(PeriodUnit(unit), PeriodUnit(to))


def test_a_last_period_before_the_first_is_refused() -> None:
    with pytest.raises(BadPeriod, match="2019-Q4 lies before the first 2020-Q1"):
        starts_between(PeriodUnit.QUARTER, date(2020, 1, 1), date(2019, 10, 1))
