"""What a process is: which question it takes, what it makes, and the function that answers.

A new one is a declaration and a function; routes, queue and workers know no more of it than this.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from spatial.access.declaration import Grade
from spatial.jobs.outputs import FileInput, Outcome, Output
from spatial.jobs.work import Work

Inputs = TypeVar("Inputs", bound=BaseModel)


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
        return self.grade.closed


AnyProcess = Process[Any]
