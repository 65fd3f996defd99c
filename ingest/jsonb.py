"""Values as PostgreSQL can hold them: its text and jsonb know no NUL and no half of a pair."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any


def storable(value: Any) -> Any:
    """The value of a JSON document as PostgreSQL's jsonb can hold it, nothing left out.

    A NUL and half a surrogate pair are shown as escapes, numbers beyond all bounds as text.

    >>> storable({"a": ["x\\0", "\\ud800", float("inf"), 7]})
    {'a': ['x\\\\u0000', '\\\\ud800', 'inf', 7]}
    """
    if isinstance(value, str):
        text = value.encode("utf-8", "backslashreplace").decode()
        return text.replace("\0", "\\u0000")
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, Mapping):
        return {storable(str(name)): storable(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [storable(one) for one in value]
    return value
