"""What a map lacks is named, thing by thing (R5.4)."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest
from pmtiles.tile import zxy_to_tileid
from required_map import CHINA, RequiredMap, encode, feature, write_mbtiles
from shapely.geometry import Point, box

from spatial.errors import MapIncomplete, MapUnreadable
from spatial.tile_grids import CGCS2000, WEB_MERCATOR, TileGrid
from tileserver.export.metadata import Label
from tileserver.export.pmtiles_file import write_pmtiles
from tileserver.export.stage import Stage
from tileserver.map_check.checking import check_maps, require_complete
from tileserver.map_check.decoding import features_of
from tileserver.map_check.looking import look_through
from tileserver.map_check.required import Kind, Required, required_in, required_things
from tileserver.vector_tiles import Bounds

DEMANDED = [thing for thing in required_things() if thing.demanded]
ALL_34 = 34


def thing(name: str) -> Required:
    (found,) = [one for one in required_things() if one.name == name]
    return found


@pytest.mark.parametrize("grid", [WEB_MERCATOR, CGCS2000], ids=lambda grid: grid.id)
def test_r5_4_map_with_everything_lacks_nothing(grid: TileGrid) -> None:
    findings = look_through([RequiredMap(grid=grid)])
    assert findings.missing == {}
    assert findings.asked == len(DEMANDED)
    assert (findings.strokes, findings.strokes_asked) == (9, 9)


@pytest.mark.parametrize("gone", DEMANDED, ids=lambda thing: thing.name)
def test_r5_4_each_required_thing_is_named_when_it_is_missing(gone: Required) -> None:
    findings = look_through([RequiredMap(lambda one: one is not gone, zooms=range(4, 6))])
    assert findings.missing == {gone.name: [4, 5]}


def test_r5_4_list_holds_all_provinces_and_what_the_law_names() -> None:
    names = [one.name for one in DEMANDED]
    provinces = [one for one in DEMANDED if one.kind is Kind.AREA and one.codes[0][2:] == "0000"]
    assert len({one.codes for one in provinces if len(one.codes) == 1}) == ALL_34
    for wanted in ("台湾省", "香港特别行政区", "澳门特别行政区", "海南省", "钓鱼岛", "赤尾屿"):
        assert wanted in names
    assert sum(name.startswith("南海诸岛") for name in names) == 5
    assert sum(name.startswith("南海断续线") for name in names) == 9
    assert any(name.startswith("国界") for name in names)


def test_r5_4_strokes_that_are_there_are_counted() -> None:
    gone = {"南海断续线：吕宋西北", "南海断续线：巴士海峡"}
    findings = look_through([RequiredMap(lambda one: one.name not in gone)])
    assert (findings.strokes, findings.strokes_asked) == (7, 9)
    assert set(findings.missing) == gone


def test_r5_4_tenth_stroke_is_told_and_not_demanded() -> None:
    tenth = thing("南海断续线：台湾以东")
    findings = look_through([RequiredMap(lambda one: one is not tenth)])
    assert findings.missing == {}
    assert findings.not_demanded == ["南海断续线：台湾以东"]


def test_r5_4_dashed_line_may_stand_as_the_feature_100000_without_a_name() -> None:
    """So it is published with the provinces of 2020."""
    stroke = thing("南海断续线：黄岩岛东")

    class WithPolygon(RequiredMap):
        def tile(self, z: int, x: int, y: int) -> bytes:
            place = WEB_MERCATOR.pixels_of(places(stroke), z)[0] - (x * 4096, y * 4096)
            square = box(place[0] - 2, place[1] - 2, place[0] + 2, place[1] + 2)
            body = encode({"province": [feature(square, adcode="100000", name="")]})
            return super().tile(z, x, y) + (body if (place >= 0).all() else b"")

    without = RequiredMap(lambda one: one is not stroke, zooms=range(4, 6))
    assert set(look_through([without]).missing) == {stroke.name}
    polygon = WithPolygon(lambda one: one is not stroke, zooms=range(4, 6))
    assert look_through([polygon]).missing == {}


def places(one: Required) -> Any:
    return np.array([(one.lon, one.lat)])


def test_r5_4_name_alone_does_not_stand_for_an_area() -> None:
    class NamesOnly(RequiredMap):
        def tile(self, z: int, x: int, y: int) -> bytes:
            body = super().tile(z, x, y)
            layers: dict[str, list[dict[str, object]]] = {}
            for one in features_of(body, "made") if body else ():
                if one.layer != "county" or one.properties["code"] != "710000":
                    layers.setdefault(one.layer, []).append(feature(one.shape, **one.properties))
            return encode(layers) if layers else b""

    assert {"台湾省", "钓鱼岛", "赤尾屿"} <= set(look_through([NamesOnly()]).missing)


def test_r5_4_area_of_another_code_at_the_place_does_not_stand_for_it() -> None:
    class Swapped(RequiredMap):
        def tile(self, z: int, x: int, y: int) -> bytes:
            return super().tile(z, x, y).replace(b"710000", b"350000")

    assert {"台湾省", "钓鱼岛", "赤尾屿"} == set(look_through([Swapped()]).missing)


def test_r5_4_coarse_zooms_need_no_small_islands() -> None:
    islands = {one.name for one in DEMANDED if one.from_zoom}
    findings = look_through([RequiredMap(lambda one: one.name not in islands, zooms=range(0, 4))])
    assert set(findings.missing) == islands
    assert set(map(tuple, findings.missing.values())) == {(3,)}


def test_r5_4_part_of_the_country_needs_what_lies_in_it() -> None:
    zhejiang = Bounds(118.0, 27.0, 123.0, 31.5)
    names = [one.name for one in required_in([zhejiang])]
    assert names == ["上海市", "浙江省"]
    assert look_through([RequiredMap(bounds=zhejiang)]).missing == {}
    without = RequiredMap(lambda one: one.name != "浙江省", bounds=zhejiang)
    assert set(look_through([without]).missing) == {"浙江省"}


def test_r5_4_map_of_hainan_needs_the_islands_of_the_south_sea() -> None:
    hainan = Bounds(108.0, 3.4, 118.0, 20.3)
    names = {one.name for one in required_in([hainan])}
    assert {"海南省", "海南岛", "南海诸岛：曾母暗沙", "南海断续线：中南半岛东"} <= names


def test_r5_4_map_of_the_country_is_not_excused_by_its_limits() -> None:
    """Who cuts the south off a map of the country has left it out."""
    cut = Bounds(73.0, 18.0, 136.0, 54.0)
    findings = look_through([RequiredMap(lambda one: one.lat >= 18, bounds=cut, zooms=range(4, 6))])
    assert {"南海诸岛：曾母暗沙", "南海断续线：曾母暗沙南"} <= set(findings.missing)


def test_r5_4_maps_over_each_other_are_one_map() -> None:
    areas = RequiredMap(lambda one: one.kind is Kind.AREA)
    lines = RequiredMap(lambda one: one.kind is not Kind.AREA)
    assert look_through([areas]).missing
    assert look_through([areas, lines]).missing == {}


def test_r5_4_before_it_was_a_province_the_place_may_bear_the_code_of_its_province() -> None:
    old = date(1985, 1, 1)
    assert look_through([RequiredMap(before=True, day=old)]).missing == {}
    assert set(look_through([RequiredMap(before=True)]).missing) == {"海南省", "重庆市"}


def test_r5_5_area_without_a_code_stands_under_its_province() -> None:
    """Where the limits of a day are not known, one area stands for several, and has no code."""

    class Unknown(RequiredMap):
        def tile(self, z: int, x: int, y: int) -> bytes:
            body = super().tile(z, x, y)
            layers: dict[str, list[dict[str, object]]] = {}
            for one in features_of(body, "made") if body else ():
                told = dict(one.properties)
                if told.get("code") == "460000":
                    told |= {"code": "", "parent_code": "460000", "flag": "no_geometry"}
                layers.setdefault(one.layer, []).append(feature(one.shape, **told))
            return encode(layers) if layers else b""

    assert look_through([Unknown()]).missing == {}


def test_unit_too_small_for_a_polygon_counts_as_the_point_that_stands_for_it() -> None:
    macao = thing("澳门特别行政区")
    at = places(macao)

    class Small(RequiredMap):
        small = True

        def tile(self, z: int, x: int, y: int) -> bytes:
            place = WEB_MERCATOR.pixels_of(at, z)[0] - (x * 4096, y * 4096)
            point = feature(Point(*place.round()), code="820000", small=self.small)
            inside = ((place >= 0) & (place < 4096)).all()
            return super().tile(z, x, y) + (encode({"small": [point]}) if inside else b"")

    assert look_through([Small(lambda one: one is not macao)]).missing == {}
    Small.small = False
    assert set(look_through([Small(lambda one: one is not macao)]).missing) == {macao.name}


def test_tiles_of_another_extent_are_measured_in_their_own_units() -> None:
    assert look_through([RequiredMap(extent=8192)]).missing == {}


def test_fictional_map_need_not_show_the_country() -> None:
    assert look_through([RequiredMap(lambda _: False, fictional=True)]).missing == {}


def test_r5_4_files_of_others_are_checked(tmp_path: Path) -> None:
    whole, part = tmp_path / "whole.mbtiles", tmp_path / "part.mbtiles"
    write_mbtiles(whole, RequiredMap(), range(3, 5))
    write_mbtiles(part, RequiredMap(lambda one: one.name != "赤尾屿"), range(3, 5))
    require_complete(check_maps([str(whole)]))
    with pytest.raises(MapIncomplete, match=r"赤尾屿 \(zooms 3-4\)") as error:
        require_complete(check_maps([str(part)]))
    assert error.value.members["missing"] == {"赤尾屿": [3, 4]}
    assert "缺 赤尾屿：级别 3-4" in check_maps([str(part)]).lines
    assert "南海断续线：9 段中有 9 段" in check_maps([str(part)]).lines


def test_what_is_no_map_is_unreadable(tmp_path: Path) -> None:
    for name, body in (
        ("a.pmtiles", b"PMTiles\x02" + bytes(200)),
        ("b.pmtiles", b"nothing"),
        ("c.mbtiles", b"no database at all" * 100),
        ("d.json", b"{"),
        ("e.json", b"[]"),
        ("f.json", b'{"version": 7}'),
        ("g.json", b'{"tilejson": "3.0.0"}'),
    ):
        (tmp_path / name).write_bytes(body)
        with pytest.raises(MapUnreadable):
            check_maps([str(tmp_path / name)])
    with pytest.raises(MapUnreadable, match="there is no file"):
        check_maps([str(tmp_path / "nowhere.pmtiles")])
    with pytest.raises(MapUnreadable, match="does not answer"):
        check_maps(["http://127.0.0.1:1/map.json"])


def test_broken_tile_is_told_with_its_address() -> None:
    class Broken(RequiredMap):
        def tile(self, z: int, x: int, y: int) -> bytes:
            return b"\x1a\xff\xff\xff\x0f"

    with pytest.raises(MapUnreadable, match="required 2/"):
        look_through([Broken()])


@pytest.mark.real_data
def test_decoder_tells_the_published_broken_tiles_from_the_sound_ones(real_data: Path) -> None:
    folder = real_data / "mvt"
    # What the decoder takes though it is against the standard: none hides or moves a feature.
    lenient = {"007.mvt", "015.mvt", "046.mvt"}
    with (folder / "INDEX.csv").open(encoding="utf-8", newline="") as index:
        fixtures = {row["file"]: row["valid_v2"] == "True" for row in csv.DictReader(index)}
    fixtures = {name: sound for name, sound in fixtures.items() if name[0].isdigit()}
    assert sorted(fixtures.values()).count(False) == 14
    for name, sound in fixtures.items():
        body = (folder / name).read_bytes()
        if sound or name in lenient:
            list(features_of(body, name))
        else:
            with pytest.raises(MapUnreadable, match=name):
                list(features_of(body, name))


WITHOUT_TAIWAN = {"台湾省", "钓鱼岛", "赤尾屿"}


def pmtiles_of(path: Path, tiles: RequiredMap) -> bytes:
    stage = Stage.open(path.with_suffix(".part"), "test")
    stage.keep(
        {
            zxy_to_tileid(z, x, y): gzip.compress(body)
            for z in (3, 4)
            for x in range(1 << z)
            for y in range(1 << z)
            if (body := tiles.tile(z, x, y))
        }
    )
    write_pmtiles(path, stage, Label(tiles.about.bounds, 3, 4, {}))
    stage.remove()
    return path.read_bytes()


@pytest.fixture
def tile_server(tmp_path: Path) -> Iterator[str]:
    """Serves a whole map and one without 台湾: TileJSON with tiles, and PMTiles in ranges."""
    maps = {
        "whole": RequiredMap(),
        "part": RequiredMap(lambda one: one.name not in WITHOUT_TAIWAN),
    }
    archive = pmtiles_of(tmp_path / "part.pmtiles", maps["part"])

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name, _, rest = self.path.strip("/").partition("/")
            if self.path == "/part.pmtiles":
                first, last = self.headers["Range"].removeprefix("bytes=").split("-")
                self.answer(206, archive[int(first) : int(last) + 1])
            elif name.endswith(".json"):
                document = {
                    "tilejson": "3.0.0",
                    "tiles": [f"/{name[:-5]}/{{z}}/{{x}}/{{y}}"],
                    "minzoom": 3,
                    "maxzoom": 4,
                    "bounds": list(CHINA),
                    "date": "2020-12-31",
                }
                self.answer(200, json.dumps(document).encode())
            else:
                body = maps[name].tile(*map(int, rest.split("/")))
                self.answer(200 if body else 204, body)

        def answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing on standard error."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_r5_4_served_map_is_read_by_its_tilejson(tile_server: str) -> None:
    assert check_maps([f"{tile_server}/whole.json"]).missing == {}
    assert set(check_maps([f"{tile_server}/part.json"]).missing) == WITHOUT_TAIWAN


def test_r5_4_served_pmtiles_are_read_in_ranges(tile_server: str) -> None:
    assert set(check_maps([f"{tile_server}/part.pmtiles"]).missing) == WITHOUT_TAIWAN
