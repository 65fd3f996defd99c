"""FastAPI's document made true: failures are problem documents, and schemas that we name are there.

FastAPI says 422 with a shape of its own for what is refused; here all that is refused is a problem
document (RFC 9457), most with 400.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from spatial.api.description.schemas import SCHEMAS
from spatial.api.errors import PROBLEM_JSON

Document = dict[str, Any]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

_OF_FASTAPI = ("HTTPValidationError", "ValidationError")

_FAILURES = {
    "4XX": ("Refused", "What was asked cannot be answered; `detail` says why and what is allowed."),
    "5XX": ("Failed", "The server failed, or what it needs does not answer."),
}
"""By range of statuses the name of the response, and what it means."""


class DescribedApplication(FastAPI):
    """An application whose OpenAPI document says what it really answers.

    described: its texts, by version and part.
    """

    def __init__(self, **told: Any) -> None:
        super().__init__(**told)
        self.described: dict[Any, str] = {}

    def openapi(self) -> Document:
        """The OpenAPI 3.1 document, made once."""
        if self.openapi_schema is None:
            document = super().openapi()
            make_true(document)
            self.openapi_schema = document
        return self.openapi_schema


def make_true(document: Document) -> None:
    """Writes failures and named schemas into a document of FastAPI's."""
    for operation in operations(document):
        responses = operation["responses"]
        if _validation(responses.get("422")):
            del responses["422"]
        for statuses, (name, _) in _FAILURES.items():
            responses.setdefault(statuses, {"$ref": f"#/components/responses/{name}"})
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in _OF_FASTAPI:
        schemas.pop(name, None)
    components["schemas"] = dict(sorted({**schemas, **SCHEMAS}.items()))
    components["responses"] = {
        name: {
            "description": said,
            "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for name, said in _FAILURES.values()
    }


def operations(document: Document) -> Iterator[Document]:
    """All operations of a document."""
    for path in document["paths"].values():
        for method in METHODS:
            if method in path:
                yield path[method]


def _validation(response: Any) -> bool:
    """Whether a response is the one that FastAPI adds by itself."""
    content = (response or {}).get("content", {}).get("application/json", {})
    reference = content.get("schema", {}).get("$ref", "")
    return bool(reference.endswith("/HTTPValidationError"))
