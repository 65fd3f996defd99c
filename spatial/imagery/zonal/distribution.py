"""The values of pixels with the shares by which they count: mean, spread, quantiles.

A quantile q is the least value that at least q of the weight does not exceed; where exactly q of it
does not exceed a value, the mean of that and the next (type 2 of Hyndman and Fan, 1996, with
weights): the middle of an even number of values is what everybody calls their median.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# How near to a step of the cumulated weight a share counts as on it, of the whole weight.
_ON_THE_STEP = 1e-9


@dataclass(frozen=True, slots=True)
class Distribution:
    """Values, each once and rising, and the weight of each (pixels, or an area), all above 0.

    within: the squares of deviations, weighted, that lie within the values where each stands for
    several (merged); 0 where it does not. low, high: the least and greatest value there was.
    """

    values: Floats
    weights: Floats
    low: float
    high: float
    within: float = 0.0

    @property
    def weight(self) -> float:
        """Of all values."""
        return math.fsum(self.weights)

    @property
    def mean(self) -> float | None:
        """Weighted; None of nothing."""
        if not self.values.size:
            return None
        # About the middle, so that the mean of one value is that value to the last bit.
        middle = float(self.values[self.values.size // 2])
        return middle + float(np.dot(self.values - middle, self.weights)) / self.weight

    @property
    def std(self) -> float | None:
        """Of the whole population, weighted; None of nothing."""
        mean = self.mean
        if mean is None:
            return None
        squares = float(np.dot((self.values - mean) ** 2, self.weights)) + self.within
        return math.sqrt(squares / self.weight)

    def quantile(self, share: float) -> float | None:
        """As the head of this module says, share from 0 to 1; None of nothing."""
        if not self.values.size:
            return None
        if share <= 0:
            return self.low
        if share >= 1:
            return self.high
        reached = np.cumsum(self.weights)
        wanted, slack = share * reached[-1], _ON_THE_STEP * reached[-1]
        place = int(np.searchsorted(reached, wanted - slack))
        if place + 1 < reached.size and abs(reached[place] - wanted) <= slack:
            return float(self.values[place] + self.values[place + 1]) / 2
        return float(self.values[place])


NOTHING = Distribution(np.zeros(0), np.zeros(0), math.nan, math.nan)
"""Of no pixel."""


def distribution_of(values: Floats, weights: Floats | None = None) -> Distribution:
    """Of values in any order, some of them perhaps equal; without weights each weighs 1. Weights
    of 0 are left out.
    """
    if weights is None:
        # To sort values alone takes a tenth of finding their order.
        values = np.sort(values)
    else:
        values, weights = values[weights > 0], weights[weights > 0]
        order = np.argsort(values)
        values, weights = values[order], weights[order]
    if not values.size:
        return NOTHING
    begins = np.flatnonzero(np.r_[True, values[1:] != values[:-1]])
    if weights is None:
        together = np.diff(np.r_[begins, values.size]).astype(np.float64)
    else:
        together = np.add.reduceat(weights, begins)
    return Distribution(values[begins], together, float(values[0]), float(values[-1]))


def pooled(distributions: Iterable[tuple[Distribution, float]]) -> Distribution:
    """Of the values of several together, the weights of each times a factor above 0."""
    those = [(one, factor) for one, factor in distributions if one.values.size]
    if not those:
        return NOTHING
    together = distribution_of(
        np.concatenate([one.values for one, _ in those]),
        np.concatenate([one.weights * factor for one, factor in those]),
    )
    return Distribution(
        together.values,
        together.weights,
        min(one.low for one, _ in those),
        max(one.high for one, _ in those),
        math.fsum(one.within * factor for one, factor in those),
    )


def merged(whole: Distribution, nodes: int) -> Distribution:
    """The same with no more than so many values: neighbours of about equal weight become their
    mean. Mean and spread stay; a quantile is off by the weight of a node at most.
    """
    if whole.values.size <= nodes:
        return whole
    reached = np.cumsum(whole.weights)
    number = np.minimum((reached - whole.weights) / reached[-1] * nodes, nodes - 1).astype(np.intp)
    begins = np.flatnonzero(np.r_[True, number[1:] != number[:-1]])
    weights = np.add.reduceat(whole.weights, begins)
    means = np.add.reduceat(whole.values * whole.weights, begins) / weights
    counts = np.diff(np.r_[begins, number.size])
    lost = np.dot((whole.values - np.repeat(means, counts)) ** 2, whole.weights)
    return Distribution(means, weights, whole.low, whole.high, whole.within + float(lost))


class WholeNumbers:
    """Gathers values of 8 or 16 bits by counting each: exact, and never larger than its range."""

    def __init__(self, dtype: np.dtype[np.generic]) -> None:
        self._unsigned = np.dtype(f"u{dtype.itemsize}")
        # Codes rise with the values: those of signed types are shifted.
        self._shift = 1 << (8 * dtype.itemsize - 1) if dtype.kind == "i" else 0
        self._counts = np.zeros(0)

    def add(self, pixels: NDArray[np.generic], shares: Floats | None = None) -> None:
        """Pixels of one dimension, each counting once or by its share."""
        codes = np.ascontiguousarray(pixels).view(self._unsigned)
        if self._shift:
            codes = codes ^ self._unsigned.type(self._shift)
        counts = np.bincount(codes, weights=shares)
        if counts.size > self._counts.size:
            self._counts = np.r_[self._counts, np.zeros(counts.size - self._counts.size)]
        self._counts[: counts.size] += counts

    def distribution(self, scale: float, offset: float, nodata: Iterable[float]) -> Distribution:
        """In the unit of v * scale + offset, without the fill values."""
        codes = np.flatnonzero(self._counts)
        raw = (codes - self._shift).astype(np.float64)
        for fill in nodata:
            codes, raw = codes[raw != fill], raw[raw != fill]
        return distribution_of(raw * scale + offset, self._counts[codes])


class Numbers:
    """Gathers values of any type: exact as long as they are not more than `most`, then merged."""

    NODES = 4096

    def __init__(self, most: int) -> None:
        self._most = max(most, 2 * self.NODES)
        self._waiting: list[Distribution] = []
        self._held = 0

    def add(self, numbers: Floats, shares: Floats | None = None) -> None:
        """Finite numbers of one dimension, each counting once or by its share."""
        one = distribution_of(numbers, shares)
        self._waiting.append(one)
        self._held += one.values.size
        if self._held > self._most:
            self._waiting = [merged(self.distribution(), self.NODES)]
            self._held = self._waiting[0].values.size

    def distribution(self) -> Distribution:
        """Of all that was added."""
        return pooled((one, 1.0) for one in self._waiting)
