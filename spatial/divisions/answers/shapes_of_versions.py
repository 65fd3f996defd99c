"""The shapes of many versions, each as of a day of its own."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from spatial.divisions.footing import Footing


@dataclass(frozen=True, slots=True)
class Shape:
    """What is drawn of a version. geojson: text of a GeoJSON geometry, CGCS2000, 1e-6 degree."""

    grade: str
    geojson: str


def shapes_on(
    connection: Connection, footing: Footing, wanted: Collection[tuple[int, date]]
) -> dict[tuple[int, date], Shape]:
    """The shapes of versions (ids of `division`) on days; none where none is known."""
    if not wanted:
        return {}
    rows = connection.execute(
        footing.viewpoint.sql("spatial.divisions.answers", "shapes_on"),
        {
            "ids": [version_id for version_id, _ in wanted],
            "days": [day for _, day in wanted],
            "known_at": footing.viewpoint.parameters["known_at"],
        },
    )
    return {(row.id, row.on_day): Shape(row.grade, row.geometry) for row in rows}
