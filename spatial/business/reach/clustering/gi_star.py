"""Getis-Ord Gi* with conditional permutations, and the share of false discoveries kept low.

Getis and Ord 1992; Ord and Getis 1995, Geographical Analysis 27(4):286–306, with binary weights and
each unit its own neighbour. Permutations: Anselin 1995, ibid. 27(2):93–115. False discoveries:
Benjamini and Hochberg 1995, JRSS B 57(1):289–300; Caldas de Castro and Singer 2006, Geographical
Analysis 38(2):180–208.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spatial.business.reach.clustering.neighbours import Neighbours

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class GiStar:
    """z: by the normal approximation; 0 where all values are equal. p: of both sides, by
    permutation, at least 2 / (permutations + 1)."""

    z: Floats
    p: Floats


def gi_star(values: Floats, neighbours: Neighbours, permutations: int, seed: int) -> GiStar:
    """Gi* of each unit. The same seed gives the same p."""
    z = gi_star_z(values, neighbours)
    count = len(values)
    p = np.ones(count)
    if count < 3 or np.ptp(values) == 0:
        return GiStar(z, p)
    degree = np.diff(neighbours.indptr)
    sums = neighbours @ values
    drawn = _draws(count - 1, int(degree.max()), permutations, seed)
    for unit in range(count):
        wide = degree[unit]
        if not wide:
            continue
        # Places among the others: from the unit itself on, each stands one further.
        others = drawn[:, :wide]
        random = values[others + (others >= unit)].sum(axis=1)
        # What is equal in numbers may differ in the last bit of its sum.
        near = 1e-9 * max(1.0, abs(sums[unit]))
        above = (random >= sums[unit] - near).sum() + 1
        below = (random <= sums[unit] + near).sum() + 1
        p[unit] = min(1.0, 2 * min(above, below) / (permutations + 1))
    return GiStar(z, p)


def gi_star_z(values: Floats, neighbours: Neighbours) -> Floats:
    """The z of Gi* by the mean and the spread of all values."""
    count = len(values)
    spread = values.std()
    if count < 2 or spread == 0:
        return np.zeros(count)
    weights = np.diff(neighbours.indptr) + 1.0
    sums = neighbours @ values + values
    scale = spread * np.sqrt((count * weights - weights**2) / (count - 1))
    away: Floats = sums - values.mean() * weights
    z: Floats = np.divide(away, scale, out=np.zeros(count), where=scale > 0)
    return z


def false_discovery(p: Floats) -> Floats:
    """The smallest share of false discoveries at which each test is one (Benjamini–Hochberg).

    >>> false_discovery(np.array([0.01, 0.04, 0.03, 0.5])).round(4).tolist()
    [0.04, 0.0533, 0.0533, 0.5]
    """
    count = len(p)
    order = np.argsort(p, kind="stable")
    raised = p[order] * count / np.arange(1, count + 1)
    shares = np.empty(count)
    shares[order] = np.minimum.accumulate(raised[::-1])[::-1].clip(max=1.0)
    return shares


def _draws(others: int, most: int, permutations: int, seed: int) -> NDArray[np.int64]:
    """For each permutation `most` different places among the others, in random order."""
    dice = np.random.default_rng(seed)
    return np.array(
        [dice.choice(others, min(most, others), replace=False) for _ in range(permutations)],
        dtype=np.int64,
    )
