"""Random small countries with divisions that change, and everything that can be asked of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from spatial.business.indicators import IndicatorKind
from spatial.business.suppression.elementary import (
    NOBODY,
    Cell,
    Cells,
    Reported,
    elementary,
)

Weights = dict[Cell, float]
UnitsOn = Callable[[date], frozenset[str]]


@dataclass(frozen=True)
class Country:
    """Townships in counties of an old and of a new date, in prefectures, in one province.

    old, new: of each township its county; the new holds from the column `change` on. prefecture: of
    each county. values: by township and column, of the months `starts`.
    """

    old: tuple[str, ...]
    new: tuple[str, ...]
    change: int
    prefecture: dict[str, str]
    starts: tuple[date, ...]
    values: np.ndarray
    cells: Cells
    minimum: int

    @property
    def truth(self) -> dict[Cell, float]:
        """The value of every cell."""
        return dict(self.cells.present())


def country(seed: int, kind: IndicatorKind = IndicatorKind.FLOW) -> Country:
    """A country; the same with the same seed. Skewed: many small numbers, zeros, a few large."""
    dice = np.random.default_rng(seed)
    minimum = int(dice.choice([3, 5, 10]))
    counties = [
        f"99{p + 1:02d}{c + 1:02d}" for p in range(2) for c in range(int(dice.integers(1, 3)))
    ]
    prefecture = {code: f"{code[:4]}00" for code in counties}
    towns = sorted(
        f"{code}{t + 1:03d}" for code in counties for t in range(int(dice.integers(1, 4)))
    )
    old = tuple(town[:6] for town in towns)
    # A township in four goes to another county: of its prefecture, or of the other one.
    new = tuple(str(dice.choice(counties)) if dice.random() < 0.25 else county for county in old)
    months = int(dice.integers(2, 6))
    starts = tuple(
        date(2019 + (10 + month) // 12, (10 + month) % 12 + 1, 1) for month in range(months)
    )
    change = int(dice.integers(0, months))
    mean = dice.choice([0.3, 1, 3, 8, 40], size=(len(towns), 1))
    values = dice.poisson(mean * dice.choice([0.5, 1, 1, 3], size=(len(towns), months))).astype(
        float
    )
    codes = [*towns, *counties, *sorted(set(prefecture.values())), "990000"]
    place = {code: number for number, code in enumerate(codes)}
    parents = np.full((len(codes), months), NOBODY, dtype=np.int32)
    for number, town in enumerate(towns):
        for month in range(months):
            parents[place[town], month] = place[(old if month < change else new)[number]]
    for county, around in prefecture.items():
        parents[place[county]] = place[around]
        parents[place[around]] = place["990000"]
    reported = np.full((len(codes), months), np.nan)
    reported[: len(towns)] = values
    if dice.random() < 0.4:
        # Counties report themselves, too, and know of a few that no township has.
        for county in counties:
            within = parents[: len(towns)] == place[county]
            if within.any(axis=0).all():
                rest = dice.poisson(0.7, months)
                reported[place[county]] = (values * within).sum(axis=0) + rest
    if kind is IndicatorKind.YEAR_TO_DATE:
        reported = _running(reported, starts)
    fresh = np.ones(reported.shape, dtype=bool)
    cells = elementary({"all": Reported(reported, fresh)}, {}, kind, codes, starts, parents)
    return Country(old, new, change, prefecture, starts, values, cells, minimum)


def questions(country: Country) -> Iterator[Weights]:
    """All that can be asked: units of each level and date, in each period, and their estimates."""
    unit_sets = list(_unit_sets(country))
    present = [cell for cell, _ in country.cells.present()]
    for chosen in _period_sets(country.starts):
        for units in unit_sets:
            # As they stood: of each period the units that the division had then.
            found = {
                cell: 1.0
                for cell in present
                if cell.starts in chosen and cell.code in units(cell.starts)
            }
            if found:
                yield found
    for units in unit_sets:
        # An estimate on another date's divisions: a share of a unit, here of every month alike.
        for start in country.starts:
            yield {
                cell: 0.3 for cell in present if cell.starts == start and cell.code in units(start)
            }


def _unit_sets(country: Country) -> Iterator[UnitsOn]:
    """Of each division the codes that it consists of, in each period."""
    towns = country.cells.codes[: len(country.old)]
    for town in towns:
        yield _always(frozenset((town,)))
    prefectures = sorted(set(country.prefecture.values()))
    groups = [
        *((county,) for county in country.prefecture),
        *(
            tuple(county for county, around in country.prefecture.items() if around == prefecture)
            for prefecture in prefectures
        ),
        tuple(country.prefecture),
    ]
    for wanted in groups:
        old, new = (
            frozenset(town for town, county in zip(towns, of, strict=True) if county in wanted)
            for of in (country.old, country.new)
        )
        # On the divisions of the old date, of the new one, as they stood, and of townships alone.
        yield _always(old | set(wanted))
        yield _always(new | set(wanted))
        yield _always(new)
        yield _as_they_stood(old | set(wanted), new | set(wanted), country)


def _always(units: frozenset[str]) -> UnitsOn:
    return lambda _: units


def _as_they_stood(old: frozenset[str], new: frozenset[str], country: Country) -> UnitsOn:
    before = country.starts[: country.change]
    return lambda start: old if start in before else new


def _period_sets(starts: tuple[date, ...]) -> list[frozenset[date]]:
    """Months, quarters, half years, years, all, and from January to each month."""
    found = {frozenset((start,)) for start in starts}
    for months in (3, 6, 12):
        of: dict[tuple[int, int], set[date]] = {}
        for start in starts:
            of.setdefault((start.year, (start.month - 1) // months), set()).add(start)
        found |= {frozenset(one) for one in of.values()}
    for start in starts:
        found.add(frozenset(one for one in starts if one.year == start.year and one <= start))
    found.add(frozenset(starts))
    return sorted(found, key=sorted)


def _running(values: np.ndarray, starts: tuple[date, ...]) -> np.ndarray:
    running = values.copy()
    for place, (before, start) in enumerate(pairwise(starts), start=1):
        if before.year == start.year:
            running[:, place] += running[:, place - 1]
    return running
