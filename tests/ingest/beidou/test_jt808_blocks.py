"""Many location bodies at once are read as each by itself."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.beidou.jt808.blocks import candidates_of
from ingest.beidou.jt808.frame import check_byte
from ingest.beidou.jt808.location import Location, decode_location
from spatial.errors import BadBody
from spatial.locations.clock import microseconds

_ANY = st.binary(min_size=28, max_size=60)
_DATED = st.builds(
    lambda head, time, tail: head + bytes(int(f"{value:02}", 16) for value in time) + tail,
    st.binary(min_size=22, max_size=22),
    st.tuples(
        st.integers(0, 99),
        st.integers(0, 13),
        st.integers(0, 32),
        st.integers(0, 25),
        st.integers(0, 61),
        st.integers(0, 61),
    ),
    st.binary(max_size=12),
)


def time_or_fault(location: Location) -> int | str:
    try:
        return microseconds(location.fix_time())
    except BadBody as error:
        return str(error)


@settings(deadline=None)
@given(st.lists(_ANY | _DATED, min_size=1, max_size=20))
def test_columns_are_what_each_location_says(bodies: list[bytes]) -> None:
    found = candidates_of(bodies, list(range(len(bodies))))
    assert len(found) == len(bodies)
    for row, body in enumerate(bodies):
        location = decode_location(body)
        assert found.lon[row] == location.longitude_e6 / 1e6
        assert found.lat[row] == location.latitude_e6 / 1e6
        assert found.altitude_m[row] == location.altitude_m
        assert found.speed_kmh[row] == np.float32(location.speed_dkmh / 10)
        assert found.course[row] == location.course
        assert found.status is not None
        assert found.alarm is not None
        assert found.extras is not None
        assert (found.status[row], found.alarm[row]) == (location.status, location.alarm)
        assert found.extras[row] == location.tail
        told = found.faults.get(row, int(found.time_us[row]))
        assert told == time_or_fault(location)


def test_the_leap_day_is_a_date_in_leap_years_only() -> None:
    def dated(year: int) -> bytes:
        return bytes(22) + bytes((int(str(year), 16), 0x02, 0x29, 0x08, 0x00, 0x00))

    found = candidates_of([dated(24), dated(23)], [0, 0])
    assert found.faults.keys() == {1}
    assert found.time_us[0] == 1_709_164_800_000_000  # 2024-02-29T00:00:00Z


@given(st.binary(max_size=300))
def test_the_check_byte_is_the_exclusive_or_of_all_bytes(plain: bytes) -> None:
    expected = 0
    for byte in plain:
        expected ^= byte
    assert check_byte(plain) == expected
