"""A second opinion: MEOS, the library of MobilityDB, about polygons, meetings, ways and places.

MEOS goes straight in the plane that it is given; ours is geodesic. Each test says by how much the
two may differ, and why. A gap parts a track: MEOS gets a sequence for each part, so that it knows
as little of the time between them as we do.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
import shapely
from fix_rows import store_track
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from meos_asking import Meos, Spans, parts_of
from places_rows import EPOCH_US, places_in_degrees
from pyproj import Transformer
from sqlalchemy import Engine

from spatial.locations.clock import instant, microseconds
from spatial.locations.fixes import E7, Places
from spatial.locations.meetings import meetings
from spatial.locations.moments import Certainty, moments
from spatial.locations.queries import devices_within
from spatial.locations.steps import steps_of

pytestmark = pytest.mark.meos

START = datetime(2024, 5, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
SECOND_US = 1_000_000


@pytest.fixture(scope="module")
def meos() -> Iterator[Meos]:
    opened = Meos()
    yield opened
    opened.close()


def seconds_of(spans: Spans) -> float:
    return sum(end - begin for begin, end in spans) / 1e6


# Seconds since the start (some steps are gaps), and a walk in degrees about a place in China: at
# most 0.03 degree (3.3 km) a step, so that no step is a jump.
_STEP = st.tuples(
    st.sampled_from([1, 10, 60, 61, 300, 600, 601, 900]),
    st.integers(-300_000, 300_000),
    st.integers(-300_000, 300_000),
)
_WALKS = st.lists(_STEP, min_size=1, max_size=14)


def walked(steps: list[tuple[int, int, int]], start_s: int = 0) -> Places:
    rows = np.array(steps, np.int64).reshape(-1, 3)
    places = places_in_degrees([0.0] * len(rows), [116.0] * len(rows), [39.0] * len(rows))
    return Places(
        places.device_id,
        EPOCH_US + (start_s + np.cumsum(rows[:, 0])) * SECOND_US,
        places.lon_e7 + np.cumsum(rows[:, 1]),
        places.lat_e7 + np.cumsum(rows[:, 2]),
    )


CONVEX = shapely.Polygon([(115.98, 38.97), (116.05, 38.99), (116.04, 39.06), (115.99, 39.04)])
CONCAVE = shapely.Polygon(
    [(115.97, 38.97), (116.06, 38.97), (116.06, 39.06), (116.01, 39.0), (115.97, 39.06)]
)


def dense(walk: Places) -> Places:
    """A fix each second of the parts: where MEOS goes straight, ours has hardly a choice."""
    times, lons, lats = [], [], []
    for part in parts_of(walk):
        us, lon, lat = (np.array(column, np.float64) for column in zip(*part, strict=True))
        seconds = np.arange(us[0], us[-1] + 1, SECOND_US)
        times.append(seconds)
        lons.append(np.interp(seconds, us, lon))
        lats.append(np.interp(seconds, us, lat))
    joined = [np.concatenate(one) for one in (times, lons, lats)]
    return Places(
        np.zeros(len(joined[0]), np.int32),
        joined[0].astype(np.int64),
        np.rint(joined[1] * E7).astype(np.int64),
        np.rint(joined[2] * E7).astype(np.int64),
    )


def random_walks(count: int) -> list[Places]:
    rng = np.random.default_rng(20_240_501)
    found = []
    for _ in range(count):
        steps = rng.integers(2, 14)
        seconds = rng.choice([10, 60, 61, 300, 600, 601], steps, p=[0.2, 0.3, 0.2, 0.1, 0.1, 0.1])
        rows = np.stack([seconds, *rng.integers(-300_000, 300_000, (2, steps))], axis=1)
        found.append(walked([tuple(row) for row in rows.tolist()]))
    return found


def stored(engine: Engine, walks: list[Places]) -> None:
    for number, walk in enumerate(walks):
        rows = [
            (instant(us).isoformat(), lon / E7, lat / E7)
            for us, lon, lat in zip(
                walk.time_us.tolist(), walk.lon_e7.tolist(), walk.lat_e7.tolist(), strict=True
            )
        ]
        store_track(engine, f"d{number:02}", rows)


@pytest.mark.parametrize("polygon", [CONVEX, CONCAVE], ids=["convex", "concave"])
def test_first_last_and_count_inside_a_polygon_are_those_of_meos(
    meos: Meos, engine: Engine, polygon: shapely.Polygon
) -> None:
    """Both are straight in degrees, and judge fixes as they are: there is no tolerance."""
    walks = random_walks(30)
    stored(engine, walks)
    with engine.connect() as connection:
        found = devices_within(connection, polygon, START, START + 3 * HOUR)
    ours = {one.id: (microseconds(one.first), microseconds(one.last), one.count) for one in found}
    theirs = {}
    for number, walk in enumerate(walks):
        fixes = meos.ask("within", parts_of(walk), polygon.wkt)["fixes"]
        if fixes:
            theirs[f"d{number:02}"] = (fixes[0], fixes[-1], len(fixes))
    assert 10 < len(theirs) < 30
    assert ours == theirs


def test_seconds_inside_are_those_of_meos_but_for_steps_over_the_edge(
    meos: Meos, engine: Engine
) -> None:
    """Ours counts a step when both of its fixes lie inside; MEOS cuts each step at the edge.

    The polygon is convex, so what ours counts MEOS counts whole; MEOS adds some part of the steps
    that cross the edge, and at most the whole of those that touch the polygon.
    """
    walks = random_walks(30)
    stored(engine, walks)
    with engine.connect() as connection:
        found = devices_within(connection, CONVEX, START, START + 3 * HOUR)
    ours = {one.id: one.seconds for one in found}
    apart = 0
    for number, walk in enumerate(walks):
        parts = parts_of(walk)
        theirs = seconds_of(meos.ask("within", parts, CONVEX.wkt)["spans"])
        crossing = 0.0
        for part in parts:
            for (begin, x, y), (end, to_x, to_y) in pairwise(part):
                both = CONVEX.covers(shapely.MultiPoint([(x, y), (to_x, to_y)]))
                if not both and CONVEX.intersects(shapely.LineString([(x, y), (to_x, to_y)])):
                    crossing += (end - begin) / 1e6
        seconds = ours.get(f"d{number:02}", 0.0)
        # MEOS rounds each edge to a microsecond, outwards.
        assert seconds - 1e-4 <= theirs <= seconds + crossing + 1e-4
        apart += theirs > seconds + 1
    assert apart > 5


@pytest.mark.parametrize("polygon", [CONVEX, CONCAVE], ids=["convex", "concave"])
def test_seconds_inside_of_dense_tracks_are_those_of_meos(
    meos: Meos, engine: Engine, polygon: shapely.Polygon
) -> None:
    """With a fix each second no step over the edge is longer than one: a second for each passage.

    A passage is one end of a span of MEOS. In the concave one a step of a second may also cut
    across a corner with both of its ends inside: MEOS then has two more ends, and ours the second.
    """
    walks = [dense(walk) for walk in random_walks(12)]
    stored(engine, walks)
    with engine.connect() as connection:
        found = devices_within(connection, polygon, START, START + 3 * HOUR)
    ours = {one.id: one for one in found}
    compared = 0
    for number, walk in enumerate(walks):
        spans = meos.ask("within", parts_of(walk), polygon.wkt)["spans"]
        one = ours.get(f"d{number:02}")
        if one is None:
            # A corner may be passed between two fixes.
            assert seconds_of(spans) <= len(spans)
            continue
        compared += 1
        assert one.seconds == pytest.approx(seconds_of(spans), abs=2 * len(spans) + 1e-3)
        assert 0 <= microseconds(one.first) - spans[0][0] <= SECOND_US
        assert 0 <= spans[-1][1] - microseconds(one.last) <= SECOND_US
    assert compared > 6


def covered(inner: Spans, outer: Spans, slack_us: int) -> bool:
    """Whether each inner span lies in one outer span, but for so much at its ends."""
    return all(
        any(low - slack_us <= begin and end <= high + slack_us for low, high in outer)
        for begin, end in inner
        if end - begin > 2 * slack_us
    )


def joined(spans: Spans) -> Spans:
    """Spans that meet within some microseconds as one."""
    found: Spans = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1] + 5:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found


@settings(deadline=None, derandomize=True, max_examples=120)
@given(
    _WALKS,
    _WALKS,
    st.integers(-400, 400),
    st.sampled_from([20.0, 300.0, 2_000.0]),
    st.integers(-20_000, 20_000),
)
def test_meetings_are_those_of_meos_in_a_plane(
    meos: Meos,
    first: list[tuple[int, int, int]],
    second: list[tuple[int, int, int]],
    late_s: int,
    distance_m: float,
    aside: int,
) -> None:
    """MEOS measures in a transverse Mercator plane through the place, true along its meridian.

    Within 50 km of it the plane is longer than the ground by (50 / 6371)² / 2 = 3e-5 at most. There
    a straight way of 5 km in the plane lies 50 × 5² / (8 × 6371²) km = 4 mm beside the geodesic.
    So MEOS at a little less than the distance must be in ours, and ours in MEOS at a little more.
    """
    one, other = walked(first), walked(second, late_s)
    other = Places(other.device_id, other.time_us, other.lon_e7 + aside, other.lat_e7)
    plane = Transformer.from_crs(
        "EPSG:4490", "+proj=tmerc +lat_0=39 +lon_0=116 +k=1 +ellps=GRS80", always_xy=True
    )
    planar = [
        parts_of(places, *plane.transform(places.lon_e7 / E7, places.lat_e7 / E7), least=2)
        for places in (one, other)
    ]
    low, high = START - 3 * HOUR, START + 6 * HOUR
    together = meetings(one, other, low, high, distance_m=distance_m, least_us=0, possible_kmh=1e6)
    ours = joined([(met.start_us, met.end_us) for met in together.meetings])
    if not all(planar):
        assert ours == []
        return
    off = 0.01 + 1e-4 * distance_m
    less, more = (
        joined([(begin, end) for begin, end in meos.ask("near", *planar, distance_m + by)])
        for by in (-off, off)
    )
    assert covered(less, ours, 100)
    assert covered(ours, more, 100)


@settings(deadline=None, derandomize=True, max_examples=150)
@given(_WALKS, st.sampled_from([(116, 39), (87, 44), (110, 18), (122, 53)]))
def test_the_length_of_a_way_is_that_of_meos(
    meos: Meos, steps: list[tuple[int, int, int]], about: tuple[int, int]
) -> None:
    """Both are geodesic. The ellipsoids of CGCS2000 and WGS 84 differ by 0.1 mm in 6,356 km."""
    walk = walked(steps)
    moved = Places(
        walk.device_id,
        walk.time_us,
        walk.lon_e7 + (about[0] - 116) * E7,
        walk.lat_e7 + (about[1] - 39) * E7,
    )
    gone = steps_of(moved, possible_kmh=1e6)
    ours = float(gone.metres[gone.gone].sum())
    parts = parts_of(moved, least=2)
    theirs = meos.ask("metres", parts) if parts else 0.0
    assert ours == pytest.approx(theirs, rel=1e-9, abs=1e-6)


@settings(
    deadline=None,
    derandomize=True,
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.integers(0, 5_400))
def test_a_place_between_two_fixes_is_that_of_meos(meos: Meos, engine: Engine, second: int) -> None:
    """Both by proportion of the time, straight in degrees: to the last digit that is stored.

    After its last fix before a gap MEOS knows nothing; ours says where it was last, and that.
    """
    walks = random_walks(12)
    stored(engine, walks)
    when = START + timedelta(seconds=second)
    with engine.connect() as connection:
        found = {one.device: one for one in moments(connection, when)}
    known = {name: one for name, one in found.items() if one.certainty is not Certainty.LAST}
    theirs = {}
    for number, walk in enumerate(walks):
        place = meos.ask("at", parts_of(walk), microseconds(when))
        if place is not None:
            theirs[f"d{number:02}"] = place
    assert known.keys() == theirs.keys()
    for name, (lon, lat) in theirs.items():
        assert (known[name].lon, known[name].lat) == (
            pytest.approx(lon, abs=1e-9),
            pytest.approx(lat, abs=1e-9),
        )
