"""An OpenAPI 3.1 document as OpenAPI 3.0.3, which the class oas30 of the OGC APIs asks for.

What 3.0 cannot say (a condition, names of properties) is left out, so that the 3.0 form never
refuses what the 3.1 form allows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from spatial.api.description.document import METHODS, Document

VERSION = "3.0.3"

_BEYOND_3_0 = frozenset(
    ("$anchor", "$comment", "$defs", "$dynamicAnchor", "$dynamicRef", "$id", "$schema")
    + ("$vocabulary", "contains", "contentSchema", "dependentRequired", "dependentSchemas")
    + ("else", "if", "maxContains", "minContains", "propertyNames", "then")
    + ("unevaluatedItems", "unevaluatedProperties")
)


def as_3_0(document: Document) -> Document:
    """The document in 3.0.3; the one that is given stays as it is."""
    made = {key: value for key, value in document.items() if key not in ("webhooks", "openapi")}
    made.pop("jsonSchemaDialect", None)
    made["info"] = {key: value for key, value in document["info"].items() if key != "summary"}
    made["paths"] = {path: _path(item) for path, item in document["paths"].items()}
    if "components" in document:
        made["components"] = _components(document["components"])
    return {"openapi": VERSION, **made}


def _components(components: Document) -> Document:
    kinds: dict[str, Callable[[Any], Any]] = {
        "schemas": schema_3_0,
        "responses": _response,
        "parameters": _parameter,
        "headers": _parameter,
        "requestBodies": _body,
    }
    return {
        kind: {name: kinds.get(kind, _same)(one) for name, one in named.items()}
        for kind, named in components.items()
        if kind != "pathItems"
    }


def _same(value: Any) -> Any:
    return value


def _path(item: Document) -> Document:
    made = {key: _operation(value) if key in METHODS else value for key, value in item.items()}
    if "parameters" in item:
        made["parameters"] = [_parameter(one) for one in item["parameters"]]
    return made


def _operation(operation: Document) -> Document:
    made = dict(operation)
    if "parameters" in made:
        made["parameters"] = [_parameter(one) for one in made["parameters"]]
    if "requestBody" in made:
        made["requestBody"] = _body(made["requestBody"])
    made["responses"] = {status: _response(one) for status, one in made["responses"].items()}
    return made


def _parameter(parameter: Document) -> Document:
    """A parameter, or a header."""
    made = dict(parameter)
    if "schema" in made:
        made["schema"] = schema_3_0(made["schema"])
    if "content" in made:
        made["content"] = _content(made["content"])
    return made


def _body(body: Document) -> Document:
    return {**body, "content": _content(body["content"])} if "content" in body else body


def _response(response: Document) -> Document:
    made = dict(response)
    if "content" in made:
        made["content"] = _content(made["content"])
    if "headers" in made:
        made["headers"] = {name: _parameter(one) for name, one in made["headers"].items()}
    return made


def _content(content: Mapping[str, Document]) -> Document:
    return {
        media_type: {**told, "schema": schema_3_0(told["schema"])} if "schema" in told else told
        for media_type, told in content.items()
    }


def schema_3_0(schema: Any) -> Document:
    """A schema of JSON Schema 2020-12 in the words of OpenAPI 3.0."""
    if isinstance(schema, bool):
        return {} if schema else {"not": {}}
    made = {key: value for key, value in schema.items() if key not in _BEYOND_3_0}
    if "$ref" in made and len(made) > 1:
        # In 3.0 nothing beside a reference counts.
        made["allOf"] = [{"$ref": made.pop("$ref")}, *made.get("allOf", [])]
    _examples(made)
    _constant(made)
    _pattern_properties(made)
    _prefix(made)
    _encoding(made)
    for word in ("not", "items", "additionalProperties"):
        if isinstance(made.get(word), dict) or (word == "items" and word in made):
            made[word] = schema_3_0(made[word])
    if "properties" in made:
        made["properties"] = {name: schema_3_0(one) for name, one in made["properties"].items()}
    for word in ("allOf", "anyOf", "oneOf"):
        if word in made:
            _alternatives(made, word)
    _types(made)
    _bounds(made)
    return made


def _examples(schema: Document) -> None:
    examples = schema.pop("examples", None)
    if examples:
        schema.setdefault("example", examples[0])


def _constant(schema: Document) -> None:
    if "const" in schema:
        constant = schema.pop("const")
        schema["enum"] = [constant]
        if constant is None:
            schema["nullable"] = True


def _pattern_properties(schema: Document) -> None:
    patterns = schema.pop("patternProperties", None)
    if patterns and not isinstance(schema.get("additionalProperties"), dict):
        schema["additionalProperties"] = {"anyOf": list(patterns.values())}


def _prefix(schema: Document) -> None:
    """Places of a list that have each a schema become a list whose items have any of them."""
    places = schema.pop("prefixItems", None)
    if not places:
        return
    rest = schema.get("items", True)
    if rest is False:
        schema.setdefault("maxItems", len(places))
    elif rest is True and schema.get("maxItems", len(places) + 1) > len(places):
        schema["items"] = {}
        return
    allowed = [*places, rest] if isinstance(rest, dict) else list(places)
    distinct = [one for at, one in enumerate(allowed) if one not in allowed[:at]]
    schema["items"] = distinct[0] if len(distinct) == 1 else {"anyOf": distinct}


def _encoding(schema: Document) -> None:
    encoding = schema.pop("contentEncoding", None)
    media_type = schema.pop("contentMediaType", None)
    if encoding == "base64":
        schema.setdefault("format", "byte")
    elif media_type == "application/octet-stream":
        schema.setdefault("format", "binary")


def _alternatives(schema: Document, word: str) -> None:
    alternatives = [schema_3_0(one) for one in schema.pop(word)]
    if word != "allOf":
        some = [one for one in alternatives if one != _NULL]
        if len(some) < len(alternatives):
            schema["nullable"] = True
            alternatives = some
        if len(alternatives) == 1:
            [only] = alternatives
            if "$ref" in only:
                word = "allOf"
            elif not set(only) & (set(schema) - {"nullable", "title", "description", "default"}):
                schema.update({key: value for key, value in only.items() if key not in schema})
                return
    if alternatives:
        schema[word] = [*schema.get(word, []), *alternatives]


_NULL: Document = {"nullable": True, "enum": [None]}


def _types(schema: Document) -> None:
    types = schema.get("type")
    if types == "null":
        del schema["type"]
        schema.update(_NULL)
    elif isinstance(types, list):
        del schema["type"]
        some = [one for one in types if one != "null"]
        if len(some) < len(types):
            schema["nullable"] = True
        if len(some) == 1:
            schema["type"] = some[0]
        elif some:
            schema.setdefault("anyOf", [{"type": one} for one in some])
    if schema.get("nullable") and None not in schema.get("enum", [None]):
        schema["enum"] = [*schema["enum"], None]


def _bounds(schema: Document) -> None:
    """In 3.0 an exclusive bound is a bound with a flag."""
    for bound, exclusive, nearer in (
        ("minimum", "exclusiveMinimum", max),
        ("maximum", "exclusiveMaximum", min),
    ):
        value = schema.get(exclusive)
        if value is None or isinstance(value, bool):
            continue
        if bound in schema and nearer(schema[bound], value) != value:
            del schema[exclusive]
            continue
        schema[bound] = value
        schema[exclusive] = True
