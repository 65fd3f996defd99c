"""Patches of hidden cells: what is chosen protects every small cell, and no more than it must."""

from __future__ import annotations

from datetime import date

import numpy as np
from cell_attack import intervals
from hypothesis import example, given, settings
from hypothesis import strategies as st

from spatial.business.suppression.choosing import Window, choose
from spatial.business.suppression.closed_years import joined, whole_years
from spatial.business.suppression.elementary import Cell
from spatial.business.suppression.patch import COVER, Patch, Place, shows
from spatial.business.suppression.surroundings import parent_by_code

KS = st.sampled_from([2, 3, 5, 10])
COUNTS = st.one_of(st.just(0), st.integers(0, 4), st.integers(0, 60))
TABLES = st.integers(1, 6).flatmap(
    lambda columns: st.lists(
        st.lists(COUNTS, min_size=columns, max_size=columns), min_size=1, max_size=7
    )
)


def window(table: list[list[int]], **masks: np.ndarray) -> Window:
    values = np.array(table, dtype=float)
    nothing = np.zeros(values.shape, dtype=bool)
    groups = tuple((f"g{unit % 2}", "") for unit in range(len(table)))
    return Window(
        values,
        groups,
        masks.get("fresh", ~nothing),
        masks.get("placed", nothing),
        masks.get("drawn", nothing),
    )


def values_of(table: list[list[int]]) -> dict[tuple[int, int], float]:
    return {(u, c): float(value) for u, row in enumerate(table) for c, value in enumerate(row)}


@given(TABLES, KS, st.data())
@example([[3, 20]], 5, None)
@settings(max_examples=300, deadline=None)
def test_every_small_cell_is_in_one_patch_whose_sums_protect_it_r8_4(
    table: list[list[int]], minimum: int, data: st.DataObject | None
) -> None:
    drawn = np.zeros((len(table), len(table[0])), dtype=bool)
    if data is not None:
        drawn[:] = data.draw(st.lists(st.booleans(), min_size=drawn.size, max_size=drawn.size).map(
            lambda bits: np.array(bits).reshape(drawn.shape)))  # fmt: skip
    patches = choose(window(table, drawn=drawn), minimum)
    hidden = [place.cell for patch in patches for place in patch.places]
    assert len(hidden) == len(set(hidden))
    values = values_of(table)
    assert {cell for cell, value in values.items() if 0 < value < minimum} <= set(hidden)
    assert all(patch.holds(values, minimum) for patch in patches)


@given(TABLES, KS)
@settings(max_examples=150, deadline=None)
def test_any_set_of_hidden_cells_that_is_small_may_be_zero_and_more_than_k_r8_4(
    table: list[list[int]], minimum: int
) -> None:
    values = values_of(table)
    for patch in choose(window(table), minimum):
        if patch.closed:
            continue
        rows: dict[int, dict] = {}
        columns: dict[int, dict] = {}
        for place in patch.places:
            columns.setdefault(place.column, {})[place.cell] = 1.0
            if place.row != COVER:
                rows.setdefault(place.row, {})[place.cell] = 1.0
        published = [
            (weights, sum(values[cell] for cell in weights))
            for weights in (*rows.values(), *columns.values())
        ]
        small = [cell for cell in published_cells(patch) if 0 < values[cell] < minimum]
        # Single cells, and as many of them together as are small together.
        together: dict = {}
        for cell in small:
            if sum(values[one] for one in together) + values[cell] < minimum:
                together[cell] = 1.0
        targets = [{cell: 1.0} for cell in small[:4]] + ([together] if together else [])
        for found in intervals(published, targets):
            assert found.hides(minimum), (patch, found)


def published_cells(patch: Patch) -> list:
    return [place.cell for place in patch.places]


@given(TABLES, KS)
@settings(deadline=None)
def test_what_is_not_fresh_covers_nothing_r8_4(table: list[list[int]], minimum: int) -> None:
    fresh = np.zeros((len(table), len(table[0])), dtype=bool)
    values = values_of(table)
    for patch in choose(window(table, fresh=fresh), minimum):
        assert all(0 < values[place.cell] < minimum for place in patch.places)


@given(TABLES, KS)
@settings(deadline=None)
def test_a_table_without_small_cells_hides_nothing(table: list[list[int]], minimum: int) -> None:
    large = [[value * minimum for value in row] for row in table]
    assert choose(window(large), minimum) == []


def test_sums_of_rows_and_columns_are_public_and_nothing_finer() -> None:
    cells = [(u, c) for u in range(3) for c in range(2)]
    patch = Patch(tuple(Place(cell, cell[0], cell[1]) for cell in cells))
    one = dict.fromkeys(cells, 1.0)
    assert patch.shows({})
    assert patch.shows(one)
    assert patch.shows({(1, 0): 1.0, (1, 1): 1.0})
    assert patch.shows({(0, 0): 1.0, (0, 1): 1.0})
    assert patch.shows({(u, 0): 0.25 for u in range(3)})
    assert patch.shows({(0, 0): 2.0, (1, 0): 1.0, (2, 0): 1.0, (0, 1): 1.0})
    assert not patch.shows({(1, 0): 1.0})
    assert not patch.shows({(1, 0): 1.0, (2, 1): 1.0})
    assert not patch.shows({(u, 0): 1.0 for u in range(2)})
    closed = Patch(patch.places, closed=True)
    assert closed.shows({})
    assert not closed.shows(one)
    assert shows([], one)


def test_a_patch_without_a_value_or_a_cover_protects_nothing() -> None:
    patch = Patch((Place("a", COVER, 0), Place("b", COVER, 0), Place("c", 1, 1)))
    assert not patch.holds({"a": 9.0, "b": 9.0}, 5)
    assert not patch.holds({"a": 9.0, "b": 9.0, "c": 9.0}, 5)
    assert Patch(patch.places[:2]).holds({"a": 3.0, "b": 2.5}, 5)
    assert not Patch(patch.places[:2]).holds({"a": 3.0, "b": 2.0}, 5)


def test_years_join_only_where_what_is_left_covers_every_column() -> None:
    def month(number: int, values: dict[str, float]) -> tuple[Patch, dict[Cell, float]]:
        told = {Cell(code, date(2019, number, 1), "x"): value for code, value in values.items()}
        return Patch(tuple(Place(cell, COVER, 0) for cell in told)), told

    january, first = month(1, {"a": 3, "b": 9})
    february, second = month(2, {"a": 4, "b": 9})
    values = first | second
    [(keys, whole)] = joined({7: january, 8: february}, values, 5, {2019})
    assert sorted(keys) == [7, 8]
    assert whole.shows({cell: 1.0 for cell in values if cell.code == "a"})
    assert not whole.shows(
        {cell: 1.0 for cell in values if cell.starts.month == 1 and cell.code == "a"}
    )
    assert whole.holds(values, 5)
    assert joined({7: january, 8: february}, values, 5, {2018}) == []
    # Nine people cover nobody where k is nine.
    assert joined({7: january, 8: february}, values, 9, {2019}) == []


def test_a_year_is_whole_when_december_or_a_later_year_is_there() -> None:
    starts = [date(2018, 11, 1), date(2019, 6, 1)]
    assert whole_years(starts, date(2019, 6, 1)) == {2018}
    assert whole_years(starts, date(2019, 12, 1)) == {2018, 2019}
    assert whole_years([], date(2019, 12, 1)) == frozenset()


def test_a_code_tells_the_division_around_it() -> None:
    assert parent_by_code("990101001002") == "990101001"
    assert parent_by_code("990101001") == "990101"
    assert parent_by_code("990101") == "990100"
    assert parent_by_code("990100") == "990000"
    assert parent_by_code("990000") is None
