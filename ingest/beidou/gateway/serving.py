"""A gateway at work: sockets, sessions, writer and spool together."""

from __future__ import annotations

import asyncio
import secrets
import socket
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import structlog
from sqlalchemy import Engine

from ingest.beidou.gateway.arrivals import MessageReader
from ingest.beidou.gateway.committing import Committer
from ingest.beidou.gateway.jt808_reader import PROTOCOL as JT808
from ingest.beidou.gateway.jt808_reader import Jt808Reader
from ingest.beidou.gateway.jt808_session import Jt808Session
from ingest.beidou.gateway.keys import Keys
from ingest.beidou.gateway.settings import GatewaySettings
from ingest.beidou.gateway.sockets import OpenSession, Switchboard, listen
from ingest.beidou.gateway.spool import Spool
from ingest.beidou.gateway.writer import Writer
from spatial.errors import ShikongError

log = structlog.get_logger(__name__)

READERS: dict[str, MessageReader] = {JT808: Jt808Reader()}
"""How the messages of each protocol are read."""

_TELL_S = 60.0


class GatewayFailed(ShikongError):
    """The gateway cannot go on: the log says why."""


def committer_of(settings: GatewaySettings, keys: Keys) -> Committer:
    """What writes the messages of a gateway."""
    return Committer(READERS, keys, settings.unknown_messages)


def committer_without_keys() -> Committer:
    """What writes messages of devices that are registered already, such as those of a file."""
    return Committer(READERS, Keys(secrets.token_bytes(32)), 0)


async def serve_gateway(
    settings: GatewaySettings,
    engine: Engine,
    keys: Keys,
    spool_folder: Path,
    streams: Sequence[socket.socket],
    datagrams: Sequence[socket.socket],
    on_ready: Callable[[], None],
) -> None:
    """Takes messages until it is cancelled; what has come by then is made durable and answered.

    engine: of the gateway alone, that gives up in time (`open_engine(give_up_s=…)`). streams,
    datagrams: bound sockets of JT/T 808. Raises SpoolInUse, GatewayFailed.
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
    open_jt808: OpenSession = partial(_open_jt808, keys, settings.authentication)
    servers, transports = await listen(board, open_jt808, streams, datagrams)
    on_ready()
    telling = asyncio.create_task(_tell(board, writer, spool))
    try:
        await board.watch()
        raise GatewayFailed("the writer of the gateway has ended")
    finally:
        telling.cancel()
        for server in servers:
            server.close()
        for transport in transports:
            transport.abort()
        # What has come is made durable; its answers go out before the connections end.
        await asyncio.to_thread(writer.end)
        await asyncio.sleep(0)
        for peer in list(board.peers):
            peer.close()
        await asyncio.sleep(0)
        spool.close()


def _open_jt808(
    keys: Keys,
    must_authenticate: bool,
    peer: str,
    put: Callable[..., None],
    send: Callable[[bytes], None],
) -> Jt808Session:
    return Jt808Session(
        peer,
        keys,
        put=put,
        send=send,
        must_authenticate=must_authenticate,
        clock_us=lambda: time.time_ns() // 1000,
    )


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
