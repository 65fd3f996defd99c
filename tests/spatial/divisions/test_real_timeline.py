"""The walk by days of the real registry against a walk from list to list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest
from sqlalchemy import Connection, Engine, text

from ingest.divisions.coverage.register import read_lineage, read_list_days
from spatial.division_codes import Level
from spatial.divisions.coverage.coverage import Layer
from spatial.divisions.coverage.lineage import Lineage, Moment, Succession, Unit
from spatial.divisions.coverage.pieces import Piece
from spatial.divisions.coverage.timeline import Base, drawn_through, held_atoms
from spatial.divisions.coverage.walking import Atom, walk
from spatial.temporal import Basis, list_day

pytestmark = pytest.mark.real_data

LEVELS = (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY)


def by_years(lineage: Lineage[date], years: Iterable[int]) -> Lineage[int]:
    """The same record as the lists alone tell it: what happened in a year is in its list."""
    units = [
        Unit(
            unit.id, unit.code, unit.name, unit.level, unit.parent_code, unit.first.year,
            unit.until and unit.until.year,
            tuple(Succession(s.code, s.moment.year) for s in unit.successions),
        )
        for unit in lineage.units.values()
    ]  # fmt: skip
    return Lineage(units, years)


def atoms_in(
    connection: Connection, lineage: Lineage[Moment], base: Moment
) -> dict[str, Atom[Moment]]:
    """The atoms as the lineage alone knows them, without what second vintages tell."""
    standing = lineage.list_of(base).units
    found = connection.execute(
        text("SELECT code, name FROM division_atom WHERE level = 'county' AND upper_inf(known)")
    )
    return {
        row.code: Atom(
            row.code,
            row.name,
            frozenset(
                standing[code].id
                for code in row.code.partition("~")[0].split("+")
                if code in standing
            ),
        )
        for row in found
    }


def test_r1_3_areas_on_the_day_of_each_list_are_those_of_the_walk_by_lists(
    real_divisions: Engine,
) -> None:
    with real_divisions.connect() as connection:
        lists = read_list_days(connection)
        daily = read_lineage(connection, Basis.LIST, lists[0]).lineage
        yearly = by_years(daily, (day.year for day in lists))
        atoms = atoms_in(connection, yearly, 2023)
        base = Base(Level.COUNTY, list_day(2023), atoms_in(connection, daily, list_day(2023)))
    lots = walk(yearly, atoms.values(), 2023)
    by_day = list(drawn_through(daily, base, held_atoms(daily, base, LEVELS)))
    total = 0
    different: list[tuple[Level, int, Piece]] = []
    for level in LEVELS:
        held = Layer(yearly, atoms, level, Level.COUNTY).held_atoms(2023, lots[2023])
        layer = Layer(yearly, atoms, level, Level.COUNTY, held)
        for year in yearly.moments:
            day = list_day(year)
            drawn = {
                piece
                for one, piece, (start, end) in by_day
                if one is level and (start is None or start <= day) and (end is None or day < end)
            }
            expected = set(layer.pieces(year, lots[year]))
            total += len(expected)
            different += [(level, year, piece) for piece in expected - drawn]
    assert total > 100_000
    shown = [(level, year, p.code, p.name, p.grade) for level, year, p in different]
    assert shown == []
