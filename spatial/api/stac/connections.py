"""The connections of the catalogue's face: few, asynchronous, and unable to write.

pgstac keeps what it knows of searches in tables of its own; the setting `pgstac.readonly` tells it
not to, so that its search also runs on a replica.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal

import asyncpg
from fastapi import Request
from sqlalchemy.engine import URL
from stac_fastapi.pgstac.db import con_init, translate_pgstac_errors

MOST_CONNECTIONS = 4
"""Of one server process: a search takes milliseconds, and pictures need the database too."""

_SESSION = {
    "application_name": "shikong stac",
    "search_path": "pgstac,public",
    "timezone": "UTC",
    "default_transaction_read_only": "on",
    "pgstac.readonly": "true",
    # Clients show how many there are in all (numberMatched).
    "pgstac.context": "auto",
    # A hard filter over the whole catalogue ends at last.
    "statement_timeout": "60000",
}


def open_pool(url: URL) -> Any:
    """The pool to the database of an engine; it connects when it is first asked.

    url: of the engine; a folder of a Unix socket stands in its query, as SQLAlchemy has it.
    """
    return asyncpg.create_pool(
        host=url.query.get("host") or url.host,
        port=int(str(url.query["port"])) if "port" in url.query else url.port,
        user=url.username,
        password=url.password,
        database=url.database,
        min_size=0,
        max_size=MOST_CONNECTIONS,
        init=con_init,
        server_settings=_SESSION,
    )


@asynccontextmanager
async def connection_of(
    request: Request, _readwrite: Literal["r", "w"] = "r"
) -> AsyncIterator[asyncpg.Connection]:
    """A connection for one question, as stac-fastapi-pgstac asks for it."""
    with translate_pgstac_errors():
        async with request.app.state.readpool.acquire() as connection:
            yield connection
