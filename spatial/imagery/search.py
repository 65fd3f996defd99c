"""A search of the image catalogue by what is known of a scene (R6.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, text

from spatial.db import read_sql
from spatial.imagery.queries import Found, scenes_of


@dataclass(frozen=True, slots=True)
class Wish:
    """What the scenes of an answer have to be; None where it does not matter.

    area: they meet it (degrees, CGCS2000). start, end: taken in [start, end); with either of them
    scenes of unknown time are left out. cloud_max: 0 to 1; scenes of which nobody tells are left
    out. platform, instrument, level: as the catalogue writes them, in any case. finest, coarsest:
    metres of a pixel, both included. drawn: False asks for raw scenes alone.
    """

    area: BaseGeometry | None = None
    start: datetime | None = None
    end: datetime | None = None
    cloud_max: float | None = None
    platform: str | None = None
    instrument: str | None = None
    level: str | None = None
    finest: float | None = None
    coarsest: float | None = None
    drawn: bool | None = None


def search_scenes(connection: Connection, wish: Wish, *, limit: int, offset: int = 0) -> Found:
    """A page of the scenes that are as wished, newest first, those of unknown time last."""
    values: dict[str, object] = {
        "area": None if wish.area is None else wish.area.wkb,
        "start": wish.start,
        "end": wish.end,
        "cloud_max": wish.cloud_max,
        "platform": wish.platform,
        "instrument": wish.instrument,
        "level": wish.level,
        "finest": wish.finest,
        "coarsest": wish.coarsest,
        "drawn": wish.drawn,
        "limit": limit,
        "offset": offset,
    }
    rows = connection.execute(text(read_sql("spatial.imagery", "search")), values).all()
    return Found(scenes_of(row for row in rows if row.id is not None), rows[0].total)
