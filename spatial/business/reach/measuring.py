"""How far many places are from the nearest origin: metres along the ground, or seconds by road."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection

from spatial.business.reach.foot_points import foot_points
from spatial.business.reach.network import (
    WALK_KMH,
    OnRoad,
    Roads,
    Travel,
    fastest_kmh,
    on_road,
    roads_in,
)
from spatial.business.reach.origins import Origins
from spatial.business.reach.routing import require_routing
from spatial.business.reach.straight import nearest_origin
from spatial.business.reach.travel_times import NodeTimes, Times, node_times, times_to

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

STRAIGHT = "大地线距离（CGCS2000 椭球面）"
BY_ROAD = (
    "pgRouting 路网最短时间，按道路等级或填报车速行驶；起讫点到最近道路点、以及不经道路的近处，"
    "按步行 5 公里/小时直线计；不含拥堵与等候"
)


@dataclass(frozen=True, slots=True)
class Measured:
    """Metres or seconds from the nearest origin, and which one that is; infinite and -1 beyond what
    was looked for. off_road: how many places no road is near to; None along the ground."""

    far: Floats
    origin: Numbers
    off_road: int | None


def measured(
    connection: Connection,
    origins: Origins,
    lon: Floats,
    lat: Floats,
    *,
    travel: Travel | None,
    within_m: float | None,
    day: date,
    known_at: datetime,
) -> Measured:
    """How far the places are. travel: by road; else along the ground, up to within_m.

    Raises RoutingUnavailable and NoRoads by road.
    """
    if travel is not None:
        require_routing(connection, day, known_at)
        if not len(origins):
            nowhere = np.full(len(lon), np.inf), np.full(len(lon), -1, dtype=np.int64)
            return Measured(*nowhere, off_road=0)
        roads, nodes = reached(connection, origins, travel, day, known_at)
        places = on_road(roads, lon, lat)
        times = times_to(nodes, places)
        seconds, origin = _or_walked(times, origins, lon, lat, travel)
        return Measured(seconds, origin, int((places.edge < 0).sum()))
    if len(origins.lines):
        feet = foot_points(origins.lines, lon, lat, within_m or np.inf)
        far = np.where(feet.line < 0, np.inf, feet.metres)
        return Measured(far, feet.line, None)
    near = nearest_origin(lon, lat, origins.lon, origins.lat)
    return Measured(near.metres, near.origin, None)


def _or_walked(
    times: Times, origins: Origins, lon: Floats, lat: Floats, travel: Travel
) -> tuple[Floats, Numbers]:
    """The times, or those of walking straight to what is near, where that is sooner."""
    walked = nearest_origin(lon, lat, origins.lon, origins.lat)
    took = walked.metres / (WALK_KMH / 3.6)
    sooner = (walked.metres <= travel.off_road_m) & (took <= travel.limit_s)
    sooner &= took < times.seconds
    return (
        np.where(sooner, took, times.seconds),
        np.where(sooner, walked.origin, times.origin),
    )


def reached(
    connection: Connection, origins: Origins, travel: Travel, day: date, known_at: datetime
) -> tuple[Roads, NodeTimes]:
    """The roads about the origins, and how long it takes to their nodes."""
    # Where no road is as fast as a road may be, all that is reached lies in a smaller box.
    widest = origins.box(travel.most_m() + travel.off_road_m)
    fastest = fastest_kmh(connection, widest, day, known_at, travel)
    box = origins.box(travel.most_m(fastest) + travel.off_road_m)
    roads = roads_in(connection, box, day, known_at, travel)
    if len(origins.lines):
        start = _crossings(roads, origins.lines)
    else:
        start = on_road(roads, origins.lon, origins.lat)
    return roads, node_times(connection, roads, start)


def _crossings(roads: Roads, limit: NDArray[np.object_]) -> OnRoad:
    """Where roads cross a limit: places on them, without a way beside the road."""
    edges, shares, places = [], [], []
    tree = shapely.STRtree(roads.lines)
    for line in limit:
        for edge in np.sort(tree.query(line, predicate="intersects")):
            road = roads.lines[edge]
            for part in shapely.get_parts(shapely.intersection(road, line)):
                # Along a limit a road is entered at either end of what they share.
                for lon, lat in shapely.get_coordinates(part)[[0, -1]]:
                    edges.append(int(edge))
                    shares.append(road.project(shapely.Point(lon, lat), normalized=True))
                    places.append((lon, lat))
    at = np.array(places, dtype=np.float64).reshape(-1, 2)
    return OnRoad(
        np.array(edges, dtype=np.int64),
        np.array(shares, dtype=np.float64),
        np.zeros(len(edges)),
        at[:, 0],
        at[:, 1],
    )
