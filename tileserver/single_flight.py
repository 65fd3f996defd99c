"""Equal work that is asked for at the same time is done once; all who wait get what it came to."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Result = TypeVar("Result")


class SingleFlight(Generic[Key, Result]):
    """Work under way, by key. Safe to use from several threads."""

    def __init__(self) -> None:
        self._under_way: dict[Key, Future[Result]] = {}
        self._lock = Lock()

    def once(self, key: Key, work: Callable[[], Result]) -> Result:
        """What the work comes to: done here, or by the thread that is at it. Raises as it does."""
        with self._lock:
            other = self._under_way.get(key)
            if other is None:
                ours = self._under_way[key] = Future()
        if other is not None:
            return other.result()
        try:
            ours.set_result(work())
        except BaseException as error:
            ours.set_exception(error)
            raise
        finally:
            with self._lock:
                del self._under_way[key]
        return ours.result()
