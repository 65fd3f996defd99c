"""A fictional land of townships whose counties change, and all its figures: the truth (R10.7).

It knows in every year which parcel of land lies in which township and county, and how much is on
it, so that the figure of any county of any year can be summed for any other year. Beside it stands
the record that offices would leave of it: versions of units and what each change did. It knows
nothing of how series are harmonised.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon, unary_union

WIDE, HIGH, BLOCK = 24, 16, 4
"""Townships from west to east and from south to north; counties begin as squares of them."""

WEST, SOUTH, STEP = 100.0, 28.0, 0.12
"""Degrees: the south-west corner, and the size of a township, some twelve kilometres."""

FIRST, LAST = 2000, 2024

PARCELS = 2
"""Of each township; one of them may go elsewhere when it is divided."""


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """A version of a unit: from the end of one year until the end of another; None: it stands."""

    code: str
    name: str
    level: str
    parent: str | None
    identity: str
    first: int
    last: int | None


@dataclass(frozen=True, slots=True)
class ChangeRecord:
    """What a change at the end of a year did to a pair of versions, by their places.

    share: whole or part of the predecessor; moved: names of the townships, where the decision
    lists them; continues: whether the identity goes on.
    """

    year: int
    event: int
    kind: str
    predecessor: int
    successor: int
    share: str
    continues: bool
    moved: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChangingLand:
    """The land, its record, and who had each parcel.

    parcels: polygons in degrees. county, township: of each parcel by year, as places in `units`.
    figures: of each parcel by indicator and year.
    """

    parcels: Sequence[Polygon]
    units: Sequence[UnitRecord]
    changes: Sequence[ChangeRecord]
    county: Mapping[int, NDArray[np.int64]]
    township: Mapping[int, NDArray[np.int64]]
    figures: Mapping[str, Mapping[int, NDArray[np.int64]]]

    def reported(self, indicator: str, year: int, *, townships: bool = False) -> dict[str, int]:
        """What units of a year report for it, by code: counties, or townships."""
        of = (self.township if townships else self.county)[year]
        return self._summed(of, self.figures[indicator][year])

    def truth(self, indicator: str, year: int, on: int) -> dict[str, int]:
        """The figures of a year on the counties of another, by code."""
        return self._summed(self.county[on], self.figures[indicator][year])

    def shapes(self, year: int, *, townships: bool = False) -> dict[str, MultiPolygon]:
        """The land of each unit of a year, by code."""
        of = (self.township if townships else self.county)[year]
        found = {}
        for place in np.unique(of).tolist():
            shape = unary_union([self.parcels[one] for one in np.flatnonzero(of == place).tolist()])
            parts = shape if isinstance(shape, MultiPolygon) else MultiPolygon([shape])
            found[self.units[place].code] = parts
        return found

    def _summed(self, of: NDArray[np.int64], values: NDArray[np.int64]) -> dict[str, int]:
        sums = np.zeros(len(self.units), dtype=np.int64)
        np.add.at(sums, of, values)
        return {self.units[place].code: int(sums[place]) for place in np.unique(of).tolist()}


def place_of(parcel: int) -> tuple[int, int]:
    """The column and row of the township that a parcel began in."""
    row, column = divmod(parcel // PARCELS, WIDE)
    return column, row


def beside(parcel: int) -> Iterator[int]:
    """Parcels of the same township and of those beside it."""
    column, row = place_of(parcel)
    for x, y in ((column, row), (column - 1, row), (column + 1, row), (column, row - 1),
                 (column, row + 1)):  # fmt: skip
        if 0 <= x < WIDE and 0 <= y < HIGH:
            for part in range(PARCELS):
                yield (y * WIDE + x) * PARCELS + part


def cut_parcels(rng: np.random.Generator) -> list[Polygon]:
    """Each township is a quadrangle of a crooked grid, cut in two along a diagonal."""
    corners = np.empty((HIGH + 1, WIDE + 1, 2))
    for row, column in product(range(HIGH + 1), range(WIDE + 1)):
        corners[row, column] = (WEST + column * STEP, SOUTH + row * STEP)
    corners += rng.uniform(-0.3 * STEP, 0.3 * STEP, corners.shape)
    found = []
    for row, column in product(range(HIGH), range(WIDE)):
        a, b = corners[row, column], corners[row, column + 1]
        c, d = corners[row + 1, column + 1], corners[row + 1, column]
        found += [Polygon([a, b, c]), Polygon([a, c, d])]
    return found


def figures_of(
    parcels: Sequence[Polygon], rng: np.random.Generator
) -> dict[str, dict[int, NDArray[np.int64]]]:
    """Residents crowd in the west and thin out towards the mountains; recipients go with them."""
    column = np.array([place_of(number)[0] for number in range(len(parcels))])
    area = np.array([one.area for one in parcels]) / STEP**2
    town = rng.lognormal(0, 0.6, WIDE * HIGH).repeat(PARCELS)
    density = 30_000 * np.exp(-4 * column / WIDE) * town * rng.lognormal(0, 0.2, len(parcels))
    share = 0.02 * rng.lognormal(0, 0.25, WIDE * HIGH).repeat(PARCELS)
    residents, recipients = {}, {}
    for year in range(FIRST, LAST + 1):
        grown = 1 + 0.02 * (year - FIRST) * (0.5 - column / WIDE)
        residents[year] = rng.poisson(density * area * grown).astype(np.int64)
        recipients[year] = rng.binomial(residents[year], np.minimum(share, 1)).astype(np.int64)
    return {"residents": residents, "recipients": recipients}
