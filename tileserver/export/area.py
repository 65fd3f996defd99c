"""The box of a division, as the area of an export."""

from __future__ import annotations

from sqlalchemy import Connection

from spatial.errors import UnknownDivision
from tileserver.cutting import viewpoint_of
from tileserver.sight import Sight
from tileserver.vector_tiles import Bounds


def box_of_division(connection: Connection, code: str, sight: Sight) -> Bounds:
    """The box around a division as a sight shows it. Raises UnknownDivision where it is not drawn.

    The box and not the outline: tiles are boxes, and a province by the sea goes with its islands.
    """
    viewpoint = viewpoint_of(sight)
    row = connection.execute(
        viewpoint.sql("tileserver.export", "division_box"),
        {
            "code": code,
            "day": "-infinity" if sight.day is None else sight.day.isoformat(),
            "known_at": viewpoint.parameters["known_at"],
        },
    ).one()
    if row.west is None:
        raise UnknownDivision(f"no area of {code} is drawn on {sight.day}")
    return Bounds(*row)
