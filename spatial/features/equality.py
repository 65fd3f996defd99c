"""Properties that have a value: the queryables of a collection as parameters of a question."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime

from spatial.errors import BadDate, BadParameter
from spatial.features.collection import Collection, Condition, Property, PropertyType
from spatial.temporal import parse_date, parse_instant

_SQL_TYPES = {
    PropertyType.TEXT: "text",
    PropertyType.INTEGER: "bigint",
    PropertyType.NUMBER: "float8",
    PropertyType.BOOLEAN: "boolean",
    PropertyType.DAY: "date",
    PropertyType.INSTANT: "timestamptz",
}

_TRUTHS = {"true": True, "false": False}
_LARGEST = 2**63 - 1


def equal_to(collection: Collection, told: Mapping[str, str]) -> Condition | None:
    """The condition that each property has its value; None where none is told.

    Bound values: p1, p2, … Raises BadParameter for a text that is no value of its property.
    """
    said, values = [], {}
    for number, (name, value) in enumerate(told.items(), start=1):
        own = collection.property_named(name)
        if own is None:
            raise BadParameter(f"the collection {collection.id} has no property {name}")
        said.append(f"{own.column} = CAST(:p{number} AS {_SQL_TYPES[own.type]})")
        values[f"p{number}"] = value_of(own, value)
    return Condition(" AND ".join(said), values) if said else None


def joined(*conditions: Condition | None) -> Condition | None:
    """All that has to hold; None where nothing has. The names of their values differ."""
    told = [one for one in conditions if one is not None]
    if not told:
        return None
    values: dict[str, object] = {}
    for one in told:
        values |= one.values
    return Condition(" AND ".join(f"({one.sql})" for one in told), values)


def value_of(own: Property, told: str) -> str | int | float | bool | date | datetime:
    """The value that a text is of a property. Raises BadParameter with what is allowed."""
    match own.type:
        case PropertyType.TEXT:
            if "\x00" not in told:
                return told
        case PropertyType.BOOLEAN:
            if told in _TRUTHS:
                return _TRUTHS[told]
        case PropertyType.DAY | PropertyType.INSTANT:
            try:
                return parse_date(told) if own.type is PropertyType.DAY else parse_instant(told)
            except BadDate as error:
                raise BadParameter(f"{own.name}={told!r}: {error}") from error
        case PropertyType.INTEGER | PropertyType.NUMBER:
            number = _number(told, whole=own.type is PropertyType.INTEGER)
            if number is not None:
                return number
    raise BadParameter(f"{own.name}={told!r} is no value of the type {own.type}")


def _number(told: str, *, whole: bool) -> int | float | None:
    try:
        number: int | float = int(told) if whole else float(told)
    except ValueError:
        return None
    return number if math.isfinite(number) and abs(number) <= _LARGEST else None
