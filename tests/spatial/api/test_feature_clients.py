"""OWSLib asks for features by filters, and edits them: a client that we did not write."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from live_server import serving
from owslib.ogcapi.features import Features
from record_rows import store_dataset, store_world
from sqlalchemy import Engine

from spatial.api import features
from spatial.api.features.face import FEATURES_FACE
from spatial.api.standard import routes


@pytest.fixture
def address(engine: Engine, client_of: Callable[..., TestClient]) -> Iterator[str]:
    """A server over the changing counties and an empty dataset of cases."""
    store_world(engine)
    with engine.begin() as connection:
        store_dataset(connection, "warnings", "cases")
    client = client_of(engine, features.router, routes.router, faces=(FEATURES_FACE,))
    assert isinstance(client.app, FastAPI)
    with serving(client.app) as started:
        yield f"{started}/ogc"


def codes(found: dict[str, Any]) -> list[str]:
    return [one["properties"]["code"] for one in found["features"]]


def test_owslib_reads_queryables_and_asks_by_filters_of_every_class(address: str) -> None:
    client = Features(address)
    assert (
        "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text"
        in (client.conformance()["conformsTo"])
    )
    assert "datetime" in client.collection_queryables("county")["properties"]
    assert client.collection_schema("county")["type"] == "object"
    asked = {
        "basic-cql2": "name = '甲县' OR parent_code IS NULL",
        "advanced-comparison-operators": "name LIKE '甲_' AND code IN ('990101', '990102')",
        "case-insensitive-comparison": "CASEI(level) = CASEI('COUNTY') AND name = '甲县'",
        "accent-insensitive-comparison": "ACCENTI(level) = ACCENTI('coúnty') AND name = '甲县'",
        "basic-spatial-functions": "S_INTERSECTS(geometry, POINT(110.5 30.5))",
        "basic-spatial-functions-plus": "S_INTERSECTS(geometry, MULTIPOINT(110.2 30.2, 0 0))",
        "spatial-functions": "S_WITHIN(geometry, POLYGON((109 29, 111.5 29, 111.5 31, 109 29)))"
        " OR S_CONTAINS(geometry, POINT(110.5 30.5))",
        "temporal-functions": "T_CONTAINS(datetime, INTERVAL('2019-01-01', '2020-01-01'))"
        " AND name = '甲县'",
        "property-property": "code <> parent_code AND '甲县' = name",
        "arithmetic": "2 * 3 = 6 AND name = '甲县'",
    }
    for kind, written in asked.items():
        assert codes(client.collection_items("county", filter=written)) == ["990101"], kind
    document = json.dumps({"op": "=", "args": [{"property": "name"}, "甲县"]})
    assert codes(client.collection_items("county", filter=document)) == ["990101"]


def test_owslib_creates_replaces_and_removes_a_feature(address: str) -> None:
    headers = {
        "Authorization": "Bearer test-token",
        "Content-Type": "application/geo+json",
        "If-Match": "*",
    }
    client = Features(address, headers=headers)
    point = {"type": "Point", "coordinates": [110.5, 30.5]}
    said = {"key": "w1", "happened": "2024-03-02", "members": 3}
    feature = {"type": "Feature", "geometry": point, "properties": said}
    client.collection_item_create("warnings", json.dumps(feature))
    [found] = client.collection_items("warnings", filter="members = 3")["features"]
    assert found["id"] == "w1"
    feature["properties"] = said | {"members": 4}
    client.collection_item_update("warnings", "w1", json.dumps(feature))
    assert client.collection_item("warnings", "w1")["properties"]["members"] == 4
    client.collection_item_delete("warnings", "w1")
    assert client.collection_items("warnings")["features"] == []
