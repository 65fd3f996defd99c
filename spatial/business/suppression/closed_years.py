"""Years that came in month by month: their units get sums of their own at the year's end.

Figures that arrive together share a patch, and units in it keep the sum of their year. Those of a
month that came alone have a patch of one column, which has no such sums. When the year is whole,
patches that share units become one. All that they showed stays: each column, and each row that
there was. New are the rows of units that others need not be covered by: what the two conditions of
`patch.py` allow of the joined patch is allowed of all that was ever shown of its cells.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from spatial.business.suppression.elementary import Cell
from spatial.business.suppression.patch import COVER, Patch, Place


def whole_years(starts: Sequence[date], latest: date) -> frozenset[int]:
    """The years of some periods of which nothing more is to come.

    December is there, or a later year is. starts, latest: first days of periods, the last of all.
    """
    whole = {start.year for start in starts if start.year < latest.year}
    if latest.month == 12:
        whole |= {start.year for start in starts}
    return frozenset(whole)


def joined(
    patches: Mapping[int, Patch[Cell]],
    values: Mapping[Cell, float],
    minimum: float,
    years: Collection[int],
) -> list[tuple[tuple[int, ...], Patch[Cell]]]:
    """Patches that become one, each with the keys of those that it replaces.

    patches: open ones, each with cells of one part. years: those that are whole.
    """
    found = []
    for keys in _sharing_units(patches, years):
        if len(keys) < 2:
            continue
        whole = _relabelled(_put_together([patches[key] for key in keys]), values, minimum)
        if whole is not None:
            found.append((tuple(keys), whole))
    return found


def _sharing_units(patches: Mapping[int, Patch[Cell]], years: Collection[int]) -> list[list[int]]:
    """Keys of patches that hang together by covers of the same unit in the same year."""
    group_of = {key: key for key in patches}

    def root(key: int) -> int:
        while group_of[key] != key:
            group_of[key] = group_of[group_of[key]]
            key = group_of[key]
        return key

    first: dict[tuple[str, int], int] = {}
    for key, patch in patches.items():
        for place in patch.places:
            year = place.cell.starts.year
            if place.row == COVER and year in years:
                other = first.setdefault((place.cell.code, year), key)
                group_of[root(key)] = root(other)
    groups: dict[int, list[int]] = {}
    for key in patches:
        groups.setdefault(root(key), []).append(key)
    return list(groups.values())


def _put_together(patches: Sequence[Patch[Cell]]) -> list[Place[Cell]]:
    """All cells, with columns and rows that stay apart; the covers are one row."""
    places: list[Place[Cell]] = []
    rows: dict[tuple[int, int], int] = {}
    columns: dict[tuple[int, int], int] = {}
    for number, patch in enumerate(patches):
        for place in patch.places:
            row = COVER
            if place.row != COVER:
                row = rows.setdefault((number, place.row), len(rows) + 1)
            column = columns.setdefault((number, place.column), len(columns))
            places.append(Place(place.cell, row, column))
    return places


def _relabelled(
    places: Sequence[Place[Cell]], values: Mapping[Cell, float], minimum: float
) -> Patch[Cell] | None:
    """A row for each unit without which the covers are enough; None where there is no such one."""
    cover: dict[int, float] = {}
    of_unit: dict[str, list[Place[Cell]]] = {}
    for place in places:
        if place.row == COVER:
            cover[place.column] = cover.get(place.column, 0.0) + values[place.cell]
            of_unit.setdefault(place.cell.code, []).append(place)
    sums = {code: sum(values[one.cell] for one in own) for code, own in of_unit.items()}
    label = max(place.row for place in places)
    new_row: dict[str, int] = {}
    for code in sorted(of_unit, key=lambda code: (sums[code], code)):
        own = of_unit[code]
        left: dict[int, float] = {}
        for one in own:
            left[one.column] = left.get(one.column, cover[one.column]) - values[one.cell]
        if len(left) > 1 and sums[code] > minimum and min(left.values()) > minimum:
            cover |= left
            label += 1
            new_row[code] = label
    if not new_row:
        return None
    return Patch(
        tuple(
            Place(one.cell, new_row.get(one.cell.code, COVER), one.column)
            if one.row == COVER
            else one
            for one in places
        )
    )
