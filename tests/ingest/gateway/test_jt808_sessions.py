"""A session without sockets: what it holds is bounded, and nothing of it gets lost."""

from __future__ import annotations

import pytest
from terminals import just_now, location

from fuzz.partner import KEYS, Partner
from ingest.beidou.gateway.arrivals import Arrival, Outcome, What
from ingest.beidou.gateway.jt808_session import Jt808Session
from ingest.beidou.jt808.frame import Frame, check_byte, escape, read_frame, write_frames
from ingest.beidou.jt808.location import encode_location

PHONE = "13800000001"
MOST_HELD = (3 << 20) + 4096
"""Unfinished split messages, what waits for a decision, and half a frame."""


def authentication(phone: str = PHONE, serial: int = 0) -> bytes:
    [frame] = write_frames(0x0102, phone, serial, KEYS.key("jt808", phone, 0))
    return frame


def report(serial: int, phone: str = PHONE) -> bytes:
    [frame] = write_frames(0x0200, phone, serial, encode_location(location(just_now(serial))))
    return frame


def packet(number: int, total: int, serial: int, body: bytes = b"") -> bytes:
    head = (0x0704).to_bytes(2, "big") + (0x2000 | len(body)).to_bytes(2, "big")
    numbers = [serial & 0xFFFF, total, number]
    plain = head + bytes.fromhex(PHONE.zfill(12))
    plain += b"".join(one.to_bytes(2, "big") for one in numbers) + body
    return b"\x7e" + escape(plain + bytes((check_byte(plain),))) + b"\x7e"


def results(frames: tuple[Frame, ...]) -> list[int]:
    return [frame.body[-1] for frame in frames]


def test_split_messages_that_never_end_are_bounded_however_short_their_packets() -> None:
    partner = Partner(must_authenticate=False)
    sent = [packet(1, 3, 3 * number) for number in range(20_000)]
    for one in sent:
        partner.take(one)
        assert partner.session.held_bytes <= MOST_HELD
    partner.finish()
    # Each was kept with a reason, when it was given up or at the end.
    assert sorted(partner.payloads) == sorted(sent)
    assert {one.arrival.what for one in partner.happened} == {What.REFUSED}


def test_a_mebibyte_of_a_split_message_in_full_packets_is_taken() -> None:
    partner = Partner(must_authenticate=False)
    body = bytes(1 << 20)
    for frame in write_frames(0x0500, PHONE, 0, body):
        partner.take(frame)
    [arrival] = partner.waiting
    assert (arrival.what, arrival.content.body) == (What.DATA, body)
    assert partner.session.held_bytes == 0


def test_what_waits_for_a_decision_is_bounded_and_the_rest_is_told_to_come_again() -> None:
    partner = Partner(must_authenticate=True)
    partner.take(authentication())
    sent = [report(serial) for serial in range(1, 4_001)]
    for one in sent:
        partner.take(one)
        assert partner.session.held_bytes <= MOST_HELD
    assert not partner.session.is_hopeless
    # The decision comes last: what was turned away before has been answered by then.
    [decision, *turned_away] = partner.waiting
    assert 1_000 < len(turned_away) < 3_500
    partner.waiting.extend([partner.waiting.popleft()])
    partner.settle()
    assert sorted(partner.payloads) == sorted([decision.payload, *sent])
    told = {one.arrival.payload: results(one.answers) for one in partner.happened}
    assert [told[one] for one in sent] == [
        [0] if number < len(sent) - len(turned_away) else [1] for number in range(len(sent))
    ]
    assert partner.session.held_bytes == 0


@pytest.mark.parametrize("outcome", [Outcome.STORED, None])
def test_what_waited_for_a_decision_when_the_connection_ended_is_kept(
    outcome: Outcome | None,
) -> None:
    partner = Partner(must_authenticate=True)
    sent = [report(serial) for serial in range(1, 4)]
    partner.take(authentication() + b"".join(sent))

    def decide(arrival: Arrival) -> Outcome | None:
        return outcome if arrival.what is What.AUTHENTICATION else Outcome.UNREADABLE

    partner.session.finish()
    assert partner.session.held_bytes == 0
    partner.settle(decide)
    assert [arrival.payload for arrival in _refused(partner)] == sent
    assert {arrival.reason for arrival in _refused(partner)} == {
        "the connection ended before it was decided whether the terminal may send"
    }


def _refused(partner: Partner) -> list[Arrival]:
    return [one.arrival for one in partner.happened if one.arrival.what is What.REFUSED]


def test_terminals_of_one_connection_wait_each_for_its_own_decision() -> None:
    partner = Partner(must_authenticate=True)
    other = "13800000002"
    partner.take(authentication() + authentication(other) + report(1) + report(1, other))
    partner.settle(lambda _: Outcome.STORED, most=1)
    # The first may send now, the second still waits.
    assert [one.identifier for one in partner.waiting] == [other, PHONE]
    assert partner.waiting[0].what is What.AUTHENTICATION
    partner.settle(
        lambda one: Outcome.NOT_ALLOWED if one.what is What.AUTHENTICATION else Outcome.STORED
    )
    assert [one.outcome for one in partner.happened] == [
        Outcome.STORED,
        Outcome.NOT_ALLOWED,
        Outcome.STORED,
        Outcome.STORED,
    ]
    last = partner.happened[-1].arrival
    assert (last.identifier, last.what) == (other, What.REFUSED)
    assert last.reason == "the terminal has not authenticated"


@pytest.mark.parametrize(("version", "counted"), [(None, "010002"), (1, "00010002")])
def test_packets_that_do_not_come_are_asked_for_and_given_up_at_last(
    version: int | None, counted: str
) -> None:
    now, put, sent = [0], [], []  # type: ignore[var-annotated]
    session = Jt808Session(
        "test",
        KEYS,
        put=put.append,
        send=sent.append,
        must_authenticate=False,
        clock_us=lambda: now[0],
    )
    frames = write_frames(0x0500, PHONE, 0xFFFF, bytes(3000), version=version)
    session.take(frames[0] + frames[2])
    for second in range(60):
        now[0] = second * 1_000_000
        session.look()
        if second == 15:
            assert len(sent) == 1
    asked = [read_frame(one[1:-1]) for one in sent]
    assert [one.message_id for one in asked] == 3 * [0x8003]
    # Of the first packet's serial, one packet, its number.
    assert {one.body.hex() for one in asked} == {f"ffff{counted}"}
    assert [(one.what, one.reason) for one in put] == [(What.REFUSED, "2 of its 3 packets came")]
    assert put[0].payload == frames[0] + frames[2]
    session.take(frames[1])
    session.finish()
    assert len(put) == 2
