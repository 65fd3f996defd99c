"""Adding up what the tiles of a scene say of one polygon."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spatial.imagery.expression import Expression
from spatial.imagery.scene import Asset, Band
from spatial.imagery.zonal.distribution import Distribution, Numbers, WholeNumbers
from spatial.imagery.zonal.planes import Flags, Plane
from spatial.imagery.zonal.shares import Part


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a tile. whole_numbers: the type of pixels that are counted by value as they
    are, with nodata among them; else `numbers` are in their unit and `hidden` has nodata as well.
    """

    whole_numbers: np.dtype[np.generic] | None
    numbers: NDArray[np.generic]
    hidden: Flags | None
    clouded: Flags | None
    band: Band
    fills: tuple[float, ...]

    @classmethod
    def of(
        cls,
        planes: Mapping[str, Plane],
        clouded: Flags | None,
        bands: Mapping[str, tuple[Asset, Band]],
        expression: Expression | None,
    ) -> Read:
        """Of the planes of bands (by the names asked), for an expression or the first band."""
        first, plane = next(iter(planes.items()))
        band, dtype = bands[first][1], plane.pixels.dtype
        if expression is None and dtype.kind in "iu" and dtype.itemsize <= 2:
            hidden = _either(plane.hidden, clouded)
            return cls(dtype, plane.pixels, hidden, clouded, band, plane.fills)
        valid = np.logical_and.reduce([one.valid() for one in planes.values()])
        numbers = {
            name: one.pixels.astype(np.float64) * bands[name][1].scale + bands[name][1].offset
            for name, one in planes.items()
        }
        found = next(iter(numbers.values())) if expression is None else expression.of(numbers)
        valid &= np.isfinite(found)
        return cls(None, found, _either(~valid, clouded), clouded, band, ())


class Tally:
    """What is known so far of one polygon: sums of shares, of all pixels and of clouded ones."""

    def __init__(self, whole_numbers: np.dtype[np.generic] | None, most: int) -> None:
        self._counted = None if whole_numbers is None else WholeNumbers(whole_numbers)
        self._numbers = Numbers(most)
        self.total = 0.0
        self.clouded = 0.0

    def add(self, part: Part, read: Read) -> None:
        """Adds what of the polygon is in a tile."""
        window = np.s_[part.row : part.row + part.height, part.column : part.column + part.width]
        inside, edge = part.mask(), np.divmod(part.edge, part.width)
        shares = part.shares
        size = part.height * part.width if inside is None else np.count_nonzero(inside)
        self.total += float(size) + float(shares.sum())
        if read.clouded is not None:
            clouds = read.clouded[window]
            under = np.count_nonzero(clouds if inside is None else clouds & inside)
            self.clouded += float(under) + float(shares[clouds[edge]].sum())
        if read.hidden is not None:
            seen = ~read.hidden[window]
            inside = seen if inside is None else inside & seen
            shares = shares * seen[edge]
        numbers = read.numbers[window]
        middle = numbers.ravel() if inside is None else numbers[inside]
        if self._counted is not None:
            self._counted.add(middle)
            self._counted.add(numbers[edge], shares)
        else:
            self._numbers.add(middle.astype(np.float64))
            self._numbers.add(numbers[edge].astype(np.float64), shares)

    def valid(self, read: Read) -> Distribution:
        """The values of the pixels that have one; read: any tile of the scene, for the unit."""
        if self._counted is not None:
            return self._counted.distribution(read.band.scale, read.band.offset, read.fills)
        return self._numbers.distribution()


def _either(one: Flags | None, other: Flags | None) -> Flags | None:
    return other if one is None else one if other is None else one | other
