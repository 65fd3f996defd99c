"""Early-warning rules on the last period of a series: what they find, and why they cannot look.

A rule looks at shown values alone. Where one that it needs is hidden it says nothing, so that
neither a warning nor its absence gives away a small cell (R8.4).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from spatial.business.declarations.warning_rules import (
    DeviationRule,
    Direction,
    NotReported,
    Rise,
    Severity,
    Threshold,
    WarningRule,
    YearOnYear,
)
from spatial.business.indicators import Indicator
from spatial.business.series.answers import DivisionSeries
from spatial.business.series.line import ZERO, Line, Missing, rounded, worst
from spatial.business.series.periods import chinese_name_of
from spatial.business.series.seasons import Deviation
from spatial.business.series.sentences import (
    change_sentence,
    deviation_sentence,
    figure,
    run_sentence,
    silence_sentence,
    threshold_sentence,
)

HUNDRED = Decimal(100)

RISING = (Severity.NOTICE, Severity.WARNING, Severity.ALARM)

_TITLES = {
    "threshold": "超出预警线",
    "year_on_year": "同比变化过大",
    "rise": "连续变化",
    "deviation": "偏离季节常态",
    "not_reported": "连续未报数",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that warns. value: what it looked at; limit: against what; reason: in Chinese."""

    kind: str
    title: str
    severity: Severity
    reason: str
    value: Decimal | None
    limit: Decimal | None


@dataclass(frozen=True, slots=True)
class Looked:
    """What rules look at: the last period of a series, and what it means."""

    meaning: Indicator
    series: DivisionSeries
    per: Decimal

    @property
    def name(self) -> str:
        """The last period in Chinese."""
        line = self.series.line
        return chinese_name_of(line.unit, line.starts[-1])

    def cell(self, column: str) -> Any:
        """What a column says of the last period."""
        return self.series.columns[column][-1]


Verdict = Finding | Missing | None
"""A warning; why the rule could not look; or None where all is well."""


def judged(rule: WarningRule, looked: Looked) -> Verdict:
    """What a rule says of the last period."""
    return _JUDGES[rule.kind](rule, looked)


def needs(rules: Sequence[WarningRule]) -> tuple[tuple[str, ...], int]:
    """The measures that rules look at, and how many periods before the last one."""
    measures = {
        "year_on_year": any(isinstance(rule, YearOnYear) for rule in rules),
        "rate": any(isinstance(rule, Threshold) and rule.of == "rate" for rule in rules),
        "anomaly": any(isinstance(rule, DeviationRule) for rule in rules),
    }
    back = [rule.periods for rule in rules if isinstance(rule, Rise)]
    back += [rule.periods - 1 for rule in rules if isinstance(rule, NotReported)]
    return tuple(name for name, wanted in measures.items() if wanted), max(back, default=0)


def _finding(
    rule: WarningRule, reason: str, value: Decimal | None, limit: Decimal | None
) -> Finding:
    title = rule.title or _TITLES[rule.kind]
    return Finding(rule.kind, title, rule.severity, reason, value, limit)


def _threshold(rule: WarningRule, looked: Looked) -> Verdict:
    assert isinstance(rule, Threshold)
    unit = looked.meaning.unit
    value: Decimal | None
    reason: Missing | None
    if rule.of == "rate":
        value, reason = looked.cell("rate"), looked.cell("rate_reason")
        unit = f"（每{figure(looked.per)}）"
    else:
        line: Line = looked.series.single if rule.of == "periodic" else looked.series.line
        value, reason = line.values[-1], line.reasons[-1]
    if value is None:
        return reason
    for limit, over in ((rule.above, True), (rule.below, False)):
        if limit is not None and (value > limit if over else value < limit):
            told, line_told = figure(value, unit), figure(limit, unit)
            words = threshold_sentence(looked.name, told, line_told, over=over)
            return _finding(rule, words, value, limit)
    return None


def _year_on_year(rule: WarningRule, looked: Looked) -> Verdict:
    assert isinstance(rule, YearOnYear)
    percent: Decimal | None = looked.cell("year_on_year_percent")
    if percent is None:
        absent: Missing | None = looked.cell("year_on_year_reason")
        return absent
    for limit, over in ((rule.above, True), (rule.below, False)):
        if limit is not None and (percent > limit if over else percent < limit):
            words = change_sentence(looked.name, percent, limit, over=over)
            return _finding(rule, words, percent, limit)
    return None


def _rise(rule: WarningRule, looked: Looked) -> Verdict:
    assert isinstance(rule, Rise)
    line = looked.series.single
    values = line.values[-rule.periods - 1 :]
    known = [value for value in values if value is not None]
    if len(known) <= rule.periods:
        return worst(line.reasons[-rule.periods - 1 :], line.reasons[-1] or Missing.TOO_FEW)
    up = rule.direction is Direction.UP
    if not all(later > earlier if up else later < earlier for earlier, later in pairwise(known)):
        return None
    first, last = known[0], known[-1]
    if first <= ZERO and rule.percent > ZERO:
        return Missing.ZERO_BASE
    change = rounded(HUNDRED * (last - first) / first) if first > ZERO else None
    if change is not None and abs(change) < rule.percent:
        return None
    words = run_sentence(looked.name, rule.periods, first, last, looked.meaning.unit, up=up)
    return _finding(rule, words, change, rule.percent)


def _deviation(rule: WarningRule, looked: Looked) -> Verdict:
    assert isinstance(rule, DeviationRule)
    z: Decimal | None = looked.cell("deviation")
    line = looked.series.single
    value = line.values[-1]
    if z is None or value is None:
        absent: Missing | None = looked.cell("anomaly_reason")
        return absent
    up, down = z >= rule.z, z <= -rule.z
    if rule.direction is Direction.UP:
        down = False
    if rule.direction is Direction.DOWN:
        up = False
    if not up and not down:
        return None
    found = Deviation(looked.cell("expected"), z, looked.cell("deviation_method"))
    words = deviation_sentence(looked.meaning, line.unit, line.starts[-1], value, found)
    return _finding(rule, words, z, rule.z)


def _not_reported(rule: WarningRule, looked: Looked) -> Verdict:
    assert isinstance(rule, NotReported)
    reasons = looked.series.line.reasons[-rule.periods :]
    silent = (Missing.NOT_REPORTED, Missing.INCOMPLETE)
    if len(reasons) < rule.periods or any(reason not in silent for reason in reasons):
        return None
    words = silence_sentence(looked.name, rule.periods)
    return _finding(rule, words, None, Decimal(rule.periods))


_JUDGES: Mapping[str, Callable[[WarningRule, Looked], Verdict]] = {
    "threshold": _threshold,
    "year_on_year": _year_on_year,
    "rise": _rise,
    "deviation": _deviation,
    "not_reported": _not_reported,
}
