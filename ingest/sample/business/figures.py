"""Figures of divisions: counted on cells, so that every level and every date adds up."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.sample.business.ground import Ground, Month, Shares
from ingest.sample.registry import Level

MISSING = ("990122", "2022-07")
"""The county and month for which nobody reported anything."""

Counts = NDArray[np.int64]
"""A count for every cell."""


@dataclass(slots=True)
class Counting:
    """Turns expected values of cells into whole counts: each cell rounds at a place of its own.

    So a value that changes little changes smoothly, and what is rare is somewhere one and
    elsewhere nothing.
    """

    rng: np.random.Generator
    cells: int
    _turn: Shares = field(init=False)

    def __post_init__(self) -> None:
        self._turn = self.rng.random(self.cells)

    def whole(self, expected: Shares) -> Counts:
        """The counts of a stock."""
        counted: Counts = np.floor(expected + self._turn).astype(np.int64)
        return counted

    def drawn(self, expected: Shares) -> Counts:
        """The counts of a flow: what happens by chance (Poisson)."""
        return self.rng.poisson(expected)

    def about(self, expected: Shares, noise: float) -> Counts:
        """Counts of a stock that differ from the expected by up to a share."""
        return self.whole(expected * self.rng.uniform(1 - noise, 1 + noise, self.cells))


class YearToDate:
    """Adds up a flow from January (本年累计)."""

    def __init__(self, cells: int) -> None:
        self._year: int | None = None
        self._sum: Counts = np.zeros(cells, np.int64)

    def after(self, year: int, flow: Counts) -> Counts:
        """The sum of the year with the flow of one more month."""
        if year != self._year:
            self._year, self._sum = year, np.zeros_like(flow)
        self._sum = self._sum + flow
        return self._sum


@dataclass(frozen=True, slots=True)
class Mean:
    """What does not add up: of a unit the mean of its cells by a weight, with one decimal."""

    values: Shares
    weight: NDArray[Any]

    def of(self, cells: Sequence[int]) -> str:
        """The mean of some cells, as files write it."""
        weight = np.maximum(self.weight[cells], 1e-9)
        return f"{float(np.average(self.values[cells], weights=weight)):.1f}"


Values = Mapping[str, Counts | Mean]
"""Counts of cells by indicator; those of HUNDREDTHS are counted in hundredths of their unit."""

HUNDREDTHS = frozenset(
    (
        "boundary_length",
        "charity_donations",
        "charity_spending",
        "child_living_spending",
        "disability_subsidy_spending",
        "elderly_care_spending",
        "inspected_boundary_length",
        "land_area",
        "rescue_spending",
        "subsistence_allowance_spending",
    )
)
"""Money (万元), lengths (km) and areas (km²): with two decimals, and still adding up."""


class Table(NamedTuple):
    """A wide table of figures: division and period, then a column for each indicator."""

    header: Sequence[str]
    rows: Sequence[Sequence[object]]


@dataclass(frozen=True, slots=True)
class Reported:
    """What cells had in a period. text: the period as files name it; day: of the divisions."""

    text: str
    day: date
    values: Values


def table(
    ground: Ground,
    periods: Iterable[Reported],
    *,
    level: Level = "county",
    only: Collection[str] = (),
    within: str = "",
) -> Table:
    """The values of all units of a level, on the divisions of each period's day.

    only: some of the indicators; all where empty. within: how the codes of the units begin.
    """
    header: list[str] = []
    rows: list[Sequence[object]] = []
    for period in periods:
        values = {
            name: counts for name, counts in period.values.items() if name in only or not only
        }
        header = ["division", "period", *values]
        for unit in ground.units(period.day, level):
            if unit.code.startswith(within) and (unit.code[:6], period.text) != MISSING:
                own = sorted(unit.cells)
                told = (_told(name, each, own) for name, each in values.items())
                rows.append([unit.code, period.text, *told])
    return Table(header, rows)


def _told(name: str, counts: Counts | Mean, cells: Sequence[int]) -> object:
    if isinstance(counts, Mean):
        return counts.of(cells)
    total = int(counts[cells].sum())
    return f"{total / 100:.2f}" if name in HUNDREDTHS else total


def by_month(of_months: Iterable[Month], values: Callable[[Month], Values]) -> list[Reported]:
    """What cells had in some months."""
    return [Reported(month.text, month.last_day, values(month)) for month in of_months]


def by_year(years: Iterable[int], values: Callable[[int], Values]) -> list[Reported]:
    """What cells had in some years."""
    return [Reported(str(year), date(year, 12, 31), values(year)) for year in years]
