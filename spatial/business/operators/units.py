"""The units of a level on a day, and which of them each atom and each code of that day is in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from spatial.business.operators.standing import Stand
from spatial.division_codes import Level, level_of
from spatial.divisions.answers.lists import Selection, units_as_of
from spatial.divisions.answers.place_of_point import Reason
from spatial.divisions.answers.spans import CodeSpan
from spatial.divisions.answers.units import span_within
from spatial.divisions.bulk.whole_register_loading import mapping_on
from spatial.divisions.viewpoint import NOW


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the level asked for.

    code: of the ministry's scheme. told: in the scheme of the answer, None where that has none.
    """

    code: str
    name: str
    parent_code: str | None
    told: str | None


@dataclass(frozen=True, slots=True)
class Units:
    """The units that an answer speaks of, by code.

    atoms: the place in `units` of each atom that lies in one; places below zero are reasons, of
    `reasons` from its end: land in which no single unit is known. base: the level of the atoms,
    None where the level has no areas. span: the codes asked about.
    """

    units: Sequence[Unit]
    reasons: Sequence[Reason]
    atoms: Mapping[int, int]
    base: Level | None
    span: CodeSpan
    whole: bool

    def reason_at(self, place: int) -> Reason:
        """The reason of a place below zero."""
        return self.reasons[-place - 1]


def units_on(connection: Connection, stand: Stand, within: str | None) -> Units:
    """The units of the level on the day; within: a code, of those that lie in its unit.

    Raises UnknownDivision and BadCode for a `within` that names nothing.
    """
    asked, drawn = stand.asked, stand.drawn
    span = CodeSpan() if within is None else span_within(connection, drawn, within)
    rows = connection.execute(
        drawn.viewpoint.sql("spatial.business.operators", "areas_of_level"),
        {"level": asked.level.value, "day": asked.day}
        | {"known_at": drawn.viewpoint.parameters["known_at"]},
    ).all()
    listed: dict[str, tuple[str, str | None]] = {
        one.code: (one.name, one.parent_code)
        for one in units_as_of(connection, drawn, asked.day, Selection(asked.level))
    }
    # Land that no list of the ministry holds has an area, a code and a name all the same.
    for row in rows:
        if _reason(row.code, row.flag, asked.level) is None:
            listed.setdefault(row.code, (row.name, row.parent_code))
    codes = sorted(code for code in listed if span.holds(code))
    told = _told(connection, stand, codes)
    units = [Unit(code, *listed[code], told.get(code)) for code in codes]
    places = {one.code: place for place, one in enumerate(units)}
    reasons: list[Reason] = []
    atoms: dict[int, int] = {}
    for row in rows:
        if not span.holds(row.code):
            continue
        reason = _reason(row.code, row.flag, asked.level)
        if reason is None:
            place = places[row.code]
        else:
            if reason not in reasons:
                reasons.append(reason)
            place = -1 - reasons.index(reason)
        atoms.update(dict.fromkeys(row.atoms, place))
    base = Level(rows[0].base) if rows else None
    return Units(units, reasons, atoms, base, span, within is None)


def named(unit: Unit, stand: Stand) -> dict[str, Any]:
    """A unit as members of an item: its code in the scheme of the answer, and the ministry's."""
    item = {"code": unit.told, "name": unit.name, "parent_code": unit.parent_code}
    return item if stand.told is stand.drawn else item | {"mca_code": unit.code}


def _reason(code: str | None, flag: str | None, level: Level) -> Reason | None:
    """Why an area is of no single unit of the level: as for one point (`outcome_of`)."""
    if code is None:
        return Reason(flag) if flag else Reason.NO_DATA
    if flag is None or (flag == Reason.NO_LOWER_LEVELS and level_of(code) == level):
        return None
    return Reason(flag)


def _told(connection: Connection, stand: Stand, codes: Sequence[str]) -> Mapping[str, str | None]:
    """The code of each unit in the scheme of the answer."""
    if stand.asked.scheme == NOW.scheme:
        return {code: code for code in codes}
    mapping = mapping_on(connection, stand.drawn.viewpoint, stand.asked.scheme)
    found: dict[str, str | None] = {}
    for code in codes:
        there = {
            one.code
            for one in mapping.get(code, ())
            if one.code is not None and one.valid.holds(stand.asked.day)
        }
        found[code] = there.pop() if len(there) == 1 else None
    return found
