"""Longer periods, comparisons with other periods, means, indices."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from series_lines import line, month

from spatial.business.declarations.model import PeriodUnit
from spatial.business.indicators import IndicatorKind
from spatial.business.series.comparison import (
    index_to,
    moving_mean,
    period_on_period,
    year_on_year,
)
from spatial.business.series.conversion import converted, require_conversion
from spatial.business.series.line import Missing
from spatial.business.series.sources import Given
from spatial.errors import BadParameter

FLOW, STOCK, TO_DATE = IndicatorKind.FLOW, IndicatorKind.STOCK, IndicatorKind.YEAR_TO_DATE
QUARTER, YEAR = PeriodUnit.QUARTER, PeriodUnit.YEAR


def test_a_flow_is_summed_a_stock_and_a_cumulative_value_are_the_last() -> None:
    told = line(month(2016, 1), [1, 2, 3, 4, 5, 6])
    assert list(converted(told, FLOW, QUARTER).values) == [6, 15]
    assert list(converted(told, STOCK, QUARTER).values) == [3, 6]
    assert list(converted(told, TO_DATE, QUARTER).values) == [3, 6]


def test_a_sum_with_a_missing_part_is_incomplete_and_with_a_hidden_one_hidden() -> None:
    got = converted(line(month(2016, 1), [1, None, 3, 4, 5, 6, None, None, None]), FLOW, QUARTER)
    assert list(got.values) == [None, 15, None]
    assert list(got.reasons) == [Missing.INCOMPLETE, None, Missing.NOT_REPORTED]
    got = converted(line(month(2016, 1), [1, None, 3], hidden=[0]), FLOW, QUARTER)
    assert list(got.reasons) == [Missing.SUPPRESSED]


def test_a_sum_of_hidden_parts_is_shown_where_the_protection_allows_it_r8_4() -> None:
    told = line(month(2016, 1), [2, 40, 3, 50, 60, 70], hidden=[0, 1, 2])
    values = {start: Decimal(n) for start, n in zip(told.starts, (2, 40, 3), strict=False)}
    allowed = Given(values, frozenset(values), lambda starts: len(starts) == 3)
    assert list(converted(told, FLOW, QUARTER, allowed).values) == [45, 180]
    assert converted(told, STOCK, QUARTER, allowed).reasons[0] is Missing.SUPPRESSED
    refused = Given(values, frozenset(values), lambda starts: False)
    assert converted(told, FLOW, QUARTER, refused).reasons[0] is Missing.SUPPRESSED
    # Of a period that goes on nothing is told, whatever may be summed.
    [only] = converted(line(month(2016, 1), [2], hidden=[0]), FLOW, QUARTER, allowed).values
    assert only is None


def test_a_period_whose_end_has_not_come_has_no_value() -> None:
    told = line(month(2016, 1), [1, 2, 3, 4])
    for kind in (FLOW, STOCK):
        assert converted(told, kind, QUARTER).values[1] is None


def test_what_does_not_add_up_over_time_is_not_summed() -> None:
    with pytest.raises(BadParameter, match="do not add up over time"):
        require_conversion("helped", FLOW, additive=False, unit=PeriodUnit.MONTH, to=YEAR)
    require_conversion("helped", STOCK, additive=False, unit=PeriodUnit.MONTH, to=YEAR)
    with pytest.raises(BadParameter, match="counted from 1 January"):
        require_conversion(
            "spent", TO_DATE, additive=False, unit=PeriodUnit.DAY, to=PeriodUnit.WEEK
        )


def test_the_change_from_the_year_before_is_told_as_amount_and_share() -> None:
    told = line(month(2016, 1), [100, *[None] * 11, 120, 5])
    amount, share = year_on_year(told)
    assert (amount.values[12], share.values[12]) == (20, 20)
    assert amount.reasons[13] is Missing.COMPARED_NOT_REPORTED


def test_29_february_and_week_53_have_no_year_before() -> None:
    leap = line(date(2019, 1, 1), list(range(365 + 366)), PeriodUnit.DAY)
    place = leap.starts.index(date(2020, 2, 29))
    amount, _ = year_on_year(leap)
    assert amount.reasons[place] is Missing.NO_SUCH_PERIOD
    assert amount.values[place + 1] == 366
    weeks = line(date.fromisocalendar(2019, 1, 1), list(range(105)), PeriodUnit.WEEK)
    amount, _ = year_on_year(weeks)
    assert amount.values[103] == 52
    assert amount.reasons[104] is Missing.NO_SUCH_PERIOD


def test_of_nothing_there_is_an_amount_of_change_and_no_share() -> None:
    amount, share = period_on_period(line(month(2016, 1), [0, 4, 6]))
    assert list(amount.values) == [None, 4, 2]
    assert list(share.values) == [None, None, 50]
    assert list(share.reasons) == [Missing.COMPARED_NOT_REPORTED, Missing.ZERO_BASE, None]


def test_a_comparison_with_a_hidden_period_is_hidden_r8_4() -> None:
    amount, share = period_on_period(line(month(2016, 1), [3, 40], hidden=[0]))
    assert (amount.values[1], share.values[1]) == (None, None)
    assert amount.reasons[1] is Missing.SUPPRESSED


def test_an_index_has_100_at_its_base() -> None:
    got = index_to(line(month(2016, 1), [50, 40, None, 60]), month(2016, 2))
    assert list(got.values) == [125, 100, None, 150]


@pytest.mark.parametrize(
    ("values", "hidden", "reason"),
    [
        ([0, 5], [], Missing.ZERO_BASE),
        ([None, 5], [], Missing.COMPARED_NOT_REPORTED),
        ([2, 5], [0], Missing.SUPPRESSED),
    ],
)
def test_an_index_without_a_base_value_says_why(
    values: list[int | None], hidden: list[int], reason: Missing
) -> None:
    got = index_to(line(month(2016, 1), values, hidden=hidden), month(2016, 1))
    assert (got.values[1], got.reasons[1]) == (None, reason)


def test_an_index_with_a_base_outside_is_refused() -> None:
    with pytest.raises(BadParameter, match="no period of the series"):
        index_to(line(month(2016, 1), [1, 2]), month(2017, 1))


def test_a_mean_ends_with_its_period_or_has_it_in_its_middle() -> None:
    told = line(month(2016, 1), [1, 2, 6, 3])
    got, counts = moving_mean(told, 3, centred=False, least=3)
    assert list(got.values) == [None, None, 3, Decimal("3.66666666667")]
    assert counts == [1, 2, 3, 3]
    got, _ = moving_mean(told, 3, centred=True, least=3)
    assert list(got.values) == [None, 3, Decimal("3.66666666667"), None]
    assert got.reasons[0] is Missing.TOO_FEW


def test_the_outermost_months_of_an_even_centred_mean_count_half() -> None:
    got, _ = moving_mean(line(month(2016, 1), [1, 2, 9]), 2, centred=True, least=2)
    assert got.values[1] == Decimal("3.5")


def test_a_mean_with_fewer_values_than_its_least_has_none_and_with_enough_has_theirs() -> None:
    told = line(month(2016, 1), [4, None, 8])
    got, counts = moving_mean(told, 3, centred=False, least=2)
    assert (got.values[2], counts[2]) == (6, 2)
    got, _ = moving_mean(told, 3, centred=False, least=3)
    assert (got.values[2], got.reasons[2]) == (None, Missing.TOO_FEW)


@pytest.mark.parametrize(("window", "least"), [(1, 1), (3, 4), (3, 0), (5000, 1)])
def test_a_window_that_cannot_be_is_refused(window: int, least: int) -> None:
    with pytest.raises(BadParameter, match="window"):
        moving_mean(line(month(2016, 1), [1]), window, centred=False, least=least)


@given(
    st.lists(st.one_of(st.none(), st.integers(min_value=5, max_value=90)), min_size=1, max_size=40),
    st.data(),
)
def test_hidden_values_change_nothing_that_is_derived_r8_4(
    values: list[int | None], data: st.DataObject
) -> None:
    hidden = data.draw(st.sets(st.integers(min_value=0, max_value=len(values) - 1)))
    other = [
        data.draw(st.integers(min_value=1, max_value=4)) if place in hidden else value
        for place, value in enumerate(values)
    ]
    one = line(month(2016, 1), values, hidden=sorted(hidden))
    two = line(month(2016, 1), other, hidden=sorted(hidden))
    assert converted(one, FLOW, YEAR) == converted(two, FLOW, YEAR)
    assert year_on_year(one) == year_on_year(two)
    assert index_to(one, month(2016, 1)) == index_to(two, month(2016, 1))
    assert moving_mean(one, 3, centred=True, least=1) == moving_mean(two, 3, centred=True, least=1)
