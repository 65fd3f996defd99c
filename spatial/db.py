"""The engine, its pool and the loading of SQL files. The caller owns each transaction."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib import resources
from threading import Lock
from weakref import WeakKeyDictionary

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, OperationalError

from spatial.errors import BadParameter, DatabaseUnavailable


class DatabaseSettings(BaseSettings):
    """Which PostgreSQL the platform stands on."""

    model_config = SettingsConfigDict(env_prefix="SHIKONG_")

    database_url: str | None = Field(
        default=None,
        description=(
            "An external database, postgresql://user:password@host:port/name, in place of the "
            "private cluster. The role must own the database, may create the extensions postgis, "
            "btree_gist, pg_trgm and unaccent (or they are there), and has CREATEROLE for pgstac."
        ),
    )
    database_pool: int = Field(
        default=10, ge=1, le=200, description="Connections that one server process keeps at most."
    )


def psycopg_url(url: str | URL) -> URL:
    """The same database, to be reached through psycopg 3.

    Raises BadParameter when the text is no PostgreSQL address (the address itself may hold a
    password and is not repeated).
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # Without the cause: its text may repeat a part of the address, such as a wrong port.
        raise BadParameter(
            "the database address is not of the form postgresql://user@host:port/name"
        ) from None
    if parsed.host is not None and "@" in parsed.host:
        raise BadParameter(
            "the database address holds more than one @: write %40 for one in the password"
        )
    if parsed.get_backend_name() not in ("postgresql", "postgres"):
        raise BadParameter(
            f"the database address names {parsed.get_backend_name()!r}; PostgreSQL is needed"
        )
    return parsed.set(drivername="postgresql+psycopg")


def open_engine(
    url: str | URL, *, pool: int = 10, give_up_s: int | None = None, name: str = "shikong"
) -> Engine:
    """An engine whose sessions are in UTC. Nothing is connected yet.

    The texts of its errors leave out the values of a statement: they may be a person's.
    name: of its sessions, as the database lists them (63 bytes at most). give_up_s: a connection or
    statement that takes longer fails, also where the network is silent.
    """
    options = "-c timezone=UTC"
    connect_args: dict[str, str | int] = {"application_name": name}
    if give_up_s is not None:
        options += f" -c statement_timeout={give_up_s}s"
        connect_args |= {"connect_timeout": give_up_s, "tcp_user_timeout": give_up_s * 1000}
    return create_engine(
        psycopg_url(url),
        pool_size=pool,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args=connect_args | {"options": options},
        # pypgstac sets other ones for the whole process when it is imported: they fail at long
        # integers, and store what is no number as null.
        json_serializer=json.dumps,
        json_deserializer=json.loads,
    )


def beside(engine: Engine) -> Engine:
    """An engine of one connection beside another one, for short writing while a request reads.

    A request that holds a connection of the pool and waits for a second one may wait for another
    request that does the same: so the second is not of the pool. Disposed of with the other.
    """
    with _beside_lock:
        held = _beside.get(engine)
        if held is None:
            held = _beside[engine] = open_engine(engine.url, pool=1)
            event.listen(engine, "engine_disposed", lambda _: held.dispose())
        return held


_beside: WeakKeyDictionary[Engine, Engine] = WeakKeyDictionary()
_beside_lock = Lock()


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection in one read-only transaction for the length of a block."""
    with engine.connect() as connection:
        connection = connection.execution_options(postgresql_readonly=True)
        with connection.begin():
            yield connection


def require_database(engine: Engine) -> None:
    """Returns when the database answers; else DatabaseUnavailable with host and name."""
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except OperationalError as error:
        raise DatabaseUnavailable(f"no answer from {_place(engine.url)}: {error.orig}") from error


def _place(url: URL) -> str:
    """Where a database is, without anything else that its address may hold, such as passwords."""
    socket = {"host": url.query["host"]} if "host" in url.query else {}
    return URL.create(
        "postgresql", url.username, None, url.host, url.port, url.database, socket
    ).render_as_string()


@lru_cache
def read_sql(package: str, name: str) -> str:
    """The text of `name`.sql beside the modules of `package` (`spatial.divisions`).

    Lines of comment are for who reads the file: drivers take statements apart at each call, and
    psycopg remembers how only for those of up to 4,096 bytes.
    """
    whole = resources.files(package).joinpath(f"{name}.sql").read_text(encoding="utf-8")
    return re.sub(r"^[ \t]*--.*\n", "", whole, flags=re.MULTILINE)
