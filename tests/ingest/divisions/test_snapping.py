"""Snapped coverages: whole pixels, valid, one border, nothing lost (hypothesis)."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from ingest.divisions.coverage.drawings import CANVASES, drawings, drawn_atoms, on_canvas
from ingest.divisions.coverage.snapping import simplified, snapped

Geometries = NDArray[np.object_]


def cells(seed: int, count: int, size: float) -> Geometries:
    """A coverage: the cells around random points within a disc."""
    dice = np.random.default_rng(seed)
    points = shapely.multipoints(dice.uniform(0, size, (count, 2)))
    parts = shapely.get_parts(
        shapely.voronoi_polygons(points, extend_to=shapely.box(0, 0, size, size))
    )
    disc = shapely.Point(size / 2, size / 2).buffer(size * 0.45)
    found = shapely.intersection(parts, disc)
    return np.array([shapely.multipolygons([one]) for one in found if one.area > 0], dtype=object)


coverages = st.builds(
    cells, st.integers(0, 10_000), st.integers(3, 120), st.sampled_from([30.0, 100.0, 400.0])
)


@settings(max_examples=60)
@given(coverages)
def test_a_snapped_coverage_is_one_on_whole_pixels(coverage: Geometries) -> None:
    found = snapped(coverage)
    kept = np.array([one for one in found if one is not None], dtype=object)
    assert shapely.is_valid(kept).all()
    assert shapely.coverage_is_valid(kept)
    places = shapely.get_coordinates(kept)
    assert (places == np.round(places)).all()
    # Its outline moves by less than a pixel, and what has some size stays.
    moved = shapely.symmetric_difference(shapely.union_all(kept), shapely.union_all(coverage))
    assert moved.buffer(-0.75).is_empty
    for before, after in zip(coverage, found, strict=True):
        assert before.area < 16 or after is not None


@settings(max_examples=30)
@given(coverages, st.floats(1, 8))
def test_a_generalised_coverage_is_still_one(coverage: Geometries, tolerance: float) -> None:
    found = snapped(simplified(coverage, tolerance))
    kept = np.array([one for one in found if one is not None], dtype=object)
    assert shapely.is_valid(kept).all()
    assert shapely.coverage_is_valid(kept)


def test_snapping_twice_changes_nothing() -> None:
    once = snapped(cells(1, 60, 100.0))
    kept = np.array([one for one in once if one is not None], dtype=object)
    again = snapped(kept)
    assert all(a.equals(b) for a, b in zip(kept, again, strict=True))


@pytest.mark.parametrize("canvas", CANVASES[::4], ids=lambda one: f"{one.grid.id} {one.zoom}")
def test_a_name_stands_in_its_outline_and_a_lost_one_is_a_point(canvas: object) -> None:
    degrees = np.array(
        [shapely.transform(one, lambda at: 110 + at / 400) for one in cells(7, 40, 400.0)],
        dtype=object,
    )
    degrees = np.array(
        [shapely.transform(one, lambda at: at - [0, 80]) for one in degrees], dtype=object
    )
    atoms = drawn_atoms(degrees, canvas)  # type: ignore[arg-type]
    labels = on_canvas(np.asarray(shapely.point_on_surface(degrees), dtype=object), canvas)  # type: ignore[arg-type]
    outlines = [[place] for place in range(len(degrees))] + [list(range(len(degrees)))]
    points = np.append(labels, labels[:1])
    for one, members in zip(drawings(atoms, outlines, points), outlines, strict=True):
        assert shapely.covers(one.shape, one.label)
        lost = all(atoms[place] is None for place in members)
        assert (one.shape.geom_type == "Point") == lost
        if not lost:
            assert one.shape.is_valid
            assert all(part.exterior.is_ccw for part in one.shape.geoms)
