"""Several answers about single records, put together: no small cell comes out of them (R8.4)."""

from __future__ import annotations

from random import Random

import pytest
from keyed_tables import (
    KeyedTable,
    Method,
    Question,
    asked_in_many_ways,
    by_keys,
    consistent,
    errors_of_averages,
    keyed_table,
    questions,
    small_ones,
)

from spatial.business.suppression.cell_keys import Perturbation

TARGETS = 3


def pinned(table: KeyedTable, method: Method, targets: int = TARGETS) -> int:
    """How many small cells the answers pin down, or contradict each other about."""
    asked = questions(table)
    small = list(small_ones(table, asked, targets))
    found = consistent(table, asked, method, small)
    return sum(one is None or not one.hides(table.minimum) for one in found)


@pytest.mark.parametrize("batch", range(10))
def test_no_small_cell_of_a_thousand_tables_is_pinned_by_all_answers_together_r8_4(
    batch: int,
) -> None:
    attacks = 0
    for seed in range(100 * batch, 100 * (batch + 1)):
        table = keyed_table(seed)
        asked = questions(table)
        small = list(small_ones(table, asked, TARGETS))
        for found in consistent(table, asked, by_keys, small):
            attacks += 1
            assert found is not None
            assert found.hides(table.minimum), (seed, found)
    assert attacks > 250


def noise_on_small_cells_alone(
    table: KeyedTable, question: Question, number: int
) -> tuple[int | None, float, float]:
    """A broken one: what is large is told as it is."""
    count, _ = table.of(question)
    if count >= 3 * table.minimum:
        return count, count, count
    return by_keys(table, question, number)


def nothing_told_apart(
    table: KeyedTable, question: Question, number: int
) -> tuple[int | None, float, float]:
    """A broken one: 0 is told as 0, so that what is hidden is none."""
    if table.of(question)[0] == 0:
        return 0, 0, 0
    told, low, high = by_keys(table, question, number)
    return told, (1 if told is None else low), high


def nothing_not_kept(
    table: KeyedTable, question: Question, number: int
) -> tuple[int | None, float, float]:
    """A broken one: what is empty is perturbed to a number, too."""
    if table.of(question)[0]:
        return by_keys(table, question, number)
    rule = Perturbation(table.minimum)
    told = rule.minimum + abs(rule.added(number))
    return told, max(rule.minimum, told - rule.bound), told + rule.bound


@pytest.mark.parametrize(
    "broken", [noise_on_small_cells_alone, nothing_told_apart, nothing_not_kept]
)
def test_a_broken_perturbation_is_caught_r8_4(broken: Method) -> None:
    assert sum(pinned(keyed_table(seed), broken) > 0 for seed in range(20)) >= 3
    assert not any(pinned(keyed_table(seed), by_keys) for seed in range(20))


def noise_by_question(
    table: KeyedTable, question: Question, number: int
) -> tuple[int | None, float, float]:
    """A broken one: the noise is that of the question, not of its records."""
    rule = Perturbation(table.minimum)
    count, _ = table.of(question)
    told = rule.shown(count, Random(str((number, sorted(question)))).getrandbits(32))
    return told, 0, 0


def errors_of_many_wordings(method: Method, ways: int) -> list[float]:
    """How far off the mean of many wordings is, in k, of a small cell of each of some tables."""
    found = []
    for seed in range(60):
        table = keyed_table(seed)
        for target in small_ones(table, questions(table), 1):
            mean = asked_in_many_ways(table, target, method, ways)
            if mean is not None:
                found.append(abs(mean - table.of(target)[0]) / table.minimum)
    return found


def test_asking_in_many_wordings_gains_nothing_and_would_if_noise_went_by_question_r8_4() -> None:
    once, often = (errors_of_many_wordings(by_keys, ways) for ways in (1, 200))
    assert often == once
    assert sum(once) / len(once) > 0.4
    broken = errors_of_many_wordings(noise_by_question, 200)
    assert sum(broken) / len(broken) < 0.08


def test_averages_over_different_sets_get_near_no_faster_than_the_root_of_their_number() -> None:
    for pairs in (1, 10, 100):
        error = errors_of_averages(10, pairs, 200, seed=pairs)
        assert error > 0.85 * 2**0.5 * 5 / pairs**0.5
