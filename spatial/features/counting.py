"""How many features there are: exactly where that is cheap, else not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, text

from spatial.features.collection import Collection
from spatial.features.conditions import conditions
from spatial.features.memory import memory_of
from spatial.features.selection import ALWAYS, Selection
from spatial.temporal import CHINA_TIME, end_of_day

COUNTED = 10_000
"""Up to so many features a selection is counted; a whole collection is counted once a change."""


def matched(connection: Connection, collection: Collection, selection: Selection) -> int | None:
    """How many features a selection has; None where counting would read too many."""
    stamp = changed(connection, collection)
    whole = (
        not selection.boxes
        and selection.condition is None
        and selection.known_at is None
        and selection.when in (None, ALWAYS)
    )
    if stamp is None:
        return _count(connection, collection, selection, most=COUNTED)
    asked = ("count", collection.id, collection.condition, repr(selection))
    return memory_of(connection.engine).recall(
        asked,
        stamp,
        lambda: _count(connection, collection, selection, most=None if whole else COUNTED),
    )


def _count(
    connection: Connection, collection: Collection, selection: Selection, *, most: int | None
) -> int | None:
    said, values = conditions(collection, selection)
    where = f" WHERE {' AND '.join(said)}" if said else ""
    source = f"SELECT FROM {collection.relation} AS f{where}"
    if most is not None:
        source += f" LIMIT {most + 1}"
    found = connection.execute(
        text(f"SELECT count(*) FROM ({source}) AS found"),  # noqa: S608
        values,
    ).scalar_one()
    return None if most is not None and found > most else int(found)


@dataclass(frozen=True, slots=True)
class Extent:
    """Where and when a collection has features, all of its history.

    bbox: west, south, east, north in degrees; None where nothing has a place. start, end: instants;
    None is open, or nothing. empty: whether there is no feature at all.
    """

    bbox: tuple[float, float, float, float] | None
    start: datetime | None
    end: datetime | None
    empty: bool


def extent_of(connection: Connection, collection: Collection) -> Extent:
    """The extent of a collection, reckoned once a change."""
    return memory_of(connection.engine).recall(
        ("extent", collection.id, collection.relation, collection.condition),
        changed(connection, collection),
        lambda: _extent(connection, collection),
    )


def _extent(connection: Connection, collection: Collection) -> Extent:
    said, values = conditions(collection, Selection())
    box = f"ST_Extent({collection.geometry})" if collection.geometry else "NULL::box2d"
    if collection.valid is not None:
        first = f"min(lower({collection.valid}))"
        one = "interval '1 microsecond'" if collection.valid_at_instants else "1"
        last = (
            f"CASE WHEN bool_or(upper_inf({collection.valid})) THEN NULL"
            f" ELSE max(upper({collection.valid})) - {one} END"
        )
    elif collection.happened is not None:
        first, last = f"min({collection.happened})", f"max({collection.happened})"
    else:
        first = last = "NULL::date"
    where = f" WHERE {' AND '.join(said)}" if said else ""
    row = connection.execute(
        text(
            "SELECT ST_XMin(box) AS west, ST_YMin(box) AS south, ST_XMax(box) AS east,"  # noqa: S608
            " ST_YMax(box) AS north, first, last, empty"
            f" FROM (SELECT {box} AS box, {first} AS first, {last} AS last, count(*) = 0 AS empty"
            f" FROM {collection.relation} AS f{where}) AS told"
        ),
        values,
    ).one()
    return Extent(
        None if row.west is None else (row.west, row.south, row.east, row.north),
        _start(row.first),
        _end(row.last),
        row.empty,
    )


def _start(first: date | datetime | None) -> datetime | None:
    if first is None or isinstance(first, datetime):
        return first
    return datetime(first.year, first.month, first.day, tzinfo=CHINA_TIME)


def _end(last: date | datetime | None) -> datetime | None:
    return last if last is None or isinstance(last, datetime) else end_of_day(last)


def changed(connection: Connection, collection: Collection) -> datetime | None:
    """The instant at which a collection last changed, None where nothing tells."""
    if collection.changed is None:
        return None
    found: datetime | None = connection.execute(
        text(f"SELECT {collection.changed}"),
        dict(collection.values),
    ).scalar_one()
    return found
