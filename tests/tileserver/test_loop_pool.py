"""Whatever a driver says when a session ends under it, readers hear one thing."""

import asyncio
import threading
from typing import Any

import asyncpg
import pytest
from sqlalchemy import make_url

from tileserver.loop_pool import LoopPool, NoAnswer


class Failing:
    """A pool whose statements fail."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def fetch(self, _statement: str) -> list[Any]:
        raise self._error


@pytest.mark.parametrize(
    "error",
    [
        ConnectionResetError(),
        TimeoutError(),
        asyncpg.InterfaceError("the connection is closed"),
        asyncpg.InternalClientError("got result for unknown protocol state"),
        asyncpg.ConnectionDoesNotExistError("closed in the middle of operation"),
    ],
)
def test_every_failure_of_a_session_is_no_answer(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = LoopPool(make_url("postgresql://nobody@/nothing"), 1)
    monkeypatch.setattr(pool, "_pool", Failing(error))
    raised: list[Exception] = []

    def ask() -> None:
        with pytest.raises(NoAnswer):
            asyncio.run(pool.rows("SELECT 1"))
        raised.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert raised == [error]
