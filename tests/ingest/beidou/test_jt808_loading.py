from __future__ import annotations

import json
import struct
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fix_rows import held_fixes
from sqlalchemy import Engine, text

from ingest.beidou.frames import load_jt808_frames
from ingest.beidou.jt808.frame import check_byte, escape
from ingest.runs import IngestReport
from spatial.errors import SourceRefused

NOW = datetime(2026, 11, 1, tzinfo=UTC)
VALID = 1 << 1


def block(
    *,
    status: int = VALID,
    lat: int = 39_900_000,
    lon: int = 116_500_000,
    speed: int = 365,
    course: int = 90,
    time: str = "240501080000",
) -> bytes:
    head = struct.pack(">IIIIHHH", 0, status, lat, lon, 50, speed, course)
    return head + bytes.fromhex(time)


def frame(
    body: bytes,
    message_id: int = 0x0200,
    *,
    phone: str = "013912345678",
    serial: int = 1,
    packet: tuple[int, int] | None = None,
    encryption: int = 0,
    length: int | None = None,
    wrong: int = 0,
) -> bytes:
    """One frame with its flags, built from the header table of the standard (4.4.3)."""
    is_2019 = len(phone) == 20
    properties = (len(body) if length is None else length) | encryption << 10
    properties |= (0x4000 if is_2019 else 0) | (0x2000 if packet else 0)
    plain = struct.pack(">HH", message_id, properties) + (b"\x01" if is_2019 else b"")
    plain += bytes.fromhex(phone) + struct.pack(">H", serial)
    plain += struct.pack(">HH", *packet) if packet else b""
    plain += body
    return b"\x7e" + escape(plain + bytes([check_byte(plain) ^ wrong])) + b"\x7e"


def load(engine: Engine, folder: Path, *parts: bytes, name: str = "day.bin") -> IngestReport:
    file = folder / name
    file.write_bytes(b"".join(parts))
    return load_jt808_frames(engine, file, device_class="vehicle", clock=lambda: NOW)


def rows(engine: Engine, statement: str) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def refusals(engine: Engine) -> list[tuple[Any, ...]]:
    return rows(
        engine, "SELECT reason, raw FROM ingest_remark WHERE disposition = 'refused' ORDER BY ctid"
    )


def test_a_location_becomes_a_fix_of_the_terminal_in_utc_r4_2(
    engine: Engine, tmp_path: Path
) -> None:
    outcome = load(engine, tmp_path, frame(block(status=VALID | 1 << 19)))
    assert (outcome.accepted, outcome.refused, outcome.repaired) == (1, 0, 0)
    [fix] = held_fixes(engine)
    assert (fix.device, fix.device_class) == ("13912345678", "vehicle")
    assert fix.at == datetime(2024, 5, 1, tzinfo=UTC)
    assert (fix.lon_e7, fix.lat_e7) == (1165000000, 399000000)
    assert (fix.altitude_m, fix.course, fix.flags) == (50.0, 90.0, VALID | 1 << 19)
    assert fix.speed_kmh == pytest.approx(36.5)


def test_both_editions_of_a_terminal_are_one_device_r4_1(engine: Engine, tmp_path: Path) -> None:
    load(
        engine,
        tmp_path,
        frame(block()),
        frame(block(time="240501080010"), phone="00000000013912345678"),
    )
    assert rows(engine, "SELECT name, fixes FROM device JOIN device_latest ON id = device_id") == [
        ("13912345678", 2)
    ]


def test_south_and_west_are_negative_r4_3(engine: Engine, tmp_path: Path) -> None:
    load(engine, tmp_path, frame(block(status=VALID | 4 | 8)))
    [fix] = held_fixes(engine)
    assert (fix.lon_e7, fix.lat_e7) == (-1165000000, -399000000)


def test_a_status_word_with_its_highest_bit_is_kept(engine: Engine, tmp_path: Path) -> None:
    load(engine, tmp_path, frame(block(status=0x80000002)))
    assert [fix.flags & 0xFFFFFFFF for fix in held_fixes(engine)] == [0x80000002]


def test_a_batch_and_a_query_answer_are_fixes_too(engine: Engine, tmp_path: Path) -> None:
    def item(body: bytes) -> bytes:
        return len(body).to_bytes(2, "big") + body

    late = item(block(time="240430230000")) + item(block(time="240430230010"))
    outcome = load(
        engine,
        tmp_path,
        frame(b"\x00\x02\x01" + late, 0x0704),
        frame(b"\x00\x09" + block(), 0x0201),
    )
    assert outcome.accepted == 3


def test_a_split_batch_is_put_together_r4_1(engine: Engine, tmp_path: Path) -> None:
    body = b"\x00\x01\x01\x00\x1c" + block()
    outcome = load(
        engine,
        tmp_path,
        frame(body[20:], 0x0704, packet=(2, 2), serial=8),
        frame(body[:20], 0x0704, packet=(2, 1), serial=7),
    )
    assert (outcome.accepted, outcome.refused) == (1, 0)


BAD: list[tuple[str, bytes, str]] = [
    ("checksum", frame(block(), wrong=0x01), "check byte"),
    ("length", frame(block(), length=27), "announces 27 bytes, the body has 28"),
    ("encrypted body", frame(block(), encryption=1), "encrypted"),
    ("short body", frame(block()[:20]), "0200 位置信息汇报: byte 0: 20 bytes left"),
    ("no fix", frame(block(status=0)), "not valid"),
    ("plug-in", frame(block(status=VALID | 1 << 5)), "secrecy plug-in"),
    ("swapped", frame(block(lat=116_307_629, lon=40_058_359)), "swapped"),
    ("zero", frame(block(lat=0, lon=0)), "both 0"),
    ("future", frame(block(time="261231000000")), "future"),
    ("no date", frame(block(time="000000000000")), "time 000000000000"),
    ("phone", frame(block(), phone="01391234567a"), "phone number"),
    ("garbage", b"\xff\xfe\xfd\x7e", "12 and a check byte"),
    ("lone packet", frame(block(), packet=(3, 2)), "1 of its 3 packets came"),
    ("packet number", frame(block(), packet=(3, 4)), "packet 4 of 3"),
    ("escape", b"\x7e\x01\x7d\x05\x7e", "7D is followed by 05"),
]


@pytest.mark.parametrize(("stream", "what"), [b[1:] for b in BAD], ids=[b[0] for b in BAD])
def test_what_is_no_position_is_refused_and_kept_in_hex_r4_3(
    engine: Engine, tmp_path: Path, stream: bytes, what: str
) -> None:
    good = frame(block())
    outcome = load(engine, tmp_path, good, stream, frame(block(time="240501080010")))
    assert (outcome.accepted, outcome.refused) == (2, 1)
    ((reason, raw),) = refusals(engine)
    assert what in reason
    kept = raw.get("hex") or raw["bodies"][0]
    assert bytes.fromhex(kept) in stream


def test_half_a_frame_at_the_end_is_refused_and_kept(engine: Engine, tmp_path: Path) -> None:
    half = frame(block(time="240501080010"))[:-9]
    outcome = load(engine, tmp_path, frame(block()), half)
    assert (outcome.accepted, outcome.refused) == (1, 1)
    ((reason, raw),) = refusals(engine)
    assert "half a frame" in reason
    assert bytes.fromhex(raw["hex"]) == half[1:]


def test_an_impossible_course_is_taken_off_with_a_note(engine: Engine, tmp_path: Path) -> None:
    outcome = load(engine, tmp_path, frame(block(course=40_000)))
    assert (outcome.accepted, outcome.repaired) == (1, 1)
    assert [fix.course for fix in held_fixes(engine)] == [None]


def test_messages_without_a_position_and_repeats_are_counted_in_one_remark_each(
    engine: Engine, tmp_path: Path
) -> None:
    heartbeat = frame(b"", 0x0002)
    outcome = load(engine, tmp_path, heartbeat, frame(block()), frame(block()), heartbeat)
    assert outcome.accepted == 1
    assert rows(engine, "SELECT record, raw FROM ingest_remark ORDER BY record") == [
        ("0002", {"messages": 2}),
        ("13912345678", {"repeated": 1}),
    ]


def test_the_same_recording_again_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    load(engine, tmp_path, frame(block()))
    assert load(engine, tmp_path, frame(block())).status == "unchanged"
    assert len(held_fixes(engine)) == 1


@pytest.mark.parametrize(
    "content", [b"", b"device,time\n", b"\x7e\x7e\x7e", frame(block(), wrong=1), b"\x89PNG\x7e" * 9]
)
def test_a_file_without_one_whole_frame_is_refused_whole(
    engine: Engine, tmp_path: Path, content: bytes
) -> None:
    with pytest.raises(SourceRefused, match="no whole JT/T 808 frame"):
        load(engine, tmp_path, content)
    assert rows(engine, "SELECT count(*) FROM ingest_remark") == [(0,)]


def test_a_folder_is_refused(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match="is no file"):
        load_jt808_frames(engine, tmp_path, device_class="vehicle")


@pytest.mark.real_data
def test_all_published_vectors_as_one_recording(
    engine: Engine, tmp_path: Path, real_data: Path
) -> None:
    """Every frame is a fix, a refusal with a reason, or counted as no position: none is lost."""
    vectors = json.loads((real_data / "jt808_messages.json").read_text(encoding="utf-8"))
    outcome = load(engine, tmp_path, *(bytes.fromhex(vector["hex"]) for vector in vectors))
    stored = held_fixes(engine)
    assert len(stored) == outcome.accepted > 40
    for fix in stored:
        assert (fix.lon_e7, fix.lat_e7) != (0, 0)
        assert fix.course is None or 0 <= fix.course < 360
        assert fix.at < NOW
        assert fix.flags & VALID
        assert not fix.flags & 1 << 5
    assert any(fix.extras for fix in stored)
    assert any(fix.alarm for fix in stored)
