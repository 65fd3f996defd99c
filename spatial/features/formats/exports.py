"""Exports under way: few at once, each with a time limit, none held up by a slow client.

An export is written to a file as fast as the database gives it, and is sent when it is whole. So
nobody holds a transaction by reading slowly, what is sent has a length, what fails in the middle is
told as what it is, and memory never holds what a client has not taken yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from tempfile import NamedTemporaryFile, _TemporaryFileWrapper
from threading import BoundedSemaphore, Lock, Thread

import psycopg
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import Connection, Engine

from spatial.errors import (
    DatabaseUnavailable,
    ExportTooLarge,
    QuestionTooLarge,
    TooManyExports,
)
from spatial.features.formats.export import Export
from spatial.features.formats.form import Form
from spatial.features.formats.writing import Wishes, written
from spatial.features.time_limit import time_limit

ExportFile = _TemporaryFileWrapper
"""A file that is gone when it is closed."""


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
        default=280,
        gt=0,
        le=86_400,
        description="Seconds after which the database stops reading for one export; nginx waits "
        "300 for the first byte of an answer.",
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


class ClientGone(Exception):
    """Nobody waits any more for what is written."""


class Exports:
    """The exports of one process from one database."""

    def __init__(self, engine: Engine, settings: ExportSettings) -> None:
        self._engine = engine
        self.settings = settings
        self._places = BoundedSemaphore(settings.at_once)
        self._writers = ThreadPoolExecutor(settings.at_once, thread_name_prefix="export")

    def begin(self, export: Export, form: Form, wishes: Wishes) -> RunningExport:
        """An export that is written from now on, in a transaction of its own.

        Raises TooManyExports.
        """
        if not self._places.acquire(blocking=False):
            raise TooManyExports(
                f"{self.settings.at_once} exports are being read already: come again in a minute"
            )
        running = RunningExport()
        running.file = self._writers.submit(self._write, running, export, form, wishes)
        return running

    def _write(
        self, running: RunningExport, export: Export, form: Form, wishes: Wishes
    ) -> ExportFile[bytes]:
        file = NamedTemporaryFile(prefix="shikong-export-")  # noqa: SIM115 (its taker closes it)
        try:
            with (
                self._engine.connect() as connection,
                connection.execution_options(postgresql_readonly=True).begin(),
                running.reading(connection),
                time_limit(connection, self.settings.seconds),
                closing(written(connection, export, form, wishes)) as pieces,
            ):
                for piece in pieces:
                    running.require_client()
                    if file.tell() + len(piece) > self.settings.bytes:
                        raise ExportTooLarge(
                            f"the export is larger than {self.settings.bytes:,} bytes: ask for "
                            "fewer features, or for a form that packs them (parquet)"
                        )
                    file.write(piece)
            file.flush()
        except psycopg.errors.QueryCanceled as error:
            file.close()
            running.require_client()
            raise QuestionTooLarge(
                f"the export was stopped after {self.settings.seconds:g} s: ask for a smaller bbox "
                "or for fewer days"
            ) from error
        except psycopg.OperationalError as error:
            file.close()
            raise DatabaseUnavailable("the database broke off while it was read") from error
        except BaseException:
            file.close()
            raise
        finally:
            self._places.release()
        return file


class RunningExport:
    """An export that is being written. file: of the whole, when it is; whoever takes it closes it.

    The future raises what went wrong: BadParameter, QuestionTooLarge, ExportTooLarge,
    DatabaseUnavailable; OSError when the disk is full; ClientGone after `leave`.
    """

    file: Future[ExportFile[bytes]]

    def __init__(self) -> None:
        self._gone = False
        self._driver: psycopg.Connection | None = None
        self._lock = Lock()

    def leave(self) -> None:
        """Nobody waits for it any more: it ends, and its file with it. Waits for nothing."""
        self._gone = True
        self.file.add_done_callback(_closed)
        # Speaks to the server, and whoever leaves may be the loop of all requests.
        Thread(target=self._cancel, name="export-cancel", daemon=True).start()

    def require_client(self) -> None:
        """Returns while somebody waits. Raises ClientGone."""
        if self._gone:
            raise ClientGone

    @contextmanager
    def reading(self, connection: Connection) -> Iterator[None]:
        """While it is entered, `leave` ends what the connection reads. Raises ClientGone."""
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        with self._lock:
            self._driver = driver
        try:
            self.require_client()
            yield
        finally:
            # Afterwards the connection is somebody else's: what is being cancelled ends before.
            with self._lock:
                self._driver = None

    def _cancel(self) -> None:
        with self._lock:
            if self._driver is not None:
                # Where the server does not answer, the statement ends at its time limit.
                with suppress(psycopg.Error):
                    self._driver.cancel_safe(timeout=10)


def _closed(file: Future[ExportFile[bytes]]) -> None:
    if file.exception() is None:
        file.result().close()
