"""Shapes of two days laid over each other: what they share, with slivers left out (R10.4).

Two vintages drawn independently meet in thousands of slivers. A piece that is no more than a
thousandth of both its source and its target is such a sliver: nobody moved it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from spatial.locations.geodesic import area_m2

SLIVER = 1e-3
"""Share of source and of target up to which a piece is a sliver."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Land that a source shares with a target, by their places; weight: of the source."""

    source: int
    target: int
    square_metres: float
    weight: float


@dataclass(frozen=True, slots=True)
class Overlay:
    """What two sets of shapes share.

    pieces: by source and target. slivers, uncovered: for each source the share of its area that
    was left out, and that lies in no target.
    """

    pieces: tuple[Piece, ...]
    slivers: tuple[float, ...]
    uncovered: tuple[float, ...]


def overlay(
    sources: Sequence[shapely.Geometry],
    targets: Sequence[shapely.Geometry],
    *,
    sliver: float = SLIVER,
) -> Overlay:
    """The land that polygons of one day share with those of another, in CGCS2000 degrees.

    Areas are geodesic. What is left out, and what lies in no target where that is a sliver too, is
    shared out over the other pieces, so that weights sum to 1; where more lies in no target they
    sum to what lies in one.
    """
    whole = np.array([area_m2(one) for one in sources])
    of_target = np.array([area_m2(one) for one in targets])
    shapes: NDArray[np.object_] = np.empty(len(targets), dtype=object)
    shapes[:] = targets
    met: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
    given = np.empty(len(sources), dtype=object)
    given[:] = sources
    found, others = shapely.STRtree(shapes).query(given, predicate="intersects")
    for source, target in zip(found.tolist(), others.tolist(), strict=True):
        shared = area_m2(shapely.intersection(sources[source], targets[target]))
        if shared > 0:
            met[source].append((target, shared))
    pieces: list[Piece] = []
    slivers, uncovered = [0.0] * len(sources), [0.0] * len(sources)
    for source in range(len(sources)):
        kept, left_out, covered = [], 0.0, 0.0
        for target, shared in sorted(met[source]):
            covered += shared
            if shared <= sliver * whole[source] and shared <= sliver * of_target[target]:
                left_out += shared
            else:
                kept.append((target, shared))
        nowhere = max(0.0, 1 - covered / whole[source])
        slivers[source], uncovered[source] = left_out / whole[source], nowhere
        total = sum(shared for _, shared in kept)
        share = 1 - nowhere if nowhere > sliver else 1.0
        pieces += [Piece(source, t, shared, share * shared / total) for t, shared in kept]
    return Overlay(tuple(pieces), tuple(slivers), tuple(uncovered))
