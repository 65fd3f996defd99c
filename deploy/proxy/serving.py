"""`shikong serve`: nginx with a cache, several workers, one database; ended together."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Protocol

from deploy.database import Database, database_in_use
from deploy.job_worker import JobWorker
from deploy.listening import addresses, bind_loopback
from deploy.preparation import (
    ask_health,
    build_ahead,
    filled_engine,
    ready_lines,
    seal_behind,
)
from deploy.proxy.nginx import Nginx, Proxy, ProxyFailed, find_nginx, give, proxy_user
from deploy.proxy.purging import Purging
from deploy.proxy.settings import ProxySettings
from deploy.proxy.workers import Workers
from deploy.settings import HomeSettings
from deploy.web_map import NotReady, require_web_map
from spatial.api.settings import ServerSettings
from spatial.db import DatabaseSettings
from spatial.jobs.settings import JobSettings
from tileserver.settings import TileSettings

_SYSTEM_CACHE = Path("/var/cache/shikong")

_WORKERS_START_S = 120
_NGINX_STARTS_S = 20
_LOOK_S = 0.25


class _Child(Protocol):
    @property
    def ended(self) -> int | None: ...


def serve_platform(
    server: ServerSettings,
    home: HomeSettings,
    database: DatabaseSettings,
    proxy: ProxySettings,
    tell: Callable[[str], None],
) -> None:
    """Serves until a signal ends it.

    tell: gets the lines for the person who started it, the write token among them.
    Raises MissingSystemPackage without nginx, PortTaken, NotLoopback, NotReady and ProxyFailed
    where something does not start or ends by itself, and what the database and the loaders raise.
    """
    require_web_map()
    find_nginx()
    # nginx listens for itself; here it is only made sure, before anything long begins, that it can.
    sockets = bind_loopback(server.host, server.port)
    at = addresses(sockets)
    with ExitStack() as stack:
        for bound in sockets:
            stack.callback(bound.close)
        used = stack.enter_context(database_in_use(home, database))
        engine = filled_engine(used, home, database)
        stack.callback(engine.dispose)
        token = os.environ.get("SHIKONG_WRITE_TOKEN") or secrets.token_urlsafe(24)
        socket = stack.enter_context(_folder_of_socket()) / "socket"
        workers = stack.enter_context(Workers(used.url, socket, proxy.processes, token))
        _wait(socket.is_socket, [workers], _WORKERS_START_S, "no worker started")
        folder = _folder_of(home, used, server.port)
        settings = TileSettings()
        purging = Purging(
            engine, give(folder / "cache"), folder / "purged-to", 2 * settings.look_s + 5
        )
        # What changed while nobody served is gone before the first request.
        purging.look(serving=False)
        for bound in sockets:
            bound.close()
        nginx = stack.enter_context(Nginx(_proxy(proxy, folder, socket, at)))
        children: list[_Child] = [nginx, workers]
        _wait(lambda: ask_health(at[0]) is None, children, _NGINX_STARTS_S, f"{at[0]} is silent")
        ended = Event()
        stack.callback(ended.set)
        build_ahead(engine, settings, ended)
        seal_behind(engine, home, ended)
        stack.enter_context(JobWorker(used.url, JobSettings()))
        look_s = max(settings.look_s, _LOOK_S)
        Thread(target=purging.follow, args=(ended, look_s), daemon=True).start()
        tell("\n".join([*ready_lines(at, engine), f"write token: {token}"]))
        _wait(lambda: False, children, None, "")


def _proxy(settings: ProxySettings, folder: Path, socket: Path, at: Sequence[str]) -> Proxy:
    return Proxy(
        folder=folder,
        cache=folder / "cache",
        socket=socket,
        addresses=[address.removeprefix("http://") for address in at],
        cache_mb=settings.cache_mb,
        processes=settings.processes,
    )


def _folder_of(home: HomeSettings, used: Database, port: int) -> Path:
    """Where nginx works: of its own for each database and port, so that no tile meets another.

    Root's nginx runs as a user that may not come through to a clone, as below /root.
    """
    place = home.home / "serve"
    if proxy_user() is not None:
        place = _SYSTEM_CACHE / hashlib.sha256(str(home.home.resolve()).encode()).hexdigest()[:8]
    of = used.name or f"external_{hashlib.sha256(used.url.encode()).hexdigest()[:8]}"
    return give(give(place) / f"{of}-{port}")


@contextmanager
def _folder_of_socket() -> Iterator[Path]:
    """Where the workers listen: a short path (107 bytes at most) that nginx alone may open."""
    folder = Path(tempfile.mkdtemp(prefix="shikong-workers-"))
    try:
        yield give(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(
    done: Callable[[], bool], children: list[_Child], within_s: float | None, otherwise: str
) -> None:
    """Returns when `done` says so. Raises ProxyFailed when a child ends, NotReady after a time."""
    deadline = None if within_s is None else time.monotonic() + within_s
    while not done():
        for child in children:
            if child.ended is not None:
                name = type(child).__name__.lower()
                raise ProxyFailed(f"{name} ended with exit code {child.ended}: see above")
        if deadline is not None and time.monotonic() > deadline:
            raise NotReady(f"{otherwise} within {within_s:.0f} seconds")
        time.sleep(_LOOK_S)
