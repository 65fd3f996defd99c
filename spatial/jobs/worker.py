"""A worker: takes questions from the queue and lets hands answer them, until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import time
from asyncio import CancelledError
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Event
from uuid import UUID

import structlog
from procrastinate import App, BaseRetryStrategy, JobContext, PsycopgConnector, RetryDecision
from procrastinate.job_context import AbortReason
from procrastinate.jobs import Job as QueuedJob
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from spatial.jobs.attempt import End
from spatial.jobs.hands import Hand, HandLost
from spatial.jobs.sessions import end_sessions
from spatial.jobs.settings import JobSettings
from spatial.jobs.store import QUEUE, TASK, begin, fail, release
from spatial.jobs.tending import purge, require_again

log = structlog.get_logger(__name__)

_LOOK_S = 10.0
_PURGE_S = 60.0
_AGAIN_S = 1


class Unfinished(Exception):
    """A question that nobody finished and that is to be taken again."""


class _TakeAgain(BaseRetryStrategy):
    """Unfinished questions go back into the queue: how often, the store decides."""

    def get_retry_decision(
        self, *, exception: BaseException, job: QueuedJob
    ) -> RetryDecision | None:
        """After a second, where that is what was raised."""
        del job
        if isinstance(exception, Unfinished | SQLAlchemyError):
            return RetryDecision(retry_in={"seconds": _AGAIN_S})
        return None


class Worker:
    """Answers questions of the queue with hands of its own.

    engine: of two connections and more. hand: the command that starts one, and `prepare` what is
    done in it before.
    """

    def __init__(
        self,
        engine: Engine,
        settings: JobSettings,
        hand: Sequence[str],
        prepare: Callable[[], None],
    ) -> None:
        self._engine = engine
        self._settings = settings
        self._command = list(hand)
        self._prepare = prepare
        self._url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._idle: list[Hand] = []

    async def run(self) -> bool:
        """Works until SIGINT, SIGTERM or SIGHUP, then lets what runs go on for the farewell.

        Returns whether it was told to stop: it ends by itself when the database goes away.
        """
        settings = self._settings
        connector = PsycopgConnector(
            conninfo=self._url,
            min_size=1,
            max_size=4,
            kwargs={"application_name": "shikong worker", "options": "-c timezone=UTC"},
        )
        app = App(connector=connector)
        app.task(name=TASK, queue=QUEUE, pass_context=True, retry=_TakeAgain())(self._answer)
        tending = asyncio.create_task(self._tend())
        try:
            async with app.open_async():
                working = asyncio.create_task(
                    app.run_worker_async(
                        queues=[QUEUE],
                        concurrency=settings.concurrency,
                        delete_jobs="always",
                        update_heartbeat_interval=settings.heartbeat_s,
                        stalled_worker_timeout=settings.stalled_s,
                        shutdown_graceful_timeout=settings.farewell_s,
                        install_signal_handlers=False,
                    )
                )
                told = Event()
                for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                    asyncio.get_running_loop().add_signal_handler(number, _stop, told, working)
                try:
                    await working
                except CancelledError:
                    if not told.is_set():
                        raise
                return told.is_set()
        finally:
            tending.cancel()
            with suppress(CancelledError):
                await tending
            for one in self._idle:
                await one.end()

    async def _answer(self, context: JobContext, job: str) -> None:
        """One question of the queue."""
        key = UUID(job)
        number = await asyncio.to_thread(self._begin, key)
        if number is None:
            return
        log.info("a job begins", job=job, attempt=number)
        begun = time.monotonic()
        try:
            end = await self._given(key, number)
        except TimeoutError:
            await asyncio.to_thread(self._too_long, key, number)
            end = End.FAILED
        except HandLost as error:
            await asyncio.to_thread(self._clear, key)
            log.warning("a job lost its process", job=job, attempt=number, reason=str(error))
            raise Unfinished from error
        except CancelledError:
            await asyncio.to_thread(self._clear, key)
            if context.abort_reason() is not AbortReason.SHUTDOWN:
                log.info("a job was dismissed", job=job, attempt=number)
                raise
            await asyncio.to_thread(self._release, key, number)
            log.info("a job is left to the next worker", job=job, attempt=number)
            raise Unfinished from None
        if end is End.LOST:
            raise Unfinished
        seconds = round(time.monotonic() - begun, 1)
        log.info("a job is over", job=job, attempt=number, end=str(end), seconds=seconds)

    async def _given(self, job: UUID, number: int) -> End:
        """Lets a hand answer; one that is interrupted is ended. Raises HandLost, TimeoutError."""
        hand = await self._hand()
        try:
            async with asyncio.timeout(self._settings.most_minutes * 60):
                end = await hand.answer(job, number)
        except BaseException:
            # Whatever interrupts us (a dismissal, the end of the worker, the time) ends the hand.
            await asyncio.shield(hand.end())
            raise
        self._idle.append(hand)
        return end

    async def _hand(self) -> Hand:
        while self._idle:
            hand = self._idle.pop()
            if hand.alive:
                return hand
        return await Hand.started(self._command, {"SHIKONG_DATABASE_URL": self._url}, self._prepare)

    def _begin(self, job: UUID) -> int | None:
        with self._engine.begin() as connection:
            end_sessions(connection, job)
            return begin(connection, job, self._settings.attempts)

    def _clear(self, job: UUID) -> None:
        with self._engine.begin() as connection:
            end_sessions(connection, job)

    def _release(self, job: UUID, number: int) -> None:
        with self._engine.begin() as connection:
            release(connection, job, number)

    def _too_long(self, job: UUID, number: int) -> None:
        minutes = self._settings.most_minutes
        failure = {
            "kind": "TooLong",
            "detail": f"the question took more than {minutes} minutes: ask for less of it",
        }
        with self._engine.begin() as connection:
            end_sessions(connection, job)
            fail(connection, job, number, failure, results_hours=self._settings.results_hours)

    async def _tend(self) -> None:
        """Looks after the queue; a database that is away is waited for."""
        purged = -_PURGE_S
        look_s = min(_LOOK_S, self._settings.stalled_s / 2)
        while True:
            try:
                await asyncio.to_thread(self._take_over)
                if time.monotonic() - purged >= _PURGE_S:
                    purged = time.monotonic()
                    await asyncio.to_thread(self._purge)
            except SQLAlchemyError as error:
                log.warning("the queue of jobs cannot be tended", error=type(error).__name__)
            await self._end_idle()
            await asyncio.sleep(look_s)

    def _take_over(self) -> None:
        with self._engine.begin() as connection:
            again = require_again(connection, self._settings.stalled_s)
        if again:
            log.warning("jobs of a dead worker are taken over", jobs=again)

    def _purge(self) -> None:
        with self._engine.begin() as connection:
            gone = purge(connection, self._settings.kept_days)
        if gone.results or gone.jobs:
            log.info("results past their time are gone", files=gone.results, jobs=gone.jobs)

    async def _end_idle(self) -> None:
        before = time.monotonic() - self._settings.idle_s
        for hand in [one for one in self._idle if one.idle_since < before]:
            self._idle.remove(hand)
            await hand.end()


def _stop(told: Event, working: asyncio.Task[None]) -> None:
    """Tells a worker to stop, once: what comes after the first signal is passed over."""
    if not told.is_set():
        told.set()
        working.cancel()
