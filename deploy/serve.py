"""`shikong run`: from a database that may be empty to a map that answers."""

from __future__ import annotations

import asyncio
import secrets
import socket
import urllib.request
from collections.abc import Callable
from threading import Event, Thread

import structlog
import uvicorn
from sqlalchemy import Engine, text

from deploy.application import build_application, build_server
from deploy.database import Database, bring_up_to_date, database_in_use, preparing
from deploy.listening import addresses, bind_loopback, start_listening
from deploy.loading import SampleIsStale, fill
from deploy.settings import ROOT, HomeSettings
from spatial.api.settings import ServerSettings
from spatial.db import DatabaseSettings, open_engine
from spatial.errors import ShikongError
from tileserver.hot_path import HotPath
from tileserver.settings import TileSettings
from tileserver.store.worker import keep_building

log = structlog.get_logger(__name__)

WEB_MAP = ROOT / "web-map" / "dist"

# A map that is open in a browser keeps its connections: they are cut after this long.
_FAREWELL_S = 3


class NotReady(ShikongError):
    """The server started but does not answer, or cannot start."""


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
    web_map = WEB_MAP
    if not (web_map / "index.html").exists():
        raise NotReady(f"the web map is not built: {web_map} is empty; make run builds it")
    sockets = bind_loopback(server.host, server.port)
    try:
        with database_in_use(home, database) as used:
            engine = _filled(used, home, database)
            ended = Event()
            try:
                token = secrets.token_urlsafe(24)
                app = build_application(engine, write_token=token, web_map=web_map)
                lines = [*_ready_lines(sockets, engine), f"write token: {token}"]
                _build_ahead(engine, TileSettings(), ended)
                _serve(build_server(app, engine), sockets, lambda: tell("\n".join(lines)))
            finally:
                ended.set()
                engine.dispose()
    finally:
        for bound in sockets:
            bound.close()


def _build_ahead(engine: Engine, settings: TileSettings, ended: Event) -> None:
    """Starts building tiles beside the server, where the settings say so."""
    if settings.build_ahead:
        Thread(
            target=keep_building,
            args=(engine, ended, settings.build_look_s),
            # Not waited for at the end: what it has under way is undone by its transaction.
            daemon=True,
        ).start()


def _filled(used: Database, home: HomeSettings, settings: DatabaseSettings) -> Engine:
    """An engine on the database, migrated and filled."""
    engine = open_engine(used.url, pool=settings.database_pool)
    try:
        with preparing(engine):
            bring_up_to_date(engine)
            fill(engine, home, external=used.cluster is None)
        return engine
    except SampleIsStale:
        engine.dispose()
    except BaseException:
        engine.dispose()
        raise
    assert used.cluster is not None
    log.info("the sample's generator has changed: its database is made anew", name=used.name)
    used.cluster.drop_database(used.name)
    used.cluster.create_database(used.name)
    return _filled(used, home, settings)


def _ready_lines(sockets: list[socket.socket], engine: Engine) -> list[str]:
    with engine.connect() as connection:
        held = connection.execute(text("SELECT content, title FROM platform")).one_or_none()
    data = "nothing yet" if held is None else f"{held.title} ({held.content})"
    first, *others = addresses(sockets)
    also = f" (also {', '.join(others)})" if others else ""
    return [f"时空 Shikong is ready: {first}{also}", f"data: {data}"]


class _Server(uvicorn.Server):
    """A server that says when it answers, not just when it listens."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready
        self.failure: str | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.should_exit or not sockets:
            return
        self.failure = await asyncio.to_thread(_ask_health, addresses(sockets)[0])
        if self.failure is None:
            self._on_ready()
        else:
            self.should_exit = True


def _ask_health(address: str) -> str | None:
    """None when /health answers 200, else what it does instead."""
    # No proxy of the environment stands between this machine and itself.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{address}/health", timeout=30):
            return None
    except OSError as error:
        return f"{address}/health does not answer: {error}"


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
