"""/ogc as a client meets it: links, pages, refusals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from spatial.api.moving_feature_face import MOVING_FEATURES_FACE
from spatial.api.moving_feature_items import router as moving_router
from spatial.api.standard.documents import link
from spatial.api.standard.face import CollectionPart, LinkedFace
from spatial.api.standard.routes import router

HOSTILE = '<script>alert("县")</script>'


@dataclass(frozen=True)
class OddFace:
    """A face whose texts are no friends of HTML."""

    conformance: tuple[str, ...] = ("http://example.invalid/conf/odd",)

    def landing_links(self, base: str) -> list[dict[str, Any]]:
        return [link("odd", f"{base}/odd?a=1&b=2", title=HOSTILE)]

    def collections(self, request: object, connection: object) -> list[CollectionPart]:
        return [CollectionPart("odd", HOSTILE, [], description="1 < 2 & 3")]

    def collection(self, request: object, connection: object, id: str) -> CollectionPart | None:
        return CollectionPart("odd", HOSTILE, []) if id == "odd" else None


@pytest.fixture
def client(engine: Engine, client_of: Any) -> TestClient:
    faces = (
        OddFace(),
        MOVING_FEATURES_FACE,
        LinkedFace("related", "/stac/", "application/json", "影像目录"),
    )
    made: TestClient = client_of(engine, moving_router, router, faces=faces)
    return made


def test_the_landing_page_links_to_what_the_standard_asks_for(client: TestClient) -> None:
    links = client.get("/ogc").json()["links"]
    rels = {one["rel"] for one in links}
    assert {"self", "alternate", "service-desc", "service-doc", "conformance", "data"} <= rels
    assert all(one["href"].startswith("http://testserver/") for one in links)
    assert {"odd", "related"} <= rels


def test_the_lists_hold_what_every_face_says(client: TestClient) -> None:
    met = client.get("/ogc/conformance").json()["conformsTo"]
    assert "http://example.invalid/conf/odd" in met
    assert "http://www.opengis.net/spec/ogcapi-movingfeatures-1/1.0/conf/common" in met
    assert len(met) == len(set(met))
    listed = client.get("/ogc/collections").json()["collections"]
    assert [one["id"] for one in listed] == ["odd", "vehicle", "patrol", "personal", "marker"]


@pytest.mark.parametrize(
    "path", ["/ogc", "/ogc/conformance", "/ogc/collections", "/ogc/collections/odd"]
)
def test_a_browser_gets_a_page_and_a_program_a_document(client: TestClient, path: str) -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    for page in (
        client.get(path, headers={"accept": browser}),
        client.get(path, params={"f": "html"}),
    ):
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert page.text.startswith('<!DOCTYPE html><html lang="zh-CN">')
        assert "<script>" not in page.text
    for document in (
        client.get(path, headers={"accept": "*/*"}),
        client.get(path, headers={"accept": browser}, params={"f": "json"}),
        client.get(path, headers={"accept": "image/png"}),
    ):
        assert document.headers["content-type"] == "application/json"
        assert f'<http://testserver{path}>; rel="self"' in document.headers["link"]
        assert document.headers["vary"] == "Accept"


def test_addresses_are_those_that_the_client_wrote(client: TestClient) -> None:
    answer = client.get("/ogc", headers={"host": "map.example.gov.cn:8443"})
    assert answer.json()["links"][0]["href"] == "http://map.example.gov.cn:8443/ogc"


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/ogc?foo=1", 400, "no parameter foo; it has: f"),
        ("/ogc/collections?limit=1&g=2", 400, "no parameter g, limit"),
        ("/ogc/conformance?f=xml", 400, "json"),
        ("/ogc/collections/none", 404, "no collection 'none'"),
        ("/ogc/collections/vehicle/items?speed=1", 400, "no parameter speed"),
    ],
)
def test_what_is_not_there_is_refused_as_a_problem(
    client: TestClient, path: str, status: int, said: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert said in answer.json()["detail"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/mf", "/ogc"),
        ("/mf/", "/ogc"),
        ("/mf/collections", "/ogc/collections"),
        (
            "/mf/collections/vehicle/items/car%201?bbox=1,2,3,4",
            "/ogc/collections/vehicle/items/car%201?bbox=1,2,3,4",
        ),
    ],
)
def test_the_old_addresses_of_moving_features_lead_to_the_new_ones(
    client: TestClient, old: str, new: str
) -> None:
    answer = client.get(old, follow_redirects=False)
    assert answer.status_code == 308
    assert answer.headers["location"] == f"http://testserver{new}"
