"""What the OpenAPI document says of answers: media types, and which schema each has.

The schemas are named; `spatial/api/description/schemas.py` holds them.
"""

from __future__ import annotations

from typing import Any

from spatial.api.standard.documents import HTML, JSON

Responses = dict[int | str, dict[str, Any]]


def named(schema: str) -> dict[str, str]:
    """The reference to a schema of the document."""
    return {"$ref": f"#/components/schemas/{schema}"}


def document_responses(schema: str, media_type: str = JSON, status: int = 200) -> Responses:
    """An answer with a document of a schema."""
    return {status: {"description": "OK", "content": {media_type: {"schema": named(schema)}}}}


def page_responses(schema: str) -> Responses:
    """An answer with a document of a schema, or the same as a page."""
    content = {JSON: {"schema": named(schema)}, HTML: {"schema": {"type": "string"}}}
    return {200: {"description": "OK", "content": content}}


def also_as(*media_types: str, status: int = 200) -> Responses:
    """An answer that is JSON, or on request of one of these media types."""
    return {status: {"description": "OK", "content": {one: {} for one in media_types}}}


def file_responses(*media_types: str) -> Responses:
    """An answer with bytes of one of these media types."""
    binary = {"schema": {"type": "string", "format": "binary"}}
    return {200: {"description": "OK", "content": dict.fromkeys(media_types, binary)}}


def tile_responses(*media_types: str) -> Responses:
    """An answer with a tile; without content where nothing is, and 304 where it is known."""
    return file_responses(*media_types) | {
        204: {"description": "Nothing is there."},
        304: {"description": "It is still what `If-None-Match` names."},
    }


def created_or_known(media_type: str = JSON, schema: str | None = None) -> Responses:
    """Answers of a route that makes something: 201, or 200 where it is there already."""
    told: dict[str, Any] = {} if schema is None else {"schema": named(schema)}
    return {
        200: {"description": "It is there already.", "content": {media_type: told}},
        201: {"description": "It is made.", "content": {media_type: told}},
    }
