import errno
import socket
from collections.abc import Iterator

import pytest

from deploy.listening import PortTaken, addresses, bind_loopback, start_listening
from spatial.errors import BadParameter, NotLoopback


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def close(sockets: list[socket.socket]) -> None:
    for bound in sockets:
        bound.close()


def test_localhost_is_both_loopback_addresses_with_one_port() -> None:
    sockets = bind_loopback("localhost", 0)
    found = [bound.getsockname()[:2] for bound in sockets]
    close(sockets)
    ports = {port for _, port in found}
    assert len(ports) == 1
    assert [host for host, _ in found] == (["127.0.0.1", "::1"] if has_ipv6() else ["127.0.0.1"])


def test_a_machine_without_ipv6_is_served_on_ipv4(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = socket.socket

    def only_ipv4(family: int = -1, *rest: int) -> socket.socket:
        if family == socket.AF_INET6:
            raise OSError(97, "Address family not supported by protocol")
        return whole(family, *rest)

    monkeypatch.setattr("deploy.listening.socket.socket", only_ipv4)
    sockets = bind_loopback("localhost", 0)
    found = addresses(sockets)
    close(sockets)
    assert len(found) == 1
    assert found[0].startswith("http://127.0.0.1:")


def test_nobody_can_connect_before_the_server_listens() -> None:
    sockets = bind_loopback("127.0.0.1", 0)
    place = sockets[0].getsockname()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(place, timeout=5)
    start_listening(sockets)
    socket.create_connection(place, timeout=5).close()
    close(sockets)


def test_a_taken_port_is_named_with_a_way_out(taken: int) -> None:
    with pytest.raises(PortTaken, match=rf"port {taken} of 127\.0\.0\.1 is taken.*make run PORT="):
        bind_loopback("localhost", taken)


def test_the_faster_of_two_servers_that_start_at_once_gets_the_port() -> None:
    first = bind_loopback("127.0.0.1", 0)
    second = bind_loopback("127.0.0.1", first[0].getsockname()[1])
    start_listening(first)
    with pytest.raises(PortTaken):
        start_listening(second)
    close(first + second)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", ""])
def test_what_is_not_loopback_is_refused(host: str) -> None:
    with pytest.raises(NotLoopback, match="listens on this machine only"):
        bind_loopback(host, 0)


def test_addresses_of_ipv6_are_in_brackets() -> None:
    sockets = bind_loopback("localhost", 0)
    port = sockets[0].getsockname()[1]
    also = [f"http://[::1]:{port}"] if has_ipv6() else []
    assert addresses(sockets) == [f"http://127.0.0.1:{port}", *also]
    close(sockets)


def test_a_machine_without_ipv6_says_so_when_asked_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def no_address(*_: object) -> socket.socket:
        raise OSError(errno.EADDRNOTAVAIL, "Cannot assign requested address")

    monkeypatch.setattr("deploy.listening._bind", no_address)
    with pytest.raises(BadParameter, match="no address ::1"):
        bind_loopback("[::1]", 0)
