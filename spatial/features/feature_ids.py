"""The ids of features: the parts of their keys as one text."""

from __future__ import annotations

import re

from spatial.errors import BadDate, UnknownFeature
from spatial.features.collection import Collection
from spatial.temporal import parse_date

_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,18}", re.ASCII)


def parts_of(collection: Collection, feature_id: str) -> tuple[str, ...]:
    """The texts of the parts of a key. Raises UnknownFeature where no feature can have that id."""
    types = [kind for _, kind in collection.key_parts]
    parts = feature_id.rsplit(".", len(types) - 1) if len(types) > 1 else [feature_id]
    if len(parts) != len(types) or not all(map(_fits, parts, types)):
        raise UnknownFeature(f"the collection {collection.id} has no feature {feature_id!r}")
    return tuple(parts)


def _fits(part: str, kind: str) -> bool:
    if "\x00" in part:
        return False
    if kind in ("bigint", "integer"):
        return _WHOLE_NUMBER.fullmatch(part) is not None
    if kind == "date":
        try:
            parse_date(part)
        except BadDate:
            return False
    return True


def id_sql(collection: Collection) -> str:
    """The id as an expression over the alias `f`."""
    texts = [f"CAST({part} AS text)" for part in collection.key]
    return texts[0] if len(texts) == 1 else f"concat_ws('.', {', '.join(texts)})"


def bound(collection: Collection, prefix: str) -> str:
    """The key as a bound row: `:PREFIX_1`, `:PREFIX_2`, … as texts."""
    casts = [
        f"CAST(:{prefix}_{number} AS {kind})"
        for number, (_, kind) in enumerate(collection.key_parts, start=1)
    ]
    return casts[0] if len(casts) == 1 else f"({', '.join(casts)})"


def key_sql(collection: Collection) -> str:
    """The key as an expression over the alias `f`: a value, or a row of several."""
    return collection.key[0] if len(collection.key) == 1 else f"({', '.join(collection.key)})"


def bound_values(collection: Collection, feature_id: str, prefix: str) -> dict[str, object]:
    """The values for `bound`. Raises UnknownFeature."""
    return {
        f"{prefix}_{number}": part
        for number, part in enumerate(parts_of(collection, feature_id), start=1)
    }
