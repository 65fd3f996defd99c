"""Whether neighbours in a decoded tile share their borders: the measure of test and bench.

A feature counts where an edge of it, at least INSIDE pixels within the tile, is not also an edge of
its neighbour: the line that two neighbours draw is then not one line. Coasts and the rim of the
country are edges of one feature only, and count as right. Tiles come in as they are decoded, never
from the database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import shape

from spatial.tile_grids import EXTENT

Geometries = NDArray[np.object_]

INSIDE = 24
"""Pixels from the tile's edge inwards that are left out: there a feature may be cut."""


@dataclass(frozen=True, slots=True)
class Borders:
    """What was found. features: polygons with an edge inside; parted: those of another border.

    invalid: polygons that are not valid. overlap: area that two features hold, square pixels.
    """

    features: int
    parted: int
    invalid: int
    overlap: float

    def __add__(self, other: Borders) -> Borders:
        return Borders(
            self.features + other.features,
            self.parted + other.parted,
            self.invalid + other.invalid,
            self.overlap + other.overlap,
        )


NOTHING = Borders(0, 0, 0, 0.0)


def polygons_of(features: Sequence[Mapping[str, Any]]) -> Geometries:
    """The polygons of a decoded layer; points that stand for small units are left out."""
    shapes = [shape(one["geometry"]) for one in features]
    return np.array([one for one in shapes if one.geom_type != "Point"], dtype=object)


def borders_of(polygons: Geometries, gap_width: float = 0.0) -> Borders:
    """How the borders of a tile's polygons fit, inside the tile.

    gap_width: so narrow a gap between two features parts them, too, in pixels. By 0 no gap is
    looked for: along coasts there are true ones, the mouths of rivers and straits.
    """
    if len(polygons) == 0:
        return NOTHING
    invalid = ~shapely.is_valid(polygons)
    sound = np.where(invalid, shapely.make_valid(polygons), polygons)
    inner = shapely.box(INSIDE, INSIDE, EXTENT - INSIDE, EXTENT - INSIDE)
    here = shapely.intersects(shapely.boundary(sound), inner)
    clipped = shapely.intersection(sound, shapely.box(0, 0, EXTENT, EXTENT))
    parted = shapely.coverage_invalid_edges(_polygonal(sound), gap_width=gap_width)
    inside = shapely.length(shapely.intersection(parted, inner)) > 0
    together = shapely.union_all(clipped)
    return Borders(
        int(here.sum()),
        int((inside & here).sum()),
        int(invalid.sum()),
        float(shapely.area(clipped).sum() - together.area),
    )


def _polygonal(geometries: Geometries) -> Geometries:
    found = np.empty(len(geometries), dtype=object)
    for place, geometry in enumerate(geometries):
        parts = shapely.get_parts(shapely.get_parts(geometry))
        found[place] = shapely.multipolygons(
            [part for part in parts if part.geom_type == "Polygon" and part.area > 0]
        )
    return found
