"""A program that starts gateways to be killed: it has everything loaded, so that a start is a fork.

It reads lines `DATABASE_URL SPOOL PORT` and answers each with the process number of a gateway that
listens. A gateway ends with this program.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path

from terminals import SECRET

from deploy.listening import PortTaken, bind_loopback
from deploy.logs import configure_logs
from deploy.signals import end_with_parent
from ingest.beidou.gateway.keys import Keys
from ingest.beidou.gateway.serving import Ports, serve_gateway
from ingest.beidou.gateway.settings import GatewaySettings
from spatial.db import open_engine


def serve(url: str, spool: str, port: int) -> None:
    """What a gateway does until it is killed."""
    end_with_parent()
    engine = open_engine(url, pool=2, give_up_s=20)
    streams = bound(port)
    settings = GatewaySettings(gather_ms=5)
    asyncio.run(
        serve_gateway(
            settings,
            engine,
            Keys(SECRET),
            Path(spool),
            Ports(jt808=streams),
            tell,
        )
    )


def bound(port: int) -> list[socket.socket]:
    """The port, which the one killed before may hold for a moment still."""
    for _ in range(200):
        with suppress(PortTaken):
            return bind_loopback("127.0.0.1", port)
        time.sleep(0.05)
    return bind_loopback("127.0.0.1", port)


def tell() -> None:
    """The gateway listens."""
    os.write(sys.stdout.fileno(), f"{os.getpid()}\n".encode())


def main() -> None:
    """Starts what is asked for; children that have ended are not waited for."""
    configure_logs()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        url, spool, port = line.split()
        if os.fork() == 0:
            serve(url, spool, int(port))
            os._exit(0)


if __name__ == "__main__":
    main()
