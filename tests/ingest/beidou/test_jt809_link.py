"""One link of JT/T 809: a platform logs in, stays, sends and leaves; and one that must not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.beidou.jt809.frame import Cipher, Edition, Frame, read_frame, write_frame
from ingest.beidou.jt809.layouts import LOCATION_2011, decode_body, decode_fields, encode_body
from ingest.beidou.jt809.link import Admission, Link, Login, Taken
from ingest.beidou.jt809.locations import encode_positions
from ingest.beidou.jt809.segments import Segment, SegmentReader

PLATFORM = 20180920
NOW = 1_764_000_000
BLOCK = bytes.fromhex("00130707DC0F0F0F07EF4D80017018400032003300000096002D002D0000000300000101")
CIPHER = Cipher(30000000, 20000000, 20000000)


def admit(login: Login) -> Admission:
    if login.platform_id != PLATFORM:
        return Admission(2)
    return Admission(0, 54456) if login.password == b"20180920" else Admission(4)


def sent(
    link: Link, message_id: int, values: dict[str, Any], edition: Edition = 2011, **more: Any
) -> Taken:
    options = {"platform_id": PLATFORM, "serial": 1} | more
    body = encode_body(message_id, values, edition)
    return given_to(link, write_frame(message_id, body, edition=edition, **options))


def given_to(link: Link, frame: bytes) -> Taken:
    [segment] = SegmentReader().feed(frame)
    return link.take(segment)


def answered(taken: Taken, edition: Edition) -> Frame:
    [segment] = SegmentReader().feed(taken.answer)
    frame = read_frame(segment.content, edition)
    assert frame.checksum_ok
    assert frame.length_ok
    return frame


def login_values(edition: Edition, password: bytes = b"20180920") -> dict[str, Any]:
    values: dict[str, Any] = {"user_id": 7, "password": password}
    values |= {"down_link_ip": b"127.0.0.1", "down_link_port": 809}
    return values | ({"platform_id": PLATFORM} if edition == 2019 else {})


def vehicle_values(edition: Edition, sub_id: int = 0x1202) -> dict[str, Any]:
    block, _ = decode_fields(LOCATION_2011, BLOCK, "block")
    if edition == 2019:
        gnss = bytes.fromhex("000000010000000200BA7F0E07E4F11C0028003C0000180715101010")
        block = {"encrypt": 0, "gnss": gnss, "company_id": b"", "company_alarm": 0}
        block |= {"city_id": b"", "city_alarm": 0, "province_id": b"", "province_alarm": 0}
    data = encode_positions(sub_id, [block], edition)
    return {
        "plate": "粤A12345".encode("gbk"),
        "plate_colour": 2,
        "sub_id": sub_id,
        "data": data,
    }


@pytest.mark.parametrize("edition", [2011, 2019])
@pytest.mark.parametrize("cipher", [None, CIPHER])
def test_a_platform_logs_in_stays_sends_and_leaves(edition: Edition, cipher: Cipher | None) -> None:
    link = Link(admit, lambda: NOW, cipher)
    more = {} if cipher is None else {"cipher": cipher, "key": 256178}
    frame = answered(sent(link, 0x1001, login_values(edition), edition, **more), edition)
    assert (frame.message_id, frame.platform_id) == (0x1002, PLATFORM)
    assert frame.sent_at == (NOW if edition == 2019 else None)
    assert decode_body(0x1002, frame.body, edition) == {"result": 0, "verify_code": 54456}
    assert link.login == Login(PLATFORM, 7, b"20180920", edition)
    assert answered(sent(link, 0x1005, {}, edition, **more), edition).message_id == 0x1006
    taken = sent(link, 0x1200, vehicle_values(edition), edition, **more)
    assert (taken.answer, taken.refused, taken.left_out) == (b"", None, None)
    [sighting] = taken.sightings
    assert (sighting.device, sighting.fault) == ("粤A12345:2", None)
    assert taken.frame is not None
    assert (taken.frame.message_id, taken.frame.encrypted) == (0x1200, False)
    left = sent(link, 0x1003, {"user_id": 7, "password": b"x"}, edition, **more)
    assert answered(left, edition).message_id == 0x1004
    assert left.closing
    assert link.login is None


@pytest.mark.parametrize(
    ("platform", "password", "result"), [(PLATFORM, b"wrong", 4), (7, b"20180920", 2)]
)
def test_who_is_not_let_in_is_told_why(platform: int, password: bytes, result: int) -> None:
    link = Link(admit, lambda: NOW)
    taken = sent(link, 0x1001, login_values(2011, password), platform_id=platform)
    assert taken.closing
    assert decode_body(0x1002, answered(taken, 2011).body, 2011)["result"] == result
    assert sent(link, 0x1200, vehicle_values(2011)).refused == "the link has not logged in"
    assert sent(link, 0x1005, {}).refused == "the link has not logged in"


def test_a_login_of_2019_may_tell_the_version_of_its_platform() -> None:
    link = Link(admit, lambda: NOW)
    body = encode_body(0x1001, login_values(2019), 2019) + bytes((1, 2, 19))
    taken = given_to(
        link, write_frame(0x1001, body, edition=2019, platform_id=PLATFORM, serial=1, sent_at=NOW)
    )
    assert decode_body(0x1002, answered(taken, 2019).body, 2019)["result"] == 0
    assert link.login == Login(PLATFORM, 7, b"20180920", 2019)


def test_a_frame_of_another_platform_is_refused() -> None:
    link = Link(admit, lambda: NOW)
    sent(link, 0x1001, login_values(2011))
    taken = sent(link, 0x1200, vehicle_values(2011), platform_id=9)
    assert taken.refused == f"the frame is of platform 9, the link of {PLATFORM}"
    assert taken.sightings == ()


def test_what_is_no_position_is_named_and_what_is_broken_refused() -> None:
    link = Link(admit, lambda: NOW)
    sent(link, 0x1001, login_values(2011))
    assert sent(link, 0x1007, {"error_code": 1}).left_out == "1007 主链路断开通知"
    values = vehicle_values(2011) | {"sub_id": 0x1201}
    assert sent(link, 0x1200, values).left_out == "1200 主链路动态信息交换"
    assert "left" in (sent(link, 0x1200, vehicle_values(2011) | {"data": b"x"}).refused or "")
    garbage = link.take(Segment(0, b"x", False))
    assert "garbage" in (garbage.refused or "")
    assert garbage.frame is None
    encrypted = sent(link, 0x1200, vehicle_values(2011), cipher=CIPHER, key=1)
    assert "M1, IA1 and IC1" in (encrypted.refused or "")


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 255)), max_size=5),
    st.booleans(),
    st.sampled_from([2011, 2019]),
    st.sampled_from([None, CIPHER]),
)
def test_no_bytes_stop_a_link(
    changes: list[tuple[int, int]], logged_in: bool, edition: Edition, cipher: Cipher | None
) -> None:
    link = Link(admit, lambda: NOW, cipher)
    if logged_in:
        sent(link, 0x1001, login_values(edition), edition)
    stream = bytearray()
    for message_id, values in (
        (0x1001, login_values(edition)),
        (0x1005, {}),
        (0x1200, vehicle_values(edition)),
        (0x1200, vehicle_values(edition, 0x1203)),
    ):
        body = encode_body(message_id, values, edition)
        stream += write_frame(message_id, body, edition=edition, platform_id=PLATFORM, serial=1)
    for place, byte in changes:
        stream[place % len(stream)] = byte
    for segment in SegmentReader().feed(bytes(stream)):
        assert isinstance(link.take(segment), Taken)
