"""The units on both sides of a line as they are drawn on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection

from spatial.divisions.footing import footing_of
from spatial.errors import BeforeTheRecord


@dataclass(frozen=True, slots=True)
class Area:
    """A unit. shape: longitude, latitude, CGCS2000, cut at the box that was asked for."""

    code: str
    name: str
    shape: BaseGeometry


def areas_about(
    connection: Connection, level: str, day: date, box: tuple[float, float, float, float]
) -> list[Area]:
    """The units of a level of a day that are drawn within a box (west, south, east, north)."""
    try:
        footing = footing_of(connection)
    except BeforeTheRecord:
        return []
    west, south, east, north = box
    rows = connection.execute(
        footing.viewpoint.sql("spatial.boundaries.report", "areas_about"),
        footing.viewpoint.parameters
        | {"level": level, "day": day}
        | {"west": west, "south": south, "east": east, "north": north},
    )
    areas = (Area(row.code, row.name, shapely.from_wkb(bytes(row.geom))) for row in rows)
    return [area for area in areas if not area.shape.is_empty]
