"""A date in a tile URL, reduced to the edition whose content the layer has on that day.

The content of a layer is piecewise constant in time: it changes on the days of `layer_edition`,
and the days from one of them up to, and without, the next are one edition, named by its first day.
What lies before all of them is the edition `before`, which still shows the areas without data.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, text

from spatial.db import read_sql
from spatial.errors import BadDate
from spatial.temporal import Record, parse_date

BEFORE = "before"


@dataclass(frozen=True, slots=True)
class Edition:
    """The days `[starts, ends)` on which a layer has the same content; None is open."""

    starts: date | None
    ends: date | None

    @property
    def name(self) -> str:
        """How it is called in URLs: its first day, or `before`."""
        return BEFORE if self.starts is None else self.starts.isoformat()

    @property
    def sql_day(self) -> str:
        """A day of the edition, as PostgreSQL reads it."""
        return "-infinity" if self.starts is None else self.starts.isoformat()


@dataclass(frozen=True, slots=True)
class EditionState:
    """What was known of editions at one moment.

    build: which build of areas and drawings is on; None before the first. record: what the lists
    span; None without any list. changes: layer → days on which its content changes, ascending.
    pending: facts are newer than the build.
    """

    build: str | None
    record: Record | None
    fictional: bool
    changes: Mapping[str, tuple[date, ...]]
    pending: bool = False

    def edition(self, layer: str, day: date | None) -> Edition:
        """The edition of the layer on a day; `day` None lies before all changes."""
        return edition_among(self.changes.get(layer, ()), day)


def edition_among(days: Sequence[date], day: date | None) -> Edition:
    """The edition that holds a day, of a layer that changes on these days, ascending.

    `day` None lies before all of them.
    """
    place = 0 if day is None else bisect_right(days, day)
    return Edition(
        days[place - 1] if place > 0 else None, days[place] if place < len(days) else None
    )


def parse_edition_day(name: str) -> date | None:
    """The day that the date of a tile URL names; None for `before`. Raises BadDate."""
    if name == BEFORE:
        return None
    try:
        return parse_date(name)
    except BadDate as error:
        raise BadDate(f"{error}; or write {BEFORE} for all that lies before the record") from error


def read_edition_state(connection: Connection) -> EditionState:
    """The state as one snapshot of the database shows it."""
    row = connection.execute(text(read_sql("tileserver", "edition_state"))).one()
    return EditionState(
        build=row.build,
        record=None if row.first is None else Record(row.first, row.until),
        fictional=row.fictional,
        changes={
            layer: tuple(date.fromisoformat(day) for day in days)
            for layer, days in row.editions.items()
        },
        pending=row.pending,
    )
