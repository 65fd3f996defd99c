"""Which counts of reach are shown: those of a dataset with small cells are perturbed (R8.4)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from spatial.business.operators.record_cells import Tally
from spatial.business.operators.showing import shown_of
from spatial.business.reach.ground import plain
from spatial.business.reach.records import Cases
from spatial.business.suppression.cell_keys import Perturbation

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]

_LOW_BITS = 16


def key_sums(place: Numbers, keys: Numbers, count: int) -> Numbers:
    """The sum of the keys by place, exact however many there are. place: 0 to count - 1."""
    # bincount sums in doubles: halves of 16 bits are whole in them up to 2^37 records.
    low, high = (
        np.bincount(place, part.astype(np.float64), count).astype(np.int64)
        for part in (keys & ((1 << _LOW_BITS) - 1), keys >> _LOW_BITS)
    )
    sums: Numbers = low + (high << _LOW_BITS)
    return sums


@dataclass(frozen=True, slots=True)
class Told:
    """Numbers of records by place, as they are shown; None where they are hidden.

    measure: the field that is summed in place of counting.
    """

    perturbation: Perturbation | None
    measure: str | None = None

    def by_place(self, cases: Cases, place: Numbers, count: int) -> list[int | float | None]:
        """Of each place 0 to count - 1 what its cases are; those of place -1 are left out."""
        inside = place >= 0
        place, weight, key = place[inside], cases.weight[inside], cases.key[inside]
        counts = np.bincount(place, minlength=count)
        keys = key_sums(place, key, count)
        totals = np.bincount(place, weight, count)
        largest = np.zeros(count)
        np.maximum.at(largest, place, np.abs(weight))
        return [
            self._shown(*one)
            for one in zip(
                counts.tolist(), keys.tolist(), totals.tolist(), largest.tolist(), strict=True
            )
        ]

    def whole(self, cases: Cases) -> int | float | None:
        """What all of the cases are together."""
        return self.by_place(cases, np.zeros(len(cases), dtype=np.int64), 1)[0]

    def noisy(self, cases: Cases, place: Numbers, count: int) -> Floats:
        """Counts by place for statistics that tell none of them: perturbed, and nothing hidden."""
        inside = place >= 0
        counts = np.bincount(place[inside], minlength=count)
        if self.perturbation is None:
            return counts.astype(np.float64)
        keys = key_sums(place[inside], cases.key[inside], count)
        told = map(self.perturbation.noisy, counts.tolist(), keys.tolist())
        return np.fromiter(told, dtype=np.float64, count=count)

    def _shown(self, count: int, key: int, total: float, largest: float) -> int | float | None:
        if self.perturbation is None:
            return plain(total)
        measured = Decimal(repr(total)), Decimal(repr(largest))
        tally = Tally(count, key, count, key, measured[0], None, measured[1])
        shown = shown_of(self.perturbation, tally, self.measure)
        if self.measure is None or shown.total is None:
            return shown.count
        return plain(float(shown.total))


EXACT = Told(None)
"""Of what needs no protection."""
