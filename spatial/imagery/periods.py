"""Months and years of a series, and how far a value is from what is usual (anomaly).

All valid pixels of the scenes of a period are pooled, each weighing the area that it stands for
(its share times the area of a pixel): the mean of a period is that of its scenes' means weighted by
valid area, and its quantiles are those of the pixels, never of the scenes' quantiles. A month or
year is one in Beijing. One without a value stays, with the reason.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from spatial.errors import BadParameter
from spatial.imagery.series import SeriesValue
from spatial.imagery.zonal.distribution import Distribution, pooled
from spatial.temporal import CHINA_TIME

MAX_PERIODS = 1_200
"""So many months or years are answered at once: a century of months."""

YEARS_FOR_SPREAD = 3
"""So many other years make a standard deviation."""


class By(StrEnum):
    """What one value of a series is of."""

    SCENE = "scene"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Anomaly:
    """How far a value is from the normal: the mean of the means of the same month (or of the year,
    in a series by year) of the other years of the series.

    anomaly: value minus normal, in the measure's unit. standardised: that divided by the standard
    deviation (of a sample) of those years, None of fewer than YEARS_FOR_SPREAD and where they are
    all alike. years: how many others there are. All but it are None when there is none.
    """

    anomaly: float | None
    normal: float | None
    standardised: float | None
    years: int


@dataclass(frozen=True, slots=True)
class PeriodValue:
    """What the scenes of one month or year say together.

    period: 2013-09, or 2013. scenes: with a valid pixel. valid: of them all, weights in m2.
    valid_pixels, total_pixels, clouded_pixels: sums over the scenes. reason: why there is nothing.
    """

    period: str
    scenes: int
    valid: Distribution
    valid_pixels: float
    total_pixels: float
    clouded_pixels: float
    reason: str | None


def by_period(
    values: Sequence[SeriesValue], by: By, *, start: datetime, end: datetime
) -> list[PeriodValue]:
    """All months or years that [start, end) meets, in order; those without a scene are there too.

    Raises BadParameter when they are more than MAX_PERIODS.
    """
    names = list(_periods(by, start, end))
    if len(names) > MAX_PERIODS:
        raise BadParameter(
            f"the time holds {len(names):,} periods; {MAX_PERIODS:,} are the most: ask for a "
            "shorter time, or by=year"
        )
    scenes: defaultdict[str, list[SeriesValue]] = defaultdict(list)
    for value in values:
        scenes[_name(by, value.scene.acquisition.start)].append(value)
    return [_period(name, scenes[name]) for name in names]


def anomalies_of_periods(periods: Sequence[PeriodValue]) -> list[Anomaly | None]:
    """The anomaly of each period (of one kind); None where it has no value."""
    means = {one.period: one.valid.mean for one in periods}
    return [_anomaly(one.valid.mean, one.period, means) for one in periods]


def anomalies_of_scenes(values: Sequence[SeriesValue]) -> list[Anomaly | None]:
    """The anomaly of each scene against the same month of the other years; None where it has no
    value.
    """
    scenes: defaultdict[str, list[SeriesValue]] = defaultdict(list)
    for value in values:
        scenes[_name(By.MONTH, value.scene.acquisition.start)].append(value)
    means = {name: _period(name, there).valid.mean for name, there in scenes.items()}
    return [
        _anomaly(value.statistics.mean, _name(By.MONTH, value.scene.acquisition.start), means)
        for value in values
    ]


def _anomaly(mean: float | None, period: str, means: Mapping[str, float | None]) -> Anomaly | None:
    if mean is None:
        return None
    year, month = period[:4], period[4:]
    others = [
        other
        for name, other in means.items()
        if other is not None and name[4:] == month and name[:4] != year
    ]
    if not others:
        return Anomaly(None, None, None, 0)
    normal = math.fsum(others) / len(others)
    standardised = None
    if len(others) >= YEARS_FOR_SPREAD:
        squares = math.fsum((other - normal) ** 2 for other in others)
        spread = math.sqrt(squares / (len(others) - 1))
        # Years that differ by rounding alone are alike.
        if spread > 1e-12 * abs(normal):
            standardised = (mean - normal) / spread
    return Anomaly(mean - normal, normal, standardised, len(others))


def _period(name: str, values: Sequence[SeriesValue]) -> PeriodValue:
    clear = [one.statistics for one in values if one.statistics.valid_pixels > 0]
    reason = None
    if not values:
        reason = "no image"
    elif not clear:
        reason = f"no clear pixel: {values[0].reason}"
        if len(values) > 1:
            reason = f"no clear pixel in {len(values)} images, the first: {values[0].reason}"
    everything = [one.statistics for one in values]
    return PeriodValue(
        name,
        len(clear),
        pooled((one.valid, one.pixel_m**2) for one in clear),
        math.fsum(one.valid_pixels for one in everything),
        math.fsum(one.total_pixels for one in everything),
        math.fsum(one.clouded_pixels for one in everything),
        reason,
    )


def _periods(by: By, start: datetime, end: datetime) -> Iterator[str]:
    first = start.astimezone(CHINA_TIME)
    last = (end - timedelta(microseconds=1)).astimezone(CHINA_TIME)
    if by is By.YEAR:
        yield from (f"{year:04d}" for year in range(first.year, last.year + 1))
        return
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield f"{number // 12:04d}-{number % 12 + 1:02d}"


def _name(by: By, instant: datetime) -> str:
    # A day without a time of day is told as 00:00 UTC, 08:00 in Beijing: the same day.
    there = instant.replace(tzinfo=instant.tzinfo or UTC).astimezone(CHINA_TIME)
    return f"{there:%Y}" if by is By.YEAR else f"{there:%Y-%m}"
