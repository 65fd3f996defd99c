"""What is read by the table of messages is written back by it, byte for byte."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.beidou.jt808.frame import Segment, SegmentReader, read_frame, write_frames
from ingest.beidou.jt808.layouts import MESSAGE_TYPES, decode_body, encode_body, text_of
from ingest.beidou.jt808.location import (
    Location,
    decode_batch,
    decode_location,
    encode_batch,
    encode_location,
)
from ingest.beidou.jt808.reassembly import Reassembly
from spatial.errors import BadBody, BadFrame

WORD, DWORD = st.integers(0, 0xFFFF), st.integers(0, 0xFFFFFFFF)
PHONE = st.text("0123456789", min_size=1, max_size=12)


@st.composite
def locations(draw: st.DrawFn) -> Location:
    status = draw(DWORD)
    extras = tuple(
        draw(st.lists(st.tuples(st.integers(0, 255), st.binary(max_size=9)), max_size=4))
    )
    return Location(
        alarm=draw(DWORD),
        status=status,
        latitude_e6=draw(DWORD) * (-1 if status & 4 else 1),
        longitude_e6=draw(DWORD) * (-1 if status & 8 else 1),
        altitude_m=draw(WORD),
        speed_dkmh=draw(WORD),
        course=draw(WORD),
        time_bcd=draw(st.binary(min_size=6, max_size=6)),
        extras=extras,
    )


@given(st.lists(locations(), max_size=20), st.integers(0, 1))
def test_locations_are_read_as_they_were_written(there: list[Location], kind: int) -> None:
    for one in there:
        assert decode_location(encode_location(one)) == one
    assert list(decode_batch(encode_batch(there, kind))) == there


@given(
    message_id=WORD,
    phone=PHONE,
    serial=WORD,
    body=st.binary(max_size=5000),
    version=st.one_of(st.none(), st.integers(0, 255)),
    backwards=st.booleans(),
)
def test_a_message_is_put_together_from_the_frames_that_were_written(
    message_id: int, phone: str, serial: int, body: bytes, version: int | None, backwards: bool
) -> None:
    frames = write_frames(message_id, phone, serial, body, version=version)
    reader = SegmentReader()
    segments = list(reader.feed(b"".join(frames)))
    assert reader.finish() is None
    assert len(segments) == len(frames)
    reassembly = Reassembly()
    made = None
    for segment in reversed(segments) if backwards else segments:
        assert isinstance(segment, Segment)
        frame = read_frame(segment.content)
        assert frame.checksum_ok
        assert frame.length_ok
        made = reassembly.add(frame, segment.content) or made
    assert made is not None
    assert [packet.sent for packet in made.packets] == [segment.content for segment in segments]
    whole = made.frame
    assert (whole.message_id, whole.serial, whole.version) == (message_id, serial, version)
    assert whole.phone.lstrip("0") == phone.lstrip("0")
    assert whole.body == body


@pytest.mark.parametrize("phone", ["", "12a", "1" * 13])
def test_a_phone_number_that_no_frame_holds_is_refused(phone: str) -> None:
    with pytest.raises(BadFrame, match="phone number"):
        write_frames(0x0002, phone, 1, b"")


REGISTRATION = {
    "province": 31, "county": 115, "maker": b"yzh", "model": b"www.jtt808.cn",
    "terminal": b"7654321", "plate_colour": 1, "plate": "测A88888".encode("gbk"),
}  # fmt: skip


@pytest.mark.parametrize("edition", [2013, 2019])
def test_a_registration_is_padded_and_read_back(edition: int) -> None:
    body = encode_body(0x0100, REGISTRATION, edition)
    found = decode_body(0x0100, body, 1 if edition == 2019 else None)
    assert found.edition == edition
    assert found.text("model") == "www.jtt808.cn"
    assert found.text("plate") == "测A88888"
    assert (found.number("province"), found.number("plate_colour")) == (31, 1)


def test_a_registration_of_2011_is_told_by_its_model() -> None:
    short = REGISTRATION | {"model": b"abc", "plate": b"LB12345678901234567"}
    body = encode_body(0x0100, short, 2011)
    assert len(body) > 37  # as long as one of 2013
    found = decode_body(0x0100, body, None)
    assert (found.edition, found.text("model")) == (2011, "abc")


def test_an_authentication_of_2019_tells_the_length_of_its_code() -> None:
    values = {"code": b"a" * 44, "imei": b"123456789012345", "software": b"www.jtt808.cn"}
    body = encode_body(0x0102, values, 2019)
    assert body[0] == 44
    found = decode_body(0x0102, body, 1)
    assert (found.text("code"), found.text("software")) == ("a" * 44, "www.jtt808.cn")


def test_what_the_table_has_no_room_for_is_refused() -> None:
    with pytest.raises(BadBody, match="maker: 6 bytes, there is room for 5"):
        encode_body(0x0100, REGISTRATION | {"maker": b"123456"}, 2013)
    with pytest.raises(BadBody, match="result: 256"):
        encode_body(0x8001, {"serial": 1, "message_id": 2, "result": 256})
    with pytest.raises(BadBody, match="5 are the least"):
        decode_body(0x8001, b"\x00", None)
    with pytest.raises(BadBody, match="not in the table"):
        decode_body(0xFFFF, b"", None)
    assert text_of(b"\xff\x00x") == "�"


@pytest.mark.real_data
def test_published_bodies_are_written_back_as_they_came(real_data: Path) -> None:
    vectors = json.loads((real_data / "jt808_messages.json").read_text(encoding="utf-8"))
    written = 0
    for vector in vectors:
        reader = SegmentReader()
        segments = list(reader.feed(bytes.fromhex(vector["hex"])))
        if vector["computed_from_bytes"].get("framing") != "ok" or len(segments) != 1:
            continue
        try:
            frame = read_frame(segments[0].content)
        except BadFrame:
            continue
        if not (frame.checksum_ok and frame.length_ok) or frame.packet or frame.encryption:
            continue
        if frame.message_id not in MESSAGE_TYPES:
            continue
        try:
            found = decode_body(frame.message_id, frame.body, frame.version)
        except BadBody:
            # Answers without a body are among the samples of one origin.
            assert len(frame.body) < 25
            continue
        again = encode_body(frame.message_id, found.values, found.edition, found.rest)
        assert again == frame.body, vector["id"]
        [sent] = write_frames(
            frame.message_id, frame.phone, frame.serial, again, version=frame.version
        ) if frame.phone.isdecimal() else [bytes.fromhex(vector["hex"])]  # fmt: skip
        assert sent == bytes.fromhex(vector["hex"]), vector["id"]
        written += 1
        for statement in vector["statements"]:
            said = statement["expected"].get("decoded") or statement["expected"]
            for name, ours in (("plateNo", "plate"), ("plate", "plate"), ("deviceModel", "model"),
                               ("terminal_model", "model"), ("token", "code"),
                               ("auth_code", "code")):  # fmt: skip
                if name in said and ours in found.values:
                    assert found.text(ours) == said[name], (vector["id"], name)
    assert written > 80
