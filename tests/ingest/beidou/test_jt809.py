"""JT/T 809: frames and bodies as other implementations publish them, and each way to be wrong.

The hexadecimal samples and what they mean are those of the tests of SmallChi/JT809 (MIT).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.beidou.checks import judge
from ingest.beidou.jt809.frame import (
    Cipher,
    Edition,
    Frame,
    check_sum,
    edition_of,
    read_frame,
    require_sound,
    write_frame,
)
from ingest.beidou.jt809.layouts import (
    LOCATION_2011,
    LOCATION_2019,
    MESSAGE_TYPES,
    decode_body,
    decode_fields,
    encode_body,
    encode_fields,
)
from ingest.beidou.jt809.locations import (
    POSITION_MESSAGES,
    device_name,
    encode_positions,
    message_name,
    sightings_of,
)
from ingest.beidou.jt809.segments import (
    MAX_SEGMENT,
    Segment,
    SegmentReader,
    escape,
    unescape,
)
from ingest.beidou.sightings import candidates, device_names
from ingest.beidou.store import is_device_name
from spatial.errors import BadBody, BadFrame

NOW = datetime(2026, 11, 25, tzinfo=UTC)
BEIJING = timezone(timedelta(hours=8))

ENCRYPTED_LOGIN = (
    "5B000000480000008510010133EFB8010000010003E8B2D37D9CC4900C77DC78F8676527D8AE12243CFB64CC2FBA"
    "619AEFAD33ACCB3256F67BFF19DF33097841098665703FE36E5D"
)
SUPERVISION = (
    "5B000000920000068294000133EFB8010000000000270FD4C141313233343500000000000000000000000000029401"
    "0000005C010002000000005A01AC3F40123FFAA1000000005A01AC4D5003736D616C6C63686900000000000000003132"
    "3334353637383930310000000000000000003132333435364071712E636F6D0000000000000000000000000000000000"
    "0000BAD85D"
)
PLATFORM_2019 = (
    "5B000000C9000006821700013415F4010000000000270F000000005E02A507B8D4C1413132333435000000000000"
    "000000000000000217010000008B0102030405060708091011" + "00" * 128 + "E7D35D"
)
LOCATION = "00130707DC0F0F0F07EF4D80017018400032003300000096002D002D0000000300000101"
BATCH = (
    "03" + LOCATION + LOCATION.replace("0F0F0F", "101010") + LOCATION.replace("0F0F0F", "111111")
)
BLOCK_2019 = (
    "0100000026000000010000000200BA7F0E07E4F11C0028003C00001807151010100104000000640202003731313131"
    "3131313131313100000001323232323232323232323200000002333333333333333333333300000003"
)


def content_of(frame: str | bytes) -> bytes:
    raw = bytes.fromhex(frame) if isinstance(frame, str) else frame
    [segment] = SegmentReader().feed(raw)
    assert segment.closed
    return segment.content


def vehicle(
    data: bytes, sub_id: int = 0x1202, edition: Edition = 2011, plate: str = "粤A12345"
) -> Frame:
    body = encode_body(
        0x1200,
        {"plate": plate.encode("gbk"), "plate_colour": 2, "sub_id": sub_id, "data": data},
        edition,
    )
    frame = write_frame(0x1200, body, edition=edition, platform_id=44, serial=7)
    return read_frame(content_of(frame), edition)


def test_the_check_sum_is_that_of_published_frames() -> None:
    assert check_sum(b"123456789") == 0x29B1
    for frame, edition in ((ENCRYPTED_LOGIN, 2011), (SUPERVISION, 2011), (PLATFORM_2019, 2019)):
        found = read_frame(content_of(frame), 2019 if edition == 2019 else 2011)
        assert found.length_ok
        assert found.checksum_ok


def test_an_encrypted_login_is_read_with_the_constants_of_the_link() -> None:
    frame = read_frame(content_of(ENCRYPTED_LOGIN), 2011)
    assert (frame.message_id, frame.serial, frame.platform_id) == (0x1001, 133, 20180920)
    assert (frame.encrypted, frame.key, frame.version) == (True, 256178, (1, 0, 0))
    with pytest.raises(BadFrame, match="M1, IA1 and IC1"):
        require_sound(frame)
    clear = frame.decrypted(Cipher(m1=30000000, ia1=20000000, ic1=20000000))
    require_sound(clear)
    values = decode_body(0x1001, clear.body, 2011)
    assert values["user_id"] == 20180920
    assert values["password"] == b"20180920"
    assert values["down_link_ip"] == b"127.0.0.1".ljust(32, b"\0")
    assert values["down_link_port"] == 809
    written = write_frame(
        0x1001,
        encode_body(0x1001, values, 2011),
        edition=2011,
        platform_id=20180920,
        serial=133,
        cipher=Cipher(30000000, 20000000, 20000000),
        key=256178,
    )
    assert written.hex().upper() == ENCRYPTED_LOGIN
    assert clear.decrypted(Cipher(1, 2, 3)) is clear


def test_escapes_of_a_published_frame_are_taken_back_and_written_again() -> None:
    frame = read_frame(content_of(SUPERVISION), 2011)
    assert (frame.message_id, frame.serial, frame.key) == (0x9400, 1666, 9999)
    assert frame.body[-91:-83].hex() == "000200000000" + "5bac"
    written = write_frame(
        0x9400, frame.body, edition=2011, platform_id=20180920, serial=1666, key=9999
    )
    # Without a cipher the flag stays 0, and the key is written all the same.
    assert written.hex().upper() == SUPERVISION


def test_a_frame_of_2019_tells_when_it_was_sent() -> None:
    frame = read_frame(content_of(PLATFORM_2019), 2019)
    assert frame.message_id == 0x1700
    assert frame.sent_at is not None
    assert datetime.fromtimestamp(frame.sent_at, UTC) == datetime(2020, 4, 26, 4, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("message_id", "edition", "hex_body", "values"),
    [
        (
            0x1001,
            2019,
            "0133EFB8323031383039323002A7DD23" + b"127.0.0.1".ljust(32, b"\0").hex() + "0329",
            {
                "user_id": 20180920,
                "password": b"20180920",
                "platform_id": 44555555,
                "down_link_ip": b"127.0.0.1".ljust(32, b"\0"),
                "down_link_port": 809,
            },
        ),
        (0x1002, 2011, "000000D4B8", {"result": 0, "verify_code": 54456}),
        (0x1005, 2011, "", {}),
        (0x1006, 2019, "", {}),
    ],
)
def test_bodies_of_a_link_are_read_and_written(
    message_id: int, edition: Edition, hex_body: str, values: dict[str, Any]
) -> None:
    body = bytes.fromhex(hex_body)
    assert decode_body(message_id, body, edition) == values
    assert encode_body(message_id, values, edition) == body


@pytest.mark.parametrize("edition", [2011, 2019])
def test_the_edition_is_told_by_the_login_and_by_a_link_test(edition: Edition) -> None:
    login = {"user_id": 1, "password": b"x", "down_link_ip": b"", "down_link_port": 1}
    for message_id, values in (
        (0x1001, login | ({"platform_id": 2} if edition == 2019 else {})),
        (0x1002, {"result": 0, "verify_code": 1}),
        (0x1003, {"user_id": 1, "password": b"x"}),
        (0x1004, {}),
        (0x1005, {}),
        (0x1006, {}),
    ):
        body = encode_body(message_id, values, edition)
        frame = write_frame(message_id, body, edition=edition, platform_id=1, serial=1)
        assert edition_of(content_of(frame)) == edition, message_id
    assert edition_of(content_of(SUPERVISION)) is None


@pytest.mark.parametrize("edition", [2011, 2019])
def test_the_edition_of_a_vehicles_message_is_told_by_its_own_length(edition: Edition) -> None:
    values = {"plate": "粤A1".encode("gbk"), "plate_colour": 1, "sub_id": 0x1202, "data": b"x" * 40}
    body = encode_body(0x1200, values, edition)
    options: dict[str, Any] = {"edition": edition, "platform_id": 1, "serial": 1}
    assert edition_of(content_of(write_frame(0x1200, body, **options))) == edition
    hidden = write_frame(0x1200, body, cipher=Cipher(1, 2, 3), key=4, **options)
    assert edition_of(content_of(hidden)) is None
    # Where both lengths fit, neither is believed: eight bytes of one are the clock of the other.
    both = bytearray(b"\0" * 24 + (36).to_bytes(4, "big") + b"\0" * 36)
    both[32:36] = (28).to_bytes(4, "big")
    assert (
        edition_of(content_of(write_frame(0x1200, bytes(both), **(options | {"edition": 2011}))))
        is None
    )
    assert edition_of(content_of(write_frame(0x1200, b"", **options))) is None


def test_a_position_of_2011_is_read_as_it_is_published() -> None:
    [sighting] = sightings_of(vehicle(bytes.fromhex(LOCATION)), "frame 1")
    assert sighting.device == "粤A12345:2"
    assert sighting.time == datetime(2012, 7, 19, 15, 15, 15, tzinfo=BEIJING)
    assert (sighting.lon, sighting.lat) == (133.123456, 24.123456)
    assert (sighting.speed_kmh, sighting.course, sighting.altitude_m) == (50, 45, 45)
    assert (sighting.status, sighting.alarm) == (3, 257)
    assert sighting.extras == b'{"mileage_km": 150, "recorder_speed_kmh": 51}'
    assert sighting.raw == {"hex": LOCATION.lower()}
    assert (sighting.record, sighting.fault) == ("frame 1", None)


def test_a_re_report_gives_its_positions_in_order() -> None:
    found = sightings_of(vehicle(bytes.fromhex(BATCH), 0x1203), "frame 1")
    assert [one.time and one.time.hour for one in found] == [15, 16, 17]
    assert [one.record for one in found] == [f"frame 1, position {i}" for i in (1, 2, 3)]
    judgement = judge(candidates(found, device_names(found)), NOW)
    assert judgement.accepted.all()
    assert judgement.candidates.status is not None
    assert judgement.candidates.status.tolist() == [3, 3, 3]


def test_a_position_of_2019_is_one_of_808_with_its_platforms() -> None:
    clear = bytes.fromhex("00" + BLOCK_2019[2:])
    [sighting] = sightings_of(vehicle(clear, edition=2019))
    assert sighting.time == datetime(2018, 7, 15, 10, 10, 10, tzinfo=BEIJING)
    assert (sighting.lon, sighting.lat) == (132.444444, 12.222222)
    assert (sighting.speed_kmh, sighting.altitude_m) == (6.0, 40)
    assert (sighting.status, sighting.alarm) == (2, 1)
    assert b'"jt808_items": "01040000006402020037"' in sighting.extras
    assert b'"province": {"alarm": 3, "id": "33333333333"}' in sighting.extras


@pytest.mark.parametrize(
    ("edition", "block", "reason"),
    [
        (2011, "01" + LOCATION[2:], "secrecy plug-in"),
        (2019, BLOCK_2019, "secrecy plug-in"),
        (2011, LOCATION.replace("130707DC", "130D07DC"), "not in the calendar"),
        (2019, ("00" + BLOCK_2019[2:]).replace("180715", "181315"), "not in the calendar"),
        (2019, ("00" + BLOCK_2019[2:]).replace("180715", "1A0715"), "no BCD"),
        (2019, "00" + "00000000" + BLOCK_2019[86:], "28"),
        (2011, LOCATION.replace("00000003", "00000001"), "fix is not valid"),
        (2011, LOCATION.replace("07EF4D8001701840", "0170184007EF4D80"), "swapped"),
    ],
)
def test_what_is_no_position_is_refused_with_its_bytes(
    edition: Edition, block: str, reason: str
) -> None:
    [sighting] = sightings_of(vehicle(bytes.fromhex(block), edition=edition))
    assert sighting.raw == {"hex": block.lower()}
    judgement = judge(candidates([sighting], [sighting.device]), NOW)
    assert reason in judgement.refused[0]


def test_hemispheres_are_those_of_the_state_word() -> None:
    data = bytes.fromhex(LOCATION.replace("0000000300000101", "0000000E00000101"))
    [sighting] = sightings_of(vehicle(data))
    assert (sighting.lon, sighting.lat) == (-133.123456, -24.123456)


@pytest.mark.parametrize(
    ("sub_id", "data", "reason"),
    [
        (0x1202, bytes.fromhex(LOCATION[:-2]), "alarm at byte 32 has 4 bytes, 3 are left"),
        (0x1202, bytes.fromhex(LOCATION + "00"), "1 bytes are left"),
        (0x1203, b"", "the count of positions is missing"),
        (0x1203, b"\x02" + bytes.fromhex(LOCATION), "encrypt at byte 0"),
    ],
)
def test_a_batch_is_taken_whole_or_not_at_all(sub_id: int, data: bytes, reason: str) -> None:
    with pytest.raises(BadBody, match=reason):
        sightings_of(vehicle(data, sub_id))


def test_messages_without_a_position_have_none() -> None:
    assert sightings_of(vehicle(b"", 0x1201)) == ()
    assert sightings_of(read_frame(content_of(SUPERVISION), 2011)) == ()
    assert message_name(read_frame(content_of(SUPERVISION), 2011)) == "9400"
    assert message_name(vehicle(b"")) == "1200 主链路动态信息交换"


def test_one_vehicle_has_one_name_that_an_address_takes() -> None:
    names = {
        device_name(plate.encode("gbk"), 1)
        for plate in ("粤A12345", "粤A·12345", "粤a12345  ", "粤Ａ１２３４５\0\0", "粤A 12345")
    }
    assert names == {"粤A12345:1"}
    assert all(is_device_name(name) for name in names)
    assert device_name("粤A12345".encode("gbk"), 2) not in names
    for plate in (b"", bytes(21), b"\xff\xff", "粤A/2".encode("gbk"), b"   "):
        with pytest.raises(BadBody, match="the plate"):
            device_name(plate, 1)


def test_a_wrong_check_sum_and_a_wrong_length_are_reported() -> None:
    good = bytes.fromhex(SUPERVISION)
    other = read_frame(content_of(good.replace(b"smallchi", b"bigchi.1")), 2011)
    assert not other.checksum_ok
    with pytest.raises(BadFrame, match="check sum"):
        require_sound(other)
    plain = bytearray(unescape(content_of(good))[:-2])
    plain[3] += 1
    content = escape(bytes(plain) + check_sum(bytes(plain)).to_bytes(2, "big"))
    with pytest.raises(BadFrame, match="announces 147 bytes, the frame has 146"):
        require_sound(read_frame(content, 2011))


@pytest.mark.parametrize("content", ["5a", "5a03", "305e00", "00" * 23])
def test_what_is_no_frame_is_refused(content: str) -> None:
    with pytest.raises(BadFrame):
        read_frame(bytes.fromhex(content), 2011)
    with pytest.raises(BadFrame):
        edition_of(bytes.fromhex(content))


def test_what_does_not_fit_is_not_written() -> None:
    with pytest.raises(BadFrame, match="does not fit"):
        write_frame(0x1005, b"", edition=2011, platform_id=1 << 32, serial=1)
    with pytest.raises(BadFrame, match="does not fit"):
        write_frame(0x1005, b"", edition=2011, platform_id=1, serial=1, version=(256, 0, 0))
    with pytest.raises(BadBody, match="not in the table"):
        encode_body(0x1300, {}, 2011)
    with pytest.raises(BadBody, match="not in the table"):
        decode_body(0x1300, b"", 2011)
    with pytest.raises(BadBody, match="room for 8"):
        encode_body(0x1003, {"user_id": 1, "password": b"123456789"}, 2011)
    with pytest.raises(BadBody, match="does not fit"):
        encode_body(0x1003, {"user_id": -1, "password": b""}, 2011)
    with pytest.raises(BadBody, match="is no number"):
        encode_body(0x1003, {"password": b""}, 2011)
    with pytest.raises(BadBody, match="are left over"):
        decode_body(0x1005, b"\0", 2011)
    with pytest.raises(BadBody, match="do not fit"):
        encode_positions(0x1202, [{}, {}], 2011)
    with pytest.raises(BadBody, match="no message with positions"):
        encode_positions(0x1205, [{}], 2011)


def test_garbage_between_frames_costs_no_frame() -> None:
    frame = bytes.fromhex(SUPERVISION)
    stream = b"\xff\xff" + frame + b"\x01" + frame[:50] + frame + b"rest" + frame + b"\x5b\x01"
    reader = SegmentReader()
    found = list(reader.feed(stream))
    assert [s.content == frame[1:-1] for s in found if s.closed] == [True] * 3
    assert [s.content for s in found if not s.closed] == [
        b"\xff\xff",
        b"\x01",
        frame[1:50],
        b"rest",
    ]
    for segment in found:
        assert stream[segment.offset : segment.offset + len(segment.content)] == segment.content
    assert reader.finish() == Segment(len(stream) - 1, b"\x01", False)


def test_a_stream_without_flags_takes_no_memory() -> None:
    reader = SegmentReader()
    given_out = sum(len(s.content) for _ in range(40) for s in reader.feed(b"x" * 65536))
    rest = reader.finish()
    assert rest is not None
    assert len(rest.content) <= MAX_SEGMENT
    assert given_out + len(rest.content) == 40 * 65536
    frame = bytes.fromhex(SUPERVISION)
    assert [s.closed for s in reader.feed(frame)] == [False, True]


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.lists(st.integers(1, 60), max_size=20))
@example(b"[Z]^", [1, 1, 1])
def test_any_body_comes_back_however_the_stream_is_cut(body: bytes, cuts: list[int]) -> None:
    frame = write_frame(0x1300, body, edition=2019, platform_id=9, serial=3, sent_at=1_700_000_000)
    stream = frame * 2
    reader, found, at = SegmentReader(), [], 0
    for cut in [*cuts, len(stream)]:
        found += list(reader.feed(stream[at : at + cut]))
        at += cut
    assert [segment.closed for segment in found] == [True, True]
    read = read_frame(found[1].content, 2019)
    require_sound(read)
    assert (read.body, read.sent_at) == (body, 1_700_000_000)
    assert unescape(escape(body)) == body


@settings(max_examples=100, deadline=None)
@given(st.data())
@pytest.mark.parametrize("edition", [2011, 2019])
@pytest.mark.parametrize("message_id", sorted(MESSAGE_TYPES))
def test_every_body_of_the_table_comes_back(
    message_id: int, edition: Edition, data: st.DataObject
) -> None:
    fields = MESSAGE_TYPES[message_id].of(edition)
    values = data.draw(_values(fields))
    body = encode_body(message_id, values, edition)
    assert decode_body(message_id, body, edition) == values


def _values(fields: Any) -> st.SearchStrategy[dict[str, Any]]:
    measured = {field.length_of: field.name for field in fields if field.length_of}

    def filled(drawn: dict[str, Any]) -> dict[str, Any]:
        return drawn | {length: len(drawn[name]) for name, length in measured.items()}

    return st.fixed_dictionaries(
        {
            field.name: (
                st.integers(0, 256**field.size - 1)
                if field.number
                else st.binary(max_size=80)
                if field.name in measured
                else st.binary(min_size=field.size, max_size=field.size)
            )
            for field in fields
        }
    ).map(filled)


@settings(max_examples=100, deadline=None)
@given(st.data())
@pytest.mark.parametrize("fields", [LOCATION_2011, LOCATION_2019])
def test_every_position_block_comes_back(fields: Any, data: st.DataObject) -> None:
    values = data.draw(_values(fields))
    raw = encode_fields(fields, values)
    assert decode_fields(fields, raw + b"more", "block") == (values, b"more")


_MUTATION = st.tuples(
    st.sampled_from(["flip", "cut", "insert", "double"]), st.integers(0, 4000), st.integers(0, 255)
)


def mutated(raw: bytes, mutations: list[tuple[str, int, int]]) -> bytes:
    out = bytearray(raw)
    for kind, place, byte in mutations:
        at = place % (len(out) + 1)
        if kind == "flip" and at < len(out):
            out[at] ^= byte or 1
        elif kind == "cut":
            del out[at : at + byte % 32]
        elif kind == "insert":
            out[at:at] = bytes((byte,)) * (1 + byte % 5)
        elif kind == "double":
            out[at:at] = out[at : at + byte]
    return bytes(out)


FRAMES = [
    bytes.fromhex(ENCRYPTED_LOGIN),
    bytes.fromhex(SUPERVISION),
    bytes.fromhex(PLATFORM_2019),
    *(
        write_frame(
            0x1200,
            encode_body(
                0x1200,
                {"plate": "粤A1".encode("gbk"), "plate_colour": 1, "sub_id": sub, "data": data},
                edition,
            ),
            edition=edition,
            platform_id=1,
            serial=1,
        )
        for edition, sub, data in (
            (2011, 0x1202, bytes.fromhex(LOCATION)),
            (2011, 0x1203, bytes.fromhex(BATCH)),
            (2019, 0x1202, bytes.fromhex("00" + BLOCK_2019[2:])),
            (2019, 0x9203, bytes.fromhex("02" + 2 * ("00" + BLOCK_2019[2:]))),
        )
    ),
]


@settings(max_examples=500, deadline=None)
@given(
    st.lists(st.sampled_from(FRAMES), min_size=1, max_size=5),
    st.lists(_MUTATION, max_size=8),
    st.sampled_from([2011, 2019]),
    st.booleans(),
)
def test_r4_1_no_bytes_stop_the_decoder_of_809(
    frames: list[bytes], mutations: list[tuple[str, int, int]], edition: Edition, believed: bool
) -> None:
    stream = mutated(b"".join(frames), mutations)
    reader = SegmentReader()
    segments = list(reader.feed(stream))
    rest = reader.finish()
    given_out = sum(len(s.content) for s in [*segments, *([rest] if rest else [])])
    flags = stream.count(0x5B) + stream.count(0x5D)
    assert given_out == len(stream) - flags
    for segment in segments:
        try:
            frame = read_frame(segment.content, edition)
            if not believed:
                require_sound(frame)
            found = sightings_of(frame.decrypted(Cipher(3, 5, 7)))
        except (BadFrame, BadBody):
            continue
        if found:
            judgement = judge(candidates(found, device_names(found)), NOW)
            assert not np.isnan(judgement.candidates.lon[judgement.accepted]).any()


def test_every_message_with_positions_is_written_too() -> None:
    values, _ = decode_fields(LOCATION_2011, bytes.fromhex(LOCATION), "x")
    for sub_id, known in POSITION_MESSAGES.items():
        data = encode_positions(sub_id, [values], 2011)
        assert data.hex().upper() == ("01" if known.batch else "") + LOCATION
        [sighting] = sightings_of(vehicle(data, sub_id))
        assert sighting.fault is None
