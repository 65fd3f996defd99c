"""Tiles of the real country as clients see them: a coverage at every zoom and date, in both grids.

Decoded by mapbox-vector-tile, by GDAL and by @mapbox/vector-tile, never by what wrote them.
"""

from __future__ import annotations

import json
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely
from shapely.geometry import shape
from sqlalchemy import Connection, Engine, text

from bench.borders import NOTHING, Borders, borders_of, polygons_of
from spatial.divisions.viewpoint import NOW
from spatial.temporal import Basis
from spatial.tile_grids import CGCS2000, EXTENT, GRIDS, WEB_MERCATOR, TileGrid
from tests.tileserver.tile_builders import decode
from tileserver.cutting import Place, cut_tile, tile_parameters
from tileserver.editions import Edition
from tileserver.layers import layer_named
from tileserver.sight import Sight

pytestmark = pytest.mark.real_data

DATES = (date(1984, 12, 31), date(2002, 12, 31), date(2024, 12, 31))
PLACES = ((116.4, 39.9), (114.5, 37.07), (121.5, 31.2), (120.2, 30.27), (87.6, 43.8), (113.3, 23.1))
"""北京, 邢台, 上海, 杭州, 乌鲁木齐, 广州."""
HALF_A_DOT = 16.0
"""Square pixels of half a dot of a tile that is shown at 512 dots: (8 / 2) squared."""


def body_at(
    connection: Connection, level: str, day: date, place: Place, basis: Basis = Basis.LIST
) -> bytes:
    sight = Sight(day, basis)
    return cut_tile(connection, layer_named(level), sight, Edition(day, None), place)[1]


def places_at(grid: TileGrid, z: int) -> list[Place]:
    tiles = grid.pixels_of(np.array(PLACES), z) // EXTENT
    return [Place(grid, z, int(x), int(y)) for x, y in sorted(set(map(tuple, tiles.tolist())))]


@pytest.mark.parametrize("grid", GRIDS.values(), ids=GRIDS)
@pytest.mark.parametrize("z", [0, 2, 3, 5, 7, 9, 11, 14])
def test_neighbours_share_their_borders_at_every_zoom_and_date(
    real_divisions: Engine, grid: TileGrid, z: int
) -> None:
    found: Borders = NOTHING
    with real_divisions.connect() as connection:
        for day in (DATES[0], DATES[-1]):
            for place in places_at(grid, z)[:3]:
                body = body_at(connection, "county", day, place)
                features = decode(body)["county"]["features"]
                found += borders_of(polygons_of(features))
    assert found.features >= (10 if z < 13 else 2)
    assert found.invalid == 0
    assert abs(found.overlap) < 1e-6  # the last bits of sums of areas
    # The order is under one in a hundred; on whole pixels it is none.
    assert found.parted == 0


INLAND = ((111.9, 37.6), (108.94, 34.34), (87.6, 43.8), (104.06, 30.66))
"""吕梁, 西安, 乌鲁木齐, 成都: where every narrow gap between counties is a fault."""


@pytest.mark.parametrize("grid", GRIDS.values(), ids=GRIDS)
@pytest.mark.parametrize("z", [6, 8, 9, 10, 12, 14])
def test_inland_no_two_neighbours_leave_a_gap(
    real_divisions: Engine, grid: TileGrid, z: int
) -> None:
    found: Borders = NOTHING
    with real_divisions.connect() as connection:
        for lon, lat in INLAND:
            [(x, y)] = grid.pixels_of(np.array([[lon, lat]]), z) // EXTENT
            body = body_at(connection, "county", DATES[-1], Place(grid, z, int(x), int(y)))
            polygons = polygons_of(decode(body)["county"]["features"])
            found += borders_of(polygons, gap_width=8)
    assert found.features > 2
    assert found.parted == 0


@pytest.mark.parametrize("z", [2, 4, 6, 8])
@pytest.mark.parametrize("day", DATES, ids=str)
def test_no_gap_and_no_unit_missing(real_divisions: Engine, day: date, z: int) -> None:
    """What a tile shows is all of the country that lies in it, and every unit above half a dot."""
    with real_divisions.connect() as connection:
        atoms = connection.execute(
            text(
                "SELECT ST_AsBinary(shape) FROM division_drawing JOIN division_area AS area"
                " USING (outline_id) WHERE level = 'county' AND valid @> date '2024-12-31'"
                " AND srid = 3857 AND zoom = :z AND GeometryType(shape) <> 'POINT'"
            ),
            {"z": z},
        ).scalars()
        country = shapely.union_all(shapely.from_wkb(list(atoms)))
        for place in places_at(WEB_MERCATOR, z)[:3]:
            features = decode(body_at(connection, "county", day, place))["county"]["features"]
            shown = shapely.union_all(polygons_of(features))
            west, north = place.x * EXTENT, place.y * EXTENT
            tile = shapely.box(west, north, west + EXTENT, north + EXTENT)
            wanted = shapely.transform(
                shapely.intersection(country, tile), lambda at, o=(west, north): at - np.array(o)
            )
            visible = shapely.intersection(shown, shapely.box(0, 0, EXTENT, EXTENT))
            # A border is cut at the margin, out of sight, and there moved to a whole pixel: a hair
            # of it may be seen at the tile's edge, the same hair in both neighbours.
            assert shapely.symmetric_difference(visible, wanted).area < 4
            large = connection.execute(
                text(
                    "SELECT area.id FROM division_drawing JOIN division_area AS area"
                    " USING (outline_id) WHERE level = 'county' AND valid @> :day"
                    " AND srid = 3857 AND zoom = :z"
                    " AND ST_Area(ST_Intersection(shape, ST_MakeEnvelope(:w, :n, :e, :s))) >= :most"
                ),
                {
                    "day": day, "z": z, "most": HALF_A_DOT,
                    "w": west, "n": north, "e": west + EXTENT, "s": north + EXTENT,
                },
            ).scalars()  # fmt: skip
            drawn = {one["id"] for one in features if one["geometry"]["type"] != "Point"}
            assert set(large) <= drawn


def test_r5_1_the_same_point_lies_in_the_same_unit_in_both_grids(real_divisions: Engine) -> None:
    dice = np.random.default_rng(51)
    looked_at = 0
    with real_divisions.connect() as connection:
        for lon, lat in dice.uniform((100, 25), (118, 38), (40, 2)):
            found = []
            for grid, z in ((WEB_MERCATOR, 8), (CGCS2000, 7)):
                [(px, py)] = grid.pixels_of(np.array([[lon, lat]]), z)
                place = Place(grid, z, int(px // EXTENT), int(py // EXTENT))
                layer = decode(body_at(connection, "county", DATES[2], place)).get("county")
                at = shapely.Point(px % EXTENT, py % EXTENT)
                units = [
                    (one["properties"]["code"], shape(one["geometry"]))
                    for one in (layer["features"] if layer else [])
                ]
                # A point within a pixel or two of a border may be on either side of it.
                near = {code for code, area in units if area.distance(at) <= 2}
                found.append(near)
            if all(len(near) == 1 for near in found):
                assert found[0] == found[1]
                looked_at += 1
    assert looked_at >= 20


@pytest.mark.parametrize("z", [5, 8, 11])
def test_gdal_and_the_decoder_of_mapbox_read_the_same_features(
    real_divisions: Engine, tmp_path: Path, z: int
) -> None:
    place = places_at(WEB_MERCATOR, z)[0]
    with real_divisions.connect() as connection:
        body = body_at(connection, "county", DATES[2], place)
    file = tmp_path / f"{z}" / f"{place.x}" / f"{place.y}.mvt"
    file.parent.mkdir(parents=True)
    file.write_bytes(body)
    ours = decode(body)
    # GDAL cuts the margin off unless it is told not to.
    by_gdal = {
        name: pyogrio.raw.read(file, layer=name, columns=["code"], CLIP="NO") for name in ours
    }
    by_mapbox = by_mapbox_decoder(file)
    for name, layer in ours.items():
        codes = sorted(one["properties"]["code"] for one in layer["features"])
        assert sorted(by_gdal[name][3][0].tolist()) == codes
        assert sorted(one["properties"]["code"] for one in by_mapbox[name]) == codes
        wanted = {one["id"]: shape(one["geometry"]) for one in layer["features"]}
        for one in by_mapbox[name]:
            rings = one["rings"]
            bounds = wanted[one["id"]].bounds
            xs, ys = zip(*(at for ring in rings for at in ring), strict=True)
            assert (min(xs), min(ys), max(xs), max(ys)) == bounds


def by_mapbox_decoder(file: Path) -> dict[str, list[dict[str, Any]]]:
    """The layers of a tile, read by @mapbox/vector-tile in Node."""
    root = Path(__file__).parents[2]
    script = """
    import { readFileSync } from "node:fs";
    import { VectorTile } from "@mapbox/vector-tile";
    import { PbfReader } from "pbf";
    const tile = new VectorTile(new PbfReader(readFileSync(process.argv[1])));
    const found = {};
    for (const [name, layer] of Object.entries(tile.layers)) {
      found[name] = [];
      for (let i = 0; i < layer.length; i++) {
        const feature = layer.feature(i);
        const rings = feature.loadGeometry().map((ring) => ring.map(({ x, y }) => [x, y]));
        found[name].push({ id: feature.id, properties: feature.properties, rings });
      }
    }
    console.log(JSON.stringify(found));
    """
    done = subprocess.run(
        ["node", "--input-type=module", "-e", script, str(file)],
        cwd=root / "web-map", capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def test_r5_7_divisions_of_the_public_profile_change_when_it_is_announced(
    real_divisions: Engine,
) -> None:
    """杭州 2021: announced on 9 April; the tile there changes on that day, and not before."""
    [(px, py)] = WEB_MERCATOR.pixels_of(np.array([[120.2, 30.27]]), 9)
    place = Place(WEB_MERCATOR, 9, int(px // EXTENT), int(py // EXTENT))
    days = (date(2021, 3, 31), date(2021, 4, 8), date(2021, 4, 9))
    with real_divisions.connect() as connection:
        announced = [body_at(connection, "county", day, place, Basis.ANNOUNCED) for day in days]
        [(fx, fy)] = WEB_MERCATOR.pixels_of(np.array([[87.6, 43.8]]), 9)
        far = Place(WEB_MERCATOR, 9, int(fx // EXTENT), int(fy // EXTENT))
        elsewhere = {body_at(connection, "county", day, far, Basis.ANNOUNCED) for day in days}
    assert announced[0] == announced[1] != announced[2]
    names = {one["properties"]["name"] for one in decode(announced[2])["county"]["features"]}
    assert "临平区" in names
    assert len(elsewhere) == 1


def test_tiles_around_xingtai_differ_on_the_day_of_its_change_and_far_ones_do_not(
    real_divisions: Engine,
) -> None:
    with real_divisions.connect() as connection:
        day = connection.execute(
            text(
                "SELECT max(lower(valid)) FROM division_area WHERE level = 'county'"
                " AND name = '襄都区'"
            )
        ).scalar_one()
        eve = date.fromordinal(day.toordinal() - 1)
        near, far = (
            Place(WEB_MERCATOR, 10, int(x), int(y))
            for x, y in (WEB_MERCATOR.pixels_of(np.array([PLACES[1], PLACES[4]]), 10) // EXTENT)
        )
        assert body_at(connection, "county", eve, near) != body_at(connection, "county", day, near)
        assert body_at(connection, "county", eve, far) == body_at(connection, "county", day, far)


def test_a_comparison_tells_renamed_from_new_and_gone(real_divisions: Engine) -> None:
    """密云县 went on as 密云区 in 2015; 余杭 gave the land of 临平区, 下城区 is gone, in 2021."""

    def changes(lon: float, lat: float, first: date, last: date) -> dict[str, str]:
        [(x, y)] = WEB_MERCATOR.pixels_of(np.array([[lon, lat]]), 9) // EXTENT
        place = Place(WEB_MERCATOR, 9, int(x), int(y))
        values = tile_parameters(layer_named("county"), Sight(last), Edition(last, None), place) | {
            "layer": "change",
            "first": first,
            "last": last,
        }
        with real_divisions.connect() as connection:
            body = connection.execute(NOW.sql("tileserver", "comparison_tile"), values).scalar_one()
        found = decode(bytes(body))["change"]["features"]
        return {one["properties"]["name"]: one["properties"]["change"] for one in found}

    assert changes(116.84, 40.37, DATES[1], date(2016, 12, 31))["密云区"] == "name"
    hangzhou = changes(120.2, 30.27, date(2020, 12, 31), date(2021, 12, 31))
    assert hangzhou["临平区"] == "new"
