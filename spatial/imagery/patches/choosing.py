"""The images that a patch is looked for in, or looked at on."""

from __future__ import annotations

import re
from datetime import date

from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection

from spatial.errors import BadParameter
from spatial.imagery.queries import scene_by_id, scenes_at, scenes_not_after
from spatial.imagery.scene import Scene
from spatial.locations.geodesic import area_m2
from spatial.temporal import end_of_day, parse_date

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

# From this share of an area on an image shows it whole: both outlines are of straight lines.
_WHOLE = 0.99

_LOOKED_AT = 200


def chosen_image(connection: Connection, told: str, area: BaseGeometry) -> Scene:
    """The image of that identifier, or the newest not after that day in Beijing that shows an area.

    The newest that shows it whole; where none does, the newest that shows the largest part of it.
    Raises BadDate, UnknownImage, BadParameter where no image was taken so early.
    """
    if not _DAY.fullmatch(told):
        return scene_by_id(connection, told)
    day = parse_date(told)
    west, south, east, north = area.bounds
    found = scenes_not_after(connection, day, (west, south, east, north), limit=_LOOKED_AT)
    whole = area_m2(area)
    shares = [(area_m2(one.footprint.intersection(area)) / whole, one) for one in found]
    shares = [one for one in shares if one[0] > 0]
    if not shares:
        raise BadParameter(f"no image that shows any of the area was taken on {day} or before it")
    enough = next((scene for share, scene in shares if share >= _WHOLE), None)
    return enough or max(shares, key=lambda one: one[0])[1]


def images_about(
    connection: Connection, outline: MultiPolygon, found_on: date
) -> tuple[Scene | None, Scene | None]:
    """The newest image of the middle of a patch not after the day of finding, and the one before
    it: (before, after)."""
    point = outline.representative_point()
    end = end_of_day(found_on)
    found = scenes_at(connection, point.x, point.y, end=end, drawn=True, limit=2).scenes
    newest, earlier = (found + [None, None])[:2] if found else (None, None)
    return earlier, newest
