"""JSON merge patch (RFC 7396)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def merged(document: Any, patch: Any) -> Any:
    """The document with what the patch says. What null takes away stays as null, which of features
    means the same, and takes away what they do not tell too.

    A geometry in a patch is a new one: its members are not merged.

    >>> merged({"a": 1, "b": {"c": 2, "d": 3}}, {"b": {"c": None}, "e": 4})
    {'a': 1, 'b': {'c': None, 'd': 3}, 'e': 4}
    """
    if not isinstance(patch, Mapping):
        return patch
    result = dict(document) if isinstance(document, Mapping) else {}
    for name, value in patch.items():
        result[name] = merged(None if name == "geometry" else result.get(name), value)
    return result
