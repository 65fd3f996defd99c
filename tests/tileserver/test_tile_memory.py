from __future__ import annotations

import os

from tileserver.memory import ContentMemory
from tileserver.responses import MVT, Content


def content(size: int) -> Content:
    return Content.of(os.urandom(size), MVT)


def test_least_recently_used_goes_first() -> None:
    first, second, third = content(1000), content(1000), content(1000)
    memory: ContentMemory[str] = ContentMemory(2 * first.size + 100)
    memory.put("first", first)
    memory.put("second", second)
    assert memory.get("first") is first
    memory.put("third", third)
    assert memory.get("second") is None
    assert memory.get("first") is first
    assert memory.get("third") is third


def test_bytes_never_pass_the_limit() -> None:
    memory: ContentMemory[int] = ContentMemory(10_000)
    for number in range(100):
        memory.put(number, content(37 * number))
        assert 0 <= memory.bytes_kept <= 10_000


def test_content_greater_than_the_limit_is_not_kept() -> None:
    memory: ContentMemory[str] = ContentMemory(500)
    memory.put("great", content(1000))
    assert memory.get("great") is None
    assert memory.bytes_kept == 0


def test_replaced_content_is_counted_once() -> None:
    memory: ContentMemory[str] = ContentMemory(10_000)
    memory.put("one", content(3000))
    last = content(1000)
    memory.put("one", last)
    assert memory.bytes_kept == last.size


def test_content_is_kept_in_its_smaller_form_only() -> None:
    repeated = Content.of(b"again " * 1000, MVT)
    assert repeated.gzipped is not None
    assert len(repeated.gzipped) < repeated.size < len(repeated.plain)
    assert repeated.plain == b"again " * 1000


def test_what_is_gone_is_dropped_and_nothing_else() -> None:
    memory: ContentMemory[str] = ContentMemory(10_000)
    for name in ("one", "two", "three"):
        memory.put(name, content(10))
    kept = memory.bytes_kept
    assert memory.drop(lambda name: name.startswith("t")) == 2
    assert (memory.get("two"), memory.get("three")) == (None, None)
    assert memory.get("one") is not None
    assert memory.bytes_kept == kept // 3


def test_cleared_memory_holds_nothing() -> None:
    memory: ContentMemory[str] = ContentMemory(10_000)
    memory.put("one", content(10))
    memory.clear()
    assert (memory.get("one"), memory.bytes_kept) == (None, 0)
