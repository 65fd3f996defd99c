"""Numbers, days and periods as people write them: read as meant, or refused."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spatial.business.declarations.model import PeriodUnit
from spatial.business.intake.cells import boolean_of, day_of, instant_of, is_nothing, number_of
from spatial.business.intake.periods import period_from, period_of, period_text
from spatial.errors import BadDate, BadParameter, ShikongError

FULL_WIDTH = str.maketrans("0123456789,.-", "０１２３４５６７８９，．－")
days = st.dates(date(1950, 1, 1), date(2099, 12, 30))


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**15),
                   max_value=10**15))  # fmt: skip
def test_a_number_is_read_exactly_however_it_is_written(number: Decimal) -> None:
    for text in (f"{number:f}", f"{number:,f}", f" {number:,f}".translate(FULL_WIDTH)):
        assert number_of(text) == number


@given(st.text(max_size=12))
def test_any_text_is_a_number_a_day_a_period_or_refused(text: str) -> None:
    for read in (number_of, day_of, period_of, instant_of, boolean_of):
        with suppress(ShikongError):
            read(text)


@pytest.mark.parametrize(
    "text", ["1,23", "12,34,567", "1.2.3", "十二", "12 人", "NaN", "1e99", "0x1F"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(BadParameter):
        number_of(text)


def test_units_are_converted_only_where_one_is_declared() -> None:
    assert number_of("1.25万元", "元") == 12500
    assert number_of("12500元", "万元") == Decimal("1.25")
    assert number_of("12 人", "人") == 12
    with pytest.raises(BadParameter, match="申报的是“人”"):
        number_of("12户", "人")
    with pytest.raises(BadParameter, match="申报中没有单位"):
        number_of("12万元")


def test_a_float_has_the_digits_that_a_spreadsheet_shows() -> None:
    assert number_of(0.1 + 0.2) == Decimal("0.3")
    assert number_of(45296.0) == 45296


@given(days)
def test_a_day_is_read_in_every_form_that_people_write(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    forms: list[object] = [
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        int(f"{day:%Y%m%d}"),
        serial,
        float(serial),
        str(serial),
        day,
        datetime.combine(day, time(23, 59)),
        f"{day.isoformat()} 23:59",
    ]
    assert {day_of(form) for form in forms} == {day}


@pytest.mark.parametrize("text", ["2024-02-30", "24-1-5", "2024-1", "5/1/2024", "12", "昨天", ""])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(BadDate):
        day_of(text)


def test_a_time_without_a_zone_is_of_beijing() -> None:
    assert instant_of("2024-01-01 00:30").isoformat() == "2023-12-31T16:30:00+00:00"
    assert day_of("2023-12-31T16:30Z") == date(2024, 1, 1)


def test_a_dash_says_that_nobody_knows_and_a_zero_is_a_zero() -> None:
    assert all(is_nothing(cell) for cell in (None, "", "—", " - ", "…"))
    assert not any(is_nothing(cell) for cell in (0, "0", "零"))


@given(days, st.sampled_from(PeriodUnit))
def test_a_period_is_written_and_read_again(day: date, unit: PeriodUnit) -> None:
    start = day
    while True:
        try:
            period = period_from(start, unit)
            break
        except BadDate:
            start -= timedelta(days=1)
    assert period.holds(day)
    assert period_of(period_text(period, unit)) == (period, unit)
    assert period.end is not None
    last = period.end - timedelta(days=1)
    assert period_of(f"{period.start}/{last}") == (period, unit)


@pytest.mark.parametrize(
    ("text", "first", "unit"),
    [
        ("2024年", date(2024, 1, 1), PeriodUnit.YEAR),
        (2024.0, date(2024, 1, 1), PeriodUnit.YEAR),
        ("２０２４年５月", date(2024, 5, 1), PeriodUnit.MONTH),
        ("2024年5月份", date(2024, 5, 1), PeriodUnit.MONTH),
        ("202405", date(2024, 5, 1), PeriodUnit.MONTH),
        ("2024年第二季度", date(2024, 4, 1), PeriodUnit.QUARTER),
        ("2024年下半年", date(2024, 7, 1), PeriodUnit.HALF_YEAR),
        ("2024年第5周", date(2024, 1, 29), PeriodUnit.WEEK),
        ("2024-W05", date(2024, 1, 29), PeriodUnit.WEEK),
        ("2024年5月1日", date(2024, 5, 1), PeriodUnit.DAY),
    ],
)
def test_periods_as_officers_write_them(text: object, first: date, unit: PeriodUnit) -> None:
    period, found = period_of(text)
    assert (period.start, found) == (first, unit)


def test_from_january_on_is_the_last_month_of_a_cumulative_figure_only() -> None:
    assert period_of("2024年1-5月", cumulative=True)[0].start == date(2024, 5, 1)
    with pytest.raises(BadDate):
        period_of("2024年1-5月")


@pytest.mark.parametrize("text", ["2024-13", "2024Q5", "2024-W54", "2024-01-15/2024-02-14", "5月"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(BadDate):
        period_of(text)
