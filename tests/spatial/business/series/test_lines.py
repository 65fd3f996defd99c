"""Lines of values: missing periods and why, small cells."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from series_lines import month

from spatial.business.indicators import IndicatorKind
from spatial.business.series.line import Line, Missing, line_of, rounded
from spatial.business.series.periods import MONTH, YEAR, starts_between
from spatial.business.series.visibility import visible
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
) -> Line:
    values = {start: Decimal(value) for start, value in reported.items()}
    shown = visible(values, kind=kind, minimum_cell=minimum_cell)
    return line_of(
        MONTH,
        starts_between(MONTH, first, last),
        values,
        hidden=frozenset(values.keys() - shown),
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


def test_a_value_below_the_minimum_cell_is_suppressed_and_the_minimum_is_not_r8_4() -> None:
    reported = {month(2016, 1): 4, month(2016, 2): 5}
    got = ask(reported, month(2016, 1), month(2016, 2), minimum_cell=5)
    assert list(got.values) == [None, 5]
    assert list(got.reasons) == [Missing.SUPPRESSED, None]


def test_a_small_month_cannot_be_found_by_subtracting_two_cumulative_values_r8_4() -> None:
    reported = {month(2016, n): value for n, value in enumerate((20, 22, 29, 40), start=1)}
    got = ask(
        reported, month(2016, 1), month(2016, 4), kind=IndicatorKind.YEAR_TO_DATE, minimum_cell=5
    )
    assert list(got.values) == [20, None, 29, 40]


cumulative_years = st.lists(
    st.one_of(st.none(), st.integers(min_value=0, max_value=200)), min_size=1, max_size=36
)


@given(cumulative_years, st.integers(min_value=0, max_value=20))
def test_no_two_shown_values_of_a_year_differ_by_a_small_cell_r8_4(
    values: list[int | None], minimum: int
) -> None:
    here, reported = month(2015, 1), {}
    for value in values:
        if value is not None:
            reported[here] = Decimal(value)
        here = next_month(here)
    shown = visible(reported, kind=IndicatorKind.YEAR_TO_DATE, minimum_cell=minimum)
    for one in shown:
        assert reported[one] >= minimum
        for other in shown:
            if other < one and other.year == one.year:
                assert abs(reported[one] - reported[other]) >= minimum


def test_quotients_keep_twelve_digits_and_no_zeros_at_their_end() -> None:
    assert str(rounded(Decimal(1) / 3)) == "0.333333333333"
    assert str(rounded(Decimal("1E+2"))) == "100"
    assert str(rounded(Decimal("2.500"))) == "2.5"
