"""The units of a level as of a day, as areas of which images are asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection

from spatial.division_codes import Level
from spatial.divisions.answers.lists import Selection, units_as_of
from spatial.divisions.answers.shapes_of_versions import shapes_on
from spatial.divisions.answers.units import span_within
from spatial.divisions.footing import footing_of
from spatial.divisions.viewpoint import NOW, Viewpoint


@dataclass(frozen=True, slots=True)
class ListedArea:
    """A unit. area: longitude, latitude, CGCS2000; None where no shape of it is known that day."""

    code: str
    name: str
    area: BaseGeometry | None


def areas_on(
    connection: Connection, level: Level, within: str | None, day: date, looking: Viewpoint = NOW
) -> list[ListedArea]:
    """The units of a level that stand on a day, by code; within: of those under that unit alone.

    Raises BadCode, UnknownDivision (within), BeforeTheRecord.
    """
    footing = footing_of(connection, looking)
    span = None if within is None else span_within(connection, footing, within)
    units = list(units_as_of(connection, footing, day, Selection(level, within=span)))
    shapes = shapes_on(connection, footing, [(unit.version_id, day) for unit in units])
    return [
        ListedArea(
            unit.code,
            unit.name,
            None
            if (shape := shapes.get((unit.version_id, day))) is None
            else shapely.from_geojson(shape.geojson),
        )
        for unit in units
    ]
