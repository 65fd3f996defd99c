"""A gateway at work: sockets, sessions, writer and spool together."""

from __future__ import annotations

import asyncio
import secrets
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from ingest.beidou.gateway.arrivals import Arrival, MessageReader
from ingest.beidou.gateway.committing import Committer
from ingest.beidou.gateway.jt808_reader import PROTOCOL as JT808
from ingest.beidou.gateway.jt808_reader import Jt808Reader
from ingest.beidou.gateway.jt808_session import Jt808Session
from ingest.beidou.gateway.jt809_session import PROTOCOL as JT809
from ingest.beidou.gateway.jt809_session import Jt809Reader, Jt809Session
from ingest.beidou.gateway.keys import Keys
from ingest.beidou.gateway.mqtt import PROTOCOL as MQTT
from ingest.beidou.gateway.mqtt import MqttPeer, MqttReader
from ingest.beidou.gateway.peers import PeerPlatform, peer_platforms
from ingest.beidou.gateway.sentences_session import (
    NMEA,
    SHORT_MESSAGE,
    NmeaReader,
    SentencesSession,
    ShortMessageReader,
)
from ingest.beidou.gateway.settings import GatewaySettings
from ingest.beidou.gateway.sockets import listen
from ingest.beidou.gateway.spool import Spool
from ingest.beidou.gateway.switchboard import OpenSession, Switchboard
from ingest.beidou.gateway.unknown import Limits
from ingest.beidou.gateway.writer import Writer
from spatial.errors import ShikongError

log = structlog.get_logger(__name__)

READERS: dict[str, MessageReader] = {
    JT808: Jt808Reader(),
    JT809: Jt809Reader(),
    NMEA: NmeaReader(),
    SHORT_MESSAGE: ShortMessageReader(),
    MQTT: MqttReader(),
}
"""How the messages of each protocol are read."""

_PEERS_S = 5.0
"""So often the platforms that may log in are read again."""

_TELL_S = 60.0


class GatewayFailed(ShikongError):
    """The gateway cannot go on: the log says why."""


def committer_of(settings: GatewaySettings, keys: Keys) -> Committer:
    """What writes the messages of a gateway."""
    limits = Limits(settings.unknown_messages, settings.unknown_devices)
    return Committer(READERS, keys, limits)


def committer_without_keys() -> Committer:
    """What writes messages of devices that are registered already, such as those of a file."""
    return Committer(READERS, Keys(secrets.token_bytes(32)), Limits(0, 0))


@dataclass(frozen=True, slots=True)
class Ports:
    """Bound sockets, by what is spoken there."""

    jt808: Sequence[socket.socket] = ()
    jt808_datagrams: Sequence[socket.socket] = ()
    jt809: Sequence[socket.socket] = ()
    sentences: Sequence[socket.socket] = ()
    sentences_datagrams: Sequence[socket.socket] = ()

    def close(self) -> None:
        """Closes all of them."""
        for bound in (
            *self.jt808,
            *self.jt808_datagrams,
            *self.jt809,
            *self.sentences,
            *self.sentences_datagrams,
        ):
            bound.close()


async def serve_gateway(
    settings: GatewaySettings,
    engine: Engine,
    keys: Keys,
    spool_folder: Path,
    ports: Ports,
    on_ready: Callable[[], None],
) -> None:
    """Takes messages until it is cancelled; what has come by then is made durable and answered.

    engine: of the gateway alone, that gives up in time (`open_engine(give_up_s=…)`), with a session
    for the writer and one for what is looked up beside. Raises SpoolInUse, GatewayFailed.
    """
    board = Switchboard(settings)
    spool = Spool(spool_folder, settings.spool_mb << 20)
    writer = Writer(
        engine,
        committer_of(settings, keys),
        spool,
        board.delivered,
        together=settings.together,
        gather_s=settings.gather_ms / 1000,
    )
    board.writer = writer
    writer.start()
    sessions = _Sessions(settings, keys)
    tasks = [asyncio.create_task(_tell(board, writer, spool))]
    if ports.jt809:
        await sessions.read_peers(engine)
        tasks.append(asyncio.create_task(sessions.keep_reading_peers(engine)))
    servers, transports = [], []
    for opens, streams, datagrams in (
        (sessions.jt808, ports.jt808, ports.jt808_datagrams),
        (sessions.jt809, ports.jt809, ()),
        (sessions.sentences, ports.sentences, ports.sentences_datagrams),
    ):
        more_servers, more_transports = await listen(board, opens, streams, datagrams)
        servers += more_servers
        transports += more_transports
    if settings.mqtt_host is not None:
        tasks.append(asyncio.create_task(MqttPeer(board, settings).run()))
    on_ready()
    try:
        await board.watch()
        raise GatewayFailed("the writer of the gateway has ended")
    finally:
        for server in servers:
            server.close()
        for transport in transports:
            transport.abort()
        # What has come is made durable; its answers go out before the connections end.
        await asyncio.to_thread(writer.end)
        await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for peer in list(board.peers):
            peer.close()
        await asyncio.sleep(0)
        spool.close()


class _Sessions:
    """Opens sessions."""

    def __init__(self, settings: GatewaySettings, keys: Keys) -> None:
        self._keys, self._must_authenticate = keys, settings.authentication
        self._short_messages = ShortMessageReader()
        self._peers: dict[int, PeerPlatform] = {}
        self.jt808: OpenSession = self._jt808
        self.jt809: OpenSession = self._jt809
        self.sentences: OpenSession = self._sentences

    def _jt808(
        self, peer: str, put: Callable[[Arrival], None], send: Callable[[bytes], None]
    ) -> Jt808Session:
        return Jt808Session(
            peer,
            self._keys,
            put=put,
            send=send,
            must_authenticate=self._must_authenticate,
            clock_us=_clock_us,
        )

    def _jt809(
        self, peer: str, put: Callable[[Arrival], None], send: Callable[[bytes], None]
    ) -> Jt809Session:
        return Jt809Session(peer, lambda: self._peers, put=put, send=send, clock_us=_clock_us)

    def _sentences(
        self, peer: str, put: Callable[[Arrival], None], send: Callable[[bytes], None]
    ) -> SentencesSession:
        return SentencesSession(
            peer,
            self._short_messages,
            put=put,
            send=send,
            must_authenticate=self._must_authenticate,
            clock_us=_clock_us,
        )

    async def read_peers(self, engine: Engine) -> None:
        """Reads which platforms may log in; where the database is away, those of before may."""

        def read() -> dict[int, PeerPlatform]:
            with engine.connect() as connection:
                return peer_platforms(connection)

        try:
            self._peers = await asyncio.to_thread(read)
        except SQLAlchemyError as error:
            log.warning("platforms could not be read", kind=type(error).__name__)

    async def keep_reading_peers(self, engine: Engine) -> None:
        """Until it is cancelled."""
        while True:
            await asyncio.sleep(_PEERS_S)
            await self.read_peers(engine)


def _clock_us() -> int:
    return time.time_ns() // 1000


async def _tell(board: Switchboard, writer: Writer, spool: Spool) -> None:
    """Logs each minute what was done."""
    before = 0
    while True:
        await asyncio.sleep(_TELL_S)
        figures = writer.figures
        log.info(
            "gateway",
            connections=len(board.peers),
            messages=figures.messages - before,
            waiting=board.waiting,
            longest_ms=round(figures.longest_s * 1000),
            spooled=figures.spooled,
            unspooled=figures.unspooled,
            spool_bytes=spool.bytes,
        )
        before, figures.longest_s = figures.messages, 0.0
