"""The office's own tables as features: what a layer declares is all that is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from spatial.api import features
from spatial.api.features.face import FEATURES_FACE
from spatial.api.standard import routes
from spatial.features import counting
from spatial.features.catalogue import register
from tileserver.layers import declared_layers
from tileserver.published.collections import published_collections

LAYERS = """
[fields.plot]
"图斑" = { meaning = "图斑编号", column = "number" }
area = "面积，公顷"
id = "业务编号"
checked = { meaning = "核查时刻", grade = "internal" }
[fields.care]
name = "名称"
[fields.stay]
device = "设备"
[fields.visit]
what = "事由"

[[layer]]
id = "plot"
title = "地块"
kind = "vector"
data_class = "image"
grade = "open"
min_zoom = 0
max_zoom = 14
parts = { plot = "plot" }
table = { name = "office.plot", geometry = "shape", period = ["from", "until"], known = "held" }

[[layer]]
id = "care"
title = "养老机构"
kind = "vector"
data_class = "facility"
grade = "open"
min_zoom = 0
max_zoom = 14
parts = { care = "care" }
table = { name = "office.care", parameters = { kind = "kind" } }

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
id = "visit"
title = "走访"
kind = "vector"
data_class = "position"
grade = "internal"
min_zoom = 0
max_zoom = 14
parts = { visit = "visit" }
table = { name = "office.visit", period = "day" }

[[layer]]
id = "gone"
title = "不在了"
kind = "vector"
data_class = "position"
grade = "internal"
min_zoom = 0
max_zoom = 14
parts = { gone = "visit" }
table = { name = "office.gone" }
"""

TABLES = """
CREATE SCHEMA office;
CREATE TABLE office.plot (
    key integer PRIMARY KEY, id text, number text, area numeric, checked timestamptz, "from" date,
    until date, held tstzrange NOT NULL DEFAULT '[2020-01-01,)',
    shape geometry(Polygon, 4490) NOT NULL
);
INSERT INTO office.plot (key, id, number, area, checked, "from", until, held, shape) VALUES
    (1, 'a', 'T1', 12.5, '2012-03-04 05:06:07+08', '2012-03-01', NULL, '[2020-01-01,)',
     ST_MakeEnvelope(110.5, 30.1, 110.6, 30.2, 4490)),
    (2, 'b', 'T2', 0.5, NULL, NULL, '2012-03-01', '[2020-01-01,)',
     ST_MakeEnvelope(110.5, 30.1, 110.501, 30.101, 4490)),
    (3, 'c', 'T3', 0.5, NULL, '2012-03-01', NULL, '[2020-01-01,2021-01-01)',
     ST_MakeEnvelope(110.5, 30.1, 110.501, 30.101, 4490));
CREATE TABLE office.care (
    code text PRIMARY KEY, name text, kind text, geom geometry(Point, 3857) NOT NULL
);
INSERT INTO office.care SELECT 'C' || n, '养老院' || n, CASE n WHEN 2 THEN 'home' ELSE 'day' END,
    ST_Transform(ST_Point(110 + n, 30, 4490), 3857) FROM generate_series(1, 4) AS n;
CREATE INDEX ON office.care USING gist (geom);
CREATE TABLE office.stay (id bigint, device text, during tstzrange, geom geometry(Point, 4326));
INSERT INTO office.stay VALUES
    (7, '巡查一号', '[2020-05-01 15:50+00,2020-05-01 16:10+00)', ST_Point(110.3, 30.2, 4326)),
    (8, '巡查二号', NULL, ST_Point(110.4, 30.2, 4326));
CREATE VIEW office.stay_view AS SELECT * FROM office.stay;
CREATE TABLE office.visit (
    office text, number smallint, day date, what text, geom geometry(Point, 4490),
    PRIMARY KEY (office, number)
);
INSERT INTO office.visit VALUES ('虚.构', 1, '2020-05-01', '走访', ST_Point(110.3, 30.2, 4490));
"""


@pytest.fixture
def client(
    engine: Engine,
    client_of: Callable[..., TestClient],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[TestClient]:
    """A client over the tables of an office that are declared as layers."""
    file = tmp_path / "layers.toml"
    file.write_text(LAYERS, encoding="utf-8")
    monkeypatch.setenv("SHIKONG_TILE_LAYERS", str(file))
    declared_layers.cache_clear()
    with engine.begin() as connection:
        connection.exec_driver_sql(TABLES.replace("%", "%%"))
    register(engine, published_collections)
    yield client_of(engine, features.router, routes.router, faces=(FEATURES_FACE,))
    monkeypatch.undo()
    declared_layers.cache_clear()


def items(client: TestClient, layer: str, **asked: Any) -> list[dict[str, Any]]:
    answer = client.get(f"/ogc/collections/{layer}/items", params=asked)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["features"])


def test_a_declared_table_is_a_collection_without_code(client: TestClient) -> None:
    listed = {one["id"]: one for one in client.get("/ogc/collections").json()["collections"]}
    assert {"plot", "care", "stay", "visit"} <= set(listed)
    assert "gone" not in listed
    [one] = items(client, "plot")
    assert one["id"] == "1"
    assert one["properties"] == {
        "图斑": "T1", "area": 12.5, "id_": "a", "checked": "2012-03-03T21:06:07+00:00",
        "valid_from": "2012-03-01", "valid_to": None,
    }  # fmt: skip


def test_its_period_and_what_was_known_tell_which_rows_are_there(client: TestClient) -> None:
    assert [one["id"] for one in items(client, "plot", date="2011-01-01")] == ["2"]
    assert [one["id"] for one in items(client, "plot", datetime="../..")] == ["1", "2"]
    then = items(client, "plot", known_at="2020-06-01")
    assert [one["id"] for one in then] == ["1", "3"]
    for asked, found in (
        ("2020-05-01T15:49:59Z", ["8"]),
        ("2020-05-01T16:09:59Z", ["7", "8"]),
        ("2020-05-01T16:10:00Z", ["8"]),
        ("2020-05-02", ["7", "8"]),
    ):
        assert [one["id"] for one in items(client, "stay", datetime=asked)] == found, asked
    assert [one["id"] for one in items(client, "visit", date="2020-05-01")] == ["虚.构.1"]
    assert items(client, "visit", date="2020-05-02") == []


def test_a_table_in_other_coordinates_is_told_and_asked_in_ours(client: TestClient) -> None:
    found = items(client, "care", bbox="111.5,29,113,31")
    assert [one["id"] for one in found] == ["C2", "C3"]
    assert found[0]["geometry"]["coordinates"] == pytest.approx([112, 30], abs=1e-7)
    assert [one["id"] for one in items(client, "care", kind="home")] == ["C2"]
    [one] = items(client, "stay", date="2020-05-01", bbox="110.3,30.2,110.35,30.3")
    assert one["geometry"]["coordinates"] == [110.3, 30.2]


def test_one_row_is_found_by_the_parts_of_its_key(client: TestClient) -> None:
    assert client.get("/ogc/collections/visit/items/虚.构.1").status_code == 200
    for wrong in ("虚.构.x", "虚", "虚.构.99999999999"):
        assert client.get(f"/ogc/collections/visit/items/{wrong}").status_code == 404, wrong


def test_few_are_counted_within_a_second_and_many_within_a_minute(
    client: TestClient, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "_FEW", 6)
    monkeypatch.setattr(counting, "_TRUSTED_S", 1e-9)
    path = "/ogc/collections/care/items"
    for number in range(5, 10):
        page = client.get(path, params={"limit": 2}).json()
        assert page["numberMatched"] == min(number - 1, 7)
        assert [one["id"] for one in page["features"]] == ["C1", "C2"]
        with engine.begin() as connection:
            connection.execute(
                text("INSERT INTO office.care SELECT :code, '', '', geom FROM office.care LIMIT 1"),
                {"code": f"C{number}"},
            )
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM office.care"))
    assert client.get(path).json()["numberMatched"] == 0


def test_a_table_that_is_changed_is_read_anew(client: TestClient, engine: Engine) -> None:
    def told() -> dict[str, Any]:
        return dict(client.get("/ogc/collections/care/schema").json()["properties"])

    assert told()["kind"]["type"] == "string"
    for change in (
        "ALTER TABLE office.care ALTER kind TYPE integer USING length(kind)",
        "UPDATE office.care SET kind = 7",
    ):
        with engine.begin() as connection:
            connection.exec_driver_sql(change)
    assert told()["kind"]["type"] == "integer"
    assert client.get("/ogc/collections/care/items?kind=7").json()["numberMatched"] == 4
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE office.care DROP COLUMN kind")
    assert client.get("/ogc/collections/care/items").status_code == 404
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE office.care ADD COLUMN kind text")
    assert told()["kind"]["type"] == "string"
