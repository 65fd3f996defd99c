"""Year-to-date figures to periodic ones and back (R8.3)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from series_lines import line, month

from spatial.business.declarations.model import PeriodUnit
from spatial.business.series.cumulation import (
    Step,
    cumulated,
    cumulative,
    parted,
    periodic,
    running,
    steps,
)
from spatial.business.series.line import Missing
from spatial.business.series.periods import first_of_year, start_of

amounts = st.decimals(
    min_value=-10_000, max_value=10_000, allow_nan=False, allow_infinity=False, places=3
)
values = st.lists(st.one_of(st.none(), amounts), min_size=1, max_size=60)
units = st.sampled_from(list(PeriodUnit))


@given(units, values)
def test_cumulative_to_periodic_and_back_is_exact_with_gaps_r8_3(
    unit: PeriodUnit, told: list[Decimal | None]
) -> None:
    reported = line(first_of_year(unit, start_of(unit, date(2016, 3, 1))), told, unit)
    assert cumulated(unit, reported.starts, steps(reported)) == list(reported.values)


@given(units, values)
def test_periodic_to_cumulative_and_back_is_exact_with_gaps_r8_3(
    unit: PeriodUnit, told: list[Decimal | None]
) -> None:
    reported = line(first_of_year(unit, start_of(unit, date(2016, 3, 1))), told, unit)
    assert parted(unit, reported.starts, running(reported)) == list(reported.values)


@given(st.lists(st.integers(min_value=0, max_value=1000), min_size=12, max_size=12))
def test_the_months_of_a_whole_year_add_up_to_its_last_value_r8_3(monthly: list[int]) -> None:
    flows = line(month(2016, 1), monthly)
    totals = cumulative(flows)
    assert totals.values[-1] == sum(monthly)
    assert list(periodic(totals).values) == monthly


def test_january_begins_anew_after_december_r8_3() -> None:
    got = periodic(line(month(2015, 1), [*[None] * 10, 100, 112, 7, 15]))
    # January's month brought 7, not 7 - 112.
    assert list(got.values[-3:]) == [12, 7, 8]


def test_week_1_begins_anew_also_where_it_lies_in_december_r8_3() -> None:
    first = date.fromisocalendar(2019, 52, 1)
    told = line(first_of_year(PeriodUnit.WEEK, first), [*range(1, 53), 5, 9], PeriodUnit.WEEK)
    assert told.starts[52] == date(2019, 12, 30)
    assert list(periodic(told).values[-3:]) == [1, 5, 4]


def test_after_a_missing_month_the_periodic_figure_is_not_invented_r8_3() -> None:
    told = line(month(2016, 1), [7, None, 30, 31])
    got = periodic(told)
    assert list(got.values) == [7, None, None, 1]
    assert list(got.reasons) == [
        None,
        Missing.NOT_REPORTED,
        Missing.PREVIOUS_NOT_REPORTED,
        None,
    ]
    # What both months brought together is told as such.
    assert steps(told)[2] == Step(Decimal(23), 2)


def test_after_a_hidden_month_the_periodic_figure_is_hidden_r8_4() -> None:
    got = periodic(line(month(2016, 1), [20, 22, 29], hidden=[1]))
    assert list(got.reasons) == [None, Missing.SUPPRESSED, Missing.SUPPRESSED]


def test_a_correction_downwards_shows_as_a_negative_month_and_is_told() -> None:
    told = line(month(2016, 1), [20, 13])
    assert periodic(told).values[1] == -7
    [first, second] = steps(told)
    assert first is not None
    assert second is not None
    assert (first.correction, second.correction) == (False, True)


def test_a_year_with_a_missing_month_has_no_cumulative_value_from_there_on() -> None:
    got = cumulative(line(month(2016, 1), [3, None, 4, *[1] * 9, 6]))
    assert list(got.values) == [3, *[None] * 11, 6]
    assert got.reasons[1:3] == [Missing.NOT_REPORTED, Missing.PREVIOUS_NOT_REPORTED]


def test_a_year_with_a_hidden_month_has_no_cumulative_value_from_there_on_r8_4() -> None:
    got = cumulative(line(month(2016, 1), [30, 2, 40, *[10] * 9, 60], hidden=[1]))
    assert list(got.values) == [30, *[None] * 11, 60]
    assert set(got.reasons[1:12]) == {Missing.SUPPRESSED}
