"""The attack: all that is published of a table, put together in one linear program (R8.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from random import Random
from uuid import UUID

import numpy as np
import pytest
from cell_attack import Interval, Weights, intervals
from cell_tables import Country, country, questions

from spatial.business.indicators import IndicatorKind
from spatial.business.suppression.elementary import Cell
from spatial.business.suppression.patch import Patch, shows
from spatial.business.suppression.windows import protecting

KINDS = (IndicatorKind.FLOW, IndicatorKind.STOCK, IndicatorKind.YEAR_TO_DATE)
TARGETS = 6
"""So many suppressed sums of a table are attacked, those of a single cell first."""

Shown = Callable[[Weights], bool]


def patches_of(one: Country, lot: int = 0, *, over_time: bool = True) -> list[Patch[Cell]]:
    return protecting(
        one.cells,
        minimum=one.minimum,
        over_time=over_time,
        additive=True,
        placed=(),
        lot=UUID(int=lot),
        share=0.2,
    )


def attacked(one: Country, shown: Shown, *, whole: bool = False) -> list[Interval]:
    """The intervals of some suppressed small sums, given everything that is shown."""
    truth = one.truth
    published, suppressed = [], {}
    for weights in questions(one):
        value = sum(weight * truth[cell] for cell, weight in weights.items())
        if shown(weights):
            published.append((weights, value))
        elif 0 < value < one.minimum and set(weights.values()) == {1.0}:
            suppressed[frozenset(weights)] = weights
    order = sorted(suppressed, key=lambda cells: (len(cells), sorted(cells)))
    single = [cells for cells in order if len(cells) == 1][: TARGETS - 2]
    larger = [cells for cells in order if len(cells) > 1]
    chosen = single + Random(0).sample(larger, min(len(larger), TARGETS - len(single)))
    return intervals(published, [suppressed[cells] for cells in chosen], whole=whole)


@pytest.mark.parametrize("batch", range(10))
def test_no_suppressed_cell_of_a_thousand_tables_is_pinned_by_all_that_is_shown_r8_4(
    batch: int,
) -> None:
    attacks = 0
    for seed in range(100 * batch, 100 * (batch + 1)):
        kind = KINDS[seed % 3]
        one = country(seed, kind)
        patches = patches_of(one, seed, over_time=kind is not IndicatorKind.STOCK)
        for found in attacked(one, lambda weights, patches=patches: shows(patches, weights)):
            attacks += 1
            assert found.hides(one.minimum), (seed, kind, found)
    assert attacks > 300


def test_whole_numbers_pin_no_more_than_any_numbers_r8_4() -> None:
    for seed in range(3000, 3012):
        one = country(seed)
        patches = patches_of(one, seed)
        for found in attacked(
            one, lambda weights, patches=patches: shows(patches, weights), whole=True
        ):
            assert found.hides(one.minimum), (seed, found)


def primary_only(one: Country) -> Shown:
    """A broken suppressor: hides what is small itself, and nothing else."""
    truth = one.truth
    return lambda weights: (
        not 0 < sum(weight * truth[cell] for cell, weight in weights.items()) < one.minimum
    )


def within_one_level(one: Country) -> Shown:
    """A broken one: covers townships month by month, and all other levels are primary."""
    patches, others = patches_of(one, over_time=False), primary_only(one)
    return lambda weights: shows(patches, weights) if len(weights) == 1 else others(weights)


def each_date_apart(one: Country) -> Shown:
    """A broken one: chooses for the divisions of each date as if there were no other date."""
    choices = list(_of_each_date(one))
    return lambda weights: any(shows(patches, weights) for patches in choices)


def _of_each_date(one: Country) -> Iterable[list[Patch[Cell]]]:
    cells = one.cells
    for lot, column in enumerate((0, -1)):
        parents = np.repeat(cells.parents[:, [column]], len(cells.starts), axis=1)
        dated = replace(cells, parents=parents)
        yield protecting(
            dated, minimum=one.minimum, over_time=True, additive=True, placed=(), lot=UUID(int=lot)
        )


@pytest.mark.parametrize("broken", [primary_only, within_one_level, each_date_apart])
def test_a_broken_suppressor_is_caught_r8_4(broken: Callable[[Country], Shown]) -> None:
    caught = 0
    for seed in range(30):
        one = country(seed)
        found = attacked(one, broken(one))
        caught += any(not interval.hides(one.minimum) for interval in found)
    assert caught >= 3


def test_what_is_shown_is_never_small_r8_4() -> None:
    for seed in range(200, 260):
        one = country(seed)
        truth = one.truth
        patches = patches_of(one, seed)
        for weights in questions(one):
            if set(weights.values()) == {1.0} and shows(patches, weights):
                assert not 0 < sum(truth[cell] for cell in weights) < one.minimum
