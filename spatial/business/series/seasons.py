"""Trend and season of a line (STL, robust), and values that fit neither.

STL (Cleveland and others 1990) takes a line apart into trend, season and remainder. It needs two
full seasons without a gap: each stretch without one is taken apart by itself, and what lies in a
shorter one has a reason instead. Value = trend + seasonal + remainder, exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import fmean, median

from spatial.business.series.line import Line, Missing, rounded
from spatial.business.series.periods import SEASON, place_in_year, year_of

LEAST_YEARS = 4
"""Other years with a value that the same period of a year is compared with at least."""

UNUSUAL = 3.5
"""From which robust z on a value is unusual (Iglewicz and Hoaglin 1993)."""

# Of a normal distribution: standard deviation by median and by mean absolute deviation.
_OF_MEDIAN, _OF_MEAN = 1.4826, 1.2533


@dataclass(frozen=True, slots=True)
class Season:
    """A line taken apart. adjusted: the value without the season."""

    trend: Line
    seasonal: Line
    remainder: Line
    adjusted: Line


def stretches(line: Line) -> list[range]:
    """The stretches of a line that have values throughout."""
    found: list[range] = []
    begin: int | None = None
    for number, value in enumerate([*line.values, None]):
        if value is None:
            if begin is not None:
                found.append(range(begin, number))
            begin = None
        elif begin is None:
            begin = number
    return found


def season(line: Line) -> Season:
    """The line taken apart by STL."""
    length = SEASON.get(line.unit)
    trend: list[Decimal | None] = [None] * len(line)
    seasonal: list[Decimal | None] = [None] * len(line)
    for stretch in stretches(line) if length else ():
        if length and len(stretch) >= 2 * length:
            parts = _taken_apart([float(line.values[place] or 0) for place in stretch], length)
            for place, part in zip(stretch, parts, strict=True):
                trend[place], seasonal[place] = part
    otherwise = Missing.TOO_FEW if length else Missing.NO_SEASON
    reasons = [
        None if slow is not None else (own or otherwise)
        for slow, own in zip(trend, line.reasons, strict=True)
    ]
    remainder: list[Decimal | None] = []
    adjusted: list[Decimal | None] = []
    for value, slow, yearly in zip(line.values, trend, seasonal, strict=True):
        if value is None or slow is None or yearly is None:
            remainder.append(None)
            adjusted.append(None)
        else:
            remainder.append(value - slow - yearly)
            adjusted.append(value - yearly)
    return Season(
        *(
            Line(line.unit, line.starts, values, reasons)
            for values in (trend, seasonal, remainder, adjusted)
        )
    )


def _taken_apart(values: Sequence[float], length: int) -> list[tuple[Decimal, Decimal]]:
    """Trend and season of values without a gap, to nine digits of the largest value."""
    # Loaded by the first question that needs it: workers that are asked nothing of it stay small.
    import numpy as np
    from statsmodels.tsa.seasonal import STL

    # One inner and five outer rounds: for robustness "very safe" by the paper, and in a fifth of
    # the time of the library's own fifteen.
    found = STL(np.asarray(values), period=length, robust=True).fit(inner_iter=1, outer_iter=5)
    largest = max(abs(value) for value in values) or 1.0
    step = Decimal(10) ** (Decimal(largest).adjusted() - 9)
    return [
        (_at(slow, step), _at(yearly, step))
        for slow, yearly in zip(found.trend, found.seasonal, strict=True)
    ]


def _at(value: float, step: Decimal) -> Decimal:
    return rounded(Decimal(float(value)).quantize(step))


@dataclass(frozen=True, slots=True)
class Deviation:
    """How far a value is from what it should be. z: in robust standard deviations."""

    expected: Decimal
    z: Decimal
    method: str

    def unusual(self, limit: float = UNUSUAL) -> bool:
        """Whether it lies further off than that."""
        return abs(self.z) >= Decimal(str(limit))


def deviations(line: Line) -> tuple[list[Deviation | None], list[Missing | None]]:
    """How far each value is from the seasonal norm, and why that cannot be told.

    By the remainder of STL (`stl`) where there are two full seasons; else by the same period of at
    least four other years (`same_period`).
    """
    parts = season(line)
    found: list[Deviation | None] = [None] * len(line)
    reasons: list[Missing | None] = [own or Missing.TOO_FEW for own in line.reasons]
    if SEASON.get(line.unit) is None:
        return found, [own or Missing.NO_SEASON for own in line.reasons]
    for stretch in stretches(parts.trend):
        rest = [float(parts.remainder.values[place] or 0) for place in stretch]
        middle, spread = _spread(rest)
        for place, own in zip(stretch, rest, strict=True):
            value, rest_here = line.values[place], parts.remainder.values[place]
            assert value is not None
            assert rest_here is not None
            found[place], reasons[place] = _deviation(
                own - middle, spread, value - rest_here + _decimal(middle), "stl"
            )
    others = _same_periods(line)
    for place, value in enumerate(line.values):
        if found[place] is not None or value is None or reasons[place] is not Missing.TOO_FEW:
            continue
        known = [
            float(other)
            for other, year in others[place_in_year(line.unit, line.starts[place])]
            if year != year_of(line.unit, line.starts[place])
        ]
        if len(known) >= LEAST_YEARS:
            middle, spread = _spread(known)
            found[place], reasons[place] = _deviation(
                float(value) - middle, spread, _decimal(middle), "same_period"
            )
    return found, reasons


def _same_periods(line: Line) -> dict[tuple[int, int], list[tuple[Decimal, int]]]:
    found: dict[tuple[int, int], list[tuple[Decimal, int]]] = {}
    for start, value in zip(line.starts, line.values, strict=True):
        place = found.setdefault(place_in_year(line.unit, start), [])
        if value is not None:
            place.append((value, year_of(line.unit, start)))
    return found


def _deviation(
    away: float, spread: float, expected: Decimal, method: str
) -> tuple[Deviation | None, Missing | None]:
    if spread == 0 and away != 0:
        return None, Missing.NO_SPREAD
    z = away / spread if spread else 0.0
    return Deviation(rounded(expected), Decimal(f"{z:.2f}"), method), None


def _spread(values: Sequence[float]) -> tuple[float, float]:
    """The middle of values, and their robust standard deviation.

    Where more than half of them are equal, their mean distance from the middle takes its place.
    """
    middle = median(values)
    away = [abs(value - middle) for value in values]
    return middle, _OF_MEDIAN * median(away) or _OF_MEAN * fmean(away)


def _decimal(value: float) -> Decimal:
    return rounded(Decimal(value))
