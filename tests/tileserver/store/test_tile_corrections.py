"""A correction changes the tiles that it touches, and no other (R5.8)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from ingest.divisions.claims.history import load_division_history
from ingest.divisions.coverage.areas import build_areas
from ingest.divisions.derivation.registry import derive_registry
from ingest.divisions.polygons.shapes import load_division_shapes
from spatial.tile_grids import EXTENT, GRIDS, TILE_BUFFER, grid_named
from tests.ingest.divisions.division_files import feature, square, write_features, write_history
from tests.tileserver.tile_builders import tile_client
from tileserver.settings import TileSettings
from tileserver.store.worker import build_tiles

SHAPES = (
    feature(square(110, 30), code="982121", name="甲县"),
    feature(square(111, 30), code="982122", name="乙县"),
    feature(square(120, 23), code="970100", name="彼市"),
    feature(square(121, 23), code="970200", name="彼县"),
)
ZOOMS = (0, 3, 6, 8, 10, 13)


@pytest.fixture
def loaded(engine: Engine, tmp_path: Path) -> Engine:
    load_division_history(engine, write_history(tmp_path))
    derive_registry(engine)
    load_division_shapes(
        engine,
        write_features(tmp_path, SHAPES),
        vintage="test",
        level="county",
        role="base",
        drawn_as_of="2005-12-31",
        crs="EPSG:4490",
        code_field="code",
        name_field="name",
    )
    build_areas(engine)
    return engine


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


def etags(client: TestClient) -> dict[tuple[str, int, int, int], str]:
    return {
        one: client.get("/tiles/county/2005-01-01/{}/{}/{}/{}.mvt".format(*one)).headers.get(
            "etag", ""
        )
        for one in addresses()
    }


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


@pytest.mark.parametrize("built", [True, False], ids=["built", "cut"])
def test_r5_8_a_correction_changes_exactly_the_tiles_that_meet_what_it_changed(
    loaded: Engine, tmp_path: Path, built: bool
) -> None:
    if built:
        build_tiles(loaded)
    client = tile_client(loaded, TileSettings(look_s=0))
    before = etags(client)
    correct(loaded, tmp_path)
    after = etags(client)
    changed = {one for one in before if before[one] != after[one]}
    assert changed == meeting(loaded, "甲旗")
    if built:
        build_tiles(loaded)
        assert etags(tile_client(loaded, TileSettings(look_s=0))) == after


def test_r5_8_a_tile_as_known_before_the_correction_stays_as_it_was(
    loaded: Engine, tmp_path: Path
) -> None:
    client = tile_client(loaded, TileSettings(look_s=0))
    before = etags(client)
    with loaded.connect() as connection:
        instant = connection.execute(
            text("SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', :form)"),
            {"form": 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'},
        ).scalar_one()
    correct(loaded, tmp_path)
    then = {
        one: client.get(
            "/tiles/county/2005-01-01/{}/{}/{}/{}.mvt".format(*one) + f"?known_at={instant}"
        )
        for one in addresses()
    }
    assert {one: answer.headers.get("etag", "") for one, answer in then.items()} == before
    assert {answer.headers["cache-control"] for answer in then.values()} == {
        "public, max-age=31536000, immutable"
    }


def test_a_correction_takes_only_the_touched_tiles_out_of_the_store(
    loaded: Engine, tmp_path: Path
) -> None:
    build_tiles(loaded)
    tiles = "SELECT DISTINCT layer, srid, z, x, y FROM tile_built WHERE layer = 'county'"
    with loaded.connect() as connection:
        before = set(map(tuple, connection.execute(text(tiles))))
    correct(loaded, tmp_path)
    with loaded.connect() as connection:
        after = set(map(tuple, connection.execute(text(tiles))))
        published = connection.execute(
            text(
                "SELECT layer, srid, zoom, x_from, x_to, y_from, y_to FROM tile_change"
                " WHERE changed_at = (SELECT max(changed_at) FROM tile_change)"
            )
        ).all()
    gone = before - after
    assert gone
    assert after
    listed = {
        one
        for one in before
        for row in published
        if (row.layer, row.srid, row.zoom) == one[:3]
        and row.x_from <= one[3] <= row.x_to
        and row.y_from <= one[4] <= row.y_to
    }
    assert gone == listed
    again = build_tiles(loaded)
    assert 0 < again.cut < again.steps
