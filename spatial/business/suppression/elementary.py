"""Figures taken apart into the elementary cells of which all that is published is a weighted sum.

Of a division it is what no reported division within it has (all of it, at the lowest level); of a
year-to-date figure, what was added since the figure before it; of a whole with parts, what no
part has. Days are Beijing days, periods half open, told by their first day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from spatial.business.indicators import IndicatorKind
from spatial.business.suppression.choosing import Bools, Floats

EVERYTHING = ""
"""The group around all divisions."""

NOBODY = -1
"""The place of a parent that there is not."""

TOLERANCE = 1e-9
"""Values that differ by less are one."""


class Cell(NamedTuple):
    """An elementary cell. part: the indicator of which it is what no part has."""

    code: str
    starts: date
    part: str


@dataclass(frozen=True, slots=True)
class Reported:
    """The figures of an indicator: codes by periods, NaN where nothing is reported.

    fresh: figures that were never shown.
    """

    values: Floats
    fresh: Bools


@dataclass(frozen=True, slots=True)
class Cells:
    """Elementary cells: parts by codes by periods; NaN where there is none.

    parents: of each code in each period the place of its parent among the codes, or NOBODY.
    """

    parts: tuple[str, ...]
    codes: tuple[str, ...]
    starts: tuple[date, ...]
    values: Floats
    fresh: Bools
    parents: NDArray[np.int32]

    def present(self) -> Iterator[tuple[Cell, float]]:
        """Every cell with its value."""
        for part, code, start in np.argwhere(~np.isnan(self.values)):
            cell = Cell(self.codes[code], self.starts[start], self.parts[part])
            yield cell, float(self.values[part, code, start])

    def of(self, asked: Collection[Cell]) -> dict[Cell, float]:
        """The values of some cells, those that there are."""
        parts = {part: place for place, part in enumerate(self.parts)}
        codes = {code: place for place, code in enumerate(self.codes)}
        starts = {start: place for place, start in enumerate(self.starts)}
        found = {}
        for cell in asked:
            if cell.part in parts and cell.code in codes and cell.starts in starts:
                value = self.values[parts[cell.part], codes[cell.code], starts[cell.starts]]
                if not np.isnan(value):
                    found[cell] = float(value)
        return found

    def groups(self, code: int, start: int) -> tuple[str, ...]:
        """The divisions around a code in a period, nearest first, EVERYTHING last."""
        found = []
        around = self.parents[code, start]
        while around != NOBODY:
            found.append(self.codes[around])
            around = self.parents[around, start]
        return (*found, EVERYTHING)


def elementary(
    figures: Mapping[str, Reported],
    whole_of: Mapping[str, str],
    kind: IndicatorKind,
    codes: Sequence[str],
    starts: Sequence[date],
    parents: NDArray[np.int32],
) -> Cells:
    """The cells of a subject. figures: by indicator, a part after its whole; starts in order."""
    own: dict[str, Floats] = {}
    inner: dict[str, Bools] = {}
    for indicator, reported in figures.items():
        values = reported.values
        if kind is IndicatorKind.YEAR_TO_DATE:
            values = _added(values, starts)
        own[indicator], inner[indicator] = _without_divisions_within(values, parents)
    for part, whole in whole_of.items():
        own[whole] = own[whole] - np.nan_to_num(own[part])
        inner[whole] = inner[whole] | ~np.isnan(own[part])
    for indicator, values in own.items():
        # Nothing is left, or less than nothing where figures contradict each other: nobody's count.
        values[inner[indicator] & (values <= TOLERANCE)] = np.nan
    return Cells(
        tuple(figures),
        tuple(codes),
        tuple(starts),
        np.stack([own[indicator] for indicator in figures]),
        np.stack([reported.fresh for reported in figures.values()]),
        parents,
    )


def _added(values: Floats, starts: Sequence[date]) -> Floats:
    """What each year-to-date figure adds to the one reported before it in its year."""
    added = np.full_like(values, np.nan)
    before = np.zeros(len(values))
    for place, start in enumerate(starts):
        if place and start.year != starts[place - 1].year:
            before = np.zeros(len(values))
        reported = ~np.isnan(values[:, place])
        added[reported, place] = values[reported, place] - before[reported]
        before[reported] = values[reported, place]
    return added


def _without_divisions_within(values: Floats, parents: NDArray[np.int32]) -> tuple[Floats, Bools]:
    """What no reported division within has, and where there are such divisions."""
    reported = ~np.isnan(values)
    code, start = np.nonzero(reported)
    around = parents[code, start]
    while True:
        # Past those that report nothing, to the nearest that does.
        passing = (around != NOBODY) & ~reported[around, start]
        if not passing.any():
            break
        around[passing] = parents[around[passing], start[passing]]
    within = around != NOBODY
    own = values.copy()
    inner = np.zeros_like(reported)
    np.subtract.at(own, (around[within], start[within]), values[code[within], start[within]])
    inner[around[within], start[within]] = True
    return own, inner
