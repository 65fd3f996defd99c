"""OWSLib creates, replaces and removes features of a dataset by OGC API - Features, part 4."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from owslib.ogcapi.features import Features
from record_rows import store_dataset, store_world
from sqlalchemy import Engine
from watched_server import Watched, watched_server

SIGNED = {"Authorization": "Bearer test-token"}


@pytest.fixture
def edited(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    """A server over an empty dataset of cases."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    store_world(engine)
    with engine.begin() as connection:
        store_dataset(connection, "warnings", "cases")
    with watched_server(engine) as server:
        yield server


def feature(**properties: object) -> dict[str, object]:
    point = {"type": "Point", "coordinates": [110.5, 30.5]}
    return {"type": "Feature", "geometry": point, "properties": properties}


def test_owslib_creates_replaces_and_removes_a_feature(edited: Watched) -> None:
    client = Features(f"{edited.address}/ogc", headers=dict(SIGNED))
    told = feature(key="w1", happened="2024-03-02", members=3)
    assert client.collection_item_create("warnings", told)
    first = client.collection_item("warnings", "w1")
    assert first["properties"]["members"] == 3
    told = feature(key="w1", happened="2024-03-02", members=5)
    client.headers["If-Match"] = '"another-state"'
    with pytest.raises(RuntimeError, match='"status":412'):
        client.collection_item_update("warnings", "w1", told)
    client.headers["If-Match"] = "*"
    assert client.collection_item_update("warnings", "w1", told)
    assert client.collection_item("warnings", "w1")["properties"]["members"] == 5
    assert client.collection_item_delete("warnings", "w1")
    assert client.collection_items("warnings")["features"] == []
