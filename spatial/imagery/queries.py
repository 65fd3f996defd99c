"""Questions to the image catalogue: at a point, in an area, not after a day, by id.

They read pgstac's table of items and not its search function, which writes to caches of its own
and so cannot run in a read-only transaction or on a replica.
A scene whose time nobody knows is found by its id and by a question without a time, never else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, Row, text

from spatial.db import read_sql
from spatial.errors import UnknownImage
from spatial.imagery.scene import Scene
from spatial.imagery.stac_item import COLLECTION, scene_of
from spatial.temporal import CHINA_TIME, end_of_day

_AREA = "spatial.imagery"


@dataclass(frozen=True, slots=True)
class Found:
    """The first scenes of an answer, and how many there are in all."""

    scenes: list[Scene]
    total: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """The box (west, south, east, north, degrees) of several scenes, and the finest resolution."""

    box: tuple[float, float, float, float]
    resolution_m: float


def scenes_at(
    connection: Connection,
    lon: float,
    lat: float,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    drawn: bool = False,
    limit: int,
) -> Found:
    """The scenes that show a point (degrees, CGCS2000), newest first.

    drawn: whether raw scenes are left out.
    start, end: taken in [start, end); None leaves that side open. Given neither, scenes of unknown
    time stand at the end; given one of them, they are left out.
    """
    values: dict[str, object] = {"lon": lon, "lat": lat, "start": start, "end": end}
    values |= {"drawn": drawn, "limit": limit}
    rows = connection.execute(text(read_sql(_AREA, "scenes_at_point")), values).all()
    return Found(scenes_of(rows), rows[0].total if rows else 0)


def scenes_meeting(
    connection: Connection, area: BaseGeometry, *, start: datetime, end: datetime, limit: int
) -> list[Scene]:
    """The scenes taken in [start, end) that meet an area (degrees, CGCS2000), oldest first."""
    values = {"area": area.wkb, "start": start, "end": end, "limit": limit}
    return scenes_of(connection.execute(text(read_sql(_AREA, "scenes_meeting_area")), values).all())


def scenes_not_after(
    connection: Connection,
    day: date,
    box: tuple[float, float, float, float],
    *,
    open_only: bool = False,
    limit: int,
) -> list[Scene]:
    """The scenes taken on that day in Beijing or before it that meet a box, newest first.

    box: west, south, east, north in degrees, not across the antimeridian. open_only: of the grade
    open alone.
    """
    west, south, east, north = box
    values: dict[str, object] = {"west": west, "south": south, "east": east, "north": north}
    values |= {"before": end_of_day(day), "open_only": open_only, "limit": limit}
    return scenes_of(connection.execute(text(read_sql(_AREA, "scenes_not_after")), values).all())


def edition_not_after(connection: Connection, day: date | None) -> date | None:
    """The edition of the images at a day: the last day, not after it, on which one was taken.

    day: None asks for the newest edition of all. Returns None when nothing was taken so early.
    """
    values = {"before": None if day is None else end_of_day(day)}
    taken = connection.execute(text(read_sql(_AREA, "newest_not_after")), values).scalar()
    return None if taken is None else taken.astimezone(CHINA_TIME).date()


def coverage_not_after(connection: Connection, day: date) -> Coverage | None:
    """What the scenes taken on a day or before it cover together; None without scenes."""
    row = connection.execute(
        text(read_sql(_AREA, "extent_not_after")), {"before": end_of_day(day)}
    ).one()
    if row.west is None:
        return None
    return Coverage((row.west, row.south, row.east, row.north), row.resolution_m)


def find_scene(connection: Connection, scene_id: str) -> Scene | None:
    """The scene of that id, None where there is none."""
    row = connection.execute(
        text(read_sql(_AREA, "scene_by_id")), {"collection": COLLECTION, "id": scene_id}
    ).one_or_none()
    return None if row is None else scenes_of([row])[0]


def scene_by_id(connection: Connection, scene_id: str) -> Scene:
    """The scene of that id. Raises UnknownImage."""
    scene = find_scene(connection, scene_id)
    if scene is None:
        raise UnknownImage(f"the catalogue holds no image {scene_id!r}")
    return scene


def scenes_of(rows: Iterable[Row[Any]]) -> list[Scene]:
    """The scenes of rows with id, geometry, content and files, as all statements here give them."""
    return [
        scene_of({"id": row.id, "geometry": row.geometry, **row.content}, row.files or {})
        for row in rows
    ]
