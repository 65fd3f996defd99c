"""Codes and names of one day in the terms of another day or scheme (R8.1 b), with shares of area.

The walk is that of the divisions' own translation; what is added is how much of the area of the
unit asked about lies in each unit it went to, measured at once between the two days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from spatial.business.answering.answer import ALL_BY_NOW, Answer, DivisionsOf, Knowledge
from spatial.divisions.bulk.translation import Asked, Translation, translate, translate_into
from spatial.divisions.bulk.translation_tables import Answered, answer_rows, facts_of
from spatial.divisions.bulk.whole_register import WholeRegister
from spatial.divisions.bulk.whole_register_loading import mapping_on, register_in
from spatial.divisions.footing import Footing, footing_of
from spatial.divisions.versions import UnitVersion
from spatial.divisions.viewpoint import NOW, Viewpoint
from spatial.errors import BadParameter
from spatial.temporal import Basis, parse_date

TRANSLATE = "translate"
MOST_ROWS = 10_000
"""Rows of one question; a table of more goes to /v1/divisions/translate."""

_DIGITS = 6


@dataclass(frozen=True, slots=True)
class TranslateQuestion:
    """Rows with code or name (within: above it), perhaps date and to, wanted on another day.

    day, target: of rows without their own. scheme: of the codes; to_scheme: the one wanted.
    """

    rows: Sequence[Mapping[str, Any]]
    day: date
    target: date
    scheme: str = NOW.scheme
    to_scheme: str = NOW.scheme
    basis: Basis = Basis.LIST

    def __post_init__(self) -> None:
        """Raises BadParameter."""
        if not self.rows:
            raise BadParameter("there is no row: give codes or names")
        if len(self.rows) > MOST_ROWS:
            raise BadParameter(
                f"{len(self.rows)} rows: at most {MOST_ROWS} in one question; tables of more are "
                "translated by POST /v1/divisions/translate"
            )

    def as_json(self) -> dict[str, Any]:
        """As members of an answer's question."""
        return {
            "rows": [dict(row) for row in self.rows],
            "date": self.day.isoformat(),
            "to": self.target.isoformat(),
            "scheme": self.scheme,
            "to_scheme": self.to_scheme,
            "basis": self.basis.value,
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> TranslateQuestion:
        """From the question of an answer that was given."""
        return cls(
            said["rows"],
            parse_date(said["date"]),
            parse_date(said["to"]),
            said["scheme"],
            said["to_scheme"],
            Basis(said["basis"]),
        )


def translation(
    connection: Connection, question: TranslateQuestion, knowledge: Knowledge = ALL_BY_NOW
) -> Answer:
    """Each row with what it is on the other day: status, unit, candidates, events on the way.

    area_share of a candidate: how much of the area that the unit had lies in it; null where one of
    both shapes is not known. No row is dropped. Raises BadParameter and what the footing raises.
    """
    viewpoint = Viewpoint(question.scheme, question.basis, knowledge.divisions)
    here = footing_of(connection, viewpoint)
    there = footing_of(connection, replace(viewpoint, scheme=question.to_scheme))
    register = register_in(connection, here.viewpoint)
    way = _way(connection, register, here, there)
    asked_of: dict[int, Asked] = {}

    def noted(asked: Asked) -> Translation:
        found = way(asked)
        asked_of[id(found)] = asked
        return found

    answered = answer_rows(noted, question.rows, question.day, question.target)
    shares = _shares(connection, register, here, answered, asked_of)
    items = [
        {"row": place} | _with_shares(one, place, shares) for place, one in enumerate(answered)
    ]
    statuses = [item["status"] for item in items]
    return Answer(
        TRANSLATE,
        question.as_json(),
        DivisionsOf.on(there, question.target, None),
        None,
        items,
        summary={
            "rows": len(items),
            "statuses": {one: statuses.count(one) for one in sorted(set(statuses))},
        },
        keys=("row",),
    )


def _way(
    connection: Connection, register: WholeRegister, here: Footing, there: Footing
) -> Callable[[Asked], Translation]:
    """The way from one scheme to another, or within one: changes are those of the ministry's."""
    if here.viewpoint.scheme == there.viewpoint.scheme:
        return lambda asked: translate(register, asked)
    mapping = mapping_on(connection, here.viewpoint, there.viewpoint.scheme)
    if there.viewpoint.scheme != NOW.scheme:
        return lambda asked: translate(register, asked, mapping)
    other = register_in(connection, there.viewpoint)
    return lambda asked: translate_into(register, other, asked, mapping)


_Pair = tuple[int, int]
"""The place of a row, and the id of the version of a candidate."""


def _shares(
    connection: Connection,
    register: WholeRegister,
    footing: Footing,
    answered: Sequence[Answered],
    asked_of: Mapping[int, Asked],
) -> dict[_Pair, float]:
    """Of the area of the unit that each row names, the share of each unit that it went to."""
    pairs: list[_Pair] = []
    measured: list[tuple[int, int, date, date]] = []
    for place, one in enumerate(answered):
        asked = asked_of.get(id(one.found))
        if asked is None or not one.found.candidates:
            continue
        start = translate(register, replace(asked, target=asked.day)).unit
        if start is None:
            continue
        for version in _units(one.found):
            pairs.append((place, version.id))
            measured.append((start.id, version.id, asked.day, asked.target))
    if not measured:
        return {}
    givers, takers, given_on, taken_on = (list(column) for column in zip(*measured, strict=True))
    rows = connection.execute(
        footing.viewpoint.sql("spatial.business.operators", "shared_area"),
        {"givers": givers, "takers": takers, "given_on": given_on, "taken_on": taken_on}
        | {"known_at": footing.viewpoint.parameters["known_at"]},
    )
    return {pairs[row.place - 1]: round(row.share, _DIGITS) for row in rows}


def _units(found: Translation) -> Iterator[UnitVersion]:
    if found.unit is not None:
        yield found.unit
    yield from (candidate.version for candidate in found.candidates)


def _with_shares(one: Answered, place: int, shares: Mapping[_Pair, float]) -> dict[str, Any]:
    facts = facts_of(one)
    found = one.found
    facts["candidates"] = [
        facts_of_one | {"area_share": shares.get((place, candidate.version.id))}
        for facts_of_one, candidate in zip(facts["candidates"], found.candidates, strict=True)
    ]
    if found.unit is not None:
        facts["unit"] |= {"area_share": shares.get((place, found.unit.id))}
    return facts
