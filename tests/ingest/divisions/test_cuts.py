"""Atoms are cut where a second vintage shows a limit that the lineage asks for, and nowhere else.

Counties stand in a row, each 20 km wide; the base is drawn for 2020, the second vintage for 2010.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from shapely.geometry import MultiPolygon, box

from ingest.divisions.coverage.cuts import CutAtoms, cut_atoms
from ingest.divisions.coverage.second_vintages import DrawnShape, SecondVintage, views
from spatial.divisions.coverage.coverage import AreaGrade, Piece
from spatial.divisions.coverage.lineage import Lineage, Unit
from tests.spatial.divisions.division_worlds import EAST, PROVINCE, atoms_of, drawn, unit

BASE = 2020
M_LAT = 1 / 111_319.49
M_LON = M_LAT / math.cos(math.radians(30))


def land(west_km: float, east_km: float) -> MultiPolygon:
    """From west to east, 10 km high."""
    ring = box(west_km * 1000, 0, east_km * 1000, 10_000)
    return MultiPolygon([shapely.transform(ring, lambda xy: xy * (M_LON, M_LAT) + (120.0, 30.0))])


def lineage_of(*counties: Unit[int]) -> Lineage[int]:
    above = (unit(1, PROVINCE, 2000), unit(2, EAST, 2000, parent=PROVINCE))
    return Lineage([*above, *counties], range(2005, 2022))


def second(*shapes: tuple[str, str, MultiPolygon], moment: int = 2010) -> SecondVintage[int]:
    return SecondVintage("old", moment, tuple(DrawnShape(c, n, True, s) for c, n, s in shapes))


def cut(
    lineage: Lineage[int], row: dict[str, MultiPolygon], vintage: SecondVintage[int]
) -> CutAtoms[int]:
    atoms = list(atoms_of(lineage, BASE, *row).values())
    shapes = np.empty(len(row), dtype=object)
    shapes[:] = list(row.values())
    found = cut_atoms(lineage, BASE, atoms, shapes, vintage)
    assert shapely.coverage_is_valid(found.geometries)
    assert shapely.area(found.geometries).sum() == pytest.approx(shapely.area(shapes).sum())
    return found


def pieces(lineage: Lineage[int], found: CutAtoms[int], year: int) -> dict[str, Piece]:
    atoms = {atom.id: atom for atom in found.atoms}
    return {piece.code: piece for piece in drawn(lineage, atoms, BASE, year, told=found.told)}


def width_km(found: CutAtoms[int], name: str) -> float:
    [shape] = [
        shape for atom, shape in zip(found.atoms, found.geometries, strict=True) if atom.id == name
    ]
    west, _, east, _ = shape.bounds
    return round(float(east - west) / M_LON / 1000, 2)


SPLIT = (
    unit(11, "992121", 2000, 2015, ("992128", 2015), ("992129", 2015)),
    unit(12, "992122", 2000, 2015, ("992129", 2015)),
    unit(18, "992128", 2015),
    unit(19, "992129", 2015),
)


def test_a_county_that_was_parts_of_two_is_cut_along_their_limit() -> None:
    lineage = lineage_of(*SPLIT)
    row = {"992128": land(0, 12), "992129": land(12, 40)}
    vintage = second(("992121", "名11", land(0.1, 20)), ("992122", "名12", land(20, 39.9)))
    found = cut(lineage, row, vintage)
    assert [atom.id for atom in found.atoms] == ["992128", "992129~992121", "992129~992122"]
    assert width_km(found, "992129~992121") == 8.0
    then = pieces(lineage, found, 2010)
    assert then["992121"].atoms == {"992128", "992129~992121"}
    assert then["992121"].grade is then["992122"].grade is AreaGrade.CUT
    now = pieces(lineage, found, BASE)
    assert now["992129"].grade is AreaGrade.HELD


def test_without_the_second_vintage_the_two_have_no_known_limit() -> None:
    lineage = lineage_of(*SPLIT)
    atoms = atoms_of(lineage, BASE, "992128", "992129")
    [piece] = drawn(lineage, atoms, BASE, 2010)
    assert piece.grade is AreaGrade.UNKNOWN


def test_a_county_of_whole_units_is_not_cut_for_the_list_that_says_so() -> None:
    lineage = lineage_of(unit(11, "992121", 2000, 2015, ("992129", 2015)), unit(19, "992129", 2015))
    found = cut(lineage, {"992129": land(0, 40)}, second(("992121", "名11", land(0, 20))))
    assert [atom.id for atom in found.atoms] == ["992129"]


def test_the_vintage_tells_nothing_when_it_lacks_one_of_the_units() -> None:
    lineage = lineage_of(*SPLIT)
    row = {"992128": land(0, 12), "992129": land(12, 40)}
    found = cut(lineage, row, second(("992121", "名11", land(0, 39))))
    assert [atom.id for atom in found.atoms] == ["992128", "992129"]
    assert all(not atom.anchors for atom in found.atoms)


def test_a_polygon_with_the_code_of_one_unit_and_the_name_of_another_is_of_the_name() -> None:
    lineage = lineage_of(
        unit(11, "992121", 2000, 2008, ("992122", 2008), name="甲"),
        unit(12, "992122", 2008, name="乙"),
        unit(13, "992121", 2008, name="丙"),
    )
    of_甲, of_乙 = land(0, 10), land(10, 20)
    [own, former] = views(lineage, second(("992121", "甲", of_甲), ("992122", "乙", of_乙)))
    assert set(own.polygons) == {12}, "甲 went into 乙 whole, so 乙 is both"
    assert own.polygons[12].equals(land(0, 20))
    assert former.moment == 2007
    assert former.polygons == {11: of_甲}
    assert former.retired == {11}


def test_of_several_candidates_the_only_one_drawn_there_is_known_without_a_cut() -> None:
    lineage = lineage_of(*SPLIT)
    row = {"992128": land(0, 12), "992129": land(12, 40)}
    vintage = second(("992121", "名11", land(0, 12.1)), ("992122", "名12", land(12.1, 40)))
    found = cut(lineage, row, vintage)
    assert [atom.id for atom in found.atoms] == ["992128", "992129"]
    then = pieces(lineage, found, 2010)
    assert then["992121"].atoms == {"992128"}
    assert then["992122"].atoms == {"992129"}


TRANSFER = (
    unit(11, "992121", 2000, None, ("992122", 2015)),
    unit(12, "992122", 2000),
)


def test_a_part_that_moved_into_a_standing_county_is_cut_out_of_it() -> None:
    lineage = lineage_of(*TRANSFER)
    row = {"992121": land(0, 12), "992122": land(12, 40)}
    vintage = second(("992121", "名11", land(0, 20)), ("992122", "名12", land(20, 40)))
    found = cut(lineage, row, vintage)
    assert [atom.id for atom in found.atoms] == ["992121", "992122~992121", "992122~992122"]
    assert found.told == {(11, 12): 2010}
    for year in (2010, 2014):
        then = pieces(lineage, found, year)
        assert then["992121"].atoms == {"992121", "992122~992121"}
        assert {piece.grade for piece in then.values()} == {AreaGrade.CUT}
    for year in (2015, 2020):
        assert {piece.grade for piece in pieces(lineage, found, year).values()} == {AreaGrade.HELD}


def test_a_transfer_no_larger_than_the_vintages_differ_stays_approximate() -> None:
    lineage = lineage_of(*TRANSFER)
    row = {"992121": land(0, 20), "992122": land(20, 40)}
    vintage = second(("992121", "名11", land(0, 20.3)), ("992122", "名12", land(20.3, 40)))
    found = cut(lineage, row, vintage)
    assert [atom.id for atom in found.atoms] == ["992121", "992122"]
    assert found.told == {}
    then = pieces(lineage, found, 2010)
    assert {piece.grade for piece in then.values()} == {AreaGrade.APPROXIMATE}


def test_two_transfers_between_the_same_counties_are_not_told_apart_and_not_cut() -> None:
    lineage = lineage_of(
        unit(11, "992121", 2000, None, ("992122", 2013), ("992122", 2015)), unit(12, "992122", 2000)
    )
    row = {"992121": land(0, 12), "992122": land(12, 40)}
    vintage = second(("992121", "名11", land(0, 20)), ("992122", "名12", land(20, 40)))
    assert cut(lineage, row, vintage).told == {}


def test_units_that_were_gone_when_it_was_drawn_cut_for_the_list_before() -> None:
    lineage = lineage_of(*SPLIT)
    row = {"992128": land(0, 12), "992129": land(12, 40)}
    late = second(("992121", "名11", land(0, 20)), ("992122", "名12", land(20, 40)), moment=2016)
    found = cut(lineage, row, late)
    assert [atom.id for atom in found.atoms] == ["992128", "992129~992121", "992129~992122"]
    assert [anchor.moment for anchor in found.atoms[1].anchors] == [2014]
    assert pieces(lineage, found, 2010)["992122"].atoms == {"992129~992122"}


def test_a_vintage_newer_than_the_base_cuts_for_the_lists_after_it() -> None:
    lineage = lineage_of(
        unit(11, "992121", 2000, 2021, ("992128", 2021), ("992129", 2021)),
        unit(18, "992128", 2021),
        unit(19, "992129", 2021),
    )
    newer = second(("992128", "名18", land(0, 12)), ("992129", "名19", land(12, 20)), moment=2021)
    found = cut(lineage, {"992121": land(0, 20)}, newer)
    assert [atom.id for atom in found.atoms] == ["992121~992128", "992121~992129"]
    after = pieces(lineage, found, 2021)
    assert after["992128"].atoms == {"992121~992128"}
    assert after["992128"].grade is AreaGrade.CUT
    assert pieces(lineage, found, BASE)["992121"].grade is AreaGrade.HELD


def test_a_cut_that_ends_on_a_neighbour_puts_its_vertex_there() -> None:
    lineage = lineage_of(*SPLIT, unit(14, "992124", 2000))
    below = shapely.transform(land(12, 40), lambda xy: xy - (0.0, 10_000 * M_LAT))
    row = {"992128": land(0, 12), "992129": land(12, 40), "992124": MultiPolygon(below.geoms)}
    vintage = second(("992121", "名11", land(0, 20)), ("992122", "名12", land(20, 40)))
    found = cut(lineage, row, vintage)
    assert len(found.geometries[-1].geoms[0].exterior.coords) == 6
