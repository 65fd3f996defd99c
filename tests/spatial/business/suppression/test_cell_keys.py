"""The perturbation of a count by its cell key."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from statistics import fmean, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spatial.business.suppression.cell_keys import KEYS, Perturbation, perturbation_of

minima = st.integers(2, 60)
keys = st.integers(-(2**40), 2**62)


@given(minima, st.integers(0, 10_000), keys)
def test_nothing_between_0_and_k_is_ever_told_and_nothing_is_off_by_more_than_the_bound(
    minimum: int, count: int, key: int
) -> None:
    rule = Perturbation(minimum)
    told = rule.shown(count, key)
    if count < minimum:
        assert told is None
    elif told is None:
        assert count < minimum + rule.bound
    else:
        assert told >= minimum
        assert abs(told - count) <= rule.bound


@given(minima, st.integers(0, 10_000), keys, st.integers(-100, 100))
def test_keys_count_modulo_two_to_the_32(minimum: int, count: int, key: int, turns: int) -> None:
    rule = Perturbation(minimum)
    assert rule.shown(count, key) == rule.shown(count, key + turns * KEYS)


@pytest.mark.parametrize("minimum", [2, 3, 10, 60])
def test_noise_is_0_in_the_mean_and_k_halves_in_deviation(minimum: int) -> None:
    dice = Random(minimum)
    rule = Perturbation(minimum)
    added = [rule.added(dice.getrandbits(32)) for _ in range(40_000)]
    assert fmean(added) == pytest.approx(0, abs=5 * rule.deviation / 200)
    assert pstdev(added) == pytest.approx(rule.deviation, rel=0.03)
    assert rule.deviation == minimum / 2
    # However large the count is.
    keys_of = [dice.getrandbits(32) for _ in range(2_000)]
    assert {rule.shown(10**6, key) for key in keys_of} == {
        10**6 + rule.added(key) for key in keys_of
    }


@given(minima, st.integers(1, 2**62), st.integers(1, 2**62))
def test_noise_of_a_whole_is_no_sum_of_that_of_its_parts(
    minimum: int, one: int, other: int
) -> None:
    # Not a law of every pair, but neither may it be one of all: counted over many shifts.
    rule = Perturbation(minimum)
    pairs = [(one + n, other + 7 * n) for n in range(40)]
    assert any(rule.added(a + b) != rule.added(a) + rule.added(b) for a, b in pairs)


@given(
    st.integers(2, 20),
    st.lists(st.integers(0, 1_000), min_size=2, max_size=60),
    st.integers(0, 2**32),
)
def test_a_sum_is_hidden_with_its_count_and_off_by_its_largest_value_at_most_d_times(
    minimum: int, values: list[int], key: int
) -> None:
    rule = Perturbation(minimum)
    total, largest = Decimal(sum(values)), Decimal(max(values))
    told = rule.sum_shown(total, len(values), key, largest, "income")
    if rule.shown(len(values), key) is None:
        assert told is None
        return
    assert told is not None
    # Noise is bounded, and what is rounded away is less than a deviation.
    assert abs(told - total) <= (rule.bound + rule.deviation) * float(largest)
    assert told >= 0
    assert told == rule.sum_shown(total, len(values), key, largest, "income")


def test_sums_of_different_fields_have_noise_of_their_own() -> None:
    rule = Perturbation(10)
    told = {rule.sum_shown(Decimal(100_000), 100, 5, Decimal(2_000), field) for field in "abcdefgh"}
    assert len(told) > 2


def test_a_dataset_without_small_cells_is_told_as_it_is() -> None:
    assert perturbation_of(0) is None
    assert perturbation_of(1) is None
    assert perturbation_of(2) == Perturbation(2)
