"""Draws boundary lines on every canvas. No part of a line is ever dropped.

A map that loses a dash of the South China Sea line is wrong in law, so a part that is smaller than
a pixel stays, as a stroke of two; a ring keeps at least three corners.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString, Polygon
from sqlalchemy import Connection, text

from ingest.bulk import copy_rows
from ingest.divisions.coverage.drawings import CANVASES, TOLERANCE, on_canvas


def draw_lines(connection: Connection) -> list[int]:
    """Draws the lines that have no drawings yet, and says which: a line never changes."""
    rows = connection.execute(
        text(
            "SELECT id, ST_AsBinary(geom) AS geom FROM boundary_line AS line"
            " WHERE NOT EXISTS (SELECT FROM boundary_line_drawing WHERE line_id = line.id)"
        )
    ).all()
    if not rows:
        return []
    lines = np.asarray(shapely.from_wkb([row.geom for row in rows]), dtype=object)
    copy_rows(
        connection,
        "boundary_line_drawing",
        ("line_id", "srid", "zoom", "shape"),
        (
            (row.id, canvas.grid.srid, canvas.zoom, shapely.to_wkb(drawn_line(line), hex=True))
            for canvas in CANVASES
            for row, line in zip(rows, on_canvas(lines, canvas), strict=True)
        ),
    )
    return [row.id for row in rows]


def drawn_line(pixels: MultiLineString) -> MultiLineString:
    """The line on whole pixels of its canvas, generalised."""
    return MultiLineString(list(_parts(pixels)))


def _parts(pixels: MultiLineString) -> Iterator[LineString]:
    for part in pixels.geoms:
        drawn = shapely.remove_repeated_points(shapely.transform(_simpler(part), np.round), 0)
        if drawn.length > 0:
            yield drawn
        else:
            x, y = (round(place) for place in part.coords[0][:2])
            yield LineString([(x - 1, y), (x + 1, y)])


def _simpler(line: LineString) -> LineString:
    if not line.is_closed or len(line.coords) < 4:
        return line.simplify(TOLERANCE, preserve_topology=False)
    ring = Polygon(line).simplify(TOLERANCE, preserve_topology=True).exterior
    # A ring so flat that nothing of it is left as a polygon stays as it was drawn.
    return line if ring.is_empty else LineString(ring.coords)
