"""Messages on the disk: all that was accepted, in order, whatever happened to the last write."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.beidou.gateway.arrivals import Arrival, BadRecord, What, packed, unpacked
from ingest.beidou.gateway.spool import Spool, SpoolFull, SpoolInUse, read_segment

_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
_ARRIVALS = st.builds(
    Arrival,
    _TEXT,
    _TEXT,
    _TEXT,
    st.integers(0, 2**62),
    st.binary(max_size=200),
    st.sampled_from(What),
    st.none(),
    _TEXT,
)


def told(arrival: Arrival) -> tuple[object, ...]:
    return (
        arrival.protocol,
        arrival.identifier,
        arrival.peer,
        arrival.received_us,
        arrival.payload,
        arrival.what,
        arrival.reason,
    )


def numbered(count: int) -> list[Arrival]:
    return [Arrival("jt808", str(n), "peer", n, bytes([n % 256]) * 50) for n in range(count)]


def held(folder: Path) -> list[int]:
    return [
        arrival.received_us
        for segment in sorted(folder.glob("*.spool"))
        for batch in read_segment(segment, 7)
        for arrival in batch
    ]


@settings(deadline=None)
@given(_ARRIVALS)
def test_a_message_comes_back_as_it_was(arrival: Arrival) -> None:
    assert told(unpacked(packed(arrival))) == told(arrival)


@settings(deadline=None)
@given(st.binary(max_size=100))
def test_other_bytes_are_no_message(record: bytes) -> None:
    try:
        unpacked(record)
    except BadRecord:
        return
    assert packed(unpacked(record)) == record


def test_what_is_appended_is_read_in_order(tmp_path: Path) -> None:
    spool = Spool(tmp_path, 1 << 20)
    for begin in range(0, 100, 20):
        spool.append(numbered(100)[begin : begin + 20])
        spool.rotate()
    assert held(tmp_path) == list(range(100))
    assert spool.bytes == sum(path.stat().st_size for path in tmp_path.glob("*.spool"))
    spool.close()


def test_a_new_start_goes_on_behind_what_is_there(tmp_path: Path) -> None:
    for begin in (0, 10):
        spool = Spool(tmp_path, 1 << 20)
        spool.append(numbered(20)[begin : begin + 10])
        spool.close()
    assert held(tmp_path) == list(range(20))
    spool = Spool(tmp_path, 1 << 20)
    for segment in spool.closed_segments():
        spool.done(segment)
    assert (spool.is_empty, spool.bytes) == (True, 0)
    spool.close()


@pytest.mark.parametrize("lost", [1, 5, 60, 150])
def test_a_write_that_was_cut_off_costs_only_itself(tmp_path: Path, lost: int) -> None:
    spool = Spool(tmp_path, 1 << 20)
    spool.append(numbered(10))
    spool.close()
    [segment] = tmp_path.glob("*.spool")
    data = segment.read_bytes()
    segment.write_bytes(data[:-lost])
    record = len(data) // 10
    assert held(tmp_path) == list(range(10 - -(-lost // record)))
    assert not list(tmp_path.glob("*.damaged"))


def test_damage_in_the_middle_is_set_aside(tmp_path: Path) -> None:
    spool = Spool(tmp_path, 1 << 20)
    spool.append(numbered(10))
    spool.close()
    [segment] = tmp_path.glob("*.spool")
    data = bytearray(segment.read_bytes())
    record = len(data) // 10
    data[3 * record + 20] ^= 0xFF
    segment.write_bytes(data)
    assert held(tmp_path) == [0, 1, 2]
    [aside] = tmp_path.glob("*.damaged")
    assert aside.read_bytes() == bytes(data[3 * record :])


def test_the_limit_is_kept_and_nothing_is_half_accepted(tmp_path: Path) -> None:
    spool = Spool(tmp_path, 2_000)
    spool.append(numbered(10))
    with pytest.raises(SpoolFull):
        spool.append(numbered(40))
    assert held(tmp_path) == list(range(10))
    spool.close()


def test_a_spool_has_one_user(tmp_path: Path) -> None:
    spool = Spool(tmp_path, 2_000)
    with pytest.raises(SpoolInUse):
        Spool(tmp_path, 2_000)
    spool.close()
    Spool(tmp_path, 2_000).close()
