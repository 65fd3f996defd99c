"""Which scenes a mosaic is made of: the newest not after a day, or those of several days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, text

from spatial.db import read_sql
from spatial.errors import BadPeriod
from spatial.imagery.queries import edition_not_after, scenes_not_after, scenes_of
from spatial.imagery.scene import Scene
from spatial.temporal import CHINA_TIME, end_of_day


def scenes_in_days(
    connection: Connection,
    first: date,
    last: date,
    box: tuple[float, float, float, float],
    *,
    clearest: bool,
    open_only: bool = False,
    limit: int,
) -> list[Scene]:
    """The scenes taken on days in Beijing from the first to the last, both included, that meet a
    box; those of the least cloud first (`clearest`), or the newest.

    box: west, south, east, north in degrees, not across the antimeridian. open_only: of the grade
    open alone. Raises BadPeriod when the last day lies before the first.
    """
    if last < first:
        raise BadPeriod(f"from={first} lies after the day {last}")
    west, south, east, north = box
    values: dict[str, object] = {"west": west, "south": south, "east": east, "north": north}
    values |= {
        "start": datetime.combine(max(first, date(1, 1, 2)), time.min, CHINA_TIME),
        "before": end_of_day(last),
        "clearest": clearest,
        "open_only": open_only,
        "limit": limit,
    }
    rows = connection.execute(text(read_sql("spatial.imagery", "scenes_in_days")), values)
    return scenes_of(rows)


MOST_SCENES = 24
"""So many scenes, the newest or those of least cloud, are looked at for one place or picture."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is to be seen of a place on a day.

    edition: the last day, not after it, on which anything was taken anywhere; None before all.
    scenes: those that show some of the place, the one on top first. covered: what they cover.
    """

    day: date
    edition: date | None
    scenes: list[Scene]
    covered: BaseGeometry


def shown_on(connection: Connection, place: BaseGeometry, day: date) -> Shown:
    """The newest scenes not after a day over a place (degrees, CGCS2000; a point or an area).

    A scene under newer ones that together cover its part of the place is not among them. By their
    footprints: a hole in a scene (nodata) may show an older one all the same.
    """
    # A box of a point without any width is no polygon to PostGIS.
    west, south, east, north = place.buffer(1e-7, quad_segs=1).bounds
    box = (west, south, east, north)
    scenes: list[Scene] = []
    missing = place
    for scene in scenes_not_after(connection, day, box, limit=MOST_SCENES):
        if missing.intersects(scene.footprint):
            left = missing.difference(scene.footprint)
            if place.geom_type == "Point" or left.area < missing.area:
                scenes.append(scene)
                missing = left
        if missing.is_empty:
            break
    covered = (
        shapely.union_all([scene.footprint for scene in scenes]) if scenes else shapely.Point()
    )
    return Shown(day, edition_not_after(connection, day), scenes, covered)
