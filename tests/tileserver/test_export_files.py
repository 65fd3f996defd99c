"""Exports of the little country as files that GDAL and the pmtiles package read."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path
from typing import Any

from pmtiles.reader import MemorySource, all_tiles
from sqlalchemy import Engine

from spatial.api.settings import MapSettings
from spatial.tile_grids import WEB_MERCATOR, TileGrid
from tileserver.export.making import Exported, export_tiles
from tileserver.export.order import order_of
from tileserver.settings import TileSettings
from tileserver.sight import Sight
from tileserver.vector_tiles import Bounds, VectorTiles

DAY = date(2015, 6, 1)
SAID = MapSettings(review_number="GS(2026)0001号", attribution="虚构数据")


def nothing_to_say(_: Path) -> None:
    """The little country is not China."""


def export(
    engine: Engine,
    out: Path,
    *,
    layers: tuple[str, ...] = ("county",),
    grid: TileGrid = WEB_MERCATOR,
    day: date = DAY,
    zooms: range = range(11),
    area: Bounds | None = None,
    **more: Any,
) -> Exported:
    source = VectorTiles(engine, TileSettings(cache_mb=0, look_s=0))
    order = order_of(layers, grid, Sight(day), zooms, area)
    return export_tiles(
        engine, source, order, out, map_settings=SAID, look_over=nothing_to_say, **more
    )


def tiles_of(out: Path) -> dict[tuple[int, int, int], bytes]:
    """What the reader of the pmtiles package finds, unpacked."""
    found = all_tiles(MemorySource(out.read_bytes()))
    return {address: gzip.decompress(body) for address, body in found}


def test_pmtiles_hold_every_tile_that_the_server_has(country: Engine, tmp_path: Path) -> None:
    out = tmp_path / "county.pmtiles"
    done = export(country, out, zooms=range(9))
    found = tiles_of(out)
    assert len(found) == done.tiles
    server = VectorTiles(country, TileSettings(look_s=0))
    order = order_of(["county"], WEB_MERCATOR, Sight(DAY), range(9))
    for z in range(9):
        # The country lies within 20 columns of 110 E, 30 N, at whatever zoom.
        middle_x, middle_y = int((110.3 + 180) / 360 * 2**z), int(0.412 * 2**z)
        for x in range(max(0, middle_x - 3), min(2**z, middle_x + 4)):
            for y in range(max(0, middle_y - 3), min(2**z, middle_y + 4)):
                plain = b"".join(
                    server.tile(layer, WEB_MERCATOR, order.sight, z, x, y).content.plain
                    for layer in order.layers
                )
                assert found.pop((z, x, y), b"") == plain, (z, x, y)
    assert found == {}
