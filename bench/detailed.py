"""The counties made 16 times as detailed, by a seeded script: coasts and ridges from coarse lines.

Midpoint displacement, four levels: each segment gets a vertex beside its middle, off by at most a
twentieth of its length. How far is drawn from the segment's own ends, so that a segment which two
counties share is displaced alike in both. Where displaced lines cross, the whole is made a valid
coverage again.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

Geometries = NDArray[np.object_]
Coordinates = NDArray[np.float64]

LEVELS = 4
MOST = 0.05
SEED = 2024


def detailed(coverage: Geometries, levels: int = LEVELS, seed: int = SEED) -> Geometries:
    """The polygons of a coverage with 2 ** levels times the segments, a valid coverage again."""
    shapes = np.array([_displaced(one, levels, seed) for one in coverage], dtype=object)
    if shapely.is_valid(shapes).all() and shapely.coverage_is_valid(shapes):
        return shapes
    cleaned = shapely.coverage_clean(shapes, snapping_distance=0, gap_width=0)
    return np.asarray(cleaned, dtype=object)


def _displaced(shape: BaseGeometry, levels: int, seed: int) -> BaseGeometry:
    polygons = [
        Polygon(
            _ring(shapely.get_coordinates(part.exterior), levels, seed),
            [_ring(shapely.get_coordinates(hole), levels, seed) for hole in part.interiors],
        )
        for part in shapely.get_parts(shape)
    ]
    return MultiPolygon(polygons)


def _ring(places: Coordinates, levels: int, seed: int) -> Coordinates:
    for level in range(levels):
        first, last = places[:-1], places[1:]
        turned = (first[:, 0] > last[:, 0]) | (
            (first[:, 0] == last[:, 0]) & (first[:, 1] > last[:, 1])
        )
        low = np.where(turned[:, None], last, first)
        high = np.where(turned[:, None], first, last)
        along = high - low
        offset = MOST * (2 * _drawn(low, high, seed + level) - 1)
        middle = (low + high) / 2 + offset[:, None] * np.column_stack((-along[:, 1], along[:, 0]))
        woven = np.empty((len(places) * 2 - 1, 2))
        woven[0::2], woven[1::2] = places, middle
        places = woven
    return places


def _drawn(low: Coordinates, high: Coordinates, seed: int) -> NDArray[np.float64]:
    """Numbers from 0 to 1 that the ends of each segment decide (splitmix64 over their bits)."""
    mixed = np.full(len(low), seed * 0x9E3779B97F4A7C15 % 2**64, dtype=np.uint64)
    for column in (low[:, 0], low[:, 1], high[:, 0], high[:, 1]):
        mixed = (mixed ^ np.ascontiguousarray(column).view(np.uint64)) * np.uint64(
            0xBF58476D1CE4E5B9
        )
        mixed ^= mixed >> np.uint64(31)
        mixed *= np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(29)
    return mixed.astype(np.float64) / 2**64
