"""Connections to PostgreSQL for the event loop of one process: no thread waits on them."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg
from sqlalchemy import URL

from spatial.errors import ShikongError

_FAILURES = (
    OSError,
    TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    # A session that ends at a bad moment is an inner error of the driver.
    asyncpg.InternalClientError,
)


class NoAnswer(ShikongError):
    """The database did not answer a statement, or with an error."""


class LoopPool:
    """A few connections, opened on first use."""

    def __init__(self, url: URL, connections: int) -> None:
        self._url = url
        self._connections = connections
        self._pool: asyncpg.Pool[Any] | None = None
        self._opening: asyncio.Lock = asyncio.Lock()

    async def row(self, statement: str, *values: object) -> Any:
        """The one row of a statement whose parameters are $1, $2 …

        Raises NoAnswer.
        """
        (found,) = await self.rows(statement, *values)
        return found

    async def rows(self, statement: str, *values: object) -> list[Any]:
        """All rows of a statement. Raises as `row` does."""
        try:
            pool = self._pool or await self._open()
            found: list[Any] = await pool.fetch(statement, *values)
        except _FAILURES as error:
            raise NoAnswer(type(error).__name__) from error
        return found

    async def _open(self) -> asyncpg.Pool[Any]:
        async with self._opening:
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    **_connection_arguments(self._url),
                    min_size=1,
                    max_size=self._connections,
                    command_timeout=30,
                    reset=_as_it_is,
                    # One plan for all tiles serves each as well, and is made once.
                    server_settings={"plan_cache_mode": "force_generic_plan", "jit": "off"},
                )
            return self._pool

    async def close(self) -> None:
        """Ends the connections."""
        if self._pool is not None:
            await self._pool.close()
            self._pool = None


async def _as_it_is(_connection: object) -> None:
    """Reading leaves nothing behind in a session that would have to be put back.

    Else every tile would cost two round trips.
    """


def _connection_arguments(url: URL) -> dict[str, Any]:
    host = url.query.get("host", url.host)
    return {
        "host": host,
        "port": url.port,
        "user": url.username,
        "password": url.password,
        "database": url.database,
    }
