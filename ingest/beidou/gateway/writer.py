"""The one thread that makes messages durable: group commits, and the spool while nothing answers.

What waits is written together in one transaction; while it is written the next waits. Where the
database is away, messages go to the spool, and count as durable there; when it is back, the spool
is emptied beside what comes. Where the spool is full, nothing is answered any more and sessions
stop reading: the senders hold what they have.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError

from ingest.beidou.gateway.arrivals import Arrival, Outcome, What
from ingest.beidou.gateway.committing import Committer
from ingest.beidou.gateway.spool import Spool, SpoolFull, read_segment

log = structlog.get_logger(__name__)

Deliver = Callable[[Sequence[Arrival], Sequence[Outcome | None]], None]
"""Takes messages and what became of them; None is "nothing, for now": no answer."""

_AWAY = (OperationalError, InterfaceError)


@dataclass(slots=True)
class Figures:
    """What the writer has done since it started. longest_s: the longest wait for being durable
    since the figures were looked at last."""

    messages: int = 0
    commits: int = 0
    spooled: int = 0
    unspooled: int = 0
    longest_s: float = 0.0


class Writer(threading.Thread):
    """Takes messages from any thread, and tells what became of them by `deliver`.

    together: messages of one transaction at most. gather_s: so long a batch is waited for, so that
    few messages a second do not make a transaction each. retry_s: between two looks whether the
    database is back.
    """

    def __init__(
        self,
        engine: Engine,
        committer: Committer,
        spool: Spool,
        deliver: Deliver,
        *,
        together: int = 5_000,
        gather_s: float = 0.02,
        retry_s: float = 1.0,
    ) -> None:
        super().__init__(name="gateway-writer", daemon=True)
        self.figures = Figures()
        self._engine, self._committer, self._spool = engine, committer, spool
        self._deliver = deliver
        self._together, self._gather_s, self._retry_s = together, gather_s, retry_s
        self._waiting: deque[Arrival] = deque()
        self._some = threading.Condition()
        self._ending = False
        self._away = False
        self._look_at = 0.0
        self._emptying: Iterator[list[Arrival]] | None = None

    @property
    def database_is_away(self) -> bool:
        """Whether messages go to the spool."""
        return self._away

    def put(self, arrivals: Sequence[Arrival]) -> None:
        """Hands messages over."""
        with self._some:
            self._waiting.extend(arrivals)
            self._some.notify()

    def end(self) -> None:
        """Writes what waits still, and ends."""
        with self._some:
            self._ending = True
            self._some.notify()
        self.join()

    def run(self) -> None:
        """Until `end` is called and nothing waits."""
        try:
            self._run()
        except Exception:
            log.exception("the writer of the gateway has failed")
            raise

    def _run(self) -> None:
        while True:
            batch = self._taken()
            if batch:
                self._tell(batch, self._durable(batch))
            elif self._ending:
                return
            if not self._away:
                self._empty_spool()
            elif time.monotonic() >= self._look_at:
                self._look_for_database()

    def _taken(self) -> list[Arrival]:
        """The next batch; empty when there is something else to do."""
        with self._some:
            if not self._waiting and not self._ending:
                busy = not self._away and not self._spool.is_empty
                self._some.wait(0 if busy else self._retry_s)
            if self._waiting and not self._ending and len(self._waiting) < self._together:
                self._some.wait_for(
                    lambda: len(self._waiting) >= self._together or self._ending, self._gather_s
                )
            count = min(len(self._waiting), self._together)
            return [self._waiting.popleft() for _ in range(count)]

    def _tell(self, batch: Sequence[Arrival], outcomes: Sequence[Outcome | None]) -> None:
        self.figures.messages += len(batch)
        oldest_us = min(arrival.received_us for arrival in batch)
        self.figures.longest_s = max(self.figures.longest_s, time.time() - oldest_us / 1e6)
        self._deliver(batch, outcomes)

    def _durable(self, batch: Sequence[Arrival]) -> Sequence[Outcome | None]:
        """Makes a batch durable, in the database or in the spool; waits while neither takes it."""
        while True:
            if not self._away:
                try:
                    return self._committed(batch)
                except _AWAY as error:
                    self._lose_database(error)
            try:
                return self._spooled(batch)
            except (SpoolFull, OSError) as error:
                log.error("nothing can be kept: senders wait", why=str(error))
                if self._ending:
                    return [None] * len(batch)
                time.sleep(self._retry_s)
                self._look_for_database()

    def _committed(self, batch: Sequence[Arrival]) -> list[Outcome | None]:
        """Writes a batch; where one message cannot be stored, all others are nevertheless."""
        try:
            with self._engine.begin() as connection:
                outcomes = self._committer.commit(connection, batch)
            self.figures.commits += 1
            return list(outcomes)
        except _AWAY:
            self._committer.forget()
            raise
        except (SQLAlchemyError, ValueError, ArithmeticError) as error:
            self._committer.forget()
            if isinstance(error, DBAPIError) and error.connection_invalidated:
                raise OperationalError("", None, error) from error
            if len(batch) > 1:
                half = len(batch) // 2
                return self._committed(batch[:half]) + self._committed(batch[half:])
            [poison] = batch
            log.error("a message cannot be stored", kind=type(error).__name__)
            if poison.what is What.REFUSED:
                # Not even the reason can be kept: its sender gets no answer.
                return [None]
            poison.what = What.REFUSED
            poison.reason = f"it could not be stored ({type(error).__name__})"
            return self._committed(batch)

    def _spooled(self, batch: Sequence[Arrival]) -> list[Outcome | None]:
        """Puts a batch into the spool. Questions to the register are not answered from there."""
        kept = [arrival for arrival in batch if arrival.what in (What.DATA, What.REFUSED)]
        self._spool.append(kept)
        self.figures.spooled += len(kept)
        return [self._spooled_outcome(arrival) for arrival in batch]

    def _spooled_outcome(self, arrival: Arrival) -> Outcome | None:
        if arrival.what is What.DATA:
            return Outcome.STORED
        if arrival.what is What.REFUSED:
            return Outcome.UNREADABLE
        if arrival.what is What.AUTHENTICATION and self._committer.may_send_by_memory(arrival):
            # What the device sends is judged again when the database is back.
            return Outcome.STORED
        return None

    def _lose_database(self, error: Exception) -> None:
        if not self._away:
            log.warning("the database is away: messages are spooled", kind=type(error).__name__)
        self._away = True
        self._emptying = None
        self._look_at = time.monotonic() + self._retry_s

    def _look_for_database(self) -> None:
        self._look_at = time.monotonic() + self._retry_s
        try:
            with self._engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except SQLAlchemyError:
            return
        log.info("the database is back", spooled_bytes=self._spool.bytes)
        self._away = False
        self._spool.rotate()

    def _empty_spool(self) -> None:
        """Brings one batch of the spool into the database."""
        segments = self._spool.closed_segments()
        if not segments:
            return
        if self._emptying is None:
            self._emptying = read_segment(segments[0], self._together)
        batch = next(self._emptying, None)
        try:
            if batch:
                self._committed(batch)
                self.figures.unspooled += len(batch)
        except _AWAY as error:
            self._lose_database(error)
            return
        if batch is None:
            self._emptying = None
            self._spool.done(segments[0])
