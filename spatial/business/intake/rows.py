"""What readers bring and takers tell: rows of a source, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol, TypeVar

from spatial.errors import ShikongError

BATCH_ROWS = 10_000
"""Rows that are in memory at a time."""

MOST_NOTES = 10_000
"""Different remarks on a source that are told."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row of a source. place: where it stands there, as in `line 3`.

    values: by the name of the column, as they came. fault: why it cannot be read, in Chinese.
    """

    place: str
    values: Mapping[str, object]
    fault: str | None = None


class Sink(Protocol):
    """Who is told of rows that are not stored, and of remarks on those that are."""

    def refuse(self, place: str, reason: str, raw: Mapping[str, object] | None) -> None:
        """A row that is not stored, as it came."""

    def note(self, place: str, reason: str) -> None:
        """What has to be told of a stored row, or of the source."""


@dataclass(frozen=True, slots=True)
class Origin:
    """By what something came: a run of the loaders, or a push."""

    run_id: int | None = None
    push_id: int | None = None


@dataclass(slots=True)
class Taken:
    """What became of the rows: each of them is counted once.

    new, replaced: stored; unchanged: stood there already. empty: cells or rows without a value.
    """

    new: int = 0
    replaced: int = 0
    unchanged: int = 0
    refused: int = 0
    empty: int = 0

    @property
    def accepted(self) -> int:
        """Rows that stand in the store now."""
        return self.new + self.replaced + self.unchanged


@dataclass
class Judged:
    """Passes refusals on to a sink and counts them; tells a remark on the source once only."""

    sink: Sink
    taken: Taken = field(default_factory=Taken)
    _said: set[str] = field(default_factory=set)

    def refuse(
        self, place: str, reason: str | ShikongError, raw: Mapping[str, object] | None = None
    ) -> None:
        """A row that is not stored."""
        self.taken.refused += 1
        self.sink.refuse(place, str(reason), raw)

    def note(self, place: str, reason: str) -> None:
        """A remark on a row."""
        self.sink.note(place, reason)

    def note_once(self, place: str, reason: str) -> None:
        """A remark on the source, told at its first occasion."""
        if reason in self._said or len(self._said) > MOST_NOTES:
            return
        self._said.add(reason)
        full = len(self._said) > MOST_NOTES
        self.sink.note(place, "其余说明从略" if full else reason)


def batches(items: Iterable[Item], size: int = BATCH_ROWS) -> Iterator[list[Item]]:
    """The items in lists of some thousands."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
