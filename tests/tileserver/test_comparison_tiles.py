"""Tiles of what is other between two days."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from spatial.api.app import create_app
from spatial.api.settings import MapSettings
from tests.tileserver.tile_builders import FIRST, RENAMED, decode, tile_at
from tileserver import comparison_routes, routes
from tileserver.settings import TileSettings
from tileserver.vector_tiles import VectorTiles

HERE = (110.32, 30.16)


@pytest.fixture
def client(country: Engine) -> TestClient:
    app = create_app(
        country,
        [comparison_routes.router, routes.router],
        write_token="unused",
        map_settings=MapSettings(),
    )
    app.state.vector_tiles = VectorTiles(country, TileSettings(look_s=0))
    return TestClient(app, headers={"Accept-Encoding": "identity"})


def address(first: str, last: str, z: int = 7, grid: str = "WebMercatorQuad") -> str:
    x, y = tile_at(*HERE, z)
    return f"/tiles/compare/county/{first}/{last}/{grid}/{z}/{x}/{y}.mvt"


def changes(client: TestClient, url: str) -> dict[str, tuple[Any, ...]]:
    answer = client.get(url)
    assert answer.status_code == 200, answer.text
    return {
        one["properties"]["name"]: (
            one["properties"]["change"],
            one["properties"].get("name_before"),
            one["geometry"]["type"],
        )
        for one in decode(answer.content)["change"]["features"]
    }


def test_units_that_come_into_the_record_are_new_and_what_was_there_is_gone(
    client: TestClient,
) -> None:
    found = changes(client, address("before", FIRST))
    assert {name: kind for name, (kind, *_) in found.items()} == {
        "虚构市": "gone",
        "甲县": "new",
        "乙县": "new",
        "丙县": "new",
    }


def test_days_of_the_same_editions_differ_in_nothing(client: TestClient) -> None:
    same = client.get(address("2004-01-01", "2009-12-31"))
    assert (same.status_code, same.content) == (204, b"")
    one = client.get(address("2004-01-01", "2012-01-01"))
    other = client.get(address(FIRST, RENAMED))
    assert one.content == other.content
    assert one.headers["etag"] == other.headers["etag"]


def test_the_template_of_the_tilejson_leads_to_a_tile(client: TestClient) -> None:
    document = client.get(
        "/tiles/compare/county/tilejson.json?from=2004-01-01&to=2012-01-01"
    ).json()
    assert document["editions"] == [FIRST, RENAMED]
    [template] = document["tiles"]
    x, y = tile_at(*HERE, 7)
    found = changes(client, template.format(z=7, x=x, y=y))
    assert set(found) == {"乙市", "乙县"}


@pytest.mark.parametrize(
    ("url", "status"),
    [
        (address(RENAMED, FIRST), 400),
        (address("2004-02-30", RENAMED), 400),
        (address(FIRST, RENAMED, grid="NoGrid"), 404),
        ("/tiles/compare/parish/2004-01-01/2012-01-01/WebMercatorQuad/7/1/1.mvt", 400),
        (address(FIRST, RENAMED).replace("/7/", "/15/"), 404),
    ],
)
def test_wrong_addresses_are_said_to_be_wrong(client: TestClient, url: str, status: int) -> None:
    answer = client.get(url)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
