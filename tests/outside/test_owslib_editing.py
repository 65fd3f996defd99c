"""OWSLib creates, replaces and removes features of a dataset, as its owner may."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from owslib.ogcapi.features import Features
from record_rows import store_dataset, store_world
from sqlalchemy import Engine
from watched_server import watched_server

SIGNED = {"Authorization": "Bearer test-token"}


@pytest.fixture
def address(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server over the changing counties and an empty dataset of its own."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    store_world(engine)
    with engine.begin() as connection:
        store_dataset(connection, "warnings", "cases")
    with watched_server(engine) as server:
        yield f"{server.address}/ogc"


def body(reason: str) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [110.5, 30.5]}
    told = {"key": "w1", "happened": "2024-03-02", "reason": reason}
    return {"type": "Feature", "geometry": point, "properties": told}


def etag(address: str) -> str:
    with httpx.Client(trust_env=False) as plain:
        return plain.get(f"{address}/collections/warnings/items/w1").headers["etag"]


def test_owslib_edits_a_feature_of_a_dataset(address: str) -> None:
    client = Features(address, headers=dict(SIGNED))
    assert client.collection_item_create("warnings", body("因病"))
    assert client.collection_item("warnings", "w1")["properties"]["reason"] == "因病"
    tag = etag(address)
    client.headers |= {"Content-Type": "application/geo+json", "If-Match": tag}
    client.collection_item_update("warnings", "w1", json_of("因灾"))
    assert etag(address) != tag
    # Somebody with the state of before does not overwrite it.
    with pytest.raises(RuntimeError, match="412"):
        client.collection_item_update("warnings", "w1", json_of("因学"))
    client.headers.pop("If-Match")
    assert client.collection_item("warnings", "w1")["properties"]["reason"] == "因灾"
    client.headers["If-Match"] = etag(address)
    client.collection_item_delete("warnings", "w1")
    with pytest.raises(RuntimeError, match="404"):
        client.collection_item("warnings", "w1")


def json_of(reason: str) -> str:
    return httpx.Request("PUT", "http://x", json=body(reason)).content.decode()
