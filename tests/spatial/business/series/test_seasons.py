"""Trend and season, and values that fit neither."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal

import pytest
from series_lines import line, meaning, month

from spatial.business.declarations.model import PeriodUnit
from spatial.business.series.line import Missing
from spatial.business.series.measures import Material, Parameters, derived
from spatial.business.series.seasons import deviations, season

YEARS = 6


def yearly(count: int, *, spike: int | None = None) -> list[int | None]:
    """A rising line with a season, and one value that fits neither."""
    told: list[int | None] = [
        round(1000 + 3 * number + 200 * math.sin(number * math.pi / 6) + number * 7 % 11)
        for number in range(count)
    ]
    if spike is not None:
        told[spike] = (told[spike] or 0) + 400
    return told


def test_a_value_is_trend_and_season_and_remainder_exactly() -> None:
    told = line(month(2015, 1), yearly(12 * YEARS))
    parts = season(told)
    for value, *rest, adjusted, seasonal in zip(
        told.values, parts.trend.values, parts.seasonal.values, parts.remainder.values,
        parts.adjusted.values, parts.seasonal.values, strict=True,
    ):  # fmt: skip
        assert value == sum(part for part in rest if part is not None)
        assert value is not None
        assert seasonal is not None
        assert adjusted == value - seasonal
    slow = [float(value or 0) for value in parts.trend.values]
    assert (slow[-1] - slow[0]) / (len(slow) - 1) == pytest.approx(3, abs=0.4)
    swing = [float(value or 0) for value in parts.seasonal.values]
    assert max(swing) == pytest.approx(200, abs=20)


def test_less_than_two_seasons_have_no_season_and_say_so() -> None:
    parts = season(line(month(2015, 1), yearly(23)))
    assert set(parts.trend.values) == {None}
    assert set(parts.trend.reasons) == {Missing.TOO_FEW}


def test_each_stretch_without_a_gap_is_taken_apart_by_itself() -> None:
    told = yearly(12 * YEARS)
    told[30] = None
    told[60] = None
    parts = season(line(month(2015, 1), told))
    assert parts.trend.values[29] is not None
    assert (parts.trend.values[30], parts.trend.reasons[30]) == (None, Missing.NOT_REPORTED)
    assert parts.trend.values[31] is not None
    assert (parts.trend.values[61], parts.trend.reasons[61]) == (None, Missing.TOO_FEW)


def test_years_have_no_season() -> None:
    told = line(date(2000, 1, 1), list(range(20)), PeriodUnit.YEAR)
    assert set(season(told).trend.reasons) == {Missing.NO_SEASON}
    found, reasons = deviations(told)
    assert set(found) == {None}
    assert set(reasons) == {Missing.NO_SEASON}


def test_a_value_that_fits_neither_is_told_with_a_reason_in_words() -> None:
    told = line(month(2015, 1), yearly(12 * YEARS, spike=50))
    columns = derived(Material.of(meaning(), told), ["anomaly"], Parameters())
    unusual = [place for place, is_so in enumerate(columns["anomaly"]) if is_so]
    assert unusual == [50]
    assert columns["deviation_method"][50] == "stl"
    assert "2019年3月为1,7" in columns["anomaly_text"][50]
    assert "按趋势和季节应为" in columns["anomaly_text"][50]
    assert "异常偏高" in columns["anomaly_text"][50]


def test_without_two_seasons_a_gap_leaves_the_same_month_of_other_years_to_compare() -> None:
    told: list[int | None] = [None] * (12 * 6)
    for number, value in enumerate((100, 104, 98, 101, 103, 160)):
        told[12 * number + 4] = value
    found, reasons = deviations(line(month(2010, 1), told))
    last = found[64]
    assert last is not None
    assert (last.method, last.expected) == ("same_period", Decimal(101))
    assert last.unusual()
    assert not any(one.unusual() for one in found[:64] if one is not None)
    assert reasons[65] is Missing.NOT_REPORTED


def test_with_fewer_than_four_other_years_nothing_is_said() -> None:
    told: list[int | None] = [None] * 48
    for number in range(4):
        told[12 * number] = 100 * (number + 1)
    found, reasons = deviations(line(month(2010, 1), told))
    assert set(found) == {None}
    assert reasons[36] is Missing.TOO_FEW


def test_where_all_others_are_alike_a_distance_has_no_measure() -> None:
    told: list[int | None] = [None] * 72
    for number in range(6):
        told[12 * number] = 7 if number < 5 else 9
    found, reasons = deviations(line(month(2010, 1), told))
    assert found[60] is None
    assert reasons[60] is Missing.NO_SPREAD


def test_a_hidden_month_is_a_gap_of_the_season_r8_4() -> None:
    shown = yearly(12 * YEARS)
    one = season(line(month(2015, 1), shown, hidden=[40]))
    shown[40] = 1
    two = season(line(month(2015, 1), shown, hidden=[40]))
    assert one == two
    assert one.trend.reasons[40] is Missing.SUPPRESSED
