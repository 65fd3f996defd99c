"""OpenAPI 3.1 told in 3.0: each difference of the two, and that nothing allowed becomes refused."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spatial.api.description.version_3_0 import as_3_0, schema_3_0


@pytest.mark.parametrize(
    ("new", "old"),
    [
        (True, {}),
        (False, {"not": {}}),
        ({"type": ["string", "null"]}, {"type": "string", "nullable": True}),
        (
            {"type": ["string", "integer"]},
            {"anyOf": [{"type": "string"}, {"type": "integer"}]},
        ),
        (
            {"anyOf": [{"type": "string", "maxLength": 3}, {"type": "null"}], "title": "T"},
            {"type": "string", "maxLength": 3, "title": "T", "nullable": True},
        ),
        (
            {"anyOf": [{"$ref": "#/components/schemas/A"}, {"type": "null"}]},
            {"allOf": [{"$ref": "#/components/schemas/A"}], "nullable": True},
        ),
        ({"type": "null"}, {"nullable": True, "enum": [None]}),
        ({"const": "a"}, {"enum": ["a"]}),
        ({"const": None}, {"enum": [None], "nullable": True}),
        ({"type": ["string", "null"], "enum": ["a"]},
         {"type": "string", "nullable": True, "enum": ["a", None]}),
        ({"exclusiveMinimum": 0}, {"minimum": 0, "exclusiveMinimum": True}),
        ({"exclusiveMinimum": 0, "minimum": 1}, {"minimum": 1}),
        ({"exclusiveMaximum": 9, "maximum": 9}, {"maximum": 9, "exclusiveMaximum": True}),
        ({"examples": ["a", "b"]}, {"example": "a"}),
        ({"properties": {"examples": {"type": "null"}, "const": True}},
         {"properties": {"examples": {"nullable": True, "enum": [None]}, "const": {}}}),
        (
            {"prefixItems": [{"type": "number"}, {"type": "string"}], "minItems": 2, "maxItems": 2},
            {
                "items": {"anyOf": [{"type": "number"}, {"type": "string"}]},
                "minItems": 2,
                "maxItems": 2,
            },
        ),
        ({"prefixItems": [{"type": "number"}]}, {"items": {}}),
        ({"prefixItems": [{"type": "number"}] * 2, "items": False},
         {"items": {"type": "number"}, "maxItems": 2}),
        (
            {"$ref": "#/components/schemas/A", "description": "beside"},
            {"allOf": [{"$ref": "#/components/schemas/A"}], "description": "beside"},
        ),
        ({"type": "string", "contentMediaType": "application/octet-stream"},
         {"type": "string", "format": "binary"}),
        ({"patternProperties": {"^a": {"type": "string"}}},
         {"additionalProperties": {"type": "string"}}),
        ({"patternProperties": {"^a": {"type": "string"}, "^b": {"type": "number"}}},
         {"additionalProperties": {"anyOf": [{"type": "string"}, {"type": "number"}]}}),
        ({"propertyNames": {"maxLength": 3}, "$comment": "x"}, {}),
    ],
)  # fmt: skip
def test_each_word_of_3_1_has_its_form_in_3_0(new: Any, old: dict[str, Any]) -> None:
    assert schema_3_0(new) == old


schemas = st.recursive(
    st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(
                ["null", "string", "integer", ["integer", "null"], ["string", "number", "null"]]
            ),
            "const": st.none() | st.integers(0, 3),
            "enum": st.lists(st.none() | st.integers(0, 3), min_size=1, max_size=3, unique=True),
            "minimum": st.integers(0, 3),
            "exclusiveMinimum": st.integers(0, 3),
            "maximum": st.integers(0, 3),
            "exclusiveMaximum": st.integers(0, 3),
        },
    ),
    lambda inner: (
        st.fixed_dictionaries({"anyOf": st.lists(inner, min_size=1, max_size=3)})
        | st.fixed_dictionaries(
            {"type": st.just("array"), "prefixItems": st.lists(inner, min_size=1)}
        )
        | st.fixed_dictionaries({"type": st.just("object"), "properties": st.just({"a": {}})})
    ),
    max_leaves=6,
)
values = st.none() | st.integers(-1, 4) | st.text(max_size=1)


@given(schemas, st.lists(values, max_size=3) | values)
def test_what_3_1_allows_is_never_refused_by_3_0(schema: dict[str, Any], value: Any) -> None:
    if jsonschema.Draft202012Validator(schema).is_valid(value):
        assert jsonschema.Draft4Validator(_nullable_told(schema_3_0(schema))).is_valid(value)


def _nullable_told(schema: Any) -> Any:
    """A schema of OpenAPI 3.0 for a validator of its ancestor, which has no `nullable`."""
    if isinstance(schema, list):
        return [_nullable_told(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _nullable_told(one) for key, one in schema.items()}
    if made.pop("nullable", False):
        return {"anyOf": [made, {"type": "null"}]}
    return made


def test_a_document_keeps_its_operations_and_stays_as_it_was() -> None:
    document = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1", "summary": "new"},
        "webhooks": {},
        "paths": {
            "/a": {
                "parameters": [
                    {"name": "p", "in": "query", "schema": {"type": ["string", "null"]}}
                ],
                "post": {
                    "requestBody": {"content": {"text/plain": {"schema": {"const": 1}}}},
                    "responses": {
                        "200": {"description": "", "content": {"text/plain": {"schema": True}}}
                    },
                },
            }
        },
        "components": {"schemas": {"A": {"const": 1}}, "pathItems": {}},
    }
    before = repr(document)
    assert as_3_0(document) == {
        "openapi": "3.0.3",
        "info": {"title": "t", "version": "1"},
        "paths": {
            "/a": {
                "parameters": [
                    {"name": "p", "in": "query", "schema": {"type": "string", "nullable": True}}
                ],
                "post": {
                    "requestBody": {"content": {"text/plain": {"schema": {"enum": [1]}}}},
                    "responses": {
                        "200": {"description": "", "content": {"text/plain": {"schema": {}}}}
                    },
                },
            }
        },
        "components": {"schemas": {"A": {"enum": [1]}}},
    }
    assert repr(document) == before
