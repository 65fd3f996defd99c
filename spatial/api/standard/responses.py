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
