"""Any table as a layer: an office's own file declares it, and the database tells the rest."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pmtiles.reader import MemorySource, all_tiles
from sqlalchemy import Engine, text

from spatial.api.app import create_app
from spatial.api.settings import MapSettings
from spatial.errors import BadLayer
from spatial.tile_grids import WEB_MERCATOR
from tests.tileserver.tile_builders import FIRST, RENAMED, decode, tile_at
from tileserver import public_routes, routes
from tileserver.export.making import export_tiles
from tileserver.export.order import order_of
from tileserver.layers import declared_layers, layer_named, layers_of
from tileserver.published import tiles as published_tiles
from tileserver.published.drawings import draw_published
from tileserver.settings import TileSettings
from tileserver.sight import Sight
from tileserver.store.worker import draw_all_published
from tileserver.vector_tiles import VectorTiles

LAYERS = """
[fields.patch]
"图斑" = { meaning = "图斑编号", column = "number" }
area = "面积，公顷"
checked = { meaning = "核查时刻", grade = "internal" }

[fields.care]
name = "名称"
beds = "床位"

[fields.rate]
value = "老年人口比例"

[fields.stay]
device = "设备"

[[layer]]
id = "patch"
title = "变化图斑"
kind = "vector"
data_class = "image"
grade = "open"
min_zoom = 0
max_zoom = 14
label_min_zoom = 6
parts = { patch = "patch", patch_label = "patch" }
table = { name = "office.patch", geometry = "shape", period = ["from", "until"], known = "held" }

[[layer]]
id = "care"
title = "养老机构"
kind = "vector"
data_class = "facility"
grade = "open"
min_zoom = 0
max_zoom = 14
parts = { care = "care" }
table = { name = "office.care", rank = "beds", parameters = { kind = "kind" } }

[[layer]]
id = "stay"
title = "停留"
kind = "vector"
data_class = "position"
grade = "internal"
min_zoom = 0
max_zoom = 14
parts = { stay = "stay" }
table = { name = "office.stay_view", key = "id", period = "during" }

[[layer]]
id = "rate"
title = "老年人口比例"
kind = "vector"
data_class = "indicator"
grade = "open"
min_zoom = 0
max_zoom = 14
parts = { rate = "rate" }
[layer.values]
name = "office.rate"
level = "county"
code = "code"
period = "since"
parameters = { indicator = "indicator" }
"""

TABLES = """
CREATE SCHEMA office;
CREATE TABLE office.patch (
    id integer PRIMARY KEY, number text, area numeric, checked timestamptz, "from" date,
    until date, held tstzrange NOT NULL DEFAULT '[2020-01-01,)',
    shape geometry(Polygon, 4490) NOT NULL
);
CREATE INDEX ON office.patch USING gist (shape);
INSERT INTO office.patch (id, number, area, checked, "from", until, shape) VALUES
    (1, 'T1', 12.5, '2012-03-04 05:06:07+08', '2012-03-01', NULL,
     ST_Buffer(ST_SetSRID(ST_MakePoint(110.3, 30.2), 4490), 0.05, 64)),
    (2, 'T2', 0.5, NULL, NULL, '2012-03-01',
     ST_MakeEnvelope(110.5, 30.1, 110.501, 30.101, 4490));
CREATE TABLE office.care (
    code text PRIMARY KEY, name text, beds integer, kind text,
    geom geometry(Point, 3857) NOT NULL
);
INSERT INTO office.care
    SELECT 'C' || n, '养老院' || n, n, CASE n % 2 WHEN 0 THEN 'home' ELSE 'day' END,
        ST_Transform(ST_SetSRID(ST_MakePoint(110 + n / 10000.0, 30.2), 4490), 3857)
    FROM generate_series(1, 4000) AS n;
CREATE INDEX ON office.care USING gist (geom);
CREATE TABLE office.stay (id bigint, device text, during tstzrange, geom geometry(Point, 4490));
INSERT INTO office.stay VALUES
    (7, '巡查一号', '[2020-05-01 15:50+00,2020-05-01 16:10+00)',
     ST_SetSRID(ST_MakePoint(110.3, 30.2), 4490));
CREATE VIEW office.stay_view AS SELECT * FROM office.stay;
CREATE TABLE office.rate (indicator text, code text, since date, value numeric);
INSERT INTO office.rate VALUES
    ('aged', '990101', '2005-01-01', 10.5), ('aged', '990101', '2008-01-01', 11.25),
    ('aged', '990102', '2005-01-01', 9), ('young', '990101', '2005-01-01', 30);
"""


@pytest.fixture
def layers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The layers of LAYERS beside our own."""
    file = tmp_path / "layers.toml"
    file.write_text(LAYERS, encoding="utf-8")
    monkeypatch.setenv("SHIKONG_TILE_LAYERS", str(file))
    declared_layers.cache_clear()
    yield
    monkeypatch.undo()
    declared_layers.cache_clear()


@pytest.fixture
def office(three_counties: Engine, layers: None) -> Engine:
    """The little country, with tables of an office."""
    with three_counties.begin() as connection:
        connection.exec_driver_sql(TABLES.replace("%", "%%"))
    return three_counties


def client_over(engine: Engine, kept_s: float = 0) -> TestClient:
    app = create_app(
        engine,
        [routes.router, public_routes.router],
        write_token="unused",
        map_settings=MapSettings(),
    )
    app.state.vector_tiles = VectorTiles(engine, TileSettings(look_s=0, published_s=kept_s))
    return TestClient(app, headers={"Accept-Encoding": "identity"})


@pytest.fixture
def client(office: Engine) -> TestClient:
    return client_over(office)


def address(layer: str, day: str, z: int, at: tuple[float, float] = (110.3, 30.2)) -> str:
    x, y = tile_at(*at, z)
    return f"/tiles/{layer}/{day}/WebMercatorQuad/{z}/{x}/{y}.mvt"


def features(client: TestClient, url: str) -> dict[str, list[dict[str, Any]]]:
    answer = client.get(url)
    if answer.status_code == 204:
        return {}
    assert answer.status_code == 200, answer.text
    return {name: part["features"] for name, part in decode(answer.content).items()}


def values(found: dict[str, list[dict[str, Any]]], layer: str) -> list[dict[str, Any]]:
    return [one["properties"] for one in found.get(layer, [])]


def test_rows_of_a_table_are_features_on_the_days_of_their_period(client: TestClient) -> None:
    early = features(client, address("patch", "2012-02-29", 8))
    late = features(client, address("patch", "2012-03-01", 8))
    assert values(early, "patch") == [{"图斑": "T2", "area": 0.5, "small": True}]
    assert values(late, "patch") == [
        {"图斑": "T1", "area": 12.5, "checked": "2012-03-03T21:06:07Z"}
    ]
    assert [one["id"] for one in late["patch"]] == [1]
    assert late["patch"][0]["geometry"]["type"] == "Polygon"
    assert [one["geometry"]["type"] for one in late["patch_label"]] == ["Point"]
    assert "patch_label" not in features(client, address("patch", "2012-03-01", 5))


def test_days_between_two_changes_of_a_table_are_one_edition(client: TestClient) -> None:
    one, other = (client.get(address("patch", day, 9)) for day in ("2012-03-02", "2020-01-01"))
    assert one.headers["Shikong-Edition"] == other.headers["Shikong-Edition"] == "2012-03-01"
    assert one.headers["ETag"] == other.headers["ETag"]
    told = client.get("/tiles/patch/tilejson.json?date=2015-01-01").json()
    assert told["changes"] == ["2012-03-01"]
    assert "/tiles/patch/2012-03-01/WebMercatorQuad/" in told["tiles"][0]
    assert told["bounds"][0] == pytest.approx(110.25, abs=1e-3)


def test_both_grids_show_a_feature_at_one_place(client: TestClient) -> None:
    """R5.1, of a published table."""
    seen = []
    for grid, z, x, y in (
        ("WebMercatorQuad", 9, *tile_at(110.3, 30.2, 9)),
        ("CGCS2000Quad", 8, int((110.3 + 180) / 180 * 256), int((90 - 30.2) / 180 * 256)),
    ):
        url = f"/tiles/patch/2012-03-01/{grid}/{z}/{x}/{y}.mvt"
        [one] = features(client, url)["patch"]
        ring = one["geometry"]["coordinates"][0]
        # CGCS2000Quad has as many columns at zoom 8 as the other grid at zoom 9.
        seen.append(max(x + point[0] / 4096 for point in ring) / 512)
    west = (110.3 + 0.05 + 180) / 360
    assert seen == pytest.approx([west, west], abs=1e-5)


def test_small_zooms_are_cut_from_generalised_shapes_and_new_rows_from_themselves(
    office: Engine, client: TestClient
) -> None:
    before = features(client, address("patch", "2012-03-01", 6))["patch"][0]["geometry"]
    assert draw_published(office, layer_named("patch")) == 2
    assert draw_published(office, layer_named("patch")) == 0
    after = features(client, address("patch", "2012-03-01", 6))["patch"][0]["geometry"]
    assert 4 <= len(after["coordinates"][0]) < len(before["coordinates"][0])
    with office.begin() as connection:
        connection.execute(
            text("UPDATE office.patch SET shape = ST_Translate(shape, 0.2, 0) WHERE id = 1")
        )
    moved = features(client, address("patch", "2012-03-01", 6))["patch"][0]["geometry"]
    assert len(moved["coordinates"][0]) > 100
    assert draw_published(office, layer_named("patch")) == 1
    with office.connect() as connection:
        rows = connection.execute(text("SELECT DISTINCT feature FROM published_drawing")).all()
    assert sorted(row.feature for row in rows) == ["1", "2"]


def test_a_coverage_keeps_its_borders_when_it_is_generalised(
    office: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with office.begin() as connection:
        connection.execute(
            text(
                "CREATE TABLE office.cell (id integer PRIMARY KEY, shape geometry(Polygon, 4490));"
                " INSERT INTO office.cell SELECT path[1], geom FROM (SELECT (ST_Dump(ST_Split("
                " ST_MakeEnvelope(110, 30, 111, 31, 4490), (SELECT ST_MakeLine("
                " ST_SetSRID(ST_MakePoint(110.5 + 0.01 * sin(n * 7.0), 29.99 + n / 100.0), 4490))"
                " FROM generate_series(0, 103) AS n)))).*) AS made"
            )
        )
    [(name, layer)] = layers_of(
        LAYERS.split("[[layer]]")[0]
        + '[fields.cell]\nid = "编号"\n[[layer]]\nid = "cell"\ntitle = "格"\nkind = "vector"\n'
        'data_class = "indicator"\ngrade = "open"\nmin_zoom = 0\nmax_zoom = 14\n'
        'parts = { cell = "cell" }\n'
        'table = { name = "office.cell", geometry = "shape", coverage = true }\n'
    ).items()
    assert name == "cell"
    assert draw_published(office, layer) == 2
    with office.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT band, ST_Area(ST_Union(shape)) AS area, sum(ST_NPoints(shape)) AS points,"
                " ST_NumGeometries(ST_Multi(ST_Union(shape))) AS parts"
                " FROM published_drawing WHERE shape IS NOT NULL GROUP BY band ORDER BY band"
            )
        ).all()
    assert [row.band for row in rows] == [1, 3, 5]
    for row in rows:
        assert (row.area, row.parts) == (pytest.approx(1.0, abs=0.1 / row.band), 1)
        assert row.points < 150


def test_a_request_chooses_and_must(client: TestClient) -> None:
    url = address("care", "2020-01-01", 9, (110.2, 30.2))
    refused = client.get(url)
    assert refused.status_code == 400
    assert "kind" in refused.json()["detail"]
    homes = values(features(client, url + "?kind=home"), "care")
    days = values(features(client, url + "?kind=day"), "care")
    assert {one["beds"] % 2 for one in homes} == {0}
    assert {one["beds"] % 2 for one in days} == {1}
    told = client.get("/tiles/care/tilejson.json?date=2020-01-01&kind=home").json()
    assert told["tiles"][0].endswith(".mvt?kind=home")


def test_a_tile_too_large_keeps_the_features_of_the_highest_rank_and_says_so(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(published_tiles, "MOST_BYTES", 20_000)
    answer = client.get(address("care", "2020-01-01", 5, (110.2, 30.2)) + "?kind=home")
    found = values({"care": decode(answer.content)["care"]["features"]}, "care")
    assert len(answer.content) <= 20_000
    assert answer.headers["Shikong-Thinned"] == f"{len(found)} features of more, to stay within " \
        "500 kB"  # fmt: skip
    assert 300 < len(found) < 2000
    assert {one["beds"] for one in found} == {4000 - 2 * n for n in range(len(found))}


def test_instants_are_shown_on_the_day_in_china(client: TestClient) -> None:
    """A stay from 23:50 to 00:10 in Beijing touches two days; a view has no rows of its own."""
    seen = {
        day: values(features(client, address("stay", day, 9)), "stay")
        for day in ("2020-04-30", "2020-05-01", "2020-05-02", "2020-05-03")
    }
    stay = [{"device": "巡查一号"}]
    assert seen == {"2020-04-30": [], "2020-05-01": stay, "2020-05-02": stay, "2020-05-03": []}
    assert client.get(address("stay", "2020-05-01", 9)).headers["Shikong-Edition"] == "2020-05-01"


def test_values_lie_on_the_divisions_of_the_day(client: TestClient) -> None:
    def rates(day: str, indicator: str = "aged") -> dict[str, Any]:
        found = features(client, address("rate", day, 8) + f"?indicator={indicator}")
        return {
            one["name"]: one.get("value")
            for one in values(found, "rate")
            if one.get("flag") != "no_data"
        }

    # R5.5: a division of which nothing is told is there, without a value.
    assert rates("2004-12-31") == {"甲县": None, "乙县": None, "丙县": None}
    assert rates("2005-01-01") == {"甲县": 10.5, "乙县": 9.0, "丙县": None}
    assert rates("2009-01-01") == {"甲县": 11.25, "乙县": 9.0, "丙县": None}
    assert rates(RENAMED) == {"甲县": 11.25, "乙市": 9.0, "丙县": None}
    assert rates("2009-01-01", "young") == {"甲县": 30.0, "乙县": None, "丙县": None}
    told = client.get("/tiles/rate/tilejson.json?date=2009-01-01&indicator=aged").json()
    assert told["changes"] == [FIRST, "2005-01-01", "2008-01-01", RENAMED]


def test_r5_6_the_public_profile_sees_open_layers_and_fields_only(client: TestClient) -> None:
    listed = {one["id"]: one["parts"] for one in client.get("/public/tiles").json()["layers"]}
    assert {"patch", "care", "rate"} <= set(listed)
    assert "stay" not in listed
    assert "checked" not in listed["patch"]["patch"]
    assert client.get("/public" + address("stay", "2020-05-01", 9)).status_code == 404
    seen = values(features(client, "/public" + address("patch", "2012-03-01", 9)), "patch")
    assert seen == [{"图斑": "T1", "area": 12.5}]


def test_what_was_known_at_an_instant_is_answered_where_the_table_keeps_it(
    office: Engine, client: TestClient
) -> None:
    with office.begin() as connection:
        connection.execute(
            text("UPDATE office.patch SET held = '[2020-01-01,2021-01-01)' WHERE id = 1")
        )
    url = address("patch", "2012-03-01", 9)
    assert features(client, url) == {}
    kept = client.get(url + "?known_at=2020-06-01")
    assert kept.status_code == 200
    assert "immutable" in kept.headers["Cache-Control"]
    refused = client.get(address("stay", "2020-05-01", 9) + "?known_at=2020-06-01")
    assert refused.status_code == 400


def test_tiles_are_kept_for_seconds(office: Engine) -> None:
    client = client_over(office, kept_s=3600)
    url = address("patch", "2012-03-01", 9)
    before = client.get(url).content
    with office.begin() as connection:
        connection.execute(text("DELETE FROM office.patch"))
    assert client.get(url).content == before
    assert client_over(office).get(url).status_code == 204


def test_an_empty_table_has_empty_tiles(office: Engine, client: TestClient) -> None:
    with office.begin() as connection:
        connection.execute(text("TRUNCATE office.patch, office.rate"))
    assert client.get(address("patch", "2012-03-01", 9)).status_code == 204
    assert "bounds" not in client.get("/tiles/patch/tilejson.json?date=2012-03-01").json()
    found = features(client, address("rate", "2009-01-01", 8) + "?indicator=aged")
    assert len(values(found, "rate")) == 3


def test_a_relation_that_is_not_as_declared_is_said_and_recovers(
    office: Engine, client: TestClient
) -> None:
    url = address("patch", "2012-03-01", 9)
    for change, back, said in (
        ("ALTER TABLE office.patch RENAME TO gone", "ALTER TABLE office.gone RENAME TO patch",
         "no table office.patch"),
        ("ALTER TABLE office.patch RENAME area TO size",
         "ALTER TABLE office.patch RENAME size TO area", "no column area"),
    ):  # fmt: skip
        with office.begin() as connection:
            connection.execute(text(change))
        refused = client.get(url)
        assert refused.status_code == 503
        assert refused.json()["type"] == "urn:shikong:problem:layer-broken"
        assert said in refused.json()["detail"]
        with office.begin() as connection:
            connection.execute(text(back))
        assert client.get(url).status_code == 200


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('grade = "internal"\nmin', 'grade = "personal"\nmin'), "never becomes tiles"),
        (('geometry = "shape"', 'geometri = "shape"'), "nothing is called geometri"),
        (('name = "office.care"', 'name = "office.care; DROP"'), "no name of a relation"),
        (('period = "during"', 'period = ["a", "b", "c"]'), "from and until"),
        (('parts = { stay = "stay" }', 'parts = { staying = "stay" }'), "called as the layer"),
        (('parts = { stay = "stay" }', 'parts = { stay = "gone" }'), "'gone' is missing"),
        (('kind = "vector"', 'kind = "carved"'), "carved"),
        (("[[layer]]", f"[[layer]]{LAYERS.split('[[layer]]')[-1]}[[layer]]"), "declared twice"),
        (("max_zoom = 14\nlabel", "max_zoom = 40\nlabel"), "zooms go from 0"),
        (('code = "code"\n', ""), "values need code"),
    ],
)  # fmt: skip
def test_a_declaration_that_is_not_understood_is_refused(
    change: tuple[str, str], said: str
) -> None:
    assert change[0] in LAYERS
    with pytest.raises(BadLayer, match=said):
        layers_of(LAYERS.replace(*change))


def test_layers_of_an_office_do_not_replace_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "own.toml"
    file.write_text(LAYERS.replace('id = "stay"', 'id = "county"').replace(
        "stay = ", "county = "), encoding="utf-8")  # fmt: skip
    monkeypatch.setenv("SHIKONG_TILE_LAYERS", str(file))
    declared_layers.cache_clear()
    try:
        with pytest.raises(BadLayer, match="county"):
            declared_layers()
    finally:
        monkeypatch.undo()
        declared_layers.cache_clear()


def test_a_published_layer_is_exported_with_its_tiles(office: Engine, tmp_path: Path) -> None:
    tiles = VectorTiles(office, TileSettings(look_s=0, published_s=0))
    order = order_of(["patch"], WEB_MERCATOR, Sight(date(2012, 3, 1)), range(5, 11))
    out = tmp_path / "patch.pmtiles"
    export_tiles(
        office, source=tiles, order=order, out=out, map_settings=MapSettings(),
        look_over=lambda *_: None,
    )  # fmt: skip
    found = dict(all_tiles(MemorySource(out.read_bytes())))
    assert {z for z, _, _ in found} == set(range(5, 11))
    body = decode(gzip.decompress(found[9, *tile_at(110.3, 30.2, 9)]))
    assert values({"patch": body["patch"]["features"]}, "patch")[0]["图斑"] == "T1"


def test_building_ahead_generalises_published_tables_and_tells_of_broken_ones(
    office: Engine,
) -> None:
    with office.begin() as connection:
        connection.execute(text("ALTER TABLE office.care DROP COLUMN beds"))
    draw_all_published(office)
    with office.connect() as connection:
        drawn = connection.execute(text("SELECT DISTINCT layer FROM published_drawing")).scalars()
        assert list(drawn) == ["patch"]
