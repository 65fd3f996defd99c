"""Layers through all days: region by region, and the same at each 31 December as by years."""

from __future__ import annotations

from datetime import date, timedelta

from division_worlds import World, drawn, unit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_coverage import worlds

from spatial.division_codes import Level
from spatial.divisions.coverage.lineage import Lineage, Succession, Unit
from spatial.divisions.coverage.pieces import Piece
from spatial.divisions.coverage.regions import regions_of
from spatial.divisions.coverage.timeline import Base, Days, drawn_through, held_atoms
from spatial.divisions.coverage.walking import Anchor, Atom

LEVELS = (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY)


def day_of(year: int) -> date:
    return date(max(year, 1), 12, 31)


def by_days(lineage: Lineage[int], day_in: dict[tuple[int, str], date]) -> Lineage[date]:
    """The record with days in place of years: for each year and prefecture one of its own."""

    def day(year: int, code: str) -> date:
        return day_in.get((year, code[:4]), day_of(year))

    groups = _tied(lineage)
    units = []
    for one in lineage.units.values():
        first = day(one.first, groups.get((one.first, one.code), one.code))
        until = one.until and day(one.until, groups.get((one.until, one.code), one.code))
        taken = tuple(
            Succession(s.code, day(s.moment, groups.get((s.moment, one.code), one.code)))
            for s in one.successions
        )
        units.append(
            Unit(one.id, one.code, one.name, one.level, one.parent_code, first, until, taken)
        )
    moments = {day_of(lineage.moments[0])}
    for unit_ in units:
        moments |= {unit_.first} if unit_.first >= min(moments) else set()
        moments |= {unit_.until} if unit_.until else set()
        moments |= {s.moment for s in unit_.successions}
    return Lineage(units, moments)


def _tied(lineage: Lineage[int]) -> dict[tuple[int, str], str]:
    """Of each year and code one code of the group of changes that belong together."""
    root: dict[tuple[int, str], tuple[int, str]] = {}

    def find(item: tuple[int, str]) -> tuple[int, str]:
        while root.setdefault(item, item) != item:
            item = root[item]
        return item

    for year in lineage.moments[1:]:
        transition = lineage.transition(year)
        for before, after in transition.edges | transition.partial:
            one, other = lineage.units[before].code, lineage.units[after].code
            root[find((year, one))] = find((year, other))
        for one in lineage.units.values():
            for succession in one.successions:
                root[find((succession.moment, one.code))] = find(
                    (succession.moment, succession.code)
                )
    return {item: find(item)[1] for item in root}


def standing(pieces: list[tuple[Level, Piece, Days]], level: Level, day: date) -> set[Piece]:
    return {
        piece
        for one, piece, (start, end) in pieces
        if one is level and (start is None or start <= day) and (end is None or day < end)
    }


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=100)
@given(worlds(), st.data())
def test_r1_8_day_wise_walk_draws_at_each_list_what_the_year_wise_walk_draws(
    world: World, data: st.DataObject
) -> None:
    yearly, base_year = world.lineage(), data.draw(st.sampled_from(sorted(world.truth)))
    days = {
        (year, prefecture): day_of(year) - timedelta(data.draw(st.integers(0, 364)))
        for year in yearly.moments[1:]
        for prefecture in ("9921", "9922")
    }
    daily = by_days(yearly, days)
    atoms = world.atoms(base_year)
    base = Base(
        Level.COUNTY,
        day_of(base_year),
        {key: Atom(key, atom.name, atom.owners) for key, atom in atoms.items()},
    )
    pieces = list(drawn_through(daily, base, held_atoms(daily, base, LEVELS)))
    for level in LEVELS:
        for year in yearly.moments:
            expected = set(drawn(yearly, atoms, base_year, year, level))
            assert standing(pieces, level, day_of(year)) == expected
        for day in daily.moments:
            covered = [atom for piece in standing(pieces, level, day) for atom in piece.atoms]
            assert sorted(covered) == sorted(atoms)


def dated(one: Unit[int]) -> Unit[date]:
    taken = tuple(Succession(s.code, day_of(s.moment)) for s in one.successions)
    until = day_of(one.until) if one.until else None
    return Unit(
        one.id, one.code, one.name, one.level, one.parent_code, day_of(one.first), until, taken
    )


def test_provinces_that_never_exchanged_anything_are_regions_with_days_of_their_own() -> None:
    units = [
        unit(1, "980000", 2000),
        unit(2, "970000", 2000),
        unit(3, "960000", 2000),
        unit(10, "980121", 2000, 2003, ("970121", 2003), parent="980000"),
        unit(11, "970121", 2003, parent="970000"),
        unit(12, "960121", 2000, 2005, parent="960000"),
    ]
    lineage = Lineage(map(dated, units), [day_of(year) for year in (2000, 2003, 2005)])
    atoms = [
        Atom("970121", "甲", frozenset({11}), (Anchor(day_of(2001), 10),)),
        Atom("960121", "乙", frozenset({12})),
    ]
    found = regions_of(lineage, atoms, {})
    assert [[atom.id for atom in region.atoms] for region in found] == [["960121"], ["970121"]]
    assert [region.lineage.moments for region in found] == [
        [day_of(2000), day_of(2005)],
        [day_of(2000), day_of(2003)],
    ]
