"""All published vectors of JT/T 808 through sessions, and through a gateway over a socket."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fix_rows import held_fixes
from sqlalchemy import Engine, text
from terminals import RunningGateway, Terminal, just_now, location, start_gateway

from fuzz.partner import Happened, Partner
from ingest.beidou.gateway.arrivals import Outcome, What
from ingest.beidou.gateway.settings import GatewaySettings
from ingest.beidou.jt808.frame import Frame, read_frame, terminal_name
from spatial.db import open_engine

pytestmark = pytest.mark.real_data

VECTORS = 373
POSITIONS = {0x0200, 0x0201, 0x0205, 0x0500, 0x0704}


@pytest.fixture(scope="module")
def vectors(real_data: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(
        (real_data / "jt808_messages.json").read_text(encoding="utf-8")
    )
    assert len(found) == VECTORS
    return found


def fault_of(stated: dict[str, Any]) -> str | None:
    """What `computed_from_bytes` says is broken, as our reason has it; None for a sound frame."""
    if stated["framing"] != "ok":
        return {
            "several frames or stray 7e": "several",
            "bad escape": "7D is followed by",
            "too short": "bytes: a header of",
        }[stated["framing"]]
    if stated["body_length_actual"] < 0:
        return "its header of 21"
    if not stated["checksum_ok"]:
        return "the check byte is wrong"
    if stated["encrypt"]:
        return "the body is encrypted"
    if stated["body_length_declared"] != stated["body_length_actual"]:
        return "the header announces"
    return None


def spoken_with(stream: bytes) -> Partner:
    partner = Partner(must_authenticate=False)
    partner.take(stream)
    partner.settle()
    partner.finish()
    return partner


def test_what_is_broken_is_refused_with_its_reason_and_kept_r4_1(
    vectors: list[dict[str, Any]],
) -> None:
    broken = 0
    for vector in vectors:
        fault = fault_of(vector["computed_from_bytes"])
        if fault in (None, "several"):
            continue
        broken += 1
        stream = bytes.fromhex(vector["hex"])
        [one] = spoken_with(stream).happened
        assert one.arrival.what is What.REFUSED, vector["id"]
        assert fault in one.arrival.reason, vector["id"]
        assert one.arrival.payload == stream, vector["id"]
        # Nobody knows who sent it: it is not answered.
        assert (one.arrival.identifier, one.answers) == ("?", ()), vector["id"]
    # Escapes, too short, check bytes, encrypted ones with a right check byte, lengths alone.
    assert broken == 3 + 3 + 23 + 2 + 4


def test_every_byte_of_several_frames_in_one_vector_is_accounted_for_r4_1(
    vectors: list[dict[str, Any]],
) -> None:
    several = 0
    for vector in vectors:
        if fault_of(vector["computed_from_bytes"]) != "several":
            continue
        several += 1
        stream = bytes.fromhex(vector["hex"])
        partner = spoken_with(stream)
        contents = [part for part in stream.split(b"\x7e") if part]
        told = [payload.strip(b"\x7e") for payload in partner.payloads]
        # What is neither data nor refused was answered at once.
        assert len(told) + len(partner.spoken) == len(contents), vector["id"]
        assert set(told) <= set(contents), vector["id"]
    assert several == 11


def test_what_is_sound_is_taken_and_answered_with_its_serial_r4_1(
    vectors: list[dict[str, Any]],
) -> None:
    taken: dict[str, int] = {}
    for vector in vectors:
        if fault_of(vector["computed_from_bytes"]) is not None:
            continue
        stream = bytes.fromhex(vector["hex"])
        frame = read_frame(stream[1:-1])
        partner = spoken_with(stream)
        how = _how_it_is_taken(frame, partner)
        taken[how] = taken.get(how, 0) + 1
        for one in partner.happened:
            assert one.arrival.payload == stream, vector["id"]
            assert one.arrival.identifier in (terminal_name(frame.phone), "?"), vector["id"]
    assert sum(taken.values()) == VECTORS - 35 - 11
    # As many as the vectors' message ids say; two have letters in their number.
    assert taken == {
        "data": 70,
        "registration": 15,
        "authentication": 8,
        "beat or end": 20,
        "an answer": 4,
        "a packet alone": 3,
        "no number": 2,
        "not supported": 205,
    }


def _how_it_is_taken(frame: Frame, partner: Partner) -> str:
    """In a word; asserts that the answer is the one that belongs to it."""
    if not partner.happened:
        if frame.message_id == 0x0001:
            assert partner.spoken == []
            return "an answer"
        [answer] = partner.spoken
        if frame.message_id == 0x0004:
            assert answer.message_id == 0x8004
            return "time"
        result = 0 if frame.message_id in (0x0002, 0x0003) else 3
        _assert_general(frame, answer, result)
        return "beat or end" if result == 0 else "not supported"
    [one] = partner.happened
    if not frame.phone.isdecimal():
        assert (one.arrival.what, one.answers) == (What.REFUSED, ())
        return "no number"
    if frame.packet is not None:
        assert one.arrival.reason.endswith("packets came")
        return "a packet alone"
    return _how_it_is_handed_over(frame, one)


def _how_it_is_handed_over(frame: Frame, one: Happened) -> str:
    [answer] = one.answers
    if one.arrival.what is What.REGISTRATION:
        assert answer.message_id == 0x8100
        assert answer.body[:3] == frame.serial.to_bytes(2, "big") + b"\0"
        return "registration"
    if one.arrival.what is What.AUTHENTICATION:
        _assert_general(frame, answer, 0)
        return "authentication"
    if one.arrival.what is What.REFUSED:
        assert frame.message_id in (0x0100, 0x0102)
        _assert_general(frame, answer, 2)
        return "a short body"
    assert one.arrival.what is What.DATA
    assert frame.message_id in POSITIONS
    _assert_general(frame, answer, 0 if one.outcome is Outcome.STORED else 2)
    return "data" if one.outcome is Outcome.STORED else "data that cannot be read"


def _assert_general(frame: Frame, answer: Frame, result: int) -> None:
    assert answer.message_id == 0x8001
    assert answer.body == (
        frame.serial.to_bytes(2, "big") + frame.message_id.to_bytes(2, "big") + bytes((result,))
    )
    assert (answer.phone, answer.version) == (frame.phone, frame.version)


def test_all_vectors_over_one_socket_are_stored_waiting_or_refused_and_it_goes_on(
    registered: Engine, tmp_path: Path, vectors: list[dict[str, Any]]
) -> None:
    own = open_engine(registered.url, pool=2, give_up_s=20)
    settings = GatewaySettings(gather_ms=1, authentication=False)
    gateway = start_gateway(own, tmp_path / "spool", settings)
    try:
        _speak(gateway, vectors)
    finally:
        gateway.stop()
        own.dispose()
    assert len(held_fixes(registered)) == 1
    with registered.connect() as connection:
        kept = {
            bytes(payload)
            for table in ("message_remark", "unknown_message")
            for (payload,) in connection.execute(text(f"SELECT payload FROM {table}"))
        }
    for vector in vectors:
        fault = fault_of(vector["computed_from_bytes"])
        frame = bytes.fromhex(vector["hex"])
        is_data = fault is None and int(vector["computed_from_bytes"]["msg_id"], 16) in POSITIONS
        if fault not in (None, "several") or is_data:
            assert frame in kept, vector["id"]


def _speak(gateway: RunningGateway, vectors: list[dict[str, Any]]) -> None:
    with Terminal(gateway.port, "13800000001") as terminal:
        for vector in vectors:
            terminal.send(bytes.fromhex(vector["hex"]))
        terminal.serial = 0xBEEF
        serial = terminal.report(location(just_now(5)))
        while (heard := terminal.heard()).body[:4] != serial.to_bytes(2, "big") + b"\x02\x00":
            assert heard.message_id in (0x8001, 0x8004, 0x8100)
        assert heard.body[4] == 0
