"""Where and when a collection has features: reckoned once a change, and stored."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, text

from spatial.db import beside
from spatial.features.collection import Collection
from spatial.features.conditions import conditions
from spatial.features.counting import changed
from spatial.features.memory import memory_of
from spatial.features.selection import Selection
from spatial.temporal import CHINA_TIME, end_of_day


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
    """The extent of a collection, reckoned once a change.

    What was reckoned is stored, so that a process that begins need not read the whole collection.
    """
    sql, values = _statement(collection)
    told = json.dumps([sql, dict(collection.values)], sort_keys=True, default=str)
    question = hashlib.sha256(told.encode()).hexdigest()
    stamp = changed(connection, collection)

    def reckon() -> Extent:
        if stamp is None:
            return _reckoned(connection, sql, values)
        found = _stored(connection, question, stamp)
        if found is None:
            found = _reckoned(connection, sql, values)
            _store(connection, question, stamp, found)
        return found

    return memory_of(connection.engine).recall(("extent", question), stamp, reckon)


def _statement(collection: Collection) -> tuple[str, dict[str, object]]:
    """SQL for the extent. Output: west, south, east, north, first, last, empty."""
    where, values = conditions(collection, Selection())
    box = f"ST_Extent({collection.geometry})" if collection.geometry else "NULL::box2d"
    if collection.valid is not None:
        first = (
            f"CASE WHEN bool_or(lower_inf({collection.valid})) THEN NULL"
            f" ELSE min(lower({collection.valid})) END"
        )
        one = "interval '1 microsecond'" if collection.valid_at_instants else "1"
        last = (
            f"CASE WHEN bool_or(upper_inf({collection.valid})) THEN NULL"
            f" ELSE max(upper({collection.valid})) - {one} END"
        )
    elif collection.happened is not None:
        first, last = f"min({collection.happened})", f"max({collection.happened})"
    else:
        first = last = "NULL::date"
    return (
        "SELECT ST_XMin(box) AS west, ST_YMin(box) AS south, ST_XMax(box) AS east,"  # noqa: S608
        " ST_YMax(box) AS north, first, last, empty"
        f" FROM (SELECT {box} AS box, {first} AS first, {last} AS last, count(*) = 0 AS empty"
        f" FROM {collection.relation} AS f {where}) AS told"
    ), values


def _reckoned(connection: Connection, sql: str, values: Mapping[str, object]) -> Extent:
    row = connection.execute(text(sql), dict(values)).one()
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


def _stored(connection: Connection, question: str, stamp: datetime) -> Extent | None:
    row = connection.execute(
        text("SELECT * FROM feature_extent WHERE question = :question AND stamp = :stamp"),
        {"question": question, "stamp": stamp},
    ).one_or_none()
    if row is None:
        return None
    bbox = None if row.west is None else (row.west, row.south, row.east, row.north)
    return Extent(bbox, row.starts, row.ends, row.empty)


def _store(connection: Connection, question: str, stamp: datetime, extent: Extent) -> None:
    west, south, east, north = extent.bbox or (None, None, None, None)
    with beside(connection.engine).begin() as writing:
        writing.execute(
            text(
                "INSERT INTO feature_extent"
                " VALUES (:question, :stamp, :west, :south, :east, :north, :starts, :ends, :empty)"
                " ON CONFLICT (question) DO UPDATE SET stamp = excluded.stamp,"
                " west = excluded.west, south = excluded.south, east = excluded.east,"
                " north = excluded.north, starts = excluded.starts, ends = excluded.ends,"
                " empty = excluded.empty"
            ),
            {
                "question": question,
                "stamp": stamp,
                "west": west,
                "south": south,
                "east": east,
                "north": north,
                "starts": extent.start,
                "ends": extent.end,
                "empty": extent.empty,
            },
        )
