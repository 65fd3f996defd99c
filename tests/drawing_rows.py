"""Drawings of areas and lines that tests put straight into the tables, on whole pixels."""

from __future__ import annotations

import numpy as np
import shapely
from sqlalchemy import Connection, text

from ingest.bulk import copy_rows
from ingest.divisions.coverage.drawings import CANVASES, drawings, on_canvas
from ingest.divisions.coverage.lines import draw_lines
from ingest.divisions.coverage.snapping import snapped

__all__ = ["draw_areas", "draw_lines"]


def draw_areas(connection: Connection) -> None:
    """Draws the areas that are not drawn yet, each as an outline of its own, in full detail."""
    rows = connection.execute(
        text(
            "SELECT id, ST_AsBinary(geom) AS geom, ST_AsBinary(label_point) AS label"
            " FROM division_area WHERE outline_id IS NULL ORDER BY id"
        )
    ).all()
    if not rows:
        return
    ids = [row.id for row in rows]
    connection.execute(
        text(
            "WITH made AS (INSERT INTO division_outline (atoms)"
            " SELECT sha256(convert_to('area ' || id, 'UTF8')) FROM division_area"
            " WHERE id = ANY(:ids) RETURNING id, atoms)"
            " UPDATE division_area AS area SET outline_id = made.id FROM made"
            " WHERE made.atoms = sha256(convert_to('area ' || area.id, 'UTF8'))"
        ),
        {"ids": ids},
    )
    outlines = {
        row.id: row.outline_id
        for row in connection.execute(
            text("SELECT id, outline_id FROM division_area WHERE id = ANY(:ids)"), {"ids": ids}
        )
    }
    shapes = np.asarray(shapely.from_wkb([row.geom for row in rows]), dtype=object)
    labels = np.asarray(shapely.from_wkb([row.label for row in rows]), dtype=object)
    for canvas in CANVASES:
        pixels = on_canvas(shapes, canvas)
        # One by one: areas of different days may lie over each other.
        atoms = np.concatenate([snapped(pixels[place : place + 1]) for place in range(len(ids))])
        drawn = drawings(atoms, [[place] for place in range(len(ids))], on_canvas(labels, canvas))
        copy_rows(
            connection,
            "division_drawing",
            ("outline_id", "srid", "zoom", "shape", "label", "digest", "known"),
            (
                (outlines[key], canvas.grid.srid, canvas.zoom)
                + (shapely.to_wkb(one.shape, hex=True), shapely.to_wkb(one.label, hex=True))
                + (b"test", "[2000-01-01 00:00:00+00,)")
                for key, one in zip(ids, drawn, strict=True)
            ),
        )
