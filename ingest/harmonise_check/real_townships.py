"""Townships of real changes, counted before and after, by lineage alone (R10.7).

No figures of townships are published with the tables of changes, but townships can be counted: so
many in each county before the changes of a year, told on the counties after them. The truth is the
tables' own: the county of the new code of each. They tell of even years only, so that a township
that changed in an odd year has ended without a word, or is met at a name that nobody told before;
what became of such ones is open, as it is where the new code begins with no county of the list
(双城区 under the code of the city it was, a development zone), and no county that may hold them is
compared.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, text

from ingest.harmonise_check.errors_of_methods import Errors, errors
from spatial.business.declarations.model import Nature
from spatial.business.harmonise.harmonising import Harmoniser, Plan
from spatial.business.harmonise.land import Land
from spatial.business.harmonise.meanings import Meaning
from spatial.business.harmonise.measures import AtomMeasures
from spatial.business.harmonise.reported import Reported, ReportedColumn, scaled
from spatial.business.harmonise.targets import Policy
from spatial.db import read_sql
from spatial.division_codes import Level
from spatial.divisions.bulk.whole_register import WholeRegister
from spatial.divisions.versions import UnitVersion
from spatial.temporal import Period, list_day

TABLES = (2014, 2016, 2018, 2020, 2022)
"""The years whose changes the tables tell."""

TOWNSHIPS = Meaning("townships", "counted", "个", Nature.EXTENSIVE)


@dataclass(frozen=True, slots=True)
class CountedTownships:
    """A year's changes. townships: on record before them; open_: those whose county is not told.

    Over the counties that are compared: by figures of townships and counties, and of counties
    alone; told: for how many of them there was a value, exact: flagged so, wrongly_exact: of these,
    that are not the truth.
    """

    year: int
    method: str
    townships: int
    open_: int
    told: int
    exact: int
    wrongly_exact: int
    errors: Errors


def counted(connection: Connection, register: WholeRegister, year: int) -> list[CountedTownships]:
    """How far lineage alone is from the tables of a year; empty where none is loaded."""
    rows = connection.execute(
        text(read_sql("ingest.harmonise_check", "township_rows")), {"day": list_day(year)}
    ).all()
    if not rows:
        return []
    into: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        into[row.old_code].add(row.new_code[:6])
    before, after = list_day(year - 1), list_day(year)
    land = Land(register, Level.COUNTY)
    county_of = _townships(land, before)
    truth: Counter[str] = Counter()
    unsure: set[str] = set()
    open_ = 0
    for township, county in county_of.items():
        found = into.get(township)
        if found is not None and len(found) == 1 and land.unit_of(min(found), after) is not None:
            truth[min(found)] += 1
        elif found is None and land.unit_of(county.code, after) is county:
            truth[county.code] += 1
        else:
            open_ += 1
            there = land.where(county, before, after).destinations
            unsure.update(one.unit.code for one in there)
            unsure.update(into.get(township, ()))
    compared = {code: count for code, count in truth.items() if code not in unsure}
    return [
        _checked(register, year, name, county_of, compared, open_, townships=townships)
        for name, townships in (("lower_units", True), ("counties_alone", False))
    ]


def _townships(land: Land, day: date) -> dict[str, UnitVersion]:
    """The townships on record on a day with their counties."""
    found = {}
    for version in land.register.versions.values():
        if version.level == Level.TOWNSHIP and version.stands_on(day):
            county = land.holder(version, day)
            if county is not None:
                found[version.code] = county
    return found


def _checked(
    register: WholeRegister,
    year: int,
    method: str,
    county_of: Mapping[str, UnitVersion],
    truth: Mapping[str, int],
    open_: int,
    *,
    townships: bool,
) -> CountedTownships:
    figures: Counter[str] = Counter(county.code for county in county_of.values())
    if townships:
        figures.update(dict.fromkeys(county_of, 1))
    codes = tuple(sorted(figures))
    values = scaled([Decimal(figures[code]) for code in codes], 0)
    period = Period(date(year - 1, 1, 1), date(year, 1, 1))
    column = ReportedColumn(period, codes, values)
    plan = Plan(Level.COUNTY, Policy.FIXED, list_day(year))
    harmoniser = Harmoniser(
        register, plan, AtomMeasures({}, {}), lambda *_: Reported("townships", 0, (column,))
    )
    (series,) = harmoniser.harmonised([TOWNSHIPS], None, None)
    (found,) = series.periods
    told: dict[str, float] = {}
    exact: set[str] = set()
    for place, target in enumerate(found.targets):
        if target.code in truth and found.column.known[place]:
            told[target.code] = float(found.column.values[place])
            if found.column.exact[place]:
                exact.add(target.code)
    return CountedTownships(
        year,
        method,
        len(county_of),
        open_,
        len(told),
        len(exact),
        sum(told[code] != truth[code] for code in exact),
        errors(told, truth),
    )
