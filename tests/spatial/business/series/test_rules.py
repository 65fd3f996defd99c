"""Early-warning rules: what they find, and where they cannot look."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from series_lines import line, meaning, month

from spatial.business.declarations.warning_rules import Severity
from spatial.business.indicators import IndicatorKind
from spatial.business.series.answers import DivisionSeries
from spatial.business.series.line import Missing
from spatial.business.series.measures import Material, Parameters, derived
from spatial.business.series.rules import Finding, Looked, Verdict, judged, needs
from spatial.business.series.warnings import rules_from
from spatial.errors import BadParameter


def verdict(
    rule: dict[str, Any],
    values: list[int | None],
    *,
    hidden: list[int] | None = None,
    kind: IndicatorKind = IndicatorKind.STOCK,
) -> Verdict:
    """What a rule says of the last month of a line that begins in January 2016."""
    [told] = rules_from([rule])
    measures, _ = needs([told])
    told_line = line(month(2016, 1), values, hidden=hidden or [])
    material = Material.of(meaning(kind), told_line)
    columns = derived(material, measures, Parameters())
    one = DivisionSeries("990101", "东区", (), (), told_line, material.single, columns)
    return judged(told, Looked(meaning(kind), one, Decimal(1000)))


def reason(found: Verdict) -> str:
    """The words of a warning."""
    assert isinstance(found, Finding)
    return found.reason


def test_a_value_above_or_below_its_limit_warns_and_one_on_it_does_not() -> None:
    rule = {"kind": "threshold", "above": 150, "below": 20, "severity": "alarm"}
    found = verdict(rule, [180])
    assert isinstance(found, Finding)
    assert found.severity is Severity.ALARM
    assert found.reason == "2016年1月为180人，高于预警线150人"
    assert reason(verdict(rule, [12])) == "2016年1月为12人，低于预警线20人"
    assert verdict(rule, [150]) is None
    assert verdict(rule, [None]) is Missing.NOT_REPORTED


def test_of_a_year_to_date_figure_what_the_month_brought_can_be_watched() -> None:
    rule = {"kind": "threshold", "of": "periodic", "above": 50}
    told = verdict(rule, [10, 70], kind=IndicatorKind.YEAR_TO_DATE)
    assert reason(told) == "2016年2月为60人，高于预警线50人"
    assert verdict(rule, [60, 70], kind=IndicatorKind.YEAR_TO_DATE) is None


def test_a_rise_in_each_of_several_periods_warns_when_it_is_large_enough() -> None:
    rule = {"kind": "rise", "periods": 3, "percent": 10}
    found = verdict(rule, [90, 100, 104, 107, 115])
    assert isinstance(found, Finding)
    assert (found.value, found.limit) == (15, 10)
    assert found.reason == "截至2016年5月连续3期上升，由100人升至115人"
    assert verdict(rule, [100, 104, 104, 115]) is None
    assert verdict(rule, [100, 101, 102, 103]) is None
    assert verdict(rule, [100, 115]) is Missing.TOO_FEW
    falling = {"kind": "rise", "periods": 2, "direction": "down"}
    assert "连续2期下降，由9人降至7人" in reason(verdict(falling, [9, 8, 7]))


def test_a_change_from_the_year_before_warns() -> None:
    rule = {"kind": "year_on_year", "above": 30, "below": -30}
    year: list[int | None] = [100, *[None] * 11]
    assert reason(verdict(rule, [*year, 140])) == "2017年1月同比上升40%，高于预警线30%"
    assert reason(verdict(rule, [*year, 60])) == "2017年1月同比下降40%，低于预警线-30%"
    assert verdict(rule, [*year, 120]) is None
    assert verdict(rule, [140]) is Missing.COMPARED_NOT_REPORTED


def test_a_value_off_the_season_warns_in_the_direction_that_is_watched() -> None:
    values = [100 + 10 * (n % 12) + n * 7 % 5 for n in range(47)]
    high, low = [*values, 400], [*values, 10]
    assert "异常偏高" in reason(verdict({"kind": "deviation"}, high))
    assert "异常偏低" in reason(verdict({"kind": "deviation"}, low))
    assert verdict({"kind": "deviation", "direction": "down"}, high) is None
    assert verdict({"kind": "deviation", "direction": "up"}, low) is None
    assert verdict({"kind": "deviation"}, [1, 2]) is Missing.TOO_FEW


def test_silence_warns_and_what_is_hidden_is_no_silence() -> None:
    rule = {"kind": "not_reported", "periods": 2, "severity": "notice"}
    assert reason(verdict(rule, [5, None, None])) == "截至2016年3月连续2期未报数"
    assert verdict(rule, [5, None, 3]) is None
    assert verdict(rule, [5, 2, None], hidden=[1]) is None


@given(
    st.sampled_from(
        [
            {"kind": "threshold", "above": 3},
            {"kind": "rise", "periods": 2},
            {"kind": "year_on_year", "above": 0},
            {"kind": "deviation", "z": 0.1},
            {"kind": "not_reported", "periods": 2},
        ]
    ),
    st.lists(st.integers(min_value=5, max_value=50), min_size=14, max_size=30),
    st.data(),
)
def test_no_rule_says_anything_that_a_hidden_value_decides_r8_4(
    rule: dict[str, Any], values: list[int], data: st.DataObject
) -> None:
    hidden = sorted(data.draw(st.sets(st.integers(min_value=0, max_value=len(values) - 1))))
    other = [
        data.draw(st.integers(min_value=1, max_value=4)) if place in hidden else value
        for place, value in enumerate(values)
    ]
    assert verdict(rule, [*values], hidden=hidden) == verdict(rule, [*other], hidden=hidden)


@pytest.mark.parametrize(
    ("rule", "where"),
    [
        ({"kind": "threshold"}, "give above or below"),
        ({"kind": "fall"}, "fall"),
        ({"kind": "rise", "periods": 0}, "periods"),
        ({"kind": "deviation", "z": -1}, "z"),
        ({"kind": "rise", "steps": 3}, "steps"),
        ({"kind": "threshold", "above": "many"}, "above"),
        ({"above": 3}, "kind"),
    ],
)
def test_a_rule_that_is_not_understood_is_refused_with_the_place(
    rule: dict[str, Any], where: str
) -> None:
    with pytest.raises(BadParameter, match=where):
        rules_from([rule])
