"""Chunks give back what went in, to the bit, in few bytes; damage is seen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.locations.chunk_codec import BadChunk, decode, decode_places, decode_times, encode
from spatial.locations.fixes import FixColumns, in_order, no_extras
from spatial.locations.sealing import same

WORD = st.integers(-(2**31), 2**31 - 1)
REAL = st.one_of(
    st.just(float("nan")),
    st.integers(0, 359).map(float),
    st.integers(0, 36000).map(lambda value: value / 10),
    st.floats(0, 10_000, width=32).map(lambda value: value + 0.0),
)
FIX = st.tuples(
    st.integers(-(10**16), 4 * 10**15),
    st.integers(-1_800_000_000, 1_800_000_000),
    st.integers(-900_000_000, 900_000_000),
    REAL,
    REAL,
    REAL,
    WORD,
    WORD,
    st.integers(0, 2**40),
    st.one_of(st.just(b""), st.binary(max_size=300)),
)


def columns(rows: list[tuple[object, ...]]) -> FixColumns:
    time, lon, lat, altitude, speed, course, flags, alarm, received, extras = zip(
        *rows, strict=True
    )
    others = no_extras(len(rows))
    others[:] = extras
    return FixColumns(
        device_id=np.full(len(rows), 7, np.int32),
        time_us=np.array(time, np.int64),
        lon_e7=np.array(lon, np.int32),
        lat_e7=np.array(lat, np.int32),
        altitude_m=np.array(altitude, np.float32),
        speed_kmh=np.array(speed, np.float32),
        course=np.array(course, np.float32),
        flags=np.array(flags, np.int32),
        alarm=np.array(alarm, np.int32),
        received_s=np.array(received, np.int64),
        extras=others,
    )


@settings(max_examples=400, deadline=None)
@given(st.lists(FIX, min_size=1, max_size=40))
def test_what_went_in_comes_out(rows: list[tuple[object, ...]]) -> None:
    fixes = in_order(columns(rows))[0]
    body = encode(fixes)
    assert same(decode(body, 7), fixes)
    places = decode_places(body, 7)
    assert places.time_us.tolist() == fixes.time_us.tolist()
    assert places.lon_e7.tolist() == fixes.lon_e7.tolist()
    assert places.lat_e7.tolist() == fixes.lat_e7.tolist()
    assert decode_times(body).tolist() == fixes.time_us.tolist()


def drive(count: int, *, step: int = 1) -> FixColumns:
    """A vehicle that reports every 10 s, at 1e-7 degree times `step`."""
    rng = np.random.default_rng(5)
    headings = np.cumsum(rng.normal(0, 0.1, count))
    speed = np.abs(rng.normal(12, 3, count))
    unknown = np.zeros(count, np.int32)
    return FixColumns(
        device_id=np.full(count, 7, np.int32),
        time_us=(1_714_550_400 + 10 * np.arange(count, dtype=np.int64)) * 1_000_000,
        lon_e7=(
            1_165_000_000 + np.cumsum(speed * 10 * np.cos(headings) * 117) // step * step
        ).astype(np.int32),
        lat_e7=(399_000_000 + np.cumsum(speed * 10 * np.sin(headings) * 90) // step * step).astype(
            np.int32
        ),
        altitude_m=np.round(50 + np.cumsum(rng.normal(0, 0.3, count))).astype(np.float32),
        speed_kmh=np.round(speed * 3.6, 1).astype(np.float32),
        course=np.round(np.degrees(headings) % 360).astype(np.float32),
        flags=np.full(count, 3, np.int32),
        alarm=unknown,
        received_s=np.full(count, 1_714_600_000, np.int64),
        extras=no_extras(count),
    )


def test_an_hour_of_driving_takes_few_bytes_and_coarser_digits_fewer() -> None:
    fine = len(encode(drive(360))) / 360
    coarse = len(encode(drive(360, step=10))) / 360
    assert fine < 8
    assert coarse < fine - 0.5


def test_a_parked_vehicle_takes_next_to_nothing() -> None:
    one = drive(1)
    parked = FixColumns.joined([one] * 360)
    assert len(encode(parked)) < 100


def test_damage_and_later_versions_are_seen() -> None:
    fixes = drive(50)
    body = encode(fixes)
    seen = 0
    for place in range(1, len(body)):
        harmed = bytearray(body)
        harmed[place] ^= 0x10
        try:
            # A bit of the frame that means nothing harms nothing.
            assert same(decode(bytes(harmed), 7), fixes)
        except BadChunk:
            seen += 1
    assert seen >= len(body) - 3
    with pytest.raises(BadChunk, match="version 02"):
        decode(b"\x02" + body[1:], 7)
    with pytest.raises(BadChunk, match="version none"):
        decode(b"", 7)
