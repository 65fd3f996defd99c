"""What a grid decides by the few cells that a question touches, a patch decides by all of them."""

from __future__ import annotations

from random import Random

from hypothesis import example, given, settings
from hypothesis import strategies as st

from spatial.business.suppression.grid import Grid
from spatial.business.suppression.patch import COVER, Patch, Place

WEIGHTS = st.sampled_from([0.0, 1.0, 1.0, 1.0, 0.3, -1.0, 2.0])


@st.composite
def patches(draw: st.DrawFn) -> Patch[int]:
    """A patch whose cover has cells in every column; other rows have some of them, or twice."""
    columns, rows = draw(st.integers(1, 4)), draw(st.integers(0, 4))
    labels = [(COVER, column) for column in range(columns) for _ in range(draw(st.integers(1, 2)))]
    for row in range(1, rows + 1):
        labels += [
            (row, column) for column in draw(st.lists(st.integers(0, columns - 1), min_size=1))
        ]
    Random(0).shuffle(labels)
    return Patch(
        tuple(Place(cell, row, column) for cell, (row, column) in enumerate(labels)),
        draw(st.integers(0, 9)) == 0,
    )


def same(patch: Patch[int], weights: dict[int, float]) -> bool:
    """What both say, which is the same."""
    grid = Grid.of(((one.row, one.column) for one in patch.places), closed=patch.closed)
    at = {one.cell: one for one in patch.places}
    by_grid = grid.shows((at[cell].row, at[cell].column, w) for cell, w in weights.items())
    assert by_grid == patch.shows(weights)
    return by_grid


@given(patches(), st.data())
@settings(max_examples=500)
def test_any_weights_are_decided_alike(patch: Patch[int], data: st.DataObject) -> None:
    cells = st.integers(0, len(patch.places) - 1)
    same(patch, data.draw(st.dictionaries(cells, WEIGHTS)))


@given(patches(), st.data())
@settings(max_examples=500)
def test_sums_of_rows_and_columns_are_shown_and_with_one_cell_more_decided_alike(
    patch: Patch[int], data: st.DataObject
) -> None:
    of_row = {one.row: data.draw(WEIGHTS) for one in patch.places} | {COVER: 0.0}
    of_column = {one.column: data.draw(WEIGHTS) for one in patch.places}
    weights = {one.cell: of_row[one.row] + of_column[one.column] for one in patch.places}
    assert same(patch, weights) or patch.closed
    cell = data.draw(st.integers(0, len(patch.places) - 1))
    same(patch, weights | {cell: weights[cell] + data.draw(WEIGHTS)})


@given(patches())
@example(Patch((Place(0, COVER, 0), Place(1, 1, 0)), False))
def test_single_cells_are_decided_alike(patch: Patch[int]) -> None:
    for one in patch.places:
        same(patch, {one.cell: 1.0})
