"""The sixteen directions, exact at their limits."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from spatial.boundaries.directions import DIRECTIONS, bearing, direction_of, middle_of
from spatial.errors import BadParameter

# As GB/T 17796 is quoted in the field notes: degrees and minutes at which each begins.
PUBLISHED = [
    ("北", 348, 45), ("北偏东北", 11, 15), ("东北", 33, 45), ("东偏东北", 56, 15),
    ("东", 78, 45), ("东偏东南", 101, 15), ("东南", 123, 45), ("南偏东南", 146, 15),
    ("南", 168, 45), ("南偏西南", 191, 15), ("西南", 213, 45), ("西偏西南", 236, 15),
    ("西", 258, 45), ("西偏西北", 281, 15), ("西北", 303, 45), ("北偏西北", 326, 15),
]  # fmt: skip


@pytest.mark.parametrize(("word", "degrees", "minutes"), PUBLISHED)
def test_limit_belongs_to_the_direction_that_begins_there_r3_3(
    word: str, degrees: int, minutes: int
) -> None:
    limit = degrees + minutes / 60
    assert Fraction(limit) == Fraction(degrees * 60 + minutes, 60)
    before = DIRECTIONS[DIRECTIONS.index(word) - 1]
    for turns in (-720, -360, 0, 360):
        assert direction_of(limit + turns) == word
    assert direction_of(math.nextafter(limit, 0)) == before
    assert direction_of(math.nextafter(limit, 400)) == word
    assert direction_of(Fraction(limit) - Fraction(1, 10**30)) == before


def test_widths_are_the_published_ones_r3_3() -> None:
    assert tuple(word for word, _, _ in PUBLISHED) == DIRECTIONS
    begins = [Fraction(degrees * 60 + minutes, 60) for _, degrees, minutes in PUBLISHED]
    for start, end in zip(begins, begins[1:] + begins[:1], strict=True):
        assert (end - start) % 360 == Fraction(45, 2)


@settings(deadline=None)
@example(-1e-20)
@example(math.nextafter(360, 0))
@example(-0.0)
@given(st.floats(-1e6, 1e6))
def test_every_bearing_lies_in_the_direction_it_is_given_r3_3(degrees: float) -> None:
    middle = Fraction(middle_of(direction_of(degrees)))
    away = (Fraction(degrees) - middle + 180) % 360 - 180
    assert -Fraction(45, 4) <= away < Fraction(45, 4)


@pytest.mark.parametrize("degrees", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_has_no_direction_r3_3(degrees: float) -> None:
    with pytest.raises(BadParameter, match="is no bearing"):
        direction_of(degrees)


def test_word_that_is_none_of_them_is_refused_r3_3() -> None:
    with pytest.raises(BadParameter, match="none of the sixteen"):
        middle_of("东偏北")


def test_bearing_is_from_true_north_r3_3() -> None:
    assert bearing(120, 30, 120, 31) == 0
    assert bearing(120, 31, 120, 30) == 180
    # East along a geodesic begins a little north of the parallel.
    assert 89 < bearing(120, 30, 121, 30) < 90
    assert 269.9 < bearing(120, 0, 119, 0) < 270.1
    # Tiny steps to the west of north stay below a whole turn.
    assert 0 <= bearing(120, 30, 120 - 1e-13, 31) < 360
