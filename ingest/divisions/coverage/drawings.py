"""Drawings of a coverage: each outline on the pixels of every drawn zoom of both grids.

A coverage is generalised and snapped once for each zoom and grid, atoms and all, and an outline is
the union of what became of its atoms: so the borders of all outlines of a zoom are the same lines,
whatever day they are of.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Point, Polygon

from ingest.divisions.coverage.snapping import simplified, snapped
from spatial.tile_grids import GRIDS, TileGrid

Geometries = NDArray[np.object_]

RULES = 1
"""Raised when drawing changes, so that what was drawn before is drawn anew."""

TOLERANCE = 4.0
"""Pixels by which a generalised line may be off: half a dot of a tile shown at 512 dots."""

_WORTH_PROCESSES = 60_000


class Canvas(NamedTuple):
    """One zoom of one grid."""

    grid: TileGrid
    zoom: int


CANVASES: tuple[Canvas, ...] = tuple(
    Canvas(grid, zoom)
    for grid in GRIDS.values()
    # The finest first: they take longest, and the last one to end alone should be short.
    for zoom in range(grid.finest_drawn, -1, -1)
)
"""All that drawings are made for."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What stands for an outline on a canvas, in its pixels.

    shape: MultiPolygon; a Point where the outline is too small for one. label: in the shape.
    """

    shape: MultiPolygon | Point
    label: Point


def on_canvas(geometries: Geometries, canvas: Canvas) -> Geometries:
    """CGCS2000 degrees to pixels, not rounded."""
    return np.asarray(
        shapely.transform(geometries, lambda places: canvas.grid.pixels_of(places, canvas.zoom)),
        dtype=object,
    )


def drawn_atoms(geometries: Geometries, canvas: Canvas) -> Geometries:
    """A coverage (CGCS2000), generalised and snapped; None where nothing of an atom is left."""
    pixels = on_canvas(geometries, canvas)
    if len(pixels) == 0:
        return pixels
    return snapped(simplified(pixels, TOLERANCE))


def every_canvas(
    geometries: Geometries, canvases: Sequence[Canvas] = CANVASES
) -> Iterator[tuple[Canvas, Geometries]]:
    """`drawn_atoms` for the canvases; of a large coverage in a process for each CPU."""
    processes = min(os.cpu_count() or 1, len(canvases))
    if processes == 1 or shapely.get_num_coordinates(geometries).sum() < _WORTH_PROCESSES:
        for canvas in canvases:
            yield canvas, drawn_atoms(geometries, canvas)
        return
    with ProcessPoolExecutor(
        processes,
        # Not forked: the parent has threads and a database connection.
        mp_context=get_context("spawn"),
        initializer=_take,
        initargs=(shapely.to_wkb(geometries),),
    ) as pool:
        for canvas, drawn in zip(canvases, pool.map(_drawn, canvases), strict=True):
            yield canvas, np.asarray(shapely.from_wkb(drawn), dtype=object)


_taken: Geometries | None = None


def _take(coverage: Geometries) -> None:
    global _taken
    _taken = np.asarray(shapely.from_wkb(coverage), dtype=object)


def _drawn(canvas: Canvas) -> Geometries:
    assert _taken is not None
    return np.asarray(shapely.to_wkb(drawn_atoms(_taken, canvas)), dtype=object)


def drawings(
    atoms: Geometries, outlines: Sequence[Sequence[int]], labels: Geometries
) -> list[Drawing]:
    """The drawing of each outline on one canvas.

    atoms: as drawn there. outlines: the places of the atoms of each. labels: where a name stands
    in each undrawn outline, in pixels; it is moved where it would not stand in the drawn one.
    """
    wholes = [_whole(atoms[list(places)]) for places in outlines]
    points = np.asarray(shapely.transform(labels, np.round), dtype=object)
    shapes = np.empty(len(wholes), dtype=object)
    for place, whole in enumerate(wholes):
        shapes[place] = points[place] if whole is None else whole
    for place in np.flatnonzero(~shapely.covers(shapes, points)).tolist():
        points[place] = _place_for_a_name(shapes[place])
    return [Drawing(shape, label) for shape, label in zip(shapes, points, strict=True)]


def _whole(parts: Geometries) -> MultiPolygon | None:
    drawn = parts[~shapely.is_missing(parts)]
    if len(drawn) == 0:
        return None
    whole = drawn[0] if len(drawn) == 1 else shapely.coverage_union_all(drawn)
    if len(drawn) > 1 and not whole.is_valid:
        # Edges of atoms that touch in a point may nest; the general union sorts that out.
        whole = shapely.union_all(drawn, grid_size=1.0)
    polygons = [part for part in shapely.get_parts(whole) if isinstance(part, Polygon)]
    # Outer rings turn clockwise on a screen (MVT 2.1, 4.3.4.4), where y goes down.
    return MultiPolygon(list(shapely.orient_polygons(polygons, exterior_cw=False)))


def _place_for_a_name(shape: MultiPolygon) -> Point:
    """A whole pixel in the largest part, or on its limit where that part is a mere strip."""
    parts = shapely.get_parts(shape)
    largest = parts[int(np.argmax(shapely.area(parts)))]
    inside = shapely.transform(shapely.point_on_surface(largest), np.round)
    return inside if shapely.covers(shape, inside) else Point(largest.exterior.coords[0])
