from __future__ import annotations

from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from tile_builders import FIRST, RENAMED, tile_client

from spatial.temporal import today_in_china
from tileserver.layers import declared_layers


def test_layers_are_listed_with_their_fields(client: TestClient) -> None:
    answer = client.get("/tiles")
    assert answer.headers["content-type"] == "application/json"
    layers = {layer["id"]: layer for layer in answer.json()["layers"]}
    assert list(layers) == list(declared_layers())
    county = layers["county"]
    assert county["title"] == "县级行政区"
    assert county["kind"] == "vector"
    assert (county["min_zoom"], county["max_zoom"]) == (0, 14)
    assert "name" in county["fields"]
    assert county["tilejson"] == "http://testserver/tiles/county/tilejson.json"
    assert layers["image"]["kind"] == "raster"


def test_tilejson_names_the_edition_of_the_day(client: TestClient) -> None:
    document = client.get("/tiles/county/tilejson.json?date=2005-06-30").json()
    assert document["tilejson"] == "3.0.0"
    assert document["tiles"] == [
        f"http://testserver/tiles/county/{FIRST}/WebMercatorQuad/{{z}}/{{x}}/{{y}}.mvt"
    ]
    assert (document["date"], document["edition"]) == ("2005-06-30", FIRST)
    assert document["data_until"] == "2020-12-31"
    assert document["before_record"] is False
    assert document["fictional"] is True
    assert document["review_number"] == "GS(2026)0001号"
    assert document["attribution"] == "虚构数据"
    assert (document["minzoom"], document["maxzoom"]) == (0, 14)


def test_vector_layers_are_those_in_the_tiles(client: TestClient) -> None:
    document = client.get("/tiles/county/tilejson.json?date=2005-06-30").json()
    layers = {layer["id"]: layer["fields"] for layer in document["vector_layers"]}
    assert set(layers) == {"county", "county_label"}
    assert "grade" in layers["county"]
    assert "name" in layers["county_label"]


def test_bounds_and_center_are_of_the_data(client: TestClient) -> None:
    document = client.get("/tiles/county/tilejson.json?date=2005-06-30").json()
    assert document["bounds"] == [110.0, 30.0, 110.63, 30.56]
    west, south, east, north = document["bounds"]
    lon, lat, zoom = document["center"]
    assert (lon, lat) == (pytest.approx((west + east) / 2), pytest.approx((south + north) / 2))
    assert zoom == 9


def test_bounds_follow_the_edition(client: TestClient) -> None:
    early = client.get("/tiles/boundary_marker/tilejson.json?date=2001-01-01").json()
    late = client.get("/tiles/boundary_marker/tilejson.json?date=2006-01-01").json()
    assert "bounds" not in early
    assert "center" not in early
    assert late["bounds"] == [110.32, 30.16, 110.32, 30.16]


def test_template_leads_to_a_tile(client: TestClient) -> None:
    document = client.get("/tiles/county/tilejson.json?date=2015-01-01").json()
    (template,) = document["tiles"]
    answer = client.get(template.format(z=7, x=103, y=52))
    assert answer.status_code == 200


def test_date_left_out_is_today_in_beijing(client: TestClient) -> None:
    before = today_in_china(datetime.now(UTC))
    document = client.get("/tiles/county/tilejson.json").json()
    after = today_in_china(datetime.now(UTC))
    assert before.isoformat() <= document["date"] <= after.isoformat()
    assert document["edition"] == RENAMED
    assert document["data_until"] == "2020-12-31"


def test_day_before_the_record_says_so(client: TestClient) -> None:
    document = client.get("/tiles/county/tilejson.json?date=1975-01-01").json()
    assert document["before_record"] is True
    assert document["edition"] == "before"
    assert "/tiles/county/before/" in document["tiles"][0]


def test_every_dated_layer_has_its_tilejson(client: TestClient) -> None:
    for layer in declared_layers().values():
        answer = client.get(f"/tiles/{layer.id}/tilejson.json?date=2015-01-01")
        assert answer.status_code == (200 if layer.source or layer.published else 404), layer.id


@pytest.mark.parametrize("day", ["2021-02-30", "before", "2021"])
def test_bad_date_of_a_tilejson_is_400(client: TestClient, day: str) -> None:
    answer = client.get("/tiles/county/tilejson.json", params={"date": day})
    assert answer.status_code == 400
    assert answer.json()["type"] == "urn:shikong:problem:bad-date"


def test_tilejson_of_an_unknown_layer_is_404(client: TestClient) -> None:
    answer = client.get("/tiles/parish/tilejson.json")
    assert answer.status_code == 404
    assert "parish" in answer.json()["detail"]


def test_tilejson_has_an_etag_of_its_content(client: TestClient) -> None:
    url = "/tiles/county/tilejson.json?date=2015-01-01"
    first = client.get(url)
    assert first.headers["cache-control"] == "public, max-age=60"
    again = client.get(url, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


def test_empty_database_has_a_tilejson_without_bounds(engine: Engine) -> None:
    document = tile_client(engine).get("/tiles/county/tilejson.json?date=2015-01-01").json()
    assert document["data_until"] is None
    assert document["before_record"] is False
    assert document["edition"] == "before"
    assert "bounds" not in document
