"""What each route says of itself: class of data, grade, action. A route without it does not start.

Class is whose data it is (division, position, image …), grade how far it may travel, action
whether it reads or writes. Until accounts and rights exist, a writing route asks for the write
token that `make run` prints, and the server binds loopback only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar


class DataClass(StrEnum):
    """Whose data a route hands out or takes."""

    PLATFORM = "platform"
    DIVISION = "division"
    BOUNDARY = "boundary"
    POSITION = "position"
    IMAGE = "image"
    INDICATOR = "indicator"
    FACILITY = "facility"
    CAMERA = "camera"


class Grade(StrEnum):
    """How far data may travel: open, internal, personal, sensitive (rising)."""

    OPEN = "open"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"

    @property
    def closed(self) -> bool:
        """Whether nothing single of it is shown to all who may read (R8.5): personal, sensitive."""
        return self in (Grade.PERSONAL, Grade.SENSITIVE)


class Action(StrEnum):
    """Whether a route reads or writes.

    REPORT is a writing route that answers GET too: of devices that can call an address and nothing
    else. What it writes is the same however often it is called.
    """

    READ = "read"
    WRITE = "write"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Declaration:
    """The declared class, grade and action of one route."""

    data_class: DataClass
    grade: Grade
    action: Action


Endpoint = TypeVar("Endpoint", bound=Callable[..., object])

_ATTRIBUTE = "__shikong_declaration__"


def declared(
    data_class: DataClass, grade: Grade, action: Action = Action.READ
) -> Callable[[Endpoint], Endpoint]:
    """Marks an endpoint with its declaration; stands below the router's decorator."""

    def mark(endpoint: Endpoint) -> Endpoint:
        setattr(endpoint, _ATTRIBUTE, Declaration(data_class, grade, action))
        return endpoint

    return mark


def declaration_of(endpoint: object) -> Declaration | None:
    """The declaration of an endpoint, None where it has none."""
    found = getattr(endpoint, _ATTRIBUTE, None)
    return found if isinstance(found, Declaration) else None
