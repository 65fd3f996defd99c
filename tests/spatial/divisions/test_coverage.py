"""What is drawn of a lineage: whole coverages, and never a shape that the record does not give."""

from __future__ import annotations

from collections import Counter

import pytest
from division_worlds import EAST, PROVINCE, WEST, World, atoms_of, drawn, unit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spatial.division_codes import Level
from spatial.divisions.coverage.grades import AreaFlag, AreaGrade
from spatial.divisions.coverage.lineage import Lineage, Unit
from spatial.divisions.coverage.pieces import Piece, pieces_before_the_record
from spatial.divisions.coverage.walking import Atom

ABOVE = [unit(1, PROVINCE, 0), unit(2, EAST, 0), unit(3, WEST, 0)]
KNOWN = (AreaGrade.HELD, AreaGrade.DERIVED)
LAND = 9


def lineage(*units: Unit[int], years: tuple[int, ...] = (2000, 2001)) -> Lineage[int]:
    return Lineage([*ABOVE, *units], years)


def summary(pieces: list[Piece]) -> set[tuple[str, str, AreaGrade]]:
    """Code, atoms and grade of the pieces."""
    return {(piece.code, "+".join(sorted(piece.atoms)), piece.grade) for piece in pieces}


def test_base_year_draws_what_the_source_drew() -> None:
    both = lineage(unit(10, "992121", 1999), unit(11, "992122", 1999))
    atoms = atoms_of(both, 2001, "992121", "992122")
    assert summary(drawn(both, atoms, 2001, 2001)) == {
        ("992121", "992121", AreaGrade.HELD),
        ("992122", "992122", AreaGrade.HELD),
    }


def test_change_of_code_and_name_keeps_the_shape_and_says_it_is_derived() -> None:
    changed = lineage(
        unit(10, "992121", 1999, 2001, ("992251", 2001), name="东县"),
        unit(11, "992251", 2001, name="东区"),
    )
    [piece] = drawn(changed, atoms_of(changed, 2001, "992251"), 2001, 2000)
    assert (piece.code, piece.name, piece.grade) == ("992121", "东县", AreaGrade.DERIVED)
    assert piece.note == "即今面992251"


def test_rename_alone_stays_held() -> None:
    renamed = lineage(unit(10, "992121", 1999, 2001, name="旧"), unit(11, "992121", 2001))
    [piece] = drawn(renamed, atoms_of(renamed, 2001, "992121"), 2001, 2000)
    assert (piece.name, piece.unit, piece.grade) == ("旧", 10, AreaGrade.HELD)


def test_unit_that_was_split_is_the_union_of_its_parts_before() -> None:
    split = lineage(unit(10, "992121", 1999, None, ("992122", 2001)), unit(11, "992122", 2001))
    atoms = atoms_of(split, 2001, "992121", "992122")
    [piece] = drawn(split, atoms, 2001, 2000)
    assert (piece.code, piece.grade) == ("992121", AreaGrade.DERIVED)
    assert piece.atoms == {"992121", "992122"}
    assert piece.note == "由今面992121、面992122推得"


def test_limit_between_units_that_merged_is_unknown_before() -> None:
    merged = lineage(unit(10, "992121", 1999, 2001, ("992122", 2001)), unit(11, "992122", 1999))
    [piece] = drawn(merged, atoms_of(merged, 2001, "992122"), 2001, 2000)
    assert (piece.unit, piece.code) == (None, "")
    assert (piece.grade, piece.flag) == (AreaGrade.UNKNOWN, AreaFlag.NO_GEOMETRY)
    assert piece.candidates == {10, 11}
    assert piece.note == "名10、名11的分界未知"


def test_two_abolished_for_a_new_one_share_its_area_before_and_the_new_one_is_held_after() -> None:
    united = lineage(
        unit(10, "992121", 1999, 2001, ("992123", 2001)),
        unit(11, "992122", 1999, 2001, ("992123", 2001)),
        unit(12, "992123", 2001),
    )
    atoms = atoms_of(united, 2001, "992123")
    [before] = drawn(united, atoms, 2001, 2000)
    [after] = drawn(united, atoms, 2001, 2001)
    assert (before.flag, before.candidates) == (AreaFlag.NO_GEOMETRY, {10, 11})
    assert (after.unit, after.grade) == (12, AreaGrade.HELD)


def test_merger_after_the_day_of_drawing_is_the_union_of_the_polygons() -> None:
    merged = lineage(unit(10, "992121", 1999, 2001, ("992122", 2001)), unit(11, "992122", 1999))
    atoms = atoms_of(merged, 2000, "992121", "992122")
    assert summary(drawn(merged, atoms, 2000, 2001)) == {
        ("992122", "992121+992122", AreaGrade.DERIVED)
    }


def test_transfer_of_a_part_makes_giver_and_taker_approximate_before_and_no_other() -> None:
    moved = lineage(
        unit(10, "992121", 1999, None, ("992122", 2001)),
        unit(11, "992122", 1999),
        unit(12, "992123", 1999),
    )
    atoms = atoms_of(moved, 2001, "992121", "992122", "992123")
    assert summary(drawn(moved, atoms, 2001, 2000)) == {
        ("992121", "992121", AreaGrade.APPROXIMATE),
        ("992122", "992122", AreaGrade.APPROXIMATE),
        ("992123", "992123", AreaGrade.HELD),
    }
    assert {p.grade for p in drawn(moved, atoms, 2001, 2001)} == {AreaGrade.HELD}


def test_transfer_within_a_prefecture_leaves_the_prefecture_exact() -> None:
    moved = lineage(unit(10, "992121", 1999, None, ("992122", 2001)), unit(11, "992122", 1999))
    atoms = atoms_of(moved, 2001, "992121", "992122")
    [piece] = drawn(moved, atoms, 2001, 2000, Level.PREFECTURE)
    assert (piece.code, piece.grade) == (EAST, AreaGrade.HELD)


def test_transfer_between_prefectures_blurs_both_of_them_and_not_the_province() -> None:
    moved = lineage(unit(10, "992121", 1999, None, ("992221", 2001)), unit(11, "992221", 1999))
    atoms = atoms_of(moved, 2001, "992121", "992221")
    pieces = drawn(moved, atoms, 2001, 2000, Level.PREFECTURE)
    assert {(p.code, p.grade) for p in pieces} == {
        (EAST, AreaGrade.APPROXIMATE),
        (WEST, AreaGrade.APPROXIMATE),
    }
    [province] = drawn(moved, atoms, 2001, 2000, Level.PROVINCE)
    assert province.grade is AreaGrade.HELD


def test_transfer_blurs_the_prefectures_in_which_the_two_units_lay_at_an_earlier_time() -> None:
    # In 2002 both lay in the west; before, the taker was a county of the east.
    moved = lineage(
        unit(10, "992121", 1999, 2001, ("992222", 2001)),
        unit(11, "992222", 2001),
        unit(12, "992221", 1999, None, ("992222", 2002)),
        years=(2000, 2001, 2002),
    )
    atoms = atoms_of(moved, 2002, "992221", "992222")
    [west] = drawn(moved, atoms, 2002, 2001, Level.PREFECTURE)
    assert (west.code, west.grade) == (WEST, AreaGrade.HELD)
    before = drawn(moved, atoms, 2002, 2000, Level.PREFECTURE)
    assert {(p.code, p.grade) for p in before} == {
        (EAST, AreaGrade.APPROXIMATE),
        (WEST, AreaGrade.APPROXIMATE),
    }


def test_transfer_between_units_that_once_were_one_leaves_that_one_exact() -> None:
    parts = lineage(
        unit(10, "992121", 1999, None, ("992122", 2001), ("992122", 2002)),
        unit(11, "992122", 2001),
        years=(2000, 2001, 2002),
    )
    atoms = atoms_of(parts, 2002, "992121", "992122")
    assert {p.grade for p in drawn(parts, atoms, 2002, 2001)} == {AreaGrade.APPROXIMATE}
    assert summary(drawn(parts, atoms, 2002, 2000)) == {
        ("992121", "992121+992122", AreaGrade.DERIVED)
    }


def test_transfer_blurs_a_taker_that_no_polygon_stands_for() -> None:
    # 992221 came after the day of drawing; what it then got lies in no atom of its prefecture.
    late = lineage(
        unit(10, "992121", 1999, None, ("992221", 2002)),
        unit(11, "992221", 2001),
        unit(12, "992222", 1999),
        years=(2000, 2001, 2002),
    )
    atoms = atoms_of(late, 2000, "992121", "992222")
    pieces = drawn(late, atoms, 2000, 2002, Level.PREFECTURE)
    assert {(p.code, p.grade) for p in pieces} == {
        (EAST, AreaGrade.APPROXIMATE),
        (WEST, AreaGrade.APPROXIMATE),
    }


def test_prefecture_without_counties_is_drawn_whole_on_the_county_layer() -> None:
    childless = lineage(unit(10, "994100", 1999, parent=PROVINCE), unit(11, "992121", 1999))
    atoms = atoms_of(childless, 2001, "994100", "992121")
    for level in (Level.PREFECTURE, Level.COUNTY):
        piece = next(p for p in drawn(childless, atoms, 2001, 2001, level) if p.unit == 10)
        assert (piece.code, piece.atoms) == ("994100", {"994100"})
        assert (piece.grade, piece.flag) == (AreaGrade.HELD, AreaFlag.NO_LOWER_LEVELS)


def test_province_without_lower_units_is_drawn_whole_on_every_layer() -> None:
    alone = lineage(unit(10, "980000", 1999))
    for level in (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY):
        [piece] = drawn(alone, atoms_of(alone, 2001, "980000"), 2001, 2001, level)
        assert (piece.code, piece.grade) == ("980000", AreaGrade.HELD)
        assert piece.flag is (None if level is Level.PROVINCE else AreaFlag.NO_LOWER_LEVELS)


def test_county_directly_under_a_province_stands_for_itself_on_the_prefecture_layer() -> None:
    direct = lineage(unit(10, "999001", 1999, parent=PROVINCE), unit(11, "992121", 1999))
    atoms = atoms_of(direct, 2001, "999001", "992121")
    pieces = {p.code: p for p in drawn(direct, atoms, 2001, 2001, Level.PREFECTURE)}
    assert pieces.keys() == {"999001", EAST}
    assert pieces["999001"].flag is AreaFlag.NO_PREFECTURE
    assert pieces["999001"].note == "省（自治区）直辖"
    county = next(p for p in drawn(direct, atoms, 2001, 2001) if p.code == "999001")
    assert (county.flag, county.grade) == (None, AreaGrade.HELD)


def test_province_without_prefectures_is_drawn_whole_on_the_prefecture_layer() -> None:
    municipality = lineage(
        unit(10, "980000", 1999),
        unit(11, "980101", 1999, parent="980000"),
        unit(12, "980102", 1999, parent="980000"),
    )
    atoms = atoms_of(municipality, 2001, "980101", "980102")
    [piece] = drawn(municipality, atoms, 2001, 2001, Level.PREFECTURE)
    assert (piece.code, piece.flag) == ("980000", AreaFlag.NO_PREFECTURE)
    assert piece.atoms == {"980101", "980102"}


def test_late_comer_without_origin_is_no_data_before_it_stands_in_a_list() -> None:
    late = lineage(unit(10, "980000", 2001), unit(11, "992121", 1999))
    atoms = atoms_of(late, 2001, "980000", "992121")
    for level in (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY):
        piece = next(p for p in drawn(late, atoms, 2001, 2000, level) if "980000" in p.atoms)
        assert (piece.code, piece.unit) == ("980000", None)
        assert (piece.grade, piece.flag) == (AreaGrade.NO_DATA, AreaFlag.NO_DATA)


def test_land_of_a_late_comer_is_not_given_to_the_unit_that_it_later_merged_with() -> None:
    late = lineage(
        unit(10, "992121", 1999),
        unit(11, "992122", 2001, 2002, ("992121", 2002)),
        years=(2000, 2001, 2002),
    )
    atoms = atoms_of(late, 2002, "992121")
    [piece] = drawn(late, atoms, 2002, 2000)
    assert (piece.unit, piece.grade) == (None, AreaGrade.UNKNOWN)
    assert piece.candidates == {10}
    assert piece.note == "其中属名10的范围未知，其余该年名录未列"


def test_place_that_no_list_knows_keeps_its_own_area() -> None:
    known = lineage(unit(10, "992121", 1999))
    atoms = atoms_of(known, 2001, "992121", "992199")
    place = next(p for p in drawn(known, atoms, 2001, 2000) if "992199" in p.atoms)
    assert (place.code, place.name, place.flag) == ("992199", "面992199", AreaFlag.NO_DATA)
    [prefecture] = drawn(known, atoms, 2001, 2000, Level.PREFECTURE)
    assert prefecture.atoms == {"992121", "992199"}


def test_place_drawn_in_two_units_stays_in_doubt_and_blurs_neither() -> None:
    both = lineage(unit(10, "992121", 1999), unit(11, "992221", 1999))
    atoms = atoms_of(both, 2001, "992121", "992221")
    atoms["992121+992221"] = Atom("992121+992221", "岛", frozenset({10, 11}))
    pieces = {"+".join(sorted(p.atoms)): p for p in drawn(both, atoms, 2001, 2001)}
    assert pieces["992121"].grade is pieces["992221"].grade is AreaGrade.HELD
    island = pieces["992121+992221"]
    assert (island.grade, island.flag) == (AreaGrade.UNKNOWN, AreaFlag.DOUBLY_COVERED)
    assert island.candidates == {10, 11}
    assert island.note == "来源同时划入名10、名11"


def test_place_drawn_in_two_counties_of_one_prefecture_is_certain_above_them() -> None:
    both = lineage(unit(10, "992121", 1999), unit(11, "992122", 1999))
    atoms = atoms_of(both, 2001, "992121", "992122")
    atoms["992121+992122"] = Atom("992121+992122", "岛", frozenset({10, 11}))
    [piece] = drawn(both, atoms, 2001, 2001, Level.PREFECTURE)
    assert (piece.code, piece.grade) == (EAST, AreaGrade.HELD)


def test_unclear_county_takes_the_rest_of_its_candidates_with_it_but_not_the_prefecture() -> None:
    # 992122 was made of parts of 992121 and of 992221, so neither has a known shape before.
    parts = lineage(
        unit(10, "992121", 1999, None, ("992122", 2001)),
        unit(11, "992221", 1999, None, ("992122", 2001)),
        unit(12, "992122", 2001),
        unit(13, "992123", 1999),
    )
    atoms = atoms_of(parts, 2001, "992121", "992122", "992221", "992123")
    assert summary(drawn(parts, atoms, 2001, 2000)) == {
        ("", "992121+992122+992221", AreaGrade.UNKNOWN),
        ("992123", "992123", AreaGrade.HELD),
    }
    assert summary(drawn(parts, atoms, 2001, 2000, Level.PREFECTURE)) == {
        (EAST, "992121+992123", AreaGrade.APPROXIMATE),
        (WEST, "992221", AreaGrade.APPROXIMATE),
        ("", "992122", AreaGrade.UNKNOWN),
    }


def test_before_the_record_each_province_is_one_area_without_data() -> None:
    both = lineage(unit(10, "992121", 1999), unit(11, "980000", 1999, name="彼省"))
    atoms = atoms_of(both, 2001, "992121", "980000")
    pieces = pieces_before_the_record(atoms, {"990000": "虚构省", "980000": "彼省"}.get)
    assert [(p.code, p.name, p.grade, p.flag) for p in pieces] == [
        ("980000", "彼省", AreaGrade.NO_DATA, AreaFlag.NO_DATA),
        ("990000", "虚构省", AreaGrade.NO_DATA, AreaFlag.NO_DATA),
    ]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Three to six lists with any events between them, among a few counties."""
    world = World()
    parcels = list(range(LAND))
    sea = draw(st.integers(0, 2), label="parcels of late comers")
    late, land = parcels[:sea], parcels[sea:]
    cuts = sorted(draw(st.sets(st.integers(1, len(land) - 1), min_size=2, max_size=4)))
    for start, end in zip([0, *cuts], [*cuts, len(land)], strict=True):
        world.found(draw(st.sampled_from((EAST, WEST))), land[start:end])
    world.turn()
    for _ in range(draw(st.integers(2, 5))):
        for _ in range(draw(st.integers(0, 3))):
            _happen(draw, world, late)
        world.turn()
    return world


def _happen(draw: st.DrawFn, world: World, late: list[int]) -> None:
    free = world.free()
    if not free:
        return
    code = draw(st.sampled_from(free))
    land, takers = world.parcels(code), world.takers(code)
    kinds = ["rename", "recode", "retire"]
    kinds += ["come"] if late else []
    kinds += ["merge"] if takers else []
    kinds += ["unite"] if len(free) > 1 else []
    kinds += ["split", "dissolve"] if len(land) > 1 else []
    kinds += ["transfer"] if len(land) > 1 and takers else []
    kinds += ["divide"] if len(land) > 1 and len(takers) > 1 else []
    kind = draw(st.sampled_from(kinds))
    prefecture = draw(st.sampled_from((EAST, WEST)))
    part = land[: draw(st.integers(1, max(1, len(land) - 1)))]
    if kind == "rename":
        world.rename(code)
    elif kind == "recode":
        world.recode(code, prefecture)
    elif kind == "retire":
        world.retire(code)
    elif kind == "come":
        world.found(prefecture, [late.pop()])
    elif kind == "merge":
        world.merge(code, draw(st.sampled_from(takers)))
    elif kind == "unite":
        other = draw(st.sampled_from([one for one in free if one != code]))
        world.unite([code, other], prefecture)
    elif kind == "split":
        world.split(code, prefecture, part)
    elif kind == "dissolve":
        world.dissolve(code, prefecture, part)
    elif kind == "transfer":
        world.transfer(code, part, draw(st.sampled_from(takers)))
    else:
        one, other = draw(st.permutations(takers))[:2]
        world.divide(code, part, one, other)


PROPERTY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=200)


@PROPERTY
@given(worlds(), st.data())
def test_every_place_is_drawn_exactly_once_in_every_year_and_level(
    world: World, data: st.DataObject
) -> None:
    base = data.draw(st.sampled_from(sorted(world.truth)))
    record, atoms = world.lineage(), world.atoms(base)
    for year in record.moments:
        for level in (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY):
            pieces = drawn(record, atoms, base, year, level)
            times = Counter(atom for piece in pieces for atom in piece.atoms)
            assert times == dict.fromkeys(atoms, 1)
            drawn_units = Counter(piece.unit for piece in pieces if piece.unit is not None)
            assert all(times == 1 for times in drawn_units.values())


@PROPERTY
@given(worlds(), st.data())
def test_area_said_to_be_known_is_the_land_that_the_unit_truly_had(
    world: World, data: st.DataObject
) -> None:
    """As far as the land was in a list on the day of drawing: of the rest nothing is recorded."""
    base = data.draw(st.sampled_from(sorted(world.truth)))
    record, atoms, land = world.lineage(), world.atoms(base), world.land(base)
    for year in record.moments:
        truth = {p: owner for p, owner in world.truth[year].items() if p in world.truth[base]}
        units = record.list_of(year)
        prefectures = {
            p: units.ancestor(record.units[owner], Level.PREFECTURE) for p, owner in truth.items()
        }
        for piece in drawn(record, atoms, base, year):
            covered = set().union(*(land[atom] for atom in piece.atoms))
            if piece.grade in KNOWN:
                assert covered == {p for p, owner in truth.items() if owner == piece.unit}
            elif piece.unit is None:
                # No guess, and no candidate left out either.
                for parcel in covered - world.moved:
                    assert truth.get(parcel) in {None, *piece.candidates}
        for piece in drawn(record, atoms, base, year, Level.PREFECTURE):
            if piece.grade in KNOWN:
                covered = set().union(*(land[atom] for atom in piece.atoms))
                assert covered == {
                    p for p, above in prefectures.items() if above and above.id == piece.unit
                }


@PROPERTY
@given(worlds())
def test_unit_that_only_changed_its_name_or_code_keeps_its_shape(world: World) -> None:
    base = max(world.truth)
    record, atoms = world.lineage(), world.atoms(base)
    for year in record.moments[1:]:
        transition = record.transition(year)
        touched = {one for pair in transition.partial for one in pair}
        now = {p.unit: p for p in drawn(record, atoms, base, year)}
        before = {p.unit: p for p in drawn(record, atoms, base, year - 1)}
        for unit_id, origins in transition.before.items():
            if len(origins) > 1 or unit_id in touched or unit_id not in now:
                continue
            [origin] = origins
            if origin not in touched and transition.after[origin] == {unit_id}:
                assert before[origin].atoms == now[unit_id].atoms


@pytest.mark.parametrize("kind", ["merge", "unite", "transfer", "divide", "late"])
def test_events_that_lose_a_limit_leave_no_area_that_is_called_known(kind: str) -> None:
    """The property above could not fail if the worlds never reached an unclear place."""
    world = World()
    east = world.found(EAST, [0, 1])
    middle = world.found(EAST, [2])
    west = world.found(WEST, [3])
    world.turn()
    if kind == "merge":
        world.merge(east, middle)
    elif kind == "unite":
        world.unite([east, middle], EAST)
    elif kind == "transfer":
        world.transfer(east, [1], middle)
    elif kind == "divide":
        world.divide(east, [0], middle, west)
    else:
        newcomer = world.found(EAST, [4])
        world.turn()
        world.merge(newcomer, east)
    world.turn()
    base = max(world.truth)
    grades = {p.grade for p in drawn(world.lineage(), world.atoms(base), base, 2001)}
    assert grades & {AreaGrade.UNKNOWN, AreaGrade.APPROXIMATE}
