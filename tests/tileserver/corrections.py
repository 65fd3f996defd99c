"""Two counties and an island loaded as an office loads them, and a correction of one of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from sqlalchemy import Engine, text

from ingest.divisions.claims.history import load_division_history
from ingest.divisions.coverage.areas import build_areas
from ingest.divisions.derivation.registry import derive_registry
from ingest.divisions.polygons.shapes import load_division_shapes
from spatial.tile_grids import EXTENT, GRIDS, TILE_BUFFER, grid_named
from tests.division_files import feature, square, write_features, write_history

SHAPES = (
    feature(square(110, 30), code="982121", name="甲县"),
    feature(square(111, 30), code="982122", name="乙县"),
    feature(square(120, 23), code="970100", name="彼市"),
    feature(square(121, 23), code="970200", name="彼县"),
)
ZOOMS = (0, 3, 6, 8, 10, 13)


def load_two_counties(engine: Engine, folder: Path) -> None:
    """甲县, 乙县 and the island, of one vintage."""
    load_division_history(engine, write_history(folder))
    derive_registry(engine)
    load_division_shapes(
        engine,
        write_features(folder, SHAPES),
        vintage="test",
        level="county",
        role="base",
        drawn_as_of="2005-12-31",
        crs="EPSG:4490",
        code_field="code",
        name_field="name",
    )
    build_areas(engine)


def correct(engine: Engine, folder: Path) -> None:
    """甲县 turns out to have been 甲旗."""
    path = write_history(folder, ["982121,甲旗,county,982100,2000,,982122[2003]"], name="more.csv")
    load_division_history(engine, path)
    derive_registry(engine)
    build_areas(engine)


def addresses() -> list[tuple[str, int, int, int]]:
    """Tiles around the two counties and around the island, and some beside them."""
    found = set()
    for grid in GRIDS.values():
        for z in ZOOMS:
            for lon, lat in ((110.5, 30.5), (111.7, 30.2), (120.5, 23.5), (112.3, 31.4)):
                [(x, y)] = grid.pixels_of(np.array([[lon, lat]]), z) // EXTENT
                for dx in (-1, 0, 1):
                    at = (int(x) + dx, int(y))
                    if 0 <= at[0] < grid.columns(z):
                        found.add((grid.id, z, *at))
    return sorted(found)


def meeting(engine: Engine, name: str) -> set[tuple[str, int, int, int]]:
    """The addresses whose tiles, with their margin, meet the drawing of a county."""
    found = set()
    with engine.connect() as connection:
        for grid_id, z, x, y in addresses():
            grid = grid_named(grid_id)
            scale = 1 << (z - grid.drawn_zoom(z))
            met = connection.execute(
                text(
                    "SELECT EXISTS (SELECT FROM division_drawing JOIN division_area"
                    " USING (outline_id) WHERE name = :name AND srid = :srid AND zoom = :zoom"
                    " AND shape && ST_MakeEnvelope(:west, :north, :east, :south))"
                ),
                {
                    "name": name,
                    "srid": grid.srid,
                    "zoom": grid.drawn_zoom(z),
                    "west": (x * EXTENT - TILE_BUFFER) / scale,
                    "east": ((x + 1) * EXTENT + TILE_BUFFER) / scale,
                    "north": (y * EXTENT - TILE_BUFFER) / scale,
                    "south": ((y + 1) * EXTENT + TILE_BUFFER) / scale,
                },
            ).scalar_one()
            if met:
                found.add((grid_id, z, x, y))
    return found
