"""The sockets of the server: loopback only, IPv4 and, where the machine has it, IPv6."""

from __future__ import annotations

import errno
import socket

from spatial.api.settings import require_loopback
from spatial.errors import BadParameter, ShikongError

_NO_IPV6 = {errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.EPROTONOSUPPORT}
_ATTEMPTS = 20


class PortTaken(ShikongError):
    """Another program listens at the address already."""


def bind_loopback(
    host: str,
    port: int,
    kind: socket.SocketKind = socket.SOCK_STREAM,
    *,
    shared: bool = False,
) -> list[socket.socket]:
    """Bound sockets that do not listen yet: nobody is answered before all is ready.

    host: `localhost` for both families, or one loopback address. port: 0 takes one that is free
    in both families. kind: TCP, or datagrams for UDP. shared: several processes may listen at the
    address, and the kernel gives each connection to one of them (SO_REUSEPORT).
    Raises NotLoopback, PortTaken, or BadParameter where the machine does not have the one address.
    """
    require_loopback(host)
    host = host.strip("[]")
    if host != "localhost":
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            return [_bind(family, host, port, kind, shared)]
        except OSError as error:
            if error.errno not in _NO_IPV6:
                raise
            raise BadParameter(f"this machine has no address {host}: take localhost") from error
    for attempt in range(_ATTEMPTS):
        first = _bind(socket.AF_INET, "127.0.0.1", port, kind, shared)
        try:
            second = _bind(socket.AF_INET6, "::1", first.getsockname()[1], kind, shared)
            return [first, second]
        except PortTaken:
            first.close()
            if port != 0 or attempt == _ATTEMPTS - 1:
                raise
        except OSError as error:
            if error.errno not in _NO_IPV6:
                raise
            return [first]
    raise AssertionError("the loop returns or raises")


def _bind(
    family: socket.AddressFamily, host: str, port: int, kind: socket.SocketKind, shared: bool
) -> socket.socket:
    made = socket.socket(family, kind)
    try:
        # Connections of a server that has just ended still hold the address for a minute.
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind((host, port))
    except OSError as error:
        made.close()
        raise _sentence(error, host, port) from error
    return made


def start_listening(sockets: list[socket.socket]) -> None:
    """From here on connections are taken. Raises PortTaken."""
    for bound in sockets:
        host, port = bound.getsockname()[:2]
        try:
            bound.listen(2048)
        except OSError as error:
            # A second server was bound at the same moment and has been faster.
            raise _sentence(error, host, port) from error


def _sentence(error: OSError, host: str, port: int) -> Exception:
    if error.errno == errno.EADDRINUSE:
        return PortTaken(
            f"port {port} of {host} is taken by another program: "
            f"take another one, as with make run PORT={port + 1 if port < 65535 else 8081}"
        )
    if error.errno == errno.EACCES:
        return PortTaken(f"port {port} of {host} needs root: take one above 1023")
    return error


def addresses(sockets: list[socket.socket]) -> list[str]:
    """The web addresses of bound sockets.

    >>> made = bind_loopback("127.0.0.1", 0)
    >>> addresses(made) == [f"http://127.0.0.1:{made[0].getsockname()[1]}"]
    True
    >>> made[0].close()
    """
    found = []
    for bound in sockets:
        host, port = bound.getsockname()[:2]
        found.append(f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}")
    return found
