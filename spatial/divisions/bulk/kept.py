"""What is derived from the database and kept in memory while its source stays the same."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """The values used last, by the state of the source that each was made from.

    most: how many are kept. Each is made once, however many threads ask for it at the same time;
    values of different keys are made one after the other, so that memory holds one in the making.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of the key, made by `make` when it is not kept; its error is the caller's."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            else:
                self._values[key] = make()
                while len(self._values) > self._most:
                    self._values.popitem(last=False)
            return self._values[key]

    def forget(self, key: Hashable) -> None:
        """Drops the value of a key, where there is one."""
        with self._lock:
            self._values.pop(key, None)
