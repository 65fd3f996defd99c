"""Exports of the little country as files that GDAL and the pmtiles package read."""

from __future__ import annotations

import gzip
import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely
from pmtiles.reader import MemorySource, Reader, all_tiles
from pmtiles.tile import deserialize_directory
from sqlalchemy import Engine, text
from tile_builders import decode, mark_build

from spatial.api.settings import MapSettings
from spatial.errors import BadParameter, ExportRefused, UnknownLayer
from spatial.temporal import Basis
from spatial.tile_grids import CGCS2000, WEB_MERCATOR, TileGrid
from tileserver.export.making import Exported, export_tiles
from tileserver.export.order import order_of
from tileserver.export.stage import Stage
from tileserver.layers import layer_named
from tileserver.settings import PublicSettings, TileSettings
from tileserver.sight import Profile, Sight
from tileserver.store.building import build_sheet, sheets_of
from tileserver.vector_tiles import Bounds, VectorTile, VectorTiles

DAY = date(2015, 6, 1)
SAID = MapSettings(review_number="GS(2026)0001号", attribution="虚构数据")


def nothing_to_say(_: Path) -> None:
    """The little country is not China."""


def source_of(engine: Engine) -> VectorTiles:
    return VectorTiles(engine, TileSettings(cache_mb=0, look_s=0))


def export(
    engine: Engine,
    out: Path,
    *,
    layers: tuple[str, ...] = ("county",),
    grid: TileGrid = WEB_MERCATOR,
    day: date = DAY,
    zooms: range = range(12),
    area: Bounds | None = None,
    **more: Any,
) -> Exported:
    order = order_of(layers, grid, Sight(day), zooms, area)
    given = {"source": source_of(engine), "look_over": nothing_to_say} | more
    return export_tiles(engine, order=order, out=out, map_settings=SAID, **given)


def tiles_of(out: Path) -> dict[tuple[int, int, int], bytes]:
    """What the reader of the pmtiles package finds, unpacked."""
    found = all_tiles(MemorySource(out.read_bytes()))
    return {address: gzip.decompress(body) for address, body in found}


def served(engine: Engine, grid: TileGrid, z: int, x: int, y: int) -> bytes:
    server = source_of(engine)
    return b"".join(
        server.tile(layer_named(name), grid, Sight(DAY), z, x, y).content.plain
        for name in ("county", "boundary_line")
    )


def around(grid: TileGrid, z: int) -> list[tuple[int, int]]:
    """The tiles of a zoom within five of the country's middle."""
    (px, py) = (grid.pixels_of(np.array([(110.4, 30.2)]), z) // 4096).astype(int).tolist()[0]
    return [
        (x, y)
        for x in range(max(0, px - 5), min(grid.columns(z), px + 6))
        for y in range(max(0, py - 5), min(grid.rows(z), py + 6))
    ]


@pytest.mark.parametrize("grid", [WEB_MERCATOR, CGCS2000], ids=lambda grid: grid.id)
def test_pmtiles_hold_every_tile_that_the_server_has(
    country: Engine, tmp_path: Path, grid: TileGrid
) -> None:
    out = tmp_path / "county.pmtiles"
    done = export(country, out, grid=grid)
    found = tiles_of(out)
    assert len(found) == done.tiles > 20
    offset = 0 if grid is WEB_MERCATOR else 1
    for z in range(12):
        for x, y in around(grid, z):
            assert found.pop((z + offset, x, y), b"") == served(country, grid, z, x, y), (z, x, y)
    assert found == {}


def test_mbtiles_hold_what_pmtiles_hold(country: Engine, tmp_path: Path) -> None:
    export(country, tmp_path / "a.pmtiles")
    export(country, tmp_path / "a.mbtiles")
    with closing(sqlite3.connect(tmp_path / "a.mbtiles")) as connection:
        rows = connection.execute("SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles")
        found = {(z, x, (1 << z) - 1 - y): gzip.decompress(body) for z, x, y, body in rows}
    assert found == tiles_of(tmp_path / "a.pmtiles")


@pytest.mark.parametrize("suffix", ["pmtiles", "mbtiles"])
def test_gdal_reads_the_counties_at_their_place(
    country: Engine, tmp_path: Path, suffix: str
) -> None:
    out = tmp_path / f"county.{suffix}"
    export(country, out)
    assert {name for name, _ in pyogrio.list_layers(out)} == {
        "county",
        "county_label",
        "boundary_line",
    }
    meta, _, shapes, fields = pyogrio.raw.read(out, layer="county")
    assert "3857" in meta["crs"]
    columns = dict(zip(meta["fields"], fields, strict=True))
    drawn = {
        name: shapely.union_all(shapely.from_wkb(shapes[columns["name"] == name]))
        for name in ("甲县", "乙市", "丙县")
    }
    assert set(columns["name"]) == set(drawn)
    for name, lon, lat in (("甲县", 110.15, 30.15), ("乙市", 110.45, 30.15), ("丙县", 110.3, 30.4)):
        x = lon * 20037508.342789244 / 180
        y = np.log(np.tan((90 + lat) * np.pi / 360)) * 20037508.342789244 / np.pi
        holders = [one for one, shape in drawn.items() if shape.covers(shapely.Point(x, y))]
        assert holders == [name]


@pytest.mark.parametrize("suffix", ["pmtiles", "mbtiles"])
def test_same_order_gives_the_same_bytes(country: Engine, tmp_path: Path, suffix: str) -> None:
    bodies = []
    for workers in (1, 4):
        out = tmp_path / f"{workers}.{suffix}"
        export(country, out, zooms=range(13), workers=workers)
        bodies.append(out.read_bytes())
    assert bodies[0] == bodies[1]


def test_tiles_from_the_store_and_cut_ones_make_the_same_file(
    three_counties: Engine, tmp_path: Path
) -> None:
    export(three_counties, tmp_path / "cut.pmtiles")
    layers = [layer_named("county"), layer_named("boundary_line")]
    for sheet in sheets_of(layers, [WEB_MERCATOR], range(10)):
        build_sheet(three_counties, sheet)
    with three_counties.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM tile_built")).scalar_one() > 20
    export(three_counties, tmp_path / "stored.pmtiles")
    assert (tmp_path / "cut.pmtiles").read_bytes() == (tmp_path / "stored.pmtiles").read_bytes()


def test_equal_tiles_are_kept_once_and_runs_of_them_are_one_entry(
    country: Engine, tmp_path: Path
) -> None:
    """Deep in a county every tile is the same square."""
    done = export(country, tmp_path / "deep.pmtiles", zooms=range(14, 15))
    header = Reader(MemorySource((tmp_path / "deep.pmtiles").read_bytes())).header()
    assert header["addressed_tiles_count"] == done.tiles > 500
    assert header["tile_contents_count"] < done.tiles / 2
    assert header["tile_entries_count"] < done.tiles
    body = (tmp_path / "deep.pmtiles").read_bytes()
    root = body[header["root_offset"] : header["root_offset"] + header["root_length"]]
    assert max(entry.run_length for entry in deserialize_directory(root)) > 1
    export(country, tmp_path / "deep.mbtiles", zooms=range(14, 15))
    with closing(sqlite3.connect(tmp_path / "deep.mbtiles")) as connection:
        images = connection.execute("SELECT count(*) FROM images").fetchone()[0]
        tiles = connection.execute("SELECT count(*) FROM tiles").fetchone()[0]
    assert (tiles, images) == (done.tiles, header["tile_contents_count"])


def test_large_directory_has_leaves_that_the_reader_follows(
    country: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tileserver.export.pmtiles_file._ROOT_BYTES", 100)
    monkeypatch.setattr("tileserver.export.pmtiles_file._LEAF_ENTRIES", 8)
    export(country, tmp_path / "plain.pmtiles")
    leafy = Reader(MemorySource((tmp_path / "plain.pmtiles").read_bytes()))
    assert leafy.header()["leaf_directory_length"] > 0
    for z in range(12):
        for x, y in around(WEB_MERCATOR, z):
            body = leafy.get(z, x, y)
            assert (gzip.decompress(body) if body else b"") == served(
                country, WEB_MERCATOR, z, x, y
            )


def test_r5_3_file_tells_attribution_review_number_edition_and_layers(
    country: Engine, tmp_path: Path
) -> None:
    export(country, tmp_path / "county.pmtiles")
    reader = Reader(MemorySource((tmp_path / "county.pmtiles").read_bytes()))
    told = reader.metadata()
    assert told["attribution"] == "虚构数据 审图号：GS(2026)0001号"
    assert told["review_number"] == "GS(2026)0001号"
    assert (told["date"], told["edition"]) == ("2015-06-01", "2010-12-31")
    assert (told["tile_matrix_set"], told["zoom_offset"]) == ("WebMercatorQuad", 0)
    assert told["fictional"] is True
    layers = {layer["id"]: layer for layer in told["vector_layers"]}
    assert layers["county"]["fields"]["grade"].startswith("图形来历")
    assert (layers["county"]["minzoom"], layers["county"]["maxzoom"]) == (0, 11)
    header = reader.header()
    assert (header["min_zoom"], header["max_zoom"]) == (0, 11)
    assert header["min_lon_e7"] == pytest.approx(110.0e7, abs=1e5)
    assert header["clustered"]

    export(country, tmp_path / "county.mbtiles")
    with closing(sqlite3.connect(tmp_path / "county.mbtiles")) as connection:
        rows = dict(connection.execute("SELECT name, value FROM metadata"))
    assert rows["format"] == "pbf"
    assert (rows["attribution"], rows["edition"]) == (told["attribution"], told["edition"])
    assert json.loads(rows["json"])["vector_layers"] == told["vector_layers"]
    assert rows["bounds"].startswith("110.000000,")


def test_r5_1_file_of_the_cgcs2000_grid_says_so(country: Engine, tmp_path: Path) -> None:
    export(country, tmp_path / "county.pmtiles", grid=CGCS2000)
    reader = Reader(MemorySource((tmp_path / "county.pmtiles").read_bytes()))
    told = reader.metadata()
    assert (told["tile_matrix_set"], told["crs"], told["zoom_offset"]) == (
        "CGCS2000Quad",
        "EPSG:4490",
        1,
    )
    assert reader.header()["min_zoom"] == 1
    # 110 E lies in the eastern of the two tiles at the top.
    assert decode(gzip.decompress(reader.get(1, 1, 0)))["county"]["features"]
    assert reader.get(1, 0, 0) is None


def test_area_keeps_the_tiles_that_meet_it(country: Engine, tmp_path: Path) -> None:
    area = Bounds(110.05, 30.05, 110.1, 30.1)
    export(country, tmp_path / "part.pmtiles", area=area, zooms=range(11, 13))
    export(country, tmp_path / "whole.pmtiles", zooms=range(11, 13))
    part, whole = tiles_of(tmp_path / "part.pmtiles"), tiles_of(tmp_path / "whole.pmtiles")
    wanted = {
        (z, x, y)
        for z, x, y in whole
        if shapely.box(*WEB_MERCATOR.box(z, x, y)).intersects(
            shapely.box(*(v for c in ((110.05, 30.05), (110.1, 30.1)) for v in mercator(*c)))
        )
    }
    assert set(part) == wanted
    assert 0 < len(part) < len(whole)
    assert all(part[address] == whole[address] for address in part)


def mercator(lon: float, lat: float) -> tuple[float, float]:
    half = 20037508.342789244
    return lon * half / 180, float(np.log(np.tan((90 + lat) * np.pi / 360)) * half / np.pi)


def test_file_that_stands_is_not_written_over_without_force(
    country: Engine, tmp_path: Path
) -> None:
    out = tmp_path / "county.pmtiles"
    out.write_bytes(b"mine")
    with pytest.raises(ExportRefused, match="--force"):
        export(country, out)
    assert out.read_bytes() == b"mine"
    export(country, out, force=True)
    assert out.read_bytes().startswith(b"PMTiles")


def test_file_that_fails_the_look_does_not_take_its_place(country: Engine, tmp_path: Path) -> None:
    out = tmp_path / "county.pmtiles"
    out.write_bytes(b"mine")

    def refuse(file: Path) -> None:
        assert file.read_bytes().startswith(b"PMTiles")
        raise ExportRefused("not this one")

    with pytest.raises(ExportRefused, match="not this one"):
        export(country, out, force=True, look_over=refuse)
    assert out.read_bytes() == b"mine"
    assert {file.name for file in tmp_path.iterdir()} == {"county.pmtiles", "county.pmtiles.part"}


def test_unknown_format_and_missing_folder_are_refused(country: Engine, tmp_path: Path) -> None:
    with pytest.raises(ExportRefused, match=r"\.pmtiles, \.mbtiles"):
        export(country, tmp_path / "county.zip")
    with pytest.raises(ExportRefused, match="no folder"):
        export(country, tmp_path / "nowhere" / "county.pmtiles")


def test_empty_order_and_database_without_a_build_are_refused(
    engine: Engine, country: Engine, tmp_path: Path
) -> None:
    zooms = range(6, 9)
    with pytest.raises(ExportRefused, match="nothing lies"):
        export(country, tmp_path / "a.pmtiles", area=Bounds(10.0, 10.0, 11.0, 11.0), zooms=zooms)
    with pytest.raises(ExportRefused, match="build"):
        export(engine, tmp_path / "b.pmtiles")


def test_r5_6_public_file_holds_no_layer_above_open() -> None:
    public = Sight(DAY, Basis.ANNOUNCED, profile=Profile.PUBLIC)
    for name in ("track", "image"):
        with pytest.raises(ExportRefused, match="internal"):
            order_of([name], WEB_MERCATOR, public, range(3, 4))
    assert order_of(["county"], WEB_MERCATOR, public, range(3, 4)).layers[0].id == "county"


def test_r5_6_public_file_ends_at_the_public_zoom() -> None:
    public = Sight(DAY, Basis.ANNOUNCED, profile=Profile.PUBLIC)
    limit = PublicSettings(max_zoom=8)
    with pytest.raises(ExportRefused, match="end at zoom 8"):
        order_of(["county"], WEB_MERCATOR, public, range(10), public=limit)
    assert order_of(["county"], WEB_MERCATOR, public, range(9), public=limit).zooms == range(9)
    assert order_of(["county"], WEB_MERCATOR, Sight(DAY), range(10), public=limit)


def test_r5_6_public_file_has_open_fields_only(three_counties: Engine, tmp_path: Path) -> None:
    with three_counties.begin() as connection:
        connection.execute(text("UPDATE division_area SET valid_announced = datemultirange(valid)"))
        connection.execute(text("UPDATE division_area SET note = '内部说明'"))
        mark_build(connection, "announced")
    fields: dict[Profile, set[str]] = {}
    for profile in Profile:
        sight = Sight(DAY, Basis.ANNOUNCED, profile=profile)
        order = order_of(["county"], WEB_MERCATOR, sight, range(9))
        out = tmp_path / f"{profile}.pmtiles"
        export_tiles(
            three_counties, source_of(three_counties), order, out,
            map_settings=SAID, look_over=nothing_to_say,
        )  # fmt: skip
        told = Reader(MemorySource(out.read_bytes())).metadata()
        (layer,) = [one for one in told["vector_layers"] if one["id"] == "county"]
        fields[profile] = set(layer["fields"])
        body = b"".join(tiles_of(out).values())
        assert ("内部说明".encode() in body) == (profile is Profile.INTERNAL)
        assert "甲县".encode() in body
    assert fields[Profile.INTERNAL] - fields[Profile.PUBLIC] == {"note"}


def test_tracks_are_never_exported() -> None:
    with pytest.raises(UnknownLayer):
        order_of(["track"], WEB_MERCATOR, Sight(DAY), range(3, 4))


def test_zooms_that_the_layer_lacks_are_refused() -> None:
    with pytest.raises(BadParameter, match="zooms 6 to 14"):
        order_of(["township"], WEB_MERCATOR, Sight(DAY), range(0, 10))


@pytest.mark.parametrize(
    ("asked", "goes"),
    [
        (("county",), ["county", "boundary_line"]),
        (("township",), ["township", "province", "boundary_line"]),
        (("boundary_line", "province"), ["boundary_line", "province"]),
        (("boundary_marker",), ["boundary_marker"]),
        (("county", "county"), ["county", "boundary_line"]),
    ],
)
def test_r5_4_divisions_never_go_without_the_lines_of_the_border(
    asked: tuple[str, ...], goes: list[str]
) -> None:
    order = order_of(asked, WEB_MERCATOR, Sight(DAY), range(8, 9))
    assert [layer.id for layer in order.layers] == goes


class Breaking:
    """A source that stops after some tiles, as a killed process does."""

    def __init__(self, source: VectorTiles, tiles: int) -> None:
        self._source = source
        self._left = tiles

    def __getattr__(self, name: str) -> Any:
        return getattr(self._source, name)

    def tile(self, *address: Any) -> VectorTile:
        self._left -= 1
        if self._left < 0:
            raise KeyboardInterrupt
        return self._source.tile(*address)


def test_broken_off_export_goes_on_where_it_was(country: Engine, tmp_path: Path) -> None:
    out = tmp_path / "county.pmtiles"
    with pytest.raises(KeyboardInterrupt):
        export(country, out, zooms=range(14), source=Breaking(source_of(country), 180), workers=1)
    assert not out.exists()
    done = export(country, out, zooms=range(14))
    assert done.kept >= 64
    export(country, tmp_path / "fresh.pmtiles", zooms=range(14))
    assert out.read_bytes() == (tmp_path / "fresh.pmtiles").read_bytes()
    assert not (tmp_path / "county.pmtiles.part").exists()


def test_what_another_order_left_is_not_used(country: Engine, tmp_path: Path) -> None:
    out = tmp_path / "county.pmtiles"
    with pytest.raises(KeyboardInterrupt):
        export(country, out, zooms=range(14), source=Breaking(source_of(country), 180), workers=1)
    done = export(country, out, zooms=range(14), day=date(2005, 12, 31))
    assert done.kept == 0
    export(country, tmp_path / "fresh.pmtiles", zooms=range(14), day=date(2005, 12, 31))
    assert out.read_bytes() == (tmp_path / "fresh.pmtiles").read_bytes()


class Overtaken(Breaking):
    """A source under whose export the areas are built anew."""

    def __init__(self, source: VectorTiles, engine: Engine) -> None:
        super().__init__(source, 10_000)
        self._engine = engine

    def tile(self, *address: Any) -> VectorTile:
        if self._left == 9_950:
            with self._engine.begin() as connection:
                mark_build(connection, "another")
        return super().tile(*address)


def test_file_is_of_one_build(three_counties: Engine, tmp_path: Path) -> None:
    source = Overtaken(source_of(three_counties), three_counties)
    with pytest.raises(ExportRefused, match="built anew"):
        export(three_counties, tmp_path / "a.pmtiles", zooms=range(12), source=source, workers=1)
    assert export(three_counties, tmp_path / "a.pmtiles", zooms=range(12)).kept == 0


def test_two_exports_do_not_write_to_one_file(country: Engine, tmp_path: Path) -> None:
    holder = Stage.open(tmp_path / "county.pmtiles.part", "another")
    try:
        with pytest.raises(ExportRefused, match="another export"):
            export(country, tmp_path / "county.pmtiles")
    finally:
        holder.close()


def test_work_file_that_is_none_is_begun_anew(country: Engine, tmp_path: Path) -> None:
    (tmp_path / "county.pmtiles.part").write_bytes(b"no database at all" * 100)
    assert export(country, tmp_path / "county.pmtiles").kept == 0
