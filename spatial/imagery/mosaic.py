"""Which scenes a mosaic of several days is made of."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection, text

from spatial.db import read_sql
from spatial.errors import BadPeriod
from spatial.imagery.scene import Scene
from spatial.imagery.stac_item import scene_of
from spatial.temporal import CHINA_TIME


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
    # The last day of the calendar has no next one; nothing was taken then.
    next_day = min(last, date.max - timedelta(days=1)) + timedelta(days=1)
    values: dict[str, object] = {"west": west, "south": south, "east": east, "north": north}
    values |= {
        "start": datetime.combine(max(first, date(1, 1, 2)), time.min, CHINA_TIME),
        "before": datetime.combine(next_day, time.min, CHINA_TIME),
        "clearest": clearest,
        "open_only": open_only,
        "limit": limit,
    }
    rows = connection.execute(text(read_sql("spatial.imagery", "scenes_in_days")), values).all()
    return [
        scene_of({"id": row.id, "geometry": row.geometry, **row.content}, row.files or {})
        for row in rows
    ]
