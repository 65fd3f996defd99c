"""Who became whom between two lists, read from the record of successions."""

from __future__ import annotations

from division_worlds import EAST, PROVINCE, WEST, unit

from spatial.division_codes import Level
from spatial.divisions.coverage.lineage import Lineage, Unit

ABOVE = [unit(1, PROVINCE, 0), unit(2, EAST, 0), unit(3, WEST, 0)]
STAYING = {(1, 1), (2, 2), (3, 3)}


def lineage(*units: Unit[int], years: tuple[int, ...] = (2000, 2001)) -> Lineage[int]:
    return Lineage([*ABOVE, *units], years)


def edges(*units: Unit[int]) -> set[tuple[int, int]]:
    """What happened between the lists of 2000 and 2001, without those above the counties."""
    return set(lineage(*units).transition(2001).edges) - STAYING


def partial(*units: Unit[int]) -> set[tuple[int, int]]:
    return set(lineage(*units).transition(2001).partial)


def test_unit_that_stands_in_both_lists_is_its_own_predecessor() -> None:
    assert edges(unit(10, "992121", 1999)) == {(10, 10)}


def test_version_that_ends_without_successors_is_renamed_where_its_code_stands_on() -> None:
    assert edges(unit(10, "992121", 1999, 2001), unit(11, "992121", 2001)) == {(10, 11)}


def test_version_that_ends_without_successors_and_namesake_leaves_nothing() -> None:
    assert edges(unit(10, "992121", 1999, 2001)) == set()


def test_change_of_code_leads_to_the_new_code() -> None:
    old = unit(10, "992121", 1999, 2001, ("992251", 2001))
    assert edges(old, unit(11, "992251", 2001)) == {(10, 11)}


def test_code_that_another_unit_takes_over_in_the_same_list_is_no_rename() -> None:
    old = unit(10, "992121", 1999, 2001, ("992122", 2001))
    other = unit(11, "992123", 1999, 2001, ("992121", 2001))
    new = [unit(12, "992122", 2001), unit(13, "992121", 2001)]
    assert edges(old, other, *new) == {(10, 12), (11, 13)}


def test_two_units_abolished_for_a_new_one_are_both_its_predecessors() -> None:
    both = [
        unit(10, "992121", 1999, 2001, ("992123", 2001)),
        unit(11, "992122", 1999, 2001, ("992123", 2001)),
    ]
    assert edges(*both, unit(12, "992123", 2001)) == {(10, 12), (11, 12)}


def test_abolished_unit_divided_among_two_passes_to_both() -> None:
    old = unit(10, "992121", 1999, 2001, ("992122", 2001), ("992123", 2001))
    takers = [unit(11, "992122", 1999), unit(12, "992123", 1999)]
    assert edges(old, *takers) == {(10, 11), (10, 12), (11, 11), (12, 12)}
    assert partial(old, *takers) == set()


def test_part_that_moves_into_a_new_unit_is_an_edge() -> None:
    giver = unit(10, "992121", 1999, None, ("992122", 2001))
    assert edges(giver, unit(11, "992122", 2001)) == {(10, 10), (10, 11)}
    assert partial(giver, unit(11, "992122", 2001)) == set()


def test_part_that_moves_into_a_standing_unit_is_partial_and_no_edge() -> None:
    giver = unit(10, "992121", 1999, None, ("992122", 2001))
    taker = unit(11, "992122", 1999)
    assert edges(giver, taker) == {(10, 10), (11, 11)}
    assert partial(giver, taker) == {(10, 11)}


def test_part_that_moves_into_a_unit_renamed_at_the_same_time_is_partial_too() -> None:
    giver = unit(10, "992121", 1999, None, ("992122", 2001))
    taker = [unit(11, "992122", 1999, 2001), unit(12, "992122", 2001)]
    assert partial(giver, *taker) == {(10, 12)}


def test_part_that_moved_in_another_year_says_nothing_of_this_transition() -> None:
    giver = unit(10, "992121", 1999, None, ("992122", 2000), ("992122", 2002))
    assert partial(giver, unit(11, "992122", 1999)) == set()


def test_successor_that_no_list_holds_is_left_out() -> None:
    assert edges(unit(10, "992121", 1999, 2001, ("992149", 2001))) == set()


def test_lists_that_miss_years_take_what_happened_between_them() -> None:
    old = unit(10, "992121", 1999, 2003, ("992122", 2003))
    both = lineage(old, unit(11, "992122", 2003), years=(2000, 2005))
    assert (10, 11) in both.transition(2005).edges


def test_first_districts_of_a_city_come_out_of_its_city_proper() -> None:
    city = unit(10, "990100", 1999, parent=PROVINCE)
    county = unit(11, "990121", 1999)
    districts = [unit(12, "990102", 2001), unit(13, "990103", 2001)]
    found = edges(city, county, *districts)
    assert found == {(10, 10), (11, 11), (10, 12), (10, 13)}


def test_new_district_of_a_city_that_had_some_has_no_origin_that_nobody_names() -> None:
    city = unit(10, "990100", 1999, parent=PROVINCE)
    found = edges(city, unit(11, "990102", 1999), unit(12, "990103", 2001))
    assert found == {(10, 10), (11, 11)}


def test_city_into_which_its_districts_dissolve_holds_their_land() -> None:
    city = unit(10, "990100", 1999, parent=PROVINCE)
    district = unit(11, "990102", 1999, 2001, ("990100", 2001))
    assert edges(city, district) == {(11, 10)}


def test_land_lies_in_a_city_itself_only_without_districts() -> None:
    city = unit(10, "990100", 1999, parent=PROVINCE)
    with_county = lineage(city, unit(11, "990121", 1999)).list_of(2000)
    with_district = lineage(city, unit(11, "990121", 1999), unit(12, "990102", 1999)).list_of(2000)
    region_with_county = lineage(unit(11, "992121", 1999)).list_of(2000)
    assert with_county.holds_area_itself(city)
    assert not with_district.holds_area_itself(city)
    assert not region_with_county.holds_area_itself(ABOVE[1])
    assert region_with_county.holds_area_itself(ABOVE[2])


def test_list_of_a_year_holds_a_version_until_and_not_in_the_year_it_ends() -> None:
    both = lineage(unit(10, "992121", 2000, 2001), unit(11, "992121", 2001))
    assert both.list_of(2000).units["992121"].id == 10
    assert both.list_of(2001).units["992121"].id == 11


def test_ancestor_passes_over_a_level_that_is_not_there() -> None:
    direct = unit(10, "999001", 1999, parent=PROVINCE)
    units = lineage(direct).list_of(2000)
    assert units.ancestor(direct, Level.PREFECTURE) is None
    province = units.ancestor(direct, Level.PROVINCE)
    assert province is not None
    assert province.code == PROVINCE
