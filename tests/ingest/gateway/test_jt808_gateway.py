"""Terminals against a gateway over real sockets: what they are answered and what is stored."""

from __future__ import annotations

import socket

import pytest
from fix_rows import held_fixes
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from terminals import SECRET, RunningGateway, Terminal, just_now, location

from ingest.beidou.gateway.adoption import adopt
from ingest.beidou.gateway.arrivals import Arrival, Outcome
from ingest.beidou.gateway.committing import Committer
from ingest.beidou.gateway.keys import Keys
from ingest.beidou.gateway.serving import READERS, committer_without_keys
from ingest.beidou.gateway.unknown import Limits
from ingest.beidou.jt808.frame import read_frame, write_frames
from ingest.beidou.jt808.layouts import encode_body
from ingest.beidou.jt808.location import encode_batch, encode_location
from ingest.beidou.registry import (
    reasons,
    register_device,
    release_terminal,
    set_blocked,
    unknown_senders,
)


def rows(engine: Engine, sql: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(sql))]


@pytest.mark.parametrize("version", [None, 1])
def test_a_terminal_registers_authenticates_and_reports(
    gateway: RunningGateway, registered: Engine, version: int | None
) -> None:
    with Terminal(gateway.port, "13800000001", version) as terminal:
        result, key = terminal.register()
        assert (result, len(key)) == (0, 16)
        assert terminal.authenticate(key) == 0
        serial = terminal.report(location(just_now(5), 121_500_001, 31_200_002))
        assert terminal.result() == (serial, 0x0200, 0)
        [fix] = held_fixes(registered)
        assert (fix.device, fix.lon_e7, fix.lat_e7) == ("car-1", 1_215_000_010, 312_000_020)
        assert (fix.speed_kmh, fix.course, fix.flags) == (42, 90, 0b11)


def test_the_answer_comes_after_the_fix_is_durable(
    gateway: RunningGateway, registered: Engine
) -> None:
    with Terminal(gateway.port, "13800000001") as terminal:
        terminal.enter()
        for number in range(20):
            terminal.report(location(just_now(100 - number)))
            terminal.result()
            assert len(held_fixes(registered)) == number + 1


def test_a_batch_of_the_blind_spot_and_its_repetition_are_stored_once_r4_5(
    gateway: RunningGateway, registered: Engine
) -> None:
    track = [location(just_now(200_000 + 10 * n), 120_000_000 + n) for n in range(25)]
    with Terminal(gateway.port, "13800000001") as terminal:
        terminal.enter()
        for _ in range(2):
            terminal.report_batch(track)
            # A body of more than 1,023 bytes goes in packets, each with a serial of its own.
            assert terminal.result()[1:] == (0x0704, 0)
        terminal.report(track[3])
        answers = [terminal.result() for _ in range(1)]
        assert answers[-1][2] == 0
    assert len(held_fixes(registered)) == 25


def test_every_packet_of_a_split_message_is_answered_when_it_is_whole(
    gateway: RunningGateway, registered: Engine
) -> None:
    track = [location(just_now(100 + n)) for n in range(80)]
    with Terminal(gateway.port, "13800000001") as terminal:
        terminal.enter()
        packets = terminal.frames(0x0704, encode_batch(track))
        assert len(packets) == 3
        terminal.send(packets[2] + packets[0])
        assert terminal.hears_nothing(0.3)
        assert held_fixes(registered) == []
        terminal.send(packets[1])
        answered = {terminal.result() for _ in packets}
        serials = [read_frame(packet[1:-1]).serial for packet in packets]
        assert answered == {(serial, 0x0704, 0) for serial in serials}
    assert len(held_fixes(registered)) == 80


def test_garbage_between_frames_costs_no_frame_r4_1(
    gateway: RunningGateway, registered: Engine
) -> None:
    with Terminal(gateway.port, "13800000001") as terminal:
        terminal.enter()
        [one] = terminal.frames(0x0200, encode_location(location(just_now(9))))
        [two] = terminal.frames(0x0200, encode_location(location(just_now(8))))
        broken = bytearray(two)
        broken[20] ^= 1
        terminal.send(b"\x00garbage" + one + bytes(broken) + b"half a fr" + two)
        assert [terminal.result()[2] for _ in range(2)] == [0, 0]
    assert len(held_fixes(registered)) == 2
    refused = rows(registered, "SELECT identifier, reason, payload FROM message_remark")
    assert {bytes(payload) for _, _, payload in refused} >= {bytes(broken)}
    assert {identifier for identifier, _, _ in refused} == {"?"}


def test_refused_positions_are_answered_and_kept_with_their_reason_r4_2_r4_3_r4_4(
    gateway: RunningGateway, registered: Engine
) -> None:
    wrong = {
        "invalid": location(just_now(1), status=0),
        "shifted": location(just_now(2), status=0b100010),
        "zero": location(just_now(3), 0, 0),
        "future": location(just_now(-3600)),
        "swapped": location(just_now(4), 30_000_000, 116_000_000),
    }
    with Terminal(gateway.port, "13800000003") as terminal:
        terminal.enter()
        for one in wrong.values():
            terminal.report(one)
            assert terminal.result()[2] == 0
        for one in wrong.values():
            terminal.report(one)
            terminal.result()
    assert held_fixes(registered) == []
    with registered.connect() as connection:
        counted = reasons(connection, "band-1")
    # The serial is part of the message: each of the ten came as itself.
    assert sorted(one.times for one in counted) == [2, 2, 2, 2, 2]
    assert rows(registered, "SELECT count(*), min(length(payload)) > 0 FROM message_remark") == [
        (10, True)
    ]


def test_a_body_that_is_too_short_is_wrong_and_kept(
    gateway: RunningGateway, registered: Engine
) -> None:
    with Terminal(gateway.port, "13800000001") as terminal:
        terminal.enter()
        terminal.say(0x0200, bytes(27))
        assert terminal.result()[2] == 2
    [[reason]] = rows(registered, "SELECT reason FROM message_remark")
    assert "27 bytes left" in str(reason)


def test_who_has_not_authenticated_is_told_so_and_stores_nothing(
    gateway: RunningGateway, registered: Engine
) -> None:
    with Terminal(gateway.port, "13800000001") as terminal:
        terminal.report(location(just_now(1)))
        assert terminal.result()[2] == 1
        assert terminal.authenticate(b"0123456789abcdef") == 1
        terminal.report(location(just_now(1)))
        assert terminal.result()[2] == 1
    assert held_fixes(registered) == []
    kept = rows(registered, "SELECT reason, payload FROM message_remark ORDER BY reason")
    assert ("the key is wrong", b"") in kept
    assert b"0123456789abcdef" not in b"".join(bytes(payload) for _, payload in kept)  # type: ignore[arg-type]


def test_positions_sent_right_behind_the_key_wait_for_the_decision(
    gateway: RunningGateway, registered: Engine
) -> None:
    with Terminal(gateway.port, "13800000001") as terminal:
        _, key = terminal.register()
        data = b"".join(terminal.frames(0x0102, encode_body(0x0102, {"code": key}, 2013)))
        for number in range(3):
            data += b"".join(
                terminal.frames(0x0200, encode_location(location(just_now(9 - number))))
            )
        terminal.send(data)
        assert [terminal.result()[1:] for _ in range(4)] == [(0x0102, 0)] + 3 * [(0x0200, 0)]
    assert len(held_fixes(registered)) == 3


def test_another_terminal_with_the_same_number_is_turned_away_until_it_is_released(
    gateway: RunningGateway, registered: Engine
) -> None:
    with Terminal(gateway.port, "13800000001") as terminal:
        _, first_key = terminal.register("T1")
        assert terminal.register("T2")[0] == 3
        assert terminal.register("T1") == (0, first_key)
        with registered.begin() as connection:
            release_terminal(connection, "jt808", "13800000001")
        result, key = terminal.register("T2")
        assert result == 0
        assert key != first_key
        assert terminal.authenticate(first_key) == 1
        assert terminal.authenticate(key) == 0


def test_a_blocked_device_is_refused_and_may_be_let_in_again(
    gateway: RunningGateway, registered: Engine
) -> None:
    with Terminal(gateway.port, "13800000001") as terminal:
        terminal.enter()
        with registered.begin() as connection:
            set_blocked(connection, "car-1", True)
        terminal.report(location(just_now(2)))
        assert terminal.result()[2] == 1
        with registered.begin() as connection:
            set_blocked(connection, "car-1", False)
        terminal.report(location(just_now(1)))
        assert terminal.result()[2] == 0
    assert len(held_fixes(registered)) == 1


def test_an_unknown_device_waits_and_is_adopted_with_its_data(
    gateway: RunningGateway, registered: Engine
) -> None:
    with Terminal(gateway.port, "13900000009") as terminal:
        terminal.enter()
        for number in range(5):
            terminal.report(location(just_now(50 - number)))
            assert terminal.result()[2] == 0
        assert held_fixes(registered) == []
        with registered.connect() as connection:
            [unknown] = unknown_senders(connection)
        assert (unknown.identifier, unknown.messages) == ("13900000009", 5)
        with registered.begin() as connection:
            register_device(
                connection,
                "marker-9",
                device_class="marker",
                protocol="jt808",
                identifier="13900000009",
            )
            assert adopt(connection, committer_without_keys(), "jt808", "13900000009") == 5
        terminal.report(location(just_now(1)))
        assert terminal.result()[2] == 0
    assert [fix.device for fix in held_fixes(registered)] == 6 * ["marker-9"]
    assert rows(registered, "SELECT count(*) FROM frame") == [(6,)]
    assert rows(registered, "SELECT count(*) FROM unknown_device") == [(0,)]


def test_messages_of_patrols_are_kept_as_they_came_and_fixes_lead_to_them(
    gateway: RunningGateway, registered: Engine
) -> None:
    with Terminal(gateway.port, "13800000002", 1) as terminal:
        terminal.enter()
        [sent] = terminal.frames(0x0200, encode_location(location(just_now(3))))
        terminal.send(sent)
        terminal.result()
        terminal.say(0x0205, b"\x01\x02")
        assert terminal.result()[1:] == (0x0205, 0)
    frames = rows(
        registered,
        "SELECT payload, protocol, peer, digest = sha256(payload), fixed_at[1] FROM frame"
        " ORDER BY received_at",
    )
    [fix] = held_fixes(registered)
    assert bytes(frames[0][0]) == sent  # type: ignore[arg-type]
    assert frames[0][1] == "jt808"
    assert str(frames[0][2]).startswith("tcp 127.0.0.1:")
    assert frames[0][3:] == (True, fix.at)
    assert len(frames) == 2


def test_frames_are_never_changed(gateway: RunningGateway, registered: Engine) -> None:
    with Terminal(gateway.port, "13800000002") as terminal:
        terminal.enter()
        terminal.report(location(just_now(3)))
        terminal.result()
    for change in ("UPDATE frame SET payload = 'x'", "DELETE FROM frame"):
        with pytest.raises(IntegrityError, match="frames are evidence"), registered.begin() as one:
            one.execute(text(change))


def test_heartbeat_time_and_what_is_not_supported(gateway: RunningGateway) -> None:
    with Terminal(gateway.port, "13800000001", 1) as terminal:
        terminal.enter()
        serial = terminal.say(0x0002)
        assert terminal.result() == (serial, 0x0002, 0)
        terminal.say(0x0004)
        frame = terminal.heard()
        assert (frame.message_id, len(frame.body), frame.version) == (0x8004, 6, 1)
        terminal.say(0x0900, b"\x00something")
        assert terminal.result()[2] == 3
        terminal.say(0x0003)
        assert terminal.result()[2] == 0
        terminal.report(location(just_now(1)))
        assert terminal.result()[2] == 1


def test_udp_is_answered_as_tcp_is(gateway: RunningGateway, registered: Engine) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(20)
        client.connect(("127.0.0.1", gateway.port))
        key = Keys(SECRET).key("jt808", "13800000001", 0)
        client.send(write_frames(0x0102, "13800000001", 0, key)[0])
        assert read_frame(client.recv(2048)[1:-1]).body[-1] == 0
        # A datagram that is cut does not spoil the next one.
        client.send(b"\x7ehalf a frame")
        client.send(
            write_frames(0x0200, "13800000001", 1, encode_location(location(just_now(1))))[0]
        )
        assert read_frame(client.recv(2048)[1:-1]).body == bytes.fromhex("0001020000")
    assert len(held_fixes(registered)) == 1


def test_a_stream_of_garbage_is_cut_off(gateway: RunningGateway) -> None:
    def pour(terminal: Terminal) -> None:
        for _ in range(200):
            terminal.send(b"\x7e" + bytes(4000))
        terminal.heard()

    with Terminal(gateway.port, "13800000001") as terminal, pytest.raises(ConnectionError):
        pour(terminal)


def test_unknown_devices_are_kept_up_to_their_limits(registered: Engine) -> None:
    committer = Committer(READERS, Keys(SECRET), Limits(messages=3, devices=2))

    def commit(phone: str, count: int, first: int = 0) -> list[Outcome]:
        arrivals = [
            Arrival("jt808", phone, "tcp", 0, f"{phone} {number}".encode())
            for number in range(first, first + count)
        ]
        with registered.begin() as connection:
            return committer.commit(connection, arrivals)

    assert commit("1", 2) == 2 * [Outcome.STORED]
    assert commit("2", 1) == [Outcome.STORED]
    assert commit("3", 1) == [Outcome.UNKNOWN_DEVICE]
    assert commit("1", 2, 2) == [Outcome.STORED, Outcome.UNKNOWN_DEVICE]
    with registered.connect() as connection:
        waiting = {one.identifier: one for one in unknown_senders(connection)}
    assert {name: (one.messages, one.turned_away) for name, one in waiting.items()} == {
        "1": (3, 1),
        "2": (1, 0),
    }
