"""A correction changes the tiles that it touches, and no other (R5.8)."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from tests.tileserver.corrections import addresses, correct, load_two_counties, meeting
from tests.tileserver.tile_builders import tile_client
from tileserver.settings import TileSettings
from tileserver.store.worker import build_tiles


@pytest.fixture
def loaded(engine: Engine, tmp_path: Path) -> Engine:
    load_two_counties(engine, tmp_path)
    return engine


def etags(client: TestClient) -> dict[tuple[str, int, int, int], str]:
    return {
        one: client.get("/tiles/county/2005-01-01/{}/{}/{}/{}.mvt".format(*one)).headers.get(
            "etag", ""
        )
        for one in addresses()
    }


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
