"""What photos say of themselves, and what the track of the device says to it."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fix_rows import store_track
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.TiffImagePlugin import IFDRational
from sqlalchemy import Engine, text

from spatial.boundaries.evidence.photo_facts import PhotoFacts, judge, read_photo

AT = datetime(2024, 5, 2, 3, 0, 0, tzinfo=UTC)
TAKEN = {0x9003: "2024:05:02 11:00:00"}
PLACE = {1: "N", 2: (30.0, 15.0, 36.0), 3: "E", 4: (119.0, 30.0, 0.0)}


def photo(
    exif: dict[int, Any] | None = None, gps: dict[int, Any] | None = None, kind: str = "JPEG"
) -> bytes:
    image, tags = Image.new("RGB", (8, 6)), Image.Exif()
    if exif:
        tags.get_ifd(0x8769).update(exif)
    if gps:
        tags.get_ifd(0x8825).update(gps)
    buffer = io.BytesIO()
    image.save(buffer, kind, exif=tags.tobytes())
    return buffer.getvalue()


@pytest.mark.parametrize(("kind", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png")])
def test_a_photo_says_when_and_where_it_was_taken(kind: str, media_type: str) -> None:
    told = read_photo(photo(TAKEN, PLACE | {16: "T", 17: 271.5}, kind))
    assert told == PhotoFacts(media_type, 8, 6, AT, False, 119.5, 30.26, 271.5)


@pytest.mark.parametrize(
    ("exif", "gps", "at", "stated"),
    [
        (TAKEN, {}, AT, False),
        (TAKEN | {0x9011: "+08:00"}, {}, AT, True),
        (TAKEN | {0x9011: "-09:30"}, {}, AT + timedelta(hours=17, minutes=30), True),
        (TAKEN | {0x9291: "0405"}, {}, AT + timedelta(microseconds=40_500), False),
        # UTC of the satellites wins, whatever the clock of the camera says.
        (TAKEN, {29: "2024:05:01", 7: (23.0, 59.0, 30.5)}, AT - timedelta(hours=3, seconds=29.5),
         True),
        (TAKEN, {29: "2024:05:01", 7: (24.0, 0.0, 0.0)}, AT, False),
        (TAKEN, {29: "2024:13:01", 7: (1.0, 0.0, 0.0)}, AT, False),
        (TAKEN, {29: "2024:05:01"}, AT, False),
        (TAKEN | {0x9011: "Z"}, {}, AT, False),
        (TAKEN | {0x9011: "+99:00"}, {}, AT, False),
        ({0x9003: "0000:00:00 00:00:00"}, {}, None, False),
        ({0x9003: "    :  :     :  :  "}, {}, None, False),
        ({0x9003: "2024:02:30 11:00:00"}, {}, None, False),
        ({0x9003: "0001:01:01 00:00:00"}, {}, None, False),
        ({}, {}, None, False),
    ],
)  # fmt: skip
def test_the_instant_of_a_photo(
    exif: dict[int, Any], gps: dict[int, Any], at: datetime | None, stated: bool
) -> None:
    told = read_photo(photo(exif, gps))
    assert (told.taken_at, told.zone_stated) == (at, stated)
    assert told.taken_at is None or told.taken_at.tzinfo is not None


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({}, (119.5, 30.26)),
        ({1: "S", 3: "W"}, (-119.5, -30.26)),
        ({1: "X"}, None),
        ({1: None}, None),
        ({2: (91.0, 0.0, 0.0)}, None),
        ({4: (180.0, 0.0, 1.0)}, None),
        ({2: (30.0, 60.0, 0.0)}, None),
        ({2: (30.0, IFDRational(1, 0), 0.0)}, None),
        ({2: (0.0, 0.0, 0.0), 4: (0.0, 0.0, 0.0)}, None),
        ({2: 30.0}, None),
        ({9: "V"}, None),
        ({9: "A"}, (119.5, 30.26)),
    ],
)
def test_the_place_of_a_photo(change: dict[int, Any], place: tuple[float, float] | None) -> None:
    gps = {tag: value for tag, value in (PLACE | change).items() if value is not None}
    told = read_photo(photo(TAKEN, gps))
    found = None if told.lon is None or told.lat is None else (told.lon, round(told.lat, 9))
    assert found == place
    assert (told.lon is None) == (told.lat is None)


@pytest.mark.parametrize(
    ("gps", "bearing", "magnetic"),
    [
        ({17: 0.0}, 0.0, False),
        ({17: 360.0}, 0.0, False),
        ({17: 12.5, 16: "M"}, 12.5, True),
        ({17: 361.0, 16: "M"}, None, False),
        ({17: IFDRational(1, 0)}, None, False),
    ],
)
def test_the_direction_of_a_photo(
    gps: dict[int, Any], bearing: float | None, magnetic: bool
) -> None:
    told = read_photo(photo(gps=gps))
    assert (told.bearing_deg, told.bearing_is_magnetic) == (bearing, magnetic)


WHOLE = photo(TAKEN | {0x9011: "+08:00"}, PLACE | {17: 5.0, 29: "2024:05:02", 7: (3.0, 0.0, 0.0)})


@settings(deadline=None, max_examples=300)
@given(
    st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=8),
    st.integers(0, len(WHOLE)),
)
@example([], 0)
@example([], len(WHOLE))
def test_a_broken_photo_says_less_and_breaks_nothing(
    changes: list[tuple[int, int]], length: int
) -> None:
    content = bytearray(WHOLE)
    for place, value in changes:
        content[place] = value
    told = read_photo(bytes(content[:length]))
    assert told.lon is None or -180 <= told.lon <= 180
    assert told.lat is None or -90 <= told.lat <= 90
    assert told.bearing_deg is None or 0 <= told.bearing_deg < 360
    assert told.taken_at is None or told.taken_at.utcoffset() is not None


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_bytes_that_are_no_photo_say_nothing(content: bytes) -> None:
    told = read_photo(content)
    assert (told.taken_at, told.lon, told.width) == (None, None, None)


def device(engine: Engine, *rows: tuple[str, float, float]) -> int:
    store_track(engine, "patrol-7", rows)
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT id FROM device")).scalar_one())


def judged(engine: Engine, facts: PhotoFacts, device_id: int | None) -> dict[str, Any]:
    with engine.connect() as connection:
        return judge(connection, facts, device_id, gap_s=600)


FACTS = PhotoFacts("image/jpeg", 8, 6, AT, True, 119.5, 30.26, None)


def test_a_photo_is_compared_with_the_track_between_two_fixes(engine: Engine) -> None:
    walker = device(
        engine, ("2024-05-02T02:59:00Z", 119.499, 30.26), ("2024-05-02T03:03:00Z", 119.503, 30.26)
    )
    told = judged(engine, FACTS, walker)
    assert (told["track"], told["metres"], told["nearest_fix_s"]) == ("between", 0.0, 60.0)
    assert told["remarks"] == []
    # A thousandth of a degree of latitude is 110.86 m there.
    near = judged(engine, replace(FACTS, lat=30.261), walker)
    assert near["metres"] == pytest.approx(110.9, abs=0.1)
    assert near["remarks"] == []
    far = judged(engine, replace(FACTS, lat=30.27), walker)
    assert far["remarks"] == ["照片位置距设备轨迹 1,109 米"]


def test_a_fix_of_the_very_instant_counts(engine: Engine) -> None:
    walker = device(engine, ("2024-05-02T03:00:00Z", 119.5, 30.26))
    told = judged(engine, FACTS, walker)
    assert (told["track"], told["metres"], told["nearest_fix_s"]) == ("fix", 0.0, 0.0)


def test_in_a_gap_nobody_knows_where_the_device_was_r3_5(engine: Engine) -> None:
    walker = device(
        engine, ("2024-05-02T02:54:00Z", 119.5, 30.26), ("2024-05-02T03:06:00Z", 119.5, 30.26)
    )
    told = judged(engine, FACTS, walker)
    assert (told["track"], told["metres"], told["nearest_fix_s"]) == ("unknown", None, 360.0)
    assert told["remarks"] == ["拍摄时刻前后轨迹中断，设备位置未知"]
    behind = judged(engine, replace(FACTS, taken_at=AT + timedelta(minutes=10)), walker)
    assert (behind["track"], behind["nearest_fix_s"]) == ("unknown", 240.0)


def test_a_photo_without_track_place_or_time_says_so(engine: Engine) -> None:
    walker = device(engine, ("2024-05-02T03:00:00Z", 119.5, 30.26))
    later = judged(engine, replace(FACTS, taken_at=AT + timedelta(hours=8)), walker)
    assert (later["track"], later["remarks"]) == ("none", ["拍摄时刻无轨迹"])
    nowhere = judged(engine, replace(FACTS, lon=None, lat=None, zone_stated=False), walker)
    assert nowhere["remarks"] == ["拍摄时刻未注明时区，按北京时间理解", "照片无位置"]
    assert (nowhere["track"], nowhere["metres"]) == ("fix", None)
    never = judged(engine, replace(FACTS, taken_at=None), walker)
    assert (never["track"], never["remarks"]) == (None, ["照片无拍摄时刻"])
    alone = judged(engine, replace(FACTS, bearing_deg=1.0, bearing_is_magnetic=True), None)
    assert alone["remarks"] == ["拍摄方向以磁北为准，未换算为真北", "未指定设备，未与轨迹比对"]


def test_a_walk_across_the_antimeridian_is_compared_too(engine: Engine) -> None:
    walker = device(
        engine, ("2024-05-02T02:59:00Z", 179.999, 0.0), ("2024-05-02T03:01:00Z", -179.999, 0.0)
    )
    told = judged(engine, replace(FACTS, lon=180.0, lat=0.0), walker)
    assert (told["track"], told["metres"]) == ("between", 0.0)
    first = datetime.min.replace(tzinfo=UTC)
    assert judged(engine, replace(FACTS, taken_at=first), walker)["track"] == "none"
