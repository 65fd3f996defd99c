"""`shikong run`: from a database that may be empty to a map that answers."""

from __future__ import annotations

import asyncio
import secrets
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event

import uvicorn

from deploy.application import build_application, build_server
from deploy.database import database_in_use
from deploy.job_worker import JobWorker
from deploy.listening import addresses, bind_loopback, start_listening
from deploy.preparation import (
    ask_health,
    build_ahead,
    filled_engine,
    ready_lines,
    seal_behind,
)
from deploy.settings import HomeSettings
from deploy.warming import warming
from deploy.web_map import NotReady, require_web_map
from spatial.api.settings import ServerSettings
from spatial.db import DatabaseSettings
from spatial.jobs.settings import JobSettings
from tileserver.hot_path import HotPath
from tileserver.settings import TileSettings

# A map that is open in a browser keeps its connections: they are cut after this long.
_FAREWELL_S = 3


def run_platform(
    server: ServerSettings,
    home: HomeSettings,
    database: DatabaseSettings,
    tell: Callable[[str], None],
) -> None:
    """Serves until a signal ends it; returns when a request for the end came from uvicorn.

    The port is taken before anything long begins. tell: gets the lines for the person who
    started it, the write token among them; they are never logged.
    Raises PortTaken, NotLoopback, SourceRefused and what the database and the loaders raise.
    """
    web_map = require_web_map()
    sockets = bind_loopback(server.host, server.port)
    try:
        with database_in_use(home, database) as used:
            engine = filled_engine(used, home, database)
            ended = Event()
            try:
                token = secrets.token_urlsafe(24)
                app = build_application(engine, write_token=token, web_map=web_map)
                lines = [*ready_lines(addresses(sockets), engine), f"write token: {token}"]
                build_ahead(engine, TileSettings(), ended)
                seal_behind(engine, home, ended)
                served = build_server(app, engine)
                with JobWorker(used.url, JobSettings()), warming(app):
                    _serve(served, sockets, lambda: tell("\n".join(lines)))
            finally:
                ended.set()
                engine.dispose()
    finally:
        for bound in sockets:
            bound.close()


class _Server(uvicorn.Server):
    """A server that says when it answers, not just when it listens; SIGHUP ends it too."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready
        self.failure: str | None = None

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """uvicorn's own leave out SIGHUP. Our handler would raise in whatever runs just then, and
        a request that runs takes that for a failure of its own."""
        with super().capture_signals():
            before = signal.signal(signal.SIGHUP, self.handle_exit)
            try:
                yield
            finally:
                signal.signal(signal.SIGHUP, before)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.should_exit or not sockets:
            return
        self.failure = await asyncio.to_thread(ask_health, addresses(sockets)[0])
        if self.failure is None:
            self._on_ready()
        else:
            self.should_exit = True


def _serve(app: HotPath, sockets: list[socket.socket], on_ready: Callable[[], None]) -> None:
    start_listening(sockets)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_FAREWELL_S,
    )
    server = _Server(config, on_ready)
    # uvicorn gives the signal that ended it back to our handler, which leaves the program.
    server.run(sockets=sockets)
    if server.failure:
        raise NotReady(server.failure)
