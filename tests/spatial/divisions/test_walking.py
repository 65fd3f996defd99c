"""What second vintages tell of an atom: anchors narrow its candidates, told moves lose no limit."""

from __future__ import annotations

from collections.abc import Mapping

from division_worlds import EAST, PROVINCE, WEST, atoms_of, drawn, unit

from spatial.divisions.coverage.grades import AreaGrade
from spatial.divisions.coverage.lineage import Lineage, Unit
from spatial.divisions.coverage.walking import Anchor, Atom, Lot, walk

ABOVE = [unit(1, PROVINCE, 0), unit(2, EAST, 0), unit(3, WEST, 0)]
YEARS = tuple(range(2000, 2006))


def lineage(*units: Unit[int]) -> Lineage[int]:
    return Lineage([*ABOVE, *units], YEARS)


def parts(polygon: str, owner: int, *anchors: tuple[str, int, int]) -> dict[str, Atom[int]]:
    """Parts of a polygon that a vintage cut: code of the unit it lay in, moment, unit."""
    return {
        f"{polygon}~{code}": Atom(
            f"{polygon}~{code}", polygon, frozenset({owner}), (Anchor(moment, there),)
        )
        for code, moment, there in anchors
    }


MERGED = lineage(unit(10, "992121", 1999, 2004, ("992122", 2004)), unit(11, "992122", 1999))


def candidates(lots: Mapping[int, Mapping[str, Lot]], atom: str) -> dict[int, set[int]]:
    return {year: set(found[atom].candidates) for year, found in lots.items()}


def test_anchor_tells_which_of_two_merged_units_a_part_lay_in_at_all_times_before() -> None:
    atoms = parts("992122", 11, ("992121", 2002, 10), ("992122", 2002, 11))
    lots = walk(MERGED, atoms.values(), 2005)
    one = candidates(lots, "992122~992121")
    assert one == {y: {10} if y < 2004 else {11} for y in YEARS}
    assert candidates(lots, "992122~992122") == {y: {11} for y in YEARS}


def test_parts_of_a_cut_polygon_are_graded_cut_apart_and_held_together() -> None:
    atoms = parts("992122", 11, ("992121", 2002, 10), ("992122", 2002, 11))
    for year in (2000, 2002, 2003):
        grades = {(p.unit, p.grade) for p in drawn(MERGED, atoms, 2005, year)}
        assert grades == {(10, AreaGrade.CUT), (11, AreaGrade.CUT)}
    [whole] = drawn(MERGED, atoms, 2005, 2004)
    assert (whole.unit, whole.grade) == (11, AreaGrade.HELD)


def test_anchor_in_a_unit_that_the_record_does_not_lead_to_is_left_out() -> None:
    other = lineage(*list(MERGED.units.values())[3:], unit(12, "992123", 1999))
    atoms = parts("992122", 11, ("992123", 2002, 12))
    lots = walk(other, atoms.values(), 2005)
    assert candidates(lots, "992122~992123")[2000] == {10, 11}


def test_past_its_anchor_a_part_is_walked_from_there_alone() -> None:
    # 992121 and 992123 had merged before they became part of 992122: at 2000 nothing tells.
    longer = lineage(
        unit(9, "992123", 1999, 2001, ("992121", 2001)),
        unit(10, "992121", 1999, 2004, ("992122", 2004)),
        unit(11, "992122", 1999),
    )
    atoms = parts("992122", 11, ("992121", 2002, 10))
    lots = walk(longer, atoms.values(), 2005)
    assert candidates(lots, "992122~992121")[2001] == {10}
    assert candidates(lots, "992122~992121")[2000] == {9, 10}


MOVED = lineage(unit(10, "992121", 1999, None, ("992122", 2003)), unit(11, "992122", 1999))
TOLD = {(10, 11): 2002}


def test_told_move_of_a_part_is_cut_before_and_blurs_nobody() -> None:
    atoms = atoms_of(MOVED, 2005, "992121") | parts(
        "992122", 11, ("992121", 2002, 10), ("992122", 2002, 11)
    )
    before = {p.unit: (p.atoms, p.grade) for p in drawn(MOVED, atoms, 2005, 2002, told=TOLD)}
    assert before == {
        10: ({"992121", "992122~992121"}, AreaGrade.CUT),
        11: ({"992122~992122"}, AreaGrade.CUT),
    }
    after = {p.unit: (p.atoms, p.grade) for p in drawn(MOVED, atoms, 2005, 2003, told=TOLD)}
    assert after == {
        10: ({"992121"}, AreaGrade.HELD),
        11: ({"992122~992121", "992122~992122"}, AreaGrade.HELD),
    }


def test_move_before_the_vintage_that_tells_of_another_one_stays_approximate() -> None:
    twice = lineage(
        unit(10, "992121", 1999, None, ("992122", 2001), ("992122", 2003)),
        unit(11, "992122", 1999),
    )
    atoms = atoms_of(twice, 2005, "992121") | parts(
        "992122", 11, ("992121", 2002, 10), ("992122", 2002, 11)
    )
    at_2002 = {p.grade for p in drawn(twice, atoms, 2005, 2002, told=TOLD)}
    at_2000 = {p.grade for p in drawn(twice, atoms, 2005, 2000, told=TOLD)}
    assert (at_2002, at_2000) == ({AreaGrade.CUT}, {AreaGrade.APPROXIMATE})


def test_part_that_its_unit_exchanged_after_the_anchor_is_approximate_since() -> None:
    # 992121 gave a part to 992122 in 2003, which then became part of it whole in 2004.
    back = lineage(
        unit(10, "992121", 1999, None, ("992122", 2003)),
        unit(11, "992122", 1999, 2004, ("992121", 2004)),
    )
    atoms = parts("992121", 10, ("992121", 2002, 10), ("992122", 2002, 11))
    assert {p.grade for p in drawn(back, atoms, 2005, 2003)} == {AreaGrade.APPROXIMATE}


def test_atom_is_walked_from_the_nearest_moment_at_which_its_unit_stands() -> None:
    late = lineage(unit(10, "992121", 1999, 2004, ("992122", 2004)), unit(11, "992122", 2004))
    atom = Atom("992122", "面", frozenset({11}))
    assert candidates(walk(late, [atom], 2002), "992122") == {
        y: {10} if y < 2004 else {11} for y in YEARS
    }
