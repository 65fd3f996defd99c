from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.beidou.jt808.frame import (
    FLAG,
    MAX_SEGMENT,
    Segment,
    SegmentReader,
    check_byte,
    escape,
    read_frame,
    unescape,
)
from spatial.errors import BadFrame


def segments(stream: bytes, *cuts: int) -> list[Segment]:
    """All segments of a stream that is delivered in parts, the half one at its end among them."""
    reader = SegmentReader()
    found: list[Segment] = []
    bounds = [0, *sorted(cuts), len(stream)]
    for begin, end in pairwise(bounds):
        found += reader.feed(stream[begin:end])
    rest = reader.finish()
    return found + ([rest] if rest else [])


def test_garbage_before_and_between_frames_does_not_hurt_them() -> None:
    stream = b"noise\x7e\x01\x02\x7eirrelevant\x7e\x03\x04\x7e\x7e\x05\x7e"
    assert segments(stream) == [
        Segment(0, b"noise", False),
        Segment(6, b"\x01\x02", True),
        Segment(9, b"irrelevant", True),
        Segment(20, b"\x03\x04", True),
        Segment(24, b"\x05", True),
    ]


def test_one_flag_may_close_a_frame_and_open_the_next() -> None:
    assert [s.content for s in segments(b"\x7e\x01\x7e\x02\x7e")] == [b"\x01", b"\x02"]


def test_half_a_frame_at_the_end_is_not_closed() -> None:
    assert segments(b"\x7e\x01\x7e\x7e\x02") == [
        Segment(1, b"\x01", True),
        Segment(4, b"\x02", False),
    ]


def test_a_stream_without_flags_takes_no_memory() -> None:
    found = segments(b"x" * (3 * MAX_SEGMENT) + b"\x7e\x01\x7e")
    assert [(s.offset, len(s.content), s.closed) for s in found] == [
        (0, MAX_SEGMENT, False),
        (MAX_SEGMENT, MAX_SEGMENT, False),
        (2 * MAX_SEGMENT, MAX_SEGMENT, False),
        (3 * MAX_SEGMENT + 1, 1, True),
    ]


@given(st.binary(max_size=60), st.lists(st.integers(0, 60), max_size=5))
@example(b"\x7e\x7e\x01\x7e", [1, 2, 3])
def test_any_split_of_a_stream_gives_the_same_segments(stream: bytes, cuts: list[int]) -> None:
    stream = stream.replace(b"a", b"\x7e")
    inside = [cut for cut in cuts if cut <= len(stream)]
    assert segments(stream, *inside) == segments(stream)


@given(st.binary(max_size=200))
@example(b"\x7d\x7e\x01\x02")
def test_escaping_and_back_is_the_identity(plain: bytes) -> None:
    escaped = escape(plain)
    assert FLAG not in escaped
    assert unescape(escaped) == plain


@pytest.mark.parametrize("content", ["017d", "7d0301", "7d7d01"])
def test_a_wrong_escape_is_refused_with_its_place(content: str) -> None:
    with pytest.raises(BadFrame, match=r"byte [01]: 7D"):
        unescape(bytes.fromhex(content))


def test_the_check_byte_is_the_exclusive_or() -> None:
    assert check_byte(bytes.fromhex("0ff0aa")) == 0x55
    assert check_byte(b"") == 0


def test_a_frame_of_2013_and_one_of_2019_are_told_apart_by_bit_14() -> None:
    # Worked out by hand from the header tables of both editions.
    old = bytes.fromhex("0002 0000 013912345678 0010")
    new = bytes.fromhex("0002 4000 01 00000000013912345678 0010")
    first = read_frame(escape(old + bytes([check_byte(old)])))
    second = read_frame(escape(new + bytes([check_byte(new)])))
    assert (first.phone, first.version, first.serial) == ("013912345678", None, 16)
    assert (second.phone, second.version, second.serial) == ("00000000013912345678", 1, 16)
    assert first.checksum_ok
    assert second.checksum_ok


def test_a_packet_of_a_split_message_says_which_it_is() -> None:
    header = bytes.fromhex("0704 2002 013912345678 0011 0003 0002 abcd")
    frame = read_frame(escape(header + bytes([check_byte(header)])))
    assert frame.packet == (3, 2)
    assert frame.body == b"\xab\xcd"
    assert frame.length_ok


@given(st.binary(max_size=80))
def test_any_bytes_are_a_frame_or_our_own_error(content: bytes) -> None:
    try:
        frame = read_frame(content)
    except BadFrame:
        return
    assert frame.message_id == int.from_bytes(unescape(content)[:2], "big")


# All published vectors

VECTORS = 373


@pytest.fixture(scope="module")
def vectors(real_data: Path) -> list[dict[str, Any]]:
    found = json.loads((real_data / "jt808_messages.json").read_text(encoding="utf-8"))
    assert len(found) == VECTORS
    assert isinstance(found, list)
    return found


@pytest.mark.real_data
def test_every_published_vector_is_framed_as_its_bytes_say_r4_1(
    vectors: list[dict[str, Any]],
) -> None:
    handled = {"ok": 0, "several frames or stray 7e": 0, "bad escape": 0, "too short": 0}
    for vector in vectors:
        stream, stated = bytes.fromhex(vector["hex"]), vector["computed_from_bytes"]
        found = segments(stream)
        framing = stated["framing"]
        handled[framing] += 1
        if framing == "several frames or stray 7e":
            assert len(found) > 1 or FLAG in stream.strip(b"\x7e"), vector["id"]
        elif framing in ("bad escape", "too short"):
            (segment,) = found
            reason = "7D is followed" if framing == "bad escape" else "bytes: a header"
            with pytest.raises(BadFrame, match=reason):
                read_frame(segment.content)
        else:
            (segment,) = found
            assert segment.closed
            if stated["body_length_actual"] < 0:
                # Its header (2019, split) has 21 bytes; the frame has 15.
                with pytest.raises(BadFrame, match="header of 21"):
                    read_frame(segment.content)
                continue
            frame = read_frame(segment.content)
            assert {
                "framing": "ok",
                "msg_id": f"{frame.message_id:04x}",
                "checksum_ok": frame.checksum_ok,
                "version_bit": frame.version is not None,
                "subpacket": frame.packet is not None,
                "encrypt": frame.encryption,
                "body_length_declared": frame.declared_length,
                "body_length_actual": len(frame.body),
            } == stated, vector["id"]
    assert handled == {
        "ok": 356,
        "several frames or stray 7e": 11,
        "bad escape": 3,
        "too short": 3,
    }


@pytest.mark.real_data
def test_all_published_vectors_in_one_stream_with_garbage_between_them(
    vectors: list[dict[str, Any]],
) -> None:
    stream = b"\x00\xff".join(bytes.fromhex(vector["hex"]) for vector in vectors)
    contents = [segment.content for segment in segments(stream)]
    for vector in vectors:
        if vector["computed_from_bytes"]["framing"] == "ok":
            assert bytes.fromhex(vector["hex"])[1:-1] in contents, vector["id"]
