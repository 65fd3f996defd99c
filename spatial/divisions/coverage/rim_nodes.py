"""Vertices that a cut has put on the rim of a polygon, and that its neighbours need as well.

In a coverage neighbours share every vertex of their common edge. Where a dividing line ends in the
middle of an edge, the parts of the polygon have a vertex there; it is handed to the polygon on
the other side, as it stands, so that not one bit differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon

Position = tuple[float, float]
Edge = tuple[Position, Position]
RimNodes = Mapping[Edge, Sequence[Position]]
"""Per edge of the polygon, in the direction in which it runs: the new vertices, in order."""


def rim_nodes(polygon: MultiPolygon, parts: Iterable[MultiPolygon]) -> dict[Edge, list[Position]]:
    """The vertices that the union of the parts has on its rim and the polygon has not."""
    known = set(_positions(shapely.get_coordinates(polygon)))
    found: dict[Edge, list[Position]] = {}
    whole = shapely.coverage_union_all(list(parts))
    for ring in _rings(whole):
        positions = _positions(shapely.get_coordinates(ring))[:-1]
        first = next((at for at, one in enumerate(positions) if one in known), None)
        if first is None:
            continue
        start = positions[first]
        between: list[Position] = []
        for position in [*positions[first + 1 :], *positions[: first + 1]]:
            if position not in known:
                between.append(position)
                continue
            if between:
                found[start, position] = between
            start, between = position, []
    return found


def with_nodes(polygon: MultiPolygon, nodes: RimNodes) -> MultiPolygon:
    """The polygon with the vertices put into those of its edges that they belong to.

    The same object where none does.
    """
    changed = False
    parts = []
    for part in polygon.geoms:
        rings = []
        for ring in (part.exterior, *part.interiors):
            positions = _positions(shapely.get_coordinates(ring))
            longer = list(_lengthened(positions, nodes))
            changed |= len(longer) > len(positions)
            rings.append(longer)
        parts.append(Polygon(rings[0], rings[1:]))
    return MultiPolygon(parts) if changed else polygon


def _lengthened(positions: list[Position], nodes: RimNodes) -> Iterator[Position]:
    for start, end in pairwise(positions):
        yield start
        if (start, end) in nodes:
            yield from nodes[start, end]
        elif (end, start) in nodes:
            yield from reversed(nodes[end, start])
    yield positions[-1]


def _rings(geometry: MultiPolygon | Polygon) -> Iterator[shapely.LinearRing]:
    for part in shapely.get_parts(geometry):
        yield part.exterior
        yield from part.interiors


def _positions(coordinates: NDArray[np.float64]) -> list[Position]:
    return [(x, y) for x, y in coordinates.tolist()]
