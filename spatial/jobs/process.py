"""What a process is: which question it takes, what it makes, and the function that answers.

A new one is a declaration and a function; routes, queue and workers know no more of it than this.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import BaseModel

from spatial.access.declaration import Grade

if TYPE_CHECKING:
    from spatial.jobs.work import Work

JSON = "application/json"

Inputs = TypeVar("Inputs", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Output:
    """What a process makes. media_types: the first one where no other is wished.

    schema: of the JSON, where it can be JSON.
    """

    title: str
    media_types: tuple[str, ...] = (JSON,)
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "object"})
    description: str = ""


@dataclass(frozen=True, slots=True)
class FileInput:
    """An input that is a file: inline in the request (base64, or a text as it is), or its body."""

    title: str
    media_types: tuple[str, ...]
    description: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class Made:
    """One output as it was made. content: its bytes, or the file that holds them."""

    media_type: str
    content: bytes | Path

    @classmethod
    def of_json(cls, value: object) -> Made:
        """A value of JSON."""
        return cls(JSON, json.dumps(value, ensure_ascii=False, allow_nan=False).encode())


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a question was answered with. answer: the id of an operator's answer, where it is one.

    An output that is not among them is not there: null in a document.
    """

    outputs: Mapping[str, Made]
    answer: str | None = None


@dataclass(frozen=True)
class Process(Generic[Inputs]):
    """A declared process.

    title, description, titles: what officers read, in Chinese; titles are those of the inputs, by
    name. grade: of what is asked and answered; of a closed one (personal, sensitive) no list tells,
    and its inputs are not kept. inputs: a model whose fields are the inputs; it raises what is
    wrong with them. run: answers; what it raises of `spatial.errors` is the failure that is told.
    """

    id: str
    title: str
    description: str
    grade: Grade
    inputs: type[Inputs]
    outputs: Mapping[str, Output]
    run: Callable[[Work, Inputs], Outcome]
    titles: Mapping[str, str]
    files: Mapping[str, FileInput] = field(default_factory=dict)
    keywords: Sequence[str] = ()
    version: str = "1.0.0"

    @property
    def closed(self) -> bool:
        """Whether nobody but who asked is to know of its jobs."""
        return self.grade in (Grade.PERSONAL, Grade.SENSITIVE)


AnyProcess = Process[Any]
