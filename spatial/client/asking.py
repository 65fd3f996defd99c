"""How days, instants and other values are told in an address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

Day = date | str
"""A day in Beijing: a date, or YYYY-MM-DD."""

Instant = datetime | date | str
"""An instant: a datetime with its zone, ISO 8601, or a day in Beijing (its begin is meant)."""

Box = tuple[float, float, float, float]
"""West, south, east, north; degrees in CGCS2000. West lies above east where it crosses ±180°."""


def told(value: Any) -> str | list[str]:
    """A value as it stands in an address; of several values, each.

    A datetime without a zone is refused, for nobody could say which instant it is; one at midnight
    (as a column of days in pandas has) is that day. Raises ValueError.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, Iterable):
        return [part for one in value for part in _several(told(one))]
    return str(value)


def parameters(values: Mapping[str, Any]) -> dict[str, str | list[str]]:
    """The parameters of an address; what is None is left out.

    An underscore at the end of a name is left out too: `from_` is `from`.
    """
    return {name.removesuffix("_"): told(one) for name, one in values.items() if one is not None}


def body(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same as the members of a JSON object: numbers, lists and objects stay what they are."""
    return {name.removesuffix("_"): _plain(one) for name, one in values.items() if one is not None}


def joined(values: str | Iterable[str] | None) -> str | None:
    """Several words in one parameter, parted by commas."""
    return values if values is None or isinstance(values, str) else ",".join(values)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return told(value)
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def _several(one: str | list[str]) -> list[str]:
    return [one] if isinstance(one, str) else one


def _instant(value: datetime) -> str:
    if value.tzinfo is None:
        if value.time() == time.min:
            return value.date().isoformat()
        raise ValueError(f"{value.isoformat()} has no zone: which instant is it?")
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
