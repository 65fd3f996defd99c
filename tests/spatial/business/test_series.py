"""A monthly series: missing months, small cells, year-to-date figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from spatial.business.indicators import IndicatorKind
from spatial.business.series import Missing, MonthValue, monthly_series, visible_months
from spatial.temporal import Period, next_month

RECORD_START = date(2010, 12, 31)
ALWAYS = [Period(RECORD_START, None)]


def ask(
    reported: dict[date, int],
    first: date,
    last: date,
    *,
    kind: IndicatorKind = IndicatorKind.STOCK,
    minimum_cell: int = 0,
    held: list[Period] = ALWAYS,
) -> list[MonthValue]:
    return monthly_series(
        {month: Decimal(value) for month, value in reported.items()},
        kind=kind,
        minimum_cell=minimum_cell,
        first=first,
        last=last,
        held=held,
        record_start=RECORD_START,
    )


def m(year: int, month: int) -> date:
    return date(year, month, 1)


def test_a_month_that_nobody_reported_is_listed_without_a_value() -> None:
    got = ask({m(2016, 1): 5, m(2016, 3): 7}, m(2016, 1), m(2016, 3))
    assert [(one.month, one.value, one.reason) for one in got] == [
        (m(2016, 1), 5, None),
        (m(2016, 2), None, Missing.NOT_REPORTED),
        (m(2016, 3), 7, None),
    ]
    assert all(one.periodic is None and one.periodic_reason is None for one in got)


def test_months_before_the_record_before_the_code_and_after_it_say_so() -> None:
    held = [Period(date(2012, 12, 31), date(2014, 12, 31))]
    reason = {one.month: one.reason for one in ask({}, m(2010, 11), m(2014, 12), held=held)}
    assert reason[m(2010, 11)] is Missing.BEFORE_THE_RECORD
    # The first list speaks of the last day of December, so of that month's end.
    assert reason[m(2010, 12)] is Missing.NOT_YET
    assert reason[m(2012, 11)] is Missing.NOT_YET
    assert reason[m(2012, 12)] is Missing.NOT_REPORTED
    assert reason[m(2014, 11)] is Missing.NOT_REPORTED
    assert reason[m(2014, 12)] is Missing.RETIRED


def test_between_two_uses_of_one_code_it_is_retired() -> None:
    held = [
        Period(RECORD_START, date(2013, 12, 31)),
        Period(date(2017, 12, 31), None),
    ]
    reason = {one.month: one.reason for one in ask({}, m(2013, 11), m(2018, 1), held=held)}
    assert reason[m(2013, 11)] is Missing.NOT_REPORTED
    assert reason[m(2015, 6)] is Missing.RETIRED
    assert reason[m(2018, 1)] is Missing.NOT_REPORTED


def test_a_value_of_the_month_of_retirement_is_shown() -> None:
    held = [Period(RECORD_START, date(2013, 12, 31))]
    [one] = ask({m(2013, 12): 8}, m(2013, 12), m(2013, 12), held=held)
    assert (one.value, one.reason) == (8, None)


def test_a_value_below_the_minimum_cell_is_suppressed_and_the_minimum_is_not() -> None:
    got = ask({m(2016, 1): 4, m(2016, 2): 5, m(2016, 3): 0}, m(2016, 1), m(2016, 3), minimum_cell=5)
    assert [(one.value, one.reason) for one in got] == [
        (None, Missing.SUPPRESSED),
        (5, None),
        (None, Missing.SUPPRESSED),
    ]


def test_year_to_date_gives_what_each_month_alone_brought() -> None:
    reported = {m(2015, 11): 100, m(2015, 12): 112, m(2016, 1): 7, m(2016, 2): 15}
    got = ask(reported, m(2015, 12), m(2016, 2), kind=IndicatorKind.YEAR_TO_DATE)
    # January begins anew: its month brought 7, not 7 - 112.
    assert [(one.value, one.periodic) for one in got] == [(112, 12), (7, 7), (15, 8)]


def test_after_a_missing_month_the_periodic_figure_is_not_invented() -> None:
    reported = {m(2016, 1): 7, m(2016, 3): 30, m(2016, 4): 31}
    got = ask(reported, m(2016, 1), m(2016, 4), kind=IndicatorKind.YEAR_TO_DATE)
    assert [(one.value, one.periodic, one.periodic_reason) for one in got] == [
        (7, 7, None),
        (None, None, Missing.NOT_REPORTED),
        (30, None, Missing.PREVIOUS_NOT_REPORTED),
        (31, 1, None),
    ]


def test_a_correction_downwards_shows_as_a_negative_month() -> None:
    reported = {m(2016, 1): 20, m(2016, 2): 13}
    got = ask(reported, m(2016, 2), m(2016, 2), kind=IndicatorKind.YEAR_TO_DATE)
    assert [one.periodic for one in got] == [-7]


def test_a_small_month_cannot_be_found_by_subtracting_two_cumulative_values() -> None:
    reported = {m(2016, 1): 20, m(2016, 2): 22, m(2016, 3): 29, m(2016, 4): 40}
    got = ask(reported, m(2016, 1), m(2016, 4), kind=IndicatorKind.YEAR_TO_DATE, minimum_cell=5)
    assert [(one.value, one.periodic, one.periodic_reason) for one in got] == [
        (20, 20, None),
        (None, None, Missing.SUPPRESSED),
        (29, None, Missing.SUPPRESSED),
        (40, 11, None),
    ]


cumulative_years = st.lists(
    st.one_of(st.none(), st.integers(min_value=0, max_value=200)), min_size=1, max_size=36
)


@given(cumulative_years, st.integers(min_value=0, max_value=20))
def test_no_two_shown_values_of_a_year_differ_by_a_small_cell(
    values: list[int | None], minimum: int
) -> None:
    month, reported = m(2015, 1), {}
    for value in values:
        if value is not None:
            reported[month] = Decimal(value)
        month = next_month(month)
    shown = visible_months(reported, kind=IndicatorKind.YEAR_TO_DATE, minimum_cell=minimum)
    for one in shown:
        assert reported[one] >= minimum
        earlier = [month for month in shown if month.year == one.year and month < one]
        if earlier:
            assert abs(reported[one] - reported[max(earlier)]) >= minimum


@given(st.lists(st.integers(min_value=0, max_value=1000), min_size=12, max_size=12))
def test_the_months_of_a_whole_year_add_up_to_its_last_value(monthly: list[int]) -> None:
    reported, total = {}, 0
    for number, value in enumerate(monthly, start=1):
        total += value
        reported[m(2016, number)] = total
    got = ask(reported, m(2016, 1), m(2016, 12), kind=IndicatorKind.YEAR_TO_DATE)
    assert [one.periodic for one in got] == monthly
    assert sum(one.periodic or 0 for one in got) == got[-1].value
