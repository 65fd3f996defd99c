"""Answers that can be asked again: with their id, what they stand on, and a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from spatial.client.frames import shapes, table
from spatial.client.service import Service

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Answer:
    """What an operator answered.

    document: all that the platform said, as it came (docs/operators.md says what is in it).
    """

    service: Service
    document: Mapping[str, Any]

    def __repr__(self) -> str:
        """Which answer it is, in short."""
        rows = len(self.document.get("items", ()))
        return f"Answer({self.operator} {self.id}, {rows} rows)"

    @property
    def id(self) -> str:
        """By which the same answer can be had again."""
        return str(self.document["id"])

    @property
    def operator(self) -> str:
        """Which question it answers."""
        return str(self.document["operator"])

    @property
    def exact(self) -> bool:
        """Whether it is counted or measured, and not estimated; see `method`."""
        return bool(self.document["exact"])

    @property
    def method(self) -> str | None:
        """How it was estimated, or by what it was measured."""
        told = self.document.get("method")
        return None if told is None else str(told)

    @property
    def perturbed(self) -> bool:
        """Whether its counts are perturbed, so that no small cell comes out of several answers."""
        return bool(self.document.get("perturbed", False))

    @property
    def suppressed(self) -> int:
        """How many numbers are hidden because they are small (R8.4)."""
        return int(self.document.get("suppressed") or 0)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader has to know."""
        return tuple(self.document.get("notes", ()))

    @property
    def summary(self) -> Mapping[str, Any]:
        """The sums and the remainder: what lies outside, what could not be placed, and why."""
        told = self.document.get("summary")
        return told if isinstance(told, Mapping) else {}

    @property
    def table(self) -> pd.DataFrame:
        """The items: with shapes (a GeoDataFrame) where they have any."""
        items: Sequence[Mapping[str, Any]] = self.document.get("items", ())
        if any("geometry" in one for one in items):
            return shapes(
                {
                    "geometry": one.get("geometry"),
                    "properties": {key: one[key] for key in one if key != "geometry"},
                }
                for one in items
            )
        return table(items)

    def again(self) -> Answer:
        """The same answer, made anew with the knowledge of then. Raises Conflict where it cannot be
        made so any more.
        """
        return Answer(self.service, self.service.get(f"/v1/answers/{self.id}"))

    def now(self) -> Answer:
        """The answer by all that is known now; its `changes` tell what is other."""
        return Answer(self.service, self.service.get(f"/v1/answers/{self.id}", now=True))

    @property
    def changes(self) -> Mapping[str, Any]:
        """Of an answer of `now()`: which items changed, are gone, or are new."""
        told = self.document.get("changes")
        return told if isinstance(told, Mapping) else {}
