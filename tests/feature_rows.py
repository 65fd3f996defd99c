"""Collections of features of our own for tests: a table of each, with every type of property."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, text

from spatial.access.declaration import DataClass, Grade
from spatial.features.collection import Collection, GeometryType, Property, PropertyType

PROPERTIES = (
    Property("name", "名称", PropertyType.TEXT, "f.name"),
    Property("beds", "床位", PropertyType.INTEGER, "f.beds", unit="张"),
    Property("share", "份额", PropertyType.NUMBER, "f.share"),
    Property("open", "开放", PropertyType.BOOLEAN, "f.open"),
    Property("founded", "成立日期", PropertyType.DAY, "f.founded"),
    Property("seen", "查看时刻", PropertyType.INSTANT, "f.seen"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A feature to be stored. wkt: in CGCS2000, longitude first; None has no geometry."""

    name: str | None = None
    beds: int | None = None
    share: float | None = None
    open: bool | None = None
    founded: date | None = None
    seen: datetime | None = None
    wkt: str | None = None
    first: date | None = None
    last: date | None = None
    """The day after the last, as periods have it."""

    @property
    def properties(self) -> Mapping[str, Any]:
        """By name."""
        return {one.name: getattr(self, one.name) for one in PROPERTIES}


def places(kind: GeometryType = GeometryType.ANY, **changes: Any) -> Collection:
    """The collection whose rows `store_places` stores."""
    told: dict[str, Any] = {
        "id": "place",
        "title": "地点",
        "description": "测试用地点。",
        "data_class": DataClass.PLATFORM,
        "grade": Grade.OPEN,
        "relation": "tested_place",
        "key": ("f.id",),
        "properties": PROPERTIES,
        "geometry_type": kind,
        "valid": "f.valid",
    }
    return Collection(**told | changes)


def store_places(connection: Connection, rows: Sequence[Row]) -> None:
    """Makes the table anew and stores rows with the ids 1, 2, …"""
    connection.execute(text("DROP TABLE IF EXISTS tested_place"))
    connection.execute(
        text(
            "CREATE TABLE tested_place (id bigint PRIMARY KEY, name text, beds bigint, "
            "share float8, open boolean, founded date, seen timestamptz, valid daterange, "
            "geom geometry(Geometry, 4490))"
        )
    )
    for number, row in enumerate(rows, start=1):
        connection.execute(
            text(
                "INSERT INTO tested_place VALUES (:id, :name, :beds, :share, :open, :founded, "
                ":seen, daterange(:first, :last), ST_GeomFromText(:wkt, 4490))"
            ),
            {"id": number, "first": row.first, "last": row.last, "wkt": row.wkt}
            | dict(row.properties),
        )


def store_many_points(connection: Connection, count: int) -> None:
    """The same table with narrow points at known places: `lon` 75–135, `lat` 20–50."""
    store_places(connection, [])
    connection.execute(
        text(
            "INSERT INTO tested_place (id, name, beds, valid, geom) "
            "SELECT i, '地点' || i, i % 100, '[2020-01-01,)', "
            "ST_SetSRID(ST_MakePoint(75 + (i % 60000) / 1000.0, "
            "20 + (i % 30011) / 1000.0), 4490) FROM generate_series(1, :count) AS i"
        ),
        {"count": count},
    )
