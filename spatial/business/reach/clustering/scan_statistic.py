"""The space-time scan statistic: which cylinders of units and periods hold too many cases.

Kulldorff 1997, Communications in Statistics 26(6):1481–1496 (Poisson, against a population);
Kulldorff et al. 2005, PLoS Medicine 2(3):e59 (permutation, against the cases' own places and
times). Inference by Monte Carlo replicas of the largest statistic, with a seed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spatial.errors import BadParameter

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

_MOST_WORK = 1.5e9
_AT_ONCE = 500_000
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cylinder: units by their places, the centre first, and periods [starts, ends).

    statistic: the log likelihood ratio. p: how often a replica holds as much anywhere.
    """

    members: tuple[int, ...]
    starts: int
    ends: int
    observed: int
    expected: float
    statistic: float
    p: float


@dataclass(frozen=True, slots=True)
class Scan:
    """What is scanned. counts: cases by unit and period. order: for each unit the nearest ones,
    itself first. population: of each unit, None for the permutation model. longest: periods of a
    cylinder. most_share: of all cases, or people, that a circle holds.
    """

    counts: Numbers
    order: Numbers
    population: Floats | None
    longest: int
    most_share: float

    def clusters(self, replicas: int, seed: int, alpha: float) -> list[Cluster]:
        """The most likely cluster, and others of p up to alpha that share no unit with one before.

        Empty where no cylinder holds more than is expected. Raises BadParameter for what would take
        too long.
        """
        units, periods = self.counts.shape
        windows = sum(min(self.longest, periods - start) for start in range(periods))
        work = float(windows) * self.order.size * (replicas + 1)
        if work > _MOST_WORK:
            raise BadParameter(
                f"{units} units, {periods} periods and {replicas} replicas are too many: ask for "
                "longer periods, a higher level, larger cells or fewer permutations"
            )
        total = int(self.counts.sum())
        if total < _FEWEST:
            return []
        best = self._best_of(self.counts[None])
        greatest = np.concatenate(
            [
                np.max([one.statistic.max(axis=1) for one in self._windows(some)], axis=0)
                for some in self._replicas(replicas, seed)
            ]
        )
        found: list[Cluster] = []
        taken: set[int] = set()
        for one in sorted(best, key=lambda one: (-one.statistic, one.members)):
            p = float((1 + (greatest >= one.statistic - 1e-9).sum()) / (replicas + 1))
            if one.statistic <= 0 or (found and p > alpha):
                break
            if taken.isdisjoint(one.members):
                found.append(
                    Cluster(
                        one.members,
                        one.starts,
                        one.ends,
                        one.observed,
                        one.expected,
                        one.statistic,
                        p,
                    )
                )
                taken.update(one.members)
        return found

    def _best_of(self, counts: Numbers) -> list[Cluster]:
        """The best cylinder about each unit."""
        best: dict[int, Cluster] = {}
        for window in self._windows(counts):
            for unit in np.flatnonzero(window.statistic[0] > 0).tolist():
                statistic = float(window.statistic[0, unit])
                if unit not in best or statistic > best[unit].statistic + 1e-9:
                    wide = int(window.wide[0, unit])
                    members = tuple(self.order[unit, : wide + 1].tolist())
                    best[unit] = Cluster(
                        members,
                        window.starts,
                        window.ends,
                        int(counts[0][list(members), window.starts : window.ends].sum()),
                        float(window.expected[unit, wide]),
                        statistic,
                        1.0,
                    )
        return list(best.values())

    def _windows(self, counts: Numbers) -> Iterator[_Window]:
        """For each span of periods the greatest statistic about each unit, of many tables."""
        periods = self.counts.shape[1]
        total = float(self.counts.sum())
        running = np.concatenate(
            [
                np.zeros((*counts.shape[:2], 1), dtype=np.int32),
                counts.cumsum(axis=2, dtype=np.int32),
            ],
            axis=2,
        )
        by_unit = self.counts.sum(axis=1) if self.population is None else self.population
        circles = by_unit[self.order].cumsum(axis=1)
        allowed = circles <= self.most_share * by_unit.sum()
        # A unit that holds more than that by itself still is a circle.
        allowed[:, 0] = True
        by_period = self.counts.sum(axis=0).cumsum()
        logs = _logs(int(total))
        for start in range(periods):
            for end in range(start + 1, min(periods, start + self.longest) + 1):
                held = by_period[end - 1] - (by_period[start - 1] if start else 0)
                share = held / total if self.population is None else (end - start) / periods
                whole = total / float(by_unit.sum())
                expected = circles * whole * share
                here = (running[:, :, end] - running[:, :, start])[:, self.order].cumsum(axis=2)
                statistic = _statistic(here, expected, total, logs)
                statistic[:, ~allowed] = 0
                wide = statistic.argmax(axis=2)
                greatest = np.take_along_axis(statistic, wide[:, :, None], 2)[:, :, 0]
                yield _Window(start, end, greatest, wide, expected)

    def _replicas(self, replicas: int, seed: int) -> Iterator[Numbers]:
        """Tables of the same number of cases as chance would have them, many at once."""
        dice = np.random.default_rng(seed)
        units, periods = self.counts.shape
        some = max(1, _AT_ONCE // self.order.size)
        total = int(self.counts.sum())
        unit, period = np.divmod(
            np.repeat(np.arange(units * periods), self.counts.ravel()), periods
        )
        for start in range(0, replicas, some):
            tables = []
            for _ in range(min(some, replicas - start)):
                if self.population is None:
                    cells = unit * periods + dice.permutation(period)
                    table = np.bincount(cells, minlength=units * periods)
                else:
                    share = np.repeat(self.population / self.population.sum() / periods, periods)
                    table = dice.multinomial(total, share)
                tables.append(table.reshape(units, periods))
            yield np.array(tables, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class _Window:
    starts: int
    ends: int
    statistic: Floats
    wide: Numbers
    expected: Floats


def _logs(total: int) -> Floats:
    """n ln n for each n up to the total."""
    numbers = np.arange(total + 1, dtype=np.float64)
    return numbers * np.log(np.maximum(numbers, 1))


def _statistic(here: Numbers, expected: Floats, total: float, logs: Floats) -> Floats:
    """The log likelihood ratio of too many inside; 0 where it is not more than expected."""
    inside = np.clip(expected, 1e-12, total - 1e-12)
    ratio = (
        logs[here]
        - here * np.log(inside)
        + logs[int(total) - here]
        - (total - here) * np.log(total - inside)
    )
    return np.where((here > expected) & (here >= _FEWEST), np.maximum(ratio, 0), 0.0)
