"""Exports under way: few at once, each with a time limit, none held up by a slow client."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from threading import BoundedSemaphore, Lock, Thread

import psycopg
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import Connection, Engine

from spatial.errors import DatabaseUnavailable, QuestionTooLarge, TooManyExports
from spatial.features.formats.export import Export
from spatial.features.formats.form import Form
from spatial.features.formats.spool import ReaderGone, Spool
from spatial.features.formats.writing import Wishes, written
from spatial.features.time_limit import time_limit


class ExportSettings(BaseSettings):
    """What exports of whole collections may cost a process."""

    model_config = SettingsConfigDict(env_prefix="SHIKONG_EXPORT_")

    at_once: int = Field(
        default=3,
        ge=1,
        le=100,
        description="Exports that read the database at the same time; each takes a connection of "
        "SHIKONG_DATABASE_POOL. Further ones are asked to come again.",
    )
    seconds: float = Field(
        default=600,
        gt=0,
        le=86_400,
        description="Seconds after which the database stops reading for one export.",
    )
    bytes: int = Field(
        default=8 * 2**30,
        ge=2**20,
        description="Bytes that one export may have; so many lie on disk (TMPDIR) while a client "
        "takes them.",
    )
    transfer_seconds: float = Field(
        default=3_600,
        gt=0,
        le=86_400,
        description="Seconds after which an export that its client still takes is broken off.",
    )


class Exports:
    """The exports of one process from one database."""

    def __init__(self, engine: Engine, settings: ExportSettings) -> None:
        self._engine = engine
        self.settings = settings
        self._places = BoundedSemaphore(settings.at_once)
        self._writers = ThreadPoolExecutor(settings.at_once, thread_name_prefix="export")

    def begin(self, export: Export, form: Form, wishes: Wishes) -> RunningExport:
        """An export that is being written from now on, in a transaction of its own.

        Returns when its first bytes are there. Raises TooManyExports; and what went wrong before
        the first byte: BadParameter, QuestionTooLarge, DatabaseUnavailable.
        """
        if not self._places.acquire(blocking=False):
            raise TooManyExports(
                f"{self.settings.at_once} exports are being read already: come again in a minute"
            )
        running = RunningExport(Spool(self.settings.bytes))
        try:
            future = self._writers.submit(self._write, running, export, form, wishes)
        except RuntimeError:
            self._places.release()
            raise
        running.begin(future)
        return running

    def _write(self, running: RunningExport, export: Export, form: Form, wishes: Wishes) -> None:
        try:
            with self._engine.connect() as connection:
                connection = connection.execution_options(postgresql_readonly=True)
                with (
                    connection.begin(),
                    running.reading(connection),
                    time_limit(connection, self.settings.seconds),
                    closing(written(connection, export, form, wishes)) as pieces,
                ):
                    for piece in pieces:
                        running.spool.write(piece)
        except ReaderGone:
            return
        except psycopg.errors.QueryCanceled as error:
            if running.spool.gone:
                return
            raise QuestionTooLarge(
                f"the export was stopped after {self.settings.seconds:g} s: ask for a smaller bbox "
                "or for fewer days"
            ) from error
        except psycopg.OperationalError as error:
            raise DatabaseUnavailable("the database broke off while it was read") from error
        finally:
            self._places.release()
            running.spool.end()


class RunningExport:
    """An export of which a part is written already; iterated once."""

    def __init__(self, spool: Spool) -> None:
        self.spool = spool
        self._future: Future[None] | None = None
        self._driver: psycopg.Connection | None = None
        self._lock = Lock()
        self._pieces = spool.pieces()
        self._first = b""
        self._left = False

    def begin(self, future: Future[None]) -> None:
        """Waits for the first bytes. Raises what went wrong before them."""
        self._future = future
        self._first = next(self._pieces, b"")
        if not self._first:
            future.result()

    @contextmanager
    def reading(self, connection: Connection) -> Iterator[None]:
        """While it is entered, `close` ends what the connection reads. Raises ReaderGone."""
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        with self._lock:
            self._driver = driver
        try:
            if self.spool.gone:
                raise ReaderGone
            yield
        finally:
            # Afterwards the connection is somebody else's: what is being cancelled ends before.
            with self._lock:
                self._driver = None

    def __iter__(self) -> Iterator[bytes]:
        """The bytes. Raises what went wrong, in the middle: then what came is not whole."""
        assert self._future is not None
        yield self._first
        yield from self._pieces
        if not self._left:
            self._future.result()

    def close(self) -> None:
        """Nobody takes it any more: it ends where it still runs. Waits for nothing."""
        self._left = True
        self.spool.leave()
        with suppress(ValueError):  # somebody waits in it this moment: it ends by itself
            self._pieces.close()
        # Speaks to the server, and whoever closes may be the loop of all requests.
        Thread(target=self._cancel, name="export-cancel", daemon=True).start()

    def _cancel(self) -> None:
        with self._lock:
            if self._driver is not None:
                # Where the server does not answer, the statement ends at its time limit.
                with suppress(psycopg.Error):
                    self._driver.cancel_safe(timeout=10)
