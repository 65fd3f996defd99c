"""Whoever puts all that is published together: the least and the greatest value of a hidden sum.

Everything published is a weighted sum of elementary cells; cells are counts. A linear program
(HiGHS) finds the values that are consistent with all of it at once.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_array, csr_array

Weights = Mapping[Hashable, float]
Sum = tuple[Weights, float]
"""A published sum: its weights, and its value."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Of values that are consistent with everything published."""

    low: float
    high: float

    def hides(self, minimum: float) -> bool:
        """Whether it contains 0 to k and is wider than k."""
        return self.low <= 1e-6 and self.high > minimum + 1e-6


def intervals(
    published: Sequence[Sum], targets: Sequence[Weights], *, whole: bool = False
) -> list[Interval]:
    """What is consistent for each target. whole: with cells that are whole numbers."""
    cells: dict[Hashable, int] = {}
    for weights in (*(one for one, _ in published), *targets):
        for cell in weights:
            cells.setdefault(cell, len(cells))
    matrix, values = _constraints(published, cells)
    found = []
    for target in targets:
        costs = np.zeros(len(cells))
        for cell, weight in target.items():
            costs[cells[cell]] = weight
        found.append(
            Interval(_least(costs, matrix, values, whole), -_least(-costs, matrix, values, whole))
        )
    return found


def _constraints(
    published: Sequence[Sum], cells: Mapping[Hashable, int]
) -> tuple[csr_array, np.ndarray]:
    once = {
        tuple(sorted((cells[cell], float(weight)) for cell, weight in weights.items())): value
        for weights, value in published
        if weights
    }
    rows, columns, entries = [], [], []
    for row, weights in enumerate(once):
        for column, weight in weights:
            rows.append(row)
            columns.append(column)
            entries.append(weight)
    matrix = coo_array((entries, (rows, columns)), shape=(len(once), len(cells)))
    return matrix.tocsr(), np.array(list(once.values()))


def _least(costs: np.ndarray, matrix: csr_array, values: np.ndarray, whole: bool) -> float:
    if not matrix.shape[0]:
        return 0.0 if (costs >= 0).all() else -np.inf
    if whole:
        solved = milp(
            costs,
            constraints=LinearConstraint(matrix, values, values),
            integrality=np.ones(len(costs)),
            bounds=Bounds(0, np.inf),
        )
    else:
        solved = linprog(costs, A_eq=matrix, b_eq=values, bounds=(0, None), method="highs")
    if solved.status in (3, 4):
        return -np.inf
    assert solved.status == 0, solved.message
    return float(solved.fun)
