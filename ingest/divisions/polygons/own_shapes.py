"""Stores the shapes that versions bring with them, as a difference in system time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import shapely
from psycopg.types.range import TimestamptzRange
from shapely.geometry import MultiPolygon
from sqlalchemy import Connection, text

from ingest.bulk import copy_rows
from ingest.divisions.polygons.geometry import CGCS2000_SRID, ewkb_hex

_STANDING = text(
    "SELECT d.code, lower(d.valid) AS first, d.id, s.id AS shape, ST_AsBinary(s.geom) AS wkb"
    " FROM division d LEFT JOIN division_own_shape s"
    " ON s.division_id = d.id AND upper_inf(s.known)"
    " WHERE d.scheme = :scheme AND upper_inf(d.known)"
)
_END = text(
    "UPDATE division_own_shape SET known = tstzrange(lower(known), :instant) WHERE id = ANY(:ids)"
)


def store_own_shapes(
    connection: Connection,
    scheme: str,
    shapes: Mapping[tuple[str, date], MultiPolygon],
    *,
    crs: str,
    run_id: int,
    instant: datetime,
) -> int:
    """Gives the standing versions of the scheme their shapes; returns how many are new.

    shapes: by code and first day, in CGCS2000. A shape that is the same as before stays; one that
    differs ends at the instant, and the new one is known from then. Of versions that are not
    named nothing changes.
    """
    rows, ended = [], []
    known = TimestamptzRange(instant, None, "[)")
    for standing in connection.execute(_STANDING, {"scheme": scheme}):
        shape = shapes.get((standing.code, standing.first))
        if shape is None:
            continue
        if standing.shape is not None:
            if shapely.from_wkb(bytes(standing.wkb)).equals_exact(shape):
                continue
            ended.append(standing.shape)
        rows.append((standing.id, run_id, crs, ewkb_hex(shape, CGCS2000_SRID), known))
    if ended:
        connection.execute(_END, {"ids": ended, "instant": instant})
    return copy_rows(
        connection,
        "division_own_shape",
        ("division_id", "run_id", "source_crs", "geom", "known"),
        rows,
    )
