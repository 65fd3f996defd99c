"""An organic coverage of small cells: Voronoi cells whose shared edges are ragged or meander.

Every edge is drawn once and used by both its cells, so that neighbours share their vertices.
A displaced edge stays inside the two triangles that its ends form with the two seeds beside it;
the triangles of different edges do not overlap, hence no two edges can cross.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

Points = NDArray[np.float64]
"""Rows of coordinates; on the working plane x east and y north in km, else lon lat in degrees."""

# The open North-West Pacific, more than 800 km from any coast: nobody's land, so that no fictional
# border can be taken for a statement about a real one, and one UTM zone (56N) holds it all.
CENTRE_LON, CENTRE_LAT = 151.0, 30.75
_KM_PER_DEGREE_LAT = 110.87
_KM_PER_DEGREE_LON = 111.32 * float(np.cos(np.radians(CENTRE_LAT)))

# 1e-6 degree is 0.1 m: below anything that is drawn, and short to write.
DECIMALS = 6
_STEP_KM = 0.17
_KEPT_INSIDE = 0.8


def to_lon_lat(plane: Points) -> Points:
    """Degrees lon, lat (CGCS2000), rounded, of points on the working plane."""
    degrees = plane / (_KM_PER_DEGREE_LON, _KM_PER_DEGREE_LAT) + (CENTRE_LON, CENTRE_LAT)
    return np.round(degrees, DECIMALS)


def to_plane(lon_lat: Points) -> Points:
    """Points on the working plane (km) of degrees lon, lat: the inverse of `to_lon_lat`."""
    plane: Points = (lon_lat - (CENTRE_LON, CENTRE_LAT)) * (_KM_PER_DEGREE_LON, _KM_PER_DEGREE_LAT)
    return plane


@dataclass(frozen=True, slots=True)
class Seeds:
    """Cell centres on the plane, the inner ones first; the outer ones only bound them."""

    points: Points
    inner: int


@dataclass(frozen=True, slots=True)
class CellEdge:
    """One edge: the two cells beside it (numbers of seeds) and its line in degrees lon, lat."""

    cells: tuple[int, int]
    nodes: tuple[int, int]
    line: Points


def scatter_seeds(rng: np.random.Generator, inner: int, spacing_km: float = 3.9) -> Seeds:
    """`inner` seeds in a blob about the origin, and the rings of outer seeds around them.

    A jittered hexagonal grid: irregular cells, none of them tiny.
    """
    half = int(np.ceil(np.sqrt(inner))) + 6
    rows, columns = np.mgrid[-half : half + 1, -half : half + 1]
    x = (columns + 0.5 * (rows % 2)) * spacing_km
    y = rows * spacing_km * np.sqrt(3) / 2
    grid = np.column_stack([x.ravel(), y.ravel()])
    grid = grid + rng.uniform(-0.36, 0.36, grid.shape) * spacing_km
    angle = np.arctan2(grid[:, 1], grid[:, 0] / 1.3)
    phase = rng.uniform(0, 2 * np.pi, 4)
    limit = 1 + sum(
        height * np.cos(wave * angle + turn)
        for wave, height, turn in zip((2, 3, 5, 9), (0.07, 0.08, 0.05, 0.04), phase, strict=True)
    )
    distance = np.hypot(grid[:, 0] / 1.3, grid[:, 1]) / limit
    order = np.argsort(distance, kind="stable")
    # More than two rings of outer seeds: every inner cell is bounded.
    kept = order[: int(inner * 1.6) + 80]
    return Seeds(grid[kept], inner)


def neighbours(seeds: Seeds) -> frozenset[tuple[int, int]]:
    """The pairs of inner cells that share an edge, smaller number first."""
    corners, _ = _triangles(seeds.points)
    return frozenset(
        (int(triangle[first]), int(triangle[second]))
        for triangle in corners
        for first, second in ((0, 1), (1, 2), (0, 2))
        if triangle[second] < seeds.inner
    )


def draw_edges(
    seeds: Seeds, rng: np.random.Generator, meanders: Callable[[int, int], bool]
) -> list[CellEdge]:
    """The edges of all inner cells; `meanders(i, j)` says which wind smoothly like a river."""
    corners, centres = _triangles(seeds.points)
    sides: dict[tuple[int, int], list[int]] = {}
    for number, triangle in enumerate(corners):
        for first, second in ((0, 1), (1, 2), (0, 2)):
            pair = sorted((int(triangle[first]), int(triangle[second])))
            sides.setdefault((pair[0], pair[1]), []).append(number)
    edges = []
    for (i, j), beside in sorted(sides.items()):
        if i >= seeds.inner:
            continue
        start, end = beside
        plane = _displaced(centres[start], centres[end], seeds.points[[i, j]], rng, meanders(i, j))
        edges.append(CellEdge((i, j), (start, end), to_lon_lat(plane)))
    return edges


def _triangles(points: Points) -> tuple[NDArray[np.int64], Points]:
    """The Delaunay triangles as numbers of points, and their circumcentres (Voronoi nodes)."""
    number = {tuple(point): index for index, point in enumerate(points.tolist())}
    mesh = shapely.get_parts(shapely.delaunay_triangles(shapely.multipoints(points)))
    corners = np.array(
        sorted(
            sorted(number[tuple(corner)] for corner in shapely.get_coordinates(part)[:3].tolist())
            for part in mesh
        )
    )
    a, b, c = (points[corners[:, k]] for k in range(3))
    ab, ac = b - a, c - a
    area = 2 * (ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0])
    ab2, ac2 = (ab**2).sum(1), (ac**2).sum(1)
    centre = np.column_stack([ac[:, 1] * ab2 - ab[:, 1] * ac2, ab[:, 0] * ac2 - ac[:, 0] * ab2])
    return corners, a + centre / area[:, None]


def _displaced(
    start: Points, end: Points, beside: Points, rng: np.random.Generator, meanders: bool
) -> Points:
    """The edge from start to end, bent sideways, inside the triangles it forms with `beside`."""
    along = end - start
    length = float(np.hypot(*along))
    doublings = max(0, round(float(np.log2(max(length / _STEP_KM, 1)))))
    t = np.linspace(0, 1, 2**doublings + 1)
    if meanders:
        turns = 2 * np.pi * (length / 1.7) * t + rng.uniform(0, 2 * np.pi)
        winding = 0.28 * np.sin(turns) * np.sqrt(np.sin(np.pi * t).clip(0))
        offset = winding + 0.4 * _ragged(doublings, rng) * length
    else:
        offset = _ragged(doublings, rng) * length
    normal = np.array([-along[1], along[0]]) / length
    room = [_room(start, along, length, normal, seed, t) for seed in beside]
    left, right = (room[0], room[1]) if room[0][1] > 0 else (room[1], room[0])
    offset = np.clip(offset, -_KEPT_INSIDE * right[0], _KEPT_INSIDE * left[0])
    offset[[0, -1]] = 0
    bent: Points = start + t[:, None] * along + offset[:, None] * normal
    return bent


def _ragged(doublings: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Midpoint displacement between two fixed ends, as a share of the length between them."""
    offset = np.zeros(2)
    for level in range(doublings):
        middle = (offset[:-1] + offset[1:]) / 2
        middle = middle + rng.normal(0, 0.11 * 0.55**level, middle.size)
        both = np.empty(offset.size + middle.size)
        both[0::2], both[1::2] = offset, middle
        offset = both
    return offset


def _room(
    start: Points, along: Points, length: float, normal: Points, seed: Points, t: Points
) -> tuple[NDArray[np.float64], float]:
    """How far the triangle with `seed` reaches beside the edge at each t; and its signed height."""
    foot = float(np.dot(seed - start, along)) / length**2
    height = float(np.dot(seed - start, normal))
    rise = t / foot if foot > 0 else np.full_like(t, np.inf)
    fall = (1 - t) / (1 - foot) if foot < 1 else np.full_like(t, np.inf)
    return np.minimum(rise, fall) * abs(height), height


def draw_cells(seeds: Seeds, edges: Sequence[CellEdge]) -> list[Polygon]:
    """The inner cells in order of their seeds, in degrees lon, lat, counter-clockwise."""
    around: list[list[CellEdge]] = [[] for _ in range(seeds.inner)]
    for edge in edges:
        for cell in edge.cells:
            if cell < seeds.inner:
                around[cell].append(edge)
    return [_ring(own) for own in around]


def _ring(own: list[CellEdge]) -> Polygon:
    left = list(own)
    chain = left.pop(0)
    ring, node = [chain.line], chain.nodes[1]
    while left:
        edge = next(edge for edge in left if node in edge.nodes)
        left.remove(edge)
        forward = edge.nodes[0] == node
        ring.append((edge.line if forward else edge.line[::-1])[1:])
        node = edge.nodes[1] if forward else edge.nodes[0]
    polygon: Polygon = shapely.orient_polygons(Polygon(np.vstack(ring)))
    return polygon


def united(cells: Sequence[Polygon], numbers: Collection[int]) -> Polygon | MultiPolygon:
    """The exact union of some cells; their common vertices stay, so that coverages nest."""
    union: Polygon | MultiPolygon = shapely.orient_polygons(
        shapely.coverage_union_all([cells[number] for number in sorted(numbers)])
    )
    return union
