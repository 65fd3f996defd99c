"""What differs between two versions of a declaration, as a reader names it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from spatial.business.declarations.model import DatasetDeclaration


@dataclass(frozen=True, slots=True)
class Difference:
    """A place that says something else; None where it is not there. Values are of JSON's types."""

    where: str
    before: object
    after: object


def differences(before: DatasetDeclaration, after: DatasetDeclaration) -> list[Difference]:
    """The places in which two declarations differ, in their order; entries are known by name."""
    old, new = _places(before), _places(after)
    return [
        Difference(where, old.get(where), new.get(where))
        for where in dict.fromkeys((*old, *new))
        if old.get(where) != new.get(where)
    ]


def document_of(declaration: DatasetDeclaration) -> dict[str, Any]:
    """The declaration in JSON's types, as it can be declared again, without what is not told."""
    document = declaration.model_dump(mode="json", exclude_none=True)
    return {key: value for key, value in _numbered(document).items() if value != []}


def _places(declaration: DatasetDeclaration) -> dict[str, object]:
    document = document_of(declaration)
    found: dict[str, object] = {}
    for key, value in document.items():
        if key in ("fields", "indicators"):
            name = "name" if key == "fields" else "id"
            for entry in value:
                found |= {f"{key}[{entry[name]}].{one}": told for one, told in entry.items()}
        else:
            found[key] = value
    return found


_DECIMALS = ("factor", "minimum", "maximum")


def _numbered(value: Any) -> Any:
    """Decimals as JSON's numbers: pydantic writes them as texts."""
    if isinstance(value, Mapping):
        return {
            key: _number(told) if key in _DECIMALS and isinstance(told, str) else _numbered(told)
            for key, told in value.items()
        }
    return [_numbered(one) for one in value] if isinstance(value, list) else value


def _number(told: str) -> int | float:
    number = float(told)
    return int(number) if number.is_integer() else number
