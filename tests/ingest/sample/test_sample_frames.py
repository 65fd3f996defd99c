"""The JT/T 808 writer, checked by published frames and by a small reader of the test's own."""

import json
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.sample.generate import PHONE
from ingest.sample.jt808_frames import (
    Edition,
    LocationReport,
    checksum,
    framed,
    location_frame,
)


@dataclass(frozen=True)
class Read:
    message_id: int
    edition: int
    phone: str
    serial: int
    alarm: int
    status: int
    lat_e6: int
    lon_e6: int
    altitude_m: int
    speed_tenths: int
    course: int
    time: str
    checksum_ok: bool


def unescape(frame: bytes) -> bytes:
    assert frame[0] == frame[-1] == 0x7E
    message, inner = bytearray(), iter(frame[1:-1])
    for byte in inner:
        if byte == 0x7D:
            byte = {1: 0x7D, 2: 0x7E}[next(inner)]
        message.append(byte)
    return bytes(message)


def read(frame: bytes) -> Read:
    message = unescape(frame)
    message_id, properties = struct.unpack(">HH", message[:4])
    edition, at, width = (2019, 5, 10) if properties & 1 << 14 else (2013, 4, 6)
    phone = message[at : at + width].hex()
    (serial,) = struct.unpack(">H", message[at + width : at + width + 2])
    body = message[at + width + 2 : -1]
    assert properties & 0x3FF == len(body)
    numbers = struct.unpack(">IIIIHHH", body[:22])
    return Read(
        message_id,
        edition,
        phone,
        serial,
        *numbers,
        body[22:28].hex(),
        checksum(message[:-1]) == message[-1],
    )


REPORT = LocationReport(
    lon=150.9634521,
    lat=30.7699084,
    altitude_m=345,
    speed_kmh=4.2,
    course=197,
    time=datetime(2024, 5, 13, 1, 2, 3, tzinfo=UTC),
    valid=True,
    mileage_km=12.3,
    satellites=17,
)


@pytest.mark.real_data
def test_published_frames_are_rebuilt_byte_for_byte(real_data: Path) -> None:
    vectors = json.loads((real_data / "jt808_messages.json").read_text(encoding="utf-8"))
    whole = [
        bytes.fromhex(vector["hex"])
        for vector in vectors
        if vector["computed_from_bytes"]["framing"] == "ok"
        and vector["computed_from_bytes"]["checksum_ok"]
    ]
    assert len(whole) > 250
    rebuilt = [framed(unescape(frame)[:-1]) for frame in whole]
    assert rebuilt == whole


@pytest.mark.real_data
def test_stated_positions_stand_where_this_reader_looks(real_data: Path) -> None:
    """The reader of this test against what the origins of published frames assert."""
    vectors = json.loads((real_data / "jt808_messages.json").read_text(encoding="utf-8"))
    agreed = 0
    for vector in vectors:
        computed = vector["computed_from_bytes"]
        plain = computed["framing"] == "ok" and not computed["subpacket"]
        plain = plain and computed["checksum_ok"]
        if computed.get("msg_id") != "0200" or not plain:
            continue
        for statement in vector["stated_positions"]:
            (stated,) = statement["positions"]
            if "lat_e6" not in stated:
                continue
            got = read(bytes.fromhex(vector["hex"]))
            # One origin computed in floating point and is one off.
            assert abs(got.lat_e6 - stated["lat_e6"]) <= 1
            assert abs(got.lon_e6 - stated["lon_e6"]) <= 1
            assert got.altitude_m == stated.get("altitude_m", got.altitude_m)
            if vector["id"] != "jt-3e08f2e7ab":  # its origin states 56 where its bytes hold 60
                assert got.speed_tenths == stated.get("speed_0.1kmh", got.speed_tenths)
            sent = "".join(c for c in stated["time_as_sent"] if c.isdigit())
            assert got.time == sent[-12:]
            agreed += 1
    assert agreed >= 10


@pytest.mark.parametrize("edition", [2013, 2019])
def test_a_report_is_read_back_as_it_was_written(edition: Edition) -> None:
    got = read(location_frame(REPORT, PHONE, 65535, edition))
    assert (got.message_id, got.edition, got.serial) == (0x0200, edition, 65535)
    assert got.phone.lstrip("0") == PHONE.lstrip("0")
    assert (got.lat_e6, got.lon_e6) == (30769908, 150963452)
    assert (got.altitude_m, got.speed_tenths, got.course) == (345, 42, 197)
    # 01:02:03 UTC is 09:02:03 in the frame, which is in GMT+8.
    assert got.time == "240513090203"
    assert got.status == 0b1100_0000_0000_0000_0011
    assert got.checksum_ok


def test_no_flag_and_no_lone_escape_stands_inside_a_frame() -> None:
    for second in range(3600):
        report = LocationReport(
            REPORT.lon + second * 1e-6,
            REPORT.lat + second * 7e-6,
            second % 1000,
            (second % 300) / 10,
            second % 360,
            REPORT.time + timedelta(seconds=second),
            True,
            second / 10,
            second % 30,
        )
        frame = location_frame(report, PHONE, second, 2019)
        assert b"\x7e" not in frame[1:-1]
        assert all(frame[at + 1] in (1, 2) for at, byte in enumerate(frame[:-1]) if byte == 0x7D)
        assert read(frame).checksum_ok


def test_the_stream_holds_both_editions_garbage_and_one_broken_frame(sample_folder: Path) -> None:
    stream = (sample_folder / "patrol_04.jt808").read_bytes()
    parts = stream.split(b"\x7e")
    # Whole frames are every second part; one run of garbage stands alone between two frames.
    garbage = [part for part in parts[::2] if part]
    frames = [read(b"\x7e" + part + b"\x7e") for part in parts[1::2]]
    assert [len(part) for part in garbage] == [60]
    assert {frame.edition for frame in frames} == {2013, 2019}
    assert sum(not frame.checksum_ok for frame in frames) == 1
    assert sum(not frame.status & 2 for frame in frames) == 1
    assert {frame.phone.lstrip("0") for frame in frames} == {PHONE.lstrip("0")}
    days = {frame.time[:6] for frame in frames}
    assert days == {f"2405{day}" for day in range(13, 20)}
