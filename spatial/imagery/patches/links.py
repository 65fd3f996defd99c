"""The divisions in which a patch lies on a day: by code, version and share of its area (R6.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shapely.geometry import MultiPolygon
from sqlalchemy import Connection

from spatial.divisions.footing import footing_of
from spatial.divisions.viewpoint import NOW, Viewpoint
from spatial.locations.geodesic import area_m2

# A sliver that two drawings of one limit leave between them, and the rounding of areas.
_LEAST_SHARE = 1e-6


@dataclass(frozen=True, slots=True)
class Link:
    """A division of a patch. version: of the registry, None for an area that no unit of the list
    has. grade: of its shape. share: of the patch's area, geodesic, to 1."""

    level: str
    code: str
    name: str
    version: int | None
    identity: str | None
    grade: str | None
    share: float


def links_on(
    connection: Connection, patch: MultiPolygon, day: date, looking: Viewpoint = NOW
) -> list[Link]:
    """The divisions of a day about a patch (degrees, CGCS2000), larger ones first.

    Empty where no shape is known there, as on the sea. Raises BeforeTheRecord.
    """
    footing = footing_of(connection, looking)
    footing.require(day)
    whole = area_m2(patch)
    rows = connection.execute(
        footing.viewpoint.sql("spatial.imagery.patches", "divisions_about"),
        {
            "patch": patch.wkb,
            "day": day,
            "known_at": footing.viewpoint.parameters["known_at"],
        },
    )
    return [
        Link(
            row.level,
            row.code,
            row.name,
            row.version,
            row.identity,
            row.grade,
            min(1.0, round(row.m2 / whole, 6)),
        )
        for row in rows
        if row.m2 / whole > _LEAST_SHARE
    ]
