from __future__ import annotations

import json
import struct
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.beidou.jt808.frame import Frame, SegmentReader, read_frame
from ingest.beidou.jt808.location import BLOCK_LENGTH, Location, decode_batch, decode_location
from ingest.beidou.jt808.messages import POSITION_MESSAGES, STORED, locations_of
from ingest.beidou.jt808.reassembly import PACKET_BYTES, Reassembly
from spatial.errors import BadBody, BadFrame
from spatial.temporal import CHINA_TIME


def block(
    status: int = 2, lat: int = 39_900_000, lon: int = 116_500_000, time: str = "240501080000"
) -> bytes:
    return struct.pack(">IIIIHHH", 0, status, lat, lon, 50, 365, 90) + bytes.fromhex(time)


def test_a_block_is_read_by_the_table_of_the_standard() -> None:
    location = decode_location(block() + bytes.fromhex("0104000000640202007d30"))
    assert location == Location(
        alarm=0,
        status=2,
        latitude_e6=39_900_000,
        longitude_e6=116_500_000,
        altitude_m=50,
        speed_dkmh=365,
        course=90,
        time_bcd=bytes.fromhex("240501080000"),
        extras=((0x01, b"\x00\x00\x00\x64"), (0x02, b"\x00\x7d")),
        rest=b"\x30",
    )
    assert location.fix_time() == datetime(2024, 5, 1, 8, tzinfo=CHINA_TIME)


@pytest.mark.parametrize(
    ("status", "signs"), [(0, (1, 1)), (4, (-1, 1)), (8, (1, -1)), (12, (-1, -1))]
)
def test_the_hemisphere_bits_are_the_signs_r4_3(status: int, signs: tuple[int, int]) -> None:
    location = decode_location(block(status))
    assert location.latitude_e6 == signs[0] * 39_900_000
    assert location.longitude_e6 == signs[1] * 116_500_000


def test_status_bits_are_named_as_in_the_standard() -> None:
    plain, full = decode_location(block(0)), decode_location(block(1 << 1 | 1 << 5 | 1 << 19))
    assert (plain.fix_valid, plain.encrypted, plain.beidou) == (False, False, False)
    assert (full.fix_valid, full.encrypted, full.beidou) == (True, True, True)


@pytest.mark.parametrize("time", ["000000000000", "240230080000", "2405010800ff", "240501240000"])
def test_a_time_that_is_no_date_is_our_own_error(time: str) -> None:
    with pytest.raises(BadBody, match="time"):
        decode_location(block(time=time)).fix_time()


def test_a_short_block_says_how_much_is_missing() -> None:
    with pytest.raises(BadBody, match="byte 2: 26 bytes left"):
        decode_location(block(), 2)


def item(body: bytes) -> bytes:
    return len(body).to_bytes(2, "big") + body


def test_a_batch_gives_its_locations_in_order() -> None:
    body = b"\x00\x02\x01" + item(block(lat=1)) + item(block(lat=2) + b"\x01\x01\x05")
    assert [location.latitude_e6 for location in decode_batch(body)] == [1, 2]


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"\x00", "3 bytes"),
        (b"\x00\x02\x00" + item(block()), "announces 2 locations and holds 1"),
        (b"\x00\x01\x00" + item(block()) + b"\x00", "half a length"),
        (b"\x00\x01\x00" + item(block())[:-1], "cut after 27"),
        (b"\x00\x01\x00" + item(block()[:-1]), "item 0 at byte 3"),
    ],
)
def test_a_batch_is_taken_whole_or_not_at_all(body: bytes, what: str) -> None:
    with pytest.raises(BadBody, match=what):
        decode_batch(body)


@given(st.sampled_from(sorted(POSITION_MESSAGES)), st.binary(max_size=120))
def test_any_body_is_locations_or_our_own_error(message_id: int, body: bytes) -> None:
    try:
        locations = locations_of(message_id, body)
    except BadBody:
        return
    for location in locations:
        try:
            assert location.fix_time().year in range(2000, 2100)
        except BadBody:
            continue


def test_messages_without_a_location_have_none() -> None:
    assert locations_of(0x0002, b"") == ()
    assert locations_of(0x8600, block()) == ()


def test_every_stored_message_is_in_the_table() -> None:
    assert set(POSITION_MESSAGES) >= STORED


def packet(number: int, total: int, body: bytes, serial: int) -> Frame:
    return Frame(0x0704, "013912345678", serial, None, 0, (total, number), len(body), body, True)


def test_split_messages_are_put_together_in_any_order_r4_1() -> None:
    reassembly = Reassembly()
    # Serials run over the end of their 16 bits; a packet comes twice.
    assert reassembly.add(packet(3, 3, b"c", 0)) is None
    assert reassembly.add(packet(1, 3, b"a", 0xFFFE)) is None
    assert reassembly.add(packet(1, 3, b"a", 0xFFFE)) is None
    assert [len(packets) for packets in reassembly.incomplete()] == [2]
    made = reassembly.add(packet(2, 3, b"b", 0xFFFF))
    assert made is not None
    whole = made.frame
    assert (whole.body, whole.packet, whole.length_ok) == (b"abc", None, True)
    assert reassembly.incomplete() == []


def test_what_waits_is_bounded_and_the_oldest_is_given_up_first() -> None:
    reassembly = Reassembly(most_bytes=10 * (PACKET_BYTES + 10))
    for message in range(30):
        assert reassembly.add(packet(1, 2, bytes(10), 100 * message)) is None
        assert reassembly.waiting_bytes <= 10 * (PACKET_BYTES + 10)
    given_up = reassembly.take_given_up()
    assert [packets[0].frame.serial for packets in given_up] == [100 * n for n in range(20)]
    assert len(reassembly.incomplete()) == 10
    assert reassembly.take_given_up() == []


def test_packets_without_a_body_take_memory_too() -> None:
    reassembly = Reassembly(most_bytes=100 * PACKET_BYTES)
    for message in range(1_000):
        assert reassembly.add(packet(1, 2, b"", 10 * message)) is None
    assert len(reassembly.incomplete()) == 100
    assert len(reassembly.take_given_up()) == 900


@pytest.mark.parametrize(("number", "total"), [(0, 3), (4, 3), (1, 0)])
def test_a_packet_number_that_cannot_be_is_refused(number: int, total: int) -> None:
    with pytest.raises(BadFrame, match=f"packet {number} of {total}"):
        Reassembly().add(packet(number, total, b"", 1))


# What the origins of the published vectors state

NOT_WHERE_THE_TERMINAL_IS = {"jt-074f0ececa", "jt-640d3d20f6"}
"""8600 and 8606: corners of an area and of a route that the platform sends to the terminal."""

KNOWN_DIFFERENCES: dict[str, dict[str, object]] = {
    # The stated longitude is a factor of ten too small (see the vectors' `note`), the latitude 1e-6
    # less by float rounding: the block holds 015881C9 and 06CA8E05.
    "jt-6f37f73076": {"latitude_e6": 0x015881C9, "longitude_e6": 0x06CA8E05},
    "jt-749cc12246": {"latitude_e6": 0x015881C9, "longitude_e6": 0x06CA8E05},
    # The stated speed is that of extra 0x03, the recorder's (03 02 00 38); the block holds 00 3C.
    "jt-3e08f2e7ab": {"speed_dkmh": 60},
}
"""Where the statement is not what the bytes of the location block hold, with what they hold."""


def locations_in(stream: bytes) -> tuple[Location, ...]:
    (segment,) = SegmentReader().feed(stream)
    frame = read_frame(segment.content)
    return locations_of(frame.message_id, frame.body)


def digits(text: str) -> str:
    """The twelve digits YYMMDDhhmmss of a stated time, however it is written."""
    plain = "".join(c for c in text if c.isdecimal())
    return plain[-12:]


@pytest.mark.real_data
def test_positions_equal_those_that_the_origins_state_r4_1(real_data: Path) -> None:
    vectors: list[dict[str, Any]] = json.loads(
        (real_data / "jt808_messages.json").read_text(encoding="utf-8")
    )
    compared = 0
    skipped = set()
    for vector in vectors:
        if vector["id"] in NOT_WHERE_THE_TERMINAL_IS:
            skipped.add(vector["computed_from_bytes"]["msg_id"])
            continue
        for origin in vector["stated_positions"]:
            locations = locations_in(bytes.fromhex(vector["hex"]))
            # Some origins state the same list twice over.
            stated = origin["positions"]
            assert len(stated) % len(locations) == 0
            for position, location in zip(
                stated, locations * (len(stated) // len(locations)), strict=True
            ):
                assert stated_values(position, vector["id"]) == values(location, position), vector
                compared += 1
    assert skipped == {"8600", "8606"}
    assert compared == 29


NAMES = {
    "alarm": "alarm",
    "status": "status",
    "lat_e6": "latitude_e6",
    "lon_e6": "longitude_e6",
    "altitude_m": "altitude_m",
    "speed_0.1kmh": "speed_dkmh",
    "course": "course",
}


def stated_values(position: dict[str, Any], vector: str) -> dict[str, object]:
    stated: dict[str, object] = {
        NAMES[k]: v for k, v in position.items() if k in NAMES and isinstance(v, int)
    }
    stated |= KNOWN_DIFFERENCES.get(vector, {})
    time = digits(position["time_as_sent"].removesuffix("Z"))
    return stated | {"time": time}


def values(location: Location, position: dict[str, Any]) -> dict[str, object]:
    # The origins state the unsigned words as sent; the hemisphere is in the status beside them.
    decoded = {
        name: abs(getattr(location, name))
        for key, name in NAMES.items()
        if isinstance(position.get(key), int)
    }
    return decoded | {"time": location.time_bcd.hex()}


@pytest.mark.real_data
def test_every_published_vector_is_decoded_or_refused_by_our_own_error(real_data: Path) -> None:
    vectors = json.loads((real_data / "jt808_messages.json").read_text(encoding="utf-8"))
    positions = 0
    for vector in vectors:
        reader = SegmentReader()
        for segment in reader.feed(bytes.fromhex(vector["hex"])):
            try:
                frame = read_frame(segment.content)
                found = locations_of(frame.message_id, frame.body)
            except (BadFrame, BadBody):
                continue
            for location in found:
                positions += 1
                # Invariants of what was sent, whoever sent it.
                assert 0 <= location.speed_dkmh <= 0xFFFF
                assert len(location.time_bcd) == 6
    assert positions > 80
    assert BLOCK_LENGTH == 28
