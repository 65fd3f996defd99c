"""A table of things with places and periods, declared as collections, for tests of reading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, text

from spatial.access.declaration import DataClass, Grade
from spatial.features.collection import Collection, GeometryType, Property, PropertyType

STANDING = Collection(
    id="thing",
    title="物",
    description="",
    data_class=DataClass.PLATFORM,
    grade=Grade.OPEN,
    relation="thing",
    key=("f.id",),
    properties=(Property("name", "名称", PropertyType.TEXT, "f.name"),),
    geometry_type=GeometryType.ANY,
    unplaced=True,
    valid="f.valid",
    undated=True,
)
"""Things that stand through periods."""

HAPPENING = replace(STANDING, valid=None, undated=False, happened="f.day", moment="f.at")
"""Things that happened on a day, of some at a known instant."""

AT_INSTANTS = replace(STANDING, valid=None, undated=True, happened="f.at", happens_at_instants=True)
"""Things that happened at an instant."""


@dataclass(frozen=True)
class Thing:
    """A row: `start` None has no period at all."""

    id: int
    geom: BaseGeometry | None = None
    start: date | None = None
    end: date | None = None
    day: date = date(2020, 1, 1)
    at: str | None = None


def make_table(connection: Connection) -> None:
    """An empty table of things."""
    connection.execute(
        text(
            "CREATE TABLE thing (id bigint PRIMARY KEY, name text, valid daterange, day date,"
            " at timestamptz, geom geometry(Geometry, 4490));"
            " CREATE INDEX thing_geom ON thing USING gist (geom)"
        )
    )


def store_things(connection: Connection, things: Iterable[Thing]) -> None:
    """These things alone."""
    connection.execute(text("DELETE FROM thing"))
    rows = [
        {
            "id": one.id,
            "name": f"物{one.id}",
            "timed": one.start is not None,
            "start": one.start,
            "end": one.end,
            "day": one.day,
            "at": one.at,
            "geom": None if one.geom is None else one.geom.wkt,
        }
        for one in things
    ]
    if rows:
        connection.execute(
            text(
                "INSERT INTO thing SELECT :id, :name, CASE WHEN :timed THEN daterange(:start, :end)"
                " END, :day, :at, ST_GeomFromText(:geom, 4490)"
            ),
            rows,
        )
