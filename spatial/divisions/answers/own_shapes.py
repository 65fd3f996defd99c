"""Questions to a scheme whose versions bring shapes of their own (dated polygons)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from spatial.divisions.viewpoint import Viewpoint
from spatial.temporal import Period


@dataclass(frozen=True, slots=True)
class OwnShape:
    """A version with its shape. geometry: a GeoJSON MultiPolygon in CGCS2000, where asked for."""

    identity: str
    code: str
    name: str
    level: str
    type: str
    valid: Period
    geometry: dict[str, Any] | None


def has_own_shapes(connection: Connection, looking: Viewpoint) -> bool:
    """Whether versions of the scheme bring shapes of their own."""
    found = connection.execute(
        text(
            "SELECT EXISTS (SELECT FROM division d JOIN division_own_shape s"
            " ON s.division_id = d.id WHERE d.scheme = :scheme"
            " AND s.known @> CAST(:known_at AS timestamptz))"
        ),
        looking.parameters,
    ).scalar_one()
    return bool(found)


def own_shapes_at(
    connection: Connection,
    looking: Viewpoint,
    day: date,
    lon: float,
    lat: float,
) -> list[OwnShape]:
    """The versions of the scheme that cover a position on a day, by code; edges belong to both.

    Several where the source draws units over each other (a territory and a claim to it): it is
    shown, never resolved.
    """
    return _read(connection, looking, "own_shapes_at", {"day": day, "lon": lon, "lat": lat})


def own_shapes_on(
    connection: Connection, looking: Viewpoint, day: date, *, with_shape: bool = True
) -> list[OwnShape]:
    """All versions of the scheme that stand on a day and have a shape, by code."""
    return _read(connection, looking, "own_shapes_on", {"day": day, "with_shape": with_shape})


def _read(
    connection: Connection, looking: Viewpoint, name: str, values: dict[str, Any]
) -> list[OwnShape]:
    rows = connection.execute(
        looking.sql("spatial.divisions.answers", name), looking.parameters | values
    )
    return [
        OwnShape(
            row.identity,
            row.code,
            row.name,
            row.level,
            row.type,
            Period(row.first, row.until),
            None if row.geometry is None else json.loads(row.geometry),
        )
        for row in rows
    ]
