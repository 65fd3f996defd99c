"""Tiles that are built ahead: the same as those cut on demand, each content once."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Engine, make_url, text

from spatial.temporal import Basis
from spatial.tile_grids import CGCS2000, GRIDS, WEB_MERCATOR, TileGrid
from tests.tileserver.tile_builders import FIRST, RENAMED, add_area, mark_build
from tileserver.cutting import Place, cut_tile
from tileserver.editions import Edition
from tileserver.layers import Layer, layer_named
from tileserver.loop_pool import LoopPool, NoAnswer
from tileserver.responses import MVT, Content
from tileserver.settings import TileSettings
from tileserver.sight import Sight
from tileserver.store import differences, reading
from tileserver.store.building import BuildEnded, Sheet, build_sheet
from tileserver.store.reading import LoopStore, Stored, stored_tile
from tileserver.store.worker import build_tiles, built_layers
from tileserver.vector_tiles import VectorTiles

COUNTY = layer_named("county")
DAYS = (None, date(2000, 12, 31), date(2010, 12, 30), date(2010, 12, 31), date(2026, 1, 1))


def rows(engine: Engine, sql: str, **values: Any) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(text(sql), values))


def all_places(engine: Engine, layer: Layer) -> list[Place]:
    grids = {grid.srid: grid for grid in GRIDS.values()}
    return [
        Place(grids[row.srid], row.z, row.x, row.y)
        for row in rows(
            engine,
            "SELECT DISTINCT srid, z, x, y FROM tile_built WHERE layer = :layer",
            layer=layer.id,
        )
    ]


def test_every_built_tile_is_the_one_that_would_be_cut(three_counties: Engine) -> None:
    build_tiles(three_counties)
    looked_at = 0
    for layer in (COUNTY, layer_named("boundary_line")):
        places = all_places(three_counties, layer)
        assert {place.grid for place in places} == {WEB_MERCATOR, CGCS2000}
        with three_counties.connect() as connection:
            for place in places:
                for day in DAYS:
                    stored = stored_tile(connection, layer, Sight(day), day, place)
                    edition = Edition(day, None)
                    build, body = cut_tile(connection, layer, Sight(day), edition, place)
                    assert stored.content == Content.of(body, MVT)
                    assert stored.build == build
                    looked_at += 1
    assert looked_at > 200


def test_a_tile_told_in_terms_of_another_is_the_one_that_would_be_cut(
    three_counties: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(differences, "WORTH_BYTES", 0)
    monkeypatch.setattr(differences, "_WORTH_SHARE", 1)
    build_tiles(three_counties, layers=[COUNTY], grids=[WEB_MERCATOR], zooms=[6, 7, 8])
    told = rows(three_counties, "SELECT id FROM tile_body WHERE base_id IS NOT NULL")
    assert told
    with three_counties.connect() as connection:
        for place in all_places(three_counties, COUNTY):
            for day in DAYS:
                stored = stored_tile(connection, COUNTY, Sight(day), day, place)
                _, body = cut_tile(connection, COUNTY, Sight(day), Edition(day, None), place)
                assert stored.content == Content.of(body, MVT)


def test_a_content_is_kept_once_whatever_days_and_bases_show_it(three_counties: Engine) -> None:
    with three_counties.begin() as connection:
        connection.execute(
            text(
                "UPDATE division_area SET valid_announced = datemultirange(valid)"
                " WHERE outline_id IS NOT NULL"
            )
        )
    one = build_sheet(three_counties, Sheet(COUNTY, Basis.LIST, WEB_MERCATOR, 7))
    other = build_sheet(three_counties, Sheet(COUNTY, Basis.ANNOUNCED, WEB_MERCATOR, 7))
    assert one.cut > 0
    assert (other.cut, other.kept) == (0, other.steps)
    [found] = rows(
        three_counties,
        "SELECT count(*) AS bodies, count(DISTINCT digest) AS digests FROM tile_body",
    )
    assert found.bodies == found.digests <= one.cut


def test_a_second_build_cuts_nothing_and_leaves_every_row(three_counties: Engine) -> None:
    build_tiles(three_counties)
    built = "SELECT tile_built::text AS row FROM tile_built ORDER BY row"
    before = rows(three_counties, built)
    again = build_tiles(three_counties)
    assert again.cut == 0
    assert rows(three_counties, built) == before


def test_editions_of_a_tile_are_its_own(three_counties: Engine) -> None:
    far = "((100.0 30.0,100.3 30.0,100.3 30.3,100.0 30.3,100.0 30.0))"
    with three_counties.begin() as connection:
        add_area(connection, "990109", "远县", far, f"[{FIRST},)")
    build_tiles(three_counties, layers=[COUNTY], grids=[WEB_MERCATOR], zooms=[9])
    steps = rows(
        three_counties,
        "SELECT x, y, array_agg(nullif(starts, '-infinity') ORDER BY tile_built.starts) AS starts"
        " FROM tile_built"
        " WHERE basis = 'list' GROUP BY x, y",
    )
    # 乙县 is renamed in 2010; tiles that it does not reach into do not change then.
    found = {tuple(row.starts) for row in steps}
    first, renamed = date.fromisoformat(FIRST), date.fromisoformat(RENAMED)
    assert found == {(None, first), (None, first, renamed)}


def test_server_reads_the_store_and_cuts_nothing(three_counties: Engine) -> None:
    build_tiles(three_counties)
    with three_counties.begin() as connection:
        connection.execute(text("UPDATE division_area SET name = '未建'"))
    tiles = VectorTiles(three_counties, TileSettings(look_s=3600))
    for place in all_places(three_counties, COUNTY):
        tile = tiles.tile(COUNTY, place.grid, Sight(date(2020, 1, 1)), place.z, place.x, place.y)
        assert "未建".encode() not in tile.content.plain


def test_build_that_is_told_to_end_leaves_the_sheet_as_it_was(three_counties: Engine) -> None:
    ended = Event()
    ended.set()
    with pytest.raises(BuildEnded):
        build_tiles(three_counties, ended=ended)
    assert rows(three_counties, "SELECT FROM tile_built") == []


@pytest.mark.parametrize("grid", [WEB_MERCATOR, CGCS2000], ids=lambda grid: grid.id)
def test_other_content_takes_the_place_of_the_old_one(
    three_counties: Engine, grid: TileGrid
) -> None:
    sheet = Sheet(COUNTY, Basis.LIST, grid, 5)
    build_sheet(three_counties, sheet)
    with three_counties.begin() as connection:
        connection.execute(
            text(
                "UPDATE division_area SET known = tstzrange(lower(known), now())"
                " WHERE name = '乙市'"
            )
        )
        mark_build(connection, "two")
    again = build_sheet(three_counties, sheet)
    assert again.cut > 0
    [place, *_] = [one for one in all_places(three_counties, COUNTY) if one.grid == grid]
    day = date(2020, 1, 1)
    with three_counties.connect() as connection:
        stored = stored_tile(connection, COUNTY, Sight(day), day, place)
        _, body = cut_tile(connection, COUNTY, Sight(day), Edition(day, None), place)
    assert stored.content == Content.of(body, MVT)


def test_only_layers_of_one_statement_are_built() -> None:
    assert [layer.id for layer in built_layers()] == [
        *("province", "prefecture", "county", "township", "village", "boundary_line")
    ]


def test_tiles_asked_for_together_are_read_together_and_each_gets_its_own(
    three_counties: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_tiles(three_counties)
    places = [Place(WEB_MERCATOR, 7, x, y) for x in range(101, 106) for y in range(50, 54)]
    days = [date.fromisoformat(day) for day in (FIRST, RENAMED)]
    wanted = {}
    with three_counties.connect() as connection:
        for place in places:
            for day in days:
                stored = stored_tile(connection, COUNTY, Sight(day), day, place)
                wanted[place, day] = stored
    statements = 0

    class Counting(LoopPool):
        async def rows(self, statement: str, *values: Any) -> list[Any]:
            nonlocal statements
            statements += 1
            return await super().rows(statement, *values)

    monkeypatch.setattr(reading, "LoopPool", Counting)

    async def ask() -> None:
        store = LoopStore(three_counties.url, 2)
        asked = [(place, day) for place in places for day in days] * 2
        gone = asyncio.ensure_future(store.tile(COUNTY, Sight(days[0]), days[0], places[0]))
        await asyncio.sleep(0)
        gone.cancel()
        found = await asyncio.gather(
            *(store.tile(COUNTY, Sight(day), day, place) for place, day in asked)
        )
        assert [wanted[one] for one in asked] == found
        # Half of them are equal, and 32 go into one statement.
        assert statements <= 3
        await store.close()

    # In a thread of its own: a browser of other tests may have a loop in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(ask())).result()


def test_a_store_that_does_not_answer_says_so_to_all_who_wait() -> None:
    async def ask() -> list[BaseException | Stored]:
        store = LoopStore(make_url("postgresql://nobody@/nothing?host=/nowhere"), 1)
        place = Place(WEB_MERCATOR, 7, 103, 52)
        found = await asyncio.gather(
            *(store.tile(COUNTY, Sight(None), None, place) for _ in range(3)),
            return_exceptions=True,
        )
        await store.close()
        return found

    with ThreadPoolExecutor(1) as pool:
        answers = pool.submit(lambda: asyncio.run(ask())).result()
    assert len(answers) == 3
    assert all(isinstance(answer, NoAnswer) for answer in answers)
