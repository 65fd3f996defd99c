"""Opens the sockets of the gateway: what comes over them goes to sessions of a protocol."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence

from ingest.beidou.gateway.switchboard import OpenSession, Switchboard
from ingest.beidou.gateway.tcp_peers import TcpPeer
from ingest.beidou.gateway.udp_peers import UdpPeers


async def listen(
    switchboard: Switchboard,
    open_session: OpenSession,
    streams: Sequence[socket.socket],
    datagrams: Sequence[socket.socket],
) -> tuple[list[asyncio.Server], list[asyncio.DatagramTransport]]:
    """Takes connections and datagrams on bound sockets from here on."""
    loop = asyncio.get_running_loop()
    servers = [
        await loop.create_server(
            lambda: TcpPeer(switchboard, open_session), sock=bound, backlog=2048
        )
        for bound in streams
    ]
    transports = []
    for bound in datagrams:
        transport, _ = await loop.create_datagram_endpoint(
            lambda: UdpPeers(switchboard, open_session), sock=bound
        )
        transports.append(transport)
    return servers, transports
