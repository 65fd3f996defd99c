"""All that is known of one place: its record, every form of its names, and its names in turn."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from spatial.db import read_sql
from spatial.divisions.names.search import Hit, hits_of_places
from spatial.divisions.viewpoint import Viewpoint
from spatial.errors import UnknownPlace


@dataclass(frozen=True, slots=True)
class PlaceForm:
    """A form of a name. kind: as `NameKind`, or pinyin, pinyin_toneless, initials.

    periods: half-open days as text, `0763-01-01 BC` for those before Christ, None where open; no
    period where nobody says when the form held. codes: of the unit under this name, else of where
    the place lies.
    """

    kind: str
    text: str
    language: str
    periods: tuple[tuple[str | None, str | None], ...]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlaceDetails:
    """A place as a search shows it, its record (None for a unit without one), all its forms."""

    shown: Hit
    record: dict[str, Any] | None
    forms: tuple[PlaceForm, ...]

    @property
    def history(self) -> Iterable[PlaceForm]:
        """The standard and former names, the earliest first."""
        return (form for form in self.forms if form.kind in ("standard", "former"))


def place_details(
    connection: Connection, place_id: str, *, day: date, looking: Viewpoint
) -> PlaceDetails:
    """The place as of a day. Raises UnknownPlace, for internal places too: they are not shown."""
    shown = hits_of_places(connection, [place_id], day, looking)
    if not shown:
        raise UnknownPlace(f"the register of names shows no place {place_id!r}")
    values = {"place": place_id, "known_at": looking.parameters["known_at"]}
    found = connection.execute(
        text(read_sql("spatial.divisions.names", "place_record")), values
    ).one_or_none()
    record = None if found is None else dict(found._mapping)
    if record is not None and record["geometry"] is not None:
        record["geometry"] = json.loads(record["geometry"])
    forms = connection.execute(looking.sql("spatial.divisions.names", "place_forms"), values)
    return PlaceDetails(shown[0], record, tuple(map(_form, forms)))


def _form(row: Any) -> PlaceForm:
    periods = zip(row.starts or (), row.ends or (), strict=True)
    return PlaceForm(row.kind, row.text, row.language, tuple(periods), tuple(row.codes))
