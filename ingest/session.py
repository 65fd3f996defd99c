"""The database that an ingest command writes to.

Which one that is, the composition root decides: it lends an `IngestSession` before a command
runs. A command that runs outside it takes SHIKONG_DATABASE_URL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from sqlalchemy import Engine

from ingest.imagery.settings import ImagePlaces, ImageSettings
from spatial.db import DatabaseSettings, open_engine, require_database
from spatial.errors import DatabaseUnavailable
from spatial.migrations import migrate


@dataclass(frozen=True, slots=True)
class IngestSession:
    """What the composition root lends to ingest commands.

    open: a context manager of an engine on a migrated database; what had to be started for it is
    stopped when it closes. images: where images of that database are kept and come from.
    """

    open: Callable[[], AbstractContextManager[Engine]]
    images: Callable[[Engine], ImagePlaces] = lambda _: ImagePlaces.of(ImageSettings())


_lent: ContextVar[IngestSession | None] = ContextVar("ingest_session", default=None)


def lend(session: IngestSession) -> None:
    """Gives the ingest commands that run after it in this program their database."""
    _lent.set(session)


@contextmanager
def ingest_engine() -> Iterator[Engine]:
    """An engine on the migrated database that this command is meant for.

    Raises DatabaseUnavailable when the database does not answer or none is named.
    """
    session = _lent.get()
    if session is not None:
        with session.open() as engine:
            yield engine
        return
    settings = DatabaseSettings()
    if settings.database_url is None:
        raise DatabaseUnavailable("no database is named: set SHIKONG_DATABASE_URL")
    engine = open_engine(settings.database_url, pool=settings.database_pool)
    try:
        require_database(engine)
        migrate(engine)
        yield engine
    finally:
        engine.dispose()


def ingest_images(engine: Engine) -> ImagePlaces:
    """Where images of the database are kept and come from; outside a session as settings say."""
    session = _lent.get()
    return ImagePlaces.of(ImageSettings()) if session is None else session.images(engine)
