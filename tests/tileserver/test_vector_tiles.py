"""Tiles of a little country through HTTP, decoded, and compared with what the database holds."""

from __future__ import annotations

import gzip
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyogrio
import pytest
from drawing_rows import draw_areas, draw_lines
from fastapi.testclient import TestClient
from pyproj import Transformer
from shapely import get_coordinates
from shapely.geometry import shape
from shapely.ops import unary_union
from sqlalchemy import Engine, event, text
from tile_builders import (
    FIRST,
    RENAMED,
    add_area,
    add_editions,
    add_line,
    decode,
    mark_build,
    tile_at,
    tile_client,
)

from spatial.db import open_engine
from spatial.divisions.viewpoint import NOW
from spatial.tile_grids import WEB_MERCATOR
from tileserver import cutting
from tileserver.cutting import Place, tile_parameters
from tileserver.editions import Edition
from tileserver.layers import layer_named
from tileserver.responses import MVT
from tileserver.settings import TileSettings
from tileserver.sight import Sight
from tileserver.vector_tiles import VectorTiles

HERE = (110.32, 30.16)


def address(layer: str, day: str, z: int, lon: float = HERE[0], lat: float = HERE[1]) -> str:
    x, y = tile_at(lon, lat, z)
    return f"/tiles/{layer}/{day}/WebMercatorQuad/{z}/{x}/{y}.mvt"


def features(client: TestClient, url: str) -> dict[str, list[dict[str, Any]]]:
    answer = client.get(url)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == MVT
    return {name: layer["features"] for name, layer in decode(answer.content).items()}


def names(found: list[dict[str, Any]]) -> list[str]:
    return sorted(feature["properties"]["name"] for feature in found)


def test_tile_shows_the_divisions_of_its_day(client: TestClient) -> None:
    early = features(client, address("county", "2005-06-30", 7))
    late = features(client, address("county", "2015-06-30", 7))
    assert list(early) == ["county", "county_label"]
    assert names(early["county"]) == sorted(["甲县", "乙县", "丙县"])
    assert names(late["county"]) == sorted(["甲县", "乙市", "丙县"])
    assert names(late["county_label"]) == sorted(["甲县", "乙市", "丙县"])


def test_change_takes_effect_on_its_day(client: TestClient) -> None:
    eve = features(client, address("county", "2010-12-30", 7))
    day = features(client, address("county", RENAMED, 7))
    assert "乙县" in names(eve["county"])
    assert "乙市" in names(day["county"])


def test_before_the_record_the_areas_without_data_are_drawn(client: TestClient) -> None:
    for day in ("before", "0001-01-01", "2000-12-30"):
        found = features(client, address("county", day, 7))
        (area,) = found["county"]
        assert area["properties"]["grade"] == "no_data"
        assert area["properties"]["flag"] == "no_data"


def test_attributes_and_ids_are_those_of_the_database(client: TestClient, country: Engine) -> None:
    found = features(client, address("county", "2020-01-01", 9))
    with country.connect() as connection:
        stored = {
            row.id: {key: value for key, value in row._mapping.items() if key != "id" and value}
            for row in connection.execute(
                text(
                    "SELECT id, code, name, level, parent_code, grade, flag, note"
                    " FROM division_area WHERE valid @> date '2020-01-01'"
                )
            )
        }
    assert {feature["id"]: feature["properties"] for feature in found["county"]} == stored
    for label in found["county_label"]:
        assert label["properties"].items() <= stored[label["id"]].items()


@pytest.mark.parametrize("z", [3, 5, 7, 9, 11, 12])
def test_geometry_agrees_with_the_drawing(client: TestClient, country: Engine, z: int) -> None:
    url = address("county", "2020-01-01", z)
    x, y = tile_at(*HERE, z)
    with country.connect() as connection:
        stored = {
            row.id: (row.square_units, row.west, row.north)
            for row in connection.execute(
                text(
                    "WITH tile AS (SELECT ST_TileEnvelope(:z, :x, :y) AS box,"
                    " ST_TileEnvelope(:z, :x, :y, margin => 64.0 / 4096) AS wide)"
                    " SELECT d.id, ST_Area(ST_Intersection(d.geom, wide))"
                    " / ((ST_XMax(box) - ST_XMin(box)) / 4096) ^ 2 AS square_units,"
                    " (ST_XMin(ST_Intersection(d.geom, wide)) - ST_XMin(box))"
                    " / (ST_XMax(box) - ST_XMin(box)) * 4096 AS west,"
                    " (ST_YMax(box) - ST_YMax(ST_Intersection(d.geom, wide)))"
                    " / (ST_XMax(box) - ST_XMin(box)) * 4096 AS north"
                    " FROM tile, (SELECT id, valid, ST_Transform(geom, 3857) AS geom"
                    " FROM division_area) AS d"
                    " WHERE ST_Intersects(d.geom, wide) AND valid @> date '2020-01-01'"
                ),
                {"z": z, "x": x, "y": y},
            )
        }
    drawn = {
        feature["id"]: shape(feature["geometry"]) for feature in features(client, url)["county"]
    }
    assert drawn.keys() == stored.keys()
    for identifier, polygon in drawn.items():
        square_units, west, north = stored[identifier]
        # Every point is moved by up to half a unit, so the area by up to half the outline.
        assert polygon.area == pytest.approx(square_units, abs=polygon.length / 2)
        assert polygon.bounds[0] == pytest.approx(west, abs=1)
        assert polygon.bounds[1] == pytest.approx(north, abs=1)


def test_neighbours_share_edges_without_gap_or_overlap(client: TestClient) -> None:
    drawn = [
        shape(feature["geometry"])
        for feature in features(client, address("county", "2020-01-01", 9))["county"]
    ]
    assert len(drawn) == 3
    together = unary_union(drawn)
    assert together.geom_type == "Polygon"
    assert not together.interiors
    assert together.area == pytest.approx(sum(polygon.area for polygon in drawn))


def test_label_point_lies_in_its_own_shape(client: TestClient) -> None:
    found = features(client, address("county", "2020-01-01", 8))
    shapes = {feature["id"]: shape(feature["geometry"]) for feature in found["county"]}
    for label in found["county_label"]:
        assert shapes[label["id"]].contains(shape(label["geometry"]))


@pytest.mark.parametrize("z", [9, 10, 11, 12])
def test_every_label_is_in_exactly_one_tile(client: TestClient, z: int) -> None:
    west, north = tile_at(109.9, 30.7, z)
    east, south = tile_at(110.8, 29.9, z)
    labels = []
    for x in range(west, east + 1):
        for y in range(north, south + 1):
            answer = client.get(f"/tiles/county/2020-01-01/WebMercatorQuad/{z}/{x}/{y}.mvt")
            if answer.status_code == 200:
                layer = decode(answer.content).get("county_label", {"features": []})
                labels += names(layer["features"])
    assert sorted(labels) == sorted(["甲县", "乙市", "丙县"])


def test_label_on_the_edge_of_tiles_is_in_one_of_them(engine: Engine) -> None:
    # 112.5 E is the edge between two tiles at zoom 4, and so at every zoom below.
    rings = "((112.4 30,112.6 30,112.6 30.2,112.4 30.2,112.4 30))"
    with engine.begin() as connection:
        add_area(connection, "990101", "中线县", rings, "[,)")
        connection.execute(
            text("UPDATE division_area SET label_point = ST_SetSRID(ST_MakePoint(112.5,30.1),4490)")
        )
    client = tile_client(engine)
    found = [features(client, address("county", "before", 5, lon, 30.1)) for lon in (112.4, 112.6)]
    assert all(tile["county"] for tile in found)
    assert [("county_label" in tile) for tile in found] == [False, True]


def test_r5_5_small_zooms_name_what_has_no_data_and_leave_other_names_away(
    client: TestClient,
) -> None:
    before = features(client, address("county", "2000-12-30", 4))
    after = features(client, address("county", FIRST, 4))
    assert [one["properties"]["flag"] for one in before["county_label"]] == ["no_data"]
    assert len(after["county"]) == 3
    assert "county_label" not in after
    assert len(features(client, address("county", FIRST, 5))["county_label"]) == 3


def test_days_of_one_edition_share_bytes_and_etag(client: TestClient) -> None:
    answers = [
        client.get(address("county", day, 8))
        for day in (FIRST, "2000-12-31", "2004-02-29", "2010-12-30")
    ]
    assert len({answer.content for answer in answers}) == 1
    assert len({answer.headers["etag"] for answer in answers}) == 1
    after = client.get(address("county", RENAMED, 8))
    assert after.content != answers[0].content
    assert after.headers["etag"] != answers[0].headers["etag"]


def test_tile_that_the_change_does_not_touch_keeps_its_etag(client: TestClient) -> None:
    # The south-west corner of 甲县, far from 乙县.
    before = client.get(address("county", FIRST, 12, 110.01, 30.01))
    after = client.get(address("county", RENAMED, 12, 110.01, 30.01))
    assert before.headers["etag"] == after.headers["etag"]
    assert before.content == after.content


def test_known_tile_is_not_sent_again(client: TestClient) -> None:
    url = address("county", FIRST, 8)
    etag = client.get(url).headers["etag"]
    again = client.get(url, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(url, headers={"If-None-Match": 'W/"0"'})
    assert other.status_code == 200


def test_gzip_form_holds_the_same_tile(client: TestClient) -> None:
    url = address("county", FIRST, 8)
    plain = client.get(url)
    assert "content-encoding" not in plain.headers
    with client.stream("GET", url, headers={"Accept-Encoding": "gzip"}) as answer:
        packed = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed) == plain.content
    assert answer.headers["etag"] == plain.headers["etag"]


def test_tile_may_be_kept_a_minute_and_says_its_edition(client: TestClient) -> None:
    for day, edition in (("before", "before"), ("2004-05-06", FIRST), ("2024-01-01", RENAMED)):
        head = client.get(address("county", day, 8)).headers
        assert head["cache-control"] == "public, max-age=60, stale-while-revalidate=3600"
        assert head["shikong-edition"] == edition
        assert "shikong-pending" not in head


def test_tile_as_known_at_an_instant_never_changes(client: TestClient) -> None:
    url = address("county", FIRST, 8)
    now = client.get(url)
    then = client.get(f"{url}?known_at=2100-01-01")
    assert then.status_code == 400
    then = client.get(f"{url}?known_at={datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}")
    assert then.content == now.content
    assert then.headers["cache-control"] == "public, max-age=31536000, immutable"
    before_all = client.get(f"{url}?known_at=1999-01-01")
    assert (before_all.status_code, before_all.content) == (204, b"")


def test_tile_says_that_facts_wait_for_their_build(three_counties: Engine) -> None:
    client = tile_client(three_counties)
    with three_counties.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO division_registry (fingerprint, known_from)"
                " VALUES ('newer', '2024-05-05Z')"
            )
        )
    answer = client.get(address("county", FIRST, 8))
    assert answer.headers["shikong-pending"] == "true"
    with three_counties.begin() as connection:
        mark_build(connection, "two", registry_from="2024-05-05Z")
    assert "shikong-pending" not in client.get(address("county", FIRST, 8)).headers


def test_tile_without_content_is_204(client: TestClient) -> None:
    for layer in ("county", "township", "boundary_line", "boundary_marker"):
        answer = client.get(address(layer, "2020-01-01", 8, -70.0, -30.0))
        assert (answer.status_code, answer.content) == (204, b""), layer


@pytest.mark.parametrize("day", ["2021-02-30", "yesterday", "2021-1-1", "Before"])
def test_bad_date_is_a_problem_with_its_reason(client: TestClient, day: str) -> None:
    answer = client.get(address("county", day, 8))
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:shikong:problem:bad-date"
    assert day in answer.json()["detail"]


def test_unknown_layer_is_404(client: TestClient) -> None:
    # Tracks are drawn by another router; here they are as unknown as any.
    for layer in ("parish", "track"):
        answer = client.get(address(layer, FIRST, 8))
        assert answer.status_code == 404
        assert answer.json()["type"] == "urn:shikong:problem:unknown-layer"


@pytest.mark.parametrize("tile", ["15/26400/13200", "3/8/1", "3/1/8", "0/1/0", "3/-1/0", "99/0/0"])
def test_tile_outside_the_matrix_is_404(client: TestClient, tile: str) -> None:
    answer = client.get(f"/tiles/county/{FIRST}/WebMercatorQuad/{tile}.mvt")
    assert answer.status_code == 404
    assert answer.json()["type"] == "urn:shikong:problem:unknown-tile"


def test_tile_address_of_words_is_400(client: TestClient) -> None:
    answer = client.get(f"/tiles/county/{FIRST}/WebMercatorQuad/3/x/1.mvt")
    assert answer.status_code == 400


def test_other_tile_matrix_set_is_404(client: TestClient) -> None:
    assert client.get(f"/tiles/county/{FIRST}/WorldCRS84Quad/3/6/3.mvt").status_code == 404


@pytest.mark.parametrize("z", [0, 2, 3, 5, 7, 8])
def test_dashed_line_is_on_every_zoom_and_date(client: TestClient, z: int) -> None:
    for day in ("before", "1981-01-01", FIRST, "2026-01-01"):
        (line,) = features(client, address("boundary_line", day, z))["boundary_line"]
        assert line["properties"] == {"kind": "dashed_line", "name": "断续线"}


def test_line_in_the_tile_has_the_length_of_its_drawing(
    client: TestClient, country: Engine
) -> None:
    (line,) = features(client, address("boundary_line", FIRST, 7))["boundary_line"]
    with country.connect() as connection:
        pixels = connection.execute(
            text(
                "SELECT ST_Length(shape) FROM boundary_line_drawing WHERE srid = 3857 AND zoom = 7"
            )
        ).scalar_one()
    assert shape(line["geometry"]).length == pixels


def test_marker_is_drawn_from_the_day_it_stands(client: TestClient) -> None:
    assert client.get(address("boundary_marker", "2005-12-30", 12)).status_code == 204
    (marker,) = features(client, address("boundary_marker", "2005-12-31", 12))["boundary_marker"]
    assert marker["properties"] == {"number": "1", "line_name": "甲乙线", "state": "完好"}
    x, y = tile_at(*HERE, 12)
    unit = 40075016.68557849 / 2**12 / 4096
    east, north = Transformer.from_crs(4490, 3857, always_xy=True).transform(*HERE)
    expected = (
        (east + 20037508.342789244) / unit - 4096 * x,
        (20037508.342789244 - north) / unit - 4096 * y,
    )
    assert marker["geometry"]["coordinates"] == pytest.approx(expected, abs=1)


def test_unit_smaller_than_a_grid_cell_stays_on_the_map_as_a_point(engine: Engine) -> None:
    tiny = "((110.1 30.1,110.10002 30.1,110.10002 30.10002,110.1 30.10002,110.1 30.1))"
    with engine.begin() as connection:
        add_area(connection, "990104", "微县", tiny, "[,)")
    client = tile_client(engine)
    for z in range(15):
        (area,) = features(client, address("county", "before", z, 110.1, 30.1))["county"]
        drawn = shape(area["geometry"])
        if z <= 10:  # there its 2 m are less than half a unit
            assert drawn.geom_type == "Point"
            assert area["properties"]["small"] is True
        if drawn.geom_type == "Polygon":
            assert "small" not in area["properties"]
    assert drawn.geom_type == "Polygon"


def test_narrow_unit_that_collapses_stays_on_the_map(engine: Engine) -> None:
    narrow = "((110.1 30.1,110.14 30.1,110.14 30.10001,110.1 30.10001,110.1 30.1))"
    with engine.begin() as connection:
        add_area(connection, "990105", "长县", narrow, "[,)")
    client = tile_client(engine)
    for z in range(11):
        (area,) = features(client, address("county", "before", z, 110.12, 30.1))["county"]
        assert area["properties"]["small"] is True
        assert shape(area["geometry"]).geom_type == "Point"


def test_great_unit_beside_the_tile_is_not_drawn_small(client: TestClient) -> None:
    # Every tile around the country: no square stands for a county that is elsewhere.
    for z in (9, 10, 11, 12):
        west, north = tile_at(109.9, 30.7, z)
        east, south = tile_at(110.8, 29.9, z)
        for x in range(west, east + 1):
            for y in range(north, south + 1):
                url = f"/tiles/county/{FIRST}/WebMercatorQuad/{z}/{x}/{y}.mvt"
                answer = client.get(url)
                if answer.status_code == 200:
                    for area in decode(answer.content).get("county", {"features": []})["features"]:
                        assert "small" not in area["properties"]


def test_short_line_stays_on_the_map(engine: Engine) -> None:
    with engine.begin() as connection:
        add_line(connection, "sar", "短线", "(110.1 30.1,110.10001 30.1)")
    client = tile_client(engine)
    for z in range(13):
        (line,) = features(client, address("boundary_line", "before", z, 110.1, 30.1))[
            "boundary_line"
        ]
        assert shape(line["geometry"]).length >= 1


def test_new_build_replaces_what_was_kept(three_counties: Engine) -> None:
    client = tile_client(three_counties)
    url = address("county", "2020-01-01", 7)
    assert "乙市" in names(features(client, url)["county"])
    with three_counties.begin() as connection:
        connection.execute(text("UPDATE division_area SET name = '乙新市' WHERE name = '乙市'"))
        mark_build(connection, "two")
    assert "乙新市" in names(features(client, url)["county"])


def test_new_build_brings_its_editions(three_counties: Engine) -> None:
    client = tile_client(three_counties)
    assert "乙市" in names(features(client, address("county", "2021-01-01", 7))["county"])
    with three_counties.begin() as connection:
        connection.execute(
            text(
                "UPDATE division_area SET valid = daterange('2010-12-31', '2020-12-31')"
                " WHERE name = '乙市'"
            )
        )
        add_editions(connection, "county", "2020-12-31")
        mark_build(connection, "two")
    assert "乙市" not in names(features(client, address("county", "2021-01-01", 7))["county"])
    assert "乙市" in names(features(client, address("county", "2020-12-30", 7))["county"])


def test_area_that_is_no_longer_held_for_true_is_neither_drawn_nor_labelled(
    three_counties: Engine,
) -> None:
    url = address("county", "2020-01-01", 7)
    before = features(tile_client(three_counties), url)
    assert "乙市" in names(before["county"])
    assert "乙市" in names(before["county_label"])
    with three_counties.begin() as connection:
        connection.execute(
            text(
                "UPDATE division_area SET known = tstzrange(lower(known), now() + '1 second')"
                " WHERE name = '乙市'"
            )
        )
    after = features(tile_client(three_counties), url)
    assert "乙市" not in names(after["county"]) + names(after["county_label"])


def test_build_seen_by_the_tile_alone_is_never_kept_as_the_old_one(
    three_counties: Engine,
) -> None:
    tiles = VectorTiles(three_counties, TileSettings(look_s=3600))
    county = layer_named("county")
    old = tiles.state()
    with three_counties.begin() as connection:
        add_editions(connection, "county", "2015-12-31")
        mark_build(connection, "two")
    x, y = tile_at(*HERE, 7)
    tile = tiles.tile(county, WEB_MERCATOR, Sight(old.changes["county"][-1]), 7, x, y)
    new = tiles.known_state()
    assert new is not None
    assert new.build != old.build
    assert tile.edition == new.edition("county", old.changes["county"][-1])


def test_kept_tile_asks_the_database_nothing(three_counties: Engine) -> None:
    client = tile_client(three_counties, TileSettings(look_s=3600))
    url = address("county", "2020-01-01", 7)
    first = client.get(url)
    statements = counted(three_counties)
    assert client.get(url).content == first.content
    assert client.get(address("county", "2019-05-05", 7)).content == first.content
    assert statements == []


def asked_for(statements: list[str]) -> list[str]:
    """Looks into the store, and tiles that were cut; how they are planned is left out."""
    return [
        "built" if "tile_built" in statement else "cut"
        for statement in statements
        if not statement.startswith("SET")
    ]


def test_memory_of_no_size_keeps_nothing(three_counties: Engine) -> None:
    client = tile_client(three_counties, TileSettings(look_s=3600, cache_mb=0))
    url = address("county", "2020-01-01", 7)
    first = client.get(url)
    statements = counted(three_counties)
    assert client.get(url).content == first.content
    assert asked_for(statements) == ["built", "cut"]


def test_equal_requests_that_arrive_together_get_the_same_tile(three_counties: Engine) -> None:
    tiles = VectorTiles(three_counties, TileSettings(look_s=3600))
    tiles.state()
    county = layer_named("county")
    x, y = tile_at(*HERE, 7)
    statements = counted(three_counties)
    with ThreadPoolExecutor(8) as pool:
        done = [
            pool.submit(tiles.tile, county, WEB_MERCATOR, Sight(None), 7, x, y) for _ in range(8)
        ]
        assert len({answer.result().content.etag for answer in done}) == 1
    assert asked_for(statements) == ["built", "cut"]


def counted(engine: Engine) -> list[str]:
    """A list that grows with each tile or edition statement that the engine executes."""
    statements: list[str] = []

    @event.listens_for(engine, "before_cursor_execute")
    def _count(_c: Any, _k: Any, statement: str, _p: Any, _x: Any, _m: Any) -> None:
        statements.append(statement)

    return statements


@pytest.fixture(scope="module")
def scattered(module_engine: Engine) -> Engine:
    """A database with much to draw. Not to be written to."""
    with module_engine.begin() as connection:
        scatter(connection)
    return module_engine


@pytest.mark.parametrize(
    ("layer", "indexes"),
    [
        ("county", ["division_drawing_where", "division_area_outline"]),
        ("boundary_line", ["boundary_line_drawing_where"]),
        ("boundary_marker", ["boundary_marker_geom"]),
    ],
)
def test_tile_statement_uses_its_indexes(scattered: Engine, layer: str, indexes: list[str]) -> None:
    found = layer_named(layer)
    x, y = tile_at(105.0, 35.0, 9)
    with scattered.connect() as connection:
        plan = connection.execute(
            text("EXPLAIN " + NOW.sql("tileserver", f"{found.source}_tile").text),
            tile_parameters(found, Sight(None), Edition(None, None), Place(WEB_MERCATOR, 9, x, y)),
        ).scalars()
        whole = "\n".join(plan)
    for index in indexes:
        assert f"Index Scan using {index}" in whole or f"Bitmap Index Scan on {index}" in whole
    for table in ("division_drawing", "boundary_line_drawing", "boundary_marker"):
        assert f"Seq Scan on {table}" not in whole, whole


def scatter(connection: Any) -> None:
    """A few thousand little squares, lines and markers all over the country."""
    connection.execute(
        text(
            "INSERT INTO division_area (level, code, name, valid, grade, geom, label_point)"
            " SELECT 'county', to_char(100000 + n, 'FM000000'), '某县', daterange(NULL, NULL),"
            " 'held', ST_Multi(ST_Expand(spot, 0.1)), spot FROM (SELECT n, ST_SetSRID("
            " ST_MakePoint(75 + n % 60, 20 + n / 60 * 0.5), 4490) AS spot"
            " FROM generate_series(0, 3599) AS n) AS spots"
        )
    )
    draw_areas(connection)
    add_line(connection, "province", "省界", "(100 30,101 31)")
    connection.execute(
        text(
            "INSERT INTO boundary_line (kind, name, valid, run_id, geom) SELECT 'county', '界',"
            " daterange(NULL, NULL), run_id, ST_Multi(ST_MakeLine(label_point,"
            " ST_Translate(label_point, 0.1, 0.1))) FROM division_area,"
            " (SELECT max(run_id) AS run_id FROM boundary_line) AS run"
        )
    )
    draw_lines(connection)
    connection.execute(
        text(
            "INSERT INTO boundary_marker (number, line_name, valid, state, run_id, geom)"
            " SELECT code, '某线', daterange(NULL, NULL), '完好', run_id, label_point"
            " FROM division_area, (SELECT max(run_id) AS run_id FROM boundary_line) AS run"
        )
    )
    for table in (
        *("division_area", "division_drawing", "boundary_line", "boundary_line_drawing"),
        "boundary_marker",
    ):
        connection.execute(text(f"ANALYZE {table}"))


def test_gdal_sees_the_same_features(client: TestClient, tmp_path: Path) -> None:
    z = 9
    x, y = tile_at(*HERE, z)
    answer = client.get(address("county", "2020-01-01", z))
    file = tmp_path / f"{z}" / f"{x}" / f"{y}.mvt"
    file.parent.mkdir(parents=True)
    file.write_bytes(answer.content)
    decoded = decode(answer.content)
    assert {name for name, _ in pyogrio.list_layers(file)} == set(decoded)
    for name, layer in decoded.items():
        meta, _, geometries, columns = pyogrio.raw.read(file, layer=name)
        rows = dict(zip(meta["fields"], columns, strict=True))
        assert sorted(rows["name"]) == names(layer["features"])
        assert sorted(rows["mvt_id"]) == sorted(feature["id"] for feature in layer["features"])
        assert len(geometries) == len(layer["features"])


def test_answer_is_503_when_the_database_is_gone(three_counties: Engine) -> None:
    nowhere = open_engine(three_counties.url.set(database="nowhere"), pool=1)
    answer = tile_client(nowhere).get(address("county", FIRST, 7))
    nowhere.dispose()
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_tile_that_is_too_large_is_drawn_coarser_and_says_so(
    three_counties: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = tile_client(three_counties)
    url = address("county", "2020-01-01", 11)
    whole = client.get(url)
    assert "shikong-thinned" not in whole.headers
    monkeypatch.setattr(cutting, "MOST_BYTES", len(whole.content) - 1)
    thinned = tile_client(three_counties).get(url)
    assert thinned.headers["shikong-thinned"] == "drawn 3 zooms coarser, to stay within 500 kB"
    # Nobody goes, and the shapes are those of a zoom that lies three above.
    assert names(decode(thinned.content)["county"]["features"]) == names(
        decode(whole.content)["county"]["features"]
    )
    for one in decode(thinned.content)["county"]["features"]:
        for at in get_coordinates(shape(one["geometry"])):
            inside = all(0 <= place <= 4096 for place in at)
            assert not inside or all(place % 8 == 0 for place in at)
