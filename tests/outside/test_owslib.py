"""OWSLib, the library of many Python clients, reads our OGC API."""

from __future__ import annotations

import pytest
from owslib.ogcapi.features import Features
from watched_server import Watched


@pytest.fixture
def client(server: Watched) -> Features:
    return Features(f"{server.address}/ogc")


def test_owslib_finds_landing_page_conformance_and_collections(client: Features) -> None:
    assert {"conformance", "data", "service-desc"} <= {link["rel"] for link in client.links}
    said = client.conformance()["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in said
    assert {"county", "village", "place_name"} <= set(client.feature_collections())
    assert client.collection("county")["itemType"] == "feature"


def test_owslib_reads_the_definition_of_the_api(client: Features) -> None:
    document = client.api()
    assert document["openapi"].startswith("3.0")
    assert any(path.endswith("/collections/{collectionId}/items") for path in document["paths"])


def test_owslib_reads_what_may_be_asked_of_a_collection(client: Features) -> None:
    queryables = client.collection_queryables("county")
    assert {"code", "name", "level"} <= set(queryables["properties"])
    assert client.collection_schema("county")["properties"]["name"]["title"]


def test_owslib_reads_items_with_its_parameters(client: Features) -> None:
    page = client.collection_items("village", limit=10, bbox=[150.8, 30.6, 150.9, 30.7])
    assert len(page["features"]) == page["numberReturned"] == 10
    former = client.collection_items("county", datetime_="2010-06-30T04:00:00Z", limit=100)
    assert "虚庚县" in {one["properties"]["name"] for one in former["features"]}
    one = client.collection_items("county", name="虚甲区")
    assert [feature["properties"]["name"] for feature in one["features"]] == ["虚甲区"]


def test_owslib_reads_one_feature(client: Features) -> None:
    (listed,) = client.collection_items("county", name="虚甲区")["features"]
    single = client.collection_item("county", listed["id"])
    assert single["properties"] == listed["properties"]
    assert single["geometry"] == listed["geometry"]


def test_owslib_sends_a_filter(client: Features) -> None:
    found = client.collection_items("county", filter="name LIKE '%甲%'")
    assert [one["properties"]["name"] for one in found["features"]] == ["虚甲区"]
