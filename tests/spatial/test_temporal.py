"""Half-open periods, days, months and instants."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from spatial.errors import BadDate, BadPeriod
from spatial.temporal import (
    CHINA_TIME,
    Period,
    list_day,
    month_period,
    months_between,
    next_month,
    parse_chinese_date,
    parse_date,
    parse_instant,
    parse_month,
    today_in_china,
)

DAYS = st.dates(date(1980, 1, 1), date(1983, 12, 31))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start = draw(DAYS)
    end = draw(st.none() | DAYS)
    assume(end is None or end > start)
    return Period(start, end)


@given(periods())
def test_a_period_holds_its_start_and_not_its_end(period: Period) -> None:
    assert period.holds(period.start)
    assert not period.holds(period.start - timedelta(days=1))
    if period.end is None:
        assert period.holds(date.max)
    else:
        assert not period.holds(period.end)
        assert period.holds(period.end - timedelta(days=1))


@given(periods(), periods())
def test_two_periods_meet_when_they_share_a_day_and_only_then(one: Period, other: Period) -> None:
    # Of two spans that share a day, one holds the first day of the other.
    assert one.meets(other) == (one.holds(other.start) or other.holds(one.start))
    assert one.meets(other) == other.meets(one)


@given(periods(), periods(), DAYS)
def test_a_cut_holds_exactly_the_days_of_both(one: Period, other: Period, day: date) -> None:
    cut = one.cut(other)
    assert (cut is not None and cut.holds(day)) == (one.holds(day) and other.holds(day))
    assert cut == other.cut(one)
    assert (cut is None) == (not one.meets(other))


@given(periods(), periods(), periods())
def test_cutting_does_not_depend_on_the_order(one: Period, two: Period, three: Period) -> None:
    left, right = one.cut(two), two.cut(three)
    assert (left and left.cut(three)) == (right and one.cut(right))


@given(periods())
def test_a_period_cut_with_itself_is_itself(period: Period) -> None:
    assert period.cut(period) == period
    assert period.meets(period)


def test_periods_that_touch_do_not_meet() -> None:
    before = Period(date(1982, 12, 31), date(1990, 12, 31))
    after = Period(date(1990, 12, 31), None)
    assert not before.meets(after)
    assert before.cut(after) is None


@given(DAYS, st.integers(0, 1000))
def test_a_period_that_does_not_end_after_its_start_is_refused(start: date, days: int) -> None:
    with pytest.raises(BadPeriod, match=str(start)):
        Period(start, start - timedelta(days=days))


@given(st.dates())
def test_every_day_of_the_calendar_is_read_back(day: date) -> None:
    assert parse_date(day.isoformat()) == day


@pytest.mark.parametrize("text", ["2021-02-30", "1900-02-29", "2021-13-01", "0000-01-01"])
def test_a_day_that_the_calendar_lacks_is_refused_as_such(text: str) -> None:
    with pytest.raises(BadDate, match=f"{text}.* is not in the calendar"):
        parse_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2021",
        "2021-2-3",
        "20210203",
        "2021/02/03",
        "2021-W05-3",
        "2021-02-03T00:00:00Z",
        " 2021-02-03",
        "2021-02-03\n",
        "-763-01-01",
        "10000-01-01",
        "２０２１-02-03",
        "٢٠٢١-02-03",
    ],
)
def test_another_form_of_a_day_is_refused_with_the_right_form(text: str) -> None:
    with pytest.raises(BadDate, match="write YYYY-MM-DD"):
        parse_date(text)


def test_the_day_of_a_list_is_the_31st_of_december() -> None:
    assert list_day(1981) == date(1981, 12, 31)
    # The period of what stands in the list of 1990 only.
    only = Period(list_day(1990), list_day(1991))
    assert only.holds(date(1990, 12, 31))
    assert not only.holds(date(1990, 12, 30))
    assert only.holds(date(1991, 12, 30))
    assert not only.holds(date(1991, 12, 31))


def test_a_plain_day_is_midnight_in_beijing() -> None:
    assert parse_instant("2008-10-24") == datetime(2008, 10, 23, 16, tzinfo=UTC)
    assert parse_instant("2008-01-01") == datetime(2007, 12, 31, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2008-10-24T08:00:00+08:00",
        "2008-10-24T00:00:00Z",
        "2008-10-23T20:00:00-04:00",
        "2008-10-24T00:00:00.000000+00:00",
    ],
)
def test_every_zone_names_the_same_instant(text: str) -> None:
    instant = parse_instant(text)
    assert instant == datetime(2008, 10, 24, tzinfo=UTC)
    assert instant.tzinfo is UTC


@given(
    st.datetimes().filter(lambda moment: 1 < moment.year < 9999),
    st.integers(-23 * 60, 23 * 60),
)
def test_every_instant_with_a_zone_is_read_back(moment: datetime, minutes: int) -> None:
    zoned = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert parse_instant(zoned.isoformat()) == zoned


@pytest.mark.parametrize("text", ["2008-10-24T08:00:00", "2008-10-24 08:00"])
def test_a_time_without_a_zone_is_refused(text: str) -> None:
    with pytest.raises(BadDate, match="has no time zone: add Z or"):
        parse_instant(text)


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2008-10-24T25:00:00Z", "2008-02-30T00:00:00Z", "1224806400"]
)
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(BadDate, match="is no date-time"):
        parse_instant(text)


@pytest.mark.parametrize(
    "text", ["0001-01-01", "0001-01-01T00:00:00+08:00", "9999-12-31T23:00:00-08:00"]
)
def test_an_instant_outside_the_years_of_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(BadDate, match="lies outside the years"):
        parse_instant(text)


def test_an_impossible_day_is_no_instant() -> None:
    with pytest.raises(BadDate, match="not in the calendar"):
        parse_instant("2021-02-30")


def test_the_day_in_beijing_changes_at_sixteen_hours_utc() -> None:
    last = datetime(2024, 12, 31, 15, 59, 59, tzinfo=UTC)
    assert today_in_china(last) == date(2024, 12, 31)
    assert today_in_china(last + timedelta(seconds=1)) == date(2025, 1, 1)
    assert today_in_china(datetime(2025, 1, 1, 0, 0, tzinfo=CHINA_TIME)) == date(2025, 1, 1)


def test_beijing_has_no_daylight_saving() -> None:
    # China had it in 1986-1991; lists and frames never did.
    assert datetime(1988, 7, 1, tzinfo=CHINA_TIME).utcoffset() == timedelta(hours=8)


@given(st.dates(date(1, 1, 1), date(9999, 11, 30)))
def test_every_month_is_read_back_and_holds_its_days(day: date) -> None:
    month = parse_month(day.isoformat()[:7])
    period = month_period(month)
    assert period.start == day.replace(day=1)
    assert period.holds(day)
    assert next_month(month) == period.end
    assert period.end is not None
    assert not period.holds(period.end)
    assert (period.end - timedelta(days=1)).month == day.month


@pytest.mark.parametrize("text", ["", "2021", "2021-1", "2021-01-01", "202101", "２０２１-01"])
def test_another_form_of_a_month_is_refused_with_the_right_form(text: str) -> None:
    with pytest.raises(BadDate, match="write YYYY-MM"):
        parse_month(text)


@pytest.mark.parametrize("text", ["2021-13", "2021-00", "0000-01", "9999-12"])
def test_a_month_that_the_calendar_lacks_is_refused_as_such(text: str) -> None:
    with pytest.raises(BadDate, match="is not in the calendar"):
        parse_month(text)


def test_months_are_listed_with_both_ends() -> None:
    assert months_between(date(2019, 11, 1), date(2020, 2, 1)) == [
        date(2019, 11, 1),
        date(2019, 12, 1),
        date(2020, 1, 1),
        date(2020, 2, 1),
    ]
    assert months_between(date(2019, 11, 1), date(2019, 11, 1)) == [date(2019, 11, 1)]
    with pytest.raises(BadPeriod, match="2019-10 lies before the first 2019-11"):
        months_between(date(2019, 11, 1), date(2019, 10, 1))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("一九八二年一月二十三日", date(1982, 1, 23)),
        ("一九九二年十月十日", date(1992, 10, 10)),
        ("二〇一〇年六月二十八日", date(2010, 6, 28)),
        ("二○○○年十二月三十一日", date(2000, 12, 31)),
        ("二零零零年十一月二日", date(2000, 11, 2)),
        (" 2018年12月26日 ", date(2018, 12, 26)),
        ("1998年6月1日", date(1998, 6, 1)),
    ],
)
def test_days_are_read_as_chinese_documents_write_them(text: str, day: date) -> None:
    assert parse_chinese_date(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "", "2018-12-26", "一九八二年一月", "一九八二年二月三十日", "一九八二年十三月一日",
        "一九八二年一月三三日", "一九八二年一月二十三", "82年1月1日", "〇〇〇〇年一月一日",
        "一九八二年一月二十三日、二十四日",
    ],
)  # fmt: skip
def test_what_names_no_day_in_chinese_is_refused(text: str) -> None:
    with pytest.raises(BadDate):
        parse_chinese_date(text)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_written_in_chinese_is_read_back(day: date) -> None:
    digits = "〇一二三四五六七八九"

    def number(value: int) -> str:
        tens, ones = divmod(value, 10)
        ten = "" if tens == 0 else "十" if tens == 1 else digits[tens] + "十"
        return ten + (digits[ones] if ones else "")

    year = "".join(digits[int(sign)] for sign in str(day.year))
    assert parse_chinese_date(f"{year}年{number(day.month)}月{number(day.day)}日") == day
    assert parse_chinese_date(f"{day.year}年{day.month}月{day.day}日") == day
