"""A network out of lines: cut where they meet, ends that nearly meet brought together.

Lines are connected where an end lies on another line or its end, within a tolerance, and where they
cross on one level; motorways cross nothing, for what they cross goes over or under them.

All is done in degrees stretched to metres at the middle latitude of the lines, for there what is
straight in degrees stays straight, and an end that lies on a line still does. Tolerances are true
at that latitude; over all of China they are, east to west, a fifth longer or shorter at the rims.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString

from spatial.locations.geodesic import CGCS2000, metres_per_degree

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

_DECIMALS = 7
"""1e-7 degree is a centimetre."""

_SAME_M = 1e-6
"""What was computed in two ways and differs by less is the same."""


@dataclass(frozen=True, slots=True)
class RoadLine:
    """A line as it came, in degrees (CGCS2000). crossing: the level on which it connects to what it
    crosses; without one it connects at ends only."""

    line: LineString
    crossing: int | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a line between two nodes, which are places in `Network.nodes`."""

    line: int
    source: int
    target: int
    shape: LineString
    length_m: float
    component: int


@dataclass(frozen=True, slots=True)
class Network:
    """nodes: longitude, latitude; those given come first. moved: ends that were brought to a node
    elsewhere, and how far at most in metres. short: pieces shorter than the tolerance, left out.
    components: how many edges each connected part has, the largest first."""

    nodes: Floats
    stretches: Sequence[Stretch]
    moved: int
    moved_m: float
    short: int
    components: Sequence[int]


def network_of(
    lines: Sequence[RoadLine], tolerance_m: float, given: Floats | None = None
) -> Network:
    """The network of the lines. given: nodes of other networks, to which ends may be brought."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    came = np.array([one.line for one in lines], dtype=object)
    _, south, _, north = shapely.total_bounds(came)
    east_m, north_m = metres_per_degree(np.array([(south + north) / 2]))
    scale = np.array([east_m[0], north_m[0]])
    drawn: NDArray[np.object_] = shapely.transform(came, lambda degrees: degrees * scale)
    line, along = _cuts(drawn, [one.crossing for one in lines], tolerance_m)
    points = shapely.get_coordinates(shapely.line_interpolate_point(drawn[line], along))
    fixed = np.empty((0, 2)) if given is None or not len(given) else given * scale
    every = np.vstack([fixed, points])
    pairs = cKDTree(every).query_pairs(tolerance_m, output_type="ndarray")
    graph = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), (len(every), len(every)))
    _, cluster = connected_components(graph, directed=False)
    # Each cluster stands at its first point: a node that was there, else the end that came first.
    _, first, node = np.unique(cluster, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    places, node = every[first[order]], rank[node]
    own = node[len(fixed) :]
    apart = np.hypot(*(points - places[own]).T)
    degrees = np.round(places / scale, _DECIMALS)
    pieces, short = _pieces(drawn, scale, line, along, own, degrees, tolerance_m)
    count = len(degrees)
    ends = np.array([(source, target) for _, source, target, _ in pieces]).reshape(-1, 2)
    links = coo_matrix((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), (count, count))
    _, part = connected_components(links, directed=False)
    edges = part[ends[:, 0]]
    parts, sizes = np.unique(edges, return_counts=True)
    largest = np.argsort(-sizes, kind="stable")
    number = {int(parts[old]): new for new, old in enumerate(largest)}
    stretches = [
        Stretch(
            of, source, target, shape, CGCS2000.geometry_length(shape), number[int(part[source])]
        )
        for of, source, target, shape in pieces
    ]
    return Network(
        degrees,
        [one for one in stretches if one.length_m > 0],
        int((apart > 0.01).sum()),
        float(apart.max(initial=0.0)),
        short,
        [int(sizes[old]) for old in largest],
    )


def _cuts(
    drawn: NDArray[np.object_], crossing: Sequence[int | None], tolerance_m: float
) -> tuple[Numbers, Floats]:
    """Where lines are cut, ends included: numbers of lines and metres along them, sorted."""
    count = len(drawn)
    lengths = shapely.length(drawn)
    line = [np.arange(count), np.arange(count)]
    along = [np.zeros(count), lengths]
    tree = shapely.STRtree(drawn)
    ends = shapely.points(np.vstack([_at(drawn, 0), _at(drawn, -1)]))
    end, other = tree.query(ends, predicate="dwithin", distance=tolerance_m)
    line.append(other)
    along.append(shapely.line_locate_point(drawn[other], ends[end]))
    one, two = tree.query(drawn, predicate="intersects")
    levels = np.array([np.nan if level is None else level for level in crossing])
    meet = (one < two) & (levels[one] == levels[two])
    one, two = one[meet], two[meet]
    for a, b, common in zip(one, two, shapely.intersection(drawn[one], drawn[two]), strict=True):
        # Where two run together for a while, both ends of that are places where they meet.
        parts = shapely.get_parts(common)
        met = np.vstack([shapely.get_coordinates(part)[[0, -1]] for part in parts])
        for each in (a, b):
            line.append(np.full(len(met), each))
            along.append(shapely.line_locate_point(drawn[each], shapely.points(met)))
    lines, metres = np.concatenate(line), np.concatenate(along)
    first_half = metres < lengths[lines] / 2
    near_start = first_half & (metres <= tolerance_m)
    near_end = ~first_half & (metres >= lengths[lines] - tolerance_m)
    metres = np.where(near_start, 0.0, np.where(near_end, lengths[lines], metres))
    order = np.lexsort([metres, lines])
    lines, metres = lines[order], metres[order]
    fresh = np.ones(len(lines), dtype=bool)
    fresh[1:] = (np.diff(lines) != 0) | (np.diff(metres) > _SAME_M)
    return lines[fresh].astype(np.int64), metres[fresh]


def _at(drawn: NDArray[np.object_], place: int) -> Floats:
    found: Floats = shapely.get_coordinates(shapely.get_point(drawn, place))
    return found


def _pieces(
    drawn: NDArray[np.object_],
    scale: Floats,
    line: Numbers,
    along: Floats,
    node: Numbers,
    places: Floats,
    tolerance_m: float,
) -> tuple[list[tuple[int, int, int, LineString]], int]:
    """Line, source, target and shape in degrees of each piece; and how many were too short."""
    from shapely.ops import substring

    pieces, short = [], 0
    for start in np.flatnonzero(np.diff(line) == 0):
        of, source, target = int(line[start]), int(node[start]), int(node[start + 1])
        part = substring(drawn[of], along[start], along[start + 1])
        if source == target and part.length <= 2 * tolerance_m:
            short += 1
            continue
        inner = np.round(shapely.get_coordinates(part)[1:-1] / scale, _DECIMALS)
        shape = LineString(np.vstack([places[source], inner, places[target]]))
        pieces.append((of, source, target, shape))
    return pieces, short
