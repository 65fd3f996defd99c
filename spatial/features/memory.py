"""What a process remembers of the collections of a database: each thing until it changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from time import monotonic
from typing import TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

from spatial.features.collection import Collection

Told = TypeVar("Told")

Source = Callable[[Connection, str | None], Sequence[Collection]]
"""Collections that another part of the platform finds in the database: all, or the one of an id."""

UNSTAMPED_S = 60.0
"""How long something is remembered of what nothing tells that it changed."""

_MOST = 4_096


@dataclass(slots=True)
class Memory:
    """sources: of further collections. made: of datasets by id, version and the
    instant of declaration. told: answers by what
    was asked, each with the stamp at which it was true and the second of the process's clock.
    """

    sources: list[Source] = field(default_factory=list)
    made: dict[tuple[str, int, datetime], tuple[Collection, ...]] = field(default_factory=dict)
    told: dict[object, tuple[object, float, object]] = field(default_factory=dict)

    def recall(self, asked: object, stamp: object, answer: Callable[[], Told]) -> Told:
        """The answer to a question, made anew when the stamp is another one than then; without a
        stamp (None) when a minute has passed.
        """
        held = self.told.get(asked)
        if held is not None:
            then, second, known = held
            fresh = monotonic() - second < UNSTAMPED_S if stamp is None else then == stamp
            if fresh:
                return known  # type: ignore[return-value]
        made = answer()
        if len(self.told) >= _MOST:
            self.told.clear()
        self.told[asked] = (stamp, monotonic(), made)
        return made


_memories: WeakKeyDictionary[Engine, Memory] = WeakKeyDictionary()
_lock = Lock()


def memory_of(engine: Engine) -> Memory:
    """What the process remembers of the database of an engine."""
    with _lock:
        return _memories.setdefault(engine, Memory())
