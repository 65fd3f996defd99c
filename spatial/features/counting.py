"""How many features a collection has, where and when: reckoned once a change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, text

from spatial.errors import QuestionTooLarge
from spatial.features.collection import Collection
from spatial.features.conditions import conditions
from spatial.features.memory import memory_of
from spatial.features.selection import Selection
from spatial.features.time_limit import briefly
from spatial.temporal import CHINA_TIME, end_of_day

_COUNTING_S = 2.0


def whole_number(
    connection: Connection, collection: Collection, selection: Selection
) -> int | None:
    """How many features a collection has on a day or in all, counted once a change.

    selection: without place and condition. None where counting takes too long.
    """

    def count() -> int | None:
        where, values = conditions(collection, selection)
        try:
            with briefly(connection, _COUNTING_S):
                return int(
                    connection.execute(
                        text(f"SELECT count(*) FROM {collection.relation} AS f {where}"),  # noqa: S608
                        values,
                    ).scalar_one()
                )
        except QuestionTooLarge:
            return None

    stamp = changed(connection, collection)
    if stamp is None:
        return count()
    asked = ("count", collection.id, collection.condition, repr(selection))
    return memory_of(connection.engine).recall(asked, stamp, count)


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
    where, values = conditions(collection, Selection())
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
    row = connection.execute(
        text(
            "SELECT ST_XMin(box) AS west, ST_YMin(box) AS south, ST_XMax(box) AS east,"  # noqa: S608
            " ST_YMax(box) AS north, first, last, empty"
            f" FROM (SELECT {box} AS box, {first} AS first, {last} AS last, count(*) = 0 AS empty"
            f" FROM {collection.relation} AS f {where}) AS told"
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
