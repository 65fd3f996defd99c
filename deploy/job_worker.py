"""Workers of long questions: `shikong work`, and the one that a server starts beside itself."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from threading import Event, Thread

import structlog
from psycopg import Error as PsycopgError
from sqlalchemy.exc import SQLAlchemyError

from deploy.logs import configure_logs
from deploy.signals import end_in_order, end_with_parent
from spatial.db import DatabaseSettings, open_engine
from spatial.errors import BadParameter
from spatial.jobs.settings import JobSettings

log = structlog.get_logger(__name__)

HAND = (sys.executable, "-m", "deploy.job_hand")

_AGAIN_S = 3.0
_FAREWELL_S = 5


def work(url: str, settings: JobSettings, hand: Sequence[str] = HAND) -> None:
    """Answers long questions over a database until SIGINT, SIGTERM or SIGHUP.

    hand: the command of the processes that answer. A database that goes away is waited for.
    """
    from procrastinate.exceptions import ConnectorException

    from spatial.jobs.worker import Worker

    engine = open_engine(url, pool=settings.concurrency + 2, name="shikong worker")
    try:
        while True:
            try:
                if asyncio.run(Worker(engine, settings, hand, end_with_parent).run()):
                    return
                log.warning("a worker ended by itself: again")
            except (ConnectorException, SQLAlchemyError, PsycopgError) as error:
                log.warning("a worker lost its database: again", error=type(error).__name__)
            time.sleep(_AGAIN_S)
    finally:
        engine.dispose()


class JobWorker:
    """A worker beside a server, as a process of its own; one that dies is started again.

    process: the present one, None where there is none.
    """

    def __init__(self, database_url: str, settings: JobSettings) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self._url = database_url
        self._ended = Event()
        self._farewell_s = settings.farewell_s + _FAREWELL_S
        self._thread = Thread(target=self._keep, daemon=True) if settings.with_server else None

    def __enter__(self) -> JobWorker:
        if self._thread is not None:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        if self._thread is not None:
            self._thread.join()

    def _keep(self) -> None:
        # The thread that starts it stays as long as it runs: the kernel tells a child of the end of
        # the thread that it came from (`end_with_parent`).
        while not self._ended.is_set():
            process = self.process = subprocess.Popen(
                [sys.executable, "-m", "deploy.job_worker"],
                env={**os.environ, "SHIKONG_DATABASE_URL": self._url},
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=end_with_parent,
            )
            while process.poll() is None and not self._ended.wait(0.25):
                pass
            if process.poll() is None:
                self._stop(process)
            elif not self._ended.wait(_AGAIN_S):
                log.warning("the worker of long questions is started again")

    def _stop(self, process: subprocess.Popen[bytes]) -> None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(self._farewell_s)
        except subprocess.TimeoutExpired:
            # All of its session, the processes that answer among them.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def main() -> None:
    """Works over SHIKONG_DATABASE_URL. Raises BadParameter without it."""
    configure_logs()
    end_in_order()
    url = DatabaseSettings().database_url
    if url is None:
        raise BadParameter("a worker needs SHIKONG_DATABASE_URL: see shikong work")
    work(url, JobSettings())


if __name__ == "__main__":
    main()
