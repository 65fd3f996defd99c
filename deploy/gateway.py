"""`shikong gateway`: devices connect here and send their positions."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from collections.abc import Callable, Coroutine
from threading import Event
from typing import Any

import structlog
import uvloop

from deploy.database import bring_up_to_date, database_in_use, preparing
from deploy.listening import bind_loopback
from deploy.preparation import seal_behind
from deploy.settings import HomeSettings
from ingest.beidou.gateway.keys import Keys, secret_of
from ingest.beidou.gateway.mqtt import TOPIC
from ingest.beidou.gateway.serving import Ports, serve_gateway
from ingest.beidou.gateway.settings import GatewaySettings
from spatial.db import DatabaseSettings, open_engine
from spatial.errors import DatabaseUnavailable

log = structlog.get_logger(__name__)

_GIVE_UP_S = 20
_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run_gateway(
    settings: GatewaySettings,
    home: HomeSettings,
    database: DatabaseSettings,
    tell: Callable[[str], None],
) -> None:
    """Takes messages until a signal ends it; what has come by then is durable and answered.

    tell: gets the line for the person who started it. A database that does not answer is waited
    for, and messages are spooled meanwhile. Raises PortTaken, NotLoopback, SpoolInUse.
    """
    ports, lines = _bound(settings)
    try:
        with database_in_use(home, database) as used:
            _migrate(used.url)
            # The writer's session hears what changes in the register; the other looks things up.
            engine = open_engine(used.url, pool=2, give_up_s=_GIVE_UP_S)
            sealing, ended = open_engine(used.url, pool=3), Event()
            try:
                seal_behind(sealing, home, ended)
                _until_signal(
                    serve_gateway(
                        settings,
                        engine,
                        keys_of(settings, home),
                        settings.spool or home.home / "spool" / (used.name or "external"),
                        ports,
                        lambda: tell("\n".join(lines)),
                    )
                )
            finally:
                ended.set()
                engine.dispose()
                sealing.dispose()
    finally:
        ports.close()


def _bound(settings: GatewaySettings) -> tuple[Ports, list[str]]:
    """The sockets, and a line for each that says what is spoken there."""
    lines: list[str] = []

    def bound(
        port: int | None, what: str, *, datagrams: bool
    ) -> tuple[list[socket.socket], list[socket.socket]]:
        if port is None:
            return [], []
        streams = bind_loopback(settings.host, port, shared=True)
        number = streams[0].getsockname()[1]
        lines.append(
            f"{what}: port {number} of {settings.host}, TCP{' and UDP' if datagrams else ''}"
        )
        if not datagrams:
            return streams, []
        return streams, bind_loopback(settings.host, number, socket.SOCK_DGRAM, shared=True)

    jt808, jt808_datagrams = bound(settings.jt808_port, "JT/T 808", datagrams=True)
    jt809, _ = bound(settings.jt809_port, "JT/T 809", datagrams=False)
    sentences, sentences_datagrams = bound(settings.sentences_port, "sentences", datagrams=True)
    if settings.mqtt_host is not None:
        lines.append(f"MQTT: broker {settings.mqtt_host}, topics {TOPIC}NAME")
    return Ports(jt808, jt808_datagrams, jt809, sentences, sentences_datagrams), lines


def keys_of(settings: GatewaySettings, home: HomeSettings) -> Keys:
    """The keys of this installation."""
    if settings.secret is not None:
        return Keys(settings.secret.get_secret_value().encode())
    home.home.mkdir(parents=True, exist_ok=True)
    return Keys(secret_of(home.home / "gateway.secret"))


def _migrate(url: str) -> None:
    engine = open_engine(url, pool=2, give_up_s=_GIVE_UP_S)
    try:
        with preparing(engine):
            bring_up_to_date(engine)
    except DatabaseUnavailable as error:
        log.warning("the database does not answer yet: messages are spooled", why=str(error))
    finally:
        engine.dispose()


def _until_signal(work: Coroutine[Any, Any, None]) -> None:
    """Runs it until it ends or a signal cancels it: then leaves the program with 128 + n."""
    came: list[int] = []

    async def cancellable() -> None:
        task = asyncio.ensure_future(work)
        loop = asyncio.get_running_loop()

        def end(number: int) -> None:
            came.append(number)
            task.cancel()

        for number in _ENDING:
            loop.add_signal_handler(number, end, number)
        try:
            await task
        except asyncio.CancelledError:
            if not came:
                raise

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(cancellable())
    if came:
        sys.exit(128 + came[0])
