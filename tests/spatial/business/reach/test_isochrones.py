"""Polygons of what is reached in a time: nested, about the roads, around the place itself."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reach_rows import Facility, Road, store_facilities, store_roads
from sqlalchemy import Engine, text

from spatial.business.answering.answer import Answer, Knowledge
from spatial.business.reach.isochrones import isochrones
from spatial.business.reach.measuring import measured
from spatial.business.reach.network import Direction, Mode, Travel
from spatial.business.reach.origins import Origins
from spatial.business.reach.questions import Isochrones
from spatial.errors import BadParameter, NoRoads

DAY = date(2015, 6, 1)
NODES = [(110.5, 30.5), (110.53, 30.5), (110.53, 30.53), (110.5, 30.54), (110.6, 30.5)]
ROADS = [
    Road(0, 1, 40),
    Road(1, 2, 30, "forward"),
    Road(2, 3, 20),
    Road(3, 0, 50, "backward"),
    Road(1, 4, 80),
]


def ask(engine: Engine, *minutes: float, **asked: Any) -> Answer:
    asked = {"lon": 110.51, "lat": 30.502} | asked
    with engine.connect() as connection:
        return isochrones(connection, Isochrones(date=DAY, minutes=minutes, **asked), Knowledge())


def polygon(item: Any) -> shapely.Geometry:
    return shapely.geometry.shape(item["geometry"])


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.floats(110.49, 110.61),
    st.floats(30.49, 30.55),
    st.lists(st.floats(1, 30), min_size=2, max_size=4, unique=True),
    st.sampled_from(Mode),
    st.sampled_from(Direction),
)
def test_a_shorter_time_never_reaches_out_of_a_longer_one(
    land: Engine,
    lon: float,
    lat: float,
    minutes: list[float],
    mode: Mode,
    direction: Direction,
) -> None:
    with land.connect() as connection:
        if not connection.execute(text("SELECT count(*) FROM road_edge")).scalar_one():
            store_roads(land, NODES, ROADS)
    got = ask(land, *minutes, lon=lon, lat=lat, mode=mode, direction=direction)
    shapes = [polygon(one) for one in got.items]
    for inner, outer in pairwise(shapes):
        # Degrees are rounded to a centimetre.
        assert outer.buffer(1e-6).covers(inner)
    areas = [one["area_km2"] for one in got.items]
    assert areas == sorted(areas)


def test_what_is_reached_in_a_time_lies_in_its_polygon(land: Engine) -> None:
    store_roads(land, NODES, ROADS)
    [item] = ask(land, 6).items
    shape = polygon(item)
    lon, lat = np.random.default_rng(3).uniform((110.48, 30.48), (110.6, 30.55), (20_000, 2)).T
    here = Origins(np.array([110.51]), np.array([30.502]), np.empty(0, dtype=object), None, {})
    travel = Travel(Mode.DRIVE, Direction.FROM, 1200, 3_000)
    with land.connect() as connection:
        now = connection.execute(text("SELECT now()")).scalar_one()
        far = measured(
            connection, here, lon, lat, travel=travel, within_m=None, day=DAY, known_at=now
        )
    inside = shapely.contains_xy(shape, lon, lat)
    # From the nearest point of a road the way is never shorter than from the best one.
    reached = far.far < 350
    assert reached.sum() > 100
    assert inside[reached].mean() > 0.98
    assert not inside[far.far > 360 + 120].any()


def test_the_place_itself_and_what_is_walked_about_it_is_in_it(land: Engine) -> None:
    store_roads(land, NODES, ROADS)
    [item] = ask(land, 3, lon=110.56, lat=30.55).items
    assert polygon(item).contains(shapely.Point(110.56, 30.55))
    # Three minutes at 5 km/h are 250 m.
    assert item["area_km2"] == pytest.approx(np.pi * 0.25**2, rel=0.05)


def test_all_facilities_of_a_dataset_have_one_polygon_of_a_time(land: Engine) -> None:
    store_roads(land, NODES, ROADS)
    store_facilities(land, "post", [Facility("A", 110.5, 30.5), Facility("B", 110.6, 30.5)])
    [item] = ask(land, 2, lon=None, lat=None, facilities="post").items
    assert polygon(item).contains(shapely.Point(110.5, 30.5))
    assert polygon(item).contains(shapely.Point(110.6, 30.5))
    assert item["geometry"]["type"] == "MultiPolygon"


def test_without_roads_and_too_wide_there_are_none(land: Engine) -> None:
    with pytest.raises(NoRoads):
        ask(land, 5)
    store_roads(land, [(110.0, 30.0), (118.0, 30.0)], [Road(0, 1, 100)])
    store_facilities(land, "post", [Facility("A", 110.0, 30.0), Facility("B", 118.0, 30.0)])
    with pytest.raises(BadParameter, match="degrees"):
        ask(land, 240, lon=None, lat=None, facilities="post")
