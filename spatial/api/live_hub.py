"""Those who follow positions as they come: one look at the database for all of a process."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import reduce

import structlog
from sqlalchemy import Engine

from spatial.errors import TooManyFollowers
from spatial.locations.live import Choice, LiveEvent, LiveFix, News, news_since

log = structlog.get_logger(__name__)

LOOK_S = 1.0
FOLLOWERS_MOST = 500
"""Of one process; each holds a connection open."""

EVENTS_HELD = 1000
"""Events of geofences that wait for a slow follower."""


class Follower:
    """What one client has still to be told: of each device the newest fix alone, so that one who
    reads slowly gets the newest state and never needs more memory.

    since: state from which on its news are to be looked for.
    """

    def __init__(self, choice: Choice) -> None:
        self.choice = choice
        self.since: int | None = None
        self.woken = asyncio.Event()
        self._told: dict[int, tuple[datetime, int]] = {}
        self._fixes: dict[int, LiveFix] = {}
        self._events: deque[LiveEvent] = deque()
        self._told_events: set[tuple[int, bool]] = set()
        self._lost = 0

    def hear(self, news: News) -> None:
        """Takes what is new for it. News come in the order of their states."""
        for fix in news.fixes:
            if self.choice.holds_fix(fix):
                mark = (fix.fixed_at, fix.fix_key)
                # Any other one is news: where the newest has expired an older one follows.
                if self._told.get(fix.device_id) != mark:
                    self._told[fix.device_id] = mark
                    self._fixes[fix.device_id] = fix
        events = [
            event
            for event in news.events
            if self.choice.holds_event(event) and event.written >= (self.since or 0)
        ]
        self._events += [event for event in events if event.name not in self._told_events]
        # Whatever comes again next time is among these.
        self._told_events = {event.name for event in events}
        while len(self._events) > EVENTS_HELD:
            self._events.popleft()
            self._lost += 1
        self.since = news.state
        if self._fixes or self._events:
            self.woken.set()

    def take(self) -> tuple[list[LiveFix], list[LiveEvent], int]:
        """What waits for it, and how many events were too many to wait."""
        self.woken.clear()
        taken = list(self._fixes.values()), list(self._events), self._lost
        self._fixes, self._events, self._lost = {}, deque(), 0
        return taken


class LiveHub:
    """Looks each second while anyone follows. For one event loop."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._followers: set[Follower] = set()
        self._looking: asyncio.Task[None] | None = None

    def require_room(self) -> None:
        """Returns where one more may follow. Raises TooManyFollowers."""
        if len(self._followers) >= FOLLOWERS_MOST:
            raise TooManyFollowers(
                f"{FOLLOWERS_MOST} clients follow positions already: try again later"
            )

    @contextmanager
    def following(self, follower: Follower) -> Iterator[None]:
        """A follower hears what is new meanwhile, after `begin`."""
        self._followers.add(follower)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.get_running_loop().create_task(self._look())
        try:
            yield
        finally:
            self._followers.discard(follower)
            if not self._followers and self._looking is not None:
                self._looking.cancel()
                self._looking = None

    async def begin(self, follower: Follower, since: int | None) -> None:
        """Tells a follower what is new since the state it names, or how all stand."""
        news = await asyncio.to_thread(news_since, self._engine, follower.choice, since)
        follower.hear(news)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            asking = {one: one.since for one in self._followers if one.since is not None}
            if not asking:
                continue
            since = min(state for state in asking.values() if state is not None)
            everything = reduce(Choice.__or__, (one.choice for one in asking))
            try:
                news = await asyncio.to_thread(news_since, self._engine, everything, since)
            except Exception as error:
                # Nobody is told now, and nothing is missed: the next look is from the same state.
                log.warning("followers could not be told", kind=type(error).__name__)
                continue
            for follower in asking:
                follower.hear(news)
