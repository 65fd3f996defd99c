"""Travel times against a search of all ways by another program, and what a network forbids."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from reach_rows import Facility, Road, store_facilities, store_roads
from registry_rows import store_registry, version
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from shapely import LineString, Point
from sqlalchemy import Engine, text

from spatial.business.answering.answer import Knowledge
from spatial.business.reach.nearest import nearest
from spatial.business.reach.network import Direction, Mode, Travel, on_road, roads_in
from spatial.business.reach.questions import Nearest
from spatial.business.reach.travel_times import node_times, times_to
from spatial.db import read_sql
from spatial.errors import NoRoads, RoutingUnavailable

GEOD = Geod(a=6378137.0, rf=298.257222101)
DAY = date(2015, 6, 1)
WALK_MS = 5 / 3.6
SIDE = 6


def make_town() -> tuple[list[tuple[float, float]], list[Road]]:
    """A grid of 36 crossings about 700 m apart, crooked, some streets missing or one-way."""
    dice = np.random.default_rng(20260101)
    nodes = [
        (
            110.2 + 0.007 * x + dice.uniform(-2e-3, 2e-3),
            30.2 + 0.006 * y + dice.uniform(-2e-3, 2e-3),
        )
        for y in range(SIDE)
        for x in range(SIDE)
    ]
    roads = []
    for place in range(SIDE * SIDE):
        for other in (place + 1 if (place + 1) % SIDE else None, place + SIDE):
            if other is None or other >= SIDE * SIDE or dice.random() < 0.15:
                continue
            direction = str(dice.choice(["both", "both", "both", "forward", "backward"]))
            roads.append(Road(place, other, float(dice.choice([20, 40, 60])), direction))
    return nodes, roads


NODES, ROADS = make_town()
TARGETS = [
    (f"F{number:02}", *place)
    for number, place in enumerate(
        np.random.default_rng(7).uniform((110.195, 30.195), (110.24, 30.235), (25, 2)).tolist()
    )
]


@pytest.fixture(scope="module")
def town(module_engine: Engine) -> Engine:
    """A database with the town, read by all tests of this file."""
    store_roads(module_engine, NODES, ROADS)
    store_registry(module_engine, [version("990000", "虚构省", type="province")], [])
    store_facilities(module_engine, "station", [Facility(*one) for one in TARGETS])
    return module_engine


class Brute:
    """All ways, by Dijkstra of scipy over a graph in which both places are nodes of their own."""

    def __init__(self, mode: Mode, direction: Direction) -> None:
        self.mode, self.direction = mode, direction

    def may(self, road: Road, along: bool) -> bool:
        if self.mode is Mode.WALK:
            return True
        return road.direction in ("both", "forward" if along else "backward")

    def seconds(self, road: Road) -> float:
        (x, y), (u, v) = NODES[road.source], NODES[road.target]
        speed = 5.0 if self.mode is Mode.WALK else road.speed_kmh
        return GEOD.inv(x, y, u, v)[2] / (speed / 3.6)

    def brought(self, lon: float, lat: float) -> tuple[int, float, float]:
        """Edge, share and seconds of the way to the road, by trying every road densely."""
        best = (math.inf, -1, 0.0)
        scale = np.array([111320 * math.cos(math.radians(30.2)), 110850.0])
        point = Point(np.array([lon, lat]) * scale)
        for number, road in enumerate(ROADS):
            line = LineString(np.array([NODES[road.source], NODES[road.target]]) * scale)
            best = min(best, (line.distance(point), number, line.project(point, normalized=True)))
        _, number, share = best
        road = ROADS[number]
        (x, y), (u, v) = NODES[road.source], NODES[road.target]
        foot = x + share * (u - x), y + share * (v - y)
        return number, share, GEOD.inv(lon, lat, *foot)[2] / WALK_MS

    def between(self, one: tuple[float, float], two: tuple[float, float]) -> float:
        start, end = (one, two) if self.direction is Direction.FROM else (two, one)
        count = len(NODES) + 2
        cost = np.full((count, count), np.inf)

        def link(a: int, b: int, seconds: float) -> None:
            cost[a, b] = min(cost[a, b], max(seconds, 1e-9))

        for road in ROADS:
            if self.may(road, True):
                link(road.source, road.target, self.seconds(road))
            if self.may(road, False):
                link(road.target, road.source, self.seconds(road))
        first, last = count - 2, count - 1
        edge, share, leg = self.brought(*start)
        road = ROADS[edge]
        whole = self.seconds(road)
        # At an end of a road no direction of it forbids to go on.
        if self.may(road, True) or share > 1 - 1e-9:
            link(first, road.target, leg + (1 - share) * whole)
        if self.may(road, False) or share < 1e-9:
            link(first, road.source, leg + share * whole)
        other, at, exit_leg = self.brought(*end)
        if other == edge and self.may(road, at >= share):
            link(first, last, leg + abs(at - share) * whole + exit_leg)
        road = ROADS[other]
        whole = self.seconds(road)
        if self.may(road, True) or at < 1e-9:
            link(road.source, last, at * whole + exit_leg)
        if self.may(road, False) or at > 1 - 1e-9:
            link(road.target, last, (1 - at) * whole + exit_leg)
        straight = GEOD.inv(*start, *end)[2]
        if straight <= 3_000:
            link(first, last, straight / WALK_MS)
        graph = csr_matrix(np.where(np.isfinite(cost), cost, 0))
        return float(dijkstra(graph, indices=first)[last])


inside = st.tuples(st.floats(110.195, 110.24), st.floats(30.195, 30.235))


@settings(max_examples=40, deadline=None)
@given(inside, st.sampled_from(Mode), st.sampled_from(Direction), st.integers(1, 25))
def test_the_nearest_by_road_are_those_of_all_ways(
    town: Engine, place: tuple[float, float], mode: Mode, direction: Direction, limit: int
) -> None:
    asked = Nearest(
        lon=place[0],
        lat=place[1],
        dataset="station",
        by="minutes",
        limit=limit,
        mode=mode,
        direction=direction,
        date=DAY,
    )
    with town.connect() as connection:
        got = nearest(connection, asked, Knowledge())
    brute = Brute(mode, direction)
    wanted = sorted((brute.between(place, (lon, lat)), key) for key, lon, lat in TARGETS)[:limit]
    assert [one["minutes"] for one in got.items] == pytest.approx(
        [seconds / 60 for seconds, _ in wanted], abs=0.02
    )
    by_key = {key: (lon, lat) for key, lon, lat in TARGETS}
    for one in got.items:
        assert one["minutes"] * 60 == pytest.approx(
            brute.between(place, by_key[one["key"]]), abs=1.0
        )


def times(
    engine: Engine,
    origins: list[tuple[float, float]],
    places: list[tuple[float, float]],
    *,
    mode: Mode = Mode.DRIVE,
    direction: Direction = Direction.FROM,
    limit_s: float = 3600,
) -> list[float]:
    travel = Travel(mode, direction, limit_s, 3_000)
    with engine.connect() as connection:
        now = connection.execute(text("SELECT now()")).scalar_one()
        roads = roads_in(connection, (109.9, 29.9, 110.5, 30.5), DAY, now, travel)
        nodes = node_times(connection, roads, on_road(roads, *np.array(origins).T))
        return times_to(nodes, on_road(roads, *np.array(places).T)).seconds.tolist()


LINE = [(110.0, 30.0), (110.01, 30.0), (110.02, 30.0)]


def metres(one: tuple[float, float], two: tuple[float, float]) -> float:
    return float(GEOD.inv(*one, *two)[2])


def test_origin_and_place_on_one_edge_need_not_go_over_its_ends(engine: Engine) -> None:
    store_roads(engine, LINE, [Road(0, 1), Road(1, 2)])
    one, two = (110.002, 30.0), (110.008, 30.0)
    # 36 km/h are 10 m a second.
    assert times(engine, [one], [two]) == pytest.approx([metres(one, two) / 10], abs=0.05)


def test_against_a_one_way_road_one_goes_round_or_not_at_all(engine: Engine) -> None:
    store_roads(engine, LINE, [Road(0, 1, direction="forward"), Road(1, 2, direction="forward")])
    west, east = (110.002, 30.0), (110.018, 30.0)
    assert times(engine, [west], [east]) == pytest.approx([metres(west, east) / 10], abs=0.05)
    assert times(engine, [east], [west]) == [math.inf]
    assert times(engine, [east], [west], direction=Direction.TO) == pytest.approx(
        [metres(west, east) / 10], abs=0.05
    )
    assert times(engine, [east], [west], mode=Mode.WALK) == pytest.approx(
        [metres(west, east) / WALK_MS], abs=0.5
    )


def test_nobody_enters_a_motorway_between_its_ends(engine: Engine) -> None:
    nodes = [*LINE, (110.0, 30.02)]
    store_roads(engine, nodes, [Road(0, 1, 120, class_="motorway"), Road(0, 3)])
    # The middle of the motorway is nearer, the road to the north is where one may leave.
    [took] = times(engine, [(110.0, 30.01)], [(110.005, 30.0)])
    to_road = metres((110.005, 30.0), (110.0, 30.0)) / WALK_MS
    assert took == pytest.approx(metres((110.0, 30.01), (110.0, 30.0)) / 10 + to_road, abs=0.5)


def test_ways_beside_the_road_are_walked_and_limited(engine: Engine) -> None:
    store_roads(engine, LINE, [Road(0, 1), Road(1, 2)])
    aside = (110.005, 30.009)
    leg = metres(aside, (110.005, 30.0)) / WALK_MS
    [took, far] = times(engine, [(110.005, 30.0)], [aside, (110.005, 30.2)])
    assert (took, far) == (pytest.approx(leg, abs=0.5), math.inf)


def test_roads_of_other_days_and_roads_learned_later_are_not_there(land: Engine) -> None:
    store_roads(land, LINE, [Road(0, 1)])
    store_facilities(land, "station", [Facility("A", 110.009, 30.0)])
    asked = Nearest(lon=110.001, lat=30.0, dataset="station", by="minutes", date=DAY)
    with land.connect() as connection:
        first = nearest(connection, asked, Knowledge())
        early = asked.model_copy(update={"date": date(1999, 1, 1)})
        with pytest.raises(NoRoads, match="1999-01-01"):
            nearest(connection, early, Knowledge())
    assert first.data is not None
    assert first.divisions is not None
    # A faster road that is loaded in its place takes nothing from an answer of then.
    with land.begin() as connection:
        connection.execute(text("UPDATE road_edge SET known_until = now()"))
    store_roads(land, LINE, [Road(0, 1, 120)])
    then = Knowledge(first.divisions.known_at, first.data.known_at)
    with land.connect() as connection:
        again = nearest(connection, asked, then)
        now = nearest(connection, asked, Knowledge())
    assert again == first
    assert (again.id, again.digest) == (first.id, first.digest)
    assert now.items[0]["minutes"] < first.items[0]["minutes"]


def test_without_pgrouting_straight_lines_work_and_times_name_the_package(land: Engine) -> None:
    store_roads(land, LINE, [Road(0, 1)])
    store_facilities(land, "station", [Facility("A", 110.009, 30.0)])
    with land.begin() as connection:
        connection.execute(text("DROP EXTENSION pgrouting"))
    with land.connect() as connection:
        asked = Nearest(lon=110.001, lat=30.0, dataset="station", date=DAY)
        assert nearest(connection, asked, Knowledge()).items[0]["key"] == "A"
        by_road = asked.model_copy(update={"by": "minutes"})
        with pytest.raises(RoutingUnavailable, match=r"postgresql-\d+-pgrouting"):
            nearest(connection, by_road, Knowledge())


def test_the_roads_of_a_box_come_through_their_index(town: Engine) -> None:
    with town.begin() as connection:
        connection.execute(text("ANALYZE road_edge"))
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        plan = "\n".join(
            connection.execute(
                text("EXPLAIN " + read_sql("spatial.business.reach", "roads_in_box")),
                {"west": 110.2, "south": 30.2, "east": 110.3, "north": 30.3, "day": DAY}
                | {"known_at": "2100-01-01", "walking": False, "turned": False}
                | {"walk_kmh": 5.0, "with_shapes": True},
            ).scalars()
        )
    assert "road_edge_geom" in plan
