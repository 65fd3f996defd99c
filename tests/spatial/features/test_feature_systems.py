"""Coordinates in all systems, checked against PROJ, and boxes asked for in them."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from feature_things import STANDING, Thing, make_table, store_things
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import CRS, Transformer
from shapely import Point
from sqlalchemy import Connection, Engine

from spatial.errors import UnknownCrs
from spatial.features.reading import page
from spatial.features.selection import Selection
from spatial.features.systems import CRS84, STORED, SYSTEMS, System, system_named

EXACT = {4490, 4326, 3857}
PLACES = st.tuples(
    st.integers(80 * 10**8, 130 * 10**8).map(lambda one: one / 10**8),
    st.integers(18 * 10**8, 53 * 10**8).map(lambda one: one / 10**8),
)


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """A connection to a database with an empty table of things."""
    with engine.connect() as own:
        make_table(own)
        yield own
        own.rollback()


def test_there_are_all_zones_and_the_axes_are_those_of_the_authority() -> None:
    assert [one.srid for one in SYSTEMS] == [4326, 4490, 4326, 3857, *range(4491, 4555)]
    for one in SYSTEMS[1:]:
        axes = CRS.from_epsg(one.srid).axis_info
        assert one.northing_first == (axes[0].direction == "north"), one.uri
        assert one.degrees == (axes[0].unit_name == "degree"), one.uri
    for one in SYSTEMS[4:]:
        assert CRS.from_epsg(one.srid).name.startswith("CGCS2000 / "), one.uri
    assert not CRS84.northing_first


@pytest.mark.parametrize(
    "name",
    ["http://www.opengis.net/def/crs/EPSG/0/4490", "EPSG:4490", "urn:ogc:def:crs:EPSG::4490",
     "<http://www.opengis.net/def/crs/EPSG/0/4490>", "[EPSG:4490]"],
)  # fmt: skip
def test_a_system_has_several_names(name: str) -> None:
    assert system_named(name) == STORED


@pytest.mark.parametrize("name", ["", "4490", "EPSG:2343", "EPSG:4214", "EPSG:99999", "GCJ-02"])
def test_an_unknown_system_is_told_with_those_that_there_are(name: str) -> None:
    with pytest.raises(UnknownCrs, match="4491 to"):
        system_named(name)


def _told(connection: Connection, place: tuple[float, float], system: System) -> list[float]:
    store_things(connection, [Thing(1, Point(place))])
    [feature] = page(connection, STANDING, Selection(), limit=1, system=system).features
    return list(json.loads(feature)["geometry"]["coordinates"])


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=PLACES, system=st.sampled_from(SYSTEMS[1:]))
def test_coordinates_are_those_that_proj_gives(
    connection: Connection, place: tuple[float, float], system: System
) -> None:
    told = _told(connection, place, system)
    if system.degrees:
        assert told == [place[1], place[0]]
        return
    source = "EPSG:4326" if system.srid == 3857 else "EPSG:4490"
    transformer = Transformer.from_crs(source, f"EPSG:{system.srid}")
    expected = transformer.transform(place[1], place[0])
    assert told == pytest.approx(expected, abs=0.0011, rel=0)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    places=st.lists(
        st.tuples(
            st.integers(0, 2000).map(lambda one: 119 + one / 1000),
            st.integers(0, 2000).map(lambda one: 29 + one / 1000),
        ),
        min_size=1,
        max_size=8,
    ),
    edges=st.tuples(*[st.integers(0, 2000)] * 4),
    system=st.sampled_from([one for one in SYSTEMS if one.srid in (3857, 4507, 4549, 4528)]),
)
def test_a_box_in_metres_meets_what_is_told_in_it(
    connection: Connection,
    places: list[tuple[float, float]],
    edges: tuple[int, int, int, int],
    system: System,
) -> None:
    store_things(connection, [Thing(n, Point(place)) for n, place in enumerate(places)])
    everything = page(connection, STANDING, Selection(), limit=100, system=system).features
    told = {one["id"]: one["geometry"]["coordinates"] for one in map(json.loads, everything)}
    # The edges of the box go through things, so that what lies on them is tried.
    first = sorted(one[0] for one in told.values())
    second = sorted(one[1] for one in told.values())
    low, high = sorted((first[edges[0] % len(first)], first[edges[1] % len(first)]))
    left, right = sorted((second[edges[2] % len(second)], second[edges[3] % len(second)]))
    selection = Selection(boxes=system.box(low, left, high, right))
    found = page(connection, STANDING, selection, limit=100, system=system).features
    assert {json.loads(one)["id"] for one in found} == {
        id for id, (x, y) in told.items() if low <= x <= high and left <= y <= right
    }


def test_a_box_that_its_system_cannot_hold_is_refused() -> None:
    zone = system_named("EPSG:4549")
    for corners in ((3.0e6, 5.0e5, 2.0e6, 6.0e5), (1e30, 1e30, 2e30, 2e30)):
        with pytest.raises(ValueError, match=r"corner|places"):
            zone.box(*corners)
