"""Which part of a line was walked, on tracks whose gaps are known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from fix_rows import store_track
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point
from sqlalchemy import Engine

from spatial.errors import BadParameter
from spatial.locations.fixes import Places
from spatial.locations.geodesic import CGCS2000
from spatial.locations.line_share import line_share, share_of

START = datetime(2024, 5, 13, tzinfo=UTC)
MINUTE = 60_000_000
PARALLEL = LineString([(116.0, 40.0), (116.25, 40.0), (116.5, 40.0)])
LENGTH = CGCS2000.line_length([116.0, 116.25, 116.5], [40.0, 40.0, 40.0])


def places(track: list[tuple[float, float, float]]) -> Places:
    """Minutes, longitude, latitude of one device."""
    told = np.array(track, dtype=float).reshape(-1, 3)
    return Places(
        np.ones(len(told), np.int32),
        (told[:, 0] * MINUTE).astype(np.int64),
        np.rint(told[:, 1] * 1e7).astype(np.int64),
        np.rint(told[:, 2] * 1e7).astype(np.int64),
    )


def walk(west: float, east: float, lat: float = 40.0, begin: float = 0) -> list:  # type: ignore[type-arg]
    """A fix each 0.01°, a minute apart."""
    lons = np.arange(west, east + 1e-9, 0.01)
    return [(begin + number, lon, lat) for number, lon in enumerate(lons)]


def test_a_line_that_was_walked_from_end_to_end() -> None:
    found = share_of(PARALLEL, places(walk(116.0, 116.5)), within_m=50)
    assert found.length_m == pytest.approx(LENGTH)
    assert (found.share, found.missed) == (pytest.approx(1), ())


def test_known_gaps_are_found_to_one_in_a_hundred_r3_4() -> None:
    # Between 116.1 and 116.2 nobody knows anything for an hour.
    track = walk(116.0, 116.1) + walk(116.2, 116.5, begin=100)
    found = share_of(PARALLEL, places(track), within_m=30)
    assert found.walked_m == pytest.approx(LENGTH * 0.8, rel=0.01)
    [(begin, end)] = found.missed
    assert begin == pytest.approx(LENGTH * 0.2, rel=0.01)
    assert end == pytest.approx(LENGTH * 0.4, rel=0.01)


def test_a_way_at_a_distance_counts_only_within_it() -> None:
    metres = 200 / CGCS2000.line_length([116, 116], [40, 41])
    track = places(walk(116.0, 116.5, lat=40.0 + metres))
    assert share_of(PARALLEL, track, within_m=190).walked_m == 0
    assert share_of(PARALLEL, track, within_m=210).share == pytest.approx(1)


def test_a_fix_alone_counts_where_it_lies() -> None:
    found = share_of(PARALLEL, places([(0, 116.3, 40.0)]), within_m=100)
    assert found.walked_m == pytest.approx(200, abs=20)
    assert len(found.missed) == 2


def test_a_jump_is_no_way() -> None:
    found = share_of(PARALLEL, places([(0, 116.0, 40.0), (1, 116.5, 40.0)]), within_m=20)
    assert found.walked_m < 60


def test_nobody_was_there() -> None:
    found = share_of(PARALLEL, places([]), within_m=50)
    assert (found.share, found.missed) == (0, ((0.0, pytest.approx(LENGTH)),))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(st.floats(115.99, 116.06), st.floats(39.99, 40.01)), min_size=1, max_size=40
    ),
    st.floats(10, 400),
)
def test_it_is_what_the_distances_to_all_steps_say(
    track: list[tuple[float, float]], within_m: float
) -> None:
    line = LineString([(116.0, 40.0), (116.05, 40.003)])
    given_places = places([(n, lon, lat) for n, (lon, lat) in enumerate(track)])
    found = share_of(line, given_places, within_m=within_m)
    # By the definition, with metres of an equirectangular plane: right to 1 in 1,000 here.
    east, north = 85_394.0, 111_035.0
    way = [((lon - 116) * east, (lat - 40) * north) for lon, lat in track]
    steps = [LineString(pair) for pair in pairwise(way) if LineString(pair).length <= 10_000]
    whole = LineString([(0, 0), (0.05 * east, 0.003 * north)])
    count = int(np.ceil(found.length_m / 10))
    near = within = 0
    for number in range(count):
        point = whole.interpolate((number + 0.5) / count, normalized=True)
        metres = min(
            [point.distance(step) for step in steps] + [point.distance(Point(at)) for at in way]
        )
        near += metres <= within_m * 1.004 + 1
        within += metres <= within_m * 0.996 - 1
    walked = round(found.share * count)
    assert within <= walked <= near


def test_it_is_asked_of_the_history(engine: Engine) -> None:
    track = [
        ((START + timedelta(minutes=minute)).isoformat(), lon, lat)
        for minute, lon, lat in walk(116.0, 116.25)
    ]
    store_track(engine, "patrol-1", track)
    with engine.connect() as connection:
        for end, share in ((START + timedelta(days=1), 0.5), (START, 0)):
            found = line_share(connection, PARALLEL, START, end, within_m=30)
            assert found.share == pytest.approx(share, rel=0.01)
        none = line_share(
            connection, PARALLEL, START, START + timedelta(days=1), within_m=30, devices=[0]
        )
        assert none.walked_m == 0
        with pytest.raises(BadParameter, match="pole"):
            line_share(connection, LineString([(0, 88), (0, 89.5)]), START, START, within_m=30)
        with pytest.raises(BadParameter, match="longer"):
            line_share(connection, LineString([(70, 30), (130, 30)]), START, START, within_m=30)
