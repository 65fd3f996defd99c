"""In which divisions a camera stands on a day: by its point, never by its number (R7.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from spatial.cameras.camera import Camera
from spatial.divisions.answers.place_of_point import levels_at
from spatial.divisions.footing import footing_of
from spatial.divisions.viewpoint import Viewpoint
from spatial.errors import BeforeTheRecord, NotYetKnown


@dataclass(frozen=True, slots=True)
class DivisionOf:
    """What a camera stands in on a level: a unit by code and name, or the reason why in none."""

    level: str
    code: str | None
    name: str | None
    reason: str | None


def divisions_of(
    connection: Connection, camera: Camera, day: date, *, known_at: datetime | None = None
) -> list[DivisionOf]:
    """The divisions of a camera on a day, from the highest level down.

    Empty where the record of divisions does not speak of the day, or did not then.
    """
    try:
        footing = footing_of(connection, Viewpoint(known_at=known_at))
        footing.require(day)
    except (BeforeTheRecord, NotYetKnown):
        return []
    return [
        DivisionOf(
            one.level,
            None if one.unit is None else one.unit.code,
            None if one.unit is None else one.unit.name,
            None if one.reason is None else one.reason.value,
        )
        for one in levels_at(connection, footing, camera.lon, camera.lat, day)
    ]
