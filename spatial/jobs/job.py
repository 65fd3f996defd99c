"""A job: one long question with its state, and the wishes for its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from spatial.access.declaration import Grade


class Status(StrEnum):
    """The states of a job, by the names of the standard."""

    ACCEPTED = "accepted"
    RUNNING = "running"
    SUCCESSFUL = "successful"
    FAILED = "failed"
    DISMISSED = "dismissed"

    @property
    def over(self) -> bool:
        """Whether nothing comes after it."""
        return self not in (Status.ACCEPTED, Status.RUNNING)


class Transmission(StrEnum):
    """How an output comes: in the answer, or as a link."""

    VALUE = "value"
    REFERENCE = "reference"


class Response(StrEnum):
    """raw: outputs as they are; document: one JSON document with all."""

    RAW = "raw"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Wish:
    """How one output is wanted. media_type: None for that which comes first."""

    media_type: str | None = None
    transmission: Transmission = Transmission.VALUE


@dataclass(frozen=True, slots=True)
class Wishes:
    """Which outputs are wanted (all where none is named), and in what kind of response."""

    outputs: Mapping[str, Wish] = field(default_factory=dict)
    response: Response = Response.RAW

    def as_json(self) -> dict[str, Any]:
        """As the store keeps it."""
        return {
            "response": self.response,
            "outputs": {
                name: {"media_type": one.media_type, "transmission": one.transmission}
                for name, one in self.outputs.items()
            },
        }

    @classmethod
    def of_json(cls, said: Mapping[str, Any]) -> Self:
        """The wishes that `as_json` wrote."""
        outputs = {
            name: Wish(one["media_type"], Transmission(one["transmission"]))
            for name, one in said["outputs"].items()
        }
        return cls(outputs, Response(said["response"]))


@dataclass(frozen=True, slots=True)
class Job:
    """A job as the store has it; instants in UTC. See migration 0036 for the meaning of each."""

    id: UUID
    process: str
    wishes: Wishes
    grade: Grade
    status: Status
    progress: int
    message: str | None
    failure: Mapping[str, Any] | None
    answer: str | None
    attempts: int
    created_at: datetime
    started_at: datetime | None
    updated_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None
