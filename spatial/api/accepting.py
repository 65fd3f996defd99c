"""Which form of an answer a client accepts (RFC 9110, 12.4.2 and 12.5.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from fastapi import Request

Form = TypeVar("Form", bound=str)


def accepted(request: Request, known: Mapping[str, Form]) -> Form | None:
    """Of the forms that there are, by media range, the most welcome one; of several equally
    welcome ones the first that the client names. None where it names none of them.
    """
    best, form = 0.0, None
    for one in request.headers.get("accept", "").split(","):
        media_range, *parameters = (part.strip().lower() for part in one.split(";"))
        weight = _weight(parameters)
        if media_range in known and weight > best:
            best, form = weight, known[media_range]
    return form


def _weight(parameters: list[str]) -> float:
    """The weight of a media range; 1 where none can be read."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 1.0
    return 1.0
