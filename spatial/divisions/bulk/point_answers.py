"""Runs the batches of a table of points through the index, on several threads, in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import pyarrow as pa

from spatial.divisions.bulk.bulk_points import PointQuestion
from spatial.divisions.bulk.point_tables import PointTable

THREADS = 2
"""Batches worked on at the same time; the look-ups run outside the interpreter's lock."""

_AHEAD = 4

Item = TypeVar("Item")
Result = TypeVar("Result")


def answered(table: PointTable, question: PointQuestion) -> Iterator[pa.RecordBatch]:
    """The batches of the table with their answers, in order; some at a time are in memory."""
    return in_order(lambda batch: question.answer(batch, table.columns), table.batches())


def in_order(work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """The results of the work in the order of the items, a few items ahead of who takes them."""
    with ThreadPoolExecutor(THREADS, thread_name_prefix="points") as pool:
        waiting: deque[Future[Result]] = deque()
        try:
            for item in items:
                waiting.append(pool.submit(work, item))
                if len(waiting) >= _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
