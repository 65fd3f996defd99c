"""Finished answers kept in the memory of one process, least recently used out first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from tileserver.responses import Content

Key = TypeVar("Key", bound=Hashable)


class ContentMemory(Generic[Key]):
    """Contents by key, within a number of bytes. Safe to use from several threads."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._bytes = 0
        self._kept: OrderedDict[Key, Content] = OrderedDict()
        self._lock = Lock()

    @property
    def bytes_kept(self) -> int:
        """How much is kept now."""
        return self._bytes

    def get(self, key: Key) -> Content | None:
        """The content of the key, None when it is not kept (any more)."""
        with self._lock:
            content = self._kept.get(key)
            if content is not None:
                self._kept.move_to_end(key)
            return content

    def put(self, key: Key, content: Content) -> None:
        """Keeps a content; others go when the limit is passed, or itself when it alone does."""
        with self._lock:
            replaced = self._kept.pop(key, None)
            self._bytes += content.size - (replaced.size if replaced else 0)
            self._kept[key] = content
            while self._bytes > self._limit:
                _, oldest = self._kept.popitem(last=False)
                self._bytes -= oldest.size

    def drop(self, is_gone: Callable[[Key], bool]) -> int:
        """Forgets the keys of which `is_gone` is true; how many those were."""
        with self._lock:
            gone = [key for key in self._kept if is_gone(key)]
            for key in gone:
                self._bytes -= self._kept.pop(key).size
            return len(gone)

    def clear(self) -> None:
        """Forgets all."""
        with self._lock:
            self._kept.clear()
            self._bytes = 0
