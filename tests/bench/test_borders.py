"""Whether the measure of borders finds what it has to find."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray
from shapely import Polygon, box

from bench.borders import borders_of

LEFT, RIGHT = box(100, 100, 500, 500), box(500, 100, 900, 500)


def tile(*polygons: Polygon) -> NDArray[np.object_]:
    return np.array([shapely.multipolygons([one]) for one in polygons], dtype=object)


def test_two_squares_with_one_border_are_sound() -> None:
    assert borders_of(tile(LEFT, RIGHT), gap_width=8) == borders_of(tile(LEFT, RIGHT))
    found = borders_of(tile(LEFT, RIGHT), gap_width=8)
    assert (found.features, found.parted, found.invalid, found.overlap) == (2, 0, 0, 0)


@pytest.mark.parametrize(
    "left",
    [
        box(100, 100, 499, 500),
        box(100, 100, 495, 500),
        Polygon([(100, 100), (500, 100), (495, 300), (500, 500), (100, 500)]),
    ],
    ids=["a pixel", "five pixels", "a wedge"],
)
def test_a_gap_parts_both(left: Polygon) -> None:
    assert borders_of(tile(left, RIGHT), gap_width=8).parted == 2


def test_an_overlap_parts_both_and_is_measured() -> None:
    found = borders_of(tile(box(100, 100, 505, 500), RIGHT))
    assert found.parted == 2
    assert found.overlap == pytest.approx(5 * 400)


def test_a_vertex_that_only_one_of_them_has_parts_them() -> None:
    bent = Polygon([(100, 100), (500, 100), (501, 300), (500, 500), (100, 500)])
    assert borders_of(tile(bent, RIGHT)).parted == 2


def test_what_lies_on_the_margin_is_not_looked_at() -> None:
    assert borders_of(tile(box(0, 0, 10, 10), box(5, 0, 20, 10))).features == 0


def test_a_bow_tie_is_invalid() -> None:
    bow = Polygon([(100, 100), (500, 500), (500, 100), (100, 500)])
    assert borders_of(tile(bow)).invalid == 1
