"""What can be derived of a series, as a table: a measure is a row, and its columns of an answer.

What a period alone is about (change to the period before, means, index, season) is told of a
year-to-date indicator by its periodic figures; the year-on-year change by the cumulative ones, as
the ministry publishes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from spatial.business.indicators import Indicator, IndicatorKind
from spatial.business.series.comparison import (
    index_to,
    moving_mean,
    period_on_period,
    year_on_year,
)
from spatial.business.series.cumulation import cumulative, periodic, running, steps
from spatial.business.series.line import Line, Missing
from spatial.business.series.rates import rate
from spatial.business.series.seasons import UNUSUAL, deviations, season
from spatial.business.series.sentences import deviation_sentence
from spatial.errors import BadParameter

Columns = dict[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Parameters:
    """What measures are told besides the series.

    window, centred, least: of the moving mean, in periods; least None: all of the window. base: the
    first day of the base period of the index. per: with what the rate is multiplied. denominator:
    its indicator; None for the one that the indicator declares. unusual: from which robust z on a
    value is told to be an anomaly.
    """

    window: int = 3
    centred: bool = False
    least: int | None = None
    base: date | None = None
    per: Decimal = Decimal(1000)
    denominator: str | None = None
    unusual: float = UNUSUAL


@dataclass(frozen=True, slots=True)
class Material:
    """What is known of a division: the line of the answer's periods, which begins with a year.

    single: what each period alone is about. denominator: None where nobody asks for a rate.
    """

    meaning: Indicator
    value: Line
    single: Line
    denominator: Line | None = None

    @classmethod
    def of(cls, meaning: Indicator, value: Line, denominator: Line | None = None) -> Material:
        """With the periodic figures of a year-to-date line."""
        single = periodic(value) if meaning.kind is IndicatorKind.YEAR_TO_DATE else value
        return cls(meaning, value, single, denominator)


@dataclass(frozen=True, slots=True)
class Measure:
    """A row of the table.

    title: in Chinese. history: whether periods before the asked ones have to be read. columns:
    names of what it adds to each period. derive: the columns, a cell for each period.
    """

    title: str
    history: bool
    columns: tuple[str, ...]
    derive: Callable[[Material, Parameters], Columns]


def _periodic(material: Material, _: Parameters) -> Columns:
    count = len(material.value)
    if material.meaning.kind is not IndicatorKind.YEAR_TO_DATE:
        return {name: [None] * count for name in MEASURES["periodic"].columns}
    found = steps(material.value)
    signed = material.meaning.signed
    return {
        "periodic": material.single.values,
        "periodic_reason": material.single.reasons,
        "step": [None if step is None else step.value for step in found],
        "step_periods": [None if step is None else step.periods for step in found],
        "correction": [None if step is None else step.correction and not signed for step in found],
    }


def _cumulative(material: Material, _: Parameters) -> Columns:
    line = material.value
    if material.meaning.kind is IndicatorKind.YEAR_TO_DATE:
        return {
            "cumulative": line.values,
            "cumulative_reason": line.reasons,
            "known_sum": line.values,
            "lacking": [None if value is None else 0 for value in line.values],
        }
    found, sums = cumulative(line), running(line)
    return {
        "cumulative": found.values,
        "cumulative_reason": found.reasons,
        "known_sum": [one.total for one in sums],
        "lacking": [one.lacking for one in sums],
    }


def _changes(name: str, of: Callable[[Material], tuple[Line, Line]]) -> Measure:
    columns = (name, f"{name}_percent", f"{name}_reason")

    def derive(material: Material, _: Parameters) -> Columns:
        amount, percent = of(material)
        # Where there is an amount without a share, the reason tells of the share.
        return dict(zip(columns, (amount.values, percent.values, percent.reasons), strict=True))

    title = {"year_on_year": "同比", "period_on_period": "环比"}[name]
    return Measure(title, True, columns, derive)


def _moving_mean(material: Material, told: Parameters) -> Columns:
    least = told.window if told.least is None else told.least
    found, counts = moving_mean(material.single, told.window, centred=told.centred, least=least)
    return {
        "moving_mean": found.values,
        "moving_mean_count": counts,
        "moving_mean_reason": found.reasons,
    }


def _index(material: Material, told: Parameters) -> Columns:
    assert told.base is not None
    found = index_to(material.single, told.base)
    return {"index": found.values, "index_reason": found.reasons}


def _rate(material: Material, told: Parameters) -> Columns:
    assert material.denominator is not None
    found = rate(material.value, material.denominator, told.per)
    return {"rate": found.values, "rate_reason": found.reasons}


def _season(material: Material, _: Parameters) -> Columns:
    found = season(material.single)
    return {
        "trend": found.trend.values,
        "seasonal": found.seasonal.values,
        "remainder": found.remainder.values,
        "adjusted": found.adjusted.values,
        "season_reason": found.trend.reasons,
    }


def _anomaly(material: Material, told: Parameters) -> Columns:
    line = material.single
    found, reasons = deviations(line)
    unusual = [None if one is None else one.unusual(told.unusual) for one in found]
    texts: list[str | None] = []
    for number, one in enumerate(found):
        value = line.values[number]
        if one is None or value is None or not unusual[number]:
            texts.append(None)
            continue
        start = line.starts[number]
        texts.append(deviation_sentence(material.meaning, line.unit, start, value, one))
    return {
        "expected": [None if one is None else one.expected for one in found],
        "deviation": [None if one is None else one.z for one in found],
        "deviation_method": [None if one is None else one.method for one in found],
        "anomaly": unusual,
        "anomaly_text": texts,
        "anomaly_reason": reasons,
    }


MEASURES: Mapping[str, Measure] = {
    "periodic": Measure(
        "当期数",
        False,
        ("periodic", "periodic_reason", "step", "step_periods", "correction"),
        _periodic,
    ),
    "cumulative": Measure(
        "本年累计数",
        False,
        ("cumulative", "cumulative_reason", "known_sum", "lacking"),
        _cumulative,
    ),
    "year_on_year": _changes("year_on_year", lambda material: year_on_year(material.value)),
    "period_on_period": _changes(
        "period_on_period", lambda material: period_on_period(material.single)
    ),
    "moving_mean": Measure(
        "移动平均",
        True,
        ("moving_mean", "moving_mean_count", "moving_mean_reason"),
        _moving_mean,
    ),
    "index": Measure("定基指数", True, ("index", "index_reason"), _index),
    "rate": Measure("比率", False, ("rate", "rate_reason"), _rate),
    "season": Measure(
        "季节调整",
        True,
        ("trend", "seasonal", "remainder", "adjusted", "season_reason"),
        _season,
    ),
    "anomaly": Measure(
        "异常",
        True,
        (
            "expected",
            "deviation",
            "deviation_method",
            "anomaly",
            "anomaly_text",
            "anomaly_reason",
        ),
        _anomaly,
    ),
}
"""By name."""

TEXTS = frozenset({"deviation_method", "anomaly_text"}) | {
    column
    for measure in MEASURES.values()
    for column in measure.columns
    if column.endswith("_reason")
}
WHOLES = frozenset({"step_periods", "lacking", "moving_mean_count"})
TRUTHS = frozenset({"correction", "anomaly"})
"""Columns by the type of their cells; all others are numbers."""


def require_measures(meaning: Indicator, names: Sequence[str], told: Parameters) -> None:
    """Returns where the measures can be derived of an indicator; else raises BadParameter."""
    for name in names:
        if name not in MEASURES:
            raise BadParameter(f"there is no measure {name!r}: one of {', '.join(MEASURES)}")
    if len(set(names)) < len(names):
        raise BadParameter(f"a measure stands more than once in {', '.join(names)}")
    kind = meaning.kind
    if "cumulative" in names and not (
        kind is IndicatorKind.YEAR_TO_DATE or (kind is IndicatorKind.FLOW and meaning.additive_time)
    ):
        raise BadParameter(
            f"the values of {meaning.id} do not add up over time (kind {kind}, additive_time "
            f"{str(meaning.additive_time).lower()}): there is no cumulative figure"
        )
    if "index" in names and told.base is None:
        raise BadParameter("the measure index needs base, the period whose value is 100")
    if "rate" in names and told.denominator is None:
        raise BadParameter(
            f"the measure rate needs denominator, an indicator by which {meaning.id} is divided"
        )


def derived(material: Material, names: Sequence[str], told: Parameters) -> Columns:
    """The columns of the measures, in their order."""
    columns: Columns = {}
    for name in names:
        columns |= MEASURES[name].derive(material, told)
    return columns


def reasons_in(columns: Columns) -> set[Missing]:
    """Every reason that the columns tell."""
    told = (cells for name, cells in columns.items() if name.endswith("_reason"))
    return {cell for cell in set().union(*told) if cell is not None}


def is_number(column: str) -> bool:
    """Whether the cells of a column are decimals."""
    return column not in TEXTS and column not in WHOLES and column not in TRUTHS
