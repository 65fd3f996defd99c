"""Schemas of inputs as the standard wants them: one whole schema (OpenAPI 3.0) for each input."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

Schema = dict[str, Any]

_BOUNDS = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}


def schemas_of(inputs: type[BaseModel]) -> tuple[dict[str, Schema], frozenset[str]]:
    """The schema of each input by its name, and which have to be given."""
    whole = inputs.model_json_schema(by_alias=True)
    parts = whole.get("$defs", {})
    found = {name: _plain(said, parts) for name, said in whole.get("properties", {}).items()}
    return found, frozenset(whole.get("required", ()))


def _plain(said: Mapping[str, Any], parts: Mapping[str, Any]) -> Schema:
    """A schema without references, null and what OpenAPI 3.0 has not."""
    if "$ref" in said:
        named = parts[said["$ref"].rsplit("/", 1)[-1]]
        beside = {name: value for name, value in said.items() if name != "$ref"}
        return _plain({**named, **beside}, parts)
    schema: Schema = {}
    for name, value in said.items():
        if name == "anyOf":
            schema |= _any_of(value, parts)
        elif name in _BOUNDS:
            schema |= {_BOUNDS[name]: value, name: True}
        elif name == "const":
            schema["enum"] = [value]
        elif name == "prefixItems":
            schema["items"] = {"oneOf": [_plain(one, parts) for one in value]}
        elif name == "items":
            schema["items"] = _plain(value, parts)
        elif name == "properties":
            schema["properties"] = {key: _plain(one, parts) for key, one in value.items()}
        elif name == "additionalProperties" and isinstance(value, Mapping):
            schema[name] = _plain(value, parts)
        elif name == "title" or (name == "default" and value is None):
            # What pydantic makes of a name is no title, and null stands for what is left out.
            continue
        else:
            schema[name] = value
    return schema


def _any_of(choices: list[Mapping[str, Any]], parts: Mapping[str, Any]) -> Schema:
    real = [_plain(one, parts) for one in choices if one.get("type") != "null"]
    return real[0] if len(real) == 1 else {"oneOf": real}
