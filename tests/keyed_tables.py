"""Random tables of single records with keys, all that can be asked of them, and who attacks them.

Records lie in townships, which lie in counties of two dates; they have a month and a reason. Every
question is a set of elementary cells (township, month, reason), so that whatever is asked is a sum
of them, and the attacker knows which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from random import Random

import numpy as np
from cell_attack import Interval
from scipy.optimize import linprog
from scipy.sparse import coo_array, vstack

from spatial.business.suppression.cell_keys import Perturbation

Cell = tuple[int, int, int]
"""Township, month, reason."""

Question = frozenset[Cell]

TOWNSHIPS, MONTHS, REASONS = 6, 3, 2


@dataclass(frozen=True)
class KeyedTable:
    """counts, keys: of the records of each cell. counties: of two dates, as sets of townships."""

    minimum: int
    counts: dict[Cell, int]
    keys: dict[Cell, int]
    counties: tuple[tuple[frozenset[int], ...], ...]

    def of(self, question: Question) -> tuple[int, int]:
        """Count and key of the records of a question."""
        return sum(self.counts[cell] for cell in question), sum(
            self.keys[cell] for cell in question
        )


def keyed_table(seed: int) -> KeyedTable:
    """A table with many small cells; in its second year a township goes to the next county."""
    dice = Random(seed)
    counts = {
        (township, month, reason): dice.choice((0, 0, 1, 2, 4, 7, 9, 15, 40, 120))
        for township in range(TOWNSHIPS)
        for month in range(MONTHS)
        for reason in range(REASONS)
    }
    keys = {
        cell: sum(dice.getrandbits(32) - (1 << 31) for _ in range(count))
        for cell, count in counts.items()
    }
    half = TOWNSHIPS // 2
    before = frozenset(range(half)), frozenset(range(half, TOWNSHIPS))
    after = frozenset(range(half - 1)), frozenset(range(half - 1, TOWNSHIPS))
    return KeyedTable(dice.choice((5, 10, 20)), counts, keys, (before, after))


def questions(table: KeyedTable, seed: int = 0) -> list[Question]:
    """Every level, both dates, polygons of one's own, all spans of months, each reason and all."""
    dice = Random(seed)
    places = {frozenset({one}) for one in range(TOWNSHIPS)} | {frozenset(range(TOWNSHIPS))}
    for counties in table.counties:
        places |= set(counties)
    for size in (2, 3, 4):
        places |= {
            frozenset(dice.choice(list(combinations(range(TOWNSHIPS), size)))) for _ in range(4)
        }
    spans = [range(first, last) for first in range(MONTHS) for last in range(first + 1, MONTHS + 1)]
    reasons = [range(REASONS), *([one] for one in range(REASONS))]
    return sorted(
        {
            frozenset((place, month, reason) for place in some for month in span for reason in why)
            for some in places
            for span in spans
            for why in reasons
        },
        key=lambda one: (len(one), sorted(one)),
    )


Method = Callable[[KeyedTable, Question, int], tuple[int | None, float, float] | None]
"""What is told of a question (its number beside it), and between what its count must then lie;
None where the attacker learns nothing."""


def by_keys(table: KeyedTable, question: Question, number: int) -> tuple[int | None, float, float]:
    """Ours."""
    del number
    rule = Perturbation(table.minimum)
    told = rule.shown(*table.of(question))
    if told is None:
        return None, 0, table.minimum - 1 + rule.bound
    return told, max(table.minimum, told - rule.bound), told + rule.bound


def consistent(
    table: KeyedTable, asked: Sequence[Question], method: Method, targets: Sequence[Question]
) -> list[Interval | None]:
    """The least and the greatest count of the targets that all answers allow; None where they
    contradict each other.
    """
    cells = {cell: place for place, cell in enumerate(sorted(table.counts))}
    rows, columns, low, high = [], [], [], []
    for number, question in enumerate(asked):
        said = method(table, question, number)
        if said is None:
            continue
        rows += [len(low)] * len(question)
        columns += [cells[cell] for cell in question]
        low.append(said[1])
        high.append(said[2])
    matrix = coo_array((np.ones(len(rows)), (rows, columns)), shape=(len(low), len(cells))).tocsr()
    limits = np.concatenate([np.array(high), -np.array(low)])
    inequalities = vstack([matrix, -matrix])
    found: list[Interval | None] = []
    for target in targets:
        costs = np.zeros(len(cells))
        costs[[cells[cell] for cell in target]] = 1
        ends = [
            linprog(sign * costs, A_ub=inequalities, b_ub=limits, bounds=(0, None), method="highs")
            for sign in (1, -1)
        ]
        if any(one.status == 2 for one in ends):
            found.append(None)
            continue
        found.append(Interval(float(ends[0].fun), -float(ends[1].fun)))
    return found


def small_ones(table: KeyedTable, asked: Sequence[Question], most: int) -> Iterator[Question]:
    """Questions of 1 to k - 1 records, those of a single cell first."""
    for question in asked:
        if most and 0 < table.of(question)[0] < table.minimum:
            most -= 1
            yield question


def asked_in_many_ways(
    table: KeyedTable, target: Question, method: Method, ways: int
) -> float | None:
    """The mean difference of two answers, with the target and without, each put in many wordings.

    Without it is all else. None where one of them is not told.
    """
    others = frozenset(table.counts) - target
    differences = []
    for way in range(ways):
        with_it = method(table, others | target, 2 * way)
        without = method(table, others, 2 * way + 1)
        if with_it is None or without is None or with_it[0] is None or without[0] is None:
            return None
        differences.append(with_it[0] - without[0])
    return float(np.mean(differences))


def errors_of_averages(minimum: int, pairs: int, trials: int, seed: int) -> float:
    """How far off whoever averages is, in the mean of squares: of `pairs` pairs of sets, one with
    a target and one without, all else different from pair to pair.
    """
    dice = Random(seed)
    rule = Perturbation(minimum)
    squares = []
    for _ in range(trials):
        count = dice.randrange(1, minimum)
        target = sum(dice.getrandbits(32) for _ in range(count))
        off = 0.0
        for _ in range(pairs):
            other, key = dice.randrange(10 * minimum, 1_000_000), dice.getrandbits(32)
            with_it, without = rule.shown(other + count, key + target), rule.shown(other, key)
            assert with_it is not None
            assert without is not None
            off += with_it - without - count
        squares.append((off / pairs) ** 2)
    return float(np.sqrt(np.mean(squares)))
