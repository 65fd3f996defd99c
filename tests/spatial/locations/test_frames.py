"""Frames of former days: packed without loss, never changed, stripped to their digests."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from ingest.beidou.gateway.arrivals import Arrival
from ingest.beidou.gateway.frames import FrameRow, store_frames
from ingest.beidou.registry import register_device
from spatial.locations.clock import microseconds
from spatial.locations.frames import (
    StoredFrame,
    frame_of_fix,
    frames_of,
    pack_days,
    packed,
    strip_payloads,
    unpacked,
)
from spatial.locations.retention import hold

NOW = datetime.now(UTC).replace(microsecond=123)
WEEK_AGO = NOW - timedelta(days=7)


@st.composite
def stored(draw: st.DrawFn) -> StoredFrame:
    payload = draw(st.binary(max_size=80))
    return StoredFrame(
        draw(st.integers(0, 2**53)),
        hashlib.sha256(payload).digest(),
        draw(st.sampled_from(["jt808", "nmea"])),
        draw(st.text(max_size=10)),
        payload,
        tuple(
            draw(
                st.lists(
                    st.tuples(st.integers(0, 2**53), st.integers(-(2**63), 2**63 - 1)), max_size=3
                )
            )
        ),
    )


@settings(deadline=None)
@given(st.lists(stored(), min_size=1, max_size=20))
def test_a_block_gives_back_what_went_in(frames: list[StoredFrame]) -> None:
    heads, payloads = packed(frames)
    assert unpacked(heads, payloads) == frames
    assert [frame.digest for frame in unpacked(heads, None)] == [one.digest for one in frames]


def keep(engine: Engine, device: str, times: list[datetime]) -> int:
    with engine.begin() as connection:
        number = register_device(
            connection, device, device_class="patrol", protocol="jt808", identifier=device
        )
        store_frames(
            connection,
            [
                FrameRow(
                    Arrival("jt808", device, "tcp", microseconds(time), str(time).encode()),
                    number,
                    [microseconds(time) - 5_000_000],
                    [n],
                )
                for n, time in enumerate(times)
            ],
        )
    return number


def pack(engine: Engine) -> int:
    with engine.connect() as connection:
        return sum(pack_days(connection))


def test_readers_never_tell_rows_from_blocks(engine: Engine) -> None:
    times = [WEEK_AGO + timedelta(hours=n) for n in range(30)] + [NOW]
    device = keep(engine, "1", times)
    with engine.connect() as connection:
        before = frames_of(connection, device, WEEK_AGO, NOW + timedelta(hours=1))
    assert pack(engine) == 30
    # What a spool brings again, and what it brings late, is packed another time.
    keep(engine, "1", [*times[:3], times[3] + timedelta(minutes=1)])
    assert pack(engine) == 4
    with engine.connect() as connection:
        after = frames_of(connection, device, WEEK_AGO, NOW + timedelta(hours=1))
        part = frames_of(connection, device, times[4], times[7])
        fix = (microseconds(times[8]) - 5_000_000, 8)
        found = frame_of_fix(connection, device, int(times[8].timestamp()), *fix)
        none = frame_of_fix(connection, device, int(times[8].timestamp()), fix[0], 9)
    assert [one for one in after if one in before] == before
    assert len(after) == len(before) + 1 == 32
    assert [one.received_us for one in part] == [microseconds(time) for time in times[4:7]]
    assert found == before[8]
    assert found.is_as_sent
    assert none is None


def test_payloads_go_and_digests_stay_unless_they_are_held(engine: Engine) -> None:
    free = keep(engine, "1", [WEEK_AGO])
    held = keep(engine, "2", [WEEK_AGO])
    pack(engine)
    with engine.begin() as connection:
        hold(connection, "2", WEEK_AGO - timedelta(hours=1), WEEK_AGO, "联检争议")
        assert strip_payloads(connection, "vehicle", NOW) == 0
        assert strip_payloads(connection, "patrol", NOW) == 1
        [one] = frames_of(connection, free, WEEK_AGO, NOW)
        [other] = frames_of(connection, held, WEEK_AGO, NOW)
    assert (one.payload, one.is_as_sent) == (None, False)
    assert one.digest == hashlib.sha256(str(WEEK_AGO).encode()).digest()
    assert other.is_as_sent


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE frame_block SET heads = ''",
        "UPDATE frame_block SET payloads = NULL, device_id = 0",
        "UPDATE frame_block SET payloads = ''",
        "DELETE FROM frame_block",
    ],
)
def test_blocks_are_never_changed(engine: Engine, change: str) -> None:
    keep(engine, "1", [WEEK_AGO])
    pack(engine)
    with pytest.raises(IntegrityError, match="frames are evidence"), engine.begin() as connection:
        connection.execute(text(change))
