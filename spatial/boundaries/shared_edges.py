"""The lines that units of a coverage have in common: their shared edges, put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiLineString, MultiPolygon

from spatial.locations.geodesic import CGCS2000

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SharedLine:
    """What two units share. left, right: their places in the order of the units, left < right.
    line: in degrees, as many parts as do not meet; the unit of `left` lies to its left.
    length_m: geodesic."""

    left: int
    right: int
    line: MultiLineString
    length_m: float


def shared_lines(units: Sequence[int], atoms: Sequence[MultiPolygon]) -> list[SharedLine]:
    """The line of every pair of units that share one, by pair.

    atoms: a coverage in degrees, CGCS2000: neighbours share their vertices. units: of which unit
    each atom is a part; a unit may have several. An edge is taken as shared where two atoms have
    both its ends, exactly. Takes time as edges × log edges.
    """
    owners, rings, starts, ends, edges = _edges(units, atoms)
    if not len(owners):
        return []
    order = np.argsort(edges, kind="stable")
    again = np.flatnonzero(edges[order][1:] == edges[order][:-1])
    one, other = order[again], order[again + 1]
    # Of the two directions in which an edge is drawn, that of the smaller unit has it on its left.
    first = owners[one] < owners[other]
    drawn = np.where(first, one, other)
    beside = np.where(first, other, one)
    apart = owners[drawn] != owners[beside]
    drawn, beside = drawn[apart], beside[apart]
    along = np.argsort(drawn, kind="stable")
    drawn, beside = drawn[along], beside[along]
    if not len(drawn):
        return []
    left, right = owners[drawn], owners[beside]
    # Edges that follow each other in one ring, between the same units, are one piece.
    breaks = (
        (np.diff(drawn) != 1)
        | (np.diff(rings[drawn]) != 0)
        | (np.diff(left) != 0)
        | (np.diff(right) != 0)
    )
    piece = np.append(0, np.cumsum(breaks))
    first_of = np.append(True, breaks)
    vertices = np.concatenate([starts[drawn][first_of], ends[drawn]])
    of_piece = np.concatenate([piece[first_of], piece])
    place = np.concatenate([np.flatnonzero(first_of) - 0.5, np.arange(len(drawn))])
    sequence = np.lexsort((place, of_piece))
    pieces = shapely.linestrings(vertices[sequence], indices=of_piece[sequence])
    metres = CGCS2000.inv(*starts[drawn].T, *ends[drawn].T)[2]
    piece_m = np.bincount(piece, weights=metres)
    pair = np.stack([left[first_of], right[first_of]], axis=1)
    pairs, of_pair = np.unique(pair, axis=0, return_inverse=True)
    of_pair = of_pair.reshape(-1)
    length = np.bincount(of_pair, weights=piece_m)
    by_pair = np.argsort(of_pair, kind="stable")
    whole = shapely.line_merge(
        shapely.multilinestrings(pieces[by_pair], indices=of_pair[by_pair]), directed=True
    )
    return [
        SharedLine(int(a), int(b), MultiLineString(list(shapely.get_parts(line))), float(metres_))
        for (a, b), line, metres_ in zip(pairs, whole, length, strict=True)
    ]


def _edges(
    units: Sequence[int], atoms: Sequence[MultiPolygon]
) -> tuple[Integers, Integers, NDArray[np.float64], NDArray[np.float64], Integers]:
    """Of each edge the unit, the ring, both ends, and a number that is the same in both directions.

    Outer rings go against the clock, so that a unit lies to the left of its edges.
    """
    wound = shapely.orient_polygons(np.array(atoms, dtype=object), exterior_cw=False)
    parts, of_atom = shapely.get_parts(wound, return_index=True)
    every, of_part = shapely.get_rings(parts, return_index=True)
    places, of_ring = shapely.get_coordinates(every, return_index=True)
    if not len(places):
        empty = np.empty(0, dtype=np.int64)
        return empty, empty, places, places, empty
    _, vertex = np.unique(places @ np.array([1, 1j]), return_inverse=True)
    vertex = vertex.reshape(-1).astype(np.int64)
    real = (of_ring[1:] == of_ring[:-1]) & (vertex[1:] != vertex[:-1])
    before = np.flatnonzero(real)
    low = np.minimum(vertex[before], vertex[before + 1])
    high = np.maximum(vertex[before], vertex[before + 1])
    unit = np.asarray(units, dtype=np.int64)[of_atom[of_part[of_ring[before]]]]
    return (
        unit,
        of_ring[before].astype(np.int64),
        places[before],
        places[before + 1],
        low * np.int64(len(places)) + high,
    )
