"""JT/T 809, NMEA and short messages against a gateway over real sockets."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fix_rows import held_fixes
from sqlalchemy import Engine, text
from terminals import SECRET, RunningGateway

from ingest.beidou.gateway.arrivals import Arrival, packed, unpacked
from ingest.beidou.gateway.jt809_session import Jt809Reader, Jt809Session
from ingest.beidou.gateway.keys import Keys
from ingest.beidou.gateway.peers import peer_platforms, register_peer
from ingest.beidou.gateway.sentences_session import (
    NmeaReader,
    SentencesSession,
    ShortMessageReader,
    sentence_of,
)
from ingest.beidou.jt809.frame import Cipher, read_frame, write_frame
from ingest.beidou.jt809.layouts import encode_body
from ingest.beidou.jt809.locations import encode_positions
from ingest.beidou.jt809.segments import SegmentReader
from ingest.beidou.registry import register_device, unknown_senders
from ingest.beidou.short_messages.envelopes import Envelope, write_envelope

PLATFORM = 33010001
CIPHER = (30000000, 20000000, 20000000)
PLATE = "浙A12345"


@contextmanager
def link(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as made:
        yield made


def login(password: bytes = b"secret") -> bytes:
    values: dict[str, Any] = {"user_id": 7, "password": password}
    values |= {"down_link_ip": b"127.0.0.1", "down_link_port": 809}
    return write_frame(
        0x1001, encode_body(0x1001, values, 2011), edition=2011, platform_id=PLATFORM, serial=1
    )


def position(when: datetime, lon_e6: int = 120_000_000, cipher: Cipher | None = None) -> bytes:
    beijing = when.astimezone(UTC) + timedelta(hours=8)
    block: dict[str, Any] = {"encrypt": 0}
    for name in ("day", "month", "year", "hour", "minute", "second"):
        block[name] = getattr(beijing, name)
    block |= {"longitude_e6": lon_e6, "latitude_e6": 30_000_000, "speed_kmh": 60}
    block |= {"recorder_speed_kmh": 59, "mileage_km": 1234, "course": 90, "altitude_m": 12}
    block |= {"state": 0b11, "alarm": 0}
    data = encode_positions(0x1202, [block], 2011)
    body = encode_body(
        0x1200,
        {"plate": PLATE.encode("gbk"), "plate_colour": 2, "sub_id": 0x1202, "data": data},
        2011,
    )
    return write_frame(
        0x1200, body, edition=2011, platform_id=PLATFORM, serial=2, cipher=cipher, key=99
    )


def answer_of(connection: socket.socket) -> int:
    """The id of the next message, with its result where it is that of a login."""
    [segment] = SegmentReader().feed(connection.recv(4096))
    return read_frame(segment.content, 2011).message_id


def closed(connection: socket.socket) -> bool:
    return connection.recv(4096) == b""


def wait_for_fixes(engine: Engine, count: int) -> list[Any]:
    for _ in range(200):
        found = held_fixes(engine)
        if len(found) >= count:
            return found
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_sleep(0.05)"))
    raise AssertionError(f"{len(held_fixes(engine))} of {count} fixes came")


@pytest.fixture
def with_platform(registered: Engine) -> Engine:
    with registered.begin() as connection:
        register_peer(
            connection,
            PLATFORM,
            name="杭州平台",
            user_id=7,
            password="secret",
            device_class="vehicle",
            cipher=CIPHER,
        )
    return registered


def test_a_platform_logs_in_and_hands_positions_on(
    with_platform: Engine, gateway: RunningGateway
) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    with link(gateway.jt809_port) as connection:
        connection.sendall(login())
        assert answer_of(connection) == 0x1002
        connection.sendall(position(now - timedelta(seconds=9)))
        connection.sendall(position(now - timedelta(seconds=8), 121_000_000, Cipher(*CIPHER)))
        found = wait_for_fixes(with_platform, 2)
    assert {fix.device for fix in found} == {f"{PLATE}:2"}
    assert {fix.device_class for fix in found} == {"vehicle"}
    assert [fix.lon_e7 for fix in found] == [1_200_000_000, 1_210_000_000]
    assert found[0].at == now - timedelta(seconds=9)


def test_a_platform_that_is_not_let_in_is_told_so_and_cut_off(
    with_platform: Engine, gateway: RunningGateway
) -> None:
    with link(gateway.jt809_port) as connection:
        connection.sendall(login(b"wrong"))
        assert answer_of(connection) == 0x1002
        assert closed(connection)
    with link(gateway.jt809_port) as connection, pytest.raises(ConnectionError):
        _pour_without_login(connection)
    assert held_fixes(with_platform) == []


def _pour_without_login(connection: socket.socket) -> None:
    for _ in range(2000):
        connection.sendall(position(datetime.now(UTC)) * 20)
    if closed(connection):
        raise ConnectionResetError("closed by the gateway")


def test_vehicles_of_a_platform_without_a_class_wait_for_adoption(
    with_platform: Engine, gateway: RunningGateway
) -> None:
    with with_platform.begin() as connection:
        connection.execute(text("UPDATE peer_platform SET device_class = NULL"))
    session = session_of_809(with_platform)
    session.take(login() + position(datetime.now(UTC)))
    [arrival] = session.put
    assert (arrival.identifier, arrival.admit_class) == (f"{PLATE}:2", "")


class Taking:
    """Keeps what a session hands over."""

    def __init__(self) -> None:
        self.put: list[Arrival] = []
        self.sent = b""

    def take_arrival(self, arrival: Arrival) -> None:
        self.put.append(arrival)

    def send(self, answer: bytes) -> None:
        self.sent += answer


class Session809(Taking):
    def __init__(self, engine: Engine) -> None:
        super().__init__()
        with engine.connect() as connection:
            peers = peer_platforms(connection)
        self._session = Jt809Session(
            "test", lambda: peers, put=self.take_arrival, send=self.send, clock_us=lambda: 0
        )
        self.take = self._session.take


def session_of_809(engine: Engine) -> Session809:
    return Session809(engine)


@pytest.mark.parametrize("cipher", [None, Cipher(*CIPHER)])
def test_a_frame_from_a_spool_is_read_as_it_was(
    with_platform: Engine, cipher: Cipher | None
) -> None:
    session = session_of_809(with_platform)
    session.take(login() + position(datetime(2024, 5, 1, tzinfo=UTC), cipher=cipher))
    [arrival] = session.put
    spooled = unpacked(packed(arrival))
    again = Jt809Reader().taken_apart(spooled.payload, spooled.context)
    for one, other in zip(arrival.content, again, strict=True):
        assert (one.device, one.time, one.lon, one.lat) == (
            other.device, other.time, other.lon, other.lat,
        )  # fmt: skip


RMC = "GNRMC,{clock}.00,A,3000.000000,N,12000.000000,E,10.0,90.0,{date},,,A"
GGA = "BDGGA,{clock}.00,3000.000000,N,12000.000000,E,1,14,0.9,12.0,M,0.0,M,,"


def nmea(when: datetime) -> bytes:
    told = {"clock": f"{when:%H%M%S}", "date": f"{when:%d%m%y}"}
    return sentence_of(RMC.format(**told)) + sentence_of(GGA.format(**told))


def enter(name: str, key: bytes | None = None) -> bytes:
    right = Keys(SECRET).key("nmea", name, 0)
    return sentence_of(f"PSHKG,{name},{(right if key is None else key).decode()}")


@pytest.fixture
def with_receiver(registered: Engine) -> Engine:
    with registered.begin() as connection:
        register_device(
            connection, "rtk-3", device_class="patrol", protocol="nmea", identifier="rtk-3"
        )
        register_device(
            connection,
            "walker",
            device_class="patrol",
            protocol="beidou-message",
            identifier="bd-358463",
        )
    return registered


def lines_of(connection: socket.socket, until: bytes) -> bytes:
    data = b""
    while until not in data:
        more = connection.recv(4096)
        assert more, data
        data += more
    return data


def test_a_receiver_says_who_it_is_and_is_told_what_is_durable(
    with_receiver: Engine, gateway: RunningGateway
) -> None:
    now = datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=60)
    with link(gateway.sentences_port) as connection:
        stream = b"".join(nmea(now + timedelta(seconds=n)) for n in range(6))
        connection.sendall(enter("rtk-3") + stream)
        told = lines_of(connection, sentence_of("PSHKG,OK,5"))
        assert told.startswith(sentence_of("PSHKG,OK,0"))
        assert len(held_fixes(with_receiver)) == 5
    # The last one ends with the connection.
    found = wait_for_fixes(with_receiver, 6)
    assert [fix.at for fix in found] == [now + timedelta(seconds=n) for n in range(6)]
    assert found[0].speed_kmh == pytest.approx(18.52)
    with with_receiver.connect() as connection_:
        kept = connection_.execute(text("SELECT payload FROM frame ORDER BY received_at")).all()
    assert bytes(kept[0].payload) + b"\r\n" == nmea(now)


def test_a_receiver_with_a_wrong_key_is_told_so(
    with_receiver: Engine, gateway: RunningGateway
) -> None:
    with link(gateway.sentences_port) as connection:
        connection.sendall(enter("rtk-3", b"0123456789abcdef") + nmea(datetime.now(UTC)))
        assert lines_of(connection, b"\r\n") == sentence_of("PSHKG,NO")
        assert closed(connection)
    assert held_fixes(with_receiver) == []


def test_sentences_over_udp(with_receiver: Engine, gateway: RunningGateway) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(20)
        client.connect(("127.0.0.1", gateway.sentences_port))
        client.send(enter("rtk-3"))
        assert client.recv(4096) == sentence_of("PSHKG,OK,0")
        client.send(nmea(now - timedelta(seconds=2)))
        assert client.recv(4096) == sentence_of("PSHKG,OK,1")
    assert len(held_fixes(with_receiver)) == 1


def test_short_messages_are_of_their_cards_and_all_are_kept_r4_7(
    with_receiver: Engine, gateway: RunningGateway
) -> None:
    unknown = Envelope("BD", "TXR", "0358463", 1, 1, "", b"00FF")
    stranger = Envelope("BD", "TXR", "0999999", 1, 1, "", b"00FF")
    with link(gateway.sentences_port) as connection:
        connection.sendall(enter("rtk-3") + write_envelope(unknown) + write_envelope(stranger))
        lines_of(connection, sentence_of("PSHKG,OK,2"))
    with with_receiver.connect() as database:
        [frame] = database.execute(text("SELECT protocol, payload FROM frame")).all()
        [remark] = database.execute(text("SELECT reason FROM message_remark")).scalars()
        waiting = unknown_senders(database)
    assert (frame.protocol, bytes(frame.payload) + b"\r\n") == (
        "beidou-message",
        write_envelope(unknown),
    )
    assert remark == "no plug-in knows the content"
    assert [one.identifier for one in waiting] == ["bd-999999"]


def test_an_epoch_from_a_spool_has_its_day_whatever_its_sentences_tell() -> None:
    taking = Taking()
    session = SentencesSession(
        "test",
        ShortMessageReader(),
        put=taking.take_arrival,
        send=taking.send,
        must_authenticate=False,
        clock_us=lambda: 0,
    )
    session.take(sentence_of("PSHKG,rtk-3"))
    before = datetime(2024, 5, 1, 23, 59, 59, tzinfo=UTC)
    after = GGA.format(clock="000000")
    session.take(nmea(before) + sentence_of(after))
    session.finish()
    again = [
        NmeaReader().taken_apart(one.payload, one.context)[0].time
        for one in (unpacked(packed(arrival)) for arrival in taking.put)
    ]
    assert again == [before, before + timedelta(seconds=1)]
