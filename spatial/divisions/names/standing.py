"""What a place is called from a day on: written in the caller's transaction, in system time.

A fact that changes keeps its row with an end of `known`; the new one begins to be known. Names of
divisions are derived from the registry (`build_names`) and never written here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, text

from spatial.db import read_sql
from spatial.divisions.names.forms import Form, forms_of
from spatial.divisions.names.kinds import OTHER_PLACE, PAST, Category, NameKind
from spatial.divisions.names.spelling import spell
from spatial.errors import BadParameter, BadPeriod


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """What is recorded of a new place. geometry: CGCS2000. codes: of the divisions around it."""

    category: Category
    location: str | None = None
    meaning: str | None = None
    language: str | None = None
    approving_authority: str | None = None
    approved_on: date | None = None
    named_on: date | None = None
    secrecy: str = "open"
    geometry: BaseGeometry | None = None
    codes: Sequence[str] = ()
    sources: Sequence[str] = ()


def new_place(connection: Connection, place_id: str, facts: PlaceFacts) -> None:
    """Registers a place that has no name yet. Raises BadParameter where it is there already."""
    made = connection.execute(
        text(
            "INSERT INTO place (id, located_in) VALUES (:id, :code) ON CONFLICT DO NOTHING"
            " RETURNING id"
        ),
        {"id": place_id, "code": facts.codes[0] if facts.codes else None},
    ).one_or_none()
    if made is None:
        raise BadParameter(f"the place {place_id} is registered already")
    connection.execute(
        text(read_sql("spatial.divisions.names", "store_place_record")),
        {
            "place": place_id,
            "category": facts.category.value,
            "location": facts.location,
            "meaning": facts.meaning,
            "language": facts.language,
            "approving_authority": facts.approving_authority,
            "approved_on": facts.approved_on,
            "named_on": facts.named_on,
            "secrecy": facts.secrecy,
            "spans": list(facts.codes),
            "sources": list(facts.sources),
            "flags": [] if facts.geometry is not None else ["no_coordinates"],
            "geom": None if facts.geometry is None else shapely.to_wkb(facts.geometry),
        },
    )


def give_standard_name(
    connection: Connection,
    place_id: str,
    name: str,
    roman: str | None,
    first_day: date,
    announced_on: date | None = None,
) -> str | None:
    """Makes it the standard name of the place from the day on; returns the name before.

    The standard name that stood before ends on that day and is the former name from then on; the
    row that said it still stands stays in system time. announced_on: on the basis of announcements
    both changes come on that day, where it is later.
    Raises BadParameter for a place that the registry of divisions names, and BadPeriod where a
    later standard name is on record.
    """
    codes = _require_own(connection, place_id)
    before = _end_standard(connection, place_id, first_day, announced_on)
    for form in forms_of(name, roman=roman):
        _store(connection, place_id, form, codes, first_day, None, announced_on)
    return before


def abolish_name(
    connection: Connection,
    place_id: str,
    last_day_exclusive: date,
    announced_on: date | None = None,
) -> str | None:
    """Ends the standard name of a place on the day, which it has no more; returns the name.

    Raises BadParameter and BadPeriod as `give_standard_name`.
    """
    _require_own(connection, place_id)
    return _end_standard(connection, place_id, last_day_exclusive, announced_on)


def add_former_name(connection: Connection, place_id: str, name: str, until: date) -> None:
    """A name that the place bore until the day; since when, nobody says."""
    codes = _require_own(connection, place_id)
    whole = next(iter(forms_of(name, kind=NameKind.FORMER)))
    _store(connection, place_id, whole, codes, None, until)


def add_name_form(
    connection: Connection,
    place_id: str,
    kind: NameKind,
    name: str,
    language: str,
    first_day: date,
) -> None:
    """Another form of the name (minority script, alias) from the day on."""
    codes = _require_own(connection, place_id)
    _store(
        connection, place_id, Form(kind, name, language, None, spell(name)), codes, first_day, None
    )


def _require_own(connection: Connection, place_id: str) -> list[str]:
    """The codes around the place. Raises BadParameter for an unknown one and for divisions."""
    row = connection.execute(
        text(
            "SELECT place.identity_id, record.spans FROM place LEFT JOIN place_record record"
            " ON record.place_id = place.id AND upper_inf(record.known) WHERE place.id = :id"
            " FOR UPDATE OF place"
        ),
        {"id": place_id},
    ).one_or_none()
    if row is None:
        raise BadParameter(f"there is no place {place_id!r}")
    if row.identity_id is not None:
        raise BadParameter(
            f"{place_id} is a division: its name follows the registry, where a decision changes it"
        )
    return list(row.spans or [])


def _end_standard(
    connection: Connection, place_id: str, day: date, announced_on: date | None
) -> str | None:
    """Ends what stands from the day on; what stood is the former name. Returns its text."""
    rows = connection.execute(
        text(read_sql("spatial.divisions.names", "standing_names")), {"place": place_id}
    ).all()
    late = next((row for row in rows if row.first is not None and row.first >= day), None)
    if late is not None:
        raise BadPeriod(
            f"{place_id} bears the name {late.text} from {late.first} on: a change on {day} would "
            "lie before it"
        )
    ended = text(read_sql("spatial.divisions.names", "end_name"))
    values = {"day": day, "announced": _later(day, announced_on), "weight": PAST}
    for row in rows:
        connection.execute(ended, values | {"id": row.id})
    return next((row.text for row in rows if row.kind == NameKind.STANDARD), None)


def _store(
    connection: Connection,
    place_id: str,
    form: Form,
    codes: Sequence[str],
    first: date | None,
    until: date | None,
    announced_on: date | None = None,
) -> None:
    connection.execute(
        text(read_sql("spatial.divisions.names", "store_name")),
        {
            "place": place_id,
            "kind": form.kind.value,
            "text": form.text,
            "language": form.language,
            "roman": form.roman,
            "pinyin": form.spelling.pinyin,
            "key": form.spelling.key,
            "toneless": form.spelling.toneless,
            "initials": form.spelling.initials,
            "weight": OTHER_PLACE if until is None else PAST,
            "codes": list(codes),
            "first": first,
            "announced": None if first is None else _later(first, announced_on),
            "until": until,
        },
    )


def _later(day: date, announced_on: date | None) -> date:
    return day if announced_on is None else max(day, announced_on)
