"""A part of an OpenAPI document with paths of its own: what clients of the OGC APIs read.

They look for `/collections/{collectionId}/items` below the address of the server, which is that
of the landing page.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from spatial.api.description.document import Document


def below(document: Document, prefix: str) -> Document:
    """The operations below a prefix, which is taken off their paths, with what they refer to.

    Its `servers` are left out: they are the address of the server with the prefix.
    """
    paths = {
        path.removeprefix(prefix) or "/": item
        for path, item in document["paths"].items()
        if path == prefix or path.startswith(f"{prefix}/")
    }
    return {
        "openapi": document["openapi"],
        "info": document["info"],
        "paths": paths,
        "components": _referred(document.get("components", {}), paths),
    }


def _referred(components: Document, paths: Document) -> Document:
    """The components that the paths refer to, and those that these refer to."""
    needed: set[tuple[str, str]] = set()
    waiting = set(_references(paths))
    while waiting:
        kind, name = one = waiting.pop()
        if one not in needed and name in components.get(kind, {}):
            needed.add(one)
            waiting.update(_references(components[kind][name]))
    kept: Document = {}
    for kind, named in components.items():
        some = {name: one for name, one in named.items() if (kind, name) in needed}
        if some:
            kept[kind] = some
    return kept


def _references(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        reference = value.get("$ref")
        if isinstance(reference, str) and reference.startswith("#/components/"):
            kind, _, name = reference.removeprefix("#/components/").partition("/")
            yield kind, name
        for one in value.values():
            yield from _references(one)
    elif isinstance(value, list):
        for one in value:
            yield from _references(one)
