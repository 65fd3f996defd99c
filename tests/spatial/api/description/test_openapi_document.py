"""The OpenAPI document of the whole platform: valid, told in two versions, and by part."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from ogcapi_registry import (
    SpecificationType,
    ValidationResult,
    validate_ogc_api,
    validate_openapi_with_pydantic,
)
from sqlalchemy import Engine

from deploy.application import build_application
from spatial.api.description.document import operations
from spatial.api.description.part import below
from spatial.api.device_classes import DeviceClass


@pytest.fixture
def client(engine: Engine) -> TestClient:
    return TestClient(build_application(engine, write_token="x", web_map=None))


def sound(result: ValidationResult, version: SpecificationType) -> bool:
    assert not result.errors
    return result.is_valid and result.validated_against.spec_type is version


@pytest.mark.parametrize("path", ["/openapi.json", "/ogc/api"])
def test_the_document_is_valid_in_both_versions(client: TestClient, path: str) -> None:
    for version, kind in (
        ("3.0", SpecificationType.OPENAPI_3_0),
        ("3.1", SpecificationType.OPENAPI_3_1),
    ):
        answer = client.get(path, params={"version": version})
        media_type = f"application/vnd.oai.openapi+json;version={version}"
        assert answer.headers["content-type"] == media_type
        by_header = client.get(path, headers={"accept": media_type})
        assert by_header.text == answer.text
        assert answer.json()["openapi"].startswith(version)
        assert sound(validate_openapi_with_pydantic(answer.json()), kind)
    assert client.get(path, params={"version": "2.0"}).status_code == 400


def test_a_registry_that_we_did_not_write_finds_all_that_the_classes_ask_for(
    client: TestClient,
) -> None:
    classes = client.get("/ogc/conformance").json()["conformsTo"]
    document = client.get("/ogc/api").json()
    # It asks for `crs` wherever items are; tracks, of another standard, have CRS84 alone.
    tracks = tuple(f"/collections/{one}/" for one in DeviceClass)
    document["paths"] = {
        path: item for path, item in document["paths"].items() if not path.startswith(tracks)
    }
    result = validate_ogc_api(document, classes)
    assert not result.errors
    assert result.is_valid


def test_both_versions_tell_the_same_operations(client: TestClient) -> None:
    new = client.get("/openapi.json").json()
    old = client.get("/openapi.json", params={"version": "3.0"}).json()
    assert {path: set(item) for path, item in new["paths"].items()} == {
        path: set(item) for path, item in old["paths"].items()
    }


def test_the_part_of_the_standard_faces_begins_at_their_landing_page(client: TestClient) -> None:
    whole = client.get("/openapi.json").json()
    part = client.get("/ogc/api", headers={"host": "map.example"}).json()
    assert part["servers"] == [{"url": "http://map.example/ogc"}]
    paths = {path for path in whole["paths"] if path == "/ogc" or path.startswith("/ogc/")}
    assert {f"/ogc{path}".rstrip("/") for path in part["paths"]} == paths
    assert "/collections/{collectionId}" in part["paths"]
    assert set(references(part)) <= {
        f"#/components/{kind}/{name}"
        for kind, named in part["components"].items()
        for name in named
    }


def references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [one for inner in value.values() for one in references(inner)]
    if isinstance(value, list):
        return [one for inner in value for one in references(inner)]
    return []


def test_every_reference_leads_somewhere(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    for reference in references(document):
        found = document
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]


def test_every_operation_says_that_failures_are_problems(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    for operation in operations(document):
        assert "422" not in operation["responses"]
        assert {"4XX", "5XX"} <= set(operation["responses"])
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_a_part_holds_what_it_refers_to_and_nothing_else() -> None:
    document = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {
            "/a": {"get": {"responses": {"200": {"$ref": "#/components/responses/R"}}}},
            "/a/b": {"get": {"responses": {}}},
            "/ab": {"get": {"responses": {"200": {"$ref": "#/components/responses/S"}}}},
        },
        "components": {
            "responses": {
                "R": {"content": {"x": {"schema": {"$ref": "#/components/schemas/Loop"}}}},
                "S": {},
            },
            "schemas": {"Loop": {"items": {"$ref": "#/components/schemas/Loop"}}, "Other": {}},
        },
    }
    part = below(document, "/a")
    assert set(part["paths"]) == {"/", "/b"}
    assert {kind: set(named) for kind, named in part["components"].items()} == {
        "responses": {"R"},
        "schemas": {"Loop"},
    }
