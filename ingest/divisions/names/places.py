"""A place as a source gives it, and how places are stored: as a difference, in system time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import shapely
from psycopg.types.range import TimestamptzRange
from sqlalchemy import Connection, text

from ingest.bulk import copy_rows
from ingest.divisions.names.build import NAME_COLUMNS
from ingest.divisions.polygons.geometry import CGCS2000_SRID, ewkb_hex
from ingest.runs import IngestRun
from spatial.db import read_sql
from spatial.divisions.names.forms import Form, forms_of
from spatial.divisions.names.kinds import Category, Flag, NameKind
from spatial.divisions.names.parts import NameParts
from spatial.divisions.names.spelling import spell

_CLASS_PAIRS = {"27610": "21610", "27620": "21620"}
"""The body of a village or community and the class of the place that it governs (R2.9)."""

_PAIRED = frozenset((*_CLASS_PAIRS, *_CLASS_PAIRS.values()))


@dataclass(frozen=True, slots=True)
class NameForm:
    """A further form of a name. first, last: days as PostgreSQL writes them, last not included."""

    kind: NameKind
    text: str
    language: str = "zh"
    first: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """A place as one row gives it (R2.1). geometry: CGCS2000, None where it has none.

    first, until: the days of the standard name as PostgreSQL writes them, `0763-01-01 BC`, until
    not included; None is unbounded. weight: as in `place_name`. named: False for a position of a
    division, whose names come from the registry.
    """

    id: str
    name: str
    category: Category
    weight: int
    record: str
    forms: tuple[NameForm, ...] = ()
    roman: str | None = None
    parts: NameParts | None = None
    first: str | None = None
    until: str | None = None
    dated: bool = True
    named: bool = True
    geometry: Any = None
    identity: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    flags: tuple[Flag, ...] = ()


_FACTS = (
    ("class_code", "feature_type", "place_code", "historical", "first_year", "last_year")
    + ("named_on", "location", "meaning", "origin", "history", "description", "language")
    + ("recording", "media", "sources", "spans", "approving_authority", "approved_on", "secrecy")
    + ("position_source", "source_crs")
)
_DEFAULTS: dict[str, Any] = {
    "historical": False,
    "media": [],
    "sources": [],
    "spans": [],
    "secrecy": "open",
}


def store_places(run: IngestRun, places: Sequence[PlaceRecord]) -> None:
    """Stores places whose records differ from what is known of them; the others stay as they are.

    A place that the source no longer holds stays: what it left out may stand still.
    """
    connection = run.connection
    standing = _standing(connection, [place.id for place in places])
    rows = {place.id: _record_row(place) for place in places}
    forms = {place.id: _name_rows(place) for place in places}
    changed = [p for p in places if standing.get(p.id) != (rows[p.id], _comparable(forms[p.id]))]
    instant = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    known = TimestamptzRange(instant, None, "[)")
    ids = [place.id for place in changed]
    for statement in (
        "UPDATE place_record SET known = tstzrange(lower(known), :now)"
        " WHERE place_id = ANY(:ids) AND upper_inf(known)",
        "UPDATE place_name SET known = tstzrange(lower(known), :now)"
        " WHERE place_id = ANY(:ids) AND upper_inf(known) AND NOT derived",
    ):
        connection.execute(text(statement), {"ids": ids, "now": instant})
    connection.execute(
        text(
            "INSERT INTO place (id, identity_id, known_from)"
            " SELECT id, identity, :now"
            " FROM unnest(CAST(:ids AS text[]), CAST(:identities AS text[])) AS one (id, identity)"
            " ON CONFLICT (id) DO NOTHING"
        ),
        {"ids": ids, "identities": [place.identity for place in changed], "now": instant},
    )
    copy_rows(
        connection,
        "place_record",
        ("place_id", "category", "flags", "geom", *_FACTS, "run_id", "known"),
        ((place.id, *rows[place.id], run.id, known) for place in changed),
    )
    copy_rows(
        connection,
        "place_name",
        NAME_COLUMNS,
        ((place.id, *form, False, known) for place in changed for form in forms[place.id]),
    )
    if any(place.facts.get("class_code") in _PAIRED for place in changed):
        _pair(connection)
    run.accepted += len(places)


def _record_row(place: PlaceRecord) -> tuple[Any, ...]:
    geometry = None if place.geometry is None else ewkb_hex(place.geometry, CGCS2000_SRID)
    flags = list(place.flags) + ([Flag.NO_COORDINATES] if geometry is None else [])
    facts = [place.facts.get(name, _DEFAULTS.get(name)) for name in _FACTS]
    return (place.category.value, [flag.value for flag in flags], geometry, *facts)


def _name_rows(place: PlaceRecord) -> list[tuple[Any, ...]]:
    if not place.named:
        return []
    valid = _days(place.first, place.until) if place.dated else None
    found = [
        _name_row(place, form, valid)
        for form in forms_of(place.name, parts=place.parts, roman=place.roman)
    ]
    for other in place.forms:
        form = Form(other.kind, other.text, other.language, None, spell(other.text))
        if other.first or other.until:
            days: str | None = _days(other.first, other.until)
        else:
            # Of a former name nobody says when it held; the others go with the name itself.
            days = None if other.kind is NameKind.FORMER else valid
        found.append(_name_row(place, form, days))
    return list(dict.fromkeys(found))


def _days(first: str | None, until: str | None) -> str:
    """A multirange of one period, written as PostgreSQL itself would write it."""
    start, end = (f'"{day}"' if day and " " in day else day or "" for day in (first, until))
    return "{" + ("[" if start else "(") + f"{start},{end})" + "}"


def _name_row(place: PlaceRecord, form: Form, valid: str | None) -> tuple[Any, ...]:
    spelling = form.spelling
    return (
        form.kind.value,
        form.text,
        form.language,
        form.roman,
        spelling.pinyin,
        spelling.key,
        spelling.toneless,
        spelling.initials,
        place.weight,
        "{" + ",".join(place.facts.get("spans", ())) + "}",
        valid,
        None,
        None,
    )


def _standing(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[Any, Any]]:
    """What is known of the places: their record, and their names without the derived columns."""
    names: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in connection.execute(
        text(
            "SELECT place_id, kind, text, language, roman, CAST(valid AS text) FROM place_name"
            " WHERE place_id = ANY(:ids) AND upper_inf(known) AND NOT derived"
        ),
        {"ids": list(ids)},
    ):
        names[row[0]].append(tuple(row)[1:])
    columns = ", ".join(("place_id", "category", "flags", "geom", *_FACTS))
    found = {}
    for row in connection.execute(
        text(
            f"SELECT {columns} FROM place_record"  # noqa: S608 (columns of this module)
            " WHERE place_id = ANY(:ids) AND upper_inf(known)"
        ),
        {"ids": list(ids)},
    ):
        place, category, flags, geom, *facts = row
        geometry = None if geom is None else str(geom).upper()
        found[place] = ((category, flags, geometry, *facts), sorted(names[place], key=repr))
    return found


def _comparable(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return sorted(((*row[:4], row[10]) for row in rows), key=repr)


def _pair(connection: Connection) -> None:
    """Links the body of a village with the place of the same name in the same county (R2.9)."""
    for body, ground in _CLASS_PAIRS.items():
        connection.execute(
            text(read_sql("ingest.divisions.names", "pair_places")),
            {"body": body, "ground": ground},
        )


def point(lon: float, lat: float) -> Any:
    """A point in CGCS2000."""
    return shapely.Point(lon, lat)


def line(start: tuple[float, float], end: tuple[float, float]) -> Any:
    """The straight line between two positions, longitude before latitude, in CGCS2000."""
    return shapely.LineString([start, end])


def year_day(year: int) -> str:
    """The first day of a year as PostgreSQL writes it; a year before Christ is negative.

    >>> year_day(-763), year_day(621)
    ('0763-01-01 BC', '0621-01-01')
    """
    return f"{-year:04}-01-01 BC" if year < 0 else f"{year:04}-01-01"


def day_text(day: date | None) -> str | None:
    """A day as PostgreSQL writes it."""
    return None if day is None else day.isoformat()
